"""Lists of the best accounts of reps, and of their variable pay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from maillage.core.reviews.pay.scheme import CENTS
from maillage.domain.reviews.pay.earning import Earned
from maillage.domain.reviews.top_accounts import Tops
from maillage.domain.reviews.wins import Win, kind_words
from maillage.interfaces.exporters.wording import DASH, percent
from maillage.interfaces.lists.columns import Cell, Column
from maillage.interfaces.lists.frames import FrameRows
from maillage.interfaces.lists.listing import Listing
from maillage.texts import _

Link = Callable[[Any], str]
PAID = ("base", "variable", "total")


def tops_rows(found: Sequence[Tops]) -> FrameRows:
    """The lists of reps, as rows."""
    rows = [
        {
            "pk": each.rep.pk,
            "name": each.rep.name,
            "rep": each.rep.external_id,
            "named": len(each.named),
            "computed": len(each.computed),
            "common": each.agreed.common if each.agreed else None,
            "overlap": each.agreed.overlap if each.agreed else None,
            "rank_biased": each.agreed.rank_biased if each.agreed else None,
        }
        for each in found
    ]
    columns = ["pk", "name", "rep", "named", "computed", "common", "overlap", "rank_biased"]
    numbers = dict.fromkeys(("common", "overlap", "rank_biased"), "float64")
    return FrameRows(pd.DataFrame(rows, columns=columns).astype(numbers))


def shared(name: str) -> Callable[[Any], Cell]:
    """A share, or a dash where nothing was named."""

    def show(row: Any) -> Cell:
        value = getattr(row, name)
        return Cell(DASH if value is None else percent(value, 0), number=True)

    return show


def tops(link: Link) -> Listing:
    """How far each rep's ten best accounts agree with those of the figures."""
    return Listing(
        name="tops",
        caption=_("Best accounts, as reps and figures tell"),
        order="name",
        search=("name__icontains",),
        columns=[
            Column("name", _("Rep"), lambda row: row.name, ("name",), link=link),
            Column("named", _("Accounts named"), lambda row: row.named, ("named",), number=True),
            Column("common", _("In both lists"), lambda row: row.common, ("common",), number=True),
            Column("overlap", _("Overlap of the lists"), lambda row: row.overlap, ("overlap",),
                   show=shared("overlap"), number=True),
            Column("rank_biased", _("Rank-biased overlap"), lambda row: row.rank_biased,
                   ("rank_biased",), show=shared("rank_biased"), number=True),
        ],
    )  # fmt: skip


def pay_rows(found: Sequence[Earned]) -> FrameRows:
    """What reps earned, as rows."""
    rows = [
        {"pk": each.rep.pk, "name": each.rep.name, "rep": each.rep.external_id,
         "objective": each.objective, "complete": each.statement.complete}
        | {name: getattr(each.statement, name) / CENTS for name in PAID}
        for each in found
    ]  # fmt: skip
    columns = ["pk", "name", "rep", "objective", "complete", *PAID]
    numbers = dict.fromkeys(("objective", *PAID), "float64")
    return FrameRows(pd.DataFrame(rows, columns=columns).astype(numbers))


def pay(link: Link) -> Listing:
    """What each rep earned since the year began."""
    return Listing(
        name="pay",
        caption=_("Variable pay since the year began"),
        order="name",
        search=("name__icontains",),
        columns=[
            Column("name", _("Rep"), lambda row: row.name, ("name",), link=link),
            Column("objective", _("Objective"), lambda row: row.objective, ("objective",),
                   number=True),
            Column("base", _("Base pay of a year"), lambda row: row.base, ("base",), number=True,
                   decimals=2),
            Column("variable", _("Variable pay so far"), lambda row: row.variable, ("variable",),
                   number=True, decimals=2),
            Column("complete", _("All measures known"), lambda row: row.complete, ("complete",)),
        ],
    )  # fmt: skip


def wins_rows(found: Sequence[Win]) -> FrameRows:
    """Wins, as rows."""
    words = kind_words()
    rows = [
        {
            "pk": each.deal.pk,
            "closed": each.deal.closed_on,
            "rep": each.deal.rep.name,
            "account": str(each.deal.account or each.deal),
            "account_key": each.deal.account_id or 0,
            "amount": each.deal.amount,
            "kinds": ", ".join(words[kind] for kind in each.kinds),
        }
        for each in found
    ]
    columns = ["pk", "closed", "rep", "account", "account_key", "amount", "kinds"]
    return FrameRows(pd.DataFrame(rows, columns=columns).astype({"amount": "float64"}))


def wins(link: Link) -> Listing:
    """What was won, and why it is worth telling."""
    return Listing(
        name="wins",
        caption=_("Wins, the latest first"),
        order="-closed",
        search=("account__icontains", "rep__icontains"),
        columns=[
            Column("account", _("Account"), lambda row: row.account, ("account",), link=link),
            Column("closed", _("Won on"), lambda row: row.closed, ("closed",)),
            Column("rep", _("Rep"), lambda row: row.rep, ("rep",)),
            Column("amount", _("Amount"), lambda row: row.amount, ("amount",), number=True),
            Column("kinds", _("Why it is a win"), lambda row: row.kinds),
        ],
    )
