"""``maillage accounts``: shown, repaired, related; those there twice merged, separated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli import account_page, proposals
from maillage.cli.acting import whoever
from maillage.cli.answers import AsJson, show_json, show_rows
from maillage.errors import NotFoundError
from maillage.texts import _, number, quoted

if TYPE_CHECKING:
    from maillage.models import Account, DuplicatePair

SPLINK = "splink"
Kept = Annotated[str, typer.Argument(metavar=_("KEPT"), help=_("Id of the account that stays."))]
Gone = Annotated[
    str, typer.Argument(metavar=_("GONE"), help=_("Id of the account that goes into it."))
]
Take = Annotated[
    list[str] | None,
    typer.Option("--take", help=_("What of the account that goes is right: name, place, phone...")),
]


def register(app: typer.Typer) -> None:
    """Add the commands to those of the program."""
    accounts = typer.Typer(help=_("Look at accounts, and keep them clean."), no_args_is_help=True)
    duplicates = typer.Typer(
        help=_("Accounts that are there twice: find, list, merge, undo."), no_args_is_help=True
    )
    for name, does, text in (
        ("find", find, _("Compare all accounts and keep the pairs to be looked at.")),
        ("list", show, _("List the pairs to be looked at, the surest first.")),
        ("merge", merge, _("Merge two accounts; everything that points to them follows.")),
        ("merge-sure", merge_all, _("Merge the pairs that are nearly certain, all at once.")),
        ("not", refuse, _("Remember that two accounts are not one.")),
        ("merges", show_merges, _("List what was merged, the newest first.")),
        ("undo", undo, _("Separate merged accounts, exactly as they were.")),
    ):
        duplicates.command(name, help=text)(does)
    accounts.command("show", help=_("Show an account: owner, fit, signals, when to call."))(
        account_page.show
    )
    accounts.add_typer(duplicates, name="duplicates")
    proposals.add_to(accounts)
    app.add_typer(accounts, name="accounts")


def find(
    *,
    second: Annotated[
        str, typer.Option("--with", help=_("splink: ask Splink for a second opinion."))
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Compare all accounts and keep the pairs to be looked at."""
    from dataclasses import asdict  # noqa: PLC0415

    from maillage.domain.accounts.duplicates.finding import searched, store  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    by = whoever(Action.EDIT_ACCOUNTS)
    if second:
        proposals.check(second, (SPLINK,))
    with proposals.staged(shown=not as_json) as stage:
        found = store(searched(stage, splink=second == SPLINK), by=by)
    if as_json:
        show_json(asdict(found))
        return
    said = _(
        "Compared: %(accounts)s accounts. To be looked at: %(pairs)s pairs, %(sure)s nearly sure."
    )
    counts = {name: number(value) for name, value in asdict(found).items()}
    typer.echo(said % counts)


def row_of(pair: DuplicatePair) -> dict[str, object]:
    """A pair as plain values."""
    from maillage.core.accounts.duplicates.wording import evidence  # noqa: PLC0415

    return {
        "id": pair.pk,
        "first": pair.first.external_id,
        "first_name": pair.first.name,
        "second": pair.second.external_id,
        "second_name": pair.second.name,
        "grade": round(pair.grade, 4),
        "evidence": " ".join(evidence(pair.levels)),
    }


def show(
    *,
    least: Annotated[
        float, typer.Option(min=0, max=1, help=_("Only pairs from this grade on."))
    ] = 0.0,
    as_json: AsJson = False,
) -> None:
    """List the pairs to be looked at, the surest first."""
    from maillage.domain.accounts.duplicates.finding import pairs_to_review  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    whoever(Action.EDIT_ACCOUNTS)
    rows = [row_of(pair) for pair in pairs_to_review(least=least)]
    for row in rows if not as_json else ():
        row["grade"] = f"{row['grade']:.3f}"
    heads = {
        "first": _("Account"),
        "first_name": _("Name"),
        "second": _("Account"),
        "second_name": _("Name"),
        "grade": _("Grade"),
        "evidence": _("Why"),
    }
    none = _("Nothing to be looked at: `maillage accounts duplicates find` compares all accounts.")
    show_rows(rows, heads, as_json=as_json, empty=none)


def called(identity: str) -> Account:
    """The account of an id.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    from maillage.models import Account  # noqa: PLC0415 - needs Django set up

    found: Account | None = Account.objects.filter(external_id=identity).first()
    if found is None:
        raise NotFoundError(_("There is no account %(id)s.") % {"id": quoted(identity)})
    return found


def merge(kept: Kept, gone: Gone, *, take: Take = None, as_json: AsJson = False) -> None:
    """Merge two accounts; everything that points to them follows."""
    from maillage.domain.accounts.duplicates.finding import pair_of  # noqa: PLC0415
    from maillage.domain.accounts.duplicates.merging import merge_accounts  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    by, stays, goes = whoever(Action.EDIT_ACCOUNTS), called(kept), called(gone)
    pair = pair_of(stays, goes)
    made = merge_accounts(
        kept=stays, gone=goes, by=by, take=take or (), grade=pair.grade if pair else None
    )
    if as_json:
        show_json({"id": made.pk, "kept": made.kept_code, "gone": made.gone_code})
        return
    said = _("%(gone)s is part of %(kept)s now.")
    typer.echo(said % {"gone": made.gone_code, "kept": made.kept_code})
    back = _("`maillage accounts duplicates undo %(number)d` takes it back.")
    typer.echo(back % {"number": made.pk})


def merge_all(
    *,
    apply: Annotated[
        bool, typer.Option("--apply", help=_("Do it; without, only say how many."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Merge the pairs that are nearly certain, all at once."""
    from maillage.domain.accounts.duplicates.finding import pairs_to_review, surest  # noqa: PLC0415
    from maillage.domain.accounts.duplicates.merging import merge_sure  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    by, pairs = whoever(Action.EDIT_ACCOUNTS), list(surest(pairs_to_review()))
    done = merge_sure(pairs=pairs, by=by) if apply else []
    if as_json:
        show_json({"pairs": len(pairs), "merges": [each.pk for each in done]})
    elif apply:
        typer.echo(_("%(count)s accounts merged.") % {"count": number(len(done))})
    else:
        said = _("%(count)s pairs are nearly certain; --apply merges them.")
        typer.echo(said % {"count": number(len(pairs))})


def refuse(kept: Kept, gone: Gone) -> None:
    """Remember that two accounts are not one."""
    from maillage.domain.accounts.duplicates.finding import pair_of, refuse_pair  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    by, pair = whoever(Action.EDIT_ACCOUNTS), pair_of(called(kept), called(gone))
    if pair is None:
        raise NotFoundError(
            _("These two accounts are no pair to be looked at."),
            remedy=_("`maillage accounts duplicates list` lists the pairs."),
        )
    refuse_pair(pair=pair, by=by)
    typer.echo(_("Remembered: nobody is asked about them again."))


def show_merges(*, as_json: AsJson = False) -> None:
    """List what was merged, the newest first."""
    from maillage.models import Merge  # noqa: PLC0415 - needs Django set up
    from maillage.permissions import Action  # noqa: PLC0415

    whoever(Action.EDIT_ACCOUNTS)
    rows = [
        {
            "id": row.pk,
            "kept": row.kept_code,
            "name": row.name,
            "gone": row.gone_code,
            "at": row.at,
            "by": row.by,
            "undone_at": row.undone_at,
        }
        for row in Merge.objects.defer("steps")
    ]
    heads = {
        "id": _("Number"),
        "kept": _("Account"),
        "name": _("Name"),
        "gone": _("Merged with"),
        "at": _("When"),
        "by": _("Who"),
        "undone_at": _("Undone"),
    }
    show_rows(rows, heads, as_json=as_json, empty=_("Nothing was merged yet."))


def undo(
    merge: Annotated[int, typer.Argument(metavar=_("NUMBER"), help=_("Its number in the list."))],
) -> None:
    """Separate merged accounts, exactly as they were."""
    from maillage.domain.accounts.duplicates.merging import undo_merge  # noqa: PLC0415
    from maillage.models import Merge  # noqa: PLC0415 - needs Django set up
    from maillage.permissions import Action  # noqa: PLC0415

    by, found = whoever(Action.EDIT_ACCOUNTS), Merge.objects.filter(pk=merge).first()
    if found is None:
        raise NotFoundError(
            _("There is no merge %(number)d.") % {"number": merge},
            remedy=_("`maillage accounts duplicates merges` lists them."),
        )
    undo_merge(merge=found, by=by)
    typer.echo(_("Undone: both accounts are as they were."))
