"""``maillage indicators``: figures with their definitions, the rows behind them, reps compared."""

from __future__ import annotations

from typing import Annotated

import typer

from maillage.cli.acting import member, whoever
from maillage.cli.answers import AsJson, On, day_of, show_json, show_rows
from maillage.texts import _

Of = Annotated[
    str,
    typer.Option(
        "--of",
        help=_("workspace, rep:ID, territory:NUMBER, segment:NUMBER-PLACE or channel:NAME."),
    ),
]
Month = Annotated[str, typer.Option(metavar="YYYY-MM", help=_("Month; this one by default."))]


def register(app: typer.Typer) -> None:
    """Add the commands to those of the program."""
    group = typer.Typer(
        help=_("Indicators with their definitions, and reps compared fairly."),
        no_args_is_help=True,
    )
    group.command("list", help=_("Show all indicators of a part of the market in a month."))(listed)
    group.command("rows", help=_("Name the accounts or opportunities behind an indicator."))(rows)
    group.command("compare", help=_("Compare reps by deals for their potential, luck set apart."))(
        compare
    )
    app.add_typer(group, name="indicators")


def listed(*, of: Of = "", month: Month = "", as_json: AsJson = False) -> None:
    """Show all indicators of a part of the market in a month."""
    from maillage.domain.reviews.indicators.asking import indicators, month_asked  # noqa: PLC0415
    from maillage.domain.reviews.indicators.parts import part_asked  # noqa: PLC0415
    from maillage.domain.reviews.indicators.telling import told  # noqa: PLC0415
    from maillage.interfaces.lists.indicators import value_text  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415

    whoever(Action.VIEW)
    today = day_of(None)
    found = indicators(
        part=part_asked(of, by=member()), month=month_asked(month, today), today=today
    )
    if as_json:
        show_json([told(each) for each in found])
        return
    heads = {"name": _("Indicator"), "shown": _("Value"), "sentence": _("Definition"),
             "missing": _("Where nothing is recorded")}  # fmt: skip
    table = [
        {
            "name": each.definition.name,
            "shown": value_text(each.counted.value, each.definition.unit),
            "sentence": each.definition.sentence,
            "missing": each.definition.missing if each.counted.value is None else "",
        }
        for each in found
    ]
    show_rows(table, heads, as_json=False, empty="")


def rows(
    key: Annotated[str, typer.Argument(metavar=_("INDICATOR"), help=_("Its key in --json."))],
    *,
    of: Of = "",
    month: Month = "",
    as_json: AsJson = False,
) -> None:
    """Name the accounts or opportunities behind an indicator."""
    from maillage.domain.reviews.indicators.asking import indicator, month_asked  # noqa: PLC0415
    from maillage.domain.reviews.indicators.parts import part_asked  # noqa: PLC0415
    from maillage.domain.reviews.indicators.telling import behind  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415

    whoever(Action.VIEW)
    today = day_of(None)
    part = part_asked(of, by=member())
    _definition, counted = indicator(key, part=part, month=month_asked(month, today), today=today)
    found = behind(key, counted)
    if as_json:
        show_json(found)
        return
    typer.echo("\n".join([*found["accounts"], *found["opportunities"]]) or _("None."))


def compare(*, on: On = None, as_json: AsJson = False) -> None:
    """Compare reps by deals for their potential, luck set apart."""
    from maillage.domain.reviews.comparing import (  # noqa: PLC0415 - needs Django set up
        compare_reps,
        method_words,
        told,
    )
    from maillage.permissions import Action  # noqa: PLC0415

    whoever(Action.HOLD_REVIEWS)
    found = compare_reps(until=day_of(on))
    heads = {"name": _("Rep"), "deals": _("Deals won"), "expected": _("Expected for the potential"),
             "rate": _("Luck set apart"), "low": _("At least"), "high": _("At most"),
             "above": _("Above the middle with"), "said": _("What the figures tell")}  # fmt: skip
    show_rows(
        told(found), heads, as_json=as_json, empty=_("No rep holds accounts with a potential.")
    )
    if not as_json:
        typer.echo("\n".join(method_words(found)))
