"""The five sentences a director reads first, and the texts on what balance is worth."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.domain.territories.outcome import DesignOutcome, ExpectedGain
from maillage.interfaces.exporters.counting import units_in_words
from maillage.interfaces.exporters.findings import (
    Findings,
    findings,
    main_measure,
    moves_by_reason,
)
from maillage.interfaces.exporters.labels import measure_label, reason_label
from maillage.interfaces.exporters.wording import compact, known, number, percent

NO_GAIN = 0.0005
"""Share of sales below which balance is said to be the same."""


def sentences(outcome: DesignOutcome) -> list[str]:
    """What the design answers, with its numbers: one sentence per question."""
    counts = findings(outcome)
    return [
        _cut(outcome, counts),
        _balance(outcome),
        _coverage(counts),
        _moves(outcome, counts),
        _worth(outcome.gain),
    ]


def gain_range(gain: ExpectedGain | None) -> str:
    """Low to high, as one text."""
    if gain is None:
        return ""
    return _("%(low)s to %(high)s") % {"low": percent(gain.low), "high": percent(gain.high)}


def less_balanced(gain: ExpectedGain) -> str:
    """By how much territories are less balanced than today's books, and what that costs."""
    return _(
        "These territories are less balanced than today's books: the coefficient of variation of "
        "their potentials is %(after)s, against %(before)s today. By the same formula that is "
        "worth about %(loss)s of sales less."
    ) % {
        "after": percent(gain.variation_after),
        "before": percent(gain.variation_before),
        "loss": percent(-gain.base),
    }


def gain_caveat() -> str:
    """What the expected gain is, and is not (A-30)."""
    return _(
        "An order of magnitude, not a promise: what equal potentials would sell more than unequal "
        "ones with the same people and the same products, before the cost of moving accounts."
    )


def gain_source() -> str:
    """Where the formula and its range come from (A-30)."""
    return _(
        "Formula: sales of a territory = k · potential^(1−e) · time^e, with e = 0.25, 0.34 and "
        "0.50; mean elasticity 0.34 after Albers, Mantrala and Sridhar (2010). Gains of 2 to 7 "
        "percent seen in practice: Zoltners, Sinha and Lorimer (2015)."
    )


def diagnostic_question() -> str:
    """The question to ask at every review (A-29)."""
    return _(
        "Does the way we cut territories reflect the market as it is, or the history we inherited?"
    )


def generated_banner() -> str:
    """The notice on everything made from generated data."""
    return _("Generated data: this is a demonstration, not a real market.")


def headline(outcome: DesignOutcome) -> str:
    """The key figures on one line, for the map and the cover."""
    counts = findings(outcome)
    parts = [
        ngettext("%(count)s territory", "%(count)s territories", counts.territories)
        % {"count": number(counts.territories)},
        units_in_words(outcome),
    ]
    measure = main_measure(outcome)
    if measure:
        parts.append(f"{measure_label(measure.name)}\u00a0{compact(measure.total)}")
        parts.append(
            _("largest deviation %(share)s") % {"share": percent(measure.largest_deviation_after)}
        )
    if known(outcome.disruption):
        parts.append(_("disruption %(share)s") % {"share": percent(outcome.disruption)})
    return " · ".join(parts)


def _cut(outcome: DesignOutcome, counts: Findings) -> str:
    measures = _(" and ").join(measure_label(item.name).lower() for item in outcome.measures)
    sentence = ngettext(
        "%(units)s make %(count)s territory",
        "%(units)s make %(count)s territories",
        counts.territories,
    ) % {"units": units_in_words(outcome), "count": number(counts.territories)}
    if counts.reps:
        held = ngettext(", held by %(reps)s rep", ", held by %(reps)s reps", counts.reps)
        sentence += held % {"reps": number(counts.reps)}
    balanced = _(", balanced on %(measures)s.") % {"measures": measures}
    return sentence + (balanced if measures else ".")


def _balance(outcome: DesignOutcome) -> str:
    measure = main_measure(outcome)
    if measure is None:
        return _("No measure was balanced.")
    figures = {
        "measure": measure_label(measure.name).lower(),
        "after": percent(measure.largest_deviation_after),
        "tolerance": percent(measure.tolerance),
        "before": percent(measure.largest_deviation_before, 0),
    }
    if measure.largest_deviation_before is None:
        return (
            _(
                "The territory farthest from its target in %(measure)s is %(after)s away, for a "
                "tolerance of %(tolerance)s."
            )
            % figures
        )
    return (
        _(
            "The territory farthest from its target in %(measure)s is %(after)s away (tolerance "
            "%(tolerance)s); today the gap reaches %(before)s."
        )
        % figures
    )


def _coverage(counts: Findings) -> str:
    if counts.accounts == 0:
        return _("No accounts were given: coverage is that of the zones.")
    if not counts.reps:
        return _("No rep holds a territory yet: accounts get their owner when one does.")
    sentence = ngettext(
        "Of %(accounts)s accounts, %(after)s has one owner, against %(before)s today.",
        "Of %(accounts)s accounts, %(after)s have one owner, against %(before)s today.",
        counts.owned_after,
    )
    return sentence % {
        "accounts": number(counts.accounts),
        "after": number(counts.owned_after),
        "before": number(counts.owned_before),
    }


def _moves(outcome: DesignOutcome, counts: Findings) -> str:
    changed = outcome.moves[outcome.moves["from_rep"].fillna("") != ""]
    if changed.empty:
        return _("No account leaves its owner.")
    reasons = moves_by_reason(outcome)
    leading = next(item for item in reasons["reason"] if item in set(changed["reason"]))
    figures = {
        "count": number(counts.moved),
        "share": percent(outcome.disruption),
        "measure": measure_label(outcome.disruption_measure).lower(),
        "reason": reason_label(leading).lower(),
    }
    if not known(outcome.disruption):
        sentence = ngettext(
            "%(count)s account changes owner; most frequent reason: %(reason)s.",
            "%(count)s accounts change owner; most frequent reason: %(reason)s.",
            counts.moved,
        )
        return sentence % figures
    sentence = ngettext(
        "%(count)s account changes owner, that is %(share)s of %(measure)s; most frequent "
        "reason: %(reason)s.",
        "%(count)s accounts change owner, that is %(share)s of %(measure)s; most frequent "
        "reason: %(reason)s.",
        counts.moved,
    )
    return sentence % figures


def _worth(gain: ExpectedGain | None) -> str:
    if gain is None:
        return _("Without an alignment to compare with, no gain is estimated.")
    if gain.base < -NO_GAIN:
        return less_balanced(gain)
    if gain.base <= NO_GAIN:
        return _("Balance alone adds nothing here: today's territories are as balanced as these.")
    return _(
        "Better balance alone could be worth about %(base)s of sales (%(range)s): an order of "
        "magnitude, not a promise."
    ) % {"base": percent(gain.base), "range": gain_range(gain)}
