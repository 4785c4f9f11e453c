"""``maillage meetings``: meetings that come again, and the ninety days of taking them up."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli.acting import person, whoever
from maillage.cli.answers import AsJson, On, day_of, show_json, show_rows, write_file
from maillage.errors import InputError, NotFoundError
from maillage.texts import _, quoted

if TYPE_CHECKING:
    from maillage.models import Ritual

Rhythm = Annotated[
    str, typer.Argument(metavar=_("RHYTHM"), help=_("daily, weekly, monthly or quarterly."))
]


def register(app: typer.Typer) -> None:
    """Add the commands to those of the program."""
    meetings = typer.Typer(
        help=_("Meetings that come again, with an agenda from the data; the first ninety days."),
        no_args_is_help=True,
    )
    meetings.command("list", help=_("List the meetings that come again."))(listed)
    meetings.command("set", help=_("Have a meeting come again, or move it."))(set_meeting)
    meetings.command("end", help=_("Give a meeting up; what was held is kept."))(end)
    meetings.command("calendar", help=_("Write all meetings to an .ics file."))(calendar)
    meetings.command("rollout", help=_("Show where the first ninety days stand, or begin them."))(
        rollout
    )
    meetings.command("tick", help=_("Say that a step of the ninety days is done."))(tick)
    app.add_typer(meetings, name="meetings")


def listed(*, as_json: AsJson = False) -> None:
    """List the meetings that come again."""
    from maillage.domain.reviews.rituals import rituals  # noqa: PLC0415 - needs Django set up
    from maillage.permissions import Action  # noqa: PLC0415

    whoever(Action.VIEW_DRAFTS)
    heads = {
        "what": _("Meeting"),
        "next_on": _("Next time"),
        "at": _("Begins at"),
        "time_zone": _("Time zone"),
        "minutes": _("Duration in minutes"),
        "place": _("Place"),
        "review": _("Number"),
    }
    none = _("No meeting comes again yet: see `maillage meetings set --help`.")
    show_rows([row_of(each) for each in rituals()], heads, as_json=as_json, empty=none)


def row_of(ritual: Ritual) -> dict[str, object]:
    """A meeting as plain values."""
    coming = ritual.meetings.filter(held_on=None).first()
    return {
        "rhythm": ritual.rhythm,
        "what": str(ritual),
        "first_on": ritual.first_on,
        "next_on": coming.due_on if coming else None,
        "at": f"{ritual.at:%H:%M}",
        "time_zone": ritual.time_zone,
        "minutes": ritual.minutes,
        "place": ritual.place,
        "review": coming.pk if coming else None,
    }


def set_meeting(
    rhythm: Rhythm,
    *,
    at: Annotated[str, typer.Option(metavar="HH:MM", help=_("The time it begins."))],
    time_zone: Annotated[
        str, typer.Option("--zone", metavar=_("ZONE"), help=_("Where: Europe/Paris."))
    ],
    on: Annotated[
        str, typer.Option(metavar="YYYY-MM-DD", help=_("The first day; today if left out."))
    ] = "",
    minutes: Annotated[
        int | None, typer.Option(help=_("How long; 10, 45, 120 or 240 if left out."))
    ] = None,
    place: Annotated[str, typer.Option(help=_("A room, or the address of a call."))] = "",
    as_json: AsJson = False,
) -> None:
    """Have a meeting come again, or move it."""
    from maillage.domain.reviews.rituals import set_ritual  # noqa: PLC0415 - needs Django set up
    from maillage.domain.words import day_word  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    made = set_ritual(
        rhythm=rhythm.strip().lower(),
        first_on=day_of(on or None),
        at=time_of(at),
        time_zone=time_zone,
        minutes=minutes,
        place=place,
        by=person(Action.HOLD_REVIEWS),
        today=day_of(None),
    )
    if as_json:
        show_json(row_of(made))
        return
    typer.echo(
        _("%(meeting)s: next on %(day)s.")
        % {"meeting": str(made).capitalize(), "day": day_word(row_of(made)["next_on"])}
    )


def time_of(text: str) -> time:
    """Read a time of day.

    Raises
    ------
    InputError
        If it is none.
    """
    try:
        return datetime.strptime(text.strip(), "%H:%M").time()  # noqa: DTZ007 - a time of day
    except ValueError as error:
        raise InputError(
            _("%(text)s is no time.") % {"text": quoted(text[:40])},
            remedy=_("Write hours and minutes: 09:30."),
        ) from error


def end(rhythm: Rhythm) -> None:
    """Give a meeting up; what was held is kept."""
    from maillage.domain.reviews.rituals import end_ritual  # noqa: PLC0415
    from maillage.models import Ritual  # noqa: PLC0415 - needs Django set up
    from maillage.permissions import Action  # noqa: PLC0415

    by = person(Action.HOLD_REVIEWS)
    found = Ritual.objects.filter(active=True, rhythm=rhythm.strip().lower()).first()
    if found is None:
        raise NotFoundError(
            _("No meeting comes again with the rhythm %(rhythm)s.")
            % {"rhythm": quoted(rhythm[:40])},
            remedy=_("`maillage meetings list` lists them."),
        )
    end_ritual(ritual=found, by=by)
    typer.echo(_("It no longer comes again; what was held is kept."))


def calendar(
    file: Annotated[Path, typer.Argument(metavar=_("FILE"), help=_("An .ics file."))],
    *,
    force: Annotated[bool, typer.Option("--force", help=_("Overwrite the file."))] = False,
) -> None:
    """Write all meetings to an .ics file."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django set up

    from maillage.interfaces.exporters.meetings import meetings_ics  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415

    whoever(Action.VIEW_DRAFTS)
    content = meetings_ics(on=day_of(None), made_at=timezone.now())
    write_file(file, content, force=force)


def rollout(
    *,
    starts_on: Annotated[
        str, typer.Option("--from", metavar="YYYY-MM-DD", help=_("Begin on this day."))
    ] = "",
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Show where the first ninety days stand, or begin them."""
    from maillage.domain.reviews.rollout import begin_rollout  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    if starts_on:
        begin_rollout(starts_on=day_of(starts_on), by=person(Action.HOLD_REVIEWS))
    else:
        whoever(Action.VIEW_DRAFTS)
    show_steps(day_of(on).isoformat(), as_json=as_json)


def show_steps(on: str, *, as_json: bool) -> None:
    """Show the steps of the ninety days."""
    from maillage.domain.reviews.rollout import progress  # noqa: PLC0415 - needs Django set up

    heads = {
        "step": _("Step"),
        "label": _("What"),
        "due": _("Until"),
        "done_on": _("Done"),
        "seen": _("Seen in the data"),
    }
    rows = [
        {
            "step": each.step.value,
            "label": each.label,
            "due": each.due,
            "done_on": each.done_on,
            "ticked": each.ticked,
            "seen": each.seen,
            "late": each.late,
        }
        for each in progress(on=day_of(on))
    ]
    none = _("The ninety days did not begin yet: see `maillage meetings rollout --help`.")
    show_rows(rows, heads, as_json=as_json, empty=none)


def tick(
    step: Annotated[str, typer.Argument(metavar=_("STEP"), help=_("Its name in the list."))],
    *,
    undo: Annotated[bool, typer.Option("--undo", help=_("It is not done after all."))] = False,
    as_json: AsJson = False,
) -> None:
    """Say that a step of the ninety days is done."""
    from maillage.domain.reviews.rollout import tick as tick_one  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    today = day_of(None)
    tick_one(step=step, done=not undo, by=person(Action.HOLD_REVIEWS), today=today)
    show_steps(today.isoformat(), as_json=as_json)
