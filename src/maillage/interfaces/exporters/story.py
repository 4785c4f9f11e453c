"""The five sentences a director reads first, and the texts on what balance is worth."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.domain.territories.outcome import DesignOutcome, ExpectedGain
from maillage.interfaces.exporters.findings import (
    Findings,
    findings,
    main_measure,
    moves_by_reason,
)
from maillage.interfaces.exporters.labels import level_label, measure_label, reason_label
from maillage.interfaces.exporters.wording import compact, known, number, percent


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
        f"{number(counts.units)}\u00a0{level_label(outcome.unit_level)}",
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
        "%(units)s %(level)s make %(count)s territory, held by %(reps)s reps",
        "%(units)s %(level)s make %(count)s territories, held by %(reps)s reps",
        counts.territories,
    ) % {
        "units": number(counts.units),
        "level": level_label(outcome.unit_level),
        "count": number(counts.territories),
        "reps": number(counts.reps),
    }
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
    return _("Of %(accounts)s accounts, %(after)s have one owner, against %(before)s today.") % {
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
        return _("%(count)s accounts change owner; most frequent reason: %(reason)s.") % figures
    return (
        _(
            "%(count)s accounts change owner, that is %(share)s of %(measure)s; most frequent "
            "reason: %(reason)s."
        )
        % figures
    )


def _worth(gain: ExpectedGain | None) -> str:
    if gain is None:
        return _("Without an alignment to compare with, no gain is estimated.")
    if gain.base <= 0.0005:
        return _("Balance alone adds nothing here: today's territories are as balanced as these.")
    return _(
        "Better balance alone could be worth about %(base)s of sales (%(range)s): an order of "
        "magnitude, not a promise."
    ) % {"base": percent(gain.base), "range": gain_range(gain)}
