"""Lists of what is proposed for accounts: repairs of addresses, parents of sites."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from maillage.core.accounts.addresses.wording import assumed
from maillage.core.accounts.duplicates.wording import evidence
from maillage.domain.accounts.proposals.finding import SITES, SURE, of_kind
from maillage.interfaces.lists.columns import Column, Filter
from maillage.interfaces.lists.listing import Listing
from maillage.models import Account, Proposal, ProposalState, ProposedField
from maillage.texts import _, percent

Link = Callable[[Any], str]
SURELY = "sure"
DECIDED = {each.value for each in (ProposalState.APPLIED, ProposalState.REFUSED)}


def listed(kind: str, state: str) -> QuerySet[Proposal]:
    """Proposals of a kind and a state with their accounts: without one, those to be looked at."""
    wanted = state if state in DECIDED else ProposalState.OPEN
    found = of_kind(kind).filter(state=wanted).select_related("account")
    if kind != SITES:
        return found
    above = Account.objects.filter(external_id=OuterRef("after"))
    return found.annotate(
        parent_name=Subquery(above.values("name")[:1]),
        parent_city=Subquery(above.values("city")[:1]),
    )


def proposals(kind: str, link: Link, bulk: Sequence[dict[str, str]] = ()) -> Listing:
    """What is proposed; with ``bulk`` it can be selected."""
    sites = kind == SITES
    found = sites_columns(link) if sites else address_columns(link)
    return Listing(
        name=kind,
        caption=_("Parents and sites") if sites else _("Addresses to be repaired"),
        order="-confidence",
        selectable=bool(bulk),
        bulk=bulk,
        search=(
            "account__name__icontains",
            "account__external_id__icontains",
            "before__icontains",
            "after__icontains",
        ),
        placeholder=_("Name, id or value"),
        empty={
            "icon": "building-2" if sites else "map",
            "title": _("Nothing to be looked at."),
            "text": _("Look for sites: accounts of one company in different places are listed"
                      " here.")
            if sites
            else _("Check all addresses: what should have been typed otherwise is listed here."),
        },
        columns=[
            *found,
            Column("confidence", _("Confidence"), lambda row: percent(row.confidence, 0),
                   ("confidence",), number=True),
            Column("why", _("Why"), lambda row: " ".join(reasons(row))),
            Column("state", _("Status"), lambda row: row.get_state_display()),
        ],
        filters=[*([] if sites else [field_filter()]), state_filter()],
    )  # fmt: skip


def address_columns(link: Link) -> list[Column]:
    """What is proposed for a field of an address."""
    return [
        Column("account", _("Account"), lambda row: row.account.name, ("account__name",), link),
        Column("field", _("Field"), lambda row: row.get_field_display(), ("field",)),
        Column("before", _("As it is"), lambda row: row.before, ("before",)),
        Column("after", _("Proposed"), lambda row: row.after, ("after",)),
        Column("place", _("Place"), lambda row: place_of(row.account)),
    ]


def sites_columns(link: Link) -> list[Column]:
    """Which account is proposed as the parent of which."""
    return [
        Column("account", _("Site"), lambda row: row.account.name, ("account__name",), link),
        Column("place", _("Place"), lambda row: place_of(row.account), ("account__city",)),
        Column("parent", _("Parent"), lambda row: row.parent_name, ("parent_name",)),
        Column("city", _("City of the parent"), lambda row: row.parent_city, ("parent_city",)),
        Column("after", _("Id of the parent"), lambda row: row.after, ("after",)),
    ]


def field_filter() -> Filter:
    """Narrow by what of the address changes."""
    fields = [each for each in ProposedField if each != ProposedField.PARENT]
    choices = [("", _("All")), *((each.value, str(each.label)) for each in fields)]
    return Filter("field", _("Field"), choices, lambda chosen: Q(field=chosen))


def state_filter() -> Filter:
    """Narrow by what was said; the rows of a state are chosen by :func:`listed`."""
    labels = {each.value: str(each.label) for each in ProposalState}
    return Filter(
        "state",
        _("Status"),
        [
            ("", _("to be looked at")),
            (SURELY, _("nearly certain")),
            *((each.value, labels[each.value]) for each in (ProposalState.APPLIED,
                                                            ProposalState.REFUSED)),
        ],
        lambda chosen: Q(confidence__gte=SURE) if chosen == SURELY else Q(),
    )  # fmt: skip


def place_of(account: Account) -> str:
    """The address of an account in one line."""
    return ", ".join(filter(None, [account.city, account.state, account.postal_code]))


def reasons(proposal: Proposal) -> list[str]:
    """Say why a proposal is made, and what it assumes."""
    if proposal.field == ProposedField.PARENT:
        return evidence(proposal.grounds)
    return assumed(proposal.grounds["repairs"])
