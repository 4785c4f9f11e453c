"""The tables of what both teams agreed on for leads, as they are exported."""

from __future__ import annotations

from typing import Final

from django.utils import timezone

from maillage.api.export_listed import Table, listed
from maillage.domain.leads.agreements import agreements as agreed
from maillage.domain.leads.calendar_versions import calendar_rows
from maillage.domain.leads.score_models import models as versions_scored
from maillage.interfaces.lists import agreements, calendars, costs, score_models
from maillage.models import AcquisitionCost
from maillage.permissions import Action

TERMS: Final[dict[str, tuple[Action, Table]]] = {
    "calendars": (
        Action.VIEW,
        listed(lambda _request, _query: (calendars.calendars(str), calendar_rows())),
    ),
    "agreements": (
        Action.VIEW,
        listed(lambda _request, _query: (agreements.versions(str, timezone.now()), agreed())),
    ),
    "costs": (
        Action.VIEW,
        listed(lambda _request, _query: (costs.costs(), AcquisitionCost.objects.all())),
    ),
    "score-models": (
        Action.VIEW,
        listed(
            lambda _request, _query: (score_models.versions(str, timezone.now()), versions_scored())
        ),
    ),
}
