"""Why one account is in a segment, condition by condition, with the unknown apart from the no."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from maillage.core.accounts.criteria import (
    LABELS,
    MEASURES,
    Condition,
    Criterion,
    Either,
    Every,
    Neither,
    OfIndustry,
    conditions,
)
from maillage.core.accounts.icp.fit import ANSWERS, Answer, Ternary, of_industries
from maillage.core.accounts.segments import NOWHERE, Segment
from maillage.core.accounts.segments.expression import OURS


@dataclass(frozen=True, slots=True)
class Finding:
    """One condition of a segment: whether the account meets it, and what is known of it."""

    condition: Condition
    answer: Answer
    known: Any


@dataclass(frozen=True, slots=True)
class Judged:
    """What a segment says of an account, with all its conditions."""

    name: str
    answer: Answer
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an account is: places of segments from 0, -1 for none.

    ``perhaps`` is the first place before ``place`` (before the end, for an account in none) that
    may have the account as far as is known.
    """

    place: int
    perhaps: int
    segments: tuple[Judged, ...]


def place(account: Mapping[str, Any], segments: Sequence[Segment]) -> Placement:
    """Put one account into the first segment whose conditions are known to be met.

    Parameters
    ----------
    account
        The fields the segments ask for, as :mod:`maillage.core.accounts.criteria` describes them;
        ``metro`` is None where it is not known and "" outside of any.
    segments
        In order.
    """
    told = tuple(judge(account, each) for each in segments)
    answers = [each.answer for each in told]
    found = answers.index(Answer.YES) if Answer.YES in answers else NOWHERE
    before = answers if found == NOWHERE else answers[:found]
    perhaps = before.index(Answer.UNKNOWN) if Answer.UNKNOWN in before else NOWHERE
    return Placement(found, perhaps, told)


def judge(account: Mapping[str, Any], segment: Segment) -> Judged:
    """Say whether an account belongs to a segment."""
    findings = tuple(
        Finding(each, ANSWERS[met(account, each)], known(account, each.field))
        for each in conditions(segment.criterion)
    )
    return Judged(segment.name, ANSWERS[verdict(account, segment.criterion)], findings)


def verdict(account: Mapping[str, Any], criterion: Criterion) -> Ternary:
    """Whether an account meets a criterion; None where it is not known."""
    match criterion:
        case Every(parts):
            return inverse(any_of(inverse(verdict(account, each)) for each in parts))
        case Either(parts):
            return any_of(verdict(account, each) for each in parts)
        case Neither(parts):
            return inverse(any_of(verdict(account, each) for each in parts))
    [condition] = conditions(criterion)
    return met(account, condition)


def any_of(answers: Iterable[Ternary]) -> Ternary:
    """Join answers of which one has to be a yes."""
    given = set(answers)
    if True in given:
        return True
    return None if None in given else False


def inverse(answer: Ternary) -> Ternary:
    """Turn a yes into a no; what is not known stays so."""
    return None if answer is None else not answer


def met(account: Mapping[str, Any], condition: Condition) -> Ternary:
    """Whether an account meets a condition on one field."""
    value = known(account, condition.field)
    if value is None:
        return None
    if isinstance(condition, OfIndustry):
        return of_industries(value, condition.values)
    return bool(condition.mask(pd.DataFrame({condition.field: [value]}))[0])


def known(account: Mapping[str, Any], field: str) -> Any:
    """Give what is known of a field of an account, None for nothing."""
    value = account[field]
    if field in LABELS:
        return list(value) if value or field in OURS else None
    if value is None or (field in MEASURES and value != value):  # noqa: PLR0124 - NaN
        return None
    if field in MEASURES:
        return float(value)
    text = value.strip()
    return text if text or field == "metro" else None
