"""Best accounts named by reps, and variable pay from what is recorded (N-01, N-02)."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override

from maillage.core.reviews.pay.words import sentences
from maillage.domain.accounts.duplicates.merging import merge_accounts, undo_merge
from maillage.domain.accounts.policy import change_policy
from maillage.domain.reviews.pay.earning import earned, earned_by, reps_paid
from maillage.domain.reviews.pay.schemes import (
    EXAMPLE,
    pay_words,
    scheme_in_force,
    scheme_of,
    write_scheme,
)
from maillage.domain.reviews.pay.team import team_cost
from maillage.domain.reviews.top_accounts import (
    name_top,
    named_by,
    read_entries,
    tops_of,
    tops_shown_to,
)
from maillage.errors import InputError
from maillage.models import Account, Event, Layer, Rep, Review, Signal, TopAccount
from tests.domain.accounts.factories import make_account, make_rep, own
from tests.domain.reviews.scene import TODAY, deal, make_year
from tests.factories import HOSTILE_NAMES
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
SALES = {"kind": "sales", "name": "Sales", "weight": 0.5, "target": 6000}
COVERED = {"kind": "coverage", "name": "Coverage", "weight": 0.25, "target": 1}
PLANNED = {"kind": "discipline", "name": "Planning", "weight": 0.25, "target": 1}
SCHEME = {"base": 1000, "variable": 400, "measures": [SALES, COVERED, PLANNED]}


def entries(*ids, reason=""):
    return [{"account": each, "reason": reason} for each in ids]


def book(count: int = 12) -> Rep:
    rep = make_rep(1)
    for number in range(1, count + 1):
        own(make_account(number), rep)
    return rep


def scheme(content=None, starts_on=date(2026, 1, 1)):
    return write_scheme(name="2026", content=content or SCHEME, starts_on=starts_on, by=None)


def test_both_lists_beside_each_other():
    rep = book()
    name_top(
        rep=rep,
        year=2026,
        entries=entries("A1", "A12", "A11", reason="They grow"),
        on=TODAY,
        by="test",
    )
    found = tops_of(rep, year=2026, on=TODAY)
    assert [each.external_id for each in found.named] == ["A1", "A12", "A11"]
    assert [each.external_id for each in found.computed] == [f"A{n}" for n in range(12, 2, -1)]
    assert found.named[0].reason == "They grow"
    assert found.computed[0].reason == "1,200 can still be sold"
    assert (found.agreed.common, found.agreed.depth, found.agreed.overlap) == (2, 10, 0.2)


def test_many_reps_at_once_have_the_lists_of_each(django_assert_max_num_queries):
    first, second, third = book(), make_rep(2), make_rep(3)
    for number in range(20, 25):
        own(make_account(number), second)
    Account.objects.filter(external_id="A22").update(revenue=5_000.0, potential=9_000.0)
    name_top(rep=second, year=2026, entries=entries("A21", "A20"), on=TODAY, by="test")
    with django_assert_max_num_queries(16):
        found = tops_shown_to(None, year=2026, on=TODAY)
    assert found == [tops_of(rep, year=2026, on=TODAY) for rep in (first, second, third)]
    with override("fr"):
        [_first, french, _third] = tops_shown_to(None, year=2026, on=TODAY)
    assert french.computed[0].reason != found[1].computed[0].reason


def test_what_is_sold_already_and_signals_count():
    rep = make_rep(1)
    for number in (1, 2, 3):
        own(make_account(number, potential=500, revenue=100.0), rep)
    rich = Account.objects.get(external_id="A1")
    Account.objects.filter(pk=rich.pk).update(revenue=450.0)
    seen = Account.objects.get(external_id="A3")
    Signal.objects.create(
        account=seen,
        kind="intent",
        name="X",
        folded="x",
        source="S",
        seen_on=date(2026, 6, 1),
        expires_on=date(2026, 8, 1),
    )
    found = tops_of(rep, year=2026, on=TODAY)
    assert [each.external_id for each in found.computed] == ["A3", "A2", "A1"]
    assert found.computed[0].reason == "400 can still be sold, 1 signal"
    assert found.agreed is None


def test_a_list_replaces_the_one_before_and_is_logged():
    rep = book(3)
    name_top(rep=rep, year=2026, entries=entries("A1", "A2"), on=TODAY, by="test")
    name_top(rep=rep, year=2026, entries=entries("A3"), on=TODAY, by="test")
    assert [each.external_id for each in named_by(rep, 2026)] == ["A3"]
    event = Event.objects.filter(verb="top.named").latest("pk")
    assert [row["account"] for row in event.before] == ["A1", "A2"]
    assert named_by(rep, 2025) == ()


@pytest.mark.parametrize("wrong", [
    [], entries(*(f"A{n}" for n in range(1, 12))), entries("A1", "A1"), entries("A99"),
    entries("B1"), entries("A1", reason="x" * 201), entries("A1", reason="\0"),
    *(entries(name) for name in HOSTILE_NAMES),
])  # fmt: skip
def test_lists_that_cannot_be(wrong):
    rep = book(11)
    own(Account.objects.create(external_id="B1", name="B"), make_rep(2))
    with pytest.raises(InputError):
        name_top(rep=rep, year=2026, entries=wrong, on=TODAY, by="test")
    assert not TopAccount.objects.exists()


@pytest.mark.parametrize(
    "wrong", [None, {}, [1], [{}], [{"account": 1}], [{"account": "A", "x": ""}]]
)
def test_files_that_are_no_list(wrong):
    with pytest.raises(InputError):
        read_entries(wrong)


def test_named_accounts_follow_a_merge_and_come_back():
    rep = book(3)
    name_top(rep=rep, year=2026, entries=entries("A1", "A2"), on=TODAY, by="test")
    kept, gone = Account.objects.get(external_id="A3"), Account.objects.get(external_id="A1")
    merge = merge_accounts(kept=kept, gone=gone, by="test")
    assert [each.external_id for each in named_by(rep, 2026)] == ["A3", "A2"]
    undo_merge(merge=merge, by="test")
    assert [each.external_id for each in named_by(rep, 2026)] == ["A1", "A2"]


def test_pay_of_a_year_so_far():
    first, _second = make_year()
    name_top(rep=first, year=2026, entries=entries("A1"), on=TODAY, by="test")
    Review.objects.create(
        layer=Layer.PLAN, rep=first, due_on=date(2026, 3, 1), held_on=date(2026, 2, 27)
    )
    Review.objects.create(
        layer=Layer.PLAN, rep=first, due_on=date(2026, 5, 1), held_on=date(2026, 5, 9)
    )
    found = earned(rep=first, stored=scheme(), on=TODAY, deals=[1500])
    assert [(line.measure.name, line.paid) for line in found.statement.lines] == [
        ("Sales", 10_000), ("Coverage", None), ("Planning", 5_000),
    ]  # fmt: skip
    assert found.statement.lines[0].reason == "3,000.00 of 6,000.00 is 50% · pays 50% of 200.00"
    assert found.with_deals.lines[0].paid == 15_000
    assert [(level, each.variable) for level, each in found.levels] == [
        (0.8, 32_000), (1.0, 40_000), (1.2, 48_000),
    ]  # fmt: skip


def test_many_reps_at_once_earn_what_each_does(django_assert_max_num_queries):
    first, second = make_year()
    stored = scheme()
    with django_assert_max_num_queries(10):
        found = earned_by(reps=[first, second], stored=stored, on=TODAY)
    assert found == [earned(rep=rep, stored=stored, on=TODAY) for rep in (first, second)]
    assert found[0].statement != found[1].statement


def test_priority_accounts_contacted_this_year():
    _first, second = make_year()
    own(Account.objects.get(external_id="A5"), second)
    lines = {
        line.measure.name: line
        for line in earned(rep=second, stored=scheme(), on=TODAY).statement.lines
    }
    assert (lines["Coverage"].paid, lines["Coverage"].attained.actual) == (0, 0)


def test_the_latest_version_that_began_holds():
    first, later = scheme(), scheme(starts_on=date(2026, 7, 1))
    corrected = scheme()
    assert scheme_in_force(TODAY) == corrected
    assert scheme_in_force(date(2026, 7, 1)) == later
    assert scheme_in_force(date(2025, 12, 31)) is None
    assert [each.number for each in (first, later, corrected)] == [1, 2, 3]
    assert Event.objects.filter(verb="pay.written").count() == 3


@pytest.mark.parametrize("changes", [
    {"name": ""}, {"name": "x" * 121}, {"name": "\0"}, {"starts_on": date(1999, 1, 1)},
    {"content": {}}, {"content": []}, {"content": SCHEME | {"measures": [SALES]}},
    {"content": SCHEME | {"measures": [{"kind": "segment", "name": "S", "weight": 1, "target": 1, "segment": "9-0"}]}},
])  # fmt: skip
def test_schemes_that_cannot_be(changes):
    given = {"name": "2026", "content": SCHEME, "starts_on": date(2026, 1, 1)} | changes
    with pytest.raises(InputError):
        write_scheme(**given, by=None)
    assert scheme_in_force(TODAY) is None


@pytest.mark.parametrize("deals", [[-1], [float("nan")], [float("inf")], [1] * 101, [10**10]])
def test_deals_that_cannot_be_simulated(deals):
    first, _second = make_year()
    with pytest.raises(InputError):
        earned(rep=first, stored=scheme(), on=TODAY, deals=deals)


def test_the_letter_says_how_pay_is_computed():
    assert pay_words(TODAY) == ""
    stored = scheme(EXAMPLE)
    assert pay_words(TODAY).splitlines() == sentences(scheme_of(stored))
    change_policy(
        winner="owner",
        escalate_days=2,
        claim_days=30,
        escalate_to=None,
        pay="We are fair.",
        by="test",
    )
    assert pay_words(TODAY).splitlines()[0] == "We are fair."


def test_who_sees_whose_pay():
    first, second = make_year()
    assert reps_paid(member("rep", rep=first)) == [first]
    assert reps_paid(member("finance")) == [first, second]
    assert reps_paid(member("reader")) == []


def test_what_the_team_may_cost():
    first, second = make_year()
    for number in range(10, 20):
        deal(number, first, amount=1000)
    found = team_cost(stored=scheme(), on=TODAY)
    assert [rep for rep, _pay in found.reps] == [first]
    assert found.left_out == (second,)
    assert 200 < found.team.low <= found.team.middle <= found.team.high < 900
