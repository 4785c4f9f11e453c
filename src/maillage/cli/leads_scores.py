"""``maillage leads score``: scores with reasons, and what another model would say."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from maillage.cli.answers import AsJson, show_json, show_rows, table_of
from maillage.cli.leads_files import At, Force, Out, Zone, instant, read, write_rows
from maillage.errors import ParameterError
from maillage.texts import _, number, quoted

if TYPE_CHECKING:
    from maillage.core.leads.happenings import Lead
    from maillage.core.leads.scoring.score import Score


def score_leads(
    leads: Annotated[Path, typer.Argument(help=_("What is known of the leads (CSV, XLSX)."))],
    *,
    events: Annotated[
        Path | None, typer.Option(help=_("What the leads did (CSV, XLSX): lead, event, at."))
    ] = None,
    model: Annotated[
        str, typer.Option(help=_("Score model: seed, recommended, or a file (TOML)."))
    ] = "seed",
    against: Annotated[
        str, typer.Option(help=_("Another model: say who would change band or stage."))
    ] = "",
    reasons: Annotated[
        str, typer.Option(metavar=_("LEAD"), help=_("Show the reasons of one lead."))
    ] = "",
    at: At = "",
    zone: Zone = "UTC",
    out: Out = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Score the leads of a file."""
    from maillage.core.leads.scoring.score import score  # noqa: PLC0415 - loads slowly
    from maillage.interfaces.importers.leads.files import read_model  # noqa: PLC0415 - same

    now, rules = instant(at, zone), read_model(model)
    known = read(leads, events, zone, now)
    if against:
        compare_models(known, model, against, now, as_json=as_json)
        return
    found = [score(rules, each, now) for each in known if not reasons or each.id == reasons]
    if reasons and not found:
        raise ParameterError(
            _("There is no lead %(lead)s in the files.") % {"lead": quoted(reasons[:60])},
            remedy=_("Check how it is written."),
        )
    rows = [score_row(each) for each in found]
    if out:
        write_rows(rows, score_heads(), out, _("Scores"), force=force)
    if as_json:
        show_json([score_data(each) for each in found])
    elif reasons:
        show_reasons(found[0])
    elif not out:
        rows.sort(key=lambda each: -each["total"])
        show_rows(rows, score_heads(), as_json=False, empty=_("There are no leads."))


def score_heads() -> dict[str, str]:
    """Name the columns of scores."""
    return {
        "lead": _("Lead"),
        "total": _("Score"),
        "band": _("Band"),
        "stage": _("Stage"),
        "potential": _("Potential score"),
        "missing": _("What is missing"),
    }


def score_row(found: Score) -> dict[str, Any]:
    """Lay out a score as a row."""
    return {
        "lead": found.lead,
        "total": found.total,
        "band": found.band,
        "stage": found.stage.upper(),
        "potential": found.potential,
        "missing": " ".join(map(str, found.missing)),
    }


def score_data(found: Score) -> dict[str, Any]:
    """Lay out a score for a program."""
    return dataclasses.asdict(found) | {"missing": [str(each) for each in found.missing]}


def show_reasons(found: Score) -> None:
    """Show a score with its reasons."""
    typer.echo(
        _("%(lead)s: %(total)s points, %(band)s, potential %(potential)s")
        % {
            "lead": found.lead,
            "total": number(found.total, 1),
            "band": found.band,
            "potential": number(found.potential, 1),
        }
    )
    rows = [dataclasses.asdict(each) for each in found.reasons]
    for row in rows:
        row["at"] = row["at"].isoformat() if row["at"] else ""
    heads = {
        "dimension": _("Dimension"),
        "rule": _("Criterion"),
        "points": _("Points"),
        "at": _("Since"),
        "source": _("Source"),
    }
    Console().print(table_of(rows, heads))
    if found.unknown:
        typer.echo(_("Not known: %(rules)s") % {"rules": ", ".join(found.unknown)})
    for each in found.missing:
        typer.echo(str(each))


def compare_models(
    known: Sequence[Lead], model: str, against: str, now: datetime, *, as_json: bool
) -> None:
    """Say who would change band or stage under another model."""
    from maillage.core.leads.scoring.many import table_of as leads_table  # noqa: PLC0415
    from maillage.core.leads.scoring.whatif import compare  # noqa: PLC0415 - loads slowly
    from maillage.interfaces.importers.leads.files import read_model  # noqa: PLC0415 - same

    found = compare(read_model(model), read_model(against), leads_table(known, now))
    rows = [
        {
            "lead": each.lead,
            "before": " ".join(each.before).upper(),
            "after": " ".join(each.after).upper(),
            "points": each.points,
        }
        for each in found.changes
    ]
    if as_json:
        show_json({"leads": found.leads, "changes": rows})
        return
    heads = {
        "lead": _("Lead"),
        "before": _("Before"),
        "after": _("After"),
        "points": _("Points more"),
    }
    show_rows(rows, heads, as_json=False, empty=_("No lead changes band or stage."))
    typer.echo(
        _("%(changes)s of %(leads)s leads change band or stage.")
        % {"changes": number(len(rows)), "leads": number(found.leads)}
    )
