"""The shared cases of territory design, as plain arrays for any tool and as problems for ours."""

from __future__ import annotations

import resource
from dataclasses import dataclass
from pathlib import Path

import numpy as np

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "territory_cases"
CAP = 0.2
"""The share of owned revenue that may change owner in case C20."""


@dataclass(frozen=True)
class Case:
    """What every tool is given.

    Attributes
    ----------
    latitude, longitude, weight : ndarray of shape (units,)
        Degrees on WGS 84, and the measure to be balanced.
    edges : ndarray of shape (edges, 2)
        Pairs of neighbouring units.
    territories : int
        How many are wanted.
    tolerance : float
        Allowed relative deviation from the mean.
    owner : ndarray of shape (units,) or None
        Territory of today, -1 without one.
    homes : ndarray of shape (territories, 2) or None
        Latitude and longitude of the reps' homes.
    named : bool
        Whether owners matter and contiguity does not.
    """

    latitude: np.ndarray
    longitude: np.ndarray
    weight: np.ndarray
    edges: np.ndarray
    territories: int
    tolerance: float
    owner: np.ndarray | None
    homes: np.ndarray | None
    named: bool


def read_case(name: str) -> Case:
    """A case by name; C20 is C with at most 20 % of owned revenue moved and contiguity off."""
    data = np.load(DATA / f"{name.removesuffix('20')}.npz")
    owned = "owner" in data
    return Case(
        latitude=data["lat"],
        longitude=data["lon"],
        weight=data["w"],
        edges=data["edges"],
        territories=int(data["k"]),
        tolerance=float(data["tol"]),
        owner=data["owner"] if owned else None,
        homes=np.column_stack([data["rep_lat"], data["rep_lon"]]) if owned else None,
        named=name.endswith("20"),
    )


def problem_of(name: str):
    """The case of that name as a problem of the engine."""
    return problem_from(read_case(name))


def problem_from(case: Case):
    """A case as a problem of the engine."""
    from maillage.core.territories import Measure, Problem, Reference

    cap = CAP if case.named else None
    return Problem(
        ids=[str(number) for number in range(len(case.weight))],
        latitude=case.latitude,
        longitude=case.longitude,
        territories=case.territories,
        measures=[Measure("w", case.weight, case.tolerance)],
        edges=case.edges,
        contiguity=not case.named,
        reference=None if case.owner is None else Reference(case.owner, cap=cap),
    )


def usage() -> dict[str, float]:
    """CPU seconds and peak megabytes of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"cpu": used.ru_utime + used.ru_stime, "mb": used.ru_maxrss / 1024}
