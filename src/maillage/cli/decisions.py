"""How a scenario comes into force: reps asked, committee, publication, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli.acting import person, scenario_called, whoever
from maillage.cli.answers import AsJson, show_json, show_rows
from maillage.cli.scenarios import Number
from maillage.errors import ConflictError, NotFoundError
from maillage.texts import _, number

if TYPE_CHECKING:
    from maillage.models import Scenario

Text = Annotated[str, typer.Option(help=_("What you say about it."))]


def register(app: typer.Typer, scenarios: typer.Typer) -> None:
    """Add the commands to those of the program and of scenarios."""
    scenarios.command("consult", help=_("Open a scenario to the reps until a day."))(consult)
    scenarios.command("submit", help=_("Put a scenario before the steering committee."))(submit)
    scenarios.command("approve", help=_("Approve a scenario for the body you speak for."))(approve)
    scenarios.command("send-back", help=_("Send a scenario back to consultation, for a reason."))(
        send_back
    )
    scenarios.command("publish", help=_("Put an approved scenario into force, all of it at once."))(
        publish
    )
    publications = typer.Typer(
        help=_("What was put into force: list it, take it back."), no_args_is_help=True
    )
    publications.command("list", help=_("List what was put into force, the newest first."))(listed)
    publications.command("roll-back", help=_("Give every account back as it was before."))(
        roll_back
    )
    app.add_typer(publications, name="publications")


def consult(
    scenario: Number,
    *,
    until: Annotated[
        str, typer.Option(metavar="YYYY-MM-DD", help=_("Last day on which reps are heard."))
    ],
    message: Annotated[str, typer.Option(help=_("What reps are told."))] = "",
) -> None:
    """Open a scenario to the reps until a day."""
    from maillage.cli import options  # noqa: PLC0415 - loads pandas
    from maillage.domain.territories.consulting.consultation import (  # noqa: PLC0415
        open_consultation,
    )
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    open_consultation(
        scenario=scenario_called(scenario),
        deadline=options.day(until),
        message=message,
        by=person(Action.EDIT_SCENARIOS),
    )
    typer.echo(_("The scenario is open to reps."))


def submit(
    scenario: Number,
    *,
    on: Annotated[
        str, typer.Option(metavar="YYYY-MM-DD", help=_("Day from which it is to be in force."))
    ],
) -> None:
    """Put a scenario before the steering committee."""
    from maillage.cli import options  # noqa: PLC0415 - loads pandas
    from maillage.domain.territories.publishing.approval import submit_scenario  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    found = scenario_called(scenario)
    submit_scenario(scenario=found, effective_on=options.day(on), by=person(Action.EDIT_SCENARIOS))
    say_standing(found)


def approve(scenario: Number, *, text: Text = "") -> None:
    """Approve a scenario for the body you speak for."""
    from maillage.domain.territories.publishing.approval import approve_scenario  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    found = scenario_called(scenario)
    approve_scenario(scenario=found, by=person(Action.APPROVE), text=text)
    say_standing(found)


def say_standing(scenario: Scenario) -> None:
    """Say which bodies approved, and which have still to speak."""
    from maillage.domain.territories.publishing.approval import (  # noqa: PLC0415
        standings,
        submission_of,
    )

    submission = submission_of(scenario)
    for each in standings(submission) if submission else ():
        said = _("approved") if each.approval else _("has not spoken yet")
        typer.echo(f"{each.body.label}: {said}")


def send_back(
    scenario: Number,
    *,
    text: Annotated[str, typer.Option(help=_("What has to change."))],
) -> None:
    """Send a scenario back to consultation, for a reason."""
    from maillage.domain.territories.publishing.approval import (  # noqa: PLC0415
        send_back_scenario,
    )
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    found = scenario_called(scenario)
    send_back_scenario(scenario=found, by=person(Action.APPROVE), text=text)
    typer.echo(_("The scenario is in consultation; its approvals are void."))


def publish(
    scenario: Number,
    *,
    later: Annotated[
        str,
        typer.Option(help=_("keep or drop changes of owner that are planned for a later day.")),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Put an approved scenario into force, all of it at once."""
    from maillage.cli import options  # noqa: PLC0415 - loads pandas
    from maillage.domain.territories.publishing.approval import submission_of  # noqa: PLC0415
    from maillage.domain.territories.publishing.plan import Later  # noqa: PLC0415
    from maillage.domain.territories.publishing.publish import publish_scenario  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    found, by = scenario_called(scenario), person(Action.PUBLISH)
    submission = submission_of(found)
    if submission is None:
        raise ConflictError(
            _("The scenario %(name)s is not approved.") % {"name": found.name},
            remedy=_("Only what the steering committee approved is published."),
        )
    made = publish_scenario(
        scenario=found,
        effective_on=submission.effective_on,
        later=options.choice(later, Later, "--later") if later else None,
        by=by,
    )
    if as_json:
        show_json({"id": made.pk, "effective_on": made.effective_on, "figures": made.figures})
        return
    said = _("In force from %(day)s: %(accounts)s accounts change owner.")
    count = number(made.figures["owner_changes"])
    typer.echo(said % {"day": made.effective_on.isoformat(), "accounts": count})
    back = _("`maillage --as E-MAIL publications roll-back %(number)d` takes it back.")
    typer.echo(back % {"number": made.pk})


def listed(*, as_json: AsJson = False) -> None:
    """List what was put into force, the newest first."""
    from maillage.domain.territories.publishing.published import published  # noqa: PLC0415
    from maillage.interfaces.lists.decisions import force_text  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    whoever(Action.VIEW)
    rows = [
        {
            "id": row.pk,
            "scenario": row.scenario_id,
            "name": row.scenario.name,
            "effective_on": row.effective_on,
            "accounts": row.figures.get("owner_changes", 0),
            "state": force_text(row),
            "by": str(row.by),
            "rolled_back_at": row.rolled_back_at,
        }
        for row in published()
    ]
    heads = {
        "id": _("Number"),
        "name": _("Scenario"),
        "effective_on": _("In force from"),
        "accounts": _("Accounts"),
        "state": _("State"),
        "by": _("Published by"),
    }
    none = _("Nothing was published yet: see `maillage scenarios publish --help`.")
    show_rows(rows, heads, as_json=as_json, empty=none)


def roll_back(publication: Number, *, as_json: AsJson = False) -> None:
    """Give every account back as it was before."""
    from maillage.domain.territories.publishing.rollback import (  # noqa: PLC0415
        roll_back_publication,
    )
    from maillage.models import Publication  # noqa: PLC0415 - needs Django set up
    from maillage.permissions import Action  # noqa: PLC0415

    by = person(Action.PUBLISH)
    found = Publication.objects.filter(pk=publication).first()
    if found is None:
        raise NotFoundError(
            _("There is no publication %(number)d.") % {"number": publication},
            remedy=_("`maillage publications list` lists them."),
        )
    done = roll_back_publication(publication=found, by=by)
    if as_json:
        show_json({"restored": done.restored, "left": done.left})
        return
    text = _("%(restored)s accounts were given back; %(left)s that somebody changed since stay.")
    typer.echo(text % {"restored": number(done.restored), "left": number(done.left)})
