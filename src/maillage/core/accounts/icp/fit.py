"""How one account fits a profile, criterion by criterion, in plain words of the data.

What is not known of an account is neither a yes nor a no. All criteria together follow Kleene's
strong logic: one no decides, else one unknown leaves it open. Lists of technologies and personas
count as complete once they name anything.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from maillage.core.accounts.icp.criteria import Icp, IcpCriterion, Span
from maillage.core.geography.states import fold
from maillage.core.market.naics import ancestors, is_within, read_code

type Ternary = bool | None


class Answer(StrEnum):
    """What is known of a criterion."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


ANSWERS: Final[dict[Ternary, Answer]] = {True: Answer.YES, False: Answer.NO, None: Answer.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Finding:
    """One criterion: whether the account meets it, and what is known of the account."""

    criterion: str
    answer: Answer
    known: str | float | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Fit:
    """How an account fits a profile."""

    answer: Answer
    findings: tuple[Finding, ...]

    def of(self, answer: Answer) -> tuple[str, ...]:
        """Name the criteria with an answer."""
        return tuple(each.criterion for each in self.findings if each.answer == answer)


def explain(account: Mapping[str, Any], icp: Icp) -> Fit:
    """Judge one account.

    Parameters
    ----------
    account
        ``company_revenue`` · ``employees`` · ``budget`` (numbers, None or NaN when unknown) ·
        ``naics`` · ``country`` · ``state`` (texts, "" when unknown) · ``metro`` (text, "" outside
        of any, None when unknown) · ``technologies`` · ``personas`` (texts, none when unknown).
    icp
        The profile.

    Returns
    -------
    Fit
        With one finding for each criterion the profile asks.
    """
    findings = []
    for criterion in icp.asked:
        met, known = CHECKS[criterion](account, icp)
        findings.append(Finding(criterion, ANSWERS[met], known))
    answer = every(each.answer for each in findings)
    return Fit(answer, tuple(findings))


def every(answers: Iterable[Answer]) -> Answer:
    """Join answers that all have to be a yes."""
    given = set(answers)
    if Answer.NO in given:
        return Answer.NO
    return Answer.UNKNOWN if Answer.UNKNOWN in given else Answer.YES


type Check = Callable[[Mapping[str, Any], Icp], tuple[Ternary, Any]]


def sized(name: str, wanted: Callable[[Icp], Span]) -> Check:
    """Make the check of a number against a range."""

    def check(account: Mapping[str, Any], icp: Icp) -> tuple[Ternary, Any]:
        value = account[name]
        if value is None or math.isnan(value):
            return None, None
        span = wanted(icp)
        return span.low <= value <= span.high, float(value)

    return check


def in_industry(account: Mapping[str, Any], icp: Icp) -> tuple[Ternary, Any]:
    """Check that the account is of a wanted industry."""
    return of_industries(account["naics"], icp.industries), account["naics"] or None


def not_excluded(account: Mapping[str, Any], icp: Icp) -> tuple[Ternary, Any]:
    """Check that the account is of no excluded industry."""
    met = of_industries(account["naics"], icp.excluded)
    return None if met is None else not met, account["naics"] or None


def of_industries(written: str, industries: tuple[str, ...]) -> Ternary:
    """Whether a code is one of some industries or a part; a broader one may or may not be."""
    code = read_code(written) if written.isascii() else None
    if not code:
        return None
    if any(is_within(code, industry) for industry in industries):
        return True
    broader = any(code in ancestors(industry) for industry in industries)
    return None if broader else False


def labelled(name: str, wanted: Callable[[Icp], tuple[str, ...]]) -> Check:
    """Make the check that one of some labels is among those of the account."""

    def check(account: Mapping[str, Any], icp: Icp) -> tuple[Ternary, Any]:
        labels = tuple(account[name])
        if not labels:
            return None, None
        folded = {fold(each) for each in wanted(icp)}
        return any(fold(label) in folded for label in labels), labels

    return check


def placed(account: Mapping[str, Any], icp: Icp) -> tuple[Ternary, Any]:
    """Check that the account is in the country, and in a state or metropolitan area wanted."""
    known = tuple(filter(None, (account["country"], account["state"], account["metro"])))
    here = account["country"].upper() == icp.country if account["country"] else None
    if here is False or not (icp.states or icp.metros):
        return here, known
    in_state = account["state"].upper() in icp.states if account["state"] else None
    in_metro = None if account["metro"] is None else account["metro"] in icp.metros
    parts = [in_state] * bool(icp.states) + [in_metro] * bool(icp.metros)
    if here and True in parts:
        return True, known
    return (None if None in parts or True in parts else False), known


CHECKS: Final[dict[IcpCriterion, Check]] = {
    IcpCriterion.REVENUE: sized("company_revenue", lambda icp: icp.company_revenue),
    IcpCriterion.EMPLOYEES: sized("employees", lambda icp: icp.employees),
    IcpCriterion.INDUSTRY: in_industry,
    IcpCriterion.EXCLUSION: not_excluded,
    IcpCriterion.TECHNOLOGY: labelled("technologies", lambda icp: icp.technologies),
    IcpCriterion.BUDGET: sized("budget", lambda icp: Span(icp.budget or 0.0)),
    IcpCriterion.GEOGRAPHY: placed,
    IcpCriterion.PERSONA: labelled("personas", lambda icp: icp.personas),
}
