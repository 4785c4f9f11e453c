"""What is done with the accounts selected in a list: those ticked, or all that match (B-05)."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from maillage.domain.territories.editing.changes import undo
from maillage.models import Account, Overlay, Ownership, Scenario, Transfer
from tests.domain.accounts.factories import make_account
from tests.domain.territories.today import owned_today, today
from tests.people import member, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

MATCHING = re.compile(r'name="matching" value="([^"]*)" data-total="(\d+)"')


@pytest.fixture
def reps():
    return owned_today(each=3)


@pytest.fixture
def chief(client):
    found = member()
    signed_in(client, found)
    return found


def listed(client, query: str) -> tuple[str, int]:
    """What the list offers to select beyond its page."""
    page = client.get(f"/main/accounts/?{query}").content.decode()
    asked, total = MATCHING.search(page).groups()
    return asked.replace("&amp;", "&"), int(total)


def test_one_page_needs_no_more_than_its_boxes(client, chief, reps):
    assert Account.objects.count() == 72
    assert MATCHING.search(client.get("/main/accounts/?state=VT").content.decode()) is None
    assert listed(client, "") == ("q=&finding=&owner=&state=&status=&signal=", 72)


def texts(page) -> list[list[str]]:
    rows = page.context["table"]["rows"]
    return [[getattr(cell, "text", None) or cell["text"] for cell in row["cells"]] for row in rows]


def test_all_that_match_are_given_at_once(client, chief, reps):
    make_account(900, name="Elsewhere")
    asked, total = listed(client, "q=Account")
    assert total == 72
    begun = client.post("/main/accounts/selected/", {"matching": asked, "do": "give"})
    assert "72 accounts" in begun.content.decode()
    words = {"matching": asked, "seen": "72", "rep": reps[1].pk, "reason": "one for both",
             "named": "on", "starts_on": timezone.localdate().isoformat()}  # fmt: skip
    shown = client.post("/main/accounts/give/", words)
    assert texts(shown) == [["42", "4,200", "Rep 1", "Rep 2"], ["30", "3,000", "Rep 2", "Rep 2"]]
    assert shown.context["table"]["totals"][:2] == ["72", "7,200"]
    assert Ownership.objects.filter(rep=reps[1]).count() == 30
    done = client.post("/main/accounts/give/", words | {"confirmed": "yes"})
    assert Ownership.objects.filter(rep=reps[1], ends_on=None, locked=True).count() == 72
    assert Transfer.objects.get().figures == {"accounts": 72}
    client.post(f"{done.url}undo/")
    assert Ownership.objects.filter(rep=reps[1], ends_on=None).count() == 30


def test_other_accounts_than_were_seen_are_shown_again(client, chief, reps):
    words = {"matching": "q=", "seen": "71", "rep": reps[1].pk, "reason": "x", "confirmed": "yes",
             "starts_on": timezone.localdate().isoformat()}  # fmt: skip
    again = client.post("/main/accounts/give/", words)
    assert again.status_code == 422
    assert "72 accounts match now, not 71: look again." in again.content.decode()
    assert 'name="seen" value="72"' in again.content.decode()
    assert not Transfer.objects.exists()


def test_a_filter_that_cannot_be_read_narrows_nothing(client, chief, reps):
    for asked in ("x", "on=never", "q=%00&owner=z", "state=ZZ", "&&&=", "q=" + "a" * 3000):
        answer = client.post("/main/accounts/selected/", {"matching": asked, "do": "give"})
        assert answer.status_code == 200
    words = {"matching": "q=nobody+has+this+name", "seen": "0", "reason": "x"}
    assert client.post("/main/accounts/give/", words).status_code == 422


def test_a_role_on_all_that_match(client, chief, reps):
    asked, _total = listed(client, "status=&q=Account")
    words = {"matching": asked, "seen": "72", "role": "sdr", "share": "0", "rep": reps[1].pk,
             "starts_on": timezone.localdate().isoformat()}  # fmt: skip
    assert client.post("/main/accounts/overlay/", words).status_code == 422
    words["matching"] = f"owner={reps[0].pk}"
    assert client.post("/main/accounts/overlay/", words | {"seen": "42"}).status_code == 302
    assert Overlay.objects.count() == 42


def test_what_is_selected_is_exported(client, chief, reps):
    keys = list(Account.objects.order_by("name").values_list("pk", flat=True)[:2])
    file = client.post("/main/accounts/export/?format=csv", {"row": keys})
    lines = file.content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["Account", "Account 1", "Account 10"]
    every = client.post("/main/accounts/export/?format=csv", {"matching": "state=VT"})
    assert len(every.content.decode("utf-8-sig").splitlines()) == 43
    book = client.post("/main/accounts/export/?format=xlsx", {"matching": "state=VT"})
    assert book.content[:2] == b"PK"
    assert client.post("/main/accounts/export/").url == "/main/accounts/"


def test_accounts_get_an_owner_in_a_scenario(client, chief, reps):
    plan = today(chief, name="Plan")
    assert client.post("/main/accounts/scenario/").url == "/main/accounts/"
    begun = client.post("/main/accounts/scenario/", {"matching": "state=VT"})
    assert "42 accounts" in begun.content.decode()
    words = {"matching": "state=VT", "seen": "42", "scenario": plan.pk, "rep": reps[1].pk}
    shown = client.post("/main/accounts/scenario/", words)
    assert texts(shown) == [["Rep 1", "42"]]
    assert 'name="revision" value="0"' in shown.content.decode()
    assert Scenario.objects.get().exceptions == {}
    words |= {"confirmed": "yes", "revision": "0"}
    done = client.post("/main/accounts/scenario/", words)
    assert done.url == f"/main/scenarios/{plan.pk}/"
    assert len(Scenario.objects.get().exceptions) == 42
    late = client.post("/main/accounts/scenario/", words | {"rep": ""})
    assert (late.status_code, b"changed this scenario" in late.content) == (422, True)
    undo(scenario=plan, revision=1, by=chief)
    assert Scenario.objects.get().exceptions == {}


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        ("reader", []),
        ("rep", []),
        ("marketing", ["CSV", "XLSX"]),
        (
            "manager",
            [
                "Give to a rep",
                "Give in a scenario",
                "Add somebody who works on them",
                "CSV",
                "XLSX",
            ],
        ),
    ],
)
def test_a_role_is_offered_what_it_may(client, reps, role, labels):
    signed_in(client, member(role))
    table = client.get("/main/accounts/").context["table"]
    assert [each["label"] for each in table["bulk"]] == labels
    assert table["selectable"] is bool(labels)
