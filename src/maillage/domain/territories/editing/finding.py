"""The units of a scenario as a table: narrowed, ordered, told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from maillage.domain.territories.editing.bench import Bench


def units_found(
    bench: Bench, *, words: str = "", territory: int | None = None, state: str = "", sort: str = ""
) -> list[int]:
    """The places of the units that fit, in the order asked for; by name otherwise."""
    return ordered(bench, narrowed(bench, words=words, territory=territory, state=state), sort)


def narrowed(bench: Bench, *, words: str, territory: int | None, state: str) -> np.ndarray:
    """The places of the units that fit: every word, the territory (0: none) and the state."""
    frame = bench.ground.units
    fits = np.ones(len(frame), dtype=np.bool_)
    text = (frame["unit"] + " " + frame["name"] + " " + frame["state"]).str.casefold()
    for word in words.casefold().split():
        fits &= text.str.contains(word, regex=False).to_numpy(dtype=np.bool_)
    if state:
        fits &= (frame["state"] == state).to_numpy(dtype=np.bool_)
    if territory is not None:
        numbers = np.array([*(post.number for post in bench.posts), 0])
        fits &= numbers[bench.labels] == territory
    return np.flatnonzero(fits)


def ordered(bench: Bench, chosen: np.ndarray, sort: str) -> list[int]:
    """Some units in an order: by a measure, code or state, with ``-`` reversed; else by name."""
    frame, name = bench.ground.units.iloc[chosen], sort.removeprefix("-")
    measures = {each.name: each.values.to_numpy() for each in bench.ground.measures}
    if name in measures:
        key = measures[name][chosen]
    elif name in {"unit", "state"}:
        key = frame[name].to_numpy(object)
    else:
        key = frame["name"].to_numpy(object)
    order = np.argsort(key, kind="stable")
    found: list[int] = chosen[order[::-1] if sort.startswith("-") else order].tolist()
    return found


def units_told(bench: Bench, places: Sequence[int]) -> list[dict[str, Any]]:
    """Some units as plain values: code, name, place, territory, lock, accounts, measures."""
    indices = np.asarray(places, dtype=np.int32)
    frame = bench.ground.units.iloc[indices]
    rows = frame[["unit", "name", "state"]].to_dict("records")
    held = bench.numbers(indices)
    amounts = {each.name: each.values.to_numpy()[indices] for each in bench.ground.measures}
    return [
        row
        | {
            "latitude": finite(latitude),
            "longitude": finite(longitude),
            "territory": held[rank],
            "locked": bool(bench.locked[index]),
            "accounts": int(bench.ground.accounts_by_unit[index]),
            "measures": {name: float(values[rank]) for name, values in amounts.items()},
        }
        for rank, (index, row, latitude, longitude) in enumerate(
            zip(places, rows, frame["latitude"], frame["longitude"], strict=True)
        )
    ]


def finite(value: float) -> float | None:
    """A number, None where it is not known."""
    return float(value) if np.isfinite(value) else None
