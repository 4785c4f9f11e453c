"""What makes a problem impossible, in words: why, and what would help."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from maillage.core.territories.problem import Measure
from maillage.texts import _, decimal, number, percent, quoted

HIGHEST_ADVICE = 0.99
"""A tolerance is never advised to be raised beyond this."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A proof that the problem has no solution.

    ``code`` too_few_units, empty_measure, heavy_unit, heavy_lock, contradiction, nowhere, islands,
    separate, pocket, disruption_floor or no_plan · ``message`` why · ``subjects`` the units,
    territories or groups that cause it · ``remedy`` what would make it possible.
    """

    code: str
    message: str
    subjects: tuple[str, ...]
    remedy: str

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}"


def divided_group(held: dict[str, int]) -> Finding:
    """A group whose members are locked to different territories."""
    locks = (
        _("%(unit)s to %(number)d") % {"unit": unit, "number": territory + 1}
        for unit, territory in held.items()
    )
    return Finding(
        "contradiction",
        _("A group that must stay together is locked to several territories: %(locks)s.")
        % {"locks": ", ".join(locks)},
        tuple(held),
        _("Lock all of it to one territory, or break the group up."),
    )


def forbidden_lock(locked: str, forbidden: str, territory: int) -> Finding:
    """A unit locked to a territory that is forbidden to it, or to a member of its group."""
    message = _("Unit %(unit)s is locked to territory %(number)d and forbidden there.")
    if locked != forbidden:
        message = _(
            "Unit %(unit)s is locked to territory %(number)d and that is forbidden there for"
            " %(other)s, which is in its group."
        )
    return Finding(
        "contradiction",
        message % {"unit": locked, "number": territory + 1, "other": forbidden},
        tuple(dict.fromkeys((locked, forbidden))),
        _("Remove one of the two constraints."),
    )


def joined_apart(one: str, other: str, territory: int | None) -> Finding:
    """Two units to keep apart that are in one group, or locked to one territory."""
    if territory is None:
        message = _(
            "Units %(one)s and %(other)s must not share a territory, but they are in one group."
        )
    else:
        message = _(
            "Units %(one)s and %(other)s must not share a territory, but both are locked to"
            " %(number)d."
        )
    return Finding(
        "contradiction",
        message % {"one": one, "other": other, "number": (territory or 0) + 1},
        (one, other),
        _("Remove one of the two constraints."),
    )


def crowded(units: Sequence[str], territories: int) -> Finding:
    """More units to keep apart from one another than territories."""
    message = _(
        "%(units)d units must all be in different territories, but %(count)d territories are asked"
        " for."
    )
    return Finding(
        "separate",
        message % {"units": len(units), "count": territories},
        tuple(units),
        _("Ask for at least %(units)d territories, or let some of them share one.")
        % {"units": len(units)},
    )


def too_few_units(territories: int, units: int) -> Finding:
    """Fewer units than territories."""
    message = _(
        "%(count)d territories are asked for, but there are only %(units)d units or groups to"
        " share out."
    )
    return Finding(
        "too_few_units",
        message % {"count": territories, "units": units},
        (),
        _("Ask for at most %(units)d territories, or use smaller units.") % {"units": units},
    )


def empty_measure(name: str) -> Finding:
    """A measure that holds nothing."""
    return Finding(
        "empty_measure",
        _("Measure %(measure)s is zero everywhere, so it cannot be balanced.")
        % {"measure": quoted(name)},
        (name,),
        _("Load its data or leave it out."),
    )


def nowhere(unit: str) -> Finding:
    """A unit that may go nowhere."""
    return Finding(
        "nowhere",
        _("Unit %(unit)s is forbidden in every territory.") % {"unit": unit},
        (unit,),
        _("Allow it somewhere."),
    )


def heavy_unit(
    unit: str, measure: Measure, amount: float, target: float, fewer: int | None
) -> Finding:
    """A unit above what any territory may hold; ``fewer`` territories would be large enough."""
    excess = amount / target - 1
    message = _(
        "Unit %(unit)s alone holds %(times)s times the target of a territory in %(measure)s"
        " (%(amount)s against %(target)s): %(excess)s where %(tolerance)s is allowed."
    )
    remedy = _(
        "Split it into smaller units (for example postal codes), leave it out as a territory of"
        " its own%(or_else)s."
    )
    return Finding(
        "heavy_unit",
        message
        % {
            "unit": unit,
            "times": decimal(amount / target, 2),
            "measure": quoted(measure.name),
            "amount": number(amount),
            "target": number(target),
            "excess": percent(excess, signed=True),
            "tolerance": percent(measure.tolerance),
        },
        (unit,),
        remedy % {"or_else": f"{_or_ask_for(fewer)}{_or_raise(excess)}"},
    )


def heavy_lock(
    territory: int,
    measure: Measure,
    amount: float,
    excess: float,
    *,
    units: Sequence[str],
    count: int,
) -> Finding:
    """Locked units, ``count`` of them, that are together above what their territory may hold."""
    one = _(
        "The unit locked to territory %(number)d holds %(amount)s of %(measure)s: %(excess)s from"
        " its target where %(tolerance)s is allowed."
    )
    several = _(
        "The %(count)d units locked to territory %(number)d hold %(amount)s of %(measure)s:"
        " %(excess)s from its target where %(tolerance)s is allowed."
    )
    return Finding(
        "heavy_lock",
        (one if count == 1 else several)
        % {
            "count": count,
            "number": territory + 1,
            "amount": number(amount),
            "measure": quoted(measure.name),
            "excess": percent(excess, signed=True),
            "tolerance": percent(measure.tolerance),
        },
        tuple(units),
        _("Unlock some of them%(or_else)s.") % {"or_else": _or_raise(excess)},
    )


def scattered(parts: int, territories: int, units: tuple[str, ...]) -> Finding:
    """More parts without a link than territories."""
    message = _(
        "The units form %(parts)d parts with no link between them, more than the %(count)d"
        " territories."
    )
    return Finding(
        "islands",
        message % {"parts": parts, "count": territories},
        units,
        _("Link the islands to the mainland (ferry, bridge), or turn contiguity off."),
    )


def cut_off(units: tuple[str, ...], measure: Measure, share: float) -> Finding:
    """A part that no whole number of territories can share; it holds ``share`` targets."""
    message = _(
        "%(count)d units around %(unit)s are cut off from the rest and hold %(share)s territories"
        " of %(measure)s: no whole number of territories fits within %(tolerance)s."
    )
    return Finding(
        "islands",
        message
        % {
            "count": len(units),
            "unit": units[0],
            "share": decimal(share, 2),
            "measure": quoted(measure.name),
            "tolerance": percent(measure.tolerance),
        },
        units,
        _("Link them to the others (ferry, bridge), or turn contiguity off."),
    )


def disruption_floor(floor: float, cap: float) -> Finding:
    """More must change owner than may."""
    message = _(
        "At least %(floor)s must change owner to bring the overloaded territories within tolerance,"
        " but the cap is %(cap)s."
    )
    return Finding(
        "disruption_floor",
        message % {"floor": percent(floor), "cap": percent(cap)},
        (),
        _("Raise the cap to %(cap)s or more, or widen the tolerance.")
        % {"cap": _percent_up(floor)},
    )


def pocket(
    unit: str, measure: Measure, share: float, around: tuple[str, ...], nearest: float
) -> Finding:
    """A unit that no neighbours complete; ``around`` comes nearest, with ``nearest`` targets."""
    message = _(
        "Unit %(unit)s holds %(share)s of a territory's target in %(measure)s, and no connected set"
        " of units around it comes within %(tolerance)s: the nearest (%(around)s) is %(nearest)s."
    )
    remedy = _(
        "Split one of these units, link it to another neighbour, turn contiguity off%(or_else)s."
    )
    return Finding(
        "pocket",
        message
        % {
            "unit": unit,
            "share": percent(share),
            "measure": quoted(measure.name),
            "tolerance": percent(measure.tolerance),
            "around": ", ".join(around),
            "nearest": percent(nearest - 1, 2, signed=True),
        },
        (unit, *(other for other in around if other != unit)),
        remedy % {"or_else": _or_raise(abs(nearest - 1))},
    )


def no_plan(territories: int) -> Finding:
    """Every alignment has been ruled out by an exact search."""
    return Finding(
        "no_plan",
        _(
            "No alignment into %(count)d territories keeps the tolerances and contiguity: every one"
            " has been ruled out."
        )
        % {"count": territories},
        (),
        _("Raise a tolerance, use smaller units, or link units that are not adjacent."),
    )


def _or_ask_for(territories: int | None) -> str:
    """The advice to make fewer territories, where that would do."""
    if territories is None:
        return ""
    return _(", or ask for at most %(count)d territories") % {"count": territories}


def _or_raise(deviation: float) -> str:
    """The advice to raise the tolerance, where a tolerance below 100 % would do."""
    if deviation >= HIGHEST_ADVICE:
        return ""
    return _(", or raise the tolerance to %(tolerance)s") % {"tolerance": _percent_up(deviation)}


def _percent_up(value: float) -> str:
    """A percentage rounded up to two decimals, so that what is advised is enough."""
    rounded = math.ceil(value * 10_000 - 1e-6) / 100
    return _("%(number)s %%") % {"number": decimal(rounded, 2)}
