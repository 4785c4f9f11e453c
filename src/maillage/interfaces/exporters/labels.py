"""What codes of the data are called on paper, in the active language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from maillage.domain.territories.outcome import Reason, Severity
from maillage.domain.territories.words import measure_word


def measure_label(name: str) -> str:
    """Name of an activity measure; one we do not know keeps the name it was given."""
    word = measure_word(name)
    if word == name and name.islower():
        return name.replace("_", " ").capitalize()
    return word[:1].upper() + word[1:]


def level_label(level: str) -> str:
    """Plural name of the basic units, for use within a sentence."""
    known = {
        "county": _("counties"),
        "postal": _("postal codes"),
        "postal_code": _("postal codes"),
        "account": _("accounts"),
        "state": _("states"),
        "metro": _("metropolitan areas"),
        "departement": _("départements"),
        "region": _("regions"),
        "commune": _("communes"),
    }
    return known.get(level, level)


def country_label(code: str) -> str:
    """Name of a country we ship geography for."""
    known = {"US": _("United States"), "FR": _("France"), "CA": _("Canada")}
    return known.get(code, code)


def reason_label(reason: str) -> str:
    """Why an account moves, in a few words."""
    known = {
        Reason.NO_OWNER: _("Had no owner"),
        Reason.OWNER_LEFT: _("Owner has left"),
        Reason.BALANCE: _("Balance between territories"),
        Reason.DISTANCE: _("Closer to the new owner"),
        Reason.CONTIGUITY: _("Territory in one piece"),
        Reason.PARENT: _("Stays with its parent account"),
        Reason.NOT_LOCATED: _("Could not be located"),
        Reason.NO_TERRITORY: _("Outside every territory"),
        Reason.NO_REP: _("Territory without a rep"),
        Reason.AGREED: _("Agreed in consultation"),
    }
    return known.get(reason, reason)


def rule_label(rule: str) -> str:
    """Rule that gives an account its owner (B-02)."""
    known = {
        "named": _("Named account"),
        "parent": _("Follows its parent"),
        "territory": _("By territory"),
        "kept": _("Owner goes on"),
        "unassigned": _("Unassigned"),
    }
    return known.get(rule, rule)


def severity_label(severity: str) -> str:
    """Result of a check in one word."""
    known = {
        Severity.PASSED: _("Passed"),
        Severity.WARNING: _("To watch"),
        Severity.FAILED: _("Failed"),
    }
    return known.get(severity, severity)
