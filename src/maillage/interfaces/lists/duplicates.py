"""Lists of accounts that may be there twice, and of what was merged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from maillage.core.accounts.duplicates import SURE
from maillage.core.accounts.duplicates.wording import evidence
from maillage.interfaces.lists.columns import Column, Filter, written
from maillage.interfaces.lists.listing import Listing
from maillage.models import Account, DuplicatePair, PairState
from maillage.texts import _, percent

Link = Callable[[Any], str]
MOST = 0.999
SURELY, REFUSED = "sure", "refused"


def listed(state: str) -> QuerySet[DuplicatePair]:
    """Pairs of a state with their accounts: without one, those to be looked at."""
    wanted = PairState.REFUSED if state == REFUSED else PairState.OPEN
    found: QuerySet[DuplicatePair] = DuplicatePair.objects.filter(state=wanted)
    return found.select_related("first", "second")


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
            "icon": "copy",
            "title": _("No pair to be looked at."),
            "text": _("Compare all accounts: pairs that may be one account are listed here."),
        },
        columns=[
            Column("first", _("Account"), lambda row: row.first.name, ("first__name",), link=link),
            Column("second", _("May be"), lambda row: row.second.name, ("second__name",)),
            Column("grade", _("Grade"), lambda row: graded(row.grade), ("grade",)),
            Column("city", _("Place"), lambda row: row.first.city, ("first__city",)),
            Column("why", _("Why"), lambda row: " ".join(evidence(row.levels))),
            Column("state", _("State"), lambda row: row.get_state_display(), ("state",)),
        ],
        filters=[
            Filter(
                "state",
                _("State"),
                [
                    ("", _("to be looked at")),
                    (SURELY, _("nearly certain")),
                    (REFUSED, _("not a duplicate")),
                ],
                lambda chosen: Q(grade__gte=SURE) if chosen == SURELY else Q(),
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
            "icon": "copy",
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


def graded(grade: float) -> str:
    """Write a grade; none is ever the whole, for nothing is certain."""
    return percent(min(grade, MOST), 1)


def side_by_side(first: Account, second: Account) -> list[dict[str, Any]]:
    """Give each field of two accounts as its reader sees it, whether it differs, and its name."""
    found = []
    for label, take, value in fields():
        one, other = written(value(first)), written(value(second))
        found.append(
            {"label": label, "take": take, "first": one, "second": other, "differs": one != other}
        )
    return found


def fields() -> list[tuple[str, str, Callable[[Account], Any]]]:
    """What two accounts are compared by: label, what may be taken, and the value."""
    return [
        (_("Name"), "name", lambda row: row.name),
        (_("Status"), "status", lambda row: row.get_status_display()),
        (_("Street"), "place", lambda row: row.street),
        (_("City"), "place", lambda row: row.city),
        (_("State"), "place", lambda row: row.state),
        (_("Postal code"), "place", lambda row: row.postal_code),
        (_("Country"), "place", lambda row: row.country),
        (_("Internet domain"), "domain", lambda row: row.domain),
        (_("Telephone"), "phone", lambda row: row.phone),
        (_("Industry"), "industry", lambda row: row.industry),
        (_("Segment"), "segment", lambda row: row.segment),
        (_("Employees"), "employees", lambda row: row.employees),
        (_("Revenue"), "revenue", lambda row: row.revenue),
        (_("Potential"), "potential", lambda row: row.potential),
        (_("Parent"), "", lambda row: row.parent.name if row.parent else ""),
    ]
