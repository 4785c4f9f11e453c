"""Lists of people, tokens and of what happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Q

from maillage.domain.words import day_word, subject_word, verb_word
from maillage.interfaces.exporters.wording import spoken
from maillage.interfaces.lists.columns import Cell, Column, Filter
from maillage.interfaces.lists.listing import Listing
from maillage.models import Event, Role
from maillage.texts import _

LONGEST_SHOWN = 160


def members(link: Callable[[Any], str]) -> Listing:
    """The people of a workspace."""
    return Listing(
        name="members",
        caption=_("People"),
        order="name",
        search=("user__name__icontains", "user__email__icontains"),
        placeholder=_("Name or e-mail address"),
        columns=[
            Column("name", _("Name"), str, ("user__name", "user__email"), link=link),
            Column("email", _("E-mail address"), lambda row: row.user.email, ("user__email",)),
            Column("role", _("Role"), lambda row: row.get_role_display(), ("role",)),
            Column("rep", _("Rep"), lambda row: row.rep.name if row.rep else "", ("rep__name",)),
            Column("active", _("State"), lambda row: row.active, ("active",), show=state),
            Column("joined", _("Since"), lambda row: row.joined_at.date(), ("joined_at",)),
            Column(
                "seen", _("Last signed in"), lambda row: row.user.last_login, ("user__last_login",)
            ),
        ],
        filters=[
            Filter(
                "role", _("Role"), [("", _("All")), *Role.choices], lambda chosen: Q(role=chosen)
            ),
            Filter(
                "active",
                _("State"),
                [("", _("All")), ("yes", _("active")), ("no", _("former"))],
                lambda chosen: Q(active=chosen == "yes"),
            ),
        ],
    )


def state(row: Any) -> Cell:
    """Whether a member is one still."""
    return Cell(_("active"), badge="good") if row.active else Cell(_("former"), badge="")


def events(verbs: list[str]) -> Listing:
    """What happened in a workspace, the latest first."""
    return Listing(
        name="log",
        caption=_("Activity"),
        order="-at",
        search=("actor__icontains", "verb__icontains", "subject_id__iexact", "reason__icontains"),
        placeholder=_("Person, action or reason"),
        columns=[
            Column("at", _("When"), lambda row: row.at, ("at",)),
            Column("actor", _("Who"), lambda row: row.actor, ("actor",)),
            Column("verb", _("What"), lambda row: verb_word(row.verb), ("verb",)),
            Column("subject", _("About"), subject, ("subject_type", "subject_id")),
            Column("before", _("Before"), lambda row: short(row.before)),
            Column("after", _("After"), lambda row: short(row.after)),
            Column("reason", _("Reason"), lambda row: row.reason),
        ],
        filters=[
            Filter(
                "verb",
                _("What"),
                [("", _("All")), *((verb, verb_word(verb)) for verb in verbs)],
                lambda chosen: Q(verb=chosen),
            )
        ],
    )


def subject(row: Event) -> str:
    """What an event is about."""
    return f"{subject_word(row.subject_type)} {row.subject_id}"


def said(value: Any) -> str:
    """Write one value of an event: days and shares as the reader does, keys as they are."""
    if isinstance(value, dict):
        return f"({parts(value)})"
    if isinstance(value, list):
        return ", ".join(said(each) for each in value)
    if isinstance(value, float):
        return spoken(value)
    try:
        return day_word(date.fromisoformat(value))
    except (TypeError, ValueError):
        return str(value)


def parts(values: dict[str, Any]) -> str:
    """Write the values that have a name and something to say."""
    kept = {name: each for name, each in values.items() if each not in ("", None, [], {})}
    return ", ".join(f"{name}: {said(each)}" for name, each in kept.items())


def short(value: Any) -> str:
    """Write what an event keeps on one line."""
    if value in (None, "", {}, []):
        return ""
    text = parts(value) if isinstance(value, dict) else said(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"
