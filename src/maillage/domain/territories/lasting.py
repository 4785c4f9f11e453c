"""What never changes, and so need not be worked out twice."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any


class Lasting:
    """The base of what is immutable, shared by threads, and kept as long as somebody needs it."""

    @cached_property
    def _found(self) -> dict[tuple[str, ...], Any]:
        return {}

    def once[T](self, key: tuple[str, ...], make: Callable[[], T]) -> T:
        """Give what ``make`` finds out about this object, found out once for each key."""
        if key not in self._found:
            self._found[key] = make()
        found: T = self._found[key]
        return found
