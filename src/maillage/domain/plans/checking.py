"""What every change of a plan begins with: whether it can be read, examined, and is as seen."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from maillage.core.plans.examining import Examination, Plan, Step
from maillage.domain.reviews.dates import months_after
from maillage.errors import ConflictError, InputError, NotFoundError, StaleError
from maillage.models import Membership, Rep, RepPlan
from maillage.texts import _, quoted

UNSTORABLE = re.compile("[\\x00\\ud800-\\udfff]")
YEARS = range(1990, 2200)


class Written(Protocol):
    """A plan as it is written, which was checked value by value."""

    name: str
    objective: Decimal
    currency: str
    starts_on: date

    def read(self) -> Plan:
        """Read it."""

    def model_dump(self, *, mode: str) -> dict[str, Any]:
        """Give it as plain values."""


type Reader = Callable[[Mapping[str, Any]], Written]
"""Reads what is stored; refuses what cannot be any more, naming the place and the value."""


def storable(written: Written) -> dict[str, Any]:
    """Give a plan as plain values that a database can hold.

    Raises
    ------
    InputError
        If a text holds characters that are none; the message names its place.
    """
    content = written.model_dump(mode="json")
    for place, text in texts_in(content):
        if UNSTORABLE.search(text):
            raise InputError(
                _("%(place)s = %(value)s: it holds characters that cannot be stored.")
                % {"place": place, "value": quoted(ascii(text)[1:-1][:60])},
                remedy=_("Write it anew without them."),
            )
    return content


def texts_in(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """All texts of nested values with the places they stand at, counted from 1."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield f"{place}.{key}".strip("."), str(key)
            yield from texts_in(each, f"{place}.{key}".strip("."))
    elif isinstance(value, list):
        for number, each in enumerate(value, start=1):
            yield from texts_in(each, f"{place}.{number}")


def examined(found: Examination) -> dict[str, Any]:
    """What is kept of an examination: the odds of each source, all sales, and the findings."""
    together = found.together
    return {
        "sources": [odds_of(step) for step in found.steps],
        "together": {
            "mean": together.mean,
            "low": together.quantile(0.1),
            "median": together.quantile(0.5),
            "high": together.quantile(0.9),
        }
        if together
        else None,
        "findings": [
            {
                "kind": str(each.kind),
                "about": each.about,
                "figure": finite(each.figure),
                "wanted": finite(each.wanted),
            }
            for each in found.findings
        ],
    }


def odds_of(step: Step) -> dict[str, Any]:
    """A source with its target and, where activity is planned, its odds."""
    chance = step.chance
    return {
        "name": step.stream.name,
        "target": step.target / 100,
        "planned": chance.planned if chance else None,
        "probability": chance.probability if chance else None,
        "for_confidence": chance.for_confidence if chance else None,
        "confidence": chance.confidence if chance else None,
    }


def finite(figure: float) -> float | None:
    """A figure that can be stored; None for what is beyond all bounds."""
    return figure if math.isfinite(figure) else None


def weakest(kept: Mapping[str, Any]) -> float | None:
    """The odds of the source that is least likely; None where none has odds."""
    odds = [each["probability"] for each in kept["sources"] if each["probability"] is not None]
    return min(odds, default=None)


def held(plan: RepPlan, seen: int) -> RepPlan:
    """The plan as it is, nobody else's until the transaction ends.

    Raises
    ------
    NotFoundError
        If it is gone.
    StaleError
        If there is a later version than the one seen, naming by whom and when.
    """
    rows = RepPlan.objects.select_for_update(of=("self",)).select_related("rep", "workspace")
    current: RepPlan | None = rows.filter(pk=plan.pk).first()
    if current is None:
        raise NotFoundError(_("This plan is gone."))
    if current.version != seen:
        last = current.versions.select_related("by__user").first()
        who = str(last.by or _("a program"))
        raise StaleError(
            _("%(person)s changed this plan: it is at version %(now)d, you saw version %(seen)d.")
            % {"person": who, "now": current.version, "seen": seen},
            remedy=_("Look at the plan as it is now, and make your change again."),
            revision=current.version,
            by=who,
            at=last.at,
        )
    return current


def check_year(rep: Rep, starts_on: date, *, but: RepPlan | None = None) -> None:
    """Refuse a year in which the rep has a plan already.

    Raises
    ------
    InputError
        If the year is none of a business, or the rep has left.
    ConflictError
        If it overlaps the year of another plan.
    """
    if starts_on.year not in YEARS:
        raise InputError(
            _("A plan cannot begin on %(day)s.") % {"day": starts_on.isoformat()},
            remedy=_("Give a day from %(first)d to %(last)d.")
            % {"first": YEARS[0], "last": YEARS[-1]},
        )
    held_rep = Rep.objects.select_for_update().get(pk=rep.pk)
    if not held_rep.active:
        raise InputError(
            _("%(rep)s has left.") % {"rep": held_rep}, remedy=_("Choose an active rep.")
        )
    beside = RepPlan.objects.filter(
        rep=rep,
        starts_on__gt=months_after(starts_on, -12),
        starts_on__lt=months_after(starts_on, 12),
    )
    other = beside.exclude(pk=but.pk if but else None).first()
    if other is not None:
        raise ConflictError(
            _("%(rep)s has a plan for the year from %(day)s already.")
            % {"rep": rep, "day": other.starts_on.isoformat()},
            remedy=_("Write a new version of it, or choose another year."),
        )


def name_of(by: Membership | str) -> Membership | None:
    """The member who does something; None for a program."""
    return by if isinstance(by, Membership) else None
