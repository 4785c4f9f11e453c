"""Prices that prove a bound: smoothed dual ascent over places where a territory may be centred.

For prices ``alpha`` the bound is ``sum(alpha) - sum over territories of the best value of a
territory anywhere``. The greatest value over places is smoothed into a soft maximum whose
temperature falls, so that the gradient (1 less how often a unit is served by the best territories)
comes from many places at once; plain subgradient steps need ten times as many. Places are a grid
over the map and the heavy units, and later those that turned out to be missing. Few of them count
at a time, so that most steps look only at these.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from maillage.core.arrays import BoolArray, FloatArray, IntArray
from maillage.core.territories.bounds.relaxation import Relaxation
from maillage.core.territories.bounds.spread import TINY, Places, look_around, spread_places
from maillage.core.territories.bounds.surroundings import Surroundings
from maillage.core.territories.kernels.bounds import cover_by_places, price_places, whole_places

ABOVE = 0.1
"""How much higher than wide territories are the first prices, in mean prices."""

STEP, GENTLE, MOMENTUM = 0.8, 0.3, 0.8
CYCLE = 10
"""Steps after which all places are looked at again."""

WIDTH, SLACK = 6.0, 4.0
"""Temperatures below the best value from which a place does not count; and, more, from which it is
not looked at until the next time that all are."""

THOROUGH, EVERYWHERE, PASSING = 30, 8, 4
"""Passes over the units of a place to find its multipliers: at first, every few steps, and else."""

WIDER = (10.0, 64.0, 256.0, 1024.0)
"""Temperatures under the best value with fractions where territories of whole units are sought."""

MOST_BRANCHES = 3_000
MOST_CHOSEN = 64
LIST_MARGIN = 1.0
"""How much smaller than seen a multiplier may get before units are missing, in mean prices."""

NEW_MARGIN = 7.0
"""The same, more, for new places with heavy units: light ones fill up what these leave."""

STARVED = 0.1
"""Mean prices above the smallest multiplier that a list allows from which it is too short."""

MOST_LISTED = 30_000_000
FAR = 1e12


Whole = tuple[FloatArray, FloatArray, FloatArray, NDArray[np.int64], IntArray]


@dataclass(frozen=True, eq=False)
class Look:
    """What the best territories about some places are worth at the present prices.

    ``bound`` over these places · ``cover`` (n,) how often each unit is served · ``top`` (t,) the
    best values · ``value`` (G, t) of each place and kind, -inf where it was not looked for.
    """

    bound: float
    cover: FloatArray
    top: FloatArray
    value: FloatArray

    def counts(self, enough: FloatArray) -> BoolArray:
        """(G,) the places where a territory of some kind is worth more than ``enough`` (t,)."""
        found: BoolArray = (self.value > enough).any(axis=1)
        return found


@dataclass(eq=False)
class Ascent:
    """Smoothed dual ascent; ``price`` (n,) km² per price unit, ``alpha = size * price``."""

    relaxation: Relaxation
    places: Places
    price: FloatArray
    scale: float
    heavy: BoolArray
    surroundings: Surroundings
    gentle: bool = False
    """Short steps, each of which looks at all places, and more closely."""

    known: FloatArray = field(default_factory=lambda: np.empty(0))
    """(t,) value of the best territory of each kind over the places, at the prices kept."""

    @classmethod
    def begin(cls, relaxation: Relaxation, *, gentle: bool = False) -> Ascent:
        """Start from how wide a territory about each unit would be."""
        places, wide = look_around(relaxation, spread_places(relaxation))
        near = cKDTree(places.position).query(relaxation.position, k=min(8, len(wide)))[1]
        price = wide[near.reshape(len(relaxation.weight), -1)].mean(axis=1)
        scale = max(float(np.average(price, weights=relaxation.size)), TINY)
        return cls(
            relaxation,
            places,
            price + ABOVE * scale,
            scale,
            relaxation.heavy,
            Surroundings.of(relaxation),
            gentle,
        )

    @property
    def alpha(self) -> FloatArray:
        """(n,) prices in km² of a mean territory."""
        found: FloatArray = self.relaxation.size * self.price
        return found

    def climb(self, temperatures: FloatArray, *, whole: bool, more: Callable[[int], bool]) -> None:
        """Make a step at each temperature (S,), a share of the mean price; keep the best prices.

        ``more(steps made)`` ends it all by False. All places are looked at every few steps, and
        only the bounds of these are compared; the other steps look at the places that count.
        """
        whole = whole and bool(self.heavy.any())
        momentum = np.zeros(len(self.price))
        best, kept, working = -np.inf, self.price, self.places
        top = np.full(len(self.relaxation.low), -np.inf)
        step = GENTLE if self.gentle else STEP
        per_unit = self.relaxation.size.sum() / self.relaxation.territories
        for number, temperature in enumerate((temperatures * self.scale).tolist()):
            degree = temperature * per_unit
            everywhere = number % CYCLE == 0 or number == len(temperatures) - 1
            if everywhere:
                self.places.keep(working)
                look = self._look_everywhere(degree, top, whole=whole)
                if not np.isfinite(look.top).all():
                    break
                counts = look.counts(look.top - (WIDTH + SLACK) * degree)
                working = self.places.take(counts | self.gentle)
            else:
                look = self._look(
                    working,
                    degree,
                    top - (WIDTH + SLACK * self.gentle) * degree,
                    PASSING,
                    whole=whole,
                )
            if (everywhere or self.gentle) and look.bound > best:
                best, kept, self.known = look.bound, self.price, look.top
            top = look.top
            momentum = MOMENTUM * momentum + (1 - MOMENTUM) * (1.0 - look.cover)
            self.price = self.price + step * temperature * momentum / np.sqrt(1 - MOMENTUM)
            if not more(number + 1):
                break
        self.places.keep(working)
        self.price = kept

    def _look_everywhere(self, degree: float, top: FloatArray, *, whole: bool) -> Look:
        """The best territories about all places; ``top`` (t,) the best values known, or -inf."""
        if np.isfinite(top).all():
            look = self._look(
                self.places, degree, top - (WIDTH + SLACK) * degree, EVERYWHERE, whole=whole
            )
            if np.isfinite(look.top).all():
                return look
        look = self._look(self.places, degree, top, THOROUGH, whole=False)
        top = look.top
        for wider in WIDER if whole else ():
            look = self._look(self.places, degree, top - wider * degree, EVERYWHERE, whole=True)
            if np.isfinite(look.top).all():
                break
        return look

    def relist(self, more: FloatArray | None = None) -> None:
        """List anew which units each place may serve; add the places (m, 3) ``more``."""
        points, mu = self.places.position, self.places.mu
        starved = mu - self.places.floor[:, None] < STARVED * self.scale
        wide = 0.0 if self.gentle or not self.heavy.any() else NEW_MARGIN * self.scale
        least = np.minimum(mu, self.places.least) - wide * starved
        if more is not None:
            nearest = cKDTree(points).query(more)[1]
            points, mu = np.concatenate([points, more]), np.concatenate([mu, mu[nearest]])
            least = np.concatenate([least, mu[len(least) :] - wide])
        lowest, margin = least.min(axis=1), LIST_MARGIN * self.scale
        lists = self.surroundings.relevant(points, self.alpha, lowest, margin, MOST_LISTED)
        self.places = Places(points, lists, mu, np.full(mu.shape, np.inf), lowest - margin)

    def _look(
        self, places: Places, temperature: float, floor: FloatArray, passes: int, *, whole: bool
    ) -> Look:
        """The best territories about some places; with heavy units whole, those above ``floor``."""
        relaxation, alpha = self.relaxation, self.alpha
        shape = places.mu.shape
        value = np.empty(shape[:2])
        price_places(
            alpha, relaxation.weight, relaxation.amounts, places.lists, places.mu, relaxation.low,
            relaxation.high, np.full(shape[2], max(temperature, TINY)), places.floor, passes, value,
        )  # fmt: skip
        if whole:
            value, upper, mu, taken, chosen = self._keep_whole(places, value, floor)
        else:
            upper, mu, taken = value, places.mu, np.full(shape[:2], -1, dtype=np.int64)
            chosen = np.empty((*shape[:2], 0), dtype=np.int32)
        top = value.max(axis=0)
        if not np.isfinite(top).all():
            return Look(-np.inf, np.ones(len(alpha)), top, value)
        share = np.exp((value - top) / temperature)
        share *= relaxation.number / share.sum(axis=0)
        cover = np.empty(len(alpha))
        cover_by_places(
            alpha, relaxation.weight, relaxation.amounts, places.lists, mu, share, TINY,
            self.heavy, taken, chosen, cover,
        )  # fmt: skip
        bound = float(alpha.sum() - relaxation.number @ upper.max(axis=0))
        return Look(bound, cover, top, value)

    def _keep_whole(self, places: Places, value: FloatArray, floor: FloatArray) -> Whole:
        """Value with heavy units whole, -inf where under ``floor`` (t,), and what is taken."""
        relaxation, shape = self.relaxation, value.shape
        found, upper, mu = value.copy(), np.empty(shape), places.mu.copy()
        taken = np.full(shape, -1, dtype=np.int64)
        chosen = np.empty((*shape, MOST_CHOSEN), dtype=np.int32)
        whole_places(
            self.alpha, relaxation.weight, relaxation.amounts, places.lists, places.mu, FAR,
            relaxation.low, relaxation.high, self.heavy, floor, MOST_BRANCHES, found, upper,
            mu, taken, chosen,
        )  # fmt: skip
        nothing = taken < 0
        places.least = np.minimum(places.least, np.where(nothing[:, :, None], np.inf, mu))
        found[nothing], upper[nothing] = -np.inf, -np.inf
        return found, upper, mu, taken, chosen
