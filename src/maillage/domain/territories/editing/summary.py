"""The few figures of a scenario that lists show, kept with it."""

from __future__ import annotations

from typing import Any

from maillage.domain.territories.editing.bench import Bench, data_stamp, keep, laid_out
from maillage.domain.territories.editing.indicators import Indicators, indicators
from maillage.domain.territories.framing import Ground
from maillage.models import Scenario


def summary(found: Indicators) -> dict[str, Any]:
    """The figures that lists show."""
    return {
        "territories": len(found.territories),
        "largest_deviation": found.largest_deviation,
        "disruption": found.disruption,
        "disconnected": found.disconnected,
        "unassigned": found.unassigned,
        "mean_km": found.mean_km,
        "warnings": len(found.warnings),
    }


def sum_up(*, scenario: Scenario, ground: Ground | None = None) -> Bench:
    """Measure a scenario and keep its summary with it."""
    bench = keep(scenario, laid_out(scenario, ground, data_stamp()))
    scenario.statistics = {**scenario.statistics, "now": summary(indicators(bench))}
    scenario.save(update_fields=["statistics"])
    return bench
