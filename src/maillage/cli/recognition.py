"""``maillage pay`` and ``maillage top-accounts``: variable pay, and the best accounts of reps."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli.acting import member, person, whoever
from maillage.cli.answers import AsJson, day_of, show_json, show_rows
from maillage.cli.json_files import read_json
from maillage.errors import NotFoundError, PermissionDeniedError
from maillage.texts import _

if TYPE_CHECKING:
    from datetime import date

    from maillage.models import PayScheme, Rep

RepId = Annotated[str, typer.Argument(metavar=_("REP"), help=_("Id of a rep."))]
File = Annotated[Path, typer.Argument(metavar=_("FILE"), help=_("A JSON file."))]


def register(app: typer.Typer) -> None:
    """Add the commands to those of the program."""
    pay = typer.Typer(help=_("Variable pay: the scheme, what is earned, what it may cost."),
                      no_args_is_help=True)  # fmt: skip
    pay.command("list", help=_("Show what reps earned since the year began."))(listed)
    pay.command("show", help=_("Show what a rep earned, line by line, and would earn."))(show)
    pay.command("cost", help=_("Show what the team may earn, by the odds of its sales."))(cost)
    pay.command("write", help=_("Write a new version of the scheme from a JSON file."))(write)
    pay.command("example", help=_("Print a scheme to begin with, as JSON."))(example)
    app.add_typer(pay, name="pay")
    tops = typer.Typer(help=_("The ten best accounts of the year, as reps and figures tell."),
                       no_args_is_help=True)  # fmt: skip
    tops.command("list", help=_("Show how far both lists of each rep agree."))(tops_listed)
    tops.command("show", help=_("Show both lists of a rep."))(tops_show)
    tops.command("name", help=_("Name your own best accounts from a JSON file."))(tops_name)
    app.add_typer(tops, name="top-accounts")
    app.command("wins", help=_("Show the wins of the last days."))(wins)
    app.command("mine", help=_("Show a rep's plan, week, best accounts, wins, review and pay."))(
        mine
    )


def in_force(on: date) -> PayScheme:
    """The scheme in force.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    from maillage.domain.reviews.pay.schemes import scheme_in_force  # noqa: PLC0415

    found = scheme_in_force(on)
    if found is None:
        raise NotFoundError(
            _("No scheme of variable pay is in force."),
            remedy=_("`maillage pay write` writes one; `maillage pay example` prints one."),
        )
    return found


def seen(rep: str, *, pay: bool) -> Rep:
    """Find a rep whose pay, or list, whoever acts may see."""
    from maillage.domain.people.members import rep_called  # noqa: PLC0415 - needs Django set up
    from maillage.permissions import reads_letter, sees_book  # noqa: PLC0415

    found, acting = rep_called(rep), member()
    if acting is not None and not (sees_book if pay else reads_letter)(acting, found):
        raise PermissionDeniedError(
            _("These are another rep's figures."), remedy=_("Ask who leads them.")
        )
    return found


def listed(*, as_json: AsJson = False) -> None:
    """Show what reps earned since the year began."""
    from maillage.domain.reviews.pay.earning import earned, reps_paid, row_of  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    whoever(Action.VIEW)
    today = day_of(None)
    stored = in_force(today)
    rows = [row_of(earned(rep=rep, stored=stored, on=today)) for rep in reps_paid(member())]
    heads = {"name": _("Rep"), "objective": _("Objective"), "base": _("Base pay of a year"),
             "variable": _("Variable pay so far"), "complete": _("All measures known")}  # fmt: skip
    show_rows(rows, heads, as_json=as_json, empty=_("There is no rep whose pay you may see."))


def show(
    rep: RepId,
    *,
    deal: Annotated[
        list[float] | None, typer.Option(help=_("Amount of a deal that may still be won."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what a rep earned, line by line, and would earn."""
    from maillage.domain.reviews.pay.earning import earned, row_of  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    whoever(Action.VIEW)
    today = day_of(None)
    found = row_of(
        earned(rep=seen(rep, pay=True), stored=in_force(today), on=today, deals=deal or ())
    )
    if as_json:
        show_json(found)
        return
    heads = {"name": _("Measure of the scheme"), "full": _("At 100 %"), "paid": _("Paid"),
             "reason": _("How it is computed")}  # fmt: skip
    told = found["with_deals"] or found
    show_rows(told["lines"], heads, as_json=False, empty="")
    levels = {"level": _("All targets reached at"), "variable": _("Variable pay")}
    show_rows(found["levels"], levels, as_json=False, empty="")


def cost(*, as_json: AsJson = False) -> None:
    """Show what the team may earn, by the odds of its sales."""
    from maillage.domain.reviews.pay.team import row_of, team_cost  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    whoever(Action.APPROVE)
    today = day_of(None)
    found = row_of(team_cost(stored=in_force(today), on=today))
    if as_json:
        show_json(found)
        return
    heads = {"name": _("Rep"), "mean": _("Expected"), "deviation": _("Standard deviation"),
             "low": _("In 1 year of 10 at most"),
             "high": _("In 9 years of 10 at most")}  # fmt: skip
    show_rows([*found["reps"], {"name": _("all reps"), **found["team"]}], heads, as_json=False,
              empty="")  # fmt: skip
    typer.echo(found["method"])


def write(
    file: File,
    *,
    name: Annotated[str, typer.Option(help=_("How the scheme is called."))],
    on: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help=_("Day from which it holds."))],
) -> None:
    """Write a new version of the scheme from a JSON file."""
    from maillage.domain.reviews.pay.schemes import write_scheme  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    by = person(Action.EDIT_RULES)
    made = write_scheme(name=name, content=read_json(file), starts_on=day_of(on), by=by)
    typer.echo(_("Version %(number)d holds from %(day)s on.")
               % {"number": made.number, "day": made.starts_on.isoformat()})  # fmt: skip


def example() -> None:
    """Print a scheme to begin with, as JSON."""
    from maillage.domain.reviews.pay.schemes import EXAMPLE  # noqa: PLC0415 - needs Django set up

    show_json(EXAMPLE)


def tops_listed(*, as_json: AsJson = False) -> None:
    """Show how far both lists of each rep agree."""
    from maillage.domain.reviews.top_accounts import row_of, tops_shown_to  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    whoever(Action.VIEW)
    today = day_of(None)
    rows = [row_of(each) for each in tops_shown_to(member(), year=today.year, on=today)]
    heads = {"name": _("Rep"), "common": _("In both lists"), "overlap": _("Overlap of the lists"),
             "rank_biased": _("Rank-biased overlap")}  # fmt: skip
    show_rows(rows, heads, as_json=as_json, empty=_("There is no rep whose list you may see."))


def tops_show(rep: RepId, *, as_json: AsJson = False) -> None:
    """Show both lists of a rep."""
    from maillage.domain.reviews.top_accounts import row_of, tops_of  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    whoever(Action.VIEW)
    today = day_of(None)
    found = row_of(tops_of(seen(rep, pay=False), year=today.year, on=today))
    if as_json:
        show_json(found)
        return
    heads = {"account": _("Id"), "name": _("Account"), "reason": _("Why")}
    for title, key in ((_("Named by the rep"), "named"), (_("Told by the figures"), "computed")):
        typer.echo(title)
        show_rows(found[key], heads, as_json=False, empty=_("Nothing is named yet."))


def tops_name(file: File) -> None:
    """Name your own best accounts from a JSON file."""
    from maillage.domain.reviews.top_accounts import name_top, read_entries  # noqa: PLC0415
    from maillage.permissions import Action, own_rep  # noqa: PLC0415 - needs Django set up

    by, today = person(Action.CHALLENGE), day_of(None)
    entries = read_entries(read_json(file))
    name_top(rep=own_rep(by), year=today.year, entries=entries, on=today, by=by)
    typer.echo(_("Your best accounts are kept."))


def wins(
    *,
    days: Annotated[int, typer.Option(min=1, max=365, help=_("How many days."))] = 90,
    as_json: AsJson = False,
) -> None:
    """Show the wins of the last days."""
    from maillage.domain.reviews.wins import row_of, wins_shown_to  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    whoever(Action.VIEW)
    found = [row_of(each) for each in wins_shown_to(member(), days=days, on=day_of(None))]
    heads = {"on": _("Won on"), "said": _("Wins")}
    show_rows(found, heads, as_json=as_json, empty=_("No win in these days."))


def mine(rep: RepId) -> None:
    """Show a rep's plan, week, best accounts, wins, review and pay, as JSON."""
    from maillage.domain.reviews.mine import own_data  # noqa: PLC0415 - needs Django set up
    from maillage.permissions import Action  # noqa: PLC0415

    whoever(Action.VIEW)
    show_json(own_data(seen(rep, pay=True), day_of(None)))
