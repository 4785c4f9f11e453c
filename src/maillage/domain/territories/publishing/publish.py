"""Putting an approved scenario into force: all of it in one transaction, or nothing of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import Sum

from maillage import audit
from maillage.domain.accounts.writing import (
    AT_ONCE,
    hold_accounts,
    insert_rows,
    rewrite_ownership,
    write_events,
)
from maillage.domain.territories.lifecycle import move_on
from maillage.domain.territories.owners import settle_accounts
from maillage.domain.territories.publishing.approval import (
    before_committee,
    check_day,
    check_same,
    last_publication,
)
from maillage.domain.territories.publishing.letters import prepare_letters
from maillage.domain.territories.publishing.plan import Later, Move, given_by, moves, planned_later
from maillage.errors import ConflictError, InputError
from maillage.models import (
    Account,
    Membership,
    Publication,
    PublishedAccount,
    Rep,
    Scenario,
    Stage,
    Submission,
    Workspace,
)
from maillage.texts import _, ngettext

ROW = ("publication", "account", "from_rep", "to_rep", "rule", "reason", "before", "after",
       "restored")  # fmt: skip


def publish_scenario(
    *,
    scenario: Scenario,
    effective_on: date,
    by: Membership,
    later: Later | None = None,
    revision: int | None = None,
) -> Publication:
    """Give every account the owner an approved scenario proposes, from a day on.

    ``later`` says what becomes of changes planned for after that day; ``revision`` is the one the
    caller looked at. Accounts the scenario has no rep for stay with whom they are.

    Raises
    ------
    InputError
        If the day is past or not the approved one, a rep has left, or ``later`` has to be chosen.
    ConflictError
        If the scenario is not approved, is not what was approved any more, or is published.
    """
    check_day(effective_on)
    settle_accounts(scenario=scenario)
    with transaction.atomic():
        Workspace.objects.select_for_update().get(pk=scenario.workspace_id)
        current, submission = approved(scenario, effective_on, revision)
        check_reps(current)
        hold_accounts(Account.objects.filter(pk__in=given_by(current).values("account")))
        check_later(current, effective_on, later)
        chosen = later or Later.KEEP
        publication = Publication.objects.create(
            scenario=current,
            submission=submission,
            supersedes=last_publication(),
            effective_on=effective_on,
            later=chosen,
            by=by,
        )
        found = list(moves(current, effective_on, chosen))
        write_moves(publication, found, by)
        publication.figures = figures(found)
        publication.save(update_fields=["figures"])
        put_into_force(publication, by)
        prepare_letters(publication)
    return publication


def approved(
    scenario: Scenario, effective_on: date, revision: int | None
) -> tuple[Scenario, Submission]:
    """The scenario and what was approved, both held until the transaction ends.

    Raises
    ------
    InputError
        If another day was approved.
    ConflictError
        If the scenario is not approved, or is not what was approved any more.
    """
    current = Scenario.objects.select_for_update().get(pk=scenario.pk)
    if current.status != Stage.APPROVED:
        raise ConflictError(
            _("The scenario %(name)s cannot be published: its stage is %(stage)s.")
            % {"name": current.name, "stage": current.get_status_display()},
            remedy=_("Only what the steering committee approved is published."),
        )
    current, submission = before_committee(current)
    if revision is not None and revision != current.revision:
        raise ConflictError(
            _("The scenario %(name)s was changed since you looked at it.") % {"name": current.name},
            remedy=_("Load the page again."),
        )
    if submission.effective_on != effective_on:
        raise InputError(
            _("The committee approved the %(approved)s, not the %(asked)s.")
            % {
                "approved": submission.effective_on.isoformat(),
                "asked": effective_on.isoformat(),
            },
            remedy=_("Publish for the approved day, or submit the scenario for another one."),
        )
    check_same(current, submission)
    return current, submission


def check_reps(scenario: Scenario) -> None:
    """Refuse to give territories to reps who have left.

    Raises
    ------
    InputError
        Naming one.
    """
    gone = scenario.territories.filter(rep__active=False).select_related("rep").first()
    if gone is not None:
        raise InputError(
            _("%(rep)s, who gets the territory %(territory)s, has left.")
            % {"rep": gone.rep, "territory": gone.name},
            remedy=_("Give the territory to somebody else, and submit the scenario again."),
        )


def check_later(scenario: Scenario, on: date, later: Later | None) -> None:
    """Refuse to decide for a person what becomes of planned changes.

    Raises
    ------
    InputError
        Saying how many there are.
    """
    count = len(planned_later(scenario, on)) if later is None else 0
    if count:
        text = ngettext(
            "%(count)d change of owner is planned for later and contradicts the scenario.",
            "%(count)d changes of owner are planned for later and contradict the scenario.",
            count,
        )
        raise InputError(
            text % {"count": count}, remedy=_("Choose whether planned changes are kept or dropped.")
        )


def write_moves(publication: Publication, found: Sequence[Move], by: Membership) -> None:
    """Write new ownerships, what they replace, and an entry of the log for each account."""
    ids = dict(Rep.objects.values_list("pk", "external_id"))
    day = publication.effective_on.isoformat()
    for some in batched(found, AT_ONCE, strict=False):
        rewrite_ownership((each.proposal.account, each.before, each.after) for each in some)
        insert_rows(PublishedAccount, ROW, (row_of(publication, each) for each in some))
        write_events(
            verb="account.given",
            by=by,
            rows=[
                (
                    each.proposal.account,
                    {"rep": ids.get(each.was, "")},
                    {"rep": ids[each.proposal.rep], "from": day, "publication": publication.pk},
                    publication.scenario.name,
                )
                for each in some
            ],
        )


def row_of(publication: Publication, move: Move) -> list[Any]:
    """One changed account, as it is kept."""
    return [
        publication.pk, move.proposal.account, move.was, move.proposal.rep, move.proposal.rule,
        move.proposal.reason, [each.stored() for each in move.before],
        [each.stored() for each in move.after], False,
    ]  # fmt: skip


def figures(found: Sequence[Move]) -> dict[str, Any]:
    """What a publication changes, in figures."""
    changing = [each for each in found if each.was != each.proposal.rep]
    keys = [each.proposal.account for each in changing]
    potential = 0.0
    for some in batched(keys, AT_ONCE, strict=False):
        rows = Account.objects.filter(pk__in=some)
        potential += rows.aggregate(total=Sum("potential"))["total"] or 0.0
    return {
        "accounts": len(found),
        "owner_changes": len(changing),
        "from_nobody": sum(each.was is None for each in changing),
        "potential": potential,
        "gained": tally(each.proposal.rep for each in changing),
        "lost": tally(each.was for each in changing if each.was is not None),
    }


def tally(reps: Any) -> dict[str, int]:
    """How many accounts of each rep, by key as text."""
    return {str(rep): count for rep, count in sorted(Counter(reps).items())}


def put_into_force(publication: Publication, by: Membership) -> None:
    """Mark the scenario as published and the one before as superseded, and say so in the log."""
    before = publication.supersedes
    if before is not None and before.scenario_id != publication.scenario_id:
        supersede(before.scenario, publication, by)
    scenario = move_on(scenario=publication.scenario, to=Stage.PUBLISHED, by=by)
    audit.record(
        verb="scenario.published",
        subject=scenario,
        by=by,
        after={
            "publication": publication.pk,
            "from": publication.effective_on.isoformat(),
            "later": publication.later,
            "accounts": publication.figures["accounts"],
            "owner_changes": publication.figures["owner_changes"],
            "supersedes": before.scenario.name if before else "",
        },
    )


def supersede(scenario: Scenario, publication: Publication, by: Membership) -> None:
    """Archive the scenario that was in force before."""
    if scenario.status == Stage.PUBLISHED:
        move_on(
            scenario=scenario,
            to=Stage.ARCHIVED,
            by=by,
            reason=_("superseded by %(name)s") % {"name": publication.scenario.name},
        )
