"""``maillage leads alignment``: the figures of marketing and sales from what is stored."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from maillage.cli.acting import whoever
from maillage.cli.answers import AsJson, day_of, show_json, show_rows
from maillage.texts import _, number, percent

Of = Annotated[
    str,
    typer.Option("--of", help=_("workspace, rep:ID, source:KEY or segment:NUMBER-PLACE.")),
]
Since = Annotated[
    str | None,
    typer.Option(metavar="YYYY-MM-DD", help=_("First day; of the month by default.")),
]
Until = Annotated[
    str | None,
    typer.Option(metavar="YYYY-MM-DD", help=_("Last day; of the month by default.")),
]


def register(leads: typer.Typer) -> None:
    """Add the commands to those of leads."""
    group = typer.Typer(
        help=_("How well marketing and sales work together, for both to see."),
        no_args_is_help=True,
    )
    described = {
        "show": (show, _("Show the figures, the promises both ways, and the funnel.")),
        "rows": (rows, _("Name the leads or opportunities behind a number.")),
        "compare": (compare, _("Compare two periods, or before and after a change.")),
        "losses": (losses, _("Apply what others claim to own figures.")),
    }
    for name, (command, help_text) in described.items():
        group.command(name, help=help_text)(command)
    leads.add_typer(group, name="alignment")


def show(*, of: Of = "", since: Since = None, until: Until = None, as_json: AsJson = False) -> None:
    """Show the figures, the promises both ways, and the funnel."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django set up

    from maillage.domain.leads.alignment.board import board  # noqa: PLC0415
    from maillage.domain.leads.alignment.periods import part_of_leads  # noqa: PLC0415
    from maillage.domain.leads.alignment.telling import alignment  # noqa: PLC0415

    allow()
    period = days(since, until)
    found = alignment(board(part=part_of_leads(of), period=period, now=timezone.now()))
    if as_json:
        show_json(found)
        return
    show_figures(found["figures"])
    show_promises(found["sides"])
    show_funnel(found["funnel"])
    show_heard(found["heard"])


def allow() -> None:
    """Both teams may see all of it (E-08)."""
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    whoever(Action.VIEW)


def days(since: str | None, until: str | None) -> Any:
    """The period that is asked for."""
    from maillage.domain.leads.alignment.periods import period_asked  # noqa: PLC0415

    first, last = (None if each is None else day_of(each) for each in (since, until))
    return period_asked(first, last, day_of(None))


def show_figures(figures: list[dict[str, Any]]) -> None:
    """Show each figure in its readings."""
    from maillage.interfaces.lists.alignment import (  # noqa: PLC0415
        unit_of,
        value_text,
        verdict_words,
    )

    verdicts = verdict_words()
    heads = {"requirement": _("Requirement"), "name": _("Figure"), "reading": _("How it is read"),
             "value": _("Value"), "between": _("Interval (95 of 100)"), "of": _("Of how many"),
             "target": _("Target"), "verdict": _("Against the target")}  # fmt: skip
    table = []
    for each in figures:
        for place, reading in enumerate(each["readings"]):
            unit = unit_of(reading["key"], each["unit"])
            ends = [value_text(reading[name], unit) for name in ("low", "high")]
            row = {"value": value_text(reading["value"], unit), "between": " – ".join(ends)}
            row |= {"reading": reading["name"], "of": reading["of"]}
            row |= {name: "" if place else each[name] for name in ("requirement", "name", "target")}
            table.append(row | {"verdict": "" if place else verdicts[each["verdict"]]})
    show_rows(table, heads, as_json=False, empty="")


def share_text(rate: dict[str, Any]) -> str:
    """Write a share with what it is counted from."""
    if rate["share"] is None:
        return "–"
    return f"{percent(rate['share'], 0)} ({number(rate['count'])}/{number(rate['of'])})"


def show_promises(sides: list[dict[str, Any]]) -> None:
    """Show how promises are kept, in both directions."""
    heads = {"side": _("Direction"), "name": _("Promise"), "kept": _("Kept in time"),
             "late": _("Late"), "open": _("Running")}  # fmt: skip
    table = [
        {"side": side["name"], "name": each["name"], "kept": share_text(each), "late": each["late"],
         "open": each["open"]}
        for side in sides
        for each in side["policies"]
    ]  # fmt: skip
    show_rows(table, heads, as_json=False, empty=_("No promise began in this period."))


def show_funnel(steps: list[dict[str, Any]]) -> None:
    """Show what became of the leads first heard of in the period."""
    heads = {"name": _("Step"), "count": _("Leads"), "share": _("Of those before"),
             "lost": _("Lost there"), "waiting": _("Still open"), "why": _("Why")}  # fmt: skip
    table = [
        {"name": each["name"], "count": each["of_first"]["count"],
         "share": share_text(each["of_previous"]), "lost": each["lost"],
         "waiting": each["waiting"],
         "why": ", ".join(f"{why['text']} ({why['count']})" for why in each["reasons"])}
        for each in steps
    ]  # fmt: skip
    show_rows(table, heads, as_json=False, empty="")


def show_heard(heard: dict[str, Any]) -> None:
    """Show what sales tells marketing of the leads."""
    for label, told in (
        (_("Why leads were refused"), heard["refused"]),
        (_("How good sales finds them"), heard["quality"]),
    ):
        words = ", ".join(f"{each['text']} ({number(each['count'])})" for each in told)
        typer.echo(f"{label}: {words or '–'}")


def rows(
    key: Annotated[
        str, typer.Argument(metavar=_("FIGURE"), help=_("Its key, funnel, or promises."))
    ],
    reading: Annotated[
        str, typer.Argument(metavar=_("READING"), help=_("A reading, a step, or a promise."))
    ] = "",
    *,
    of: Of = "",
    since: Since = None,
    until: Until = None,
    as_json: AsJson = False,
) -> None:
    """Name the leads or opportunities behind a number."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django set up

    from maillage.domain.leads.alignment.behind import behind  # noqa: PLC0415
    from maillage.domain.leads.alignment.periods import part_of_leads  # noqa: PLC0415
    from maillage.domain.leads.alignment.telling import behind_told  # noqa: PLC0415

    allow()
    found = behind_told(
        behind(key, reading, part=part_of_leads(of), period=days(since, until), now=timezone.now())
    )
    if as_json:
        show_json(found)
        return
    typer.echo("\n".join([*map(str, found["leads"]), *found["opportunities"]]) or _("None."))


def compare(
    *,
    change: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM-DD", help=_("Day of a change: before it and since.")),
    ] = None,
    before_since: Since = None,
    before_until: Until = None,
    since: Since = None,
    until: Until = None,
    of: Of = "",
    as_json: AsJson = False,
) -> None:
    """Compare two periods, or before and after a change."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django set up

    from maillage.domain.leads.alignment import comparing  # noqa: PLC0415
    from maillage.domain.leads.alignment.periods import part_of_leads  # noqa: PLC0415
    from maillage.domain.leads.alignment.telling import comparison_told  # noqa: PLC0415

    allow()
    asked = [
        None if each is None else day_of(each)
        for each in (change, before_since, before_until, since, until)
    ]
    one, other = comparing.asked_periods(
        change=asked[0], before=(asked[1], asked[2]), after=(asked[3], asked[4]), today=day_of(None)
    )
    found = comparison_told(
        comparing.compare(part=part_of_leads(of), before=one, after=other, now=timezone.now())
    )
    if as_json:
        show_json(found)
        return
    show_changes(found)


def show_changes(found: dict[str, Any]) -> None:
    """Show what changed, against what is aimed at."""
    from maillage.interfaces.lists.alignment import value_text, verdict_words  # noqa: PLC0415

    verdicts = verdict_words()
    heads = {"name": _("Figure"), "before": _("Before"), "after": _("After"),
             "better": _("Better by"), "between": _("Interval (95 of 100)"), "target": _("Target"),
             "said": _("Against the target")}  # fmt: skip
    table = [
        {
            "name": each["name"],
            "before": value_text(each["before"], each["unit"]),
            "after": value_text(each["after"], each["unit"]),
            "better": value_text(each["improvement"], "percent"),
            "between": " – ".join(value_text(each[name], "percent") for name in ("low", "high")),
            "target": percent(each["at_least"], 0) if each["aimed"] else "",
            "said": verdicts[each["verdict"]] if each["aimed"] else "",
        }
        for each in found["changes"]
    ]
    show_rows(table, heads, as_json=False, empty="")


def losses(
    *,
    revenue: Annotated[float | None, typer.Option(help=_("Revenue of a year."))] = None,
    budget: Annotated[float | None, typer.Option(help=_("Budget of marketing."))] = None,
    leads: Annotated[float | None, typer.Option(help=_("Leads from marketing."))] = None,
    as_json: AsJson = False,
) -> None:
    """Apply what others claim to own figures."""
    from maillage.domain.leads.alignment import losses as of_claims  # noqa: PLC0415
    from maillage.domain.leads.alignment.telling import losses_told  # noqa: PLC0415

    allow()
    found = losses_told(of_claims.losses(revenue=revenue, budget=budget, leads=leads))
    if as_json:
        show_json(found)
        return
    typer.echo(_("What others claim, quoted and not checked:"))
    for each in found["losses"]:
        typer.echo(f"  {each['said']}")
    for claim in found["quoted"]:
        typer.echo(f"  {claim['text']} ({claim['source'] or _('no source given')})")
