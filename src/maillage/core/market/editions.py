"""NAICS codes of one edition in those of another, by a published concordance, where that is sure.

A code of the other edition that went into one code is that code; one that was divided is what all
its parts have in common, down to a sector, and else not known. The other way round, a code is
wholly what was asked for only if all that went into it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from maillage.core.market.naics import ALL, ancestors, is_within, read_code


@dataclass(frozen=True)
class Editions:
    """A concordance from an older edition to the one in ``current``, whose codes it holds.

    ``pairs`` are (old code, new code), both of six digits.
    """

    current: frozenset[str]
    pairs: Collection[tuple[str, str]] = ()
    new: Mapping[str, frozenset[str]] = field(init=False)
    old: Mapping[str, frozenset[str]] = field(init=False)

    def __post_init__(self) -> None:
        new, old = defaultdict(set), defaultdict(set)
        for before, after in self.pairs:
            new[before].add(after)
            old[after].add(before)
        object.__setattr__(self, "new", {code: frozenset(each) for code, each in new.items()})
        object.__setattr__(self, "old", {code: frozenset(each) for code, each in old.items()})

    def now(self, written: str) -> str:
        """Give a code as the current edition has it; one the concordance does not know stays."""
        code = read_code(written) if written.isascii() else None
        if not code or code in self.current:
            return written
        became = self.became(code)
        return common(became) if became else written

    def sure(self, code: str) -> tuple[str, ...]:
        """Give the current codes that are wholly a code of the older edition, and itself."""
        if code in self.current:
            return (code,)
        whole = (
            each
            for each in self.became(code)
            if all(is_within(before, code) for before in self.old[each])
        )
        return (code, *sorted(whole))

    def became(self, code: str) -> frozenset[str]:
        """Give the current codes that parts of an older code went into."""
        parts = (after for before, after in self.new.items() if is_within(before, code))
        return frozenset().union(*parts)


def common(codes: Iterable[str]) -> str:
    """Give the narrowest code that holds some codes, ``""`` where it is no single sector."""
    lines = [[each, *ancestors(each)] for each in codes]
    return next((each for each in lines[0] if all(each in line for line in lines[1:])), ALL)
