"""Reads files of accounts, reps, owners and touches, as CRMs and people write them."""

from maillage.interfaces.importers.batches import convert, read_file
from maillage.interfaces.importers.mapping import MappedColumn, Mapping, map_columns
from maillage.interfaces.importers.overrides import Overrides, read_overrides
from maillage.interfaces.importers.tables import Table, read_table

__all__ = [
    "MappedColumn",
    "Mapping",
    "Overrides",
    "Table",
    "convert",
    "map_columns",
    "read_file",
    "read_overrides",
    "read_table",
]
