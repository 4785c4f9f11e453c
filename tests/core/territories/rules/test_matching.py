"""Which rule decides, against a slow and plain reading of the same words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.accounts.criteria import Every, OneOf
from maillage.core.territories.rules.matching import Rule, judge
from tests.core.territories.rules.factories import table

pytestmark = pytest.mark.unit

ALL = Every(())


def state(*codes: str) -> OneOf:
    return OneOf("state", codes)


def told(accounts, *rules):
    verdict = judge(table(*accounts), rules)
    return list(zip(verdict.via, verdict.after.tolist(), strict=True))


def test_the_first_rule_wins():
    rules = Rule(2, 0, ALL), Rule(1, 1, state("NY"))
    assert told([{"state": "NY"}, {"state": "PA"}], *rules) == [("rule", 1), ("rule", 0)]


def test_what_no_rule_matches_stays():
    assert told([{"before": 4}, {}], Rule(1, 0, state("NY"))) == [("none", 4), ("none", -1)]


def test_rules_of_equal_standing_clash_only_over_different_reps():
    rules = Rule(1, 0, state("NY", "NJ", "PA")), Rule(1, 1, state("NY")), Rule(1, 0, state("NJ"))
    verdict = judge(table({"state": "NY", "before": 7}, {"state": "NJ"}, {"state": "PA"}), rules)
    assert verdict.via.tolist() == ["clash", "rule", "rule"]
    assert verdict.after.tolist() == [7, 0, 0]
    assert verdict.rival.tolist() == [1, -1, -1]
    assert verdict.matches.tolist() == [2, 2, 1]


def test_a_better_rule_settles_a_clash_below_it():
    rules = Rule(2, 0, ALL), Rule(2, 1, ALL), Rule(1, 2, state("NY"))
    assert told([{"state": "NY"}, {}], *rules) == [("rule", 2), ("clash", -1)]


def test_named_accounts_stay():
    assert told([{"before": 3, "locked": True}, {"locked": True}], Rule(1, 0, ALL)) == [
        ("named", 3), ("rule", 0),
    ]  # fmt: skip


FAMILY = [
    {"state": "NY", "potential": 1.0},
    {"state": "PA", "potential": 9.0, "parent": "A0"},
    {"state": "TX", "parent": "A0"},
]
RULES = Rule(2, 0, state("NY")), Rule(1, 1, state("PA"))


def test_sites_follow_the_rule_of_their_parent():
    assert told(FAMILY, *RULES) == [("rule", 0), ("family", 0), ("family", 0)]


def test_without_a_rule_for_the_parent_the_first_rule_of_a_site_decides():
    assert told([{"state": "OH"}, *FAMILY[1:]], *RULES) == [
        ("family", 1), ("rule", 1), ("family", 1),
    ]  # fmt: skip


def test_at_equal_standing_the_largest_site_decides():
    family = [{}, {"state": "NY", "parent": "A0", "potential": 1.0},
              {"state": "PA", "parent": "A0", "potential": 2.0}]  # fmt: skip
    rules = Rule(1, 0, state("NY")), Rule(1, 1, state("PA"))
    assert [after for _via, after in told(family, *rules)] == [1, 1, 1]


def test_a_rule_may_decide_by_site():
    by_site = RULES[0], Rule(1, 1, state("PA"), by_site=True)
    assert told(FAMILY, *by_site) == [("rule", 0), ("rule", 1), ("family", 0)]


def test_a_family_follows_its_named_account():
    named = [FAMILY[0], FAMILY[1] | {"before": 5, "locked": True}, FAMILY[2]]
    assert told(named, *RULES) == [("family", 5), ("named", 5), ("family", 5)]


def test_a_family_without_a_rule_stays_as_it_is():
    family = [{"before": 1, "locked": True}, {"parent": "A0", "before": 2}]
    assert told(family, Rule(1, 0, state("NY"))) == [("none", 1), ("none", 2)]


def test_a_clash_over_a_parent_is_one_over_its_sites():
    rules = Rule(1, 0, state("NY")), Rule(1, 1, state("NY")), Rule(3, 2, ALL)
    assert told(FAMILY[:2], *rules) == [("clash", -1), ("clash", -1)]


def test_no_accounts_and_no_rules():
    assert told([], *RULES) == []
    assert told([{"before": 2}]) == [("none", 2)]


STATES = ("NY", "PA", "TX")


@given(
    rows=st.lists(
        st.tuples(st.sampled_from(STATES), st.booleans(), st.integers(-1, 2)), max_size=8
    ),
    rules=st.lists(
        st.tuples(st.integers(1, 3), st.integers(0, 2), st.sampled_from(STATES)), max_size=5
    ),
)
def test_accounts_that_stand_alone(rows, rules):
    accounts = [{"state": code, "locked": lock, "before": rep} for code, lock, rep in rows]
    verdict = told(accounts, *(Rule(place, rep, state(code)) for place, rep, code in rules))
    assert verdict == [plainly(row, rules) for row in rows]


def plainly(row, rules):
    code, locked, before = row
    matching = [(place, rep) for place, rep, wanted in rules if wanted == code]
    if not matching:
        return "none", before
    if locked and before >= 0:
        return "named", before
    best = min(place for place, _rep in matching)
    reps = {rep for place, rep in matching if place == best}
    return ("rule", reps.pop()) if len(reps) == 1 else ("clash", before)


@given(
    parents=st.lists(st.integers(-1, 6), min_size=1, max_size=7),
    rules=st.lists(st.tuples(st.integers(1, 2), st.integers(0, 2), st.sampled_from(STATES))),
    codes=st.lists(st.sampled_from(STATES), min_size=7, max_size=7),
)
def test_families_have_one_owner_whatever_their_parents(parents, rules, codes):
    rows = [
        {"state": code, "parent": "" if parent in (-1, number) else f"A{parent}"}
        for number, (parent, code) in enumerate(zip(parents, codes, strict=False))
    ]
    accounts = table(*rows)
    verdict = judge(accounts, [Rule(place, rep, state(code)) for place, rep, code in rules])
    after = dict(zip(accounts["external_id"], verdict.after, strict=True))
    for name, parent in zip(accounts["external_id"], accounts["parent"], strict=True):
        assert after[name] == after.get(parent, after[name])
    assert np.all((verdict.via == "none") == (verdict.rule < 0))
