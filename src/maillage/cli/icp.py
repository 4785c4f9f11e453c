"""``maillage icp``: the ideal customer profile, its signatures, and what is done off it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maillage.cli.acting import person, whoever
from maillage.cli.answers import AsJson, On, day_of, show_json, show_rows
from maillage.cli.json_files import read_json
from maillage.errors import NotFoundError
from maillage.texts import _, percent

if TYPE_CHECKING:
    from maillage.core.accounts.icp.criteria import Icp

Number = Annotated[int, typer.Argument(metavar=_("NUMBER"), help=_("Number of the version."))]


def register(app: typer.Typer) -> None:
    """Add the commands to those of the program."""
    icp = typer.Typer(
        help=_("The ideal customer profile: written, signed by two teams, and measured."),
        no_args_is_help=True,
    )
    icp.command("list", help=_("List the versions and who has signed them."))(listed)
    icp.command("presets", help=_("Print profiles to begin with, as JSON."))(presets)
    icp.command("draft", help=_("Write a new version from a JSON file."))(draft)
    icp.command("sign", help=_("Sign a version for marketing or for sales."))(sign)
    icp.command("count", help=_("Count the accounts that fit, do not, or are not known."))(count)
    icp.command("activity", help=_("Measure the share of contacts off the profile."))(activity)
    app.add_typer(icp, name="icp")


def listed(*, as_json: AsJson = False) -> None:
    """List the versions and who has signed them."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django set up

    from maillage.domain.accounts.icp.versions import icp_in_force, versions  # noqa: PLC0415
    from maillage.interfaces.lists.icp import signers, state_text  # noqa: PLC0415

    now = icp_in_force(timezone.localdate())
    rows = [
        {
            "number": each.number,
            "state": state_text(each, now),
            "in_force_from": each.in_force_from,
            "wanted_on": each.wanted_on,
            "signed": signers(each),
            "criteria": each.criteria,
        }
        for each in versions()
    ]
    heads = {
        "number": _("Version"),
        "state": _("State"),
        "in_force_from": _("In force from"),
        "wanted_on": _("Wanted from"),
        "signed": _("Signed by"),
    }
    none = _("No ideal customer profile yet: see `maillage icp draft --help`.")
    show_rows(rows, heads, as_json=as_json, empty=none)


def presets() -> None:
    """Print profiles to begin with, as JSON."""
    from maillage.core.accounts.icp.presets import PRESETS  # noqa: PLC0415 - loads pandas

    show_json({name: icp.stored() for name, icp in PRESETS.items()})


def draft(
    file: Annotated[Path, typer.Argument(metavar=_("FILE"), help=_("The criteria, as JSON."))],
    *,
    wanted_on: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help=_("The first day; today by default."))
    ] = None,
    note: Annotated[str, typer.Option(help=_("Where it comes from."))] = "",
) -> None:
    """Write a new version from a JSON file."""
    from maillage.domain.accounts.icp.versions import draft_icp  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    by = whoever(Action.EDIT_ICP)
    made = draft_icp(criteria=read_json(file), note=note, wanted_on=day_of(wanted_on), by=by)
    text = _("Version %(number)d is written; marketing and sales have to sign it.")
    typer.echo(text % {"number": made.number})


def sign(number: Number) -> None:
    """Sign a version for marketing or for sales."""
    from maillage.domain.accounts.icp.versions import sign_icp, version_called  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    by = person(Action.SIGN_ICP)
    version = version_called(number)
    signed = sign_icp(version=version, seen=version.fingerprint, by=by)
    if signed.in_force_from is None:
        typer.echo(_("Signed; the other team has to sign as well."))
    else:
        text = _("Signed by both teams: in force from %(day)s.")
        typer.echo(text % {"day": signed.in_force_from.isoformat()})


def count(
    *,
    number: Annotated[
        int | None, typer.Option("--version", help=_("A version; the one in force by default."))
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", help=_("Criteria to try, as JSON, instead."))
    ] = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Count the accounts that fit, do not, or are not known."""
    from maillage.domain.accounts.icp.matching import count_fits  # noqa: PLC0415
    from maillage.domain.accounts.icp.words import asked_words, criterion_names  # noqa: PLC0415

    icp = profile(number, file, on)
    found, names, asked = count_fits(icp), criterion_names(), asked_words(icp)
    rows: list[dict[str, Any]] = [{"criterion": _("All criteria"), "asked": "", **plain(found.all)}]
    rows += [
        {"criterion": names[name], "asked": asked[name], **plain(found.criteria[name])}
        for name in icp.asked
    ]
    heads = {
        "criterion": _("Criterion"),
        "asked": _("Asked"),
        "yes": _("fits"),
        "no": _("does not fit"),
        "unknown": _("not known"),
    }
    show_rows(rows, heads, as_json=as_json, empty="")


def plain(counts: Any) -> dict[str, int]:
    """Counts by the names of the answers."""
    return {answer.value: accounts for answer, accounts in counts.items()}


def profile(number: int | None, file: Path | None, on: str | None) -> Icp:
    """The profile asked for: of a file, of a version, or the one in force.

    Raises
    ------
    NotFoundError
        If none is in force.
    """
    from maillage.core.accounts.icp.criteria import read_icp  # noqa: PLC0415 - loads pandas
    from maillage.domain.accounts.icp.versions import (  # noqa: PLC0415
        checked,
        icp_in_force,
        version_called,
    )

    if file is not None:
        return checked(read_json(file))
    version = version_called(number) if number is not None else icp_in_force(day_of(on))
    if version is None:
        raise NotFoundError(
            _("No ideal customer profile is in force that day."),
            remedy=_("Name one with --version or --file."),
        )
    return read_icp(version.criteria)


def activity(
    since: Annotated[str, typer.Argument(metavar=_("SINCE"), help=_("First day."))],
    until: Annotated[str, typer.Argument(metavar=_("UNTIL"), help=_("Last day."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Measure the share of contacts off the profile."""
    from maillage.domain.accounts.icp.activity import UNJUDGED, activity_on_icp  # noqa: PLC0415

    found = activity_on_icp(since=day_of(since), until=day_of(until))
    reps = found.by_rep().drop(columns="rep").to_dict("records")
    heads = {
        "rep_name": _("Rep"),
        "yes": _("fits"),
        "no": _("does not fit"),
        "unknown": _("not known"),
        "off": _("Off the profile"),
    }
    if as_json:
        counts = {name: found.count(name) for name in ("yes", "no", "unknown", UNJUDGED)}
        shares = {"off": found.off, "off_at_most": found.off_at_most}
        show_json({**counts, **shares, "reps": reps})
        return
    if found.off is None or found.off_at_most is None:
        typer.echo(_("No contact on a day with a profile in force."))
        return
    rows = [row | {"off": percent(row["off"])} for row in reps]
    show_rows(rows, heads, as_json=False, empty="")
    text = _("%(off)s of %(contacts)d contacts are off the profile, at most %(most)s.")
    shares = {"off": percent(found.off), "most": percent(found.off_at_most)}
    typer.echo(text % {"contacts": found.judged, **shares})
