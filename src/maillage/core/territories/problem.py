"""What is asked of the design engine: units, activity measures and constraints.

Everything is an immutable value object that checks its own ranges; nothing here computes a plan.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from maillage.core.arrays import BoolArray, FloatArray, IntArray
from maillage.core.territories import values
from maillage.errors import ParameterError
from maillage.texts import _, quoted


@dataclass(frozen=True, eq=False)
class Measure:
    """An activity measure to balance.

    Parameters
    ----------
    name
        What is measured, for people.
    values
        (n,) amount of each basic unit, finite and not negative.
    tolerance
        Allowed relative deviation of a territory from its target, e.g. 0.05.
    shares
        (k,) target share of each territory, proportional to its rep's capacity; equal when absent.
    """

    name: str
    values: ArrayLike
    tolerance: float = 0.05
    shares: ArrayLike | None = None

    def __post_init__(self) -> None:
        """Copy the values and check their ranges."""
        label = _("Measure %(name)s") % {"name": quoted(self.name)}
        object.__setattr__(self, "values", values.amounts(self.values, label))
        label = _("The tolerance of measure %(name)s") % {"name": quoted(self.name)}
        tolerance = values.number(self.tolerance, label)
        if not 0 < tolerance < 1:
            raise ParameterError(
                _("The tolerance of measure %(name)s is %(value)s.")
                % {"name": quoted(self.name), "value": self.tolerance},
                remedy=_("Give a share between 0 and 1, for example 0.05 for 5 %."),
            )
        object.__setattr__(self, "tolerance", tolerance)
        if self.shares is not None:
            object.__setattr__(self, "shares", values.shares(self.shares, self.name))

    def array(self) -> FloatArray:
        """(n,) the amounts."""
        return np.asarray(self.values, dtype=np.float64)

    def targets(self, territories: int) -> FloatArray:
        """(k,) target amount of each territory."""
        shares = np.full(territories, 1.0 / territories)
        if self.shares is not None:
            shares = np.asarray(self.shares, dtype=np.float64)
            shares = shares / shares.sum()
        return shares * self.array().sum()

    def bounds(self, territories: int) -> tuple[FloatArray, FloatArray]:
        """(k,) smallest and (k,) largest allowed amount of each territory."""
        targets = self.targets(territories)
        return targets * (1 - self.tolerance), targets * (1 + self.tolerance)


@dataclass(frozen=True, eq=False)
class Reference:
    """Today's alignment, and what leaving it costs.

    Parameters
    ----------
    labels
        (n,) territory (0 to k-1) each unit belongs to today, -1 where it has none.
    amounts
        (n,) what is at stake when a unit changes owner, e.g. its revenue; the compactness weight
        when absent.
    cap
        Largest share of the stake that may change owner (0 to 1); no limit when absent.
    price_km
        A unit changes owner only where that brings its weight nearer by more than this distance
        (root mean square, km; in the unit of the problem's travel, and the mean where its power is
        1). 0 means that continuity has no price.
    prices
        The same for one activity measure, by its name: what leaves is counted in this measure.
        These prices add up with one another and with ``price_km``; the cap does not count them.
    departed
        Territories whose owner has left: leaving them costs nothing and does not count.
    """

    labels: ArrayLike
    amounts: ArrayLike | None = None
    cap: float | None = None
    price_km: float = 0.0
    prices: Mapping[str, float] = field(default_factory=dict)
    departed: Collection[int] = ()

    def __post_init__(self) -> None:
        """Copy the values and check their ranges."""
        labels = values.vector(self.labels, _("The reference"))
        object.__setattr__(self, "labels", values.integers(labels, _("The reference")))
        if self.amounts is not None:
            stakes = values.amounts(self.amounts, _("The reference's amount"))
            object.__setattr__(self, "amounts", stakes)
        if self.cap is not None and not 0 <= values.number(self.cap, _("The cap")) <= 1:
            raise ParameterError(
                _("The cap on disruption is %(cap)s.") % {"cap": self.cap},
                remedy=_("Give a share between 0 and 1, for example 0.2 for 20 %."),
            )
        prices = dict(self.prices)
        for price in (self.price_km, *prices.values()):
            if not 0 <= values.number(price, _("The price of disruption")) < np.inf:
                raise ParameterError(
                    _("The price of disruption is %(price)s km.") % {"price": price},
                    remedy=_("Give a distance in km that is not negative."),
                )
        object.__setattr__(self, "prices", prices)
        departed = {
            values.whole(number, _("A departed owner's territory")) for number in self.departed
        }
        object.__setattr__(self, "departed", tuple(sorted(departed)))


@dataclass(frozen=True, eq=False)
class Problem:
    """A territory design problem.

    Parameters
    ----------
    ids
        n distinct names of the basic units.
    latitude, longitude
        (n,) degrees, WGS 84.
    territories
        Number of territories, k.
    measures
        One or more activity measures; the first also weighs compactness unless ``weights`` does.
    edges
        (m, 2) pairs of adjacent units, including explicit links (ferry, bridge). Needed for
        contiguity.
    contiguity
        Whether every territory must be connected on the edges. Members of a group count as linked.
    weights
        (n,) compactness weights; the first measure when absent.
    homes
        (k, 2) latitude and longitude of fixed centres (homes of reps); free centres when absent.
    centres
        "free": the centre of a territory is any point (the home where there is one). "unit": it is
        one of the territory's own basic units, the one that costs least.
    travel
        Distance or time, in any unit: (n, n) from each basic unit to each possible centre unit
        where ``centres`` is "unit"; (n, k) to the fixed centre of each territory otherwise, where
        ``homes`` then only serve for drawing. Great-circle km when absent.
    power
        What a unit costs at its centre: weight x distance (1) or weight x distance² (2, moment of
        inertia). 1 needs ``travel`` or unit centres.
    locks
        Unit id to territory (0 to k-1) it must belong to.
    forbidden
        Pairs of unit id and territory it must not belong to.
    groups
        Sets of unit ids that must stay in one territory (the sites of a parent).
    separate
        Sets of unit ids of which no two may share a territory.
    reference
        Today's alignment.
    """

    ids: Sequence[str]
    latitude: ArrayLike
    longitude: ArrayLike
    territories: int
    measures: Sequence[Measure]
    edges: ArrayLike | None = None
    contiguity: bool = True
    weights: ArrayLike | None = None
    homes: ArrayLike | None = None
    locks: Mapping[str, int] = field(default_factory=dict)
    forbidden: Sequence[tuple[str, int]] = ()
    groups: Sequence[Collection[str]] = ()
    reference: Reference | None = None
    centres: Literal["free", "unit"] = "free"
    travel: ArrayLike | None = None
    power: Literal[1, 2] = 2
    separate: Sequence[Collection[str]] = ()

    def __post_init__(self) -> None:
        """Copy what was given, and check shapes, ranges and names."""
        from maillage.core.territories.validation import validate  # noqa: PLC0415 - needs Problem

        validate(self)

    @property
    def size(self) -> int:
        """Number of basic units, n."""
        return len(self.ids)

    def coordinates(self) -> FloatArray:
        """(n, 2) latitude and longitude in degrees."""
        return np.column_stack(
            [
                np.asarray(self.latitude, dtype=np.float64),
                np.asarray(self.longitude, dtype=np.float64),
            ]
        )

    def edge_array(self) -> IntArray:
        """(m, 2) pairs of adjacent units."""
        if self.edges is None:
            return np.empty((0, 2), dtype=np.int32)
        return np.asarray(self.edges, dtype=np.int32).reshape(-1, 2)

    def weight_array(self) -> FloatArray:
        """(n,) compactness weights."""
        if self.weights is None:
            return self.measures[0].array()
        return np.asarray(self.weights, dtype=np.float64)

    def group_members(self) -> list[tuple[str, ...]]:
        """Unit ids of every group of two or more."""
        return [tuple(group) for group in self.groups if len(group) > 1]

    def separate_sets(self) -> list[tuple[str, ...]]:
        """Unit ids of every set to keep apart of two or more."""
        return [tuple(units) for units in self.separate if len(units) > 1]

    @property
    def measured(self) -> bool:
        """Whether what a unit costs is read from ``travel`` or measured to a centre unit."""
        return self.travel is not None or self.centres == "unit"

    def held(self) -> BoolArray:
        """(n,) which units have an owner today who has not left."""
        if self.reference is None:
            return np.zeros(self.size, dtype=np.bool_)
        labels = np.asarray(self.reference.labels)
        return (labels >= 0) & ~np.isin(labels, list(self.reference.departed))

    def stakes(self) -> FloatArray:
        """(n,) what is at stake when a unit changes owner; zero where it has none today."""
        if self.reference is None:
            return np.zeros(self.size)
        amounts = self.reference.amounts
        stakes = self.weight_array() if amounts is None else np.asarray(amounts, dtype=np.float64)
        return np.where(self.held(), stakes, 0.0)
