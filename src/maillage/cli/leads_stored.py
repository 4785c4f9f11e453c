"""``maillage leads list``, ``show``, ``board``, ``digest``: what is stored of leads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from maillage.cli.acting import whoever
from maillage.cli.answers import AsJson, show_json, show_rows
from maillage.cli.leads_acts import Number, lead_called
from maillage.texts import _, number, percent

if TYPE_CHECKING:
    from maillage.domain.leads.explaining import Chosen
    from maillage.models import Handoff

MOST: Final = 10_000
OF_LEADS: Final = (
    "name", "email", "company", "life", "total", "potential", "band", "stage", "dimensions",
    "reasons", "unknown", "missing", "match", "mql_at", "contacted_at",
)  # fmt: skip
OF_PROMISES: Final = ("policy", "status", "due_at", "ended_at", "breached", "incomplete")


def register(leads: typer.Typer) -> None:
    """Add the commands to those of leads."""
    described = {
        "list": (list_leads, _("List the leads of the workspace, the highest score first.")),
        "show": (show, _("Show a lead: its score with reasons, what it is owed, what was told.")),
        "board": (show_board, _("Count what is owed to leads, by promise and rep.")),
        "digest": (digest_now, _("Digest what was told of leads now, and give due alarms.")),
    }
    for name, (command, help_text) in described.items():
        leads.command(name, help=help_text)(command)


def list_leads(
    *,
    life: Annotated[str, typer.Option(help=_("raw, mql, accepted, rejected, sql, …"))] = "",
    owner: Annotated[str, typer.Option(help=_("Id of a rep; - for none."))] = "",
    band: Annotated[str, typer.Option(help=_("A1 to C3."))] = "",
    account: Annotated[str, typer.Option(help=_("Id of an account."))] = "",
    words: Annotated[str, typer.Option("--search", help=_("Words to look for."))] = "",
    most: Annotated[int, typer.Option(min=1, max=MOST, help=_("How many to show."))] = 50,
    as_json: AsJson = False,
) -> None:
    """List the leads of the workspace, the highest score first."""
    from django.http import QueryDict  # noqa: PLC0415 - needs Django set up

    from maillage.domain.leads.queries import leads  # noqa: PLC0415
    from maillage.interfaces.lists import leads as lists  # noqa: PLC0415

    allow()
    asked = QueryDict(mutable=True)
    asked.update({"life": life, "owner": owner, "band": band, "account": account, "q": words})
    found = lists.leads(str, account=account).of(leads(), asked, "").ordered[:most]
    rows = [
        {
            "lead": row.pk,
            "name": str(row),
            "company": row.company,
            "account": row.account.external_id if row.account else "",
            "owner": row.owner.external_id if row.owner else "",
            "life": row.life,
            "total": row.total,
            "band": row.band,
            "mql_at": row.mql_at,
        }
        for row in found
    ]
    heads = {
        "lead": _("Number"), "name": _("Lead"), "company": _("Company"), "account": _("Account"),
        "owner": _("Rep"), "life": _("Stage"), "total": _("Score"), "band": _("Band"),
        "mql_at": _("MQL on"),
    }  # fmt: skip
    show_rows(rows, heads, as_json=as_json, empty=_("No leads yet."))


def show(lead: Number, *, as_json: AsJson = False) -> None:
    """Show a lead: its score with reasons, what it is owed, what was told."""
    from maillage.domain.leads.explaining import found_by, how_chosen  # noqa: PLC0415
    from maillage.domain.leads.queries import events_of, lead_now, promises_of  # noqa: PLC0415
    from maillage.domain.leads.words import match_words  # noqa: PLC0415

    allow()
    row = lead_now(lead_called(lead))
    came = list(row.handoffs.select_related("rep"))
    handoffs = [handed(each, how) for each, how in zip(came, how_chosen(came), strict=True)]
    promises = [{name: getattr(each, name) for name in OF_PROMISES} for each in promises_of(row)]
    events = [
        {"at": each.at, "kind": each.kind, "source": each.source.key, "carried": each.carried}
        for each in events_of(row)[:MOST]
    ]
    if as_json:
        told = {"lead": row.pk} | {name: getattr(row, name) for name in OF_LEADS}
        show_json({**told, "handoffs": handoffs, "promises": promises, "events": events})
        return
    typer.echo(
        _("%(lead)s: %(life)s, %(total)s points (%(band)s), at most %(potential)s.")
        % {
            "lead": row,
            "life": row.get_life_display(),
            "total": number(row.total),
            "band": row.band or "–",
            "potential": number(row.potential),
        }
    )
    if found := found_by(row):
        typer.echo(f"{row.account or '–'}: {match_words(found)}")
    table(handoffs, {"at": _("When"), "rep": _("Rep"), "why": _("Because"), "rule": _("Rule")})
    for each in handoffs[:1]:
        table(each["passed"], {"rule": _("Rule"), "rep": _("Rep"), "why": _("Why not")})
    table(row.reasons, {"rule": _("Why"), "points": _("Points"), "at": _("Since")})
    dates = {"due_at": _("Due"), "ended_at": _("Ended"), "breached": _("Late")}
    table(promises, {"policy": _("Promise"), "status": _("Status"), **dates})
    table(events[:50], {"at": _("When"), "kind": _("Event"), "source": _("Source")})


def handed(handoff: Handoff, how: Chosen) -> dict[str, Any]:
    """Tell a hand-off: by which rule, and why not to others."""
    from maillage.domain.leads.words import passed_word  # noqa: PLC0415 - needs Django set up

    passed = [
        {
            "rule": each.rule,
            "rep": each.rep.name if each.rep else "",
            "why": passed_word(each.why),
        }
        for each in how.passed
    ]
    why = str(handoff.get_why_display())
    return {"at": handoff.at, "rep": handoff.rep.name, "why": why, "rule": how.rule,
            "passed": passed}  # fmt: skip


def table(rows: Sequence[dict[str, Any]], heads: dict[str, str]) -> None:
    """Show rows, or nothing where there are none."""
    if rows:
        show_rows(rows, heads, as_json=False, empty="")


def show_board(
    *,
    days: Annotated[int, typer.Option(min=1, max=3660, help=_("Of the last days."))] = 30,
    as_json: AsJson = False,
) -> None:
    """Count what is owed to leads, by promise and rep (E-08)."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django set up

    from maillage.domain.leads.queries import board  # noqa: PLC0415

    allow()
    now = timezone.now()
    rows: list[dict[str, Any]] = [
        {
            "policy": each.policy,
            "owner": each.owner.external_id if each.owner else "",
            "running": each.running,
            "warned": each.warned,
            "late": each.late,
            "kept": each.kept,
            "decided": each.decided,
            "share": each.rate.share if each.decided else None,
        }
        for each in board(now=now, since=now - timedelta(days=days))
    ]
    heads = {
        "policy": _("Promise"), "owner": _("Rep"), "running": _("Running"),
        "warned": _("Warned of"), "late": _("Late"), "kept": _("Kept in time"),
        "decided": _("Decided"), "share": _("Share kept"),
    }  # fmt: skip
    if not as_json:
        for row in rows:
            row["share"] = percent(row["share"]) if row["decided"] else None
    show_rows(rows, heads, as_json=as_json, empty=_("Nothing is owed to leads."))


def digest_now() -> None:
    """Digest what was told of leads now, and give due alarms; a worker does so by itself."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django set up

    from maillage.domain.leads.digest import digest  # noqa: PLC0415
    from maillage.domain.leads.sweeping import sweep  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415

    whoever(Action.WORK_LEADS)
    now = timezone.now()
    typer.echo(
        _("%(events)d events digested, %(alarms)d alarms given.")
        % {"events": digest(now=now), "alarms": sweep(now=now)}
    )
    say_asides()


def say_asides() -> None:
    """Say how many events are set aside, if any are."""
    from maillage.domain.leads.asides import asides  # noqa: PLC0415 - needs Django set up

    if count := asides().count():
        text = _("%(count)d events are set aside: see `maillage leads aside list`.")
        typer.echo(text % {"count": count})


def allow() -> None:
    """Both teams may see all of it (E-08, F-02)."""
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    whoever(Action.VIEW)
