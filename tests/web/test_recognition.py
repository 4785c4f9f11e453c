"""The pages of best accounts and of variable pay."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from maillage.domain.reviews.pay.schemes import EXAMPLE
from maillage.models import Account, PayScheme, Rep, TopAccount
from tests.domain.reviews.scene import deal, make_year
from tests.people import member, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
TYPED = {
    "name": "This year", "starts_on": "2026-01-01", "base": "60000", "variable": "20000",
    "cap": "200", "windfall_above": "250000", "windfall_share": "50",
    "measures-0-name": "Sales", "measures-0-kind": "sales", "measures-0-weight": "70",
    "measures-0-threshold": "50", "measures-0-cap": "200",
    "measures-0-steps-0-above": "100", "measures-0-steps-0-rate": "150",
    "measures-1-name": "Priority accounts", "measures-1-kind": "coverage",
    "measures-1-weight": "20", "measures-1-target": "90", "measures-1-cap": "100",
    "measures-2-name": "Planning", "measures-2-kind": "discipline", "measures-2-weight": "10",
    "measures-2-target": "100", "measures-2-cap": "100",
}  # fmt: skip
"""The example as it is typed."""


@pytest.fixture
def people():
    first, second = make_year()
    today = timezone.localdate()
    deal(50, first, amount=70_000, opened_on=today, closed_on=today)
    return {
        "rep": signed_in(Client(), member("rep", rep=first)),
        "director": signed_in(Client(), member("director")),
        "first": first.pk,
        "second": second.pk,
    }


def page(client, address, status=200):
    answer = client.get(f"/main/{address}")
    assert answer.status_code == status
    return answer.content.decode()


def test_a_rep_names_their_best_accounts(people):
    rep, first = people["rep"], people["first"]
    shown = page(rep, f"top-accounts/{first}/")
    assert '<option value="A2">Account 2</option>' in shown
    assert '<option value="A3">' not in shown
    sent = {"account1": "A1", "reason1": "<b>grows</b>", "account4": "A2"}
    assert rep.post("/main/top-accounts/name/", sent).url == f"/main/top-accounts/{first}/"
    shown = page(rep, f"top-accounts/{first}/")
    assert "&lt;b&gt;grows" in shown
    assert "100%" in shown
    assert list(TopAccount.objects.values_list("place", "account__external_id")) == [
        (1, "A1"),
        (2, "A2"),
    ]
    wrong = rep.post("/main/top-accounts/name/", {"account1": "A3"})
    assert wrong.status_code == 422
    assert 'value="A3"' in wrong.content.decode()


def test_who_leads_sees_all_lists_and_writes_none(people):
    director, first = people["director"], people["first"]
    assert page(director, "top-accounts/").count("<tr>") == 3
    assert "own-accounts" not in page(director, f"top-accounts/{first}/")
    assert page(people["rep"], "top-accounts/").count("<tr>") == 2
    page(people["rep"], f"top-accounts/{people['second']}/", 404)


def test_a_scheme_is_written_and_paid(people):
    director, rep, first = people["director"], people["rep"], people["first"]
    assert "No scheme of variable pay is in force." in page(director, "pay/")
    assert "No scheme of variable pay is in force." in page(rep, f"pay/{first}/")
    for wrong in (
        {"base": "-1"}, {"variable": "x"}, {"name": ""}, {"starts_on": "x"}, {"cap": "50"},
        {"measures-0-weight": "60"}, {"measures-0-kind": "luck"}, {"measures-0-name": ""},
        {"measures-1-target": ""}, {"measures-0-kind": "segment"},
        {"measures-0-kind": "segment", "measures-0-segment": "3-0"},
        {"measures-0-steps-0-above": "90"}, {"measures-0-steps-0-rate": ""},
        {"windfall_above": ""}, {"starts_on": "0001-01-01"}, {"base": "9" * 30},
    ):  # fmt: skip
        assert director.post("/main/pay/new/", TYPED | wrong).status_code == 422
    assert PayScheme.objects.count() == 0
    assert director.post("/main/pay/new/", TYPED).url == "/main/pay/"
    assert PayScheme.objects.get().content == EXAMPLE
    shown = page(director, "pay/")
    assert "This year, version 1, in force since" in shown
    assert "The base is 60,000.00 a year" in shown
    assert "Expected variable pay of the team" in shown
    assert "Expected variable pay of the team" not in page(rep, "pay/")


def test_shares_of_measures_that_make_no_whole_are_refused_and_what_is_typed_stays(people):
    answer = people["director"].post("/main/pay/new/", TYPED | {"measures-0-weight": "60"})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "10" in shown.partition('role="alert"')[2].partition("</div>")[0]
    assert field(shown, "measures-0-weight") == "60"


def test_a_row_is_added_and_one_is_taken_away(people):
    director = people["director"]
    more = director.post("/main/pay/new/", TYPED | {"add": "measures-1-steps"}).content.decode()
    assert field(more, "measures-1-steps-0-above") == ""
    less = director.post("/main/pay/new/", TYPED | {"remove": "measures-2"}).content.decode()
    assert 'name="measures-2-name"' not in less
    assert field(less, "measures-1-target") == "90"
    assert PayScheme.objects.count() == 0


def test_the_next_version_begins_with_the_last(people):
    PayScheme.objects.create(number=1, name="S", starts_on="2026-01-01", content=EXAMPLE)
    shown = page(people["director"], "pay/new/")
    names = [name for name in TYPED if not name.endswith("kind")]
    typed = {name: field(shown, name).replace(",", "") for name in names}
    kept = {name: value for name, value in TYPED.items() if name in typed}
    assert typed == kept | {"name": "S", "starts_on": timezone.localdate().isoformat()}
    assert shown.count(" selected>sales of the year</option>") == 1


def field(shown, name):
    """What a field shows."""
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', shown)[0]
    value = re.search(r'value="([^"]*)"', tag)
    return value[1] if value else ""


def test_a_rep_simulates_their_pay_and_sees_nobody_elses(people):
    scheme = EXAMPLE | {
        "measures": [{"kind": "sales", "name": "Sales", "weight": 1, "target": 140_000}]
    }
    PayScheme.objects.create(number=1, name="S", starts_on="2026-01-01", content=scheme)
    rep, first = people["rep"], people["first"]
    shown = page(rep, f"pay/{first}/")
    assert "pays" in shown
    assert "20,000.00" in shown
    shown = page(rep, f"pay/{first}/?deals=70 000; 1,5")
    assert "With these deals too" in shown
    assert "luck" in page(rep, f"pay/{first}/?deals=luck")
    assert "-1" in page(rep, f"pay/{first}/?deals=-1")
    page(rep, f"pay/{people['second']}/", 404)


def test_the_letter_prints_the_scheme(people):
    PayScheme.objects.create(number=1, name="S", starts_on="2026-01-01", content=EXAMPLE)
    assert "The base is 60,000.00 a year" in page(people["rep"], f"letters/{people['first']}/")


def test_the_territory_of_a_rep_begins_with_their_own(people):
    rep, director, first = people["rep"], people["director"], people["first"]
    shown = page(rep, "territory/")
    assert "none accepted yet" in shown
    assert "Which accounts will you choose?" in shown
    assert "Account 2" in shown
    assert "Your plan of the year" in page(director, f"territory/?rep={first}")
    assert "Your plan of the year" not in page(director, "territory/")


def test_wins_of_the_team(people):
    account = Account.objects.get(external_id="A5")
    today = timezone.localdate()
    deal(70, Rep.objects.get(pk=people["second"]), account, opened_on=None, closed_on=today)
    assert "a priority account" in page(people["director"], "wins/")
    assert "Nothing here yet." in page(people["rep"], "wins/")
