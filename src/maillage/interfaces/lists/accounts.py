"""Lists of accounts and of the books of reps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

from maillage.core.geography.states import US_STATES
from maillage.domain.accounts.holdings import FINDINGS, accounts_at, owned_by
from maillage.domain.accounts.signals import SIGNALLED
from maillage.interfaces.lists.columns import Cell, Column, Filter
from maillage.interfaces.lists.listing import Listing
from maillage.interfaces.lists.market import market_filters
from maillage.interfaces.lists.segments import segment_filters
from maillage.models import Account, Rep
from maillage.models.accounts import Status
from maillage.texts import _

Link = Callable[[Any], str]


def finding_labels() -> dict[str, str]:
    """The findings of coverage, as a person reads them."""
    return {
        "owned": _("owned"),
        "no_owner": _("nobody answers for it"),
        "never_approached": _("never approached"),
        "double_contact": _("touched by two reps"),
        "stale": _("no touch for six months"),
    }


def signal_choices() -> dict[str, str]:
    """The signals accounts can be found by, as a person reads them."""
    return {
        "intent": _("intent that counts"),
        "technology": _("technology that counts"),
        "expired": _("only expired ones"),
    }


def matching(asked: str, today: date) -> QuerySet[Account]:
    """All accounts a list shows that was asked for so: see :attr:`Shown.asked`."""
    words = QueryDict(asked)
    try:
        on = date.fromisoformat(words.get("on", ""))
    except ValueError:
        on = today
    listing = accounts(str, on, list(Rep.objects.all()), more=market_filters(words))
    found = listing.of(accounts_at(on), words, "").found
    return Account.objects.filter(pk__in=found.values("pk"))


def accounts(
    link: Link,
    on: date,
    reps: list[Rep],
    bulk: Sequence[dict[str, str]] = (),
    more: Sequence[Filter] = (),
) -> Listing:
    """The accounts of a workspace on a day; with ``bulk`` they can be selected.

    ``more`` are filters besides, such as :func:`~maillage.interfaces.lists.market.market_filters`.
    """
    labels = finding_labels()
    return Listing(
        name="accounts",
        caption=_("Accounts"),
        order="-potential",
        selectable=bool(bulk),
        bulk=bulk,
        search=(
            "name__icontains",
            "external_id__icontains",
            "city__icontains",
            "domain__icontains",
        ),
        placeholder=_("Name, id, city or domain"),
        empty={
            "icon": "upload",
            "title": _("No accounts yet."),
            "text": _("Import some: maillage import accounts FILE --apply"),
        },
        columns=[
            Column("name", _("Account"), lambda row: row.name, ("name",), link=link),
            Column("city", _("City"), lambda row: row.city, ("city",)),
            Column("state", _("State"), lambda row: row.state, ("state",)),
            Column("status", _("Status"), lambda row: row.get_status_display(), ("status",)),
            Column(
                "potential",
                _("Potential"),
                lambda row: row.potential,
                ("potential",),
                number=True,
                hint=_("Sales possible with it, per year"),
            ),
            Column("revenue", _("Sales"), lambda row: row.revenue, ("revenue",), number=True),
            Column("owner", _("Owner"), lambda row: row.owner_name, ("owner_name",), show=owner),
            Column("since", _("Since"), lambda row: row.owned_since, ("owned_since",)),
            Column("touch", _("Last touch"), lambda row: row.last_touch, ("last_touch",)),
            Column("id", _("Id"), lambda row: row.external_id, ("external_id",)),
        ],
        filters=[
            Filter(
                "finding",
                _("Coverage"),
                [("", _("All")), *((code, labels[code]) for code in FINDINGS)],
                lambda chosen: FINDINGS[chosen](on),
            ),
            Filter(
                "owner",
                _("Owner"),
                [("", _("All")), *((str(rep.pk), rep.name) for rep in reps)],
                lambda chosen: owned_by(int(chosen), on),
            ),
            Filter(
                "state",
                _("State"),
                [("", _("All")), *((code, code) for code in sorted(US_STATES))],
                lambda chosen: Q(state=chosen),
            ),
            Filter(
                "status",
                _("Status"),
                [("", _("All")), *Status.choices],
                lambda chosen: Q(status=chosen),
            ),
            Filter(
                "signal",
                _("Signal"),
                [("", _("All")), *signal_choices().items()],
                lambda chosen: SIGNALLED[chosen](on),
            ),
            *more,
            *segment_filters(on),
        ],
    )


def owner(row: Any) -> Cell:
    """Who answers for an account; somebody who has left is marked."""
    if row.owner_name is None:
        return Cell(_("nobody"), badge="bad")
    if not row.owner_active:
        return Cell(_("%(rep)s, who left") % {"rep": row.owner_name}, badge="warn")
    return Cell(row.owner_name)


def books(link: Link, mean: float) -> Listing:
    """The books of the reps on a day; ``mean`` is the potential of a mean book."""
    return Listing(
        name="books",
        caption=_("Books of the reps"),
        order="-potential",
        search=("name__icontains", "external_id__icontains"),
        placeholder=_("Name or id"),
        empty={
            "icon": "upload",
            "title": _("No reps yet."),
            "text": _("Import some: maillage import reps FILE --apply"),
        },
        columns=[
            Column("name", _("Rep"), lambda row: row.name, ("name",), show=rep_of(link)),
            Column("accounts", _("Accounts"), lambda row: row.accounts, ("accounts",), number=True),
            Column(
                "potential", _("Potential"), lambda row: row.potential, ("potential",), number=True
            ),
            Column("revenue", _("Sales"), lambda row: row.revenue, ("revenue",), number=True),
            Column(
                "index",
                _("Index"),
                lambda row: index(row, mean),
                number=True,
                hint=_("Potential against a mean book: 100 is fair"),
            ),
            Column("manager", _("Manager"), lambda row: row.manager, ("manager",)),
            Column("state", _("State"), lambda row: row.state, ("state",)),
        ],
        rows=200,
    )


def index(row: Any, mean: float) -> int | None:
    """The potential of a book against a mean one, per hundred."""
    return round(100 * row.potential / mean) if mean > 0 else None


def rep_of(link: Link) -> Callable[[Any], Cell]:
    """Name a rep, marking who has left."""

    def show(row: Any) -> Cell:
        name = row.name if row.active else _("%(rep)s, who left") % {"rep": row.name}
        return Cell(name, url=link(row))

    return show
