"""The layouts of official market files, told apart by their header line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from maillage.core.market.files import LICENCE


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of file: which columns it must and may have, by the part each one plays."""

    key: str
    title: str
    kind: str
    source: str
    needed: dict[str, str]
    optional: dict[str, str] = field(default_factory=dict)
    absent: str = ""
    licence: str = LICENCE
    footnotes: bool = False
    in_parts: bool = False

    def columns(self, header: list[str], year: int | None) -> dict[str, str] | None:
        """Give the column of each part found in the header; None if it is another layout."""
        if self.absent and any(re.fullmatch(self.absent, name) for name in header):
            return None
        found = {
            part: name
            for part, pattern in (self.needed | self.optional).items()
            if (name := newest(pattern, header, year))
        }
        return found if self.needed.keys() <= found.keys() else None


def newest(pattern: str, header: list[str], year: int | None) -> str:
    """Find the column a pattern names; of several years of one column, that asked or the last."""
    names = [name for name in header if re.fullmatch(pattern, name)]
    return max(names, key=lambda name: (name.endswith(str(year)), name), default="")


@dataclass(frozen=True, slots=True)
class Recognised:
    """The layout of one file: the names in its header, and which column plays which part."""

    layout: Layout
    header: list[str]
    separator: str
    header_lines: int
    columns: dict[str, str]
