"""``maillage reviews``: what is due, what there is to talk about, and the minutes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

from maillage.cli.acting import person, whoever
from maillage.cli.answers import AsJson, On, day_of, ending, show_json, show_rows, write_file
from maillage.errors import NotFoundError
from maillage.texts import _

if TYPE_CHECKING:
    from maillage.domain.reviews.timers import Timer
    from maillage.models import Review

Number = Annotated[int, typer.Argument(metavar=_("NUMBER"), help=_("Its number in the list."))]


def register(app: typer.Typer) -> None:
    """Add the commands to those of the program."""
    reviews = typer.Typer(
        help=_("Reviews of plans, assignments and structure: what is due, agenda, minutes."),
        no_args_is_help=True,
    )
    reviews.command("list", help=_("List the reviews by the day they are due."))(listed)
    reviews.command("due", help=_("List what has to be reviewed by when, and what is late."))(due)
    reviews.command("plan", help=_("Plan a review for a day."))(plan)
    reviews.command("agenda", help=_("Show what there is to talk about, from today's data."))(
        agenda
    )
    reviews.command(
        "minutes", help=_("Write the minutes to a .docx file, or the next date to an .ics file.")
    )(minutes)
    app.add_typer(reviews, name="reviews")


def row_of(row: Review) -> dict[str, object]:
    """A review as plain values."""
    return {
        "id": row.pk,
        "layer": row.layer,
        "what": str(row.ritual or row.get_layer_display()),
        "rep": row.rep.external_id if row.rep else None,
        "of": row.rep.name if row.rep else _("all reps"),
        "trigger": row.trigger,
        "due_on": row.due_on,
        "held_on": row.held_on,
        "next_on": row.next_on,
        "note": row.note,
    }


def listed(*, as_json: AsJson = False) -> None:
    """List the reviews by the day they are due."""
    from maillage.models import Review  # noqa: PLC0415 - needs Django set up
    from maillage.permissions import Action  # noqa: PLC0415

    whoever(Action.VIEW_DRAFTS)
    heads = {
        "id": _("Number"),
        "what": _("What"),
        "of": _("Of"),
        "due_on": _("Due"),
        "held_on": _("Held"),
        "next_on": _("Next"),
    }
    rows = [row_of(row) for row in Review.objects.select_related("rep", "ritual")]
    none = _("No review is planned yet: see `maillage reviews plan --help`.")
    show_rows(rows, heads, as_json=as_json, empty=none)


def due(*, on: On = None, as_json: AsJson = False) -> None:
    """List what has to be reviewed by when, and what is late."""
    from maillage.domain.reviews.timers import timers  # noqa: PLC0415 - needs Django set up
    from maillage.permissions import Action  # noqa: PLC0415

    whoever(Action.VIEW_DRAFTS)
    heads = {
        "what": _("What"),
        "of": _("Of"),
        "last": _("Last"),
        "due": _("Due"),
        "state": _("State"),
    }
    rows = [timer_row(each) for each in timers(on=day_of(on))]
    none = _("There is no rep whose work could be reviewed.")
    show_rows(rows, heads, as_json=as_json, empty=none)


def timer_row(each: Timer) -> dict[str, object]:
    """A timer as plain values."""
    late = _("past its last date") if each.stale else _("late")
    return {
        "layer": each.layer.value,
        "what": str(each.layer.label),
        "rep": each.rep.external_id if each.rep else None,
        "of": each.rep.name if each.rep else _("all reps"),
        "last": each.last,
        "due": each.due,
        "limit": each.limit,
        "overdue": each.overdue,
        "stale": each.stale,
        "state": late if each.overdue else _("in time"),
    }


def plan(
    layer: Annotated[
        str, typer.Argument(metavar=_("LAYER"), help=_("plan, assignment or structure."))
    ],
    *,
    on: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help=_("The day it is due."))],
    rep: Annotated[str, typer.Option(help=_("Id of a rep; all reps if left out."))] = "",
    note: Annotated[str, typer.Option(help=_("What it is about."))] = "",
    as_json: AsJson = False,
) -> None:
    """Plan a review for a day."""
    from maillage.domain.people.members import rep_called  # noqa: PLC0415
    from maillage.domain.reviews.holding import start_review  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    made = start_review(
        layer=layer.strip().lower(),
        rep=rep_called(rep) if rep else None,
        due_on=day_of(on),
        note=note,
        by=person(Action.HOLD_REVIEWS),
    )
    if as_json:
        show_json(row_of(made))
        return
    said = _("Review %(number)d is planned for %(day)s.")
    typer.echo(said % {"number": made.pk, "day": made.due_on.isoformat()})


def review_called(number: int) -> Review:
    """Find a review.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    from maillage.models import Review  # noqa: PLC0415 - needs Django set up
    from maillage.permissions import Action  # noqa: PLC0415

    whoever(Action.VIEW_DRAFTS)
    rows = Review.objects.select_related("rep", "ritual", "by__user", "workspace")
    found: Review | None = rows.filter(pk=number).first()
    if found is None:
        raise NotFoundError(
            _("There is no review %(number)d.") % {"number": number},
            remedy=_("`maillage reviews list` lists them."),
        )
    return found


def agenda(review: Number, *, as_json: AsJson = False) -> None:
    """Show what there is to talk about, from today's data."""
    from maillage.domain.reviews.agenda import agenda_of  # noqa: PLC0415 - needs Django set up
    from maillage.interfaces.exporters.minutes import title_of  # noqa: PLC0415

    found = review_called(review)
    items = agenda_of(found, on=day_of(None))
    if as_json:
        show_json([each.stored() for each in items])
        return
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"[bold]{escape(title_of(found))}[/]")
    for place, item in enumerate(items, start=1):
        console.print(f"\n[bold]{place}. {escape(item.heading)}[/]")
        for line in item.lines:
            console.print(f"  • {escape(line)}")


def minutes(
    review: Number,
    file: Annotated[Path, typer.Argument(metavar=_("FILE"), help=_("Its ending says the kind."))],
    *,
    force: Annotated[bool, typer.Option("--force", help=_("Overwrite the file."))] = False,
) -> None:
    """Write the minutes to a .docx file, or the next date to an .ics file."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django set up

    from maillage.domain.reviews.agenda import agenda_of  # noqa: PLC0415
    from maillage.interfaces.exporters.minutes import minutes_docx, next_ics  # noqa: PLC0415

    found = review_called(review)
    if ending(file, ("docx", "ics")) == "ics":
        content = next_ics(review=found, made_at=timezone.now())
    else:
        content = minutes_docx(
            review=found,
            agenda=agenda_of(found, on=timezone.localdate()),
            decisions=found.decisions.select_related("owner__user"),
        )
    write_file(file, content, force=force)
