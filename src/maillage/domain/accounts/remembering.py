"""Figures over all accounts, kept until something changes what they count."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from threading import Lock
from typing import Any

from django.core.cache import caches
from django.db.models import Model, Q, Subquery
from django_scopes import get_scope

from maillage.models import Account, Event, Ownership, Touch, Workspace

KEPT_SECONDS = 60
"""Where two transactions end out of order, the figures of the first are late by that much."""
_held: dict[str, tuple[object, float, Any]] = {}
_counting: defaultdict[str, Lock] = defaultdict(Lock)
"""Held while something is counted: whoever wants the same meanwhile waits for it."""

SCENARIOS_IN_FORCE = ("scenario.published", "scenario.rolled_back")
WORDS = ("comment", "challenge")
"""What is said of scenarios changes no account."""

PLANNING = ("repplan", "toplist", "payscheme", "review", "ritual", "branding")
"""What is planned, agreed and reviewed changes none either."""


def remembered[T](name: str, on: date, make: Callable[[], T]) -> T:
    """Give what ``make`` counts on a day, counted once in this process until something changes."""
    workspace = get_scope()["workspace"]
    key = f"{name}-{workspace.pk}-{on:%Y%m%d}-{state_of(workspace)}"
    found: T | None = caches["process"].get(key)
    if found is not None:
        return found
    with _counting[name]:
        return caches["process"].get_or_set(key, make, KEPT_SECONDS)


def held[T](name: str, on: date, make: Callable[[], T]) -> T:
    """Give what ``make`` reads on a day, as :func:`remembered`, for what is too large to copy.

    One of each name is held, the last; nobody may change it.
    """
    workspace = get_scope()["workspace"]
    key = (workspace.pk, on, state_of(workspace))
    with _counting[name]:
        found = _held.get(name)
        if found is None or found[0] != key or found[1] < time.monotonic():
            found = (key, time.monotonic() + KEPT_SECONDS, make())
            _held[name] = found
    value: T = found[2]
    return value


def state_of(workspace: Workspace) -> str:
    """Name the state of the accounts, their owners and touches: another one after each change.

    Every change writes an event; those about scenarios count only where they come into force.
    """
    about_scenarios = Q(subject_type="scenario") & ~Q(verb__in=SCENARIOS_IN_FORCE)
    others = ~about_scenarios & ~Q(subject_type__in=(*WORDS, *PLANNING))
    rows = Workspace.objects.filter(pk=workspace.pk).values_list(
        newest(Event, others, workspace=workspace),
        newest(Account),
        newest(Ownership),
        newest(Touch),
    )
    return "-".join(str(number or 0) for number in rows.get())


def newest(model: type[Model], *which: Q, **more: Any) -> Subquery:
    """Give the largest key of a table."""
    rows = model._base_manager.filter(*which, **more).order_by("-pk")
    return Subquery(rows.values("pk")[:1])
