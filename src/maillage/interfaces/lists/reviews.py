"""The list of reviews."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Q

from maillage.interfaces.lists.columns import Cell, Column, Filter
from maillage.interfaces.lists.listing import Listing
from maillage.models import Layer, Review
from maillage.texts import _


def reviews(link: Callable[[Any], str], on: date) -> Listing:
    """Reviews held and to come."""
    return Listing(
        name="reviews",
        caption=_("Reviews"),
        order="due",
        search=("rep__name__icontains", "note__icontains", "minutes__icontains"),
        placeholder=_("Rep or words"),
        empty={"icon": "calendar", "title": _("No review is planned yet.")},
        columns=[
            Column("layer", _("What"), what, ("layer", "ritual__rhythm"), link=link),
            Column("rep", _("Of"), lambda row: row.rep.name if row.rep else _("all reps"),
                   ("rep__name",)),
            Column("trigger", _("Because of"), lambda row: row.get_trigger_display(),
                   ("trigger",)),
            Column("due", _("Due"), lambda row: row.due_on, ("due_on",)),
            Column("held", _("Held"), lambda row: row.held_on, ("held_on",)),
            Column("next", _("Next"), lambda row: row.next_on, ("next_on",)),
            Column("state", _("State"), lambda row: state_text(row, on),
                   show=lambda row: state(row, on)),
        ],
        filters=[
            Filter("layer", _("What"), [("", _("All")), *Layer.choices],
                   lambda chosen: Q(layer=chosen)),
            Filter("state", _("State"),
                   [("", _("All")), ("late", _("late")), ("to_come", _("to come")),
                    ("held", _("held"))],
                   lambda chosen: condition(chosen, on)),
        ],
    )  # fmt: skip


def what(row: Review) -> str:
    """What is reviewed, or which meeting it is."""
    return str(row.ritual or row.get_layer_display())


def condition(chosen: str, on: date) -> Q:
    """The reviews of a state."""
    if chosen == "held":
        return Q(held_on__isnull=False)
    return Q(held_on=None, due_on__lt=on) if chosen == "late" else Q(held_on=None, due_on__gte=on)


def state_text(row: Review, on: date) -> str:
    """Whether a review was held, is late or to come, in words."""
    if row.held_on:
        return _("held")
    return _("late") if row.due_on < on else _("to come")


def state(row: Review, on: date) -> Cell:
    """The same as a badge."""
    late = row.held_on is None and row.due_on < on
    return Cell(state_text(row, on), badge="bad" if late else "good" if row.held_on else "")
