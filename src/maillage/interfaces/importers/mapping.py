"""Decides which column of a file holds which field, and can show why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from django.utils.translation import gettext as _

from maillage.domain.imports.batch import Kind
from maillage.domain.imports.names import key, suggestion
from maillage.errors import MappingError
from maillage.interfaces.importers import (
    accounts,
    enrichment,
    opportunities,
    owners,
    reps,
    signals,
    touches,
)
from maillage.interfaces.importers.fields import Field
from maillage.interfaces.importers.overrides import Overrides

FIELDS: dict[Kind, tuple[Field, ...]] = {
    Kind.ACCOUNTS: accounts.FIELDS,
    Kind.REPS: reps.FIELDS,
    Kind.OWNERS: owners.FIELDS,
    Kind.TOUCHES: touches.FIELDS,
    Kind.SIGNALS: signals.FIELDS,
    Kind.OPPORTUNITIES: opportunities.FIELDS,
    Kind.ENRICHMENT: enrichment.FIELDS,
}
CLOSE, CLOSE_FROM_LENGTH = 0.9, 7
NEVER_CLOSE = ("county", "comte")


class Why(StrEnum):
    """How a column was recognised."""

    GIVEN = "given"
    HEADER = "header"
    CLOSE = "close"
    INSTEAD = "instead"


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """One field, the column of the file that holds it, and how that was recognised."""

    target: str
    source: str
    why: Why

    def explain(self) -> str:
        """Say why in words."""
        return {
            Why.GIVEN: _("said in the mapping file"),
            Why.HEADER: _("known header"),
            Why.CLOSE: _("header like a known one"),
            Why.INSTEAD: _("stands in for the missing column"),
        }[self.why]


@dataclass(frozen=True, slots=True)
class Mapping:
    """How the columns of a file are read, and which ones are not."""

    kind: Kind
    columns: tuple[MappedColumn, ...]
    ignored: tuple[str, ...]

    @property
    def sources(self) -> dict[str, str]:
        """The file's column of every field."""
        return {column.target: column.source for column in self.columns}


def fields_of(kind: Kind, columns: Iterable[str], told: Iterable[str]) -> tuple[Field, ...]:
    """List the fields of a file: those of its kind, and the stages its columns date."""
    if kind is not Kind.OPPORTUNITIES:
        return FIELDS[kind]
    return FIELDS[kind] + opportunities.entry_fields(columns, told)


def map_columns(
    *, kind: Kind, file: str, columns: Sequence[str], overrides: Overrides | None = None
) -> Mapping:
    """Find the column of every field: as the mapping file says, else by known headers, else alike.

    Raises
    ------
    MappingError
        If a required column is missing or the mapping file names what does not exist.
    """
    fields, found = recognised(kind, file, columns, overrides or Overrides())
    check_required(file, fields, columns, found)
    in_order = tuple(found[field.name] for field in fields if field.name in found)
    return Mapping(kind, in_order, tuple(unused(columns, found)))


def recognised(
    kind: Kind, file: str, columns: Sequence[str], overrides: Overrides
) -> tuple[tuple[Field, ...], dict[str, MappedColumn]]:
    """Give the fields a file may have, and the columns found for them, required or not.

    Raises
    ------
    MappingError
        If the mapping file names what does not exist.
    """
    fields = fields_of(kind, columns, overrides.columns)
    check_overrides(file, fields, columns, overrides)
    found = {
        target: MappedColumn(target, source, Why.GIVEN)
        for target, source in overrides.columns.items()
        if source
    }
    open_fields = [field for field in fields if field.name not in overrides.columns]
    found |= by_known_headers(open_fields, unused(columns, found))
    found |= by_like_headers(
        [field for field in open_fields if field.name not in found], unused(columns, found)
    )
    for field in open_fields:
        stand_in = next((found[name] for name in field.instead if name in found), None)
        if field.name not in found and stand_in:
            found[field.name] = MappedColumn(field.name, stand_in.source, Why.INSTEAD)
    return fields, found


def unused(columns: Iterable[str], found: dict[str, MappedColumn]) -> list[str]:
    """Return the columns that hold no field yet."""
    taken = {column.source for column in found.values()}
    return [column for column in columns if column not in taken]


def by_known_headers(fields: Sequence[Field], columns: Sequence[str]) -> dict[str, MappedColumn]:
    """Match headers exactly; where two fields claim a column, the one that ranks it higher wins."""
    by_key = {key(column): column for column in reversed(columns)}
    claims = sorted(
        (rank, place, field.name, by_key[name])
        for place, field in enumerate(fields)
        for rank, name in enumerate(field.keys)
        if name in by_key
    )
    found: dict[str, MappedColumn] = {}
    taken: set[str] = set()
    for _rank, _place, target, source in claims:
        if target not in found and source not in taken:
            found[target] = MappedColumn(target, source, Why.HEADER)
            taken.add(source)
    return found


def by_like_headers(fields: Sequence[Field], columns: Sequence[str]) -> dict[str, MappedColumn]:
    """Match headers with a slip of the pen; short ones are too easily confused."""
    by_key = {
        name: column
        for column in columns
        if len(name := key(column)) >= CLOSE_FROM_LENGTH
        and not any(word in name for word in NEVER_CLOSE)
    }
    found: dict[str, MappedColumn] = {}
    for field in fields:
        for name in field.keys:
            close = get_close_matches(name, by_key, n=1, cutoff=CLOSE)
            if close and len(name) >= CLOSE_FROM_LENGTH:
                found[field.name] = MappedColumn(field.name, by_key.pop(close[0]), Why.CLOSE)
                break
    return found


def check_overrides(
    file: str, fields: Sequence[Field], columns: Sequence[str], overrides: Overrides
) -> None:
    """Refuse a mapping file that names a field or a column that does not exist."""
    names = [field.name for field in fields]
    for part in (overrides.columns, overrides.defaults, overrides.values):
        for target in part:
            if target not in names:
                raise MappingError(
                    _("The mapping file names an unknown field: %(field)s.") % {"field": target},
                    remedy=_("Known fields: %(fields)s.") % {"fields": ", ".join(names)},
                )
    for target, source in overrides.columns.items():
        if source and source not in columns:
            raise MappingError(
                _("%(file)s has no column “%(column)s” for %(field)s, as the mapping file says.")
                % {"file": file, "column": source, "field": target},
                remedy=suggestion(source, columns, otherwise=listed(columns)),
            )


def check_required(
    file: str, fields: Sequence[Field], columns: Sequence[str], found: dict[str, MappedColumn]
) -> None:
    """Refuse a file in which a required column was not recognised."""
    missing = [field for field in fields if field.required and field.name not in found]
    if missing:
        raise MappingError(
            _("%(file)s: no column was recognised as %(fields)s.")
            % {"file": file, "fields": ", ".join(field.name for field in missing)},
            remedy=listed(columns)
            + " "
            + _("Name it in a mapping file: `columns: {%(field)s: <column>}`.")
            % {"field": missing[0].name},
        )


def listed(columns: Sequence[str]) -> str:
    """List the columns found, for a message."""
    shown = ", ".join(columns[:30])
    return _("Columns found: %(columns)s.") % {"columns": shown}
