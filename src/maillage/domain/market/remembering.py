"""Figures of a market, kept until other official figures are loaded."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.core.cache import caches
from django_scopes import get_scope

from maillage.domain.accounts.remembering import newest
from maillage.models import MarketDataset, MarketSize, Workspace

KEPT_SECONDS = 3600


def remembered[T](*asked: object, make: Callable[[], T]) -> T:
    """Give what ``make`` counts, counted once in this process for what is asked and loaded."""
    workspace = get_scope()["workspace"]
    loaded = Workspace.objects.filter(pk=workspace.pk)
    state = loaded.values_list(newest(MarketDataset), newest(MarketSize)).get()
    name = hashlib.sha256(repr((*asked, state)).encode()).hexdigest()
    return caches["process"].get_or_set(f"market-{workspace.pk}-{name}", make, KEPT_SECONDS)
