"""Leads added up again where nothing new was told of them, and yet their score is another.

A new score model takes effect, the profile or an account changes, points fade with time.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import batched
from typing import Final

from django.db import OperationalError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_scopes import get_scope

from maillage.core.leads.scoring.model import EventRule, Model
from maillage.core.leads.scoring.standing import fades
from maillage.domain.leads.events import own_source
from maillage.domain.leads.fit import State, fits_of, profile_on, state_of_fits
from maillage.domain.leads.holding import hold
from maillage.domain.leads.reckoning import reckon
from maillage.domain.leads.terms import model_at
from maillage.models import Lead

AT_ONCE: Final = 500
OLD: Final = timedelta(days=1)
"""Scores that fade are a day old at most."""

logger = logging.getLogger(__name__)
_fitted: dict[int, State] = {}


def rescore(*, now: datetime) -> int:
    """Add up the leads of the workspace in scope whose score hangs on something that changed.

    A process looks at how accounts fit where accounts, the profile or the day changed. Who becomes
    an MQL by it is handed over with those that wait. Gives the number of leads.
    """
    workspace = get_scope()["workspace"].pk
    state = state_of_fits(profile_on(now), timezone.localdate(now))
    changed = [] if _fitted.get(workspace) == state else fitting_otherwise(now)
    stale = sorted({*outdated(now), *changed})
    for some in batched(stale, AT_ONCE, strict=False):
        add_up_each(some, now)
    _fitted[workspace] = state
    return len(stale)


def add_up_each(numbers: Sequence[int], now: datetime) -> None:
    """Add up some leads; one that cannot be added up is found by halves and keeps none waiting."""
    try:
        add_up(numbers, now)
    except OperationalError:
        raise
    except Exception:
        if len(numbers) == 1:
            logger.exception("lead %s cannot be added up anew", numbers[0])
            return
        middle = len(numbers) // 2
        add_up_each(numbers[:middle], now)
        add_up_each(numbers[middle:], now)


@transaction.atomic
def add_up(numbers: Sequence[int], now: datetime) -> None:
    """Add up some leads while nobody else does."""
    hold()
    reckon(numbers, own=own_source(), now=now)


def scored() -> QuerySet[Lead]:
    """The leads that have a score."""
    found: QuerySet[Lead] = Lead.objects.filter(merged_into__isnull=True, scored_at__isnull=False)
    return found.order_by()


def outdated(now: datetime) -> list[int]:
    """Name the leads whose score is of another model, or has faded since."""
    row, model = model_at(now)
    found = list(scored().exclude(model=row).values_list("pk", flat=True))
    if fading(model):
        old = scored().filter(scored_at__lt=now - OLD, total__gt=0)
        found += old.values_list("pk", flat=True)
    return found


def fading(model: Model) -> bool:
    """Whether points of a model hang on the instant they are looked at."""
    rules = (
        rule for dimension in model.dimensions for group in dimension.groups for rule in group.rules
    )
    return any(isinstance(rule, EventRule) and fades(rule) for rule in rules)


def fitting_otherwise(now: datetime) -> list[int]:
    """Name the leads whose account fits otherwise than when they were added up."""
    known = list(scored().values_list("pk", "account", "fit"))
    fits = fits_of({account for _pk, account, _fit in known} - {None}, now=now)
    return [pk for pk, account, fit in known if fit != fits.get(account, "")]
