"""The inbox of leads: who is to be contacted by when, and why now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Q

from maillage.domain.leads.deadlines import Deadline, Pressure, deadlines
from maillage.domain.leads.words import advice, channel_word, kind_word, opening
from maillage.domain.people.lead_messages import owed_word
from maillage.interfaces.lists.columns import Column, Filter
from maillage.interfaces.lists.leads import NONE, bands, of_account, owned, owners
from maillage.interfaces.lists.listing import Listing
from maillage.models import Lead, LeadLife, Rep
from maillage.texts import _

ALL = "all"
STATES = {
    Pressure.FINE: "good", Pressure.HALF: "warn", Pressure.NEARLY: "warn", Pressure.LATE: "bad",
    Pressure.PAUSED: "",
}  # fmt: skip


def inbox(
    link: Callable[[Any], str], now: datetime, *, own: Rep | None = None,
    can: Callable[[Lead], dict[str, bool]] = lambda _row: {}, account: str = "",
) -> Listing:  # fmt: skip
    """Leads, what is due first, first.

    ``own`` is the rep whose leads are shown unless asked, ``can`` says what the reader may do;
    ``account`` is the id of one whose leads alone are asked for.
    """
    return Listing(
        name="inbox",
        caption=_("Leads to be worked on"),
        order="due",
        search=(
            "name__icontains", "email__icontains", "company__icontains", "account__name__icontains",
        ),
        placeholder=_("Name, e-mail, company or account"),
        empty={
            "icon": "inbox",
            "title": _("No lead waits here."),
            "text": _("A lead comes here when it is handed over: as soon as it is an MQL."),
        },
        entry=lambda row: entry(row, link(row), now) | {"can": can(row)},
        columns=[
            Column("due", _("Due"), lambda row: row.due, ("due_first", "lowest")),
            Column("owed", _("Owed next"), owed_next),
            Column("lead", _("Lead"), str, ("name", "email"), link),
            Column("company", _("Company"), lambda row: row.company, ("company",)),
            Column("account", _("Account"), lambda row: row.account and row.account.external_id),
            Column("owner", _("Rep"), lambda row: row.owner and row.owner.name, ("owner__name",)),
            Column("life", _("Stage"), lambda row: row.get_life_display(), ("life",)),
            Column("band", _("Band"), lambda row: row.band, ("band",)),
            Column("score", _("Score"), lambda row: row.total, ("total",), number=True),
            Column("potential", _("Potential score"), lambda row: row.potential, number=True),
            Column("why", _("Why now"), why_now),
            Column("next", _("What to do"), what_to_do),
            Column("mql", _("MQL on"), lambda row: row.mql_at, ("mql_at",)),
            Column("contacted", _("First contact"), lambda row: row.contacted_at,
                   ("contacted_at",)),
        ],
        filters=[*filters(now, own), *of_account(account)],
    )  # fmt: skip


def filters(now: datetime, own: Rep | None) -> list[Filter]:
    """By owner, stage, band, and whether something is late."""
    first = [("", _("My leads")), (ALL, _("All"))] if own else [("", _("All"))]
    return [
        Filter("owner", _("Whose"), [*first, (NONE, _("nobody’s")), *owners()], asked_owner),
        Filter("life", _("Stage"), [("", _("to be worked on")), (ALL, _("All")),
                                    *LeadLife.choices], in_life),
        Filter("band", _("Band"), [("", _("All")), *bands()], lambda chosen: Q(band=chosen)),
        Filter("late", _("Deadline"), [("", _("All")), ("yes", _("late"))],
               lambda _chosen: Q(due__lt=now)),
    ]  # fmt: skip


def asked_owner(chosen: str) -> Q:
    """Narrow to the leads of a rep, or of nobody."""
    return Q() if chosen == ALL else owned(chosen)


def in_life(chosen: str) -> Q:
    """Narrow to a stage of life."""
    return Q() if chosen == ALL else Q(life=chosen)


def entry(row: Lead, url: str, now: datetime) -> dict[str, Any]:
    """What the inbox shows of a lead."""
    found = deadlines(row.owed)
    return {
        "lead": row,
        "url": url,
        "life": row.get_life_display(),
        "deadline": countdown(found[0], now) if found else None,
        "more": len(found) - 1,
        "why": why_now(row),
        "action": what_to_do(row),
        "opening": opening(row.came[0].next_action) if row.came else "",
    }


def countdown(found: Deadline, now: datetime) -> dict[str, Any]:
    """A deadline as components/countdown.html draws it."""
    pressure = found.pressure(now)
    return {
        "due": found.due_at,
        "half": found.half_at,
        "nearly": found.nearly_at,
        "state": pressure.value,
        "colour": STATES[pressure],
        "word": pressure_word(pressure),
        "owed": owed_word(found.owed),
        "policy": found.promise.policy,
        "moved": found.promise.original_due_at != found.promise.due_at,
    }


def pressure_word(pressure: Pressure) -> str:
    """Name how near a deadline is."""
    return {
        Pressure.FINE: _("in time"),
        Pressure.HALF: _("half over"),
        Pressure.NEARLY: _("nearly over"),
        Pressure.LATE: _("late"),
        Pressure.PAUSED: _("time stopped"),
    }[pressure]


def owed_next(row: Lead) -> str:
    """Name what is owed to a lead next."""
    found = deadlines(row.owed[:1])
    return owed_word(found[0].owed) if found else ""


def why_now(row: Lead) -> str:
    """Say what made a lead an MQL, by the name of its content (E-11)."""
    trigger = row.came[0].brief.get("trigger") if row.came else None
    if not trigger:
        return ""
    deed = kind_word(trigger["kind"])
    content = trigger.get("content")
    return _("%(deed)s, “%(content)s”") % {"deed": deed, "content": content} if content else deed


def what_to_do(row: Lead) -> str:
    """Say what to do next with a lead."""
    if not row.came or not row.came[0].next_action:
        return ""
    action = row.came[0].next_action
    names = {"channel": channel_word(action["channel"]), "advice": advice(action)}
    return _("%(channel)s: %(advice)s") % names
