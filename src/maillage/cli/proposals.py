"""``maillage accounts repair|sites|proposals``: what is proposed, applied, refused, undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maillage.cli.acting import whoever
from maillage.cli.answers import AsJson, ending, show_json, show_rows, write_file
from maillage.errors import NotFoundError, ParameterError
from maillage.texts import _, number, percent

if TYPE_CHECKING:
    from maillage.models import Proposal

KINDS = ("addresses", "sites")
SHOWN = 50
"""Proposals a preview shows; a file holds them all."""

Apply = Annotated[bool, typer.Option("--apply", help=_("Do it; without, only propose."))]
Least = Annotated[
    float, typer.Option(min=0, max=1, help=_("Apply only what is this sure, from 0 to 1."))
]
Out = Annotated[
    Path | None, typer.Option("--out", help=_("Write all proposals to a .csv or .xlsx file."))
]
Force = Annotated[bool, typer.Option("--force", help=_("Overwrite the file."))]
Kind = Annotated[str, typer.Option("--kind", help=_("addresses or sites."))]
State = Annotated[str, typer.Option("--state", help=_("open, applied or refused."))]
Numbers = Annotated[
    list[int], typer.Argument(metavar=_("NUMBER"), help=_("Numbers of proposals in the list."))
]
SURE = 0.95


def add_to(accounts: typer.Typer) -> None:
    """Add the commands to ``maillage accounts``."""
    accounts.command(
        "repair",
        help=_("Propose how addresses should have been typed; --apply does the sure ones."),
    )(repair)
    accounts.command(
        "sites", help=_("Propose parents for the sites of one company; --apply sets the sure ones.")
    )(sites)
    proposals = typer.Typer(
        help=_("What was proposed for addresses and sites: list, apply, refuse, undo."),
        no_args_is_help=True,
    )
    for name, does, text in (
        ("list", show, _("List proposals, the surest first.")),
        ("apply", apply_some, _("Change the accounts as it is proposed.")),
        ("refuse", refuse_some, _("Remember that proposals are wrong.")),
        ("reopen", reopen_some, _("Ask again about proposals that were refused.")),
        ("undo", undo_some, _("Take back what was applied.")),
    ):
        proposals.command(name, help=text)(does)
    accounts.add_typer(proposals, name="proposals")


@contextmanager
def staged(*, shown: bool) -> Iterator[Callable[[str, float], None]]:
    """Show the stages of a long work and how far it is, on the error stream."""
    from maillage.cli.market_output import progress_bar  # noqa: PLC0415 - needs Django set up

    with progress_bar(_("Comparing the accounts"), shown=shown) as bar:
        yield lambda _name, share: bar(share)


def repair(
    *,
    apply: Apply = False,
    least: Least = SURE,
    out: Out = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Propose how addresses should have been typed; --apply does the sure ones."""
    look("addresses", apply=apply, least=least, out=out, force=force, as_json=as_json)


def sites(
    *,
    apply: Apply = False,
    least: Least = SURE,
    out: Out = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Propose parents for the sites of one company; --apply sets the sure ones."""
    look("sites", apply=apply, least=least, out=out, force=force, as_json=as_json)


def look(
    kind: str, *, apply: bool, least: float, out: Path | None, force: bool, as_json: bool
) -> None:
    """Look for proposals, keep them, and apply those that are sure enough if asked."""
    from maillage.domain.accounts.proposals.finding import (  # noqa: PLC0415 - needs Django set up
        proposals_to_review,
        searched,
        store,
    )
    from maillage.permissions import Action  # noqa: PLC0415

    by = whoever(Action.EDIT_ACCOUNTS)
    kind_of_file = ending(out, ("csv", "xlsx")) if out else ""
    with staged(shown=not as_json) as stage:
        found = store(searched(kind, stage), by=by)
    if out:
        write_file(out, as_file_of(kind, kind_of_file), force=force)
    rows = [] if as_json else [row_of(each) for each in proposals_to_review(kind=kind)[:SHOWN]]
    done = applied(kind, least, by, shown=not as_json) if apply else 0
    if as_json:
        counts = {"accounts": found.accounts, "proposals": found.proposals, "applied": done}
        show_json({**counts, "sure": proposals_to_review(kind=kind, least=least).count()})
        return
    show_proposals(rows, as_json=False, empty=_("Nothing to propose: all is well."))
    said = _("Looked at: %(accounts)s accounts. Proposals: %(proposals)s.")
    counts = {"accounts": number(found.accounts), "proposals": number(found.proposals)}
    typer.echo(said % counts)
    typer.echo(conclusion(kind, least, done, apply=apply))


def conclusion(kind: str, least: float, done: int, *, apply: bool) -> str:
    """What was applied, or what would be."""
    from maillage.domain.accounts.proposals.finding import (  # noqa: PLC0415 - needs Django set up
        proposals_to_review,
    )

    if apply:
        return _("%(count)s applied; `maillage accounts proposals undo NUMBER` takes one back.") % {
            "count": number(done)
        }
    count = proposals_to_review(kind=kind, least=least).count()
    said = _("%(count)s are %(least)s sure or more; --apply applies them.")
    return said % {"count": number(count), "least": percent(least, 0)}


def applied(kind: str, least: float, by: Any, *, shown: bool) -> int:
    """Apply what is sure enough, part after part; give how many it was."""
    from maillage.domain.accounts.proposals.deciding import apply_proposals  # noqa: PLC0415
    from maillage.domain.accounts.proposals.finding import (  # noqa: PLC0415 - needs Django set up
        parts,
        proposals_to_review,
    )

    wanted = proposals_to_review(kind=kind, least=least)
    total, done = max(wanted.count(), 1), 0
    with staged(shown=shown) as stage:
        for some in parts(wanted):
            done += len(apply_proposals(proposals=some, by=by))
            stage("writing", done / total)
    return done


def as_file_of(kind: str, ending_of: str) -> bytes:
    """The open proposals of a kind as a file."""
    from django.http import QueryDict  # noqa: PLC0415

    from maillage.interfaces.lists import proposals as lists  # noqa: PLC0415 - needs Django set up
    from maillage.interfaces.lists.files import as_file  # noqa: PLC0415

    listing = lists.proposals(kind, str)
    shown = listing.of(lists.listed(kind, ""), QueryDict(), "")
    return as_file(shown.export(), ending_of, listing.caption)


def row_of(proposal: Proposal) -> dict[str, Any]:
    """A proposal as plain values."""
    from maillage.interfaces.lists.proposals import reasons  # noqa: PLC0415 - needs Django set up

    return {
        "id": proposal.pk,
        "account": proposal.account.external_id,
        "name": proposal.account.name,
        "field": proposal.get_field_display(),
        "before": proposal.before,
        "after": proposal.after,
        "confidence": round(proposal.confidence, 4),
        "reasons": " ".join(reasons(proposal)),
        "state": proposal.state,
    }


def show_proposals(rows: list[dict[str, Any]], *, as_json: bool, empty: str) -> None:
    """Show proposals as a table, or as JSON."""
    for row in rows if not as_json else ():
        row["confidence"] = percent(row["confidence"], 0)
    heads = {
        "id": _("Number"),
        "account": _("Account"),
        "name": _("Name"),
        "field": _("Field"),
        "before": _("As it is"),
        "after": _("Proposed"),
        "confidence": _("Confidence"),
        "reasons": _("Why"),
    }
    show_rows(rows, heads, as_json=as_json, empty=empty)


def show(*, kind: Kind = "addresses", state: State = "open", as_json: AsJson = False) -> None:
    """List proposals, the surest first."""
    from maillage.interfaces.lists.proposals import listed  # noqa: PLC0415 - needs Django set up
    from maillage.models import ProposalState  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415

    whoever(Action.EDIT_ACCOUNTS)
    check(kind, KINDS)
    check(state, [each.value for each in ProposalState])
    rows = [row_of(each) for each in listed(kind, state)]
    none = _("No such proposals: `maillage accounts repair` and `maillage accounts sites` look.")
    show_proposals(rows, as_json=as_json, empty=none)


def check(word: str, among: Sequence[str]) -> None:
    """Refuse a word that is none of some.

    Raises
    ------
    ParameterError
        Naming what can be chosen.
    """
    if word not in among:
        raise ParameterError(
            _("%(word)s is nothing to choose.") % {"word": word},
            remedy=_("Choose from: %(names)s.") % {"names": ", ".join(among)},
        )


def apply_some(numbers: Numbers) -> None:
    """Change the accounts as it is proposed."""
    from maillage.domain.accounts.proposals.deciding import apply_proposals  # noqa: PLC0415

    with_all(numbers, apply_proposals)


def refuse_some(numbers: Numbers) -> None:
    """Remember that proposals are wrong."""
    from maillage.domain.accounts.proposals.deciding import refuse_proposals  # noqa: PLC0415

    with_all(numbers, refuse_proposals)


def reopen_some(numbers: Numbers) -> None:
    """Ask again about proposals that were refused."""
    from maillage.domain.accounts.proposals.deciding import reopen_proposals  # noqa: PLC0415

    with_all(numbers, reopen_proposals)


def undo_some(numbers: Numbers) -> None:
    """Take back what was applied."""
    from maillage.domain.accounts.proposals.deciding import undo_proposals  # noqa: PLC0415

    with_all(numbers, undo_proposals)


def with_all(numbers: Sequence[int], decision: Callable[..., list[Proposal]]) -> None:
    """Do something with proposals, and say how many it was.

    Raises
    ------
    NotFoundError
        If one is not there.
    """
    from maillage.models import Proposal  # noqa: PLC0415 - needs Django set up
    from maillage.permissions import Action  # noqa: PLC0415

    by = whoever(Action.EDIT_ACCOUNTS)
    found = Proposal.objects.in_bulk(set(numbers))
    missing = [each for each in numbers if each not in found]
    if missing:
        raise NotFoundError(
            _("There is no proposal %(number)d.") % {"number": missing[0]},
            remedy=_("`maillage accounts proposals list` lists them."),
        )
    done = decision(proposals=list(found.values()), by=by)
    typer.echo(_("Done: %(done)s of %(count)s.")
               % {"done": number(len(done)), "count": number(len(found))})  # fmt: skip
