"""Lists of what a scenario moves against today, each move with its reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
from django.db.models import Q

from maillage.domain.territories.comparing import UnitMove
from maillage.interfaces.exporters.wording import number
from maillage.interfaces.lists.columns import Cell, Column, Filter
from maillage.interfaces.lists.frames import FrameRows
from maillage.interfaces.lists.listing import Listing
from maillage.texts import _

type Said = Callable[[str], Cell]
"""Gives the cell of comments of a code."""


def account_rows(moves: pd.DataFrame) -> FrameRows:
    """The accounts that move, for :func:`accounts`."""
    return FrameRows(moves.assign(pk=range(len(moves))))


def accounts(moves: pd.DataFrame, link: Callable[[Any], str], said: Said) -> Listing:
    """The accounts that change owner, the richest first."""
    caption = _("%(count)s accounts change owner") % {"count": number(len(moves))}
    return Listing(
        name="moves",
        caption=caption,
        order="-potential",
        search=("name__icontains", "account__icontains", "detail__icontains"),
        placeholder=_("Name, id or city"),
        empty={"icon": "check", "title": _("No account changes owner")},
        key=lambda row: str(row.account),
        columns=[
            Column("name", _("Account"), lambda row: row.name, ("name",), link=link),
            Column("city", _("City"), lambda row: row.detail, ("detail",)),
            Column("state", _("State"), lambda row: row.state, ("state",)),
            Column("from", _("From"), lambda row: row.from_rep or _("nobody"), ("from_rep",)),
            Column("to", _("To"), lambda row: row.to_rep or _("nobody"), ("to_rep",)),
            Column(
                "potential", _("Potential"), lambda row: row.potential, ("potential",), number=True
            ),
            Column("reason", _("Reason"), lambda row: reason_word(row.reason), ("reason",)),
            Column("id", _("Id"), lambda row: row.account, ("account",)),
            comments(lambda row: row.account, said),
        ],
        filters=[
            chosen_of(moves, "from_rep", _("From")),
            chosen_of(moves, "to_rep", _("To")),
            chosen_of(moves, "reason", _("Reason"), reason_word),
            chosen_of(moves, "state", _("State")),
        ],
    )


def unit_rows(moves: Sequence[UnitMove]) -> FrameRows:
    """The units that move, for :func:`units`: those that go together in one row."""
    rows = [
        (place, each.units[0], len(each.units), each.name, each.state, each.former, each.receiver,
         each.text)
        for place, each in enumerate(moves)
    ]  # fmt: skip
    names = ["pk", "unit", "count", "name", "state", "former", "receiver", "text"]
    return FrameRows(pd.DataFrame(rows, columns=names))


def units(rows: FrameRows, said: Said) -> Listing:
    """The units that change hands, in the order the engine gives them: the largest first."""
    return Listing(
        name="moves",
        caption=_("%(count)s units change hands") % {"count": number(len(rows))},
        order="rank",
        search=("name__icontains", "unit__icontains"),
        placeholder=_("Name or code"),
        empty={"icon": "check", "title": _("No unit changes hands")},
        key=lambda row: str(row.unit),
        columns=[
            Column("name", _("Unit"), lambda row: row.name, ("name",)),
            Column("state", _("State"), lambda row: row.state, ("state",)),
            Column("from", _("From"), lambda row: row.former, ("former",)),
            Column("to", _("To"), lambda row: row.receiver, ("receiver",)),
            Column("rank", _("Why"), lambda row: row.text, ("pk",)),
            comments(lambda row: row.unit, said),
        ],
        filters=[
            chosen_of(rows.frame, "former", _("From")),
            chosen_of(rows.frame, "receiver", _("To")),
            chosen_of(rows.frame, "state", _("State")),
        ],
    )


def comments(code: Callable[[Any], str], said: Said) -> Column:
    """The column that leads to what was said of a move."""
    return Column(
        "comments",
        _("Comments"),
        lambda row: said(code(row)).text if said(code(row)).number else "",
        show=lambda row: said(code(row)),
    )


def chosen_of(
    frame: pd.DataFrame, name: str, label: str, word: Callable[[str], str] = str
) -> Filter:
    """A filter by the values a column has."""
    values = sorted({str(value) for value in frame[name] if value})
    choices = sorted(((value, word(value)) for value in values), key=lambda pair: pair[1])
    return Filter(name, label, [("", _("All")), *choices], lambda chosen: Q(**{name: chosen}))


def reason_word(code: str) -> str:
    """A reason in words."""
    known = {
        "no_owner": _("nobody answered for it"),
        "owner_left": _("its owner left"),
        "balance": _("balance"),
        "distance": _("nearer"),
        "contiguity": _("one piece"),
        "parent": _("goes with its parent"),
        "not_located": _("not located"),
        "no_territory": _("in no territory"),
        "no_rep": _("its territory has no rep"),
        "agreed": _("agreed by name"),
    }
    return known.get(code, code)
