"""The recipe shared by all files: a field is a name, how its cells are read, and its headers."""

from __future__ import annotations

from dataclasses import dataclass

from maillage.domain.imports.names import key
from maillage.interfaces.importers.readings import ColumnReader


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a file can say of a row.

    ``headers`` lists the names of its column in English, French, Salesforce and HubSpot exports,
    best first, separated by bars. ``instead`` names fields whose column may serve where there is
    none of its own.
    """

    name: str
    reader: ColumnReader
    headers: str
    required: bool = False
    instead: tuple[str, ...] = ()

    @property
    def keys(self) -> list[str]:
        """Its headers in the form in which they are compared."""
        return [key(self.name), *(key(header) for header in self.headers.split("|"))]
