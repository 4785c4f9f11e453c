"""Lists about the ideal customer profile: its versions, and the accounts by how they fit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Q

from maillage.core.accounts.icp.criteria import Icp
from maillage.core.accounts.icp.fit import Answer
from maillage.core.geography.states import US_STATES
from maillage.domain.accounts.icp.words import answer_words, criterion_names
from maillage.interfaces.lists.columns import Cell, Column, Filter
from maillage.interfaces.lists.listing import Listing
from maillage.models import IcpVersion
from maillage.texts import _

Link = Callable[[Any], str]
BADGES = {Answer.YES: "good", Answer.NO: "bad", Answer.UNKNOWN: "warn"}


def versions(link: Link, in_force: IcpVersion | None) -> Listing:
    """Versions of the profile, the latest first."""
    return Listing(
        name="icp",
        caption=_("Versions of the ideal customer profile"),
        order="-number",
        search=("note__icontains", "author__user__name__icontains"),
        placeholder=_("Note or author"),
        empty={
            "icon": "target",
            "title": _("No ideal customer profile yet."),
            "text": _("Write one with both teams; marketing and sales sign it."),
        },
        columns=[
            Column("number", _("Version"), lambda row: row.number, ("number",), link=link),
            Column("state", _("State"), lambda row: state_text(row, in_force),
                   show=lambda row: state(row, in_force)),
            Column("begins", _("In force from"), lambda row: row.in_force_from,
                   ("in_force_from",)),
            Column("wanted", _("Wanted from"), lambda row: row.wanted_on, ("wanted_on",)),
            Column("author", _("Author"), lambda row: str(row.author or "")),
            Column("signed", _("Signed by"), signers),
            Column("note", _("Note"), lambda row: row.note),
        ],
        filters=[
            Filter("state", _("State"),
                   [("", _("All")), ("draft", _("to be signed")), ("signed", _("signed"))],
                   lambda chosen: Q(in_force_from__isnull=chosen == "draft")),
        ],
    )  # fmt: skip


def signers(row: IcpVersion) -> str:
    """Name who has signed, for which team."""
    signed = row.signatures.all()
    return ", ".join(f"{each.member} ({each.get_team_display()})" for each in signed)


def state_text(row: IcpVersion, in_force: IcpVersion | None) -> str:
    """Whether a version is a draft, to come, in force or past."""
    if row.in_force_from is None:
        return _("to be signed")
    if in_force is not None and row.pk == in_force.pk:
        return _("in force")
    begins = row.in_force_from, row.number
    if in_force is None or begins > (in_force.in_force_from or date.min, in_force.number):
        return _("to come")
    return _("past")


def state(row: IcpVersion, in_force: IcpVersion | None) -> Cell:
    """The same as a badge."""
    now = in_force is not None and row.pk == in_force.pk
    badge = "warn" if row.in_force_from is None else "good" if now else ""
    return Cell(state_text(row, in_force), badge=badge)


def fitting(link: Link, icp: Icp) -> Listing:
    """Accounts by how they fit a profile; rows of a frame."""
    words, names = answer_words(), criterion_names()
    choices = [("", _("All")), *((each.value, words[each]) for each in Answer)]

    def named(row: Any, answer: Answer) -> str:
        return ", ".join(names[each] for each in icp.asked if getattr(row, f"fit_{each}") == answer)

    return Listing(
        name="fitting",
        caption=_("Accounts and the ideal customer profile"),
        order="-potential",
        search=("name__icontains", "external_id__icontains", "city__icontains"),
        placeholder=_("Name, id or city"),
        columns=[
            Column("name", _("Account"), lambda row: row.name, ("name",), link=link),
            Column("city", _("City"), lambda row: row.city, ("city",)),
            Column("state", _("State"), lambda row: row.state, ("state",)),
            Column("potential", _("Potential"), lambda row: row.potential, ("potential",),
                   number=True),
            Column("fit", _("Profile fit"), lambda row: words[Answer(row.fit)], ("fit",),
                   show=lambda row: Cell(words[Answer(row.fit)], badge=BADGES[Answer(row.fit)])),
            Column("no", _("Does not fit"), lambda row: named(row, Answer.NO)),
            Column("unknown", _("Not known"), lambda row: named(row, Answer.UNKNOWN)),
            Column("id", _("Id"), lambda row: row.external_id, ("external_id",)),
        ],
        filters=[
            Filter("fit", _("Profile fit"), choices, lambda chosen: Q(fit=chosen)),
            Filter("state", _("State"),
                   [("", _("All")), *((code, code) for code in sorted(US_STATES))],
                   lambda chosen: Q(state=chosen)),
            *(Filter(each, names[each], choices, by_criterion(each)) for each in icp.asked),
        ],
    )  # fmt: skip


def by_criterion(name: str) -> Callable[[str], Q]:
    """Narrow by the answer to one criterion."""
    return lambda chosen: Q(**{f"fit_{name}": chosen})
