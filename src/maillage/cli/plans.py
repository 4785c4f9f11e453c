"""`maillage plan`: what a plan needs each week, and how likely it is to reach its objective."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from maillage.cli import plan_documents, rep_plans
from maillage.cli.answers import AsJson, show_json, table_of, write_file
from maillage.cli.plan_files import PlanFile, read_any
from maillage.texts import _, number, percent


def register(app: typer.Typer) -> None:
    """Add the commands of plans to those of the program."""
    plan_app = typer.Typer(
        help=_("Examine the plan of a rep; store, discuss and accept it."), no_args_is_help=True
    )
    plan_app.command(
        "examine",
        help=_(
            "Say what a plan needs each week, how likely it reaches its objective, and where it is"
            " weak."
        ),
    )(examine_plan)
    plan_app.command(
        "workbook", help=_("Write the calculator of a plan: a workbook with live formulas.")
    )(write_workbook)
    plan_app.command(
        "calendar", help=_("Write the week and the reviews of a plan for a calendar program.")
    )(write_calendar)
    plan_app.command("example", help=_("Write the plan of Élise, to begin with."))(write_example)
    plan_documents.register(plan_app)
    rep_plans.register(plan_app)
    app.add_typer(plan_app, name="plan")


def examine_plan(file: PlanFile, *, as_json: AsJson = False) -> None:
    """Examine a plan in a file."""
    from maillage.cli.plan_steps import step_lines, step_tables  # noqa: PLC0415 - loads Django
    from maillage.core.plans.examining import examine  # noqa: PLC0415 - loads SciPy
    from maillage.interfaces.exporters.plans.words import as_data  # noqa: PLC0415 - same

    written = read_any(file)
    found = as_data(examine(written.read()))
    if as_json:
        show_json({"name": written.name, "currency": written.currency} | found)
        return
    console = Console()
    typer.echo(
        _("%(name)s: %(amount)s %(currency)s in the year from %(day)s")
        % {
            "name": written.name or file.name,
            "amount": number(float(written.objective)),
            "currency": written.currency,
            "day": written.starts_on,
        }
    )
    for rows, heads in tables(found):
        if rows:
            console.print(table_of(rows, heads))
    for title, rows, heads in step_tables(found):
        if rows:
            console.print(table_of(rows, heads, title))
    for line in step_lines(found):
        typer.echo(line)
    typer.echo("")
    if found["pace_index"] is not None:
        typer.echo(_("Pace index: %(index)s") % {"index": number(found["pace_index"], 2)})
    for each in found["findings"]:
        typer.echo(f"! {each['text']}")
    if not found["findings"]:
        typer.echo(_("Nothing speaks against this plan."))


def write_workbook(
    file: PlanFile,
    out: Annotated[Path, typer.Argument(help=_("Workbook to write (XLSX)."))],
    *,
    force: Annotated[bool, typer.Option("--force", help=_("Overwrite the file."))] = False,
) -> None:
    """Write the calculator of a plan."""
    from maillage.core.plans.examining import examine  # noqa: PLC0415 - loads SciPy
    from maillage.interfaces.exporters.plans.calculator import calculator  # noqa: PLC0415 - same

    written = read_any(file)
    write_file(out, calculator(written, examine(written.read())), force=force)


def write_calendar(
    file: PlanFile,
    out: Annotated[Path, typer.Argument(help=_("Calendar to write (ICS)."))],
    *,
    time_zone: Annotated[
        str, typer.Option("--time-zone", help=_("Time zone of the rep, such as America/Toronto."))
    ] = "",
    holidays: Annotated[
        str, typer.Option(help=_("Whose public holidays have no blocks: FR, CA-QC."))
    ] = "",
    force: Annotated[bool, typer.Option("--force", help=_("Overwrite the file."))] = False,
) -> None:
    """Write the calendar of a plan."""
    from django.utils import timezone  # noqa: PLC0415 - loads Django

    from maillage.core.plans.examining import examine  # noqa: PLC0415 - loads SciPy
    from maillage.interfaces.exporters.plans.blocks_ics import plan_calendar  # noqa: PLC0415

    read = read_any(file)
    said = {"time_zone": time_zone or read.time_zone, "holidays": holidays or read.holidays}
    written = read.model_copy(update=said)
    content = plan_calendar(written, examine(written.read()), made_at=timezone.now())
    write_file(out, content, force=force)


def tables(found: dict[str, Any]) -> list[tuple[list[dict[str, Any]], dict[str, str]]]:
    """Lay out the figures of an examination."""
    sources = found["sources"]
    stages = [
        {"source": source["name"]} | stage for source in sources for stage in source["stages"]
    ]
    return [
        (
            [{"name": each["name"], "target": each["target"]} for each in sources],
            {"name": _("Source"), "target": _("Target")},
        ),
        (
            stages,
            {
                "source": _("Source"),
                "stage": _("Stage"),
                "yearly": _("Per year"),
                "weekly": _("Per worked week"),
            },
        ),
        (
            [odds(each) for each in sources if each["chance"]],
            {
                "source": _("Source"),
                "planned": _("Planned"),
                "probability": _("Odds"),
                "range": _("Sales, 8 years of 10"),
                "half": _("For even odds"),
                "sure": _("For the confidence"),
            },
        ),
        (
            [rest(each) for each in sources if each["ahead"]],
            {
                "source": _("Source"),
                "rate": _("Conversion so far"),
                "open": _("Open"),
                "probability": _("Odds now"),
                "weekly": _("Per week from now"),
            },
        ),
        (
            [regular(each) for each in found["activities"]],
            {"name": _("What is done"), "often": _("How often"), "yearly": _("Per year")},
        ),
    ]


def odds(source: dict[str, Any]) -> dict[str, Any]:
    """The odds of a source, as a row."""
    chance = source["chance"]
    return {
        "source": source["name"],
        "planned": chance["planned"],
        "probability": percent(chance["probability"], 0),
        "range": f"{number(chance['low'])} – {number(chance['high'])}",
        "half": chance["for_half"],
        "sure": _("%(count)s for %(share)s")
        % {"count": chance["for_confidence"], "share": percent(chance["confidence"], 0)},
    }


def regular(activity: dict[str, Any]) -> dict[str, Any]:
    """What is done regularly, as a row."""
    often = {
        "week": _("%(count)s per week"),
        "month": _("%(count)s per month"),
        "quarter": _("%(count)s per quarter"),
        "year": _("%(count)s per year"),
    }[activity["per"]]
    return activity | {"often": often % {"count": decimal_or_whole(activity["count"])}}


def decimal_or_whole(count: float) -> str:
    """A count, with its decimals where it has some."""
    return number(count, 0 if float(count).is_integer() else 1)


def rest(source: dict[str, Any]) -> dict[str, Any]:
    """The rest of the year of a source, as a row."""
    ahead = source["ahead"]
    return {
        "source": source["name"],
        "rate": percent(ahead["rate"]),
        "open": ahead["open"],
        "probability": percent(ahead["probability"], 0),
        "weekly": ahead["needed_weekly"],
    }


def write_example(
    *,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help=_("File to write; the screen by default."))
    ] = None,
    force: Annotated[bool, typer.Option("--force", help=_("Overwrite the file."))] = False,
) -> None:
    """Write the example of a plan."""
    from maillage.interfaces.importers.plans.files import example  # noqa: PLC0415 - loads SciPy

    content = example().read_bytes()
    if out is None:
        typer.echo(content.decode())
    else:
        write_file(out, content, force=force)
