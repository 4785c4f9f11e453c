"""Lists about segments: the segmentations, what their segments hold, and the accounts in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from maillage.core.geography.states import US_STATES
from maillage.domain.accounts.criteria.words import said
from maillage.domain.accounts.segments.placing import Held, accounts_in
from maillage.domain.accounts.segments.words import in_none
from maillage.interfaces.exporters.wording import DASH, compact, number
from maillage.interfaces.lists.columns import Cell, Column, Filter
from maillage.interfaces.lists.listing import Listing
from maillage.models import Segmentation
from maillage.models.accounts import Status
from maillage.texts import _

Link = Callable[[Any], str]
Rows = Callable[[str], str]


def segmentations(link: Link, new: str) -> Listing:
    """The segmentations of the workspace; ``new`` is where one is written, "" for readers."""
    write = {"action": {"label": _("New segmentation"), "url": new}} if new else {}
    return Listing(
        name="segmentations",
        caption=_("Segmentations"),
        order="name",
        search=("name__icontains", "note__icontains"),
        placeholder=_("Name or note"),
        empty={
            "icon": "layers",
            "title": _("No segmentation yet."),
            "text": _("Put accounts into segments by potential, engagement, sector or any field."),
        }
        | write,
        columns=[
            Column("name", _("Segmentation"), lambda row: row.name, ("name",), link=link),
            Column("segments", _("Segments"), lambda row: ", ".join(names_of(row))),
            Column("note", _("Note"), lambda row: row.note),
            Column("changed", _("Changed"), lambda row: row.changed_at, ("changed_at",)),
        ],
    )


def names_of(segmentation: Segmentation) -> list[str]:
    """Name the segments in their order."""
    return [each["name"] for each in segmentation.segments]


def labels_of(segmentation: Segmentation) -> dict[str, str]:
    """Name what accounts can be in, by its key."""
    names = {str(place): name for place, name in enumerate(names_of(segmentation))}
    return names | in_none()


def table_of(
    held: Sequence[Held], segments: Any, rows: Rows, edit: Rows, table_id: str = "segments"
) -> dict[str, Any]:
    """What each segment holds, for components/table.html.

    ``rows`` opens the accounts of a key, ``edit`` the editor of a segment; "" for neither.
    """
    asked = {str(place): said(each.criterion) for place, each in enumerate(segments)}
    names = in_none()
    heads = {
        _("Accounts"): "",
        _("In doubt"): _("Of these, how many may belong to an earlier segment"),
        _("Potential"): "",
        _("Sales"): "",
        _("White space"): _("Potential less sales, per year"),
        _("Owners"): "",
        _("No owner"): "",
    }
    return {
        "id": table_id,
        "caption": _("What each segment holds"),
        "columns": [
            {"label": _("Segment")},
            {"label": _("An account belongs to it where")},
            *({"label": head, "hint": hint, "number": True} for head, hint in heads.items()),
        ],
        "rows": [
            {
                "key": each.key,
                "cells": [
                    Cell(each.name or names[each.key], url=edit(each.key)),
                    Cell(asked.get(each.key, "")),
                    *(Cell(text, url=rows(each.key), number=True) for text in figures(each)),
                ],
            }
            for each in held
        ],
    }


def figures(held: Held) -> list[str]:
    """Write the figures of a segment; a sum of which nothing is known is a dash."""
    unknown = held.accounts == held.without_potential
    no_room = held.accounts == held.without_room
    return [
        number(held.accounts),
        number(held.perhaps),
        DASH if unknown else compact(held.potential),
        compact(held.sales),
        DASH if no_room else compact(held.white_space),
        number(held.owners),
        number(held.unowned),
    ]


def in_segments(link: Link, segmentation: Segmentation) -> Listing:
    """Accounts with the segment they are in; rows of a frame."""
    labels = labels_of(segmentation)
    statuses = dict(Status.choices)
    return Listing(
        name="segmented",
        caption=_("Accounts by segment"),
        order="-potential",
        search=("name__icontains", "external_id__icontains", "city__icontains"),
        placeholder=_("Name, id or city"),
        columns=[
            Column("name", _("Account"), lambda row: row.name, ("name",), link=link),
            Column("segment", _("Segment"), lambda row: labels[row.segment], ("segment",),
                   show=lambda row: segment_cell(labels, row)),
            Column("perhaps", _("May be of"), lambda row: labels.get(row.perhaps, ""),
                   ("perhaps",), hint=_("An earlier segment of which not enough is known")),
            Column("city", _("City"), lambda row: row.city, ("city",)),
            Column("state", _("State"), lambda row: row.state, ("state",)),
            Column("status", _("Status"), lambda row: str(statuses[row.status]), ("status",)),
            Column("potential", _("Potential"), lambda row: row.potential, ("potential",),
                   number=True),
            Column("sales", _("Sales"), lambda row: row.sales, ("sales",), number=True),
            Column("white_space", _("White space"), lambda row: row.white_space,
                   ("white_space",), number=True, hint=_("Potential less sales, per year")),
            Column("owner", _("Owner"), lambda row: row.owner_name, ("owner_name",)),
            Column("id", _("Id"), lambda row: row.external_id, ("external_id",)),
        ],
        filters=[
            Filter("segment", _("Segment"), [("", _("All")), *labels.items()],
                   lambda chosen: Q(segment=chosen)),
            Filter("perhaps", _("May be of"),
                   [("", _("All")), *list(labels.items())[:-2]],
                   lambda chosen: Q(perhaps=chosen)),
            Filter("state", _("State"),
                   [("", _("All")), *((code, code) for code in sorted(US_STATES))],
                   lambda chosen: Q(state=chosen)),
        ],
    )  # fmt: skip


def segment_cell(labels: dict[str, str], row: Any) -> Cell:
    """Name the segment of an account; none and unknown stand out."""
    badge = {"none": "", "unknown": "warn"}.get(row.segment)
    return Cell(labels[row.segment], badge=badge)


def segment_filters(on: date) -> list[Filter]:
    """Narrow a list of accounts of the database to a segment; nothing where there is none."""
    known = {each.pk: each for each in Segmentation.objects.all()}
    choices = [
        (f"{pk}-{key}", f"{each.name}: {label}")
        for pk, each in known.items()
        for key, label in labels_of(each).items()
    ]

    def condition(chosen: str) -> Q:
        pk, _dash, key = chosen.partition("-")
        return Q(pk__among=accounts_in(known[int(pk)], key, on))

    asked = Filter("segment", _("Segment"), [("", _("All")), *choices], condition)
    return [asked] if choices else []
