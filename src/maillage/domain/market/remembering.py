"""Figures of a market, kept until other official figures are loaded."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from typing import Any

from django.core.cache import caches
from django.db.models import Subquery
from django_scopes import get_scope

from maillage import __version__
from maillage.domain.accounts.remembering import newest
from maillage.models import MarketDataset, MarketSize, Workspace

KEPT_SECONDS = 3600
LASTING_SECONDS = 30 * 24 * KEPT_SECONDS
UNREADABLE = (AttributeError, EOFError, ImportError, TypeError, ValueError, pickle.PickleError)
"""What reading raises where another version of a library wrote."""


def remembered[T](*asked: object, make: Callable[[], T], lasting: bool = False) -> T:
    """Give what ``make`` counts, counted once in this process for what is asked and loaded.

    What is ``lasting`` is kept in the database as well: other processes, and the next ones, do not
    count it again.
    """
    workspace = get_scope()["workspace"]
    name = hashlib.sha256(repr((__version__, *asked, state_of(workspace))).encode()).hexdigest()
    key = f"market-{workspace.pk}-{name}"
    found: T | None = caches["process"].get(key)
    if found is None:
        found = from_database(key, make) if lasting else make()
        caches["process"].set(key, found, KEPT_SECONDS)
    return found


def state_of(workspace: Workspace) -> tuple[Any, ...]:
    """Name the state of what is loaded; keys alone come again where a backup was brought back."""
    since = MarketDataset._base_manager.order_by("-pk").values("loaded_at")[:1]
    rows = Workspace.objects.filter(pk=workspace.pk)
    found: tuple[Any, ...] = rows.values_list(
        newest(MarketDataset), newest(MarketSize), Subquery(since)
    ).get()
    return found


def from_database[T](key: str, make: Callable[[], T]) -> T:
    """Give what the database keeps, or else count it and keep it there."""
    found: Any = None
    try:
        found = caches["default"].get(key)
    except UNREADABLE:
        caches["default"].delete(key)
    if found is None:
        found = make()
        caches["default"].set(key, found, LASTING_SECONDS)
    counted: T = found
    return counted
