"""What was asked of the run, in words."""

from __future__ import annotations

from datetime import datetime
from numbers import Real
from typing import Any

from django.utils.translation import gettext as _

from maillage.domain.territories.outcome import DesignOutcome
from maillage.domain.territories.request import CONTIGUOUS_STATES
from maillage.interfaces.exporters.labels import measure_label
from maillage.interfaces.exporters.wording import clean, day, percent, spoken

SAID_ELSEWHERE = frozenset({"level", "seed"})
SHARES = ("tolerance", "cap", "share")


def parameters(outcome: DesignOutcome) -> list[tuple[str, str]]:
    """Label and value of every option that was used."""
    return [
        (parameter_label(name), parameter_text(name, value))
        for name, value in outcome.parameters.items()
        if name not in SAID_ELSEWHERE and _used(value)
    ]


def parameter_label(name: str) -> str:
    """Name of an option; one we do not know keeps its own."""
    known = {
        "territories": _("Number of territories"),
        "measures": _("Balanced on"),
        "tolerance": _("Balance tolerance"),
        "contiguity": _("Territories in one piece"),
        "homes": _("Centres"),
        "targets": _("Targets"),
        "links": _("Added links"),
        "disruption_cap": _("Disruption cap"),
        "disruption_price_km": _("Price of a change of owner (km)"),
        "split": _("Counties split into postal codes"),
        "states": _("States"),
        "locks": _("Locks"),
        "groups": _("Groups"),
        "effort": _("Search effort"),
        "on": _("Accounts as of"),
    }
    return known.get(name, name.replace("_", " ").capitalize())


def parameter_text(name: str, value: Any) -> str:
    """Value of an option."""
    if name == "states" and set(value) == set(CONTIGUOUS_STATES):
        return _("The 48 contiguous states and the District of Columbia")
    if name == "on":
        return day(datetime.fromisoformat(value))
    if name == "measures":
        return "; ".join(_measure(item) for item in value)
    if name in {"homes", "targets"}:
        return _choices().get(value, clean(value))
    share = isinstance(value, Real) and 0 < float(value) < 1
    return percent(value) if share and any(part in name for part in SHARES) else spoken(value)


def _choices() -> dict[Any, str]:
    return {
        "free": _("Free: placed where the market is"),
        "units": _("Basic units: the best of each territory's own"),
        "reps": _("The homes of the reps"),
        "equal": _("Equal for all territories"),
        "capacity": _("In proportion to the reps' capacity"),
    }


def _measure(item: Any) -> str:
    if not isinstance(item, dict) or "name" not in item:
        return spoken(item)
    text = f"{measure_label(clean(item['name']))} (±\u00a0{percent(item.get('tolerance'), 0)})"
    industries = item.get("industries") or []
    codes = _("NAICS %(codes)s") % {"codes": ", ".join(clean(code, 8) for code in industries)}
    return f"{text}, {codes}" if industries else text


def _used(value: Any) -> bool:
    return isinstance(value, bool) or (value is not None and value not in ("", 0, [], (), {}))
