"""Counter-moves are offered, do what they say, and leave locked units alone."""

import pytest

from maillage.domain.territories.editing.moves import lock_units, move_several, move_units
from maillage.domain.territories.editing.repairs import suggest_repairs
from maillage.domain.territories.starting import Origin, start_scenario
from maillage.errors import InputError
from tests.domain.territories.scene import ask, cover
from tests.domain.territories.today import ADDISON, BENNINGTON, owned_today, today
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def broken(by):
    owned_today()
    scenario = today(by)
    move_units(scenario=scenario, units=[ADDISON, BENNINGTON], territory=2, revision=0, by=by)
    scenario.refresh_from_db()
    return scenario


def test_a_suggestion_does_what_it_says():
    by = member()
    scenario = broken(by)
    best = suggest_repairs(scenario=scenario)[0]
    assert (best.resolves, best.violation) == (True, 0.0)
    assert best.before == pytest.approx(2.0)
    names = dict(scenario.territories.values_list("number", "name"))
    assert f"from {names[1]} to {names[2]}" in best.text
    assert best.accounts == sum(len(units) for units in best.moves.values())
    edit = move_several(scenario=scenario, moves=best.moves, revision=1, by=by, kind="repair")
    assert edit.indicators.warnings == ()
    assert edit.indicators.largest_deviation == pytest.approx(best.deviation)
    scenario.refresh_from_db()
    assert suggest_repairs(scenario=scenario) == ()


def test_locked_and_kept_units_are_left_alone():
    by = member()
    scenario = broken(by)
    lock_units(scenario=scenario, units=[ADDISON], locked=True, revision=1, by=by)
    scenario.refresh_from_db()
    found = suggest_repairs(scenario=scenario, keep=[BENNINGTON], limit=10)
    moved = {unit for each in found for units in each.moves.values() for unit in units}
    assert found
    assert moved.isdisjoint({ADDISON, BENNINGTON})


def test_a_plan_with_gaps_is_not_repaired():
    cover()
    scenario = start_scenario(request=ask(territories=2), origin=Origin.NOTHING, by=member())
    with pytest.raises(InputError, match="Some units are in no territory"):
        suggest_repairs(scenario=scenario)
