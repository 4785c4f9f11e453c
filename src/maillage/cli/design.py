"""``maillage design``: cut, staff, write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli.stopping import nothing_written_when_stopped
from maillage.texts import _

if TYPE_CHECKING:
    from pathlib import Path

    from maillage.domain.territories.request import DesignRequest

NOT_AS_ASKED = 6
ENGINE = _("The territories")
RULES = _("What must hold")
PEOPLE = _("Reps and continuity")
OUTPUT = _("Output")


def register(app: typer.Typer) -> None:
    """Add the command to those of the program."""
    app.command("design", help=description())(design)


def description() -> str:
    """What the command does, in paragraphs."""
    return "\n\n".join(
        (
            _("Cut a country into balanced, compact, connected territories and give them owners."),
            _(
                "A request that is impossible is refused before the search, with what would make"
                " it possible."
            ),
            _(
                "The result is kept in the workspace as a scenario; the owners of today do not"
                " change."
            ),
            _(
                "Units are named by FIPS codes of counties (06037), postal codes, or ids of"
                " accounts."
            ),
            _("Options marked * make one territory for each active rep."),
        )
    )


def design(
    *,
    units: Annotated[
        str, typer.Option(help=_("Basic units: county, postal or account."), rich_help_panel=ENGINE)
    ] = "county",
    measures: Annotated[
        list[str] | None,
        typer.Option(
            "--measure",
            help=_(
                "What to balance and how closely, for example potential:5%; within 10% if no"
                " tolerance is given. potential, revenue, accounts, employees, workload (visits per"
                " year), establishments (with --naics) or population. Repeat for several."
            ),
            show_default="potential",
            rich_help_panel=ENGINE,
        ),
    ] = None,
    naics: Annotated[
        list[str] | None,
        typer.Option(
            help=_(
                "NAICS code of an industry whose establishments count, for example 5415 or"
                " 31-33. Repeat for several."
            ),
            rich_help_panel=ENGINE,
        ),
    ] = None,
    territories: Annotated[
        int | None,
        typer.Option(
            "--territories", "-k",
            help=_("How many territories; one per active rep if left out."),
            rich_help_panel=ENGINE,
        ),
    ] = None,
    target_size: Annotated[
        float | None,
        typer.Option(
            help=_(
                "How much of the first measure a territory holds, instead of how many"
                " territories."
            ),
            rich_help_panel=ENGINE,
        ),
    ] = None,
    states: Annotated[
        str,
        typer.Option(
            help=_("States to cut up, for example TX,OK; contiguous (the lower 48 and DC) or all."),
            rich_help_panel=ENGINE,
        ),
    ] = "contiguous",
    contiguity: Annotated[
        bool,
        typer.Option(help=_("Whether every territory is in one piece."), rich_help_panel=RULES),
    ] = True,
    split: Annotated[
        list[str] | None,
        typer.Option(
            help=_(
                "County too heavy for one territory (FIPS code, for example 06037), to be cut"
                " into its postal codes. Repeat for several."
            ),
            rich_help_panel=ENGINE,
        ),
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            help=_(
                "UNIT=REP, for example 48201=R7: the unit goes to this rep, by id, e-mail or name"
                " (see maillage reps). Repeat for several.*"
            ),
            rich_help_panel=RULES,
        ),
    ] = None,
    together: Annotated[
        list[str] | None,
        typer.Option(
            help=_("A,B,C: units that go to one territory. Repeat for several."),
            rich_help_panel=RULES,
        ),
    ] = None,
    link: Annotated[
        list[str] | None,
        typer.Option(
            help=_("A,B: units that count as neighbours, by ferry or bridge. Repeat for several."),
            rich_help_panel=RULES,
        ),
    ] = None,
    homes: Annotated[
        str,
        typer.Option(
            help=_(
                "Centres of the territories: free, units for one of their own units (where these"
                " are few, the best plan is then found and proven), or reps for the homes of the"
                " reps.*"
            ),
            rich_help_panel=PEOPLE,
        ),
    ] = "free",
    targets: Annotated[
        str,
        typer.Option(
            help=_(
                "Size of the territories: equal, or capacity for in proportion to that of the"
                " reps.*"
            ),
            rich_help_panel=PEOPLE,
        ),
    ] = "equal",
    disruption_cap: Annotated[
        str | None,
        typer.Option(
            help=_(
                "Largest share of what is owned today (its revenue where that is balanced, else"
                " its potential) that may change owner, for example 20%.*"
            ),
            rich_help_panel=PEOPLE,
        ),
    ] = None,
    disruption_price: Annotated[
        float,
        typer.Option(
            help=_("Owners go on unless a change brings accounts nearer by this many km.*"),
            rich_help_panel=PEOPLE,
        ),
    ] = 0.0,
    on: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY-MM-DD",
            help=_("The day whose owners count as today's."),
            show_default=_("today"),
            rich_help_panel=PEOPLE,
        ),
    ] = None,
    name: Annotated[
        str, typer.Option(help=_("Name to keep the result under, and title of the report."))
    ] = "",
    seed: Annotated[
        int, typer.Option(help=_("The same number gives the same territories, another one others."))
    ] = 0,
    effort: Annotated[
        float, typer.Option(help=_("How long to search: 2 is twice as long, 0.2 makes a draft."))
    ] = 1.0,
    prove: Annotated[
        bool,
        typer.Option(
            "--prove",
            help=_(
                "Also prove how much more compact any plan could be, at most (about 15 s for the"
                " counties of the country)."
            ),
        ),
    ] = False,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help=_("Only say whether it is possible; design and keep nothing.")
        ),
    ] = False,
    out: Annotated[
        str | None,
        typer.Option(
            metavar=_("FOLDER"),
            help=_("Folder to write the workbook, report, map, GeoJSON and CSV to."),
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help=_("Overwrite files in that folder that Maillage did not write."),
            rich_help_panel=OUTPUT,
        ),
    ] = False,
    as_json: Annotated[
        bool,
        typer.Option("--json", help=_("Answer in JSON, for programs."), rich_help_panel=OUTPUT),
    ] = False,
) -> None:  # fmt: skip
    """Cut a country into balanced, compact, connected territories and give them owners."""
    from maillage.cli import design_output as output  # noqa: PLC0415 - needs Django set up
    from maillage.cli import options  # noqa: PLC0415 - loads pandas
    from maillage.domain.territories import request as asked  # noqa: PLC0415

    request = asked.DesignRequest(
        measures=options.measures(measures or ["potential"], naics or []),
        level=options.choice(units, asked.Level, "--units"),
        states=options.states(states),
        territories=territories,
        target_size=target_size,
        homes=options.choice(homes, asked.Homes, "--homes"),
        targets=options.choice(targets, asked.Targets, "--targets"),
        contiguity=contiguity,
        split=tuple(options.name(text) for text in split or ()),
        keep=tuple(options.pair(text, "=") for text in keep or ()),
        together=tuple(options.names(text) for text in together or ()),
        links=tuple(options.pair(text, ",") for text in link or ()),
        disruption_cap=None if disruption_cap is None else options.share(disruption_cap),
        disruption_price_km=disruption_price,
        **({} if on is None else {"on": options.day(on)}),
        name=name.strip(),
        seed=seed,
        effort=effort,
        prove=prove,
    )
    folder = None if out is None else options.folder(out)
    with nothing_written_when_stopped():
        if check:
            output.show_possible(request, as_json=as_json)
            return
        run(request, out=folder, force=force, as_json=as_json)


def run(request: DesignRequest, *, out: Path | None, force: bool = False, as_json: bool) -> None:
    """Design, write and show; exit with 6 when something asked could not be kept.

    Raises
    ------
    Exit
        With the code 6.
    """
    from maillage.cli import design_output as output  # noqa: PLC0415 - needs Django set up
    from maillage.domain.territories.design import design_territories  # noqa: PLC0415
    from maillage.interfaces.exporters.folder import check_folder  # noqa: PLC0415

    if out:
        check_folder(out, force=force)
    with output.progress_bar(shown=not as_json) as bar:
        outcome = design_territories(request=request, progress=bar.search)
        written = output.write(outcome, out, bar, force=force) if out else []
    output.show_json(outcome, written) if as_json else output.show(outcome, written)
    if output.failed(outcome):
        raise typer.Exit(NOT_AS_ASKED)
