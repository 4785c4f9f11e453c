"""Says in words what a profile asks, and what is known of an account."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

from maillage import reference
from maillage.core.accounts.icp.criteria import Icp, IcpCriterion, Span
from maillage.core.accounts.icp.fit import Answer, Finding
from maillage.texts import _, number


def criterion_names() -> dict[str, str]:
    """Name the criteria."""
    return {
        IcpCriterion.REVENUE: _("Sales of the company per year"),
        IcpCriterion.EMPLOYEES: _("Employees"),
        IcpCriterion.INDUSTRY: _("Industry"),
        IcpCriterion.EXCLUSION: _("Excluded industries"),
        IcpCriterion.TECHNOLOGY: _("Technologies"),
        IcpCriterion.BUDGET: _("Budget per year"),
        IcpCriterion.GEOGRAPHY: _("Place"),
        IcpCriterion.PERSONA: _("Personas"),
    }


def answer_words() -> dict[Answer, str]:
    """Name the answers."""
    return {Answer.YES: _("fits"), Answer.NO: _("does not fit"), Answer.UNKNOWN: _("not known")}


def asked_words(icp: Icp) -> dict[str, str]:
    """Say what a profile asks, criterion by criterion."""
    texts = {
        IcpCriterion.REVENUE: span_words(icp.company_revenue),
        IcpCriterion.EMPLOYEES: span_words(icp.employees),
        IcpCriterion.INDUSTRY: industry_words(icp.industries),
        IcpCriterion.EXCLUSION: _("none of: %(values)s") % {"values": industry_words(icp.excluded)},
        IcpCriterion.TECHNOLOGY: _("one of: %(values)s") % {"values": ", ".join(icp.technologies)},
        IcpCriterion.BUDGET: span_words(Span(icp.budget or 0.0)),
        IcpCriterion.GEOGRAPHY: place_words(icp),
        IcpCriterion.PERSONA: _("one of: %(values)s") % {"values": ", ".join(icp.personas)},
    }
    return {name: texts[name] for name in icp.asked}


def span_words(span: Span) -> str:
    """Say a range."""
    low, high = number(span.low), number(span.high) if math.isfinite(span.high) else ""
    if not high:
        return _("at least %(amount)s") % {"amount": low}
    if not span.low:
        return _("at most %(amount)s") % {"amount": high}
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def industry_words(codes: Sequence[str]) -> str:
    """Name industries by code and title."""
    known = titles()
    return ", ".join(f"{code} {known.get(code, '')}".strip() for code in codes)


def place_words(icp: Icp) -> str:
    """Name country, states and metropolitan areas."""
    places = [*icp.states, *(metro_names().get(code, code) for code in icp.metros)]
    return f"{icp.country}: {' · '.join(places)}" if places else icp.country


def known_words(finding: Finding) -> str:
    """Say what is known of an account."""
    known = finding.known
    if known is None:
        return _("not known")
    if isinstance(known, float):
        return number(known)
    if isinstance(known, str):
        return industry_words([known])
    names = [metro_names().get(each, each) for each in known]
    return ", ".join(names) if names else _("not known")


@cache
def titles() -> dict[str, str]:
    """Map industry codes to their titles."""
    table = reference.table("naics")
    return dict(zip(table["code"], table["title"], strict=True))


@cache
def metro_names() -> dict[str, str]:
    """Map codes of metropolitan areas to their names."""
    table = reference.table("us_metros")
    return dict(zip(table["code"], table["name"], strict=True))
