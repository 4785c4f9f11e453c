"""``maillage challenges``: what reps ask to be cut otherwise, and what is answered."""

from __future__ import annotations

from typing import Annotated

import typer

from maillage.cli.acting import member, person
from maillage.cli.answers import AsJson, show_rows
from maillage.errors import NotFoundError, ParameterError
from maillage.texts import _


def register(app: typer.Typer) -> None:
    """Add the commands to those of the program."""
    challenges = typer.Typer(
        help=_("What reps ask to be cut otherwise: list it, answer it."), no_args_is_help=True
    )
    challenges.command("list", help=_("List the challenges, the newest first."))(listed)
    challenges.command("answer", help=_("Accept a challenge, or refuse it."))(answer)
    app.add_typer(challenges, name="challenges")


def listed(
    *,
    every: Annotated[bool, typer.Option("--all", help=_("Also those that were answered."))] = False,
    as_json: AsJson = False,
) -> None:
    """List the challenges, the newest first."""
    from maillage.domain.territories.consulting.showing import challenges_shown_to  # noqa: PLC0415
    from maillage.models import Challenge, ChallengeState  # noqa: PLC0415 - needs Django set up

    acting = member()
    found = Challenge.objects.all() if acting is None else challenges_shown_to(acting)
    found = found if every else found.filter(state=ChallengeState.OPEN)
    rows = [
        {
            "id": row.pk,
            "scenario": row.scenario_id,
            "rep": row.rep.name,
            "subject": row.subject,
            "reference": row.reference,
            "what": str(row),
            "wanted": row.wanted.name,
            "reason": row.get_code_display(),
            "text": row.text,
            "state": row.get_state_display(),
            "answer": row.answer,
        }
        for row in found.select_related("rep", "wanted").order_by("-at", "-pk")
    ]
    heads = {
        "id": _("Number"),
        "scenario": _("Scenario"),
        "rep": _("Rep"),
        "what": _("What"),
        "wanted": _("Should go to"),
        "reason": _("Reason"),
        "text": _("In words"),
        "state": _("State"),
    }
    show_rows(rows, heads, as_json=as_json, empty=_("No challenge waits for an answer."))


def answer(
    challenge: Annotated[
        int, typer.Argument(metavar=_("NUMBER"), help=_("Its number in the list."))
    ],
    *,
    accept: Annotated[
        bool | None,
        typer.Option("--accept/--refuse", help=_("Accepting changes the scenario as asked.")),
    ] = None,
    text: Annotated[str, typer.Option(help=_("What you answer; a refusal needs it."))] = "",
) -> None:
    """Accept a challenge, or refuse it."""
    from maillage.domain.territories.consulting.challenges import (  # noqa: PLC0415
        accept_challenge,
        refuse_challenge,
    )
    from maillage.models import Challenge  # noqa: PLC0415 - needs Django set up
    from maillage.permissions import Action  # noqa: PLC0415

    if accept is None:
        raise ParameterError(
            _("It is not said whether you accept."), remedy=_("Add --accept or --refuse.")
        )
    by = person(Action.ANSWER_CHALLENGES)
    found = Challenge.objects.select_related("scenario").filter(pk=challenge).first()
    if found is None:
        raise NotFoundError(
            _("There is no challenge %(number)d.") % {"number": challenge},
            remedy=_("`maillage challenges list` lists them."),
        )
    if accept:
        revision = found.scenario.revision
        accept_challenge(challenge=found, revision=revision, by=by, text=text)
    else:
        refuse_challenge(challenge=found, text=text, by=by)
    typer.echo(_("Answered."))
