"""Objectives handed down and stored: exact to the cent; what does not agree is told (L-02)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.domain.plans.objectives import (
    Given,
    from_territories,
    hand_down_objectives,
    nodes_of,
    pin_objective,
    write_objectives,
)
from maillage.domain.plans.reconciling import Gap, gap_in_words, gaps
from maillage.errors import InputError, NotFoundError, ParameterError, StaleError
from maillage.models import Event, Objective, ObjectiveYear, Rep
from tests.domain.accounts.factories import make_book
from tests.domain.plans.factories import People

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

YEAR = date(2027, 1, 1)
TREE = [
    Given("Bob's", "rep", "East", "R2", {"potential": 1}),
    Given("All", "company"),
    Given("East", "team", "All", "", {"potential": 3}),
    Given("West", "team", "All", "", {"potential": 1}, Decimal(400_000)),
    Given("Élise's", "rep", "East", "R1", {"potential": 2}),
]


@pytest.fixture
def people():
    return People()


def write(nodes=TREE, total="1600000.00", **more):
    values = {"mix": {"potential": 1}, "by": "test"} | more
    return write_objectives(starts_on=YEAR, total=Decimal(total), nodes=nodes, **values)


def held(year):
    return {each.name: each.objective for each in nodes_of(year)}


def test_an_objective_is_handed_down_with_pins(people):
    year = write()
    assert held(year) == {
        "All": 1_600_000, "East": 1_200_000, "West": 400_000, "Bob's": 400_000, "Élise's": 800_000,
    }  # fmt: skip
    assert nodes_of(year).first().name == "All"
    assert year.version == 1
    assert Event.objects.filter(subject_type="objectiveyear").get().verb == "objectives.written"


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_what_is_stored_sums_to_the_cent(workspace, data):
    count = data.draw(st.integers(1, 12))
    nodes = [Given("0", "company", over=Decimal("0.05"))]
    for number in range(1, count + 1):
        parent = str(data.draw(st.integers(0, number - 1)))
        weight = data.draw(st.floats(0.01, 1e6))
        over = data.draw(st.decimals(0, 1, places=4))
        nodes.append(Given(str(number), "team", parent, "", {"potential": weight}, over=over))
    total = data.draw(st.decimals("0.01", 10**9, places=2))
    seen = getattr(ObjectiveYear.objects.first(), "version", None)
    year = write(nodes, str(total), seen=seen)
    below, beyond = defaultdict(Decimal), defaultdict(Decimal)
    stored = list(nodes_of(year))
    for each in stored:
        if each.parent:
            below[each.parent.name] += each.objective
            beyond[each.parent.name] += each.beyond
    assert {name: below[name] for name in below} == {
        each.name: each.objective for each in stored if each.name in below
    }
    assert all(beyond[each.name] >= each.beyond for each in stored if each.name in beyond)
    assert [gap.kind for gap in gaps(year)] == []
    assert held(hand_down_objectives(year=year, seen=year.version, by="test")) == {
        each.name: each.objective for each in stored
    }


def test_a_pin_changes_nothing_else_until_all_is_handed_down_again(people):
    year = pin_objective(
        year=write(), name="Bob's", amount=Decimal(500_000), seen=1, by=people["director"]
    )
    assert held(year)["Élise's"] == 800_000
    assert gaps(year)[0] == Gap("children", "East", Decimal(1_200_000), Decimal(1_300_000))
    assert gaps(year)[0].difference == 100_000
    assert gap_in_words(gaps(year)[0]) == (
        "What 'East' handed down sums to 1,300,000.00; it holds 1,200,000.00."
    )
    year = hand_down_objectives(year=year, seen=2, by=people["director"])
    assert held(year)["Élise's"] == 700_000
    year = pin_objective(year=year, name="Bob's", amount=None, seen=3, by=people["director"])
    assert held(hand_down_objectives(year=year, seen=4, by="x")) == held(year) | {
        "Bob's": 400_000, "Élise's": 800_000
    }  # fmt: skip


def test_pins_that_do_not_fit_are_refused_and_nothing_is_lost(people):
    year = write()
    pin_objective(year=year, name="West", amount=Decimal(2_000_000), seen=1, by="test")
    with pytest.raises(ParameterError, match=r"Pinned amounts under 'All' sum to 2,000,000\.00"):
        hand_down_objectives(year=year, seen=2, by="test")
    assert held(year)["East"] == 1_200_000


def test_plans_that_differ_from_their_objective_are_told(people):
    people.plan()
    year = write(currency="EUR")
    found = [(each.kind, each.about, each.difference) for each in gaps(year)]
    assert found == [("no_plan", "Bob", None), ("plan", "Élise", Decimal(400_000))]
    pin_objective(year=year, name="Élise's", amount=Decimal(1_200_000), seen=1, by="test")
    assert [each.kind for each in gaps(year)] == ["children", "no_plan"]
    ObjectiveYear.objects.update(currency="USD")
    year.refresh_from_db()
    assert [each.kind for each in gaps(year)] == ["children", "no_plan", "currency"]
    Rep.objects.filter(external_id="R2").update(active=False)
    assert "left" in [each.kind for each in gaps(year)]
    Objective.objects.filter(rep=people.rep).update(rep=None)
    assert [each.kind for each in gaps(year)][-1] == "no_objective"
    assert all(gap_in_words(each) for each in gaps(year))


def test_reps_get_their_share_by_what_they_hold(workspace):
    make_book()
    Rep.objects.filter(external_id="R1").update(manager="Max")
    nodes = from_territories(on=date(2026, 6, 30), company="Maillage")
    assert [(each.name, each.parent, each.kind) for each in nodes] == [
        ("Maillage", "", "company"), ("Max", "Maillage", "team"), ("Rep 1", "Max", "rep"),
        ("Rep 2", "Maillage", "rep"),
    ]  # fmt: skip
    year = write(nodes, "500.00")
    assert held(year) == {"Maillage": 500, "Max": 100, "Rep 1": 100, "Rep 2": 400}


def test_what_was_not_seen_is_not_overwritten(people):
    year = write()
    with pytest.raises(StaleError, match="version 1, you saw version 0"):
        write()
    write(total="1700000", seen=1)
    with pytest.raises(StaleError, match="version 2, you saw version 1"):
        pin_objective(year=year, name="West", amount=None, seen=1, by="test")


@pytest.mark.parametrize(
    ("nodes", "total", "message"),
    [
        (TREE, "0", "above 0"),
        (TREE, "NaN", "NaN is no amount"),
        (TREE, "-1", "-1 is no amount"),
        (TREE, "1.005", r"1\.005 is no amount"),
        (TREE, "1e30", "no amount"),
        ([], "1", "There are 0 nodes"),
        ([Given("", "company")], "1", "no name of a node"),
        ([Given("a\x00", "company")], "1", "x00"),
        ([Given("A", "moon")], "1", "no kind 'moon'"),
        ([Given("A", "company", rep="R9")], "1", "no rep 'R9'"),
        ([Given("A", "company", pinned=Decimal(-1))], "1", "A: -1 is no amount"),
        ([Given("A", "company", over=Decimal("NaN"))], "1", "hands out NaN"),
        ([Given("A", "company", measures={"x": float("nan")})], "1", "nan"),
        ([Given("A", "company", measures={"x\x00": 1})], "1", "no name of a measure"),
        ([Given("A", "company"), Given("A", "team", "A")], "1", "'A' comes twice"),
        ([Given("A", "company"), Given("B", "company")], "1", "2 nodes hang on no other"),
        ([Given("A", "company"), Given("B", "team", "C")], "1", "'C', which is not there"),
        ([Given("A", "company"), Given("B", "team", "A")], "1", "Nothing says how"),
    ],
)
def test_what_cannot_be_is_refused(nodes, total, message):
    with pytest.raises(InputError, match=message):
        write(nodes, total)
    assert not ObjectiveYear.objects.exists()


def test_a_part_that_is_not_there_cannot_be_pinned(people):
    with pytest.raises(NotFoundError, match="no 'Moon'"):
        pin_objective(year=write(), name="Moon", amount=None, seen=1, by="test")


@pytest.mark.parametrize("broken", [{"objective": -1}, {"parent": None}, {"name": "All"}])
def test_the_database_refuses_a_tree_that_cannot_be(people, broken):
    node = write().nodes.get(name="West")
    with pytest.raises(IntegrityError), transaction.atomic():
        Objective.objects.filter(pk=node.pk).update(**broken)
