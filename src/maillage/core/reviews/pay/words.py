"""How variable pay is computed, in full sentences, as a territory letter prints it (B-02)."""

from __future__ import annotations

from maillage.core.plans.amounts import money
from maillage.core.reviews.pay.scheme import (
    CENTS,
    Kind,
    PayMeasure,
    PayScheme,
    share_text,
)
from maillage.core.reviews.pay.statement import FULL, amount_text, cents_of
from maillage.texts import _


def kind_word(kind: Kind) -> str:
    """Name what a measure counts."""
    return {
        Kind.SALES: _("sales of the year"),
        Kind.COVERAGE: _("share of the priority accounts contacted"),
        Kind.SEGMENT: _("sales of the year in a segment"),
        Kind.DISCIPLINE: _(
            "planning discipline: plan accepted, reviews held in time, top 10 named"
        ),
    }[kind]


def sentences(scheme: PayScheme) -> list[str]:
    """Say what a scheme promises."""
    said = [
        _("The base is %(base)s a year; the variable part is %(variable)s at 100 %%.")
        % {"base": money(scheme.base), "variable": money(scheme.variable)}
    ]
    said += [
        measure_sentence(each, full)
        for each, full in zip(scheme.measures, scheme.shares, strict=True)
    ]
    if scheme.windfall:
        rule = {
            "above": money(cents_of(scheme.windfall.above * CENTS)),
            "share": share_text(scheme.windfall.share),
        }
        said.append(_("Of a deal above %(above)s, %(share)s of what exceeds it counts.") % rule)
    if scheme.cap is not None:
        said.append(_("The variable part is capped at %(share)s.")
                    % {"share": share_text(scheme.cap)})  # fmt: skip
    return said


def measure_sentence(measure: PayMeasure, full: int) -> str:
    """Say what one measure promises."""
    own = measure.target is None
    target = _("your objective") if own else amount_text(measure, measure.target or FULL)
    parts = [
        _("%(name)s (%(kind)s): %(full)s at %(target)s")
        % {
            "name": measure.name,
            "kind": kind_word(measure.kind),
            "full": money(full),
            "target": target,
        }
    ]
    if measure.threshold:
        parts.append(_("nothing below %(share)s") % {"share": share_text(measure.threshold)})
    parts += [
        _("each percent beyond %(share)s pays %(rate)s")
        % {"share": share_text(step.above), "rate": share_text(step.rate)}
        for step in measure.steps
    ]
    if measure.cap is not None:
        parts.append(_("at most %(share)s") % {"share": share_text(measure.cap)})
    return _("; ").join(parts) + "."
