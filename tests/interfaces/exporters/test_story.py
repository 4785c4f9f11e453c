"""The sentences a director reads first, in the cases a run can end in."""

from dataclasses import replace

import pytest
from django.utils.translation import override

from maillage.domain.territories.outcome import Check, ExpectedGain, Severity
from maillage.interfaces.exporters.checks import (
    check_line,
    check_sentence,
    check_subjects,
    check_title,
)
from maillage.interfaces.exporters.findings import (
    deviations_before,
    find_check,
    findings,
    uncovered_share_before,
)
from maillage.interfaces.exporters.report_texts import balance_note, rules, to_watch
from maillage.interfaces.exporters.story import sentences

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def test_five_sentences(outcome):
    told = sentences(outcome)
    assert len(told) == 5
    assert (
        told[0]
        == "202\u00a0counties make 6 territories, held by 6 reps, balanced on establishments and potential."
    )
    assert (
        told[4]
        == "Better balance alone could be worth about 1.8% of sales (1.5% to 2.0%): an order of magnitude, not a promise."
    )


def test_the_counts_are_those_of_the_tables(outcome):
    counts, moves = findings(outcome), outcome.moves
    assert counts.accounts - counts.owned_after == find_check(outcome, "no_owner").count
    assert counts.moved + counts.newly_owned == len(moves)


def test_without_a_reference_nothing_is_compared(outcome):
    measures = tuple(
        replace(item, largest_deviation_before=None, variation_before=None)
        for item in outcome.measures
    )
    alone = replace(
        outcome,
        gain=None,
        measures=measures,
        moves=outcome.moves.iloc[:0],
        units=outcome.units.assign(previous=""),
    )
    told = sentences(alone)
    assert (
        told[1]
        == "The territory farthest from its target in establishments is 4.2% away, for a tolerance of 5.0%."
    )
    assert told[3:] == [
        "No account leaves its owner.",
        "Without an alignment to compare with, no gain is estimated.",
    ]
    assert uncovered_share_before(alone) is None
    assert balance_note(alone).endswith("The band is the tolerance of 5.0%.")


def test_less_balance_than_today_is_said_plainly(outcome):
    worse = replace(
        outcome,
        gain=ExpectedGain(-0.004, -0.005, -0.006, variation_before=0.1, variation_after=0.2),
    )
    assert sentences(worse)[4] == (
        "These territories are less balanced than today's books: the coefficient of variation of "
        "their potentials is 20.0%, against 10.0% today. By the same formula that is worth about "
        "0.5% of sales less."
    )


def test_one_rep_and_one_move_are_singular(outcome):
    first = outcome.moves[outcome.moves["from_rep"] != ""][:1]
    alone = replace(
        outcome,
        reps=outcome.reps[:1],
        territories=outcome.territories[:1],
        moves=first,
        disruption=None,
    )
    told = sentences(alone)
    assert told[0].startswith("202\u00a0counties make 1 territory, held by 1 rep, balanced on")
    assert told[3].startswith("1 account changes owner; most frequent reason:")


def test_without_reps_nothing_is_said_of_them(outcome):
    told = sentences(replace(outcome, reps=outcome.reps[:0]))
    assert told[0].startswith("202\u00a0counties make 6 territories, balanced on")
    assert told[2] == "No rep holds a territory yet: accounts get their owner when one does."


def test_a_redesign_that_gains_nothing_says_so(outcome):
    same = replace(outcome, gain=replace(outcome.gain, low=0.0, base=0.0, high=0.0))
    assert (
        sentences(same)[4]
        == "Balance alone adds nothing here: today's territories are as balanced as these."
    )


def test_rules_are_told_in_their_order(outcome):
    """B-02: which rules govern attribution."""
    counts = outcome.accounts["rule"].value_counts()
    assert rules(outcome) == [
        f"Named account: {counts['named']} accounts",
        f"Follows its parent: {counts['parent']} accounts",
        f"By territory: {counts['territory']} accounts",
        "Unassigned: 7 accounts",
    ]


def test_what_to_watch(outcome):
    """A-32: balance, double contacts, untouched accounts, attainment."""
    assert to_watch(outcome) == [
        "Balance: coefficient of variation of establishments, 2.8% at the start.",
        "Accounts contacted twice: 9 today.",
        "Accounts never approached: 118 today.",
        "Spread of target attainment between reps.",
    ]


CHECKS = [
    (
        Check("balance", Severity.FAILED, 2, 0.081, 0.05, ("potential", "3", "7")),
        "Balance (potential)",
        "Territories beyond the tolerance of 5.0%: 2 (largest: 8.1%).",
    ),
    (
        Check("potential_ratio", Severity.FAILED, value=3.4, limit=3),
        "Ratio of potentials",
        "The richest rep's accounts hold 3.4 times the potential of the poorest's (alert from 3.0).",
    ),
    (
        Check("new_100%_check", Severity.WARNING, count=1200),
        "New 100% check",
        "Rows concerned: 1,200.",
    ),
]


@pytest.mark.parametrize(("check", "title", "sentence"), CHECKS)
def test_checks_in_words(check, title, sentence):
    assert [check_title(check), check_sentence(check)] == [title, sentence]


def test_subjects_are_cut():
    check = Check("no_owner", Severity.FAILED, count=12, subjects=tuple("abcde"))
    assert check_subjects(check, 3) == "a, b, c (+9)"


def test_subjects_are_called_by_name_where_it_is_known():
    check = Check("no_owner", Severity.FAILED, count=2, subjects=("A1", "A2"))
    assert check_subjects(check, names={"A1": "Acme", "A2": ""}) == "Acme, A2"


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Balance (potential): Territories beyond the tolerance of 5.0%: 2 (largest: 8.1%)."),
    ],
)
def test_a_check_on_one_line(language, line):
    with override(language):
        assert check_line(CHECKS[0][0]) == line


def test_the_measure_of_a_balance_check_is_not_one_of_its_rows():
    check = Check("balance", Severity.FAILED, count=2, subjects=("potential", "3", "7"))
    assert check_subjects(check) == "3, 7"


def test_what_is_held_today_comes_from_the_books_of_the_reps(outcome):
    """The chart and the key figures agree."""
    potential = replace(outcome.measures[1], variation_before=0.3)
    told = deviations_before(replace(outcome, measures=(potential,)))
    held = outcome.reps.set_index("name")["potential_before"]
    assert told.to_dict() == pytest.approx((held / held.mean() - 1).to_dict())


def test_a_hole_of_today_is_counted_from_the_accounts(outcome):
    revenue = replace(outcome.measures[1], name="potential", variation_before=0.3)
    free = outcome.accounts[outcome.accounts["owner_before"] == ""]["potential"].sum()
    share = uncovered_share_before(replace(outcome, measures=(revenue,)))
    assert share == pytest.approx(free / outcome.accounts["potential"].sum())
