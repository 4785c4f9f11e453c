"""`maillage plan measure|track|follow|questions`: what the opportunities of the workspace say."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.console import Console

from maillage.cli.answers import AsJson, On, day_of, show_json, table_of, write_file
from maillage.errors import NotFoundError
from maillage.texts import _, number, percent

if TYPE_CHECKING:
    from maillage.interfaces.importers.plans.in_force import InForce
    from maillage.interfaces.importers.plans.schema import WrittenPlan
    from maillage.models import Rep

NAMES: Final = ("measure", "track", "follow", "questions")
"""The commands, all of which read the workspace."""
RepOption = Annotated[str | None, typer.Option("--rep", help=_("Id of a rep; all by default."))]
PlanOption = Annotated[Path | None, typer.Option("--plan", help=_("A plan in a file."))]
Instead = Annotated[
    Path | None,
    typer.Option("--plan", help=_("A plan in a file; the accepted one of the rep by default.")),
]
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
    plan: Annotated[
        Path | None,
        typer.Argument(help=_("A plan in a file; the accepted one of the rep by default.")),
    ] = None,
    *,
    rep: RepOption = None,
    on: On = None,
    out: OutOption = None,
    force: ForceOption = False,
) -> None:
    """Fill a plan with what was reached until a day."""
    from maillage.domain.opportunities.actuals import actuals  # noqa: PLC0415 - needs Django
    from maillage.interfaces.importers.plans.tracking import tracked, year_of  # noqa: PLC0415

    day, who = day_of(on), whose(rep)
    if plan is None:
        write_plan(accepted(who, day).written, out, force=force)
        return
    written = written_in(plan)
    since, _until = year_of(written)
    write_plan(tracked(written, actuals(on=day, since=since, rep=who)), out, force=force)


def accepted(rep: Rep | None, day: date) -> InForce:
    """The accepted plan of a rep, of whoever acts where none is named.

    Raises
    ------
    NotFoundError
        If there is none, or who acts may not read it.
    """
    from maillage.cli.acting import member  # noqa: PLC0415 - needs Django set up
    from maillage.interfaces.importers.plans.in_force import in_force  # noqa: PLC0415

    by = member()
    found = in_force(rep=rep or (by.rep if by else None), on=day, member=by)
    if found is None:
        raise NotFoundError(
            _("There is no accepted plan for %(day)s.") % {"day": day},
            remedy=_("Name a rep who has one with --rep, or give a plan in a file."),
        )
    return found


def follow(
    *,
    rep: RepOption = None,
    on: On = None,
    since: DayOption = None,
    until: DayOption = None,
    objective: Annotated[
        float | None,
        typer.Option(min=1, help=_("What is to be sold, in place of what the plan says.")),
    ] = None,
    weekly: Annotated[
        float | None,
        typer.Option(min=0, help=_("Opportunities to be opened in a week; as before by default.")),
    ] = None,
    plan: Instead = None,
    as_json: AsJson = False,
) -> None:
    """Say where a rep stands: pace, pipeline, forecast with its range, alarms, and the plan."""
    from maillage.cli import options  # noqa: PLC0415 - loads pandas
    from maillage.cli.acting import member  # noqa: PLC0415 - needs Django set up
    from maillage.interfaces.exporters.plans.followed import standing_as_data  # noqa: PLC0415
    from maillage.interfaces.importers.plans.standing import standing  # noqa: PLC0415
    from maillage.interfaces.importers.plans.tracking import year_of  # noqa: PLC0415

    begins = options.day(since) if since else None
    ends = options.day(until) if until else None
    if plan is not None:
        written = written_in(plan)
        first, after = year_of(written)
        begins, ends = begins or first, ends or after
        objective = objective or float(written.objective)
    data = standing_as_data(
        standing(
            rep=whose(rep), on=day_of(on), member=member(), since=begins, until=ends,
            objective=objective, opened_weekly=weekly,
        )
    )  # fmt: skip
    if as_json:
        show_json(data)
        return
    show_followed(data)
    if data["plan"] and plan is None:
        show_progress(data["plan"])


def show_progress(plan: dict[str, Any]) -> None:
    """Print how far the accepted plan is."""
    from maillage.interfaces.exporters.plans.progress import (  # noqa: PLC0415 - loads SciPy
        activity_rows,
        deal_rows,
        heads,
        source_rows,
    )

    typer.echo("")
    typer.echo(
        _("The plan %(number)d, version %(version)d: %(sold)s of %(objective)s sold.")
        % {
            "number": plan["plan"], "version": plan["version"],
            "sold": number(plan["sold"]), "objective": number(plan["objective"]),
        }
    )  # fmt: skip
    for name, rows in (
        ("sources", source_rows(plan)), ("activities", activity_rows(plan)),
        ("opportunities", deal_rows(plan)),
    ):  # fmt: skip
        if rows:
            Console().print(table_of(rows, heads()[name]))
    for each in plan["findings"]:
        typer.echo(f"! {each}")


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
    plan: Instead = None,
    weeks: Annotated[int, typer.Option(min=1, max=52, help=_("Weeks of contacts."))] = 6,
    as_json: AsJson = False,
) -> None:
    """Answer the three standing questions of a coaching meeting."""
    from maillage.cli.acting import member  # noqa: PLC0415 - needs Django set up
    from maillage.domain.opportunities.questions import answer  # noqa: PLC0415
    from maillage.interfaces.exporters.plans.followed import answers_as_data  # noqa: PLC0415
    from maillage.interfaces.importers.plans.standing import answered  # noqa: PLC0415
    from maillage.interfaces.importers.plans.tracking import planned_shares  # noqa: PLC0415

    day, who = day_of(on), whose(rep)
    followed = None
    if plan is None:
        found, followed = answered(rep=who, on=day, member=member(), weeks=weeks)
    else:
        found = answer(on=day, rep=who, weeks=weeks, **planned_shares(written_in(plan)))
    data = answers_as_data(found)
    if as_json:
        show_json(data)
        return
    console, planned = Console(), plan is not None or followed is not None
    if not planned:
        typer.echo(_("No accepted plan to compare with: name a rep who has one with --rep."))
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
    show_shares(console, data["pipeline_by_source"], planned=planned, sources=True)
    show_shares(console, data["pipeline_by_segment"], planned=planned)
    typer.echo(_("3. Reallocate time, or revise priorities?"))
    show_shares(console, data["time_by_segment"], planned=planned)


def show_shares(
    console: Console, rows: list[dict[str, Any]], *, planned: bool, sources: bool = False
) -> None:
    """Print shares beside the planned ones; alone where there is no plan."""
    from maillage.interfaces.exporters.plans.followed import (  # noqa: PLC0415 - needs Django
        advice_word,
        share_word,
        source_word,
    )

    heads = {
        "name": _("Segment or source"), "planned": _("Planned share"),
        "actual": _("Actual share"), "advice": _("Against the plan"),
    }  # fmt: skip
    if not planned:
        heads = {name: head for name, head in heads.items() if name in {"name", "actual"}}
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
