"""``maillage objectives``: the objective of a year handed down, and whether plans agree with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maillage.cli.acting import whoever
from maillage.cli.answers import (
    AsJson,
    On,
    amount,
    day_of,
    ending,
    show_json,
    show_rows,
    write_file,
)
from maillage.texts import _, number, percent

if TYPE_CHECKING:
    from maillage.models import Objective, ObjectiveYear

Year = Annotated[str, typer.Argument(metavar=_("DAY"), help=_("First day of the year."))]
Total = Annotated[str, typer.Option(help=_("What the company is to sell."))]
Currency = Annotated[str, typer.Option(help=_("Its currency, such as EUR."))]
Mix = Annotated[
    list[str] | None,
    typer.Option(help=_("What a measure counts, such as potential=2; repeat it.")),
]
Seen = Annotated[
    int | None, typer.Option(help=_("The version you looked at; the latest if left out."))
]


def register(app: typer.Typer) -> None:
    """Add the commands to those of the program."""
    objectives = typer.Typer(
        help=_("The objective of a year, from the company to its reps, exact to the cent."),
        no_args_is_help=True,
    )
    objectives.command("list", help=_("List the years that have objectives."))(listed)
    objectives.command("show", help=_("Show what each part holds, or write it to a file."))(show)
    objectives.command("attained", help=_("Show what each part holds, plans and sold."))(attained)
    objectives.command("load", help=_("Hand an objective down the parts in a file (CSV, XLSX)."))(
        load
    )
    objectives.command(
        "share", help=_("Hand an objective down to managers and reps by what each holds.")
    )(share)
    objectives.command("pin", help=_("Give one part an amount; the others stay."))(pin)
    objectives.command("hand-down", help=_("Share it anew, pinned amounts first."))(hand_down)
    objectives.command("gaps", help=_("List what does not sum, and plans that differ."))(gaps)
    app.add_typer(objectives, name="objectives")


def listed(*, as_json: AsJson = False) -> None:
    """List the years that have objectives."""
    from maillage.models import ObjectiveYear  # noqa: PLC0415 - needs Django set up
    from maillage.permissions import Action  # noqa: PLC0415

    whoever(Action.VIEW_DRAFTS)
    heads = {
        "starts_on": _("From"),
        "total": _("Objective"),
        "currency": _("Currency"),
        "version": _("Version"),
    }
    rows = [
        {"starts_on": each.starts_on, "total": float(each.total), "currency": each.currency,
         "mix": each.mix, "version": each.version}
        for each in ObjectiveYear.objects.all()
    ]  # fmt: skip
    none = _("There are no objectives yet: see `maillage objectives load --help`.")
    show_rows(rows, heads, as_json=as_json, empty=none)


def row_of(node: Objective) -> dict[str, Any]:
    """A part of the company as plain values."""
    return {
        "name": node.name,
        "parent": node.parent.name if node.parent else None,
        "kind": node.kind,
        "rep": node.rep.external_id if node.rep else None,
        "pinned": None if node.pinned is None else float(node.pinned),
        "over": float(node.over),
        "objective": float(node.objective),
        "beyond": float(node.beyond),
        "measures": node.measures,
    }


def tell(year: ObjectiveYear, *, as_json: bool) -> None:
    """Show what each part holds."""
    from maillage.domain.plans.objectives import nodes_of  # noqa: PLC0415 - needs Django set up

    rows = [row_of(each) for each in nodes_of(year)]
    if as_json:
        show_json({"starts_on": year.starts_on, "version": year.version, "nodes": rows})
        return
    show_rows(rows, heads(), as_json=False, empty="")
    said = _("%(total)s %(currency)s in the year from %(day)s, version %(version)d.")
    values = {"total": number(float(year.total), 2), "currency": year.currency}
    typer.echo(said % (values | {"day": year.starts_on, "version": year.version}))


def heads() -> dict[str, str]:
    """The columns of the parts."""
    return {
        "name": _("Name"),
        "parent": _("Part of"),
        "kind": _("Kind"),
        "rep": _("Rep"),
        "pinned": _("Pinned"),
        "objective": _("Objective"),
        "beyond": _("Assigned beyond"),
    }


def show(
    year: Year,
    *,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help=_("File to write, CSV or XLSX."))
    ] = None,
    force: Annotated[bool, typer.Option("--force", help=_("Overwrite the file."))] = False,
    as_json: AsJson = False,
) -> None:
    """Show what each part holds, or write it to a file."""
    from maillage.domain.plans.objectives import nodes_of, objective_year  # noqa: PLC0415
    from maillage.interfaces.lists.files import as_file  # noqa: PLC0415 - needs Django set up
    from maillage.permissions import Action  # noqa: PLC0415

    whoever(Action.VIEW_DRAFTS)
    found = objective_year(day_of(year))
    if out is None:
        tell(found, as_json=as_json)
        return
    kind = ending(out, ("csv", "xlsx"))
    rows = [[row_of(each)[name] for name in heads()] for each in nodes_of(found)]
    table = [list(heads().values()), *rows]
    write_file(out, as_file(table, kind, _("Objectives")), force=force)


def attained(
    year: Year,
    *,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Show what each part holds, plans and sold until a day."""
    from maillage.domain.plans import attaining  # noqa: PLC0415 - needs Django set up
    from maillage.domain.plans.objectives import objective_year  # noqa: PLC0415
    from maillage.interfaces.lists import objectives as lists  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415

    whoever(Action.VIEW_DRAFTS)
    found = attaining.attained(year=objective_year(day_of(year)), on=day_of(on))
    rows = [lists.row_of(each) for each in found]
    columns = {
        "part": _("Part of the company"), "objective": _("Objective"),
        "beyond": _("Assigned beyond"),
        "planned": _("Accepted plans"), "sold": _("Sold"), "attained": _("Attainment"),
    }  # fmt: skip
    shown = [
        each
        | {
            "part": lists.DEEPER * each["depth"] + each["name"],
            "attained": None if each["attainment"] is None else percent(each["attainment"], 0),
        }
        for each in rows
    ]
    show_rows(rows if as_json else shown, columns, as_json=as_json, empty="")


def load(
    file: Annotated[Path, typer.Argument(metavar=_("FILE"), help=_("One row for each part."))],
    *,
    on: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help=_("First day of the year."))],
    total: Total,
    currency: Currency = "",
    mix: Mix = None,
    seen: Seen = None,
    as_json: AsJson = False,
) -> None:
    """Hand an objective down the parts in a file."""
    from maillage.interfaces.importers.objectives import read_objectives  # noqa: PLC0415

    nodes = read_objectives(file)
    measures = {name: 1.0 for each in nodes for name in each.measures}
    counts = mixed(mix) or measures
    written(on, total, nodes=nodes, seen=seen, as_json=as_json, currency=currency, mix=counts)


def share(
    year: Year,
    *,
    total: Total,
    currency: Currency = "",
    company: Annotated[str, typer.Option(help=_("Name of the company."))] = "",
    mix: Mix = None,
    seen: Seen = None,
    as_json: AsJson = False,
) -> None:
    """Hand an objective down to managers and reps by what each holds."""
    from maillage.domain.plans.objectives import from_territories  # noqa: PLC0415 - needs Django

    nodes = from_territories(on=day_of(year), company=company or _("Company"))
    counts = mixed(mix) or {"potential": 1.0}
    written(year, total, nodes=nodes, seen=seen, as_json=as_json, currency=currency, mix=counts)


def written(
    on: str, total: str, *, nodes: list[Any], seen: int | None, as_json: bool, **more: Any
) -> None:
    """Hand an objective down, over the version seen."""
    from maillage.domain.plans.objectives import write_objectives  # noqa: PLC0415 - needs Django
    from maillage.models import ObjectiveYear  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415

    day = day_of(on)
    there = ObjectiveYear.objects.filter(starts_on=day).first()
    made = write_objectives(
        starts_on=day,
        total=amount(total),
        nodes=nodes,
        seen=seen if seen is not None or there is None else there.version,
        by=whoever(Action.SET_OBJECTIVES),
        **more,
    )
    tell(made, as_json=as_json)


def mixed(words: list[str] | None) -> dict[str, float]:
    """Read what each measure counts: ``potential=2``."""
    found = {}
    for word in words or []:
        name, _equals, counts = word.partition("=")
        found[name.strip()] = float(amount(counts or "1"))
    return found


def pin(
    year: Year,
    name: Annotated[str, typer.Argument(metavar=_("NAME"), help=_("Name of the part."))],
    value: Annotated[
        str, typer.Argument(metavar=_("AMOUNT"), help=_("What it holds; none: its share again."))
    ],
    *,
    over: Annotated[
        str | None,
        typer.Option(help=_("What it hands out beyond what it holds, such as 0.05 for 105 %.")),
    ] = None,
    seen: Seen = None,
    as_json: AsJson = False,
) -> None:
    """Give one part an amount; the others stay."""
    from maillage.domain.plans.objectives import objective_year, pin_objective  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    found = objective_year(day_of(year))
    pinned = pin_objective(
        year=found, name=name, amount=None if value == "none" else amount(value),
        over=None if over is None else amount(over),
        seen=found.version if seen is None else seen, by=whoever(Action.SET_OBJECTIVES),
    )  # fmt: skip
    tell(pinned, as_json=as_json)


def hand_down(year: Year, *, seen: Seen = None, as_json: AsJson = False) -> None:
    """Share it anew, pinned amounts first."""
    from maillage.domain.plans.objectives import (  # noqa: PLC0415 - needs Django set up
        hand_down_objectives,
        objective_year,
    )
    from maillage.permissions import Action  # noqa: PLC0415

    found = objective_year(day_of(year))
    number_seen = found.version if seen is None else seen
    by = whoever(Action.SET_OBJECTIVES)
    tell(hand_down_objectives(year=found, seen=number_seen, by=by), as_json=as_json)


def gaps(year: Year, *, as_json: AsJson = False) -> None:
    """List what does not sum, and plans that differ."""
    from maillage.domain.plans import reconciling  # noqa: PLC0415 - needs Django set up
    from maillage.domain.plans.objectives import objective_year  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415

    whoever(Action.VIEW_DRAFTS)
    rows = [
        {
            "kind": each.kind,
            "about": each.about,
            "wanted": None if each.wanted is None else float(each.wanted),
            "found": None if each.found is None else float(each.found),
            "difference": None if each.difference is None else float(each.difference),
            "text": reconciling.gap_in_words(each),
        }
        for each in reconciling.gaps(objective_year(day_of(year)))
    ]
    columns = {"text": _("What does not agree"), "difference": _("Difference")}
    show_rows(rows, columns, as_json=as_json, empty=_("Everything sums, and all plans agree."))
