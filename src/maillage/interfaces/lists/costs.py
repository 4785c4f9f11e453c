"""The costs of winning customers."""

from __future__ import annotations

from django.db.models import Q

from maillage.interfaces.lists.columns import Column, Filter
from maillage.interfaces.lists.listing import Listing
from maillage.models import CostKind
from maillage.texts import _


def costs(*, removes: bool = False) -> Listing:
    """Costs, the latest first; ``removes`` for who may take some away."""
    remove = {"label": _("Remove"), "icon": "trash-2", "kind": "danger",
              "name": "do", "value": "remove"}  # fmt: skip
    return Listing(
        name="costs",
        caption=_("Costs of marketing and sales"),
        order="-starts",
        empty={
            "icon": "table",
            "title": _("No cost yet."),
            "text": _("Record what marketing and sales cost, to see what a customer costs."),
        },
        selectable=removes,
        field_name="cost",
        bulk=[remove] if removes else [],
        columns=[
            Column("starts", _("From day"), lambda row: row.starts_on, ("starts_on", "kind")),
            Column("ends", _("To day"), lambda row: row.ends_on, ("ends_on",)),
            Column("kind", _("Kind"), lambda row: row.get_kind_display(), ("kind",)),
            Column("amount", _("Amount"), lambda row: float(row.amount), ("amount",),
                   number=True, decimals=2),
        ],
        filters=[
            Filter("kind", _("Kind"), [("", _("All")), *CostKind.choices],
                   lambda chosen: Q(kind=chosen)),
        ],
    )  # fmt: skip
