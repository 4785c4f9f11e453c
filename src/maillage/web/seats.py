"""How many pages may listen at once: each holds a connection and memory of this process."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

IN_ALL: Final = 1_000
"""Pages that listen to one process."""
OF_ONE: Final = 20
"""Of these, pages of one member: more windows than anybody looks at."""


@dataclass(eq=False)
class Seat:
    """The place of a page that listens; given back once, however often one tries."""

    seats: Seats
    member: int
    taken: bool = True

    def leave(self) -> None:
        """Give it back."""
        with self.seats.lock:
            if self.taken:
                self.taken = False
                self.seats.by_member[self.member] -= 1
                self.seats.by_member += Counter()


@dataclass
class Seats:
    """The places of one process."""

    by_member: Counter[int] = field(default_factory=Counter)
    lock: Lock = field(default_factory=Lock)

    def take(self, member: int) -> Seat | None:
        """Give a member a place; None where all are taken, or all of theirs."""
        with self.lock:
            if self.by_member[member] >= OF_ONE or self.by_member.total() >= IN_ALL:
                return None
            self.by_member[member] += 1
            return Seat(self, member)


SEATS: Final = Seats()
