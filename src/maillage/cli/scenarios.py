"""``maillage scenarios``: begun, designed, looked at, compared, written to files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maillage.cli.acting import member, person, scenario_called
from maillage.cli.answers import (
    AsJson,
    ending,
    show_json,
    show_rows,
    table_of,
    write_file,
)
from maillage.errors import InputError
from maillage.texts import _, number, percent

if TYPE_CHECKING:
    from maillage.domain.territories.editing.indicators import Indicators
    from maillage.models import Scenario

Number = Annotated[int, typer.Argument(metavar=_("NUMBER"), help=_("Its number in the list."))]
FORMATS = ("csv", "xlsx", "geojson")


def register(app: typer.Typer) -> typer.Typer:
    """Add the commands to those of the program."""
    scenarios = typer.Typer(
        help=_(
            "Plans of territories to try out, from the first draft into force: nothing changes"
            " until one is published."
        ),
        no_args_is_help=True,
    )
    scenarios.command("list", help=_("List the scenarios, the latest changes first."))(listed)
    scenarios.command("new", help=_("Begin a scenario from today's ownership, or from nothing."))(
        new
    )
    scenarios.command("design", help=_("Let the engine design a scenario, or improve it."))(design)
    scenarios.command("show", help=_("Show the figures of a scenario and what is not as asked."))(
        show
    )
    scenarios.command("compare", help=_("Measure several scenarios alike."))(compare)
    exporting = _(
        "Write units, territories or moves of a scenario to a .csv, .xlsx or .geojson file."
    )
    scenarios.command("export", help=exporting)(export)
    app.add_typer(scenarios, name="scenarios")
    return scenarios


def row_of(row: Scenario) -> dict[str, Any]:
    """A scenario as plain values."""
    now = row.statistics.get("now", {})
    return {
        "id": row.pk,
        "name": row.name,
        "status": row.status,
        "stage": row.get_status_display(),
        "territories": now.get("territories"),
        "largest_deviation": now.get("largest_deviation"),
        "disruption": now.get("disruption"),
        "warnings": now.get("warnings"),
        "revision": row.revision,
        "changed_at": row.changed_at,
    }


def listed(*, as_json: AsJson = False) -> None:
    """List the scenarios, the latest changes first."""
    from maillage.domain.territories.lifecycle import visible_scenarios  # noqa: PLC0415
    from maillage.models import Scenario  # noqa: PLC0415 - needs Django set up

    acting = member()
    found = Scenario.objects.all() if acting is None else visible_scenarios(member=acting)
    rows = [row_of(row) for row in found.order_by("-changed_at", "-pk")]
    heads = {
        "id": _("Number"),
        "name": _("Name"),
        "stage": _("Stage"),
        "territories": _("Territories"),
        "warnings": _("Warnings"),
        "changed_at": _("Changed"),
    }
    none = _("No scenario yet: begin one with `maillage --as E-MAIL scenarios new`.")
    show_rows(rows, heads, as_json=as_json, empty=none)


def new(
    *,
    origin: Annotated[str, typer.Option("--from", help=_("today or nothing."))] = "today",
    name: Annotated[str, typer.Option(help=_("Name of the scenario."))] = "",
    units: Annotated[
        str, typer.Option(help=_("Basic units: county, postal or account."))
    ] = "county",
    measures: Annotated[
        list[str] | None,
        typer.Option(
            "--measure",
            help=_("What to balance and how closely, for example potential:5%."),
            show_default="potential",
        ),
    ] = None,
    states: Annotated[
        str, typer.Option(help=_("States, for example TX,OK; contiguous or all."))
    ] = "contiguous",
    territories: Annotated[
        int | None,
        typer.Option("--territories", "-k", help=_("How many, where it begins from nothing.")),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Begin a scenario from today's ownership, or from nothing."""
    from maillage.cli import options  # noqa: PLC0415 - loads pandas
    from maillage.domain.territories import request as asked  # noqa: PLC0415
    from maillage.domain.territories.starting import Origin, start_scenario  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    made = start_scenario(
        request=asked.DesignRequest(
            measures=options.measures(measures or ["potential"], []),
            level=options.choice(units, asked.Level, "--units"),
            states=options.states(states),
            territories=territories,
            name=name.strip(),
        ),
        origin=options.choice(origin, Origin, "--from"),
        by=person(Action.EDIT_SCENARIOS),
    )
    if as_json:
        show_json(row_of(made))
        return
    said = _("Scenario %(number)d, %(name)s, has begun.")
    typer.echo(said % {"number": made.pk, "name": made.name})


def design(
    scenario: Number,
    *,
    improve: Annotated[
        bool, typer.Option("--improve", help=_("Improve what is there instead of starting over."))
    ] = False,
    effort: Annotated[float, typer.Option(help=_("How long to search: 2 is twice as long."))] = 1.0,
    seed: Annotated[int, typer.Option(help=_("The same number gives the same result."))] = 0,
    prove: Annotated[
        bool, typer.Option("--prove", help=_("Also prove how near it is to the best."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Let the engine design a scenario, or improve it."""
    from maillage.cli.design_output import progress_bar  # noqa: PLC0415 - loads pandas
    from maillage.domain.jobs import carry_out, claim  # noqa: PLC0415 - needs Django set up
    from maillage.domain.territories.running import run_design  # noqa: PLC0415
    from maillage.models import Job  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415

    job = run_design(
        scenario=scenario_called(scenario),
        by=person(Action.EDIT_SCENARIOS),
        improve=improve,
        effort=effort,
        seed=seed,
        prove=prove,
    )
    if claim(job):
        claimed = Job.objects.select_related("scenario", "by__user").get(pk=job.pk)
        with progress_bar(shown=not as_json) as bar:
            carry_out(claimed, bar.search)
    job.refresh_from_db()
    if job.state == Job.State.FAILED:
        raise InputError(job.message)
    show(job.result["scenario"], as_json=as_json)


def show(scenario: Number, *, as_json: AsJson = False) -> None:
    """Show the figures of a scenario and what is not as asked."""
    from rich.console import Console  # noqa: PLC0415

    from maillage.domain.territories.editing.bench import bench_of  # noqa: PLC0415
    from maillage.domain.territories.editing.indicators import indicators  # noqa: PLC0415

    found = scenario_called(scenario)
    now = indicators(bench_of(found))
    if as_json:
        show_json(row_of(found) | {"indicators": now.as_dict()})
        return
    Console().print(figures_table(found, now))
    typer.echo(summary(now))
    for warning in now.warnings:
        typer.echo(f"! {warning.text}")


def figures_table(found: Scenario, now: Indicators) -> Any:
    """The territories of a scenario, one a line, each measure with its deviation."""
    heads = {
        "number": _("Number"),
        "name": _("Territory"),
        "rep": _("Rep"),
        "units": _("Units"),
        "accounts": _("Accounts"),
        "mean_km": _("Mean km"),
    }
    heads |= {each["name"]: str(each["label"]).capitalize() for each in now.measures}
    rows = []
    for each in now.territories:
        amounts = {
            balance.measure: f"{number(balance.amount)} ({percent(balance.deviation, signed=True)})"
            for balance in each.balances
        }
        rows.append(
            {
                "number": each.number,
                "name": each.name,
                "rep": each.rep_name,
                "units": each.units,
                "accounts": each.accounts,
                "mean_km": each.mean_km,
            }
            | amounts
        )
    title = f"{found.name} ({found.get_status_display()})"
    return table_of(rows, heads, title)


def summary(now: Indicators) -> str:
    """The figures of a whole scenario in a line."""
    share = _("not known") if now.disruption is None else percent(now.disruption)
    return _(
        "Largest deviation %(deviation)s · changes owner %(share)s · mean distance %(km)s km"
    ) % {
        "deviation": percent(now.largest_deviation),
        "share": share,
        "km": number(now.mean_km, 1),
    }


def compare(
    scenarios: Annotated[
        list[int],
        typer.Argument(
            metavar=_("NUMBER…"), help=_("Numbers of one to six scenarios, from the list.")
        ),
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Measure several scenarios alike."""
    from maillage.domain.territories.comparing import compare_scenarios  # noqa: PLC0415

    columns = compare_scenarios(scenarios=[scenario_called(each) for each in scenarios])
    rows = [
        {
            "id": each.scenario.pk,
            "name": each.scenario.name,
            "territories": len(each.indicators.territories),
            "largest_deviation": each.indicators.largest_deviation,
            "disruption": each.indicators.disruption,
            "moved": each.moved,
            "mean_km": each.indicators.mean_km,
            "warnings": len(each.indicators.warnings),
        }
        for each in columns
    ]
    heads = {
        "id": _("Number"),
        "name": _("Name"),
        "territories": _("Territories"),
        "largest_deviation": _("Largest deviation"),
        "disruption": _("Changes owner"),
        "moved": _("Accounts that move"),
        "mean_km": _("Mean km"),
        "warnings": _("Warnings"),
    }
    shares = ("largest_deviation", "disruption")
    shown = rows if as_json else [row | as_percent(row, shares) for row in rows]
    show_rows(shown, heads, as_json=as_json, empty="")


def as_percent(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, str | None]:
    """Some shares of a row, written."""
    return {name: None if row[name] is None else percent(row[name]) for name in names}


def export(
    scenario: Number,
    file: Annotated[Path, typer.Argument(metavar=_("FILE"), help=_("Its ending says the kind."))],
    *,
    what: Annotated[str, typer.Option(help=_("units, territories or moves."))] = "units",
    force: Annotated[bool, typer.Option("--force", help=_("Overwrite the file."))] = False,
) -> None:
    """Write units, territories or moves of a scenario to a .csv, .xlsx or .geojson file."""
    from maillage.cli import options  # noqa: PLC0415 - loads pandas
    from maillage.interfaces.exporters.scenario_files import Part, scenario_file  # noqa: PLC0415
    from maillage.permissions import Action, require  # noqa: PLC0415 - needs Django set up

    found, acting = scenario_called(scenario), member()
    if acting is not None:
        require(acting, Action.EXPORT)
    part = options.choice(what, Part, "--what")
    write_file(file, scenario_file(found, part, ending(file, FORMATS)), force=force)
