"""The paragraphs of the report that do not depend on one table."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.domain.territories.outcome import DesignOutcome
from maillage.interfaces.exporters.counting import units_in_words
from maillage.interfaces.exporters.findings import (
    find_check,
    main_measure,
    texts,
    uncovered_share_before,
)
from maillage.interfaces.exporters.labels import measure_label, rule_label
from maillage.interfaces.exporters.wording import number, percent


def headings() -> dict[str, str]:
    """Titles of the sections and of the columns of the report."""
    return {
        "answers": _("What it answers"),
        "map": _("Who covers what"),
        "balance": _("Balance before and after"),
        "territories": _("The territories"),
        "moves": _("What moves, and why"),
        "top_moves": _("The moves that weigh most"),
        "coverage": _("Holes and doubles in coverage"),
        "gain": _("Expected gain"),
        "question": _("The question to ask"),
        "watch": _("What to watch after the change"),
        "symptoms": _("Signs of a structure that no longer fits"),
        "checks": _("Checks"),
        "method": _("Method and limits"),
        "rules": _("Who gets an account, in this order"),
        "low": _("Low"),
        "base": _("Base"),
        "high": _("High"),
    }


def detector_meanings() -> dict[str, str]:
    """What each detector of coverage means, and what to do (A-04, A-14, A-22)."""
    return {
        "no_owner": _("Nobody answers for these accounts: name an owner, or take them out."),
        "never_approached": _(
            "They have an owner on paper only: start with those of highest potential."
        ),
        "double_contact": _(
            "Two reps speak to the same customer: agree on one owner before the next call."
        ),
        "potential_ratio": _(
            "From 3 upwards, pay and effort come apart: unfair to reps, and costly in sales."
        ),
    }


def symptoms() -> list[str]:
    """Signs of a misaligned structure, to go through in the meeting (A-26)."""
    return [
        _("Reps spend their time on the wrong types of accounts."),
        _("Some teams lose people faster than others."),
        _("Sales or bonuses are far apart for the same effort."),
        _("Some territories are saturated while others lie fallow."),
    ]


def to_watch(outcome: DesignOutcome) -> list[str]:
    """The indicators that say later whether the redesign kept its word (A-32)."""
    measure = main_measure(outcome)
    double = find_check(outcome, "double_contact")
    never = find_check(outcome, "never_approached")
    lines = []
    if measure:
        lines.append(
            _("Balance: coefficient of variation of %(measure)s, %(value)s at the start.")
            % {
                "measure": measure_label(measure.name).lower(),
                "value": percent(measure.variation_after),
            }
        )
    if double:
        lines.append(
            _("Accounts contacted twice: %(count)s today.") % {"count": number(double.count)}
        )
    if never:
        lines.append(
            _("Accounts never approached: %(count)s today.") % {"count": number(never.count)}
        )
    return [*lines, _("Spread of target attainment between reps.")]


def rules(outcome: DesignOutcome) -> list[str]:
    """How many accounts each rule of attribution gave an owner, in order of precedence (B-02)."""
    counts = texts(outcome.accounts, "rule").value_counts()
    order = [rule for rule in ("named", "parent", "territory", "unassigned") if rule in counts]
    return [
        ngettext("%(rule)s: %(count)s account", "%(rule)s: %(count)s accounts", int(counts[rule]))
        % {"rule": rule_label(rule), "count": number(counts[rule])}
        for rule in order
    ]


def balance_note(outcome: DesignOutcome) -> str:
    """What the chart of balance shows."""
    measure = main_measure(outcome)
    if measure is None:
        return ""
    label = measure_label(measure.name).lower()
    if measure.variation_before is None:
        return _(
            "Each bar is a territory: its %(measure)s against its target. The band is the "
            "tolerance of %(tolerance)s."
        ) % {"measure": label, "tolerance": percent(measure.tolerance)}
    note = _(
        "Each bar is a rep or a territory: its %(measure)s against the mean today, against its "
        "target after. The band is the tolerance of %(tolerance)s. The coefficient of variation "
        "goes from %(before)s to %(after)s."
    ) % {
        "measure": label,
        "tolerance": percent(measure.tolerance),
        "before": percent(measure.variation_before),
        "after": percent(measure.variation_after),
    }
    share = uncovered_share_before(outcome)
    if not share or share < 0.0005:
        return note
    hole = _("Today %(share)s of it has nobody.") % {"share": percent(share)}
    return f"{note} {hole}"


def method(outcome: DesignOutcome) -> list[str]:
    """How the result was made, and what it does not say."""
    return [
        _(
            "Basic units: %(level)s, geography of %(vintage)s. Each belongs to one territory, and "
            "territories are balanced on every measure within its tolerance while staying compact."
        )
        % {"level": units_in_words(outcome), "vintage": outcome.geography_vintage},
        _(
            "Accounts change owner for an objective reason only, which the workbook gives account "
            "by account; seniority and habit are not reasons."
        ),
        _("Distances are straight lines, from each unit to the weighted centre of its territory."),
        _("Made in %(seconds)s s with seed %(seed)s: the same input gives the same result.")
        % {"seconds": number(outcome.seconds, 1), "seed": str(outcome.seed)},
        _(
            "The result is as good as the potential it was given: have the managers who know the "
            "accounts read it before it takes effect."
        ),
    ]
