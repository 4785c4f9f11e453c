"""``maillage advise``: which way to cut the market."""

from __future__ import annotations

from typing import Annotated

import typer

from maillage.cli.acting import whoever
from maillage.cli.answers import AsJson, show_json, show_rows
from maillage.texts import _


def register(app: typer.Typer) -> None:
    """Add the command to those of the program."""
    app.command("advise", help=_("Recommend how to cut the market, with reasons and figures."))(
        advise
    )


def advise(
    *,
    offer: Annotated[
        str, typer.Option(help=_("What is sold: same for all, by_industry or by_size."))
    ] = "same",
    stage: Annotated[
        str, typer.Option(help=_("The company is entering, growing or established."))
    ] = "growing",
    team: Annotated[
        int | None, typer.Option(min=1, help=_("How many sell; the active reps by default."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Recommend how to cut the market, with reasons and figures; what was asked is recorded."""
    from maillage.core.territories.cuts import cut_names  # noqa: PLC0415 - loads pandas
    from maillage.domain.territories.cutting import choose_cut  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    advice = choose_cut(offer=offer, stage=stage, team=team, by=whoever(Action.EDIT_RULES))
    if as_json:
        show_json(advice.stored())
        return
    names = cut_names()
    typer.echo(_("Cut the market: %(cuts)s.") % {"cuts": ", ".join(names[c] for c in advice.cuts)})
    typer.echo("\n".join(advice.why))
    heads = {
        "cut": _("Cut"),
        "asked": _("Asked for"),
        "carried": _("Carried by the accounts"),
        "points": _("Points"),
    }
    rows = [each.stored() | {"cut": names[each.cut]} for each in advice.weighed]
    show_rows(rows, heads, as_json=False, empty="")
