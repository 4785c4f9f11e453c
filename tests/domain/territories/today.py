"""Vermont and New Hampshire as they are owned today: fourteen counties and ten, a rep each."""

from __future__ import annotations

from maillage.domain.territories.starting import Origin, start_scenario
from maillage.models import Membership, Scenario
from tests.domain.accounts.factories import make_rep, own
from tests.domain.territories.scene import BURLINGTON, CONCORD, ask, cover

ADDISON, BENNINGTON, WINDSOR, COOS = "50001", "50003", "50027", "33007"


def owned_today(**fields):
    """Make two reps and an account in every county, each the rep's of its state."""
    vermont, hampshire = make_rep(1, **BURLINGTON), make_rep(2, **CONCORD)
    for account in cover(**fields):
        own(account, vermont if account.state == "VT" else hampshire)
    return vermont, hampshire


def today(by: Membership, **changes) -> Scenario:
    """Begin a scenario from today's ownership; without owners, make them."""
    return start_scenario(request=ask(**changes), origin=Origin.TODAY, by=by)


def territory_of(scenario: Scenario) -> dict[str, int]:
    """Territory number of each unit as stored, 0 for none."""
    rows = scenario.units.values_list("unit", "territory__number")
    return {unit: number or 0 for unit, number in rows}


def fresh(scenario: Scenario) -> Scenario:
    """Read a scenario anew."""
    return Scenario.objects.get(pk=scenario.pk)
