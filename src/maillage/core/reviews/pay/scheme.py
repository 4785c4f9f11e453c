"""What a scheme of variable pay promises, and which schemes cannot be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from maillage.core.plans.amounts import apportion, check_whole, exactly
from maillage.errors import ParameterError
from maillage.texts import _, percent, quoted

CENTS: Final = 100
MOST_MONEY: Final = Fraction(10**9)
MOST_MEASURES: Final = 10
MOST_TIMES: Final = Fraction(10)
ONE: Final = Fraction(1)
LONGEST: Final = 80


class Kind(StrEnum):
    """What a measure counts; the last three are the incentives of N-02."""

    SALES = "sales"
    COVERAGE = "coverage"
    SEGMENT = "segment"
    DISCIPLINE = "discipline"


MONEY: Final = (Kind.SALES, Kind.SEGMENT)
"""Kinds whose target is an amount; those of the others are shares."""


@dataclass(frozen=True, slots=True)
class Step:
    """Beyond ``above`` of the target, each percent attained pays ``rate`` percents."""

    above: Fraction
    rate: Fraction


@dataclass(frozen=True, slots=True)
class PayMeasure:
    """One measure of a scheme.

    Parameters
    ----------
    kind
        What it counts.
    name
        How people call it; once in a scheme.
    weight
        Its share of the variable pay.
    target
        Amount or share that is 100 %; None where it is each rep's own objective.
    threshold
        Share of the target below which it pays nothing.
    steps
        Accelerators, each beyond the one before; up to the first of them, and from the target on
        where there is none, a percent pays a percent.
    cap
        The most it pays, as a share of what it pays at 100 %; None for no cap.
    segment
        Segment whose sales count, for that kind: the key of a segmentation and of its segment.
    """

    kind: Kind
    name: str
    weight: Fraction
    target: Fraction | None = None
    threshold: Fraction = Fraction()
    steps: tuple[Step, ...] = ()
    cap: Fraction | None = None
    segment: str = ""

    def __post_init__(self) -> None:
        """Refuse what pays backwards, or never."""
        if not 1 <= len(self.name) <= LONGEST:
            refuse(self, _("Its name has 1 to %(most)d characters.") % {"most": LONGEST})
        if self.target is not None and not 0 < self.target <= self.most_target:
            refuse(self, _("Its target is above 0, and a share at most 100 %%.") % {})
        if self.target is None and self.kind is not Kind.SALES:
            refuse(self, _("Only sales are measured against each rep's own objective."))
        if self.threshold > 1:
            refuse(self, _("Its threshold is at most its target."))
        if (self.kind is Kind.SEGMENT) != bool(self.segment):
            refuse(self, _("A segment is named for sales in a segment, and only for them."))
        if self.cap is not None and not 1 <= self.cap <= MOST_TIMES:
            refuse(self, _("Its cap is 100 %% to 1,000 %%.") % {})
        self.check_steps()

    def check_steps(self) -> None:
        """Refuse accelerators that do not follow each other."""
        marks = [step.above for step in self.steps]
        if any(mark < 1 or mark > MOST_TIMES for mark in marks):
            refuse(self, _("Accelerators begin at 100 %% of the target, or beyond.") % {})
        if any(later <= earlier for earlier, later in pairwise(marks)):
            refuse(self, _("Each accelerator begins beyond the one before."))
        if any(step.rate > MOST_TIMES for step in self.steps):
            refuse(self, _("An accelerator pays at most 10 times."))

    @property
    def most_target(self) -> Fraction:
        """The largest target of its kind."""
        return MOST_MONEY if self.kind in MONEY else ONE

    def pays(self, attained: Fraction) -> Fraction:
        """What it pays at an attainment, as a share of what it pays at 100 %; both are shares."""
        if attained < self.threshold or attained <= 0:
            return Fraction()
        paid = min(attained, self.steps[0].above) if self.steps else attained
        ends = [step.above for step in self.steps[1:]] + [attained]
        for step, end in zip(self.steps, ends, strict=False):
            paid += step.rate * max(Fraction(), min(attained, end) - step.above)
        return paid if self.cap is None else min(paid, self.cap)


@dataclass(frozen=True, slots=True)
class Windfall:
    """Of a deal larger than ``above``, only a ``share`` of what exceeds it counts."""

    above: Fraction
    share: Fraction

    def __post_init__(self) -> None:
        """Refuse what is no rule."""
        if not 0 < self.above <= MOST_MONEY or self.share > 1:
            raise ParameterError(
                _("The rule for windfalls cannot be."),
                remedy=_("Give an amount above 0, and a share of 0 to 100 %%.") % {},
            )

    def counted(self, deal: Fraction) -> Fraction:
        """What a deal counts."""
        return min(deal, self.above) + self.share * max(Fraction(), deal - self.above)


@dataclass(frozen=True, slots=True)
class PayScheme:
    """A scheme of variable pay, for a year.

    ``base`` and ``variable`` (at 100 % of everything) are in cents; ``cap`` is the most variable
    pay as a share of ``variable``.
    """

    base: int
    variable: int
    measures: tuple[PayMeasure, ...]
    cap: Fraction | None = None
    windfall: Windfall | None = None

    def __post_init__(self) -> None:
        """Refuse weights that do not make a whole, and measures that are there twice."""
        most = MOST_MONEY * CENTS
        if not (0 <= self.base <= most and 0 < self.variable <= most):
            raise ParameterError(
                _("Base and variable pay cannot be these amounts."),
                remedy=_("Give a base of 0 or more, and a variable part above 0."),
            )
        if not 1 <= len(self.measures) <= MOST_MEASURES:
            raise ParameterError(
                _("A scheme has %(count)d measures.") % {"count": len(self.measures)},
                remedy=_("Give 1 to %(most)d.") % {"most": MOST_MEASURES},
            )
        names = [each.name.casefold() for each in self.measures]
        if len(set(names)) < len(names):
            raise ParameterError(_("Two measures have the same name."))
        if any(not each.weight for each in self.measures):
            raise ParameterError(_("A measure without weight pays nothing."))
        check_whole({place: each.weight for place, each in enumerate(self.measures)})
        if self.cap is not None and not 1 <= self.cap <= MOST_TIMES:
            raise ParameterError(_("The cap of a scheme is 100 %% to 1,000 %%.") % {})

    @property
    def shares(self) -> tuple[int, ...]:
        """What each measure pays at 100 %, in cents that sum to the variable pay."""
        return tuple(apportion(self.variable, [each.weight for each in self.measures]))


def refuse(measure: PayMeasure, remedy: str) -> None:
    """Refuse a measure.

    Raises
    ------
    ParameterError
        Naming it.
    """
    raise ParameterError(
        _("The measure %(name)s cannot be paid.") % {"name": quoted(measure.name[:LONGEST])},
        remedy=remedy,
    )


FIELDS: Final = {
    "scheme": {"base", "variable", "measures", "cap", "windfall"},
    "measure": {"kind", "name", "weight", "target", "threshold", "steps", "cap", "segment"},
    "step": {"above", "rate"},
    "windfall": {"above", "share"},
}


def read_scheme(content: Any) -> PayScheme:
    """Read a scheme from plain values, as JSON or TOML hold them; amounts and shares are numbers.

    Raises
    ------
    ParameterError
        Naming what is missing, unknown or out of range.
    """
    told = table(content, "scheme")
    measures = told.get("measures")
    if not isinstance(measures, Sequence) or isinstance(measures, str):
        raise ParameterError(_("A scheme has a list of measures."))
    windfall = told.get("windfall")
    return PayScheme(
        base=cents(told, "base"),
        variable=cents(told, "variable"),
        measures=tuple(read_measure(each) for each in measures),
        cap=perhaps(told, "cap"),
        windfall=None if windfall is None else read_windfall(windfall),
    )


def read_measure(content: Any) -> PayMeasure:
    """Read one measure."""
    told = table(content, "measure")
    kind, steps = told.get("kind"), told.get("steps") or []
    if kind not in list(Kind):
        raise ParameterError(
            _("A measure counts %(kind)s.") % {"kind": quoted(kind)},
            remedy=_("Use one of: %(choices)s.") % {"choices": ", ".join(Kind)},
        )
    if not isinstance(steps, Sequence) or isinstance(steps, str) or len(steps) > MOST_MEASURES:
        raise ParameterError(_("Accelerators are a list of at most %(most)d.")
                             % {"most": MOST_MEASURES})  # fmt: skip
    pairs = [table(each, "step") for each in steps]
    return PayMeasure(
        kind=Kind(kind),
        name=text(told, "name"),
        weight=amount(told, "weight"),
        target=perhaps(told, "target"),
        threshold=perhaps(told, "threshold") or Fraction(),
        steps=tuple(Step(amount(each, "above"), amount(each, "rate")) for each in pairs),
        cap=perhaps(told, "cap"),
        segment=text(told, "segment"),
    )


def read_windfall(content: Any) -> Windfall:
    """Read the rule for windfalls."""
    told = table(content, "windfall")
    return Windfall(amount(told, "above"), amount(told, "share"))


def table(content: Any, kind: str) -> Mapping[str, Any]:
    """Give what was written as named values; names that mean nothing are refused."""
    if not isinstance(content, Mapping):
        raise ParameterError(_("%(what)s cannot be read as named values.")
                             % {"what": quoted(str(content)[:LONGEST])})  # fmt: skip
    unknown = sorted(str(each) for each in set(content) - FIELDS[kind])
    if unknown:
        raise ParameterError(
            _("%(name)s means nothing here.") % {"name": quoted(unknown[0][:LONGEST])},
            remedy=_("Use one of: %(choices)s.") % {"choices": ", ".join(sorted(FIELDS[kind]))},
        )
    return content


def text(told: Mapping[str, Any], name: str) -> str:
    """Read a text."""
    found = told.get(name) or ""
    if not isinstance(found, str) or "\0" in found or len(found) > LONGEST:
        raise ParameterError(_("%(name)s is a text of at most %(most)d characters.")
                             % {"name": quoted(name), "most": LONGEST})  # fmt: skip
    return found.strip()


def amount(told: Mapping[str, Any], name: str) -> Fraction:
    """Read a number of 0 or more, as it is written."""
    found = told.get(name)
    if isinstance(found, bool) or not isinstance(found, int | float | Decimal | Fraction):
        raise ParameterError(
            _("%(name)s is no number.") % {"name": quoted(name)},
            remedy=_("Give amounts and shares as numbers; 0.25 is 25 %%.") % {},
        )
    exact = exactly(found)
    if exact > MOST_MONEY:
        raise ParameterError(_("%(name)s is too large.") % {"name": quoted(name)})
    return exact


def perhaps(told: Mapping[str, Any], name: str) -> Fraction | None:
    """Read a number that may be left out."""
    return None if told.get(name) is None else amount(told, name)


def cents(told: Mapping[str, Any], name: str) -> int:
    """Read an amount in cents.

    Raises
    ------
    ParameterError
        If it has parts of a cent.
    """
    found = amount(told, name) * CENTS
    if found.denominator != 1:
        raise ParameterError(
            _("%(name)s has parts of a cent.") % {"name": quoted(name)},
            remedy=_("Give two decimals at most."),
        )
    return int(found)


def share_text(share: Fraction) -> str:
    """Write a share, with decimals only where it has some."""
    return percent(float(share), 0 if (share * 100).denominator == 1 else 1)
