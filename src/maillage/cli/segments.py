"""``maillage segments``: accounts in ordered segments, written from a file, tried and counted."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maillage.cli.acting import whoever
from maillage.cli.answers import AsJson, On, day_of, show_json, show_rows
from maillage.cli.json_files import read_json
from maillage.errors import NotFoundError
from maillage.texts import _, quoted

if TYPE_CHECKING:
    from maillage.models import Segmentation

Name = Annotated[str, typer.Argument(metavar=_("NAME"), help=_("Name of the segmentation."))]


def register(app: typer.Typer) -> None:
    """Add the commands to those of the program."""
    segments = typer.Typer(
        help=_("Accounts in ordered segments: written, tried, counted."), no_args_is_help=True
    )
    for name, does, text in (
        ("list", listed, _("List the segmentations.")),
        ("presets", presets, _("Print segments to begin with, as JSON.")),
        ("write", write, _("Write a segmentation from a JSON file, or change it.")),
        ("remove", remove, _("Remove a segmentation; accounts do not change.")),
        ("count", count, _("Count what each segment holds.")),
        ("accounts", accounts, _("List the accounts of a segment, or all with theirs.")),
        ("groups", groups, _("Group the accounts of a rep by potential, engagement and cycle.")),
        ("explain", explain, _("Say in which segments an account is and why.")),
    ):
        segments.command(name, help=text)(does)
    app.add_typer(segments, name="segments")


def listed(*, as_json: AsJson = False) -> None:
    """List the segmentations."""
    from maillage.interfaces.lists.segments import names_of  # noqa: PLC0415
    from maillage.models import Segmentation  # noqa: PLC0415 - needs Django set up
    from maillage.permissions import Action  # noqa: PLC0415

    whoever(Action.VIEW)
    rows = [
        {"name": each.name, "names": ", ".join(names_of(each)), "note": each.note,
         "segments": each.segments}
        for each in Segmentation.objects.all()
    ]  # fmt: skip
    heads = {"name": _("Segmentation"), "names": _("Segments"), "note": _("Note")}
    none = _("No segmentation yet: see `maillage segments write --help`.")
    show_rows(rows, heads, as_json=as_json, empty=none)


def presets() -> None:
    """Print segments to begin with, as JSON."""
    from maillage.domain.accounts.segments.presets import segment_presets  # noqa: PLC0415

    show_json({kind: segments for kind, (_name, segments) in segment_presets().items()})


def write(
    name: Name,
    file: Annotated[
        Path, typer.Argument(metavar=_("FILE"), help=_("The segments, as a JSON list."))
    ],
    *,
    note: Annotated[str, typer.Option(help=_("What it is for."))] = "",
) -> None:
    """Write a segmentation from a JSON file, or change the one of that name."""
    from maillage.domain.accounts.segments.writing import save_segmentation  # noqa: PLC0415
    from maillage.models import Segmentation  # noqa: PLC0415 - needs Django set up
    from maillage.permissions import Action  # noqa: PLC0415

    by = whoever(Action.EDIT_SEGMENTS)
    known = Segmentation.objects.filter(name=name).first() if "\0" not in name else None
    made = save_segmentation(
        segmentation=known, name=name, segments=read_json(file), note=note, by=by
    )
    text = _("Written: %(name)s, segments: %(count)d. No account has changed.")
    typer.echo(text % {"name": quoted(made.name), "count": len(made.segments)})


def remove(name: Name) -> None:
    """Remove a segmentation; accounts do not change."""
    from maillage.domain.accounts.segments.writing import remove_segmentation  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    by = whoever(Action.EDIT_SEGMENTS)
    remove_segmentation(segmentation=called(name), by=by)
    typer.echo(_("The segmentation %(name)s is removed.") % {"name": quoted(name)})


def called(name: str) -> Segmentation:
    """Find a segmentation by its name.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    from maillage.models import Segmentation  # noqa: PLC0415 - needs Django set up

    found = Segmentation.objects.filter(name=name.replace("\0", "")).first()
    if found is None:
        raise NotFoundError(
            _("There is no segmentation %(name)s.") % {"name": quoted(name)},
            remedy=_("`maillage segments list` lists them."),
        )
    return found


def count(
    name: Annotated[
        str | None, typer.Argument(metavar=_("NAME"), help=_("Name of the segmentation."))
    ] = None,
    *,
    file: Annotated[
        Path | None, typer.Option("--file", help=_("Segments to try, as JSON, instead."))
    ] = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Count what each segment holds, with the accounts in none and those not known apart."""
    from maillage.domain.accounts.segments.placing import count_segments  # noqa: PLC0415
    from maillage.domain.accounts.segments.reading import segments_of  # noqa: PLC0415
    from maillage.domain.accounts.segments.words import in_none  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    whoever(Action.VIEW)
    written = read_json(file) if file is not None else called(name or "").segments
    found = [asdict(each) for each in count_segments(segments_of(written), day_of(on))]
    named: list[dict[str, Any]] = [
        each | {"name": each["name"] or in_none()[each["key"]]} for each in found
    ]
    heads = {
        "name": _("Segment"),
        "accounts": _("Accounts"),
        "perhaps": _("In doubt"),
        "potential": _("Potential"),
        "sales": _("Sales"),
        "white_space": _("White space"),
        "owners": _("Owners"),
        "unowned": _("No owner"),
    }
    show_rows(found if as_json else named, heads, as_json=as_json, empty="")


def accounts(
    name: Name,
    *,
    segment: Annotated[
        str, typer.Option(help=_("A segment by its name; none or unknown; all by default."))
    ] = "",
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """List the accounts of a segment, or all accounts with their segment."""
    from maillage.domain.accounts.segments.placing import placed_accounts  # noqa: PLC0415
    from maillage.domain.accounts.segments.reading import segments_of  # noqa: PLC0415
    from maillage.interfaces.lists.segments import labels_of  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    whoever(Action.VIEW)
    segmentation = called(name)
    labels = labels_of(segmentation)
    found = placed_accounts(segments_of(segmentation.segments), day_of(on))
    keys = [key for key, label in labels.items() if segment in {"", key, label}]
    if not keys:
        raise NotFoundError(
            _("There is no segment %(name)s.") % {"name": quoted(segment)},
            remedy=_("Use one of: %(choices)s.") % {"choices": ", ".join(labels.values())},
        )
    rows = found[found["segment"].isin(keys)].drop(columns=["pk", "owner"]).astype(object)
    heads = {
        "external_id": _("Id"),
        "name": _("Account"),
        "segment": _("Segment"),
        "perhaps": _("May be of"),
        "potential": _("Potential"),
        "white_space": _("White space"),
        "owner_name": _("Owner"),
    }
    for column in ("segment", "perhaps"):
        rows[column] = rows[column].map(lambda key: labels.get(key, ""))
    told = rows.where(rows.notna(), None).to_dict("records")
    show_rows(told, heads, as_json=as_json, empty=_("No account is there."))


def explain(
    account: Annotated[str, typer.Argument(metavar=_("ACCOUNT"), help=_("Id of an account."))],
    *,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Say in which segments an account is and why, and what can still be sold to it."""
    from maillage.domain.accounts.segments.words import account_told, growth_words  # noqa: PLC0415
    from maillage.models import Account  # noqa: PLC0415 - needs Django set up
    from maillage.permissions import Action  # noqa: PLC0415

    whoever(Action.VIEW)
    found = Account.objects.filter(external_id=account.replace("\0", "")).first()
    if found is None:
        raise NotFoundError(
            _("There is no account %(id)s.") % {"id": quoted(account)},
            remedy=_("Use its id in the source system."),
        )
    told = account_told(found, day_of(on))
    if as_json:
        show_json(told)
        return
    typer.echo("\n".join(growth_words(told["growth"])))
    for placement in told["placements"]:
        typer.echo(f"\n{placement['segmentation_name']}: {placement['said']}")
        for each in placement["segments"]:
            typer.echo(f"  {each['name']}: {' · '.join(each['conditions'])}")


def groups(
    rep: Annotated[str, typer.Argument(metavar=_("REP"), help=_("Id of the rep."))],
    *,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Group the accounts of a rep, to begin the segments of a plan with."""
    from maillage.domain.people.members import rep_called  # noqa: PLC0415 - needs Django set up
    from maillage.domain.plans.grouping import groups_of  # noqa: PLC0415 - same
    from maillage.interfaces.exporters.plans.groups import group_rows, in_words  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415

    whoever(Action.VIEW)
    rows = group_rows(groups_of(rep=rep_called(rep), on=day_of(on)))
    heads = {
        "potential": _("Potential"), "engagement": _("Engagement"), "cycle": _("Sales cycle"),
        "accounts": _("Accounts"), "amount": _("Known potential"),
    }  # fmt: skip
    none = _("The rep owns no account on that day.")
    show_rows(rows if as_json else list(map(in_words, rows)), heads, as_json=as_json, empty=none)
