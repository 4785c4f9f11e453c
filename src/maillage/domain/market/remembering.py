"""Figures of a market, kept until other official figures are loaded."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.core.cache import caches
from django.db.models import Count, Max
from django_scopes import get_scope

from maillage.models import MarketDataset, MarketSize

KEPT_SECONDS = 3600


def remembered[T](*asked: object, make: Callable[[], T]) -> T:
    """Give what ``make`` counts, counted once in this process for what is asked and loaded."""
    workspace = get_scope()["workspace"]
    loaded = MarketDataset.objects.aggregate(last=Max("pk"), number=Count("pk"))
    sizes = MarketSize.objects.aggregate(last=Max("pk"))["last"]
    state = f"{loaded['last']}-{loaded['number']}-{sizes}"
    name = hashlib.sha256(repr(asked).encode()).hexdigest()
    key = f"market-{workspace.pk}-{state}-{name}"
    return caches["process"].get_or_set(key, make, KEPT_SECONDS)
