"""The list of scenarios."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q

from maillage.interfaces.exporters.wording import percent
from maillage.interfaces.lists.columns import Cell, Column, Filter
from maillage.interfaces.lists.listing import Listing
from maillage.models import Comment, Scenario, Stage
from maillage.texts import _

STATES = {
    Stage.DRAFT: "",
    Stage.CONSULTATION: "accent",
    Stage.APPROVAL: "warn",
    Stage.APPROVED: "good",
    Stage.PUBLISHED: "good",
    Stage.ARCHIVED: "",
}


def scenarios(link: Callable[[Any], str], empty: dict[str, Any]) -> Listing:
    """The scenarios of a workspace, the latest first."""
    return Listing(
        name="scenarios",
        caption=_("Scenarios"),
        order="-changed",
        search=("name__icontains", "owner__user__name__icontains"),
        placeholder=_("Name or owner"),
        empty=empty,
        selectable=True,
        field_name="scenario",
        columns=[
            Column("name", _("Name"), lambda row: row.name, ("name",), link=link),
            Column("status", _("Stage"), stage_text, ("status",), show=stage),
            Column(
                "territories", _("Territories"), lambda row: now(row, "territories"), number=True
            ),
            Column(
                "deviation",
                _("Largest deviation"),
                lambda row: shown(now(row, "largest_deviation")),
                number=True,
            ),
            Column(
                "disruption",
                _("Changes owner"),
                lambda row: shown(now(row, "disruption")),
                number=True,
            ),
            Column("warnings", _("Warnings"), lambda row: now(row, "warnings"), number=True),
            Column("owner", _("In charge"), lambda row: row.owner, ("owner__user__name",)),
            Column("base", _("Branch of"), lambda row: row.base, ("base__name",)),
            Column("changed", _("Changed"), lambda row: row.changed_at, ("changed_at",)),
        ],
        filters=[
            Filter(
                "status",
                _("Stage"),
                [("", _("All")), *((value, str(label)) for value, label in Stage.choices)],
                lambda chosen: Q(status=chosen),
            )
        ],
    )


def now(row: Scenario, name: str) -> Any:
    """A figure of the scenario's summary; None where it has none yet."""
    return row.statistics.get("now", {}).get(name)


def shown(share: float | None) -> str | None:
    """A share as a percentage, None where it is not known."""
    return None if share is None else percent(share, 1)


def stage_text(row: Scenario) -> str:
    """The stage in words."""
    return str(row.get_status_display())


def stage(row: Scenario) -> Cell:
    """The stage as a badge."""
    return Cell(stage_text(row), badge=STATES[Stage(row.status)])


def comments(
    name: Callable[[Comment], str], link: Callable[[Comment], str], bulk: Sequence[dict[str, str]]
) -> Listing:
    """What was said of a scenario; ``name`` says of which part, ``link`` where that leads."""
    return Listing(
        name="comments",
        caption=_("Comments"),
        order="-at",
        search=("text__icontains", "reference__icontains", "by__user__name__icontains"),
        placeholder=_("Words, author or code"),
        empty={
            "icon": "message-square",
            "title": _("Nobody has said anything yet."),
            "text": _("Write below, or press the number of comments of a territory, a unit or a"
                      " move."),
        },
        selectable=bool(bulk),
        bulk=bulk,
        columns=[
            Column("about", _("About"), name, ("subject", "reference"), link=link),
            Column("text", _("Comment"), lambda row: row.text),
            Column("by", _("By"), lambda row: str(row.by), ("by__user__name",)),
            Column("at", _("On"), lambda row: row.at, ("at",)),
            Column("settled", _("State"), settled_text, ("settled_at",), show=settled),
        ],
        filters=[
            Filter(
                "state",
                _("State"),
                [("", _("All")), ("open", _("not settled")), ("settled", _("settled"))],
                lambda chosen: Q(settled_at__isnull=chosen == "open"),
            ),
            Filter(
                "subject",
                _("About"),
                [("", _("All")), *((value, str(text)) for value, text in Comment.Subject.choices)],
                lambda chosen: Q(subject=chosen),
            ),
        ],
    )  # fmt: skip


def settled_text(row: Comment) -> str:
    """Whether a comment is settled, in words."""
    return _("settled") if row.settled_at else _("not settled")


def settled(row: Comment) -> Cell:
    """Whether a comment is settled, as a badge."""
    return Cell(settled_text(row), badge="good" if row.settled_at else "warn")
