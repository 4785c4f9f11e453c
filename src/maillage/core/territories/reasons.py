"""Why units change hands, in words: causes, what staying would do, where else they could go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from maillage.core.arrays import FloatArray
from maillage.core.territories.problem import Measure
from maillage.core.territories.search import ROUNDING
from maillage.texts import _, decimal, ngettext, percent


class Cause(StrEnum):
    """What asks for a unit to change hands, the most binding first.

    The first ones are rules; ``CUT_OFF`` is one too: neither the unit nor any that goes with it
    touches the rest of the former territory. ``ABOVE`` (the former territory with it) and ``BELOW``
    (the new one without it) say what would break if it, and all that goes with it, stayed.
    ``RELIEF`` (the former territory holds too much today), ``SUPPLY`` (the new one too little) and
    ``NEARER`` are what it helps. ``FOLLOWS`` (cut off when alone) and ``HOLDS`` (the new territory
    together) tie it to its neighbours; ``EXCHANGE`` is what is left.
    """

    NO_OWNER = "no_owner"
    DEPARTED = "departed"
    LOCK = "lock"
    FORBIDDEN = "forbidden"
    GROUP = "group"
    SEPARATE = "separate"
    CUT_OFF = "cut_off"
    ABOVE = "above"
    BELOW = "below"
    RELIEF = "relief"
    SUPPLY = "supply"
    NEARER = "nearer"
    FOLLOWS = "follows"
    HOLDS = "holds"
    EXCHANGE = "exchange"


MILD = frozenset(
    {Cause.RELIEF, Cause.SUPPLY, Cause.NEARER, Cause.FOLLOWS, Cause.HOLDS, Cause.EXCHANGE}
)
"""Causes that do not say by themselves what would break."""


@dataclass(frozen=True, slots=True)
class Because:
    """One cause of a change of hands.

    ``measure`` and ``deviation`` (relative, from the target) where it is one of balance ·
    ``km`` how much nearer where it is distance · ``text`` the cause within a sentence.
    """

    cause: Cause
    text: str
    measure: str = ""
    deviation: float = 0.0
    km: float = 0.0


@dataclass(frozen=True, eq=False)
class Staying:
    """What leaving units with their present owner would do, all else as in the plan.

    ``units`` how many, a group as one · ``objective`` change of the objective, and ``km`` the
    distance that costs their weight as much, less than 0 where it would be better · ``former``,
    ``receiver`` (q,) deviations from target of the two territories · ``cut_off`` whether they would
    be apart from the rest of the former territory · ``divides`` whether the new one would fall in
    pieces or have no unit · ``allowed`` whether no rule stands against it · ``feasible`` whether
    all that it concerns would be as asked.
    """

    units: int
    objective: float
    km: float
    former: FloatArray
    receiver: FloatArray
    cut_off: bool
    divides: bool
    allowed: bool
    feasible: bool


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The next best home of a unit: another territory than the plan's.

    ``km`` to its centre · ``objective`` change of the objective · ``feasible`` whether all that it
    concerns would be as asked.
    """

    territory: int
    km: float
    objective: float
    feasible: bool


@dataclass(frozen=True, eq=False)
class Handover:
    """One unit, or the units of one group, that change hands.

    Attributes
    ----------
    units
        Their ids.
    former, receiver
        Territory today, -1 where there is none, and in the plan.
    amounts, stake
        (q,) what they hold of each measure, and what is at stake.
    km_before, km
        From the former territory's centre in the plan, and from the new one's; NaN where there is
        no former one.
    causes
        Why, the most binding cause first; never empty.
    staying
        What leaving it where it is, alone, would do; None where it has no owner today, or one who
        has left. Where centres are units, its cost is that with the centres as they are.
    together
        What leaving the connected set of units that go the same way would do; None where it goes
        alone.
    elsewhere
        The next best home; None where there is only one territory it may be in.
    text
        All of it in sentences.
    """

    units: tuple[str, ...]
    former: int
    receiver: int
    amounts: FloatArray
    stake: float
    km_before: float
    km: float
    causes: tuple[Because, ...]
    staying: Staying | None
    together: Staying | None
    elsewhere: Elsewhere | None
    text: str

    @property
    def cause(self) -> Cause:
        """The main cause."""
        return self.causes[0].cause


@dataclass(frozen=True, eq=False)
class Flow:
    """What one territory, or nobody (-1), hands to another: ids, (q,) amounts and stake."""

    origin: int
    destination: int
    units: tuple[str, ...]
    amounts: FloatArray
    stake: float


@dataclass(frozen=True, eq=False)
class Story:
    """A territory of the plan against today.

    ``index`` (q,) total per measure where 100 is the target · ``mean_km``, ``radius_km`` to its
    centre · ``gained``, ``lost`` from and to whom, the largest first · ``text`` in a sentence.
    """

    territory: int
    name: str
    units: int
    amounts: FloatArray
    index: FloatArray
    mean_km: float
    radius_km: float
    gained: tuple[Flow, ...]
    lost: tuple[Flow, ...]
    text: str


class Wording:
    """Words for causes and consequences, with the names of territories and measures."""

    def __init__(self, names: Sequence[str], measures: Sequence[Measure]) -> None:
        self.names = tuple(names)
        self.measures = tuple(measures)

    def plain(self, cause: Cause, way: tuple[int, int]) -> Because:
        """A cause that needs no figure."""
        text = {
            Cause.NO_OWNER: _("nobody answers for it today"),
            Cause.DEPARTED: _("its owner has left"),
            Cause.LOCK: _("it is locked to %(receiver)s"),
            Cause.FORBIDDEN: _("it may not stay in %(former)s"),
            Cause.GROUP: _("its group must stay together"),
            Cause.SEPARATE: _("%(former)s has a unit from which it must be kept apart"),
            Cause.CUT_OFF: _("it would be cut off from the rest of %(former)s"),
            Cause.FOLLOWS: _("it goes with its neighbours"),
            Cause.HOLDS: _("without it %(receiver)s would fall in pieces or have no unit"),
            Cause.EXCHANGE: _("it follows the rest of an exchange"),
        }[cause]
        return Because(cause, text % self._pair(way))

    def balance(
        self, cause: Cause, column: int, deviation: float, way: tuple[int, int], units: int
    ) -> Because:
        """A cause of balance, of one measure, by so many units together."""
        text = {
            Cause.ABOVE: ngettext(
                "with it %(former)s would be at %(deviation)s from its target of %(measure)s, where"
                " %(tolerance)s is allowed",
                "with the %(units)d units that go together %(former)s would be at %(deviation)s"
                " from its target of %(measure)s, where %(tolerance)s is allowed",
                units,
            ),
            Cause.BELOW: ngettext(
                "without it %(receiver)s would be at %(deviation)s from its target of %(measure)s,"
                " where %(tolerance)s is allowed",
                "without the %(units)d units that go together %(receiver)s would be at"
                " %(deviation)s from its target of %(measure)s, where %(tolerance)s is allowed",
                units,
            ),
            Cause.RELIEF: _("%(former)s is at %(deviation)s from its target of %(measure)s today"),
            Cause.SUPPLY: _(
                "%(receiver)s is at %(deviation)s from its target of %(measure)s today"
            ),
        }[cause]
        measure = self.measures[column]
        data = {
            "measure": measure.name,
            "deviation": percent(deviation, signed=True),
            "tolerance": percent(measure.tolerance),
            "units": units,
        }
        return Because(cause, text % (data | self._pair(way)), measure.name, deviation)

    def nearer(self, before: float, after: float, receiver: int) -> Because:
        """The cause of distance."""
        text = _("it is %(km)s km nearer to the centre of %(receiver)s (%(after)s instead of"
                 " %(before)s)") % {
            "km": decimal(before - after, 0),
            "after": decimal(after, 0),
            "before": decimal(before, 0),
            "receiver": self.names[receiver],
        }  # fmt: skip
        return Because(Cause.NEARER, text, km=before - after)

    def handover(
        self,
        units: Sequence[str],
        way: tuple[int, int],
        causes: Sequence[Because],
        staying: Staying | None,
        elsewhere: Elsewhere | None,
    ) -> str:
        """One change of hands in sentences."""
        first = _("%(units)s: from %(former)s to %(receiver)s, because %(causes)s.")
        if way[0] < 0:
            first = _("%(units)s: to %(receiver)s, because %(causes)s.")
        sentences = [
            first
            % {
                "units": listed(units),
                "causes": _(", and ").join(cause.text for cause in causes[:2]),
                **self._pair(way),
            }
        ]
        if staying is not None and causes[0].cause in MILD:
            sentences.append(self._staying(staying, way))
        if elsewhere is not None and elsewhere.territory != way[0]:
            sentences.append(self._elsewhere(elsewhere))
        return " ".join(sentences)

    def story(self, name: str, index: FloatArray, mean_km: float, gained: int, lost: int) -> str:
        """One territory in a sentence."""
        totals = ", ".join(
            _("%(measure)s %(index)s") % {"measure": measure.name, "index": decimal(value, 0)}
            for measure, value in zip(self.measures, index, strict=True)
        )
        return _(
            "%(name)s: %(totals)s (100 is the target), %(km)s km to the centre on average,"
            " %(gained)s and %(lost)s."
        ) % {
            "name": name,
            "totals": totals,
            "km": decimal(mean_km, 0),
            "gained": ngettext("%(count)d unit gained", "%(count)d units gained", gained)
            % {"count": gained},
            "lost": ngettext("%(count)d unit lost", "%(count)d units lost", lost) % {"count": lost},
        }

    def _staying(self, staying: Staying, way: tuple[int, int]) -> str:
        """What would break first if it stayed, or what it would cost."""
        pair = self._pair(way)
        if staying.divides:
            return _("Otherwise %(receiver)s would be in pieces or have no unit.") % pair
        for deviations, name in zip((staying.former, staying.receiver), way, strict=True):
            column, deviation = self._furthest(deviations)
            if abs(deviation) > self.measures[column].tolerance + ROUNDING:
                return _(
                    "Otherwise %(name)s would be at %(deviation)s of its target of %(measure)s."
                ) % {
                    "name": self.names[name],
                    "deviation": percent(deviation, signed=True),
                    "measure": self.measures[column].name,
                }
        if staying.km > 0:
            return _("It could stay, which costs as much as lying %(km)s km further away.") % {
                "km": decimal(staying.km, 0)
            }
        return _("It could stay with %(former)s and all would be as asked.") % pair

    def _elsewhere(self, elsewhere: Elsewhere) -> str:
        text = _("Next best would be %(name)s, %(km)s km away.")
        if not elsewhere.feasible:
            text = _("Next best would be %(name)s, %(km)s km away, but not all would be as asked.")
        return text % {
            "name": self.names[elsewhere.territory],
            "km": decimal(elsewhere.km, 0),
        }

    def _furthest(self, deviations: FloatArray) -> tuple[int, float]:
        """Column and value of the deviation that uses most of its tolerance."""
        used = [
            abs(float(value)) / measure.tolerance
            for value, measure in zip(deviations, self.measures, strict=True)
        ]
        column = used.index(max(used))
        return column, float(deviations[column])

    def _pair(self, way: tuple[int, int]) -> dict[str, str]:
        former, receiver = way
        return {
            "former": self.names[former] if former >= 0 else "",
            "receiver": self.names[receiver],
        }


def listed(units: Sequence[str]) -> str:
    """The first units, and how many more there are."""
    shown = ", ".join(units[:3])
    if len(units) <= 3:
        return shown
    return _("%(units)s and %(more)d more") % {"units": shown, "more": len(units) - 3}


def territory_names(count: int) -> tuple[str, ...]:
    """What territories are called where they have no name of their own."""
    return tuple(_("territory %(number)d") % {"number": number + 1} for number in range(count))
