"""Writing many rows past the object layer: a publication may change a hundred thousand accounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import batched
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone
from django_scopes import get_scope

from maillage.domain.accounts.timeline import Period, period
from maillage.models import Event, Membership, Ownership

AT_ONCE = 2_000
KEYS_AT_ONCE = 500
OWNERSHIP = ("account", "rep", "starts_on", "ends_on", "locked", "reason")


def insert_rows(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of which these fields are given, in batches; others must have no value."""
    quote = connection.ops.quote_name
    fields = [model._meta.get_field(name) for name in names]
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table = quote(model._meta.db_table)
    statement = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608 - names of ours
    with connection.cursor() as cursor:
        for some in batched(rows, AT_ONCE, strict=False):
            cursor.executemany(
                statement,
                [
                    [
                        field.get_db_prep_save(value, connection)
                        for field, value in zip(fields, row, strict=True)
                    ]
                    for row in some
                ],
            )


def rewrite_ownership(wanted: Mapping[int, Sequence[Period]], on: date) -> None:
    """Make the ownerships of accounts from a day on what they should be.

    Rows that stay as they are stay, those that only end on another day are changed.
    """
    missing = {account: list(periods) for account, periods in wanted.items()}
    gone, ended = [], []
    for row in rows_from(wanted, on):
        periods, held = missing[row.account_id], period(row)
        if held in periods:
            periods.remove(held)
            continue
        successor = next((each for each in periods if same_start(each, held)), None)
        if successor is None:
            gone.append(row.pk)
        else:
            periods.remove(successor)
            ended.append((successor.ends_on, row.pk))
    for some in batched(gone, KEYS_AT_ONCE, strict=False):
        Ownership.objects.filter(pk__in=some).delete()
    end_rows(ended)
    insert_rows(
        Ownership,
        OWNERSHIP,
        (
            (account, each.rep, each.starts_on, each.ends_on, each.locked, each.reason)
            for account, periods in missing.items()
            for each in periods
        ),
    )


def rows_from(accounts: Iterable[int], on: date) -> Iterable[Ownership]:
    """The rows of accounts that hold on a day or later, or end that day."""
    for some in batched(accounts, KEYS_AT_ONCE, strict=False):
        for row in Ownership.objects.filter(account_id__in=some):
            if row.ends_on is None or row.ends_on >= on:
                yield row


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
        for some in batched(groups[day], KEYS_AT_ONCE, strict=False):
            Ownership.objects.filter(pk__in=some).update(ends_on=day)


def write_events(
    *, verb: str, by: Membership, rows: Iterable[tuple[int, Any, Any]], reason: str = ""
) -> None:
    """Write one entry of the log for each account: its key, what was before, and after."""
    scope, now = get_scope(), timezone.now()
    names = (
        "workspace", "at", "actor", "user", "request", "verb", "subject_type", "subject_id",
        "before", "after", "reason",
    )  # fmt: skip
    insert_rows(
        Event,
        names,
        (
            (
                scope["workspace"].pk, now, str(by), by.user_id, scope.get("request"), verb,
                "account", str(account), before, after, reason,
            )
            for account, before, after in rows
        ),
    )  # fmt: skip
