"""``maillage market priority``: which zones come first, and how robust that is."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from maillage.cli.answers import AsJson, On, day_of, show_json, show_rows, table_of
from maillage.texts import _, percent

Weight = Annotated[float, typer.Option(min=0, max=1e6, help=_("Its weight, in any unit."))]


def show_priority(
    *,
    level: Annotated[str, typer.Option(help=_("state, metro or county."))] = "state",
    potential: Weight = 1,
    density: Weight = 1,
    distance: Weight = 1,
    signals: Weight = 1,
    spread: Annotated[
        float, typer.Option(min=0, max=1, help=_("Share by which every weight is moved."))
    ] = 0.25,
    keep: Annotated[int, typer.Option(min=1, help=_("How many zones are the first ones."))] = 5,
    top: Annotated[int, typer.Option(min=1, help=_("Number of zones to list."))] = 20,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Rank zones by potential, density, nearness to the network and buying signals."""
    from maillage.domain.market.priority import prioritise  # noqa: PLC0415 - needs Django set up
    from maillage.domain.market.words import expired_words  # noqa: PLC0415
    from maillage.interfaces.lists.priority import spanned  # noqa: PLC0415

    weights = {
        "potential": potential,
        "density": density,
        "distance": distance,
        "signals": signals,
    }
    found = prioritise(level=level, weights=weights, on=day_of(on), spread=spread, keep=keep)
    zones = found.zones.head(top).astype(object)
    rows = zones.where(zones.notna(), None).to_dict("records")
    bounds = [
        {
            "criterion": each.criterion,
            "weight": percent(each.weight),
            "leader": " – ".join(map(percent, each.leader)),
            "order": " – ".join(map(percent, each.order)),
        }
        for each in found.stability
    ]
    if as_json:
        moved = {"spread": spread, "keep": keep, "kept_error": found.kept_error}
        more = {"error": found.error, "expired": found.expired} | moved
        show_json({"level": level, "zones": rows, "stability": bounds} | more)
        return
    heads = {
        "rank": _("Rank"),
        "name": _("Zone"),
        "ranks": _("Ranks"),
        "kept": _("Among the first %(count)d") % {"count": keep},
        "score": _("Score"),
        "best_rank": _("Best possible rank"),
        "accounts": _("Accounts"),
        "qualified": _("Qualified"),
        "potential": _("Potential"),
    }
    none = _("No account has a place yet.")
    shown = [
        row
        | {"score": percent(row["score"]), "kept": percent(row["kept"])}
        | {"ranks": spanned(row["rank_from"], row["rank_to"])}
        for row in rows
    ]
    show_rows(shown, heads, as_json=False, empty=none)
    names = {
        "criterion": _("Criterion"),
        "weight": _("Weight"),
        "leader": _("The first stays first from … to"),
        "order": _("The whole order holds from … to"),
    }
    if rows:
        Console().print(table_of(bounds, names))
        text = _("Ranks and shares: every weight up to %(spread)s more or less, each on its own.")
        typer.echo(text % {"spread": percent(spread)})
    if said := expired_words(found.expired):
        typer.echo(said)


def show_launch(
    *,
    team: Annotated[
        int | None, typer.Option(min=1, help=_("How many sell; the active reps by default."))
    ] = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Advise a small team where to begin, and tell what goes wrong at a launch."""
    from maillage.domain.market.launch import advice, launch_advice, said  # noqa: PLC0415

    found = launch_advice(on=day_of(on), team=team)
    signs = [said(each) for each in found.findings]
    if as_json:
        show_json({"team": found.team, "zones": found.zones, "findings": signs})
        return
    lines = [*filter(None, [advice(found)]), *signs]
    typer.echo("\n".join(lines) or _("No advice for a team of this size, and no sign of trouble."))
