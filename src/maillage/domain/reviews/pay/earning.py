"""What a rep has earned this year by the scheme in force, and would earn otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from maillage.core.plans.amounts import exactly
from maillage.core.reviews.indicators.records import WON, between
from maillage.core.reviews.pay.scheme import CENTS, Kind, PayMeasure, PayScheme
from maillage.core.reviews.pay.statement import (
    Attained,
    Statement,
    at_level,
    counted_sales,
    statement,
)
from maillage.domain.accounts.segments.placing import accounts_in
from maillage.domain.reviews.indicators.parts import is_key
from maillage.domain.reviews.indicators.reading import everything, owners_on
from maillage.domain.reviews.objectives import objective_of
from maillage.domain.reviews.pay.schemes import scheme_of
from maillage.errors import InputError
from maillage.models import (
    Layer,
    Membership,
    Rep,
    Review,
    Segmentation,
    TopList,
)
from maillage.models import PayScheme as StoredScheme
from maillage.permissions import sees_book
from maillage.texts import _

LEVELS = (0.8, 1.0, 1.2)
MOST_DEALS = 100
LARGEST_DEAL = 10**9


@dataclass(frozen=True, slots=True)
class Earned:
    """What a rep earns by a scheme: so far, with more deals, and at levels of all targets."""

    rep: Rep
    stored: StoredScheme
    objective: float | None
    statement: Statement
    with_deals: Statement | None
    levels: tuple[tuple[float, Statement], ...]


def earned(*, rep: Rep, stored: StoredScheme, on: date, deals: Sequence[float] = ()) -> Earned:
    """Compute what a rep earns in the year of a day.

    Parameters
    ----------
    deals
        Amounts of deals that may still be won: simulated on top of what was.
    """
    scheme = scheme_of(stored)
    check_deals(deals)
    so_far = statement(scheme, attained(scheme, rep, on, ()))
    more = statement(scheme, attained(scheme, rep, on, deals)) if deals else None
    return Earned(
        rep,
        stored,
        objective_of(rep, on),
        so_far,
        more,
        tuple((level, at_level(scheme, level)) for level in LEVELS),
    )


def check_deals(deals: Sequence[float]) -> None:
    """Refuse deals that are no amounts.

    Raises
    ------
    InputError
        If there are too many, or one is negative, too large or no number.
    """
    if len(deals) > MOST_DEALS or not all(0 <= each <= LARGEST_DEAL for each in deals):
        raise InputError(
            _("These deals cannot be simulated."),
            remedy=_("Give at most %(most)d amounts of 0 or more.") % {"most": MOST_DEALS},
        )


def attained(scheme: PayScheme, rep: Rep, on: date, more: Sequence[float]) -> dict[str, Attained]:
    """What each measure came to since the year began."""
    return {each.name: ATTAINED[each.kind](scheme, each, rep, on, more) for each in scheme.measures}


def won_by(rep: Rep, on: date) -> Any:
    """The deals a rep won since the year began."""
    found = everything(on)
    mine = found.deals[(found.deals["rep"] == rep.pk) & (found.deals["outcome"] == WON)]
    return between(mine, "closed", on.replace(month=1, day=1), on)


def sales(
    scheme: PayScheme, measure: PayMeasure, rep: Rep, on: date, more: Sequence[float]
) -> Attained:
    """Sales of the year, against the target or the rep's objective."""
    target = measure.target
    if target is None:
        objective = objective_of(rep, on)
        target = None if objective is None else exactly(objective)
    if "deals" not in everything(on).recorded and not more:
        return Attained(None, target)
    counted, cut = counted_sales(scheme, [*won_by(rep, on)["amount"].dropna(), *more])
    return Attained(counted, target, cut)


def segment_sales(
    scheme: PayScheme, measure: PayMeasure, rep: Rep, on: date, _more: Sequence[float]
) -> Attained:
    """Sales of the year to the accounts of a segment; simulated deals are of no segment."""
    number, _dash, place = measure.segment.partition("-")
    known = Segmentation.objects.filter(pk=int(number)).first() if is_key(number) else None
    if known is None or "deals" not in everything(on).recorded:
        return Attained(None, measure.target)
    won = won_by(rep, on)
    inside = won[won["account"].isin(accounts_in(known, place, on))]
    counted, cut = counted_sales(scheme, list(inside["amount"].dropna()))
    return Attained(counted, measure.target, cut)


def coverage(
    _scheme: PayScheme, measure: PayMeasure, rep: Rep, on: date, _more: Sequence[float]
) -> Attained:
    """Share of the rep's priority accounts contacted since the year began."""
    found = everything(on)
    owners = owners_on(found.owners, on)
    own = found.accounts[found.accounts.index.isin(owners.index[owners == rep.pk])]
    first = own.index[own["priority"]]
    if not len(first) or "touches" not in found.recorded:
        return Attained(None, measure.target)
    touched = between(found.touches, "day", on.replace(month=1, day=1), on)["account"]
    return Attained(Fraction(int(first.isin(touched).sum()), len(first)), measure.target)


def discipline(
    _scheme: PayScheme, measure: PayMeasure, rep: Rep, on: date, _more: Sequence[float]
) -> Attained:
    """Share done of: a plan accepted, its reviews held in time, ten accounts named."""
    kept = [
        objective_of(rep, on) is not None,
        TopList.objects.filter(rep=rep, year=on.year).exists(),
    ]
    due = Review.objects.filter(
        layer=Layer.PLAN, rep=rep, due_on__gte=on.replace(month=1, day=1), due_on__lt=on
    )
    kept += [each.held_on is not None and each.held_on <= each.due_on for each in due]
    return Attained(Fraction(sum(kept), len(kept)), measure.target)


ATTAINED = {
    Kind.SALES: sales,
    Kind.SEGMENT: segment_sales,
    Kind.COVERAGE: coverage,
    Kind.DISCIPLINE: discipline,
}


def reps_paid(member: Membership | None) -> list[Rep]:
    """The reps whose pay a member may see: their own, or as one who leads or decides."""
    reps = Rep.objects.filter(active=True)
    return [rep for rep in reps if member is None or sees_book(member, rep)]


def row_of(found: Earned) -> dict[str, Any]:
    """What a rep earns, as plain values; amounts in the currency."""
    return {
        "rep": found.rep.external_id,
        "name": found.rep.name,
        "scheme": found.stored.number,
        "objective": found.objective,
        **plain(found.statement),
        "with_deals": plain(found.with_deals) if found.with_deals else None,
        "levels": [{"level": level, **plain(each)} for level, each in found.levels],
    }


def plain(found: Statement) -> dict[str, Any]:
    """A statement as plain values."""
    return {
        "base": found.base / CENTS,
        "variable": found.variable / CENTS,
        "total": found.total / CENTS,
        "capped": found.capped / CENTS,
        "complete": found.complete,
        "lines": [
            {
                "name": line.measure.name,
                "kind": line.measure.kind.value,
                "full": line.full / CENTS,
                "paid": None if line.paid is None else line.paid / CENTS,
                "reason": line.reason,
            }
            for line in found.lines
        ],
    }
