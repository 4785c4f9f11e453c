"""Scenarios side by side, moves with reasons (A-27, A-30)."""

import pytest

from maillage.domain.territories.comparing import (
    compare_scenarios,
    frontier_points,
    unit_moves,
    units_apart,
)
from maillage.domain.territories.editing.moves import give_rep, move_units
from maillage.domain.territories.starting import Origin, copy_scenario, start_scenario
from maillage.errors import InputError
from maillage.models import Job, Scenario
from tests.domain.territories.scene import ask
from tests.domain.territories.today import ADDISON, BENNINGTON, COOS, owned_today, today
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def pair():
    by = member()
    owned_today()
    one = today(by, name="One")
    other = copy_scenario(scenario=one, by=by, name="Other")
    move_units(scenario=other, units=[ADDISON, BENNINGTON], territory=2, revision=0, by=by)
    return one, Scenario.objects.get(pk=other.pk)


def test_the_same_figures_of_each(pair):
    first, second = compare_scenarios(scenarios=pair)
    assert (first.moved, first.potential, second.moved, second.potential) == (0, 0.0, 2, 200.0)
    assert first.variation == {"potential": pytest.approx(1 / 6)}
    assert second.variation == {"potential": 0.0}
    assert first.point == (0.0, first.indicators.mean_km)
    assert second.point[0] == pytest.approx(2 / 24)


@pytest.mark.parametrize("count", [0, 7])
def test_none_or_too_many_are_refused(count):
    with pytest.raises(InputError, match=f"{count} scenarios are chosen"):
        compare_scenarios(scenarios=[None] * count)


def test_units_apart_are_listed_by_rep(pair):
    assert units_apart(one=pair[0], other=pair[1]) == [
        (ADDISON, "Rep 1", "Rep 2"), (BENNINGTON, "Rep 1", "Rep 2"),
    ]  # fmt: skip


def test_units_of_open_territories_are_told_by_name(pair):
    by = member()
    give_rep(scenario=pair[0], territory=2, rep=None, revision=0, by=by)
    name = pair[0].territories.get(number=2).name
    assert (COOS, name, "Rep 2") in units_apart(one=pair[0], other=pair[1])


def test_every_move_has_a_reason_from_the_engine(pair):
    assert unit_moves(scenario=pair[0]) == ()
    moves = unit_moves(scenario=pair[1])
    assert {unit for each in moves for unit in each.units} == {ADDISON, BENNINGTON}
    first = next(each for each in moves if each.units == (ADDISON,))
    assert (first.name, first.state, first.former, first.receiver, first.amounts) == (
        "Addison County", "VT", "Rep 1", "Rep 2", {"potential": 100.0},
    )  # fmt: skip
    assert first.text.startswith("50001: from Rep 1 to Rep 2, because ")


def test_moves_of_a_plan_with_gaps_are_not_explained():
    owned_today()
    scenario = start_scenario(request=ask(territories=2), origin=Origin.NOTHING, by=member())
    with pytest.raises(InputError, match="Some units are in no territory"):
        unit_moves(scenario=scenario)


def test_the_frontier_is_that_of_the_last_sweep(pair):
    assert frontier_points(scenario=pair[0]) == []
    for points, state in (([1], "done"), ([2], "done"), ([3], "failed")):
        Job.objects.create(
            kind="frontier", scenario=pair[0], state=state, result={"points": points}
        )
    assert frontier_points(scenario=pair[0]) == [2]
