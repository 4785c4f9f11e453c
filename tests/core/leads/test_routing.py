"""Who gets a lead, in turn and otherwise, and why not the others (issue 7, hand-off; B-01, B-03)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.leads.conditions import Condition
from maillage.core.leads.routing import (
    Asked,
    Choice,
    How,
    Passed,
    Rule,
    Seat,
    Standing,
    Why,
    choose,
    next_turn,
)
from maillage.errors import ParameterError

NOW = datetime(2026, 3, 6, 16, 50, tzinfo=UTC)
OWNER = Rule("owner", How.TERRITORY)
NAMES = "abcdefgh"


def here(*names: str, **changes) -> dict[str, Standing]:
    return {name: replace(Standing(name, NOW), **changes) for name in names}


def pool(*seats: Seat, **changes) -> Rule:
    return Rule("turn", How.POOL, pool=seats, **changes)


def test_the_owner_of_the_account_comes_before_that_of_the_territory_and_uses_up_no_turn():
    rules = [OWNER, pool(Seat("a"), Seat("b"))]
    found = choose(rules, Asked({}, owner="a", territory="b"), here("a", "b"))
    assert found == Choice("a", "owner", How.TERRITORY, by_account=True)
    found = choose(rules, Asked({}, territory="b"), here("a", "b"))
    assert (found.rep, found.by_account, found.turns) == ("b", False, {})


def test_without_an_owner_it_goes_in_turn_and_says_why():
    found = choose([OWNER, pool(Seat("a"), Seat("b", taken=1))], Asked({}), here("a", "b"))
    assert found == Choice(
        "a",
        "turn",
        How.POOL,
        passed=(Why("owner", Passed.NOBODY), Why("turn", Passed.NOT_NEXT, "b")),
        turns={"a": 1, "b": 1},
    )


def test_rules_hold_by_what_is_known_in_their_order():
    far = Rule("far", How.REP, when=(Condition("country", values=("FR",)),), rep="a")
    rules = [far, Rule("rest", How.REP, rep="b")]
    assert choose(rules, Asked({"country": "fr"}), here("a", "b")).rep == "a"
    for values in ({"country": "US"}, {}):
        found = choose(rules, Asked(values), here("a", "b"))
        assert (found.rep, found.passed) == ("b", (Why("far", Passed.CONDITIONS),))


def test_a_substitute_takes_the_place_of_who_is_away_and_who_is_away_too_passes_on():
    reps = here("b", "d") | {
        "a": Standing("a", NOW, away=True, substitute="b"),
        "c": Standing("c", NOW, away=True, substitute="e"),
        "e": Standing("e", NOW, away=True, substitute="c"),
    }
    found = choose([OWNER], Asked({}, owner="a"), reps)
    assert (found.rep, found.instead_of, found.by_account) == ("b", "a", True)
    rules = [OWNER, Rule("rest", How.REP, rep="d")]
    found = choose(rules, Asked({}, owner="c"), reps)
    assert (found.rep, found.instead_of) == ("d", "")
    assert found.passed == (Why("owner", Passed.AWAY, "c"), Why("owner", Passed.AWAY, "e"))


def test_who_left_or_missed_it_does_not_get_it():
    rules = [OWNER, Rule("named", How.REP, rep="a"), pool(Seat("a"), Seat("b"))]
    asked = Asked({}, owner="gone", without=frozenset({"a"}))
    found = choose(rules, asked, here("a", "b"))
    assert found.rep == "b"
    assert found.passed == (
        Why("owner", Passed.UNKNOWN, "gone"),
        Why("named", Passed.EXCLUDED, "a"),
        Why("turn", Passed.EXCLUDED, "a"),
    )


def test_outside_of_hours_somebody_who_is_in_time_takes_it_else_who_opens_first():
    due = NOW + timedelta(hours=1)
    late = {
        "a": Standing("a", NOW + timedelta(hours=9)),
        "b": Standing("b", NOW + timedelta(minutes=59)),
        "c": Standing("c", NOW + timedelta(hours=3)),
    }
    rule = pool(Seat("a"), Seat("b", taken=5), Seat("c"))
    found = choose([rule], Asked({}, contact_by=due), late)
    assert found.rep == "b"
    assert found.passed == (Why("turn", Passed.TOO_LATE, "a"), Why("turn", Passed.TOO_LATE, "c"))
    del late["b"]
    assert choose([rule], Asked({}, contact_by=due), late).rep == "c"
    assert choose([rule], Asked({}), late).rep == "a"


def test_nobody_is_left():
    away = here("a", away=True) | here("b", open_leads=3)
    found = choose([pool(Seat("a"), Seat("b", capacity=3))], Asked({}), away)
    assert found == Choice(
        passed=(Why("turn", Passed.AWAY, "a"), Why("turn", Passed.FULL, "b")),
    )
    assert choose([pool()], Asked({}), {}).passed == (Why("turn", Passed.NOBODY),)
    assert choose([], Asked({}), {}) == Choice()


@pytest.mark.parametrize("wrong", [{"weight": 0}, {"weight": -1}, {"taken": -1}])
def test_a_weight_gives_turns(wrong):
    with pytest.raises(ParameterError, match="gives 'a' no turn"):
        Seat("a", **wrong)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=8), st.integers(1, 300))
def test_after_any_number_of_turns_each_had_their_share_to_one(weights, turns):
    shares = dict(zip(NAMES, weights, strict=False))
    taken = dict.fromkeys(shares, 0)
    for turn in range(1, turns + 1):
        taken[next_turn(shares, taken)] += 1
        for name, weight in shares.items():
            assert abs(taken[name] - Fraction(weight * turn, sum(weights))) < 1


@given(
    st.lists(
        st.tuples(st.integers(1, 9), st.none() | st.integers(0, 6), st.booleans()),
        min_size=1,
        max_size=6,
    ),
    st.integers(1, 40),
)
def test_nobody_gets_more_than_they_take_or_anything_while_away(seats, leads):
    members = [
        Seat(name, weight, capacity)
        for name, (weight, capacity, _away) in zip(NAMES, seats, strict=False)
    ]
    reps = {
        name: Standing(name, NOW, away=away)
        for name, (*_rest, away) in zip(NAMES, seats, strict=False)
    }
    able = {e.rep: e.capacity for e in members if not reps[e.rep].away and e.capacity != 0}
    for given_so_far in range(leads):
        found = choose([pool(*members)], Asked({}), reps)
        room = any(most is None or reps[name].open_leads < most for name, most in able.items())
        assert bool(found.rep) == room
        if not room:
            assert given_so_far == sum(most for most in able.values() if most is not None)
            return
        assert found.rep in able
        reps[found.rep] = replace(reps[found.rep], open_leads=reps[found.rep].open_leads + 1)
        members = [replace(each, taken=found.turns[each.rep]) for each in members]
        most = able[found.rep]
        assert most is None or reps[found.rep].open_leads <= most
