"""Lists about the agreement of marketing and sales: its versions, and its promises in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from maillage.core.leads.sla.policies import Basis, Direction
from maillage.domain.leads.agreements import agreement_state, terms_of
from maillage.domain.leads.term_words import condition_words, event_words, hearer_word
from maillage.domain.leads.words import kind_word
from maillage.domain.leads.written import WrittenPolicy
from maillage.interfaces.exporters.wording import DASH, percent
from maillage.interfaces.lists.columns import Cell, Column
from maillage.interfaces.lists.listing import Listing
from maillage.interfaces.lists.score_models import BADGES, states
from maillage.models import Agreement
from maillage.texts import _

Link = Callable[[Any], str]


def versions(link: Link, now: datetime) -> Listing:
    """Versions of the agreement, the latest first."""
    return Listing(
        name="agreements",
        caption=_("Versions of the agreement"),
        order="-version",
        search=("note__icontains", "by__user__name__icontains"),
        placeholder=_("Note or author"),
        columns=[
            Column("version", _("Version"), lambda row: row.version, ("version",), link=link),
            Column("state", _("State"), lambda row: states()[agreement_state(row, now)],
                   show=lambda row: state(row, now)),
            Column("begins", _("In force from"), begins, ("effective_from",)),
            Column("promises", _("Promises"), promises),
            Column("whose", _("Whose calendar governs"), lambda row: row.get_whose_display()),
            Column("author", _("Author"), lambda row: str(row.by or "")),
            Column("note", _("Note"), lambda row: row.note),
        ],
    )  # fmt: skip


def state(row: Agreement, now: datetime) -> Cell:
    """Show the state of a version as a badge."""
    found = agreement_state(row, now)
    return Cell(states()[found], badge=BADGES.get(found, ""))


def begins(row: Agreement) -> datetime | str:
    """Say from when a version holds; the first has always held."""
    return _("always") if row.version == 1 else row.effective_from


def promises(row: Agreement) -> str:
    """Name the promises of a version."""
    return ", ".join(each["name"] for each in row.policies)


def table(row: Agreement) -> dict[str, Any]:
    """Show the promises of a version in words, for components/table.html."""
    return {
        "id": "promises",
        "caption": _("Promises"),
        "columns": [
            {"label": _("Promise")},
            {"label": _("Who owes whom")},
            {"label": _("What")},
            {"label": _("Within")},
            {"label": _("Only for leads of which")},
            {"label": _("Warnings")},
            {"label": _("Who hears of a breach")},
        ],
        "rows": [
            {"key": each.name,
             "cells": [Cell(each.name), Cell(direction(each.direction)), Cell(said(each)),
                       Cell(within(each)),
                       Cell(", ".join(condition_words(one.model_dump()) for one in each.when)
                            or DASH),
                       Cell(", ".join(percent(share, 0) for share in each.warnings) or DASH),
                       Cell(heard(each, moves=each.name in row.reassign_on_breach))]}
            for each in terms_of(row).policies
        ],
    }  # fmt: skip


def direction(direction: Direction) -> str:
    """Say who owes whom."""
    to_sales = direction is Direction.MARKETING_TO_SALES
    return _("marketing to sales") if to_sales else _("sales to marketing")


def said(policy: WrittenPolicy) -> str:
    """Say what is promised: from which event to which, and what stops the time."""
    parts = [f"{kind_word(policy.begins)} → {kind_word(policy.fulfilled_by)}"]
    listed = (
        (_("carrying %(names)s"), policy.requires),
        (_("paused by %(names)s"), policy.pauses_on),
        (_("resumed by %(names)s"), policy.resumes_on),
        (_("cancelled by %(names)s"), policy.cancelled_by),
    )
    parts += [text % {"names": event_words(names)} for text, names in listed if names]
    return " · ".join(parts)


def within(policy: WrittenPolicy) -> str:
    """Say how soon, and how its time counts."""
    return f"{duration(policy.within)}, {counted(policy.basis)}"


def counted(basis: Basis) -> str:
    """Say how the time of a promise counts."""
    return {
        Basis.CALENDAR: _("without a stop"),
        Basis.BUSINESS: _("while the calendar is open"),
        Basis.ELAPSED: _("without a stop, due at the next opening"),
    }[basis]


def duration(written: str) -> str:
    """Write an amount of time as its reader does: 15m is 15 min."""
    units = {"m": _("%(count)s min"), "h": _("%(count)s h"), "d": _("%(count)s d")}
    parts = re.findall(r"(\d+)\s*([dhm])", written.lower())
    return " ".join(units[unit] % {"count": int(count)} for count, unit in parts)


def heard(policy: WrittenPolicy, *, moves: bool) -> str:
    """Say who hears of a breach and when, and whether the lead moves on."""
    chain = [
        hearer_word(each.to) + (f" (+{duration(each.after)})" if each.after != "0m" else "")
        for each in policy.escalations
    ]
    return " · ".join([", ".join(chain) or DASH, *([_("the lead moves on")] if moves else [])])
