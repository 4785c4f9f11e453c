"""Publishing many changes: in the background, still all of them or nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from maillage.domain.jobs import MANY, Watcher, begin_job, conclude
from maillage.domain.territories.owners import settle_accounts
from maillage.domain.territories.publishing.approval import check_day
from maillage.domain.territories.publishing.plan import Later, moves
from maillage.domain.territories.publishing.publish import (
    approved,
    check_later,
    check_reps,
    publish_scenario,
)
from maillage.models import Job, Membership, Publication, Scenario


def begin_publishing(
    *,
    scenario: Scenario,
    effective_on: date,
    by: Membership,
    later: Later | None = None,
    revision: int | None = None,
) -> Publication | Job:
    """Publish a scenario; where many accounts change, in the background.

    Raises
    ------
    InputError
        If the day is past or not the approved one, a rep has left, or ``later`` has to be chosen.
    ConflictError
        If the scenario is not approved, is not what was approved any more, is published, or is
        being published.
    """
    settle_accounts(scenario=scenario)
    if not many(scenario, effective_on, later):
        return publish_scenario(
            scenario=scenario, effective_on=effective_on, by=by, later=later, revision=revision
        )
    check_day(effective_on)
    with transaction.atomic():
        current, _submission = approved(scenario, effective_on, revision)
        check_reps(current)
        check_later(current, effective_on, later)
    options = {
        "effective_on": effective_on.isoformat(),
        "later": later.value if later else None,
        "revision": current.revision,
    }
    return begin_job(kind="publication", scenario=current, by=by, options=options)


def many(scenario: Scenario, effective_on: date, later: Later | None) -> bool:
    """Whether publishing changes more accounts than a page should wait for."""
    found = moves(scenario, effective_on, later or Later.KEEP)
    return any(count == MANY for count, _move in enumerate(found))


def publish_in_background(job: Job, watcher: Watcher) -> dict[str, Any]:
    """Publish a scenario: all of it, or nothing where somebody stops it."""
    watcher.at("reading", 0.1)
    scenario = Scenario.objects.get(pk=job.scenario_id)
    settle_accounts(scenario=scenario)
    watcher.at("writing", 0.4)
    later = job.options["later"]
    with transaction.atomic():
        publication = publish_scenario(
            scenario=scenario,
            effective_on=date.fromisoformat(job.options["effective_on"]),
            by=job.by,
            later=Later(later) if later else None,
            revision=job.options["revision"],
        )
        result = {"publication": publication.pk, "accounts": publication.figures["accounts"]}
        conclude(job, result)
    return result
