"""Accounts given at once through the API, reps who leave, and claims as each may see them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.models import Account, Event, Overlay, Ownership, Rep, Transfer
from tests.api.caller import Caller
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def caller() -> Caller:
    today = timezone.localdate()
    reps = [Rep.objects.create(external_id=f"R{n}", name=f"Rep {n}") for n in (1, 2, 3)]
    for number in range(4):
        account = Account.objects.create(
            external_id=f"A{number}", name=f"A{number}", state="NY", potential=1.0
        )
        Ownership.objects.create(rep=reps[0], account=account, starts_on=today, locked=number == 3)
    return Caller(member("manager"))


def owners() -> list[tuple[str, str, bool]]:
    rows = Ownership.objects.filter(ends_on=None).order_by("account__external_id")
    return list(rows.values_list("account__external_id", "rep__external_id", "locked"))


TODAY = timezone.localdate().isoformat
GIVEN = {"accounts": ["A0", "A1"], "rep": "R2", "reason": "Nearer"}


def test_accounts_are_looked_at_given_and_given_back(caller):
    asked = GIVEN | {"starts_on": TODAY()}
    before = owners()
    seen = caller.send("POST", "/transfers/preview", asked)
    assert seen == [
        {"account": name, "from_rep": "R1", "to_rep": "R2"} for name in GIVEN["accounts"]
    ]
    assert owners() == before
    made = caller.send("POST", "/transfers", asked, status=201)
    assert owners()[:2] == [("A0", "R2", False), ("A1", "R2", False)]
    rows = caller.get(f"/transfers/{made['id']}/accounts")["items"]
    assert [(row["account"], row["from_rep"], row["reason"]) for row in rows] == [
        ("A0", "R1", "Nearer"),
        ("A1", "R1", "Nearer"),
    ]
    assert caller.get(f"/transfers/{made['id']}")["figures"] == {"accounts": 2}
    caller.send("POST", "/transfers", asked, status=422)
    assert caller.send("POST", f"/transfers/{made['id']}/undo")["undone_at"] is not None
    assert owners() == before


def test_a_transfer_sent_twice_with_a_key_is_made_once(caller):
    asked = GIVEN | {"starts_on": TODAY()}
    sent = [
        caller.send("POST", "/transfers", asked, 201, **{"Idempotency-Key": "k"}) for _n in range(2)
    ]
    assert sent[0] == sent[1]
    assert Transfer.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"accounts": ["A0", "A9"]}, 404),
        ({"accounts": []}, 422),
        ({"rep": "R9"}, 404),
        ({"reason": " "}, 422),
        ({"starts_on": "never"}, 422),
        ({"accounts": ["<script>", "\x00"]}, 404),
    ],
)
def test_transfers_that_cannot_be_are_refused(caller, change, status):
    before = owners()
    caller.send("POST", "/transfers", GIVEN | {"starts_on": TODAY()} | change, status=status)
    assert owners() == before


def test_what_rules_gave_only_those_who_apply_rules_undo(caller):
    made = caller.send("POST", "/transfers", GIVEN | {"starts_on": TODAY()}, status=201)
    Transfer.objects.update(kind="rules")
    caller.send("POST", f"/transfers/{made['id']}/undo", status=403)
    Caller(member("director")).send("POST", f"/transfers/{made['id']}/undo")


def test_a_rep_leaves_and_a_colleague_takes_over(caller):
    rep = Rep.objects.get(external_id="R1")
    far = Account.objects.create(external_id="A8", name="A8")
    Overlay.objects.create(rep=rep, account=far, role="specialist", starts_on=timezone.localdate())
    made = caller.send(
        "POST", "/reps/R1/leave", {"leaves_on": TODAY(), "successor": "R2"}, status=201
    )
    assert made["figures"] == {"accounts": 4}
    assert owners() == [(name, "R2", name == "A3") for name in ("A0", "A1", "A2", "A3")]
    rep.refresh_from_db()
    assert rep.active is False
    assert not Overlay.objects.exists()
    event = Event.objects.get(verb="rep.left")
    assert event.after == {"on": TODAY(), "successor": "R2"}
    assert caller.send("POST", "/reps/R1/leave", {"leaves_on": TODAY()}, status=201) is None


def test_a_rep_who_leaves_later_stays_until_then(caller):
    day = timezone.localdate() + timedelta(days=30)
    caller.send("POST", "/reps/R1/leave", {"leaves_on": day.isoformat()}, status=201)
    assert Rep.objects.get(external_id="R1").active is True
    assert set(Ownership.objects.values_list("rep__external_id", "ends_on")) == {("R1", day)}


def test_who_cannot_leave_is_refused(caller):
    leave = {"leaves_on": TODAY()}
    caller.send("POST", "/reps/R1/leave", leave | {"successor": "R1"}, status=422)
    caller.send("POST", "/reps/R1/leave", leave | {"successor": "R9"}, status=404)
    caller.send("POST", "/reps/R9/leave", leave, status=404)
    Rep.objects.filter(external_id="R3").update(active=False)
    caller.send("POST", "/reps/R1/leave", leave | {"successor": "R3"}, status=422)
    later = timezone.localdate() + timedelta(days=9)
    account = Account.objects.create(external_id="A9", name="A9")
    rep = Rep.objects.get(external_id="R1")
    Ownership.objects.create(rep=rep, account=account, starts_on=later)
    caller.send("POST", "/reps/R1/leave", leave | {"successor": "R2"}, status=409)
    assert Rep.objects.get(external_id="R1").active is True
    assert not Transfer.objects.exists()


def test_claims_are_seen_by_those_concerned(caller):
    mine, theirs, other = (
        Caller(member("rep", rep=Rep.objects.get(external_id=f"R{n}"))) for n in (2, 1, 3)
    )
    made = mine.send("POST", "/claims", {"account": "A0", "code": "relation"}, status=201)
    here = f"/claims/{made['id']}"
    assert other.get("/claims")["items"] == []
    other.get(here, expect=404)
    assert theirs.get(here)["advice"] == {"rep": "R1", "why": "the owner of record keeps it"}
    other.send("POST", f"{here}/withdraw", status=404)
    assert mine.send("POST", f"{here}/withdraw")["state"] == "withdrawn"
    assert mine.get(here)["advice"] is None
