"""What an import did to many rows, kept small, and taken back exactly or not at all.

Of a row that was added its key and a digest are kept; of one that was changed, the fields that
differ, before and after. A row that is no longer as the import left it, or that others point to
since, is a conflict.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from hashlib import blake2b
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Field, ForeignKey, JSONField, Model, Q

from maillage.domain.accounts.duplicates.images import PLAIN, valued
from maillage.domain.imports.stored import chunks
from maillage.errors import ConflictError
from maillage.texts import _

ADDED, REWRITTEN = "added", "rewritten"
LISTED = 10
Row = tuple[Any, ...]
Pointer = tuple[type[Model], str, int]
"""A table, a field of it that points to a row, and the key of the row that points."""


class Watch:
    """Rows looked at before and after something is written to them.

    ``added_first`` tells whether new rows are written before others change; undoing is in reverse.
    """

    def __init__(
        self, model: type[Model], path: str, keys: Sequence[Any], *, added_first: bool = True
    ) -> None:
        self.model, self.path, self.keys = model, path, list(dict.fromkeys(keys))
        self.added_first = added_first
        self.before = self.rows()

    def rows(self) -> dict[int, Row]:
        """Read the rows as plain values, by key."""
        return {
            key: row
            for some in chunks(self.keys)
            for key, row in read(self.model, Q(**{f"{self.path}__in": some}))
        }

    def steps(self) -> list[dict[str, Any]]:
        """Name what became of the rows since, in the order of writing."""
        now, table = self.rows(), self.model._meta.model_name
        added = {key: digest(row) for key, row in now.items() if key not in self.before}
        names = [field.attname for field in self.model._meta.concrete_fields]
        changed = {
            key: changes(names, was, now[key])
            for key, was in self.before.items()
            if key in now and now[key] != was
        }
        steps: list[tuple[str, dict[int, Any]]] = [(ADDED, added), (REWRITTEN, changed)]
        if not self.added_first:
            steps.reverse()
        return [{"what": what, "table": table, "rows": rows} for what, rows in steps if rows]


def read(model: type[Model], which: Q) -> Iterator[tuple[int, Row]]:
    """Read rows as JSON holds them without loss, with their keys."""
    fields = model._meta.concrete_fields
    place = next(at for at, field in enumerate(fields) if field.primary_key)
    rows = model._base_manager.filter(which).values_list(*(field.attname for field in fields))
    for row in rows.iterator(chunk_size=2_000):
        yield row[place], tuple(map(plain, fields, row))


def plain(field: Field[Any, Any], value: Any) -> Any:
    """Give a value as JSON can hold it."""
    if value is None or isinstance(value, PLAIN) or isinstance(field, (JSONField, ForeignKey)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def digest(row: Row) -> str:
    """Name the state of a row in few letters."""
    return blake2b(json.dumps(row, sort_keys=True).encode(), digest_size=8).hexdigest()


def changes(names: Sequence[str], was: Row, now: Row) -> dict[str, list[Any]]:
    """List the fields that differ, before and after."""
    return {name: [old, new] for name, old, new in zip(names, was, now, strict=True) if old != new}


def undo_traces(steps: Sequence[Mapping[str, Any]]) -> None:
    """Take steps back, the last first.

    Raises
    ------
    ConflictError
        If rows were changed or used since: it names them, and nothing is undone.
    """
    traces = [Trace(step) for step in reversed(steps)]
    own = {pointer for trace in traces for pointer in trace.pointers()}
    conflicts = [name for trace in traces for name in trace.conflicts(own)]
    if conflicts:
        more = "…" if len(conflicts) > LISTED else ""
        raise ConflictError(
            _("Changed or used since this import, %(count)d in all: %(rows)s.")
            % {"count": len(conflicts), "rows": ", ".join(conflicts[:LISTED]) + more},
            remedy=_("Undo what came later first; correct single rows by importing them."),
        )
    for trace in traces:
        trace.undo()


class Trace:
    """One step of an import: the rows of a table that were added, or those that were changed."""

    def __init__(self, step: Mapping[str, Any]) -> None:
        self.model = apps.get_model("maillage", step["table"])
        self.added = step["what"] == ADDED
        self.rows: dict[int, Any] = {int(key): value for key, value in step["rows"].items()}

    def pointers(self) -> Iterator[Pointer]:
        """Name the fields by which its rows point to others, and no longer will."""
        links = {field.attname for field in self.model._meta.concrete_fields if field.is_relation}
        for key, kept in self.rows.items():
            for name in links if self.added else links & kept.keys():
                yield self.model, name, key

    def conflicts(self, own: AbstractSet[Pointer]) -> list[str]:
        """Name the rows that are not as the import left them, or that others point to since."""
        names = [field.attname for field in self.model._meta.concrete_fields]
        stays: set[int] = set()
        for some in chunks([*self.rows]):
            now = dict(read(self.model, Q(pk__in=some)))
            stays |= {key for key in some if key not in now or self.differs(names, now[key], key)}
            stays |= in_use(self.model, some, own) if self.added else set()
        known = {row.pk: str(row) for row in self.model._base_manager.filter(pk__in=stays)}
        return [known.get(key, f"{self.model._meta.model_name} {key}") for key in sorted(stays)]

    def differs(self, names: Sequence[str], now: Row, key: int) -> bool:
        """Whether a row holds something else than the import left in it."""
        if self.added:
            return digest(now) != self.rows[key]
        held = dict(zip(names, now, strict=True))
        return any(held[name] != after for name, (_before, after) in self.rows[key].items())

    def undo(self) -> None:
        """Delete what was added; give what was changed its former values."""
        if self.added:
            delete(self.model, [*self.rows])
        else:
            rewrite(self.model, self.rows)


def in_use(model: type[Model], keys: Sequence[int], own: AbstractSet[Pointer]) -> set[int]:
    """Tell which rows something points to by other fields than ``own``."""
    used: set[int] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.concrete or not relation.auto_created:
            continue
        other, field = relation.related_model, relation.field
        pairs = other._base_manager.filter(**{f"{field.name}__in": keys})
        for key, pk in pairs.values_list(field.name, "pk"):
            if (other, field.attname, pk) not in own:
                used.add(key)
    return used


def delete(model: type[Model], keys: Sequence[int]) -> None:
    """Delete rows that only point to one another."""
    fields = model._meta.concrete_fields
    own = {field.name: None for field in fields if field.related_model is model}
    for some in chunks(keys) if own else ():
        model._base_manager.filter(pk__in=some).update(**own)
    for some in chunks(keys):
        model._base_manager.filter(pk__in=some).delete()


def rewrite(model: type[Model], rows: Mapping[int, Mapping[str, Sequence[Any]]]) -> None:
    """Write what rows held before, those of the same fields with one statement."""
    alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for key, sides in rows.items():
        alike[tuple(sides)].append(key)
    fields = {field.attname: field for field in model._meta.concrete_fields}
    quote = connection.ops.quote_name
    for names, keys in alike.items():
        given = ", ".join(f"{quote(fields[name].column)} = %s" for name in names)
        table, own = quote(model._meta.db_table), quote(model._meta.pk.column)
        statement = f"UPDATE {table} SET {given} WHERE {own} = %s"  # noqa: S608 - names
        with connection.cursor() as cursor:
            cursor.executemany(
                statement, [(*stored(model, fields, names, rows[key]), key) for key in keys]
            )


def stored(
    model: type[Model],
    fields: Mapping[str, Field[Any, Any]],
    names: Sequence[str],
    sides: Mapping[str, Sequence[Any]],
) -> list[Any]:
    """Give the former values of a row as its database takes them."""
    values = valued(model, {name: sides[name][0] for name in names})
    return [fields[name].get_db_prep_save(values[name], connection) for name in names]
