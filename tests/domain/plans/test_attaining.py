"""What the parts of a company hold, plan and sold, summed from their reps upwards."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from maillage.domain.plans.attaining import attained
from maillage.domain.plans.objectives import Given, pin_objective, write_objectives
from maillage.domain.plans.targets import handed_down
from maillage.models import Opportunity
from tests.domain.plans.factories import People

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
YEAR = date(2027, 1, 1)
NODES = [
    Given("All", "company", over=Decimal("0.05")),
    Given("East", "region", "All", measures={"size": 1}),
    Given("West", "region", "All", measures={"size": 3}),
    Given("Élise W", "rep", "West", rep="R1", measures={"size": 3}),
    Given("Bob", "rep", "West", rep="R2", measures={"size": 1}),
    Given("Élise E", "rep", "East", rep="R1", measures={"size": 1}),
]


@pytest.fixture
def people():
    return People()


@pytest.fixture
def year(people):
    return write_objectives(
        starts_on=YEAR, total=Decimal(1600), mix={"size": 1}, nodes=NODES, by="test"
    )


def won(number, rep, amount, closed_on, outcome="won"):
    Opportunity.objects.create(
        external_id=f"O{number}", rep=rep, amount=amount, outcome=outcome, closed_on=closed_on
    )


def test_parts_stand_in_their_tree_and_sum_upwards(people, year):
    people.plan("accepted", objective="1040.00")
    won(1, people.rep, 130.0, date(2027, 2, 1))
    won(2, people.rep, 130.0, date(2027, 6, 30))
    won(3, people.other, 30.0, date(2027, 6, 30))
    won(4, people.other, 7.0, date(2027, 7, 1))
    won(5, people.other, 9.0, date(2026, 12, 31))
    won(6, people.other, 11.0, date(2027, 1, 1), outcome="lost")
    rows = attained(year=year, on=date(2027, 6, 30))
    assert [(row.node.name, row.depth, row.handed) for row in rows] == [
        ("All", 0, 1600), ("West", 1, 1200), ("Élise W", 2, None), ("Bob", 2, None),
        ("East", 1, 400), ("Élise E", 2, None),
    ]  # fmt: skip
    assert [row.share for row in rows] == [None, 0.75, 0.75, 0.25, 0.25, 1.0]
    assert [float(row.node.beyond) for row in rows] == [0, 60, 45, 15, 20, 20]
    weight = 900 / 1300
    assert [row.sold for row in rows] == pytest.approx(
        [290, 260 * weight + 30, 260 * weight, 30, 260 * (1 - weight), 260 * (1 - weight)]
    )
    planned = [1040, 1040 * weight, 1040 * weight, None, 1040 * (1 - weight), 1040 * (1 - weight)]
    assert [row.planned for row in rows] == [each and pytest.approx(each) for each in planned]
    assert rows[0].attainment == pytest.approx(290 / 1600)
    after = attained(year=year, on=date(2028, 6, 30))
    assert after[0].sold == 297


def test_what_reps_outside_the_tree_sold_is_the_company_s(people):
    year = write_objectives(
        starts_on=YEAR, total=Decimal(100), mix={"size": 1}, nodes=[NODES[0], NODES[1]], by="test"
    )
    won(1, people.rep, 30.0, date(2027, 2, 1))
    assert [row.sold for row in attained(year=year, on=YEAR.replace(month=3))] == [30, 0]


def test_a_pinned_part_shows_what_its_siblings_do_not_follow(people, year):
    pin_objective(year=year, name="Bob", amount=Decimal(500), seen=1, by="test")
    rows = {row.node.name: row for row in attained(year=year, on=YEAR)}
    assert (rows["West"].handed, rows["West"].node.objective) == (1400, 1200)


def test_the_objective_of_a_rep_is_the_sum_of_their_parts(people, year):
    on = date(2027, 12, 31)
    assert handed_down(on, rep=people.rep).amount == 1300
    assert handed_down(on).amount == 1600
    assert handed_down(on, territory="West") is None
    assert (handed_down(date(2028, 1, 1)), handed_down(date(2026, 12, 31))) == (None, None)
