"""Design requests as they are stored with a scenario, and sent by programs."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date
from typing import Any

from maillage.domain.territories.request import (
    DesignRequest,
    Homes,
    Level,
    MeasureRequest,
    Source,
    Targets,
)
from maillage.errors import ParameterError
from maillage.texts import _, quoted

Stored = Mapping[str, Any]


def stored(request: DesignRequest) -> dict[str, Any]:
    """Lay a request out as plain values."""
    found = {field.name: getattr(request, field.name) for field in dataclasses.fields(request)}
    for name in ("states", "split"):
        found[name] = list(found[name])
    for name in ("keep", "together", "links"):
        found[name] = [list(each) for each in found[name]]
    found["measures"] = [
        {
            "source": each.source.value,
            "tolerance": each.tolerance,
            "industries": list(each.industries),
        }
        for each in request.measures
    ]
    return found | {
        "level": request.level.value,
        "homes": request.homes.value,
        "targets": request.targets.value,
        "on": request.on.isoformat(),
    }


def request_from(values: Stored) -> DesignRequest:
    """Read a request from plain values; what is missing is as usual.

    Raises
    ------
    ParameterError
        If a value has the wrong kind, or cannot be asked.
    """
    names = {field.name for field in dataclasses.fields(DesignRequest)}
    for name in sorted(set(values) - names):
        raise ParameterError(
            _("A design cannot be asked for %(name)s.") % {"name": quoted(name)},
            remedy=_("Choose among %(choices)s.") % {"choices": ", ".join(sorted(names))},
        )
    given: dict[str, Any] = {}
    for name, value in values.items():
        try:
            given[name] = READERS.get(name, _as_it_is)(value)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise ParameterError(
                _("%(name)s cannot be %(value)s.")
                % {"name": name, "value": quoted(str(value)[:80])},
                remedy=_("Check the value, or leave it out."),
            ) from error
    return DesignRequest(**given)


def _as_it_is(value: Any) -> Any:
    return value


def _texts(values: Any) -> tuple[str, ...]:
    if isinstance(values, str):
        raise TypeError(values)
    return tuple(_text(each) for each in values)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _pairs(values: Any) -> tuple[tuple[str, str], ...]:
    pairs = tuple(_texts(each) for each in values)
    return tuple((one, other) for one, other in pairs)


def _groups(values: Any) -> tuple[tuple[str, ...], ...]:
    return tuple(_texts(each) for each in values)


def _measures(values: Any) -> tuple[MeasureRequest, ...]:
    return tuple(
        MeasureRequest(
            Source(each["source"]),
            **({"tolerance": _real(each["tolerance"])} if "tolerance" in each else {}),
            industries=_texts(each.get("industries", ())),
        )
        for each in values
    )


def _real(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(value)
    return float(value)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(value)
    return value


def _yes(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _perhaps(read: Any) -> Any:
    return lambda value: None if value is None else read(value)


READERS = {
    "measures": _measures,
    "level": Level,
    "states": _texts,
    "territories": _perhaps(_whole),
    "target_size": _perhaps(_real),
    "homes": Homes,
    "targets": Targets,
    "contiguity": _yes,
    "split": _texts,
    "keep": _pairs,
    "together": _groups,
    "links": _pairs,
    "disruption_cap": _perhaps(_real),
    "disruption_price_km": _real,
    "on": _day,
    "name": _text,
    "seed": _whole,
    "effort": _real,
    "prove": _yes,
}
