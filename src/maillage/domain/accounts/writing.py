"""Writing many rows past the object layer: at once, a hundred thousand accounts may change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import batched
from typing import Any

from django.db import connection
from django.db.models import (
    BooleanField,
    CharField,
    ForeignKey,
    IntegerField,
    Model,
    QuerySet,
    TextField,
)
from django.utils import timezone
from django_scopes import get_scope

from maillage.domain.accounts.timeline import Period
from maillage.models import Account, Event, Membership, Ownership

AT_ONCE = 2_000
OWNERSHIP = ("account", "rep", "starts_on", "ends_on", "locked", "reason")
EVENT = (
    "workspace", "at", "actor", "user", "request", "verb", "subject_type", "subject_id",
    "before", "after", "reason",
)  # fmt: skip
PLAIN = (BooleanField, CharField, ForeignKey, IntegerField, TextField)
"""Fields whose values every database takes as they are."""


def insert_rows(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of which these fields are given, in batches; others must have no value."""
    quote = connection.ops.quote_name
    fields = [model._meta.get_field(name) for name in names]
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table = quote(model._meta.db_table)
    statement = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608 - names of ours
    special = [(n, field) for n, field in enumerate(fields) if not isinstance(field, PLAIN)]
    with connection.cursor() as cursor:
        for some in batched(rows, AT_ONCE, strict=False):
            prepared = [list(row) for row in some]
            for row in prepared:
                for place, field in special:
                    row[place] = field.get_db_prep_save(row[place], connection)
            cursor.executemany(statement, prepared)


def hold_accounts(accounts: QuerySet[Account]) -> int:
    """Let nobody else give accounts until the transaction ends; give their number."""
    # always in one order: two who hold the same ones wait, and never for each other
    return len(accounts.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def rewrite_ownership(
    changes: Iterable[tuple[int, Sequence[Period], Sequence[Period]]],
) -> None:
    """Make the ownerships of accounts, read with their keys, what they should be.

    Each change is an account with its periods before, as they are stored, and after. Rows that stay
    as they are stay, those that only end on another day are changed.
    """
    gone: list[int] = []
    ended: list[tuple[date | None, int]] = []
    fresh: list[tuple[Any, ...]] = []
    for account, before, after in changes:
        wanted = list(after)
        for held in before:
            successor = next((each for each in wanted if same_start(each, held)), None)
            if successor is None:
                gone.append(held.key)
                continue
            wanted.remove(successor)
            if successor.ends_on != held.ends_on:
                ended.append((successor.ends_on, held.key))
        fresh.extend(
            (account, each.rep, each.starts_on, each.ends_on, each.locked, each.reason)
            for each in wanted
        )
    # their keys were read in scope; joined to it again, SQLite looks at all rows for each of them
    for some in batched(gone, AT_ONCE, strict=False):
        Ownership._base_manager.filter(pk__in=some).delete()
    end_rows(ended)
    insert_rows(Ownership, OWNERSHIP, fresh)


def same_start(one: Period, other: Period) -> bool:
    """Whether two periods differ in their end alone."""
    return (one.rep, one.starts_on, one.locked, one.reason) == (
        other.rep, other.starts_on, other.locked, other.reason,
    )  # fmt: skip


def end_rows(ended: Iterable[tuple[date | None, int]]) -> None:
    """Let rows end on other days, those that stay open last: an account has one open row."""
    groups: dict[date | None, list[int]] = {}
    for day, key in ended:
        groups.setdefault(day, []).append(key)
    for day in sorted(groups, key=lambda each: each is None):
        for some in batched(groups[day], AT_ONCE, strict=False):
            Ownership._base_manager.filter(pk__in=some).update(ends_on=day)


def write_events(
    *, verb: str, by: str | Membership, rows: Iterable[tuple[int, Any, Any, str]]
) -> None:
    """Write one entry of the log for each account: its key, what was before, after, and why."""
    scope, now = get_scope(), timezone.now()
    user = by.user_id if isinstance(by, Membership) else None
    begin = (scope["workspace"].pk, now, str(by), user, scope.get("request"), verb, "account")
    insert_rows(
        Event,
        EVENT,
        ((*begin, str(account), before, after, reason) for account, before, after, reason in rows),
    )
