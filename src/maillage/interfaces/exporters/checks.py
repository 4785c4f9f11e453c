"""The checks of the result, and the coverage detectors, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from maillage.domain.territories.outcome import Check, Severity
from maillage.interfaces.exporters.labels import measure_label
from maillage.interfaces.exporters.wording import clean, number, percent

RATIOS = frozenset({"potential_ratio"})
SHARES = frozenset({"balance", "market_residual", "disruption_cap"})
COLOURS = {
    Severity.PASSED: "#1e7b4f",
    Severity.WARNING: "#b26a00",
    Severity.FAILED: "#b3261e",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """What a check is called, and what is said when it passes and when it does not."""

    title: str
    passed: str
    otherwise: str


def check_title(check: Check) -> str:
    """Name of a check; that of balance names its measure, the first of its subjects."""
    title = _wordings().get(check.code, _unknown(check.code)).title
    if check.code == "balance" and check.subjects:
        return f"{title} ({measure_label(check.subjects[0]).lower()})"
    return title


def check_sentence(check: Check) -> str:
    """What a check found, in one sentence with its numbers."""
    wording = _wordings().get(check.code, _unknown(check.code))
    sentence = wording.passed if check.severity == Severity.PASSED else wording.otherwise
    return sentence % {
        "count": number(check.count),
        "value": check_value(check),
        "limit": check_limit(check),
    }


def check_line(check: Check) -> str:
    """Name of a check and what it found, on one line."""
    return _("%(title)s: %(sentence)s") % {
        "title": check_title(check),
        "sentence": check_sentence(check),
    }


def check_value(check: Check) -> str:
    """The value a check found, in its own unit."""
    return _amount(check.code, check.value)


def check_limit(check: Check) -> str:
    """The limit a check applies, in its own unit."""
    return _amount(check.code, check.limit)


def check_subjects(
    check: Check, longest: int = 8, *, names: Mapping[str, str] | None = None
) -> str:
    """The first rows a check concerns, by their ``names`` where they are given."""
    subjects = check.subjects[1:] if check.code == "balance" else check.subjects
    called = [(names or {}).get(subject) or subject for subject in subjects[:longest]]
    shown = ", ".join(clean(subject, 60) for subject in called)
    more = max(check.count, len(subjects)) - min(len(subjects), longest)
    return f"{shown} (+{number(more)})" if shown and more > 0 else shown


def _amount(code: str, value: float | None) -> str:
    if code in SHARES:
        return percent(value)
    return number(value, 1 if code in RATIOS else 0)


def _unknown(code: str) -> Wording:
    title = code.replace("_", " ").capitalize()
    return Wording(title, _("Nothing to report."), _("Rows concerned: %(count)s."))


def _wordings() -> dict[str, Wording]:
    return {**_alignment_wordings(), **_coverage_wordings(), **_data_wordings()}


def _alignment_wordings() -> dict[str, Wording]:
    return {
        "every_unit_once": Wording(
            _("Every unit in one territory"),
            _("Each unit belongs to exactly one territory."),
            _("Units without a territory, or with several: %(count)s."),
        ),
        "balance": Wording(
            _("Balance"),
            _("Largest deviation from the target %(value)s, within the tolerance of %(limit)s."),
            _("Territories beyond the tolerance of %(limit)s: %(count)s (largest: %(value)s)."),
        ),
        "connected": Wording(
            _("Territories in one piece"),
            _("Each territory is in one piece."),
            _("Territories in several pieces: %(count)s."),
        ),
        "locks": Wording(
            _("Locks respected"),
            _("Every lock is respected."),
            _("Locks that are not respected: %(count)s."),
        ),
        "groups": Wording(
            _("Groups kept together"),
            _("Every group stays in one territory."),
            _("Groups that are split: %(count)s."),
        ),
        "territory_count": Wording(
            _("Number of territories"),
            _("There are as many territories as asked for."),
            _("Territories made: %(value)s, asked for: %(limit)s."),
        ),
        "disruption_cap": Wording(
            _("Disruption"),
            _("%(value)s changes owner, under the cap of %(limit)s."),
            _("%(value)s changes owner, for a cap of %(limit)s."),
        ),
    }


def _coverage_wordings() -> dict[str, Wording]:
    return {
        "no_owner": Wording(
            _("Accounts without an owner"),
            _("Every account has an owner."),
            _("Accounts without an owner: %(count)s."),
        ),
        "never_approached": Wording(
            _("Accounts never approached"),
            _("Every account has been approached at least once."),
            _("Accounts nobody has ever contacted: %(count)s."),
        ),
        "double_contact": Wording(
            _("Accounts contacted twice"),
            _("No account is contacted by two reps."),
            _("Accounts contacted by two reps or more: %(count)s."),
        ),
        "potential_ratio": Wording(
            _("Ratio of potentials"),
            _("The richest rep's accounts hold %(value)s times the potential of the poorest's."),
            _(
                "The richest rep's accounts hold %(value)s times the potential of the poorest's "
                "(alert from %(limit)s)."
            ),
        ),
    }


def _data_wordings() -> dict[str, Wording]:
    return {
        "target_size": Wording(
            _("Size of the territories"),
            _("Territories hold %(value)s on average, as asked."),
            _("Territories hold %(value)s on average; %(limit)s were asked for."),
        ),
        "not_located": Wording(
            _("Accounts located"),
            _("Every account was found on the map."),
            _("Accounts that could not be located: %(count)s."),
        ),
        "market_residual": Wording(
            _("Market not distributed"),
            _("The whole market is distributed among the units."),
            _("%(value)s of the market is not published by unit and is left out."),
        ),
        "market_residual_unknown": Wording(
            _("Market not distributed"),
            "",
            _("How much of the market is unpublished is unknown: no official total is loaded."),
        ),
        "geography_vintage": Wording(
            _("Vintage of the geography"),
            _("Data and geography are of the same vintage."),
            _("Units converted from another vintage, or without a match: %(count)s."),
        ),
    }
