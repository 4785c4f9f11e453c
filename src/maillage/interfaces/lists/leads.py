"""Lists of leads, of what is owed to them, and of what was told of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from maillage.interfaces.lists.columns import Column, Filter
from maillage.interfaces.lists.listing import Listing
from maillage.models import Account, Rep
from maillage.models.leads import EventSubject, Lead, LeadLife, LeadSource, PromiseStatus
from maillage.texts import _

Link = Callable[[Any], str]
NONE = "-"
"""The chosen value for those without one."""


def leads(link: Link, *, account: str = "") -> Listing:
    """People who may become customers, the highest score first; of all accounts, or of one."""
    lives = {value: str(label) for value, label in LeadLife.choices}
    return Listing(
        name="leads",
        caption=_("Leads"),
        order="-score",
        search=(
            "name__icontains", "email__icontains", "company__icontains", "domain__icontains",
            "account__name__icontains",
        ),
        placeholder=_("Name, e-mail, company or account"),
        empty={
            "icon": "inbox",
            "title": _("No leads yet."),
            "text": _("Connect a source, or read in a file: maillage leads receive FILE"),
        },
        columns=[
            Column("name", _("Lead"), str, ("name", "email"), link),
            Column("company", _("Company"), lambda row: row.company, ("company",)),
            Column("account", _("Account"), lambda row: row.account and row.account.name,
                   ("account__name",)),
            Column("owner", _("Rep"), lambda row: row.owner and row.owner.name,
                   ("owner__name",)),
            Column("life", _("Stage"), lambda row: lives[row.life], ("life",)),
            Column("score", _("Score"), lambda row: row.total, ("total",), number=True),
            Column("band", _("Band"), lambda row: row.band, ("band",)),
            Column("potential", _("Potential score"), lambda row: row.potential, ("potential",),
                   number=True),
            Column("mql", _("MQL on"), lambda row: row.mql_at, ("mql_at",)),
            Column("contacted", _("First contact"), lambda row: row.contacted_at,
                   ("contacted_at",)),
            Column("last", _("Last event"), lambda row: row.last_event_at, ("last_event_at",)),
            Column("email", _("E-mail"), lambda row: row.email, ("email",)),
            Column("id", _("Id"), lambda row: row.pk, ("pk",)),
        ],
        filters=[
            Filter("life", _("Stage"), [("", _("All")), *LeadLife.choices],
                   lambda chosen: Q(life=chosen)),
            Filter("owner", _("Rep"), [("", _("All")), *owners(), (NONE, _("none"))], owned),
            Filter("band", _("Band"), [("", _("All")), *bands()], lambda chosen: Q(band=chosen)),
            *of_account(account),
        ],
    )  # fmt: skip


def of_account(asked: str) -> list[Filter]:
    """Narrow leads to those of an account, by its id, where an address asks for one."""
    if not asked:
        return []
    found = Account.objects.filter(external_id=asked.replace("\0", "")).first()
    name = found.name if found else asked[:100]
    return [
        Filter(
            "account",
            _("Account"),
            [("", _("All")), (asked, name)],
            lambda _chosen: Q(account=found) if found else Q(pk__in=()),
        )
    ]


def owners() -> list[tuple[str, str]]:
    """The reps who have leads."""
    found = Rep.objects.filter(leads__isnull=False).order_by("name").distinct()
    return list(found.values_list("external_id", "name"))


def owned(chosen: str) -> Q:
    """Leads of one rep, or of nobody yet."""
    return Q(owner__isnull=True) if chosen == NONE else Q(owner__external_id=chosen)


def bands() -> list[tuple[str, str]]:
    """The bands there are."""
    found = Lead.objects.exclude(band="").order_by("band").values_list("band", flat=True)
    return [(band, band) for band in found.distinct()]


def promises(link: Link) -> Listing:
    """What is and was owed to leads, the first that is due first."""
    words = {value: str(label) for value, label in PromiseStatus.choices}
    return Listing(
        name="promises",
        caption=_("Promises to leads"),
        order="due",
        search=("lead__name__icontains", "lead__email__icontains", "policy__icontains"),
        placeholder=_("Lead or promise"),
        columns=[
            Column("policy", _("Promise"), lambda row: row.policy, ("policy",)),
            Column("lead", _("Lead"), lambda row: str(row.lead), ("lead__name",), link),
            Column("owner", _("Rep"), lambda row: row.owner and row.owner.name,
                   ("owner__name",)),
            Column("status", _("Status"), lambda row: words[row.status], ("status",)),
            Column("began", _("Began"), lambda row: row.began_at, ("began_at",)),
            Column("due", _("Due"), lambda row: row.due_at, ("due_at",)),
            Column("original", _("Due at first"), lambda row: row.original_due_at,
                   ("original_due_at",)),
            Column("ended", _("Ended"), lambda row: row.ended_at, ("ended_at",)),
            Column("late", _("Late"), lambda row: row.breached, ("breached",)),
            Column("hours", _("Hours late"), lambda row: row.late_seconds / 3600,
                   ("late_seconds",), number=True, decimals=1),
            Column("calendar", _("Calendar"), lambda row: row.calendar and str(row.calendar)),
            Column("id", _("Id"), lambda row: row.lead_id),
        ],
        filters=[
            Filter("status", _("Status"), [("", _("All")), *PromiseStatus.choices],
                   lambda chosen: Q(status=chosen)),
            Filter("owner", _("Rep"), [("", _("All")), *owners(), (NONE, _("none"))], owned),
        ],
    )  # fmt: skip


def events(link: Link) -> Listing:
    """What was told of leads, the latest first."""
    subjects = {value: str(label) for value, label in EventSubject.choices}
    sources = [(each.key, each.name) for each in LeadSource.objects.order_by("name")]
    return Listing(
        name="lead-events",
        caption=_("Events of leads"),
        order="-at",
        search=("kind__icontains", "subject__icontains"),
        placeholder=_("Kind of event or subject"),
        columns=[
            Column("at", _("When"), lambda row: row.at, ("at",)),
            Column("kind", _("Event"), lambda row: row.kind, ("kind",), link),
            Column("of", _("Told of"), lambda row: subjects[row.of], ("of",)),
            Column("subject", _("Subject"), lambda row: row.subject, ("subject",)),
            Column("source", _("Source"), lambda row: row.source.name, ("source__name",)),
            Column("carried", _("Carried"), lambda row: written_values(row.carried)),
            Column("received", _("Received"), lambda row: row.received_at, ("received_at",)),
            Column("key", _("Key"), lambda row: row.key),
        ],
        filters=[
            Filter("source", _("Source"), [("", _("All")), *sources],
                   lambda chosen: Q(source__key=chosen)),
            Filter("subject", _("Told of"), [("", _("All")), *EventSubject.choices],
                   lambda chosen: Q(of=chosen)),
        ],
    )  # fmt: skip


def written_values(carried: dict[str, Any]) -> str:
    """Write what an event carries in one line."""
    return " · ".join(f"{name}: {value}" for name, value in carried.items())
