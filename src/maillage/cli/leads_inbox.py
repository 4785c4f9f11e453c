"""``maillage leads inbox``, ``hot`` and ``notices``: what is to be done, and what was told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from maillage.cli.acting import person, whoever
from maillage.cli.answers import AsJson, show_rows
from maillage.texts import _

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from maillage.models import Lead

MOST = 10_000
Owner = Annotated[str, typer.Option(help=_("Id of a rep; - for none."))]
Life = Annotated[str, typer.Option(help=_("raw, mql, accepted, rejected, sql, …; or all."))]
Band = Annotated[str, typer.Option(help=_("A1 to C3."))]
AccountId = Annotated[str, typer.Option(help=_("Id of an account."))]
Late = Annotated[bool, typer.Option("--late", help=_("Only those that are late."))]
Words = Annotated[str, typer.Option("--search", help=_("Words to look for."))]
Most = Annotated[int, typer.Option(min=1, max=MOST, help=_("How many to show."))]


def register(leads: typer.Typer) -> None:
    """Add the commands to those of leads."""
    leads.command("inbox", help=_("List the leads to be worked on, what is due first, first."))(
        list_inbox
    )
    leads.command("hot", help=_("List the hot leads of the day, what is due first, first."))(
        list_hot
    )
    leads.command("notices", help=_("List what you were told, the latest first."))(list_notices)


def list_inbox(
    *,
    owner: Owner = "",
    life: Life = "",
    band: Band = "",
    account: AccountId = "",
    late: Late = False,
    words: Words = "",
    most: Most = 50,
    as_json: AsJson = False,
) -> None:
    """List the leads to be worked on, what is due first, first."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django set up

    from maillage.domain.leads.inbox import everything, inbox  # noqa: PLC0415

    said = {"owner": owner, "life": life, "band": band, "account": account, "q": words}
    rows, now = everything() if life else inbox(), timezone.now()
    show_work(rows, said | {"late": "yes" if late else ""}, now, most=most, as_json=as_json)


def list_hot(
    *,
    owner: Owner = "",
    band: Band = "",
    account: AccountId = "",
    words: Words = "",
    most: Most = 50,
    as_json: AsJson = False,
) -> None:
    """List the hot leads of the day (G-01)."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django set up

    from maillage.domain.leads.hot import hot  # noqa: PLC0415

    now = timezone.now()
    said = {"owner": owner, "band": band, "account": account, "q": words}
    show_work(hot(now), said, now, most=most, as_json=as_json)


def show_work(
    rows: QuerySet[Lead], said: dict[str, str], now: datetime, *, most: int, as_json: bool
) -> None:
    """Show leads with what is due, why now and what to do."""
    from django.http import QueryDict  # noqa: PLC0415 - needs Django set up

    from maillage.interfaces.lists.lead_inbox import inbox  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415

    whoever(Action.VIEW)
    asked = QueryDict(mutable=True)
    asked.update(said)
    listing = inbox(str, now, account=said["account"])
    found = [work_of(row, now) for row in listing.of(rows, asked, "").ordered[:most]]
    heads = {
        "due_at": _("Due"), "owed": _("Owed next"), "state": _("Deadline"), "lead": _("Number"),
        "name": _("Lead"), "company": _("Company"), "owner": _("Rep"), "band": _("Band"),
        "why_now": _("Why now"), "what_to_do": _("What to do"),
    }  # fmt: skip
    show_rows(found, heads, as_json=as_json, empty=_("No lead waits here."))


def work_of(row: Lead, now: datetime) -> dict[str, Any]:
    """Give a lead with what is due, why now and what to do."""
    from maillage.domain.leads.deadlines import deadlines  # noqa: PLC0415 - needs Django set up
    from maillage.interfaces.lists.lead_inbox import (  # noqa: PLC0415
        countdown,
        what_to_do,
        why_now,
    )

    open_ones = deadlines(row.owed)
    first = countdown(open_ones[0], now) if open_ones else None
    return {
        "lead": row.pk,
        "name": str(row),
        "email": row.email,
        "company": row.company,
        "account": row.account.external_id if row.account else "",
        "owner": row.owner.external_id if row.owner else "",
        "life": row.life,
        "band": row.band,
        "total": row.total,
        "potential": row.potential,
        "mql_at": row.mql_at,
        "contacted_at": row.contacted_at,
        "due_at": first["due"] if first else None,
        "owed": first["owed"] if first else "",
        "state": first["word"] if first else "",
        "why_now": why_now(row),
        "what_to_do": what_to_do(row),
        "deadlines": [
            {"policy": each.promise.policy, "owed": each.owed, "due_at": each.due_at,
             "pressure": each.pressure(now).value}
            for each in open_ones
        ],
    }  # fmt: skip


def list_notices(
    *,
    unread: Annotated[
        bool, typer.Option("--unread", help=_("Only what you have not read."))
    ] = False,
    read: Annotated[bool, typer.Option("--read", help=_("Note that you have read all."))] = False,
    most: Most = 50,
    as_json: AsJson = False,
) -> None:
    """List what a member was told in the application, and what of it they have read."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django set up

    from maillage.domain.leads import notices  # noqa: PLC0415
    from maillage.domain.people.message_words import subject_of  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415

    member = person(Action.VIEW)
    found = notices.unread(member) if unread else notices.notices_of(member)
    rows = [
        {
            "id": each.pk,
            "kind": each.kind,
            "text": subject_of(each),
            "path": each.path,
            "created_at": each.created_at,
            "read_at": each.read_at,
        }
        for each in found[:most]
    ]
    heads = {"created_at": _("Told"), "text": _("Notice"), "read_at": _("Read at")}
    show_rows(rows, heads, as_json=as_json, empty=_("You were told nothing yet."))
    if read:
        notices.read_notices(member=member, now=timezone.now())
