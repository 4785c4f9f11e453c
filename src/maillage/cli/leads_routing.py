"""``maillage leads routing``, ``absences`` and ``hooks``: to whom leads go, and who is told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli.acting import whoever
from maillage.cli.answers import AsJson, show_json, show_rows
from maillage.cli.leads_acts import lead_called
from maillage.cli.leads_files import instant
from maillage.errors import InputError, NotFoundError
from maillage.texts import _

if TYPE_CHECKING:
    from maillage.models import Membership

Number = Annotated[int, typer.Argument(metavar=_("NUMBER"), help=_("Number in the list."))]
RepId = Annotated[str, typer.Argument(metavar=_("REP"), help=_("Id of the rep."))]


def register(leads: typer.Typer) -> None:
    """Add the commands to those of leads."""
    routing = typer.Typer(
        help=_("To whom leads go: rules, pools, and who would get one."), no_args_is_help=True
    )
    routing.command("show", help=_("Print rules and pools as JSON."))(show)
    routing.command("set", help=_("Replace rules and pools by a file."))(put)
    routing.command("who", help=_("Say who would get a lead now, and why not the others."))(who)
    away = typer.Typer(help=_("When reps take no leads."), no_args_is_help=True)
    away.command("list", help=_("List absences."))(list_away)
    away.command("add", help=_("Note that a rep takes no leads for some time."))(add_away)
    away.command("remove", help=_("Take an absence back."))(remove_away)
    hooks = typer.Typer(help=_("Chat rooms that are told of leads."), no_args_is_help=True)
    hooks.command("list", help=_("List chat rooms."))(list_hooks)
    hooks.command("add", help=_("Tell a chat room of leads."))(add_room)
    hooks.command("remove", help=_("Tell a chat room nothing more."))(remove_room)
    for name, group in (("routing", routing), ("absences", away), ("hooks", hooks)):
        leads.add_typer(group, name=name)


def show() -> None:
    """Print rules and pools as JSON."""
    from maillage.domain.leads.routing_terms import routing_now  # noqa: PLC0415 - needs Django
    from maillage.domain.leads.written.routing import SeenRouting  # noqa: PLC0415

    show_json(SeenRouting.of(routing_now()).model_dump(mode="json"))


def put(
    file: Annotated[Path, typer.Argument(metavar=_("FILE"), help=_("JSON, as show prints it."))],
) -> None:
    """Replace rules and pools by a file."""
    from pydantic import ValidationError  # noqa: PLC0415 - loads slowly

    from maillage.domain.leads.routing_terms import set_routing  # noqa: PLC0415 - needs Django
    from maillage.domain.leads.written.routing import SeenRouting, WrittenRouting  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415

    by = whoever(Action.ROUTE_LEADS)
    try:
        said = SeenRouting.model_validate_json(file.read_text("utf-8"))
    except (OSError, ValueError, ValidationError) as error:
        raise InputError(
            _("%(file)s does not say how leads are routed: %(problem)s")
            % {"file": file, "problem": str(error)[:500]},
            remedy=_("`maillage leads routing show` prints what it must look like."),
        ) from error
    written = WrittenRouting(pools=said.pools, rules=said.rules)
    done = set_routing(written=written, by=by, seen=said.seen)
    typer.echo(
        _("In force: rules %(rules)d, pools %(pools)d.")
        % {"rules": len(done.rules), "pools": len(done.pools)}
    )


def who(
    lead: Annotated[int, typer.Argument(metavar=_("LEAD"), help=_("Number of the lead."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Say who would get a lead now, and why not the others."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django set up

    from maillage.domain.leads.handing import route  # noqa: PLC0415
    from maillage.domain.leads.words import passed_word  # noqa: PLC0415
    from maillage.models import Rep, RoutingRule  # noqa: PLC0415

    choice = route(lead=lead_called(lead), now=timezone.now()).choice
    reps = {str(each.pk): each.name for each in Rep.objects.all()}
    rules = {str(each.pk): each.name for each in RoutingRule.objects.all()}
    rows = [
        {"rule": rules[each.rule], "rep": reps.get(each.rep, ""), "why": passed_word(each.why)}
        for each in choice.passed
    ]
    if as_json:
        show_json({"rep": reps.get(choice.rep), "rule": rules.get(choice.rule), "passed": rows})
        return
    typer.echo(
        _("%(rep)s, by the rule %(rule)s")
        % {"rep": reps.get(choice.rep, "–"), "rule": rules.get(choice.rule, "–")}
    )
    heads = {"rule": _("Rule"), "rep": _("Rep"), "why": _("Why not")}
    show_rows(rows, heads, as_json=False, empty="")


def list_away(*, as_json: AsJson = False) -> None:
    """List absences."""
    from maillage.domain.leads.away import absences  # noqa: PLC0415 - needs Django set up

    rows = [
        {
            "number": each.pk,
            "rep": each.rep.name,
            "from": each.begins_at.isoformat(),
            "until": each.ends_at.isoformat(),
            "substitute": each.substitute.name if each.substitute else "",
            "reason": each.reason,
        }
        for each in absences()
    ]
    heads = {
        "number": _("Number"),
        "rep": _("Rep"),
        "from": _("Away from"),
        "until": _("Away until"),
        "substitute": _("Leads go to"),
        "reason": _("Reason"),
    }
    show_rows(rows, heads, as_json=as_json, empty=_("Nobody is away."))


def add_away(
    rep: RepId,
    begins: Annotated[str, typer.Argument(metavar=_("INSTANT"), help=_("From when."))],
    ends: Annotated[str, typer.Argument(metavar=_("INSTANT"), help=_("Until when."))],
    *,
    substitute: Annotated[str, typer.Option(help=_("Id of who takes their leads."))] = "",
    reason: Annotated[str, typer.Option(help=_("Why."))] = "",
) -> None:
    """Note that a rep takes no leads for some time."""
    from maillage.domain.leads.away import add_absence  # noqa: PLC0415 - needs Django set up
    from maillage.domain.people.members import rep_called  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415

    by = whoever(Action.WORK_LEADS)
    made = add_absence(
        rep=rep_called(rep),
        begins_at=instant(begins),
        ends_at=instant(ends),
        substitute=rep_called(substitute) if substitute else None,
        reason=reason,
        by=by,
    )
    typer.echo(_("Noted as number %(number)d.") % {"number": made.pk})


def remove_away(number: Number) -> None:
    """Take an absence back."""
    from maillage.domain.leads.away import absences, remove_absence  # noqa: PLC0415 - needs Django
    from maillage.permissions import Action  # noqa: PLC0415

    by = whoever(Action.WORK_LEADS)
    remove_absence(absence=one_of(absences().filter(pk=number).first(), number), by=by)


def list_hooks(*, as_json: AsJson = False) -> None:
    """List chat rooms."""
    from maillage.domain.leads.away import chat_hooks  # noqa: PLC0415 - needs Django set up
    from maillage.interfaces.lists.lead_routing import told  # noqa: PLC0415

    whoever_routes()
    rows = [
        {
            "number": each.pk,
            "name": each.name,
            "where": each.get_kind_display(),
            "told": told(each),
            "rep": each.rep.name if each.rep else "",
        }
        for each in chat_hooks()
    ]
    heads = {
        "number": _("Number"),
        "name": _("Chat room"),
        "where": _("Where it is"),
        "told": _("Is told"),
        "rep": _("Leads of"),
    }
    show_rows(rows, heads, as_json=as_json, empty=_("No chat room is told of leads."))


def add_room(
    name: Annotated[str, typer.Argument(metavar=_("NAME"), help=_("What it is called."))],
    kind: Annotated[str, typer.Argument(metavar="slack|teams", help=_("Where it is."))],
    url: Annotated[str, typer.Argument(metavar="URL", help=_("Its secret address."))],
    *,
    only: Annotated[list[str] | None, typer.Option(help=_("lead or deadline."))] = None,
    rep: Annotated[str, typer.Option(help=_("Id of the rep whose leads it is told of."))] = "",
    spoken: Annotated[str, typer.Option("--in", help=_("en or fr."))] = "en",
) -> None:
    """Tell a chat room of leads."""
    from maillage.domain.leads.away import add_hook  # noqa: PLC0415 - needs Django set up
    from maillage.domain.people.members import rep_called  # noqa: PLC0415

    by = whoever_routes()
    made = add_hook(
        name=name, kind=kind, url=url, kinds=only or (), language=spoken,
        rep=rep_called(rep) if rep else None, by=by,
    )  # fmt: skip
    typer.echo(_("Noted as number %(number)d.") % {"number": made.pk})


def remove_room(number: Number) -> None:
    """Tell a chat room nothing more."""
    from maillage.domain.leads.away import chat_hooks, remove_hook  # noqa: PLC0415 - needs Django

    by = whoever_routes()
    remove_hook(hook=one_of(chat_hooks().filter(pk=number).first(), number), by=by)


def whoever_routes() -> Membership | str:
    """Who routes leads: the member named, if allowed, else the command line."""
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    return whoever(Action.ROUTE_LEADS)


def one_of[Row](found: Row | None, number: int) -> Row:
    """Give a row that is there.

    Raises
    ------
    NotFoundError
        If it is not.
    """
    if found is None:
        raise NotFoundError(
            _("Nothing has the number %(number)d.") % {"number": number},
            remedy=_("The list names the numbers."),
        )
    return found
