"""`maillage plan measure|track|follow|questions`: what the opportunities of the workspace say."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from maillage.cli.answers import AsJson, On, day_of, show_json, table_of, write_file
from maillage.texts import _, number, percent

if TYPE_CHECKING:
    from maillage.interfaces.importers.plans.schema import WrittenPlan
    from maillage.models import Rep

RepOption = Annotated[str | None, typer.Option("--rep", help=_("Id of a rep; all by default."))]
PlanOption = Annotated[Path | None, typer.Option("--plan", help=_("A plan in a file."))]
OutOption = Annotated[
    Path | None, typer.Option("--out", "-o", help=_("File to write the plan to (TOML)."))
]
ForceOption = Annotated[bool, typer.Option("--force", help=_("Overwrite the file."))]
DayOption = Annotated[str | None, typer.Option(metavar="YYYY-MM-DD")]


def register(plan_app: typer.Typer) -> None:
    """Add the commands to ``maillage plan``."""
    for name, does, text in (
        (
            "measure",
            measure,
            _("Count conversions, lags and amounts from opportunities, for a plan."),
        ),
        ("track", track, _("Fill a plan with what was reached until a day.")),
        (
            "follow",
            follow,
            _("Say where a rep stands: pace, pipeline, forecast with its range, alarms."),
        ),
        ("questions", questions, _("Answer the three standing questions of a coaching meeting.")),
    ):
        plan_app.command(name, help=text)(does)


def whose(rep: str | None) -> Rep | None:
    """The rep named, as far as whoever acts may see it."""
    from maillage.cli.acting import whoever  # noqa: PLC0415 - needs Django set up
    from maillage.domain.people.members import rep_called  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415

    whoever(Action.VIEW)
    return rep_called(rep) if rep else None


def written_in(file: Path) -> WrittenPlan:
    """Read a plan."""
    from maillage.cli.plan_files import read_any  # noqa: PLC0415 - loads SciPy

    return read_any(file)


def write_plan(written: WrittenPlan, out: Path | None, *, force: bool) -> None:
    """Write a plan to a file, or to the screen."""
    from maillage.interfaces.exporters.plans.toml import plan_toml  # noqa: PLC0415 - loads SciPy

    if out is None:
        typer.echo(plan_toml(written))
    else:
        write_file(out, plan_toml(written).encode(), force=force)


def measure(
    *,
    rep: RepOption = None,
    on: On = None,
    plan: PlanOption = None,
    out: OutOption = None,
    force: ForceOption = False,
    as_json: AsJson = False,
) -> None:
    """Count conversions, lags and amounts from opportunities, for a plan."""
    from maillage.domain.opportunities.following import measured  # noqa: PLC0415 - needs Django
    from maillage.interfaces.exporters.plans.followed import measured_as_data  # noqa: PLC0415
    from maillage.interfaces.importers.plans.tracking import with_measures  # noqa: PLC0415

    found = measured(on=day_of(on), rep=whose(rep))
    if plan is not None:
        write_plan(with_measures(written_in(plan), found), out, force=force)
        return
    data = measured_as_data(found)
    if as_json:
        show_json(data)
        return
    steps = [step_row(source, step) for source in data for step in source["steps"]]
    if not steps:
        typer.echo(_("No opportunities yet: import some with `maillage import opportunities`."))
        return
    heads = {
        "source": _("Source"), "before": _("From the stage"), "after": _("To the stage"),
        "rate": _("Conversion rate"),
        "own": _("Of its own"), "trials": _("With the team's"), "lag": _("Median days"),
    }  # fmt: skip
    Console().print(table_of(steps, heads))
    ends = [source_row(source) for source in data]
    more = {
        "source": _("Source"), "won": _("Won"), "lost": _("Lost"), "open": _("Open"),
        "mean": _("Mean sale"), "cv": _("Coefficient of variation"), "lag": _("Weeks to the sale"),
    }  # fmt: skip
    Console().print(table_of(ends, more))


def step_row(source: dict[str, Any], step: dict[str, Any]) -> dict[str, Any]:
    """One conversion, as a row."""
    from maillage.interfaces.exporters.plans.followed import source_word  # noqa: PLC0415

    return {
        "source": source_word(source["name"]),
        "before": step["before"],
        "after": step["after"],
        "rate": percent(step["rate"]),
        "own": step["own"],
        "trials": round(step["trials"]),
        "lag": round(step["lag_days"]),
    }


def source_row(source: dict[str, Any]) -> dict[str, Any]:
    """What was won of a source, as a row."""
    from maillage.interfaces.exporters.plans.followed import source_word  # noqa: PLC0415

    return {
        "source": source_word(source["name"]),
        "won": source["won"],
        "lost": source["lost"],
        "open": source["open"],
        "mean": source["mean"],
        "cv": source["cv"],
        "lag": source["lag_weeks"],
    }


def track(
    plan: Annotated[Path, typer.Argument(help=_("A plan in a file."))],
    *,
    rep: RepOption = None,
    on: On = None,
    out: OutOption = None,
    force: ForceOption = False,
) -> None:
    """Fill a plan with what was reached until a day."""
    from maillage.domain.opportunities.actuals import actuals  # noqa: PLC0415 - needs Django
    from maillage.interfaces.importers.plans.tracking import tracked, year_of  # noqa: PLC0415

    written = written_in(plan)
    since, _until = year_of(written)
    found = actuals(on=day_of(on), since=since, rep=whose(rep))
    write_plan(tracked(written, found), out, force=force)


def follow(
    *,
    rep: RepOption = None,
    on: On = None,
    since: DayOption = None,
    until: DayOption = None,
    objective: Annotated[
        float | None, typer.Option(min=1, help=_("What is to be sold in the period."))
    ] = None,
    weekly: Annotated[
        float | None,
        typer.Option(min=0, help=_("Opportunities to be opened in a week; as before by default.")),
    ] = None,
    plan: PlanOption = None,
    as_json: AsJson = False,
) -> None:
    """Say where a rep stands: pace, pipeline, forecast with its range, alarms."""
    from maillage.cli import options  # noqa: PLC0415 - loads pandas
    from maillage.domain.opportunities import following  # noqa: PLC0415 - needs Django
    from maillage.interfaces.exporters.plans.followed import followed_as_data  # noqa: PLC0415
    from maillage.interfaces.importers.plans.tracking import year_of  # noqa: PLC0415

    day = day_of(on)
    begins, ends = date(day.year, 1, 1), date(day.year + 1, 1, 1)
    if plan is not None:
        written = written_in(plan)
        (begins, ends), objective = year_of(written), objective or float(written.objective)
    begins = options.day(since) if since else begins
    ends = options.day(until) if until else ends
    data = followed_as_data(
        following.follow(
            on=day, since=begins, until=ends, rep=whose(rep), objective=objective,
            opened_weekly=weekly,
        )
    )  # fmt: skip
    if as_json:
        show_json(data)
    else:
        show_followed(data)


def show_followed(data: dict[str, Any]) -> None:
    """Print where a rep stands."""
    expected = data["forecast"]
    typer.echo(_("Sold: %(amount)s") % {"amount": number(data["sold"])})
    typer.echo(
        _("Forecast: %(mean)s, 8 times of 10 between %(low)s and %(high)s")
        % {name: number(expected[name]) for name in ("mean", "low", "high")}
    )
    if data["pace_index"] is not None:
        typer.echo(_("Pace index: %(index)s") % {"index": number(data["pace_index"], 2)})
        share = percent(data["probability"], 0)
        typer.echo(_("The objective is reached with %(share)s.") % {"share": share})
    line = data["pipeline"]
    if line:
        typer.echo(
            _("The pipeline covers %(coverage)s times what is to be sold; %(wanted)s are needed.")
            % {name: number(line[name], 1) for name in ("coverage", "wanted")}
        )
    heads = {
        "stage": _("Stage"), "count": _("Open"), "worth": _("Worth"), "unknown": _("Worth unknown"),
        "oldest": _("Oldest, days"), "chance": _("Won of what ends"),
    }  # fmt: skip
    rows = [each | {"chance": percent(each["chance"], 0)} for each in data["stages"]]
    if rows:
        Console().print(table_of(rows, heads))
    for alert in data["alerts"]:
        if alert["trend"] != "steady":
            typer.echo(f"! {alert['text']}")


def questions(
    *,
    rep: RepOption = None,
    on: On = None,
    plan: PlanOption = None,
    weeks: Annotated[int, typer.Option(min=1, max=52, help=_("Weeks of contacts."))] = 6,
    as_json: AsJson = False,
) -> None:
    """Answer the three standing questions of a coaching meeting."""
    from maillage.domain.opportunities.questions import answer  # noqa: PLC0415 - needs Django
    from maillage.interfaces.exporters.plans.followed import answers_as_data  # noqa: PLC0415
    from maillage.interfaces.importers.plans.tracking import planned_shares  # noqa: PLC0415

    shares = planned_shares(written_in(plan)) if plan else {}
    data = answers_as_data(answer(on=day_of(on), rep=whose(rep), weeks=weeks, **shares))
    if as_json:
        show_json(data)
        return
    console = Console()
    typer.echo(_("1. Which priority accounts have not been contacted this month?"))
    heads = {
        "account": _("Id"), "name": _("Name"), "potential": _("Potential"),
        "last_contact": _("Last contact"),
    }  # fmt: skip
    if data["not_contacted"]:
        console.print(table_of(data["not_contacted"], heads))
    else:
        typer.echo(_("All have been."))
    typer.echo(_("2. Is the pipeline aligned with the plan?"))
    show_shares(console, data["pipeline_by_source"], sources=True)
    show_shares(console, data["pipeline_by_segment"])
    typer.echo(_("3. Reallocate time, or revise priorities?"))
    show_shares(console, data["time_by_segment"])


def show_shares(console: Console, rows: list[dict[str, Any]], *, sources: bool = False) -> None:
    """Print shares beside the planned ones."""
    from maillage.interfaces.exporters.plans.followed import (  # noqa: PLC0415 - needs Django
        advice_word,
        share_word,
        source_word,
    )

    heads = {
        "name": _("Segment or source"), "planned": _("Planned share"),
        "actual": _("Actual share"), "advice": _("Against the plan"),
    }  # fmt: skip
    written = [
        {
            "name": source_word(each["name"]) if sources else each["name"] or _("no segment"),
            "planned": share_word(each["planned"]),
            "actual": share_word(each["actual"]),
            "advice": advice_word(each["advice"]),
        }
        for each in rows
    ]
    if written:
        console.print(table_of(written, heads))
