"""The sentences a director reads first, in the cases a run can end in."""

from dataclasses import replace

import pytest
from django.utils.translation import override

from maillage.domain.territories.outcome import Check, Severity
from maillage.interfaces.exporters.checks import check_sentence, check_subjects, check_title
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
        == "202 counties make 6 territories, held by 6 reps, balanced on establishments and potential."
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


def test_a_redesign_that_gains_nothing_says_so(outcome):
    worse = replace(outcome, gain=replace(outcome.gain, low=-0.001, base=-0.001, high=-0.001))
    assert (
        sentences(worse)[4]
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
        "The richest territory holds 3.4 times the potential of the poorest (alert from 3.0).",
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
