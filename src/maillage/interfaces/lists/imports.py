"""The files that were taken in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from maillage.domain.imports.batch import Kind
from maillage.interfaces.lists.columns import Column, Filter
from maillage.interfaces.lists.listing import Listing
from maillage.models import ImportRun
from maillage.texts import _


def imports(link: Callable[[ImportRun], str]) -> Listing:
    """Files taken in, the newest first."""
    return Listing(
        name="imports",
        caption=_("Files taken in"),
        order="-at",
        search=("file_name__icontains", "who__icontains"),
        placeholder=_("Name of the file, or who"),
        empty={
            "icon": "upload",
            "title": _("No file was taken in yet."),
            "text": _("Import accounts, reps, owners and more from CSV or XLSX files."),
        },
        columns=[
            Column("file", _("File"), lambda row: row.file_name, ("file_name",), link=link),
            Column("kind", _("Kind"), lambda row: kind_word(row.kind), ("kind",)),
            counted("created", _("New")),
            counted("updated", _("Updated")),
            counted("unchanged", _("Unchanged")),
            counted("rejected", _("Left out")),
            Column("at", _("When"), lambda row: row.at, ("at",)),
            Column("who", _("Who"), lambda row: row.who, ("who",)),
            Column("undone", _("Undone"), lambda row: row.undone_at, ("undone_at",)),
        ],
        filters=[
            Filter("kind", _("Kind"), [("", _("All")), *kinds()],
                   lambda chosen: Q(kind=chosen)),
        ],
    )  # fmt: skip


def counted(name: str, label: str) -> Column:
    """Make a column of a count."""

    def count(row: Any) -> int:
        return int(getattr(row, name))

    return Column(name, label, count, (name,), number=True)


def kinds() -> list[tuple[str, str]]:
    """Name what a file may hold."""
    return [
        (Kind.ACCOUNTS, _("Accounts")), (Kind.REPS, _("Reps")), (Kind.OWNERS, _("Owners")),
        (Kind.TOUCHES, _("Touches")), (Kind.SIGNALS, _("Signals")),
        (Kind.OPPORTUNITIES, _("Opportunities")), (Kind.ENRICHMENT, _("Supplier of data")),
    ]  # fmt: skip


def kind_word(kind: str) -> str:
    """Name one kind of file."""
    return dict(kinds()).get(kind, kind)
