"""The parts of a company with what each holds, plans and sold."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

import pandas as pd
from django.db.models import Q

from maillage.domain.plans.attaining import Attained
from maillage.interfaces.exporters.wording import DASH, number, percent
from maillage.interfaces.lists.columns import Cell, Column, Filter
from maillage.interfaces.lists.frames import FrameRows
from maillage.interfaces.lists.listing import Listing
from maillage.models import Objective
from maillage.texts import _

DEEPER = "\u00a0\u00a0\u00a0\u00a0"
"""Stands before the name of a part once for each part it is within."""
FIELDS = (
    "pk", "place", "depth", "name", "parent", "kind", "rep", "of", "share", "pinned", "over",
    "objective", "beyond", "handed", "planned", "sold", "attainment",
)  # fmt: skip


def row_of(row: Attained) -> dict[str, Any]:
    """A part as plain values."""
    node = row.node
    return {
        "name": node.name,
        "parent": node.parent.name if node.parent else None,
        "kind": node.kind,
        "rep": node.rep.external_id if node.rep else None,
        "depth": row.depth,
        "share": row.share,
        "pinned": None if node.pinned is None else float(node.pinned),
        "over": float(node.over),
        "objective": float(node.objective),
        "beyond": float(node.beyond),
        "handed": None if row.handed is None else float(row.handed),
        "planned": row.planned,
        "sold": row.sold,
        "attainment": row.attainment,
    }


def rows_of(found: Iterable[Attained]) -> FrameRows:
    """Parts as the rows of a list."""
    rows = [
        row_of(each)
        | {"pk": each.node.pk, "place": place, "of": each.node.rep.name if each.node.rep else ""}
        for place, each in enumerate(found)
    ]
    return FrameRows(pd.DataFrame(rows, columns=list(FIELDS)))


def objectives(
    empty: dict[str, Any] | None = None,
    *,
    whole: bool = True,
    left_out: Collection[str] = (),
) -> Listing:
    """What each part holds, as the tree it is.

    ``whole`` is for files; a page shows by depth what a part is within, no cents but those of
    objectives, and leaves out the columns in which nothing would stand.
    """
    named = [
        Column("parent", _("Part of"), lambda row: row.parent, ("parent", "place")),
        Column("rep", _("Rep"), lambda row: row.of, ("of", "place")),
    ]
    listing = Listing(
        name="objectives",
        caption=_("Objectives"),
        order="part",
        search=("name__icontains", "of__icontains"),
        placeholder=_("Part or rep"),
        empty=empty or {},
        rows=200,
        columns=[
            Column("part", _("Part of the company"), lambda row: row.name, ("place",), show=part),
            *(named if whole else []),
            Column("kind", _("Kind"), lambda row: kind_word(row.kind), ("kind", "place")),
            Column("objective", _("Objective"), lambda row: row.objective, ("objective",),
                   number=True, decimals=2),
            Column("share", _("Share"), lambda row: row.share, ("share",), number=True,
                   show=lambda row: Cell(percent(row.share), number=True),
                   hint=_("Of what the part it is in holds")),
            Column("pinned", _("Pinned"), lambda row: row.pinned, ("pinned",), number=True,
                   hint=_("An amount it holds whatever it weighs")),
            Column("beyond", _("Assigned beyond"), lambda row: row.beyond, ("beyond",),
                   number=True, hint=_("Handed out on top; no objective holds it")),
            Column("handed", _("Held by its parts"), lambda row: row.handed, ("handed",),
                   number=True, show=handed),
            Column("planned", _("Accepted plans"), lambda row: row.planned, ("planned",),
                   number=True, hint=_("What the accepted plans of its reps are to bring")),
            Column("sold", _("Sold"), lambda row: row.sold, ("sold",), number=True),
            Column("attainment", _("Attainment"), lambda row: row.attainment, ("attainment",),
                   show=attainment, number=True, hint=_("Sold / objective")),
        ],
        filters=[
            Filter("kind", _("Kind"), [("", _("All")), *Objective.Kind.choices],
                   lambda chosen: Q(kind=chosen)),
        ],
    )  # fmt: skip
    shown = [each for each in listing.columns if whole or each.name not in left_out]
    return replace(listing, columns=shown)


def unused(found: Iterable[Attained]) -> set[str]:
    """The columns in which nothing stands: nobody is pinned, or nothing assigned beyond."""
    nodes = [each.node for each in found]
    used = {"pinned": any(each.pinned is not None for each in nodes),
            "beyond": any(each.beyond for each in nodes)}  # fmt: skip
    return {name for name, is_used in used.items() if not is_used}


def kind_word(kind: str) -> str:
    """Name what a part is."""
    return str(Objective.Kind(kind).label)


def part(row: Any) -> Cell:
    """The name of a part, further in the deeper it is."""
    return Cell(DEEPER * int(row.depth) + row.name)


def handed(row: Any) -> Cell:
    """What its parts hold; where that is not what it holds itself, a mark."""
    if row.handed is None:
        return Cell(DASH, number=True)
    apart = round(row.handed * 100) != round(row.objective * 100)
    return Cell(number(row.handed), badge="warn" if apart else None, number=True)


def attainment(row: Any) -> Cell:
    """The part that was sold, as a bar."""
    if row.attainment is None:
        return Cell(DASH, number=True)
    return Cell(percent(row.attainment, 0), share=min(row.attainment, 1.0), number=True)
