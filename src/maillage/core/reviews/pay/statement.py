"""What a scheme pays for what was attained, exactly to the cent, with the reason of each line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from maillage.core.plans.amounts import exactly, money
from maillage.core.reviews.pay.scheme import CENTS, MONEY, PayMeasure, PayScheme, share_text
from maillage.errors import ParameterError
from maillage.texts import _, ngettext

FULL: Final = Fraction(1)


@dataclass(frozen=True, slots=True)
class Attained:
    """What a measure came to: a number and the target it is held against.

    ``actual`` is None where it is not known, ``target`` where there is none. ``cut`` says how many
    deals counted in part by the rule for windfalls.
    """

    actual: Fraction | None
    target: Fraction | None
    cut: int = 0

    @property
    def share(self) -> Fraction | None:
        """Share of the target, None where it is not known."""
        if self.actual is None or not self.target:
            return None
        return self.actual / self.target


@dataclass(frozen=True, slots=True)
class PayLine:
    """What one measure pays, in cents; None where it is not known."""

    measure: PayMeasure
    attained: Attained
    full: int
    paid: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What a scheme pays in a year; amounts in cents.

    ``variable`` sums the lines that are known, with the cap of the scheme; ``capped`` is what the
    cap takes away. ``complete`` tells whether all lines are known.
    """

    base: int
    lines: tuple[PayLine, ...]
    variable: int
    capped: int

    @property
    def total(self) -> int:
        """Base and variable pay."""
        return self.base + self.variable

    @property
    def complete(self) -> bool:
        """Whether all that is to be known is."""
        return all(line.paid is not None for line in self.lines)


def statement(scheme: PayScheme, attained: Mapping[str, Attained]) -> Statement:
    """Compute the pay of a year.

    Parameters
    ----------
    scheme
        What is promised.
    attained
        What each measure came to, by its name.

    Raises
    ------
    ParameterError
        If a measure is left out.
    """
    missing = [each.name for each in scheme.measures if each.name not in attained]
    if missing:
        raise ParameterError(_("Nothing is said of %(name)s.") % {"name": missing[0]})
    lines = tuple(
        line_of(measure, attained[measure.name], full)
        for measure, full in zip(scheme.measures, scheme.shares, strict=True)
    )
    found = sum(line.paid or 0 for line in lines)
    most = found if scheme.cap is None else cents_of(scheme.variable * scheme.cap)
    return Statement(scheme.base, lines, min(found, most), max(found - most, 0))


def line_of(measure: PayMeasure, attained: Attained, full: int) -> PayLine:
    """Compute what one measure pays."""
    share = attained.share
    if share is None:
        return PayLine(measure, attained, full, None, unknown(attained))
    paid = cents_of(full * measure.pays(share))
    return PayLine(measure, attained, full, paid, reason(measure, attained, share, full))


def cents_of(exact: Fraction) -> int:
    """Round to whole cents, halves to the even one."""
    return round(exact)


def unknown(attained: Attained) -> str:
    """Say what is not known."""
    if attained.target is None:
        return _("not known: there is no objective to hold it against")
    return _("not known: nothing is recorded it could be counted from")


def amount_text(measure: PayMeasure, value: Fraction) -> str:
    """Write what a measure counts."""
    return money(cents_of(value * CENTS)) if measure.kind in MONEY else share_text(value)


def reason(measure: PayMeasure, attained: Attained, share: Fraction, full: int) -> str:
    """Say how a line came about."""
    actual, target = attained.actual or Fraction(), attained.target or FULL
    said = [
        _("%(actual)s of %(target)s is %(share)s")
        % {
            "actual": amount_text(measure, actual),
            "target": amount_text(measure, target),
            "share": share_text(share),
        }
    ]
    if attained.cut:
        counted = ngettext(
            "%(count)d large deal counts in part", "%(count)d large deals count in part",
            attained.cut,
        )  # fmt: skip
        said.append(counted % {"count": attained.cut})
    if share < measure.threshold:
        said.append(
            _("below the threshold of %(share)s") % {"share": share_text(measure.threshold)}
        )
    if measure.steps and share > measure.steps[0].above:
        above = {"share": share_text(measure.steps[0].above)}
        said.append(_("accelerated beyond %(share)s") % above)
    if measure.cap is not None and uncapped(measure).pays(share) > measure.cap:
        said.append(_("capped at %(share)s") % {"share": share_text(measure.cap)})
    said.append(
        _("pays %(share)s of %(full)s")
        % {"share": share_text(measure.pays(share)), "full": money(full)}
    )
    return " · ".join(said)


def uncapped(measure: PayMeasure) -> PayMeasure:
    """The same measure without its cap."""
    return PayMeasure(
        measure.kind, measure.name, measure.weight, measure.target, measure.threshold,
        measure.steps, None, measure.segment,
    )  # fmt: skip


def counted_sales(scheme: PayScheme, deals: Sequence[float]) -> tuple[Fraction, int]:
    """Sum deals with the rule for windfalls; give the sum, and how many counted in part."""
    exact = [exactly(each) for each in deals]
    rule = scheme.windfall
    if rule is None:
        return sum(exact, Fraction()), 0
    cut = sum(each > rule.above for each in exact)
    return sum((rule.counted(each) for each in exact), Fraction()), cut


def at_level(scheme: PayScheme, level: float) -> Statement:
    """Compute the pay where every measure comes to the same share of its target."""
    share = exactly(level)
    found = {
        each.name: Attained(share * (each.target or FULL), each.target or FULL)
        for each in scheme.measures
    }
    return statement(scheme, found)
