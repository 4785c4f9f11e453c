"""Whom something new about leads concerns, since a moment: enough to say "look again"."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Max, QuerySet
from django_scopes import scopes_disabled

from maillage.models import Event, Handoff, Lead, Notice, PromiseAlarm, PromiseEvent, ScoreSnapshot

type Found = dict[str, list[tuple[int, str]]]
"""For each table its new rows: the key, and whom it concerns."""

NOBODY: Final = "rep:0"
"""Leads without an owner."""
EVERYBODY: Final = "everybody"
MOST: Final = 2_000
"""More new rows than this are told to everybody."""
LOOKS_KEPT: Final = 5


def of_rep(key: int | str | None) -> str:
    """Name the reader of the leads of a rep; None stands for leads without an owner."""
    return f"rep:{key}" if key else NOBODY


def of_member(key: int) -> str:
    """Name the reader of the notices of a member."""
    return f"member:{key}"


def owners(path: str) -> Callable[[QuerySet[Any]], list[tuple[int, str]]]:
    """Give new rows with who owns the lead, found at ``path``."""

    def found(rows: QuerySet[Any]) -> list[tuple[int, str]]:
        return [(key, of_rep(owner)) for key, owner in rows.values_list("pk", path)[:MOST]]

    return found


def handed(rows: QuerySet[Handoff]) -> list[tuple[int, str]]:
    """Give new hand-offs: they concern who has the lead now and who had it before."""
    new = dict(rows.values_list("pk", "lead")[:MOST])
    had: dict[int, set[int]] = {}
    pairs = Handoff.objects.order_by().filter(lead__in=set(new.values()))
    for lead, rep in pairs.values_list("lead", "rep").distinct():
        had.setdefault(lead, set()).add(rep)
    concerned = [(key, of_rep(rep)) for key, lead in new.items() for rep in had[lead]]
    return concerned + [(key, NOBODY) for key in new]


def done(rows: QuerySet[Event]) -> list[tuple[int, str]]:
    """Give what was newly done with leads, an acceptance among it, with who owns them."""
    new = dict(rows.filter(subject_type="lead").values_list("pk", "subject_id")[:MOST])
    owners_of = dict(Lead.objects.filter(pk__in=set(new.values())).values_list("pk", "owner"))
    return [(key, of_rep(owners_of.get(int(lead)))) for key, lead in new.items()]


def noticed(rows: QuerySet[Notice]) -> list[tuple[int, str]]:
    """Give new notices, which concern whom they are for."""
    return [(key, of_member(member)) for key, member in rows.values_list("pk", "member")[:MOST]]


TABLES: Final[dict[str, tuple[Any, Callable[[QuerySet[Any]], list[tuple[int, str]]]]]] = {
    "promises": (PromiseEvent, owners("promise__lead__owner")),
    "alarms": (PromiseAlarm, owners("promise__lead__owner")),
    "scores": (ScoreSnapshot, owners("lead__owner")),
    "handoffs": (Handoff, handed),
    "notices": (Notice, noticed),
    "log": (Event, done),
}
"""Rows that are only ever added; together they tell all that lists of leads show."""


@dataclass(frozen=True, slots=True)
class Marks:
    """How far each table of :data:`TABLES` was read: the largest key, in their order."""

    keys: tuple[int, ...]

    def __str__(self) -> str:
        return "-".join(map(str, self.keys))

    @classmethod
    def read(cls, text: str) -> Marks | None:
        """Read what ``str`` wrote; None where it is something else."""
        parts = text.split("-")
        good = len(parts) == len(TABLES) and all(
            each.isascii() and each.isdigit() and len(each) < 19 for each in parts
        )
        return cls(tuple(map(int, parts))) if good else None


def marks_now() -> Marks:
    """Say how far the tables go, whatever the workspace: keys are given for all of them."""
    with scopes_disabled():
        ends = (model.objects.order_by().aggregate(end=Max("pk")) for model, _ in TABLES.values())
        return Marks(tuple(each["end"] or 0 for each in ends))


def found_since(marks: Marks) -> Found:
    """Give the rows of the workspace in scope that came after marks."""
    found: Found = {}
    for mark, (name, (model, rows)) in zip(marks.keys, TABLES.items(), strict=True):
        found[name] = rows(model.objects.order_by("-pk").filter(pk__gt=mark))
    return found


def concerned_since(marks: Marks) -> set[str]:
    """Name whom something new since marks concerns."""
    return {whom for rows in found_since(marks).values() for whom in concerned(rows)}


def concerned(rows: Iterable[tuple[int, str]]) -> set[str]:
    """Name whom rows concern."""
    listed = list(rows)
    return {EVERYBODY} if len(listed) >= MOST else {whom for _key, whom in listed}


@dataclass
class Trail:
    """What was told so far, a few looks back.

    A database server gives keys before it shows their rows, so that a row may appear below one
    that was seen: each look begins where the table ended some looks ago, and passes over what was
    told meanwhile.
    """

    marks: Marks
    ends: deque[Marks] = field(default_factory=lambda: deque(maxlen=LOOKS_KEPT))
    told: dict[str, set[int]] = field(default_factory=dict)

    def follow(self, found: Found) -> set[str]:
        """Take what was found since :attr:`marks`, and name whom something new of it concerns."""
        new: set[str] = set()
        for name, rows in found.items():
            before = self.told.get(name, set())
            new |= concerned(row for row in rows if row[0] not in before)
            self.told[name] = {key for key, _whom in rows}
        ends = zip(self.marks.keys, found.values(), strict=True)
        end = Marks(tuple(max([mark, *(key for key, _whom in rows)]) for mark, rows in ends))
        if len(self.ends) == LOOKS_KEPT:
            self.marks = self.ends[0]
        self.ends.append(end)
        return new
