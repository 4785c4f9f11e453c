"""``maillage leads predictor``: the predictive score learnt, judged, switched on and off."""

from __future__ import annotations

from typing import Annotated

import typer

from maillage.cli.acting import whoever
from maillage.cli.answers import AsJson, show_rows
from maillage.errors import ParameterError
from maillage.texts import _, quoted

Version = Annotated[int, typer.Argument(metavar=_("VERSION"), help=_("Number of the version."))]


def register(leads: typer.Typer) -> None:
    """Add the commands to those of leads."""
    predictor = typer.Typer(
        help=_("The predictive score: learnt from stored leads, off until it is switched on."),
        no_args_is_help=True,
    )
    predictor.command("list", help=_("List the versions and how good each is."))(listed)
    predictor.command("learn", help=_("Learn from stored leads whose outcome is known."))(learn)
    predictor.command("on", help=_("Switch a version on instead of any other."))(switch_on)
    predictor.command("off", help=_("Switch a version off."))(off)
    leads.add_typer(predictor, name="predictor")


def listed(*, as_json: AsJson = False) -> None:
    """List the versions."""
    from maillage.domain.leads.predicting import predictors  # noqa: PLC0415 - needs Django set up
    from maillage.interfaces.lists.predictors import fields, judged  # noqa: PLC0415

    rows = [
        {
            "version": each.version,
            "active": each.active,
            "method": each.content["method"],
            "fields": fields(each),
            "learnt_from": each.content["leads"],
            "judged": judged(each),
            "calibration": each.calibration,
        }
        for each in predictors()
    ]
    heads = {
        "version": _("Version"),
        "active": _("Switched on"),
        "method": _("Method"),
        "fields": _("Fields"),
        "learnt_from": _("Learnt from leads"),
        "judged": _("Judged by the newest"),
    }
    show_rows(rows, heads, as_json=as_json, empty=_("No predictive score was learnt yet."))


def learn(
    fields: Annotated[
        list[str],
        typer.Argument(metavar=_("FIELD=MOMENT…"), help=_("A field and from when it is known.")),
    ],
    *,
    method: Annotated[str, typer.Option(help=_("bayes or logistic."))] = "bayes",
) -> None:
    """Learn a new version."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django set up

    from maillage.domain.leads.predicting import learn_predictor  # noqa: PLC0415
    from maillage.interfaces.lists.predictors import judged  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    by = whoever(Action.EDIT_SCORING)
    asked = dict(map(field_read, fields))
    made = learn_predictor(by=by, fields=asked, method=method, now=timezone.now())
    typer.echo(_("Version %(number)d is learnt: %(judged)s. It is off.")
               % {"number": made.version, "judged": judged(made)})  # fmt: skip


def field_read(text: str) -> tuple[str, str]:
    """Read a field with the moment from which it is known."""
    name, sign, moment = text.rpartition("=")
    if not sign or not name:
        raise ParameterError(
            _("%(text)s names no field with its moment.") % {"text": quoted(text[:80])},
            remedy=_("Write it as origin=creation."),
        )
    return name, moment


def switch_on(version: Version) -> None:
    """Switch a version on."""
    from maillage.domain.leads.predicting import activate, predictor_called  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    by = whoever(Action.EDIT_SCORING)
    done = activate(predictor=predictor_called(version), by=by)
    typer.echo(_("Version %(number)d predicts open leads.") % {"number": done.version})


def off(version: Version) -> None:
    """Switch a version off."""
    from maillage.domain.leads.predicting import predictor_called, switch_off  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    by = whoever(Action.EDIT_SCORING)
    done = switch_off(predictor=predictor_called(version), by=by)
    typer.echo(_("Version %(number)d is off.") % {"number": done.version})
