"""Taking a publication back: every account as it was, save those somebody changed since."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import batched

from django.db import transaction
from django.utils import timezone

from maillage import audit
from maillage.domain.accounts.timeline import read
from maillage.domain.accounts.writing import (
    AT_ONCE,
    hold_accounts,
    rewrite_ownership,
    write_events,
)
from maillage.domain.territories.publishing.approval import last_publication
from maillage.domain.territories.publishing.letters import prepare_withdrawals
from maillage.domain.territories.publishing.plan import tails
from maillage.errors import ConflictError
from maillage.models import (
    Account,
    Membership,
    Publication,
    PublishedAccount,
    Rep,
    Scenario,
    Stage,
    Workspace,
)
from maillage.texts import _


@dataclass(frozen=True, slots=True)
class RolledBack:
    """How many accounts went back, and how many stay because somebody changed them since."""

    restored: int
    left: int


@transaction.atomic
def roll_back_publication(*, publication: Publication, by: Membership) -> RolledBack:
    """Give every account of a publication back as it was, also after the day it began.

    Accounts changed since stay as they are: they are the ones of the publication that are not
    ``restored``. The scenario is approved again, and the one before is in force.

    Raises
    ------
    ConflictError
        If it was rolled back already, or is not the last publication.
    """
    Workspace.objects.select_for_update().get(pk=publication.workspace_id)
    current = Publication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
    check_last(current)
    ids = dict(Rep.objects.values_list("pk", "external_id"))
    restored = 0
    rows = current.accounts.order_by("account_id").iterator(chunk_size=AT_ONCE)
    for some in batched(rows, AT_ONCE, strict=False):
        restored += restore(current, some, ids, by)
    left = current.accounts.filter(restored=False).count()
    out_of_force(current, by)
    prepare_withdrawals(current)
    audit.record(
        verb="scenario.rolled_back",
        subject=current.scenario,
        by=by,
        after={"publication": current.pk, "restored": restored, "left": left},
    )
    return RolledBack(restored, left)


def check_last(publication: Publication) -> None:
    """Refuse to roll back what is not in force.

    Raises
    ------
    ConflictError
        If it is not.
    """
    if publication.rolled_back_at is not None:
        raise ConflictError(_("This publication was rolled back already."))
    last = last_publication()
    if last is not None and last.pk != publication.pk:
        raise ConflictError(
            _("%(last)s was published since.") % {"last": last.scenario.name},
            remedy=_("Roll that one back first."),
        )


def restore(
    publication: Publication,
    rows: tuple[PublishedAccount, ...],
    ids: dict[int, str],
    by: Membership,
) -> int:
    """Give some accounts back as they were; returns how many."""
    day = publication.effective_on
    keys = [row.account_id for row in rows]
    hold_accounts(Account.objects.filter(pk__in=keys))
    now = tails(day, keys)
    same = [
        row
        for row in rows
        if list(now.get(row.account_id, ())) == [read(each) for each in row.after]
    ]
    rewrite_ownership(
        (row.account_id, now.get(row.account_id, ()), [read(each) for each in row.before])
        for row in same
    )
    PublishedAccount.objects.filter(pk__in=[row.pk for row in same]).update(restored=True)
    write_events(
        verb="account.given_back",
        by=by,
        rows=[
            (
                row.account_id,
                {"rep": ids.get(row.to_rep_id, "")},
                {"rep": ids.get(row.from_rep_id, ""), "publication": publication.pk},
                publication.scenario.name,
            )
            for row in same
        ],
    )
    return len(same)


def out_of_force(publication: Publication, by: Membership) -> None:
    """Mark a publication as rolled back, its scenario as approved, and the one before as in force.

    What was in force before comes back whatever became of its stage.
    """
    publication.rolled_back_at, publication.rolled_back_by = timezone.now(), by
    publication.save(update_fields=["rolled_back_at", "rolled_back_by"])
    scenario = Scenario.objects.select_for_update().get(pk=publication.scenario_id)
    set_stage(scenario, Stage.APPROVED, by)
    before = publication.supersedes
    if before is not None and before.scenario_id != scenario.pk:
        set_stage(before.scenario, Stage.PUBLISHED, by)


def set_stage(scenario: Scenario, stage: Stage, by: Membership) -> None:
    """Bring a scenario to the stage it had before a publication."""
    before, scenario.status = scenario.status, stage
    scenario.save(update_fields=["status", "changed_at"])
    audit.record(
        verb="scenario.moved_on",
        subject=scenario,
        by=by,
        before={"status": before},
        after={"status": stage.value},
    )
