"""Lists of accounts that may be there twice, and of what was merged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from maillage.core.accounts.duplicates import SURE
from maillage.core.accounts.duplicates.wording import evidence
from maillage.interfaces.lists.columns import Column, Filter
from maillage.interfaces.lists.listing import Listing
from maillage.models import PairState
from maillage.texts import _, percent

Link = Callable[[Any], str]
STATES = {
    "open": Q(state=PairState.OPEN),
    "sure": Q(state=PairState.OPEN, grade__gte=SURE),
    "refused": Q(state=PairState.REFUSED),
}


def pairs(link: Link) -> Listing:
    """Pairs of accounts that may be one."""
    return Listing(
        name="duplicates",
        caption=_("Possible duplicates"),
        order="-grade",
        search=(
            "first__name__icontains",
            "second__name__icontains",
            "first__external_id__icontains",
            "second__external_id__icontains",
        ),
        placeholder=_("Name or id"),
        empty={
            "icon": "git-merge",
            "title": _("No pair to be looked at."),
            "text": _("Compare all accounts: pairs that may be one account are listed here."),
        },
        columns=[
            Column("first", _("Account"), lambda row: row.first.name, ("first__name",), link=link),
            Column("second", _("May be"), lambda row: row.second.name, ("second__name",)),
            Column("grade", _("Grade"), lambda row: percent(row.grade, 1), ("grade",)),
            Column("city", _("Place"), lambda row: row.first.city, ("first__city",)),
            Column("why", _("Why"), lambda row: " ".join(evidence(row.levels))),
            Column("state", _("State"), lambda row: row.get_state_display(), ("state",)),
        ],
        filters=[
            Filter(
                "state",
                _("State"),
                [
                    ("", _("All")),
                    ("open", _("to be looked at")),
                    ("sure", _("nearly certain")),
                    ("refused", _("not a duplicate")),
                ],
                STATES.__getitem__,
            )
        ],
    )


def merges(link: Link) -> Listing:
    """What was merged."""
    return Listing(
        name="merges",
        caption=_("Merged accounts"),
        order="-at",
        search=(
            "name__icontains", "kept_code__icontains", "gone_code__icontains", "by__icontains",
        ),
        placeholder=_("Name or id"),
        empty={
            "icon": "git-merge",
            "title": _("Nothing was merged yet."),
            "text": _("What is merged is listed here, and can be undone."),
        },
        columns=[
            Column("name", _("Account"), lambda row: row.name, ("name",), link=link),
            Column("kept", _("Id"), lambda row: row.kept_code, ("kept_code",)),
            Column("gone", _("Merged with"), lambda row: row.gone_code, ("gone_code",)),
            Column("at", _("When"), lambda row: row.at, ("at",)),
            Column("by", _("Who"), lambda row: row.by, ("by",)),
            Column("undone", _("Undone"), lambda row: row.undone_at, ("undone_at",)),
        ],
    )  # fmt: skip
