"""Rows of a table in memory, narrowed and ordered by a list as rows of the database are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from django.db.models import Q

CONTAINS = "__icontains"


class FrameRows:
    """The rows of a data frame with a column ``pk``, for a :class:`Listing`."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame

    def filter(self, wanted: Q) -> FrameRows:
        """Keep the rows a query fits; it may ask for equal values and texts that contain one."""
        return FrameRows(self.frame[fitting(self.frame, wanted)])

    def order_by(self, *names: str) -> FrameRows:
        """Order by columns, those with ``-`` in front the largest first; unknown values last."""
        columns = [name.removeprefix("-") for name in names]
        ascending = [not name.startswith("-") for name in names]
        return FrameRows(self.frame.sort_values(columns, ascending=ascending, kind="stable"))

    def __len__(self) -> int:
        return len(self.frame)

    def __getitem__(self, part: slice) -> list[Any]:
        return list(FrameRows(self.frame.iloc[part]).iterator())

    def iterator(self, chunk_size: int = 2_000) -> Iterator[Any]:  # noqa: ARG002 - as a query has it
        """Give the rows; their fields are the columns, and what is not known is None."""
        known = self.frame.astype(object).where(self.frame.notna(), None)
        return iter(known.itertuples(index=False, name="Row"))


def fitting(frame: pd.DataFrame, wanted: Q) -> np.ndarray:
    """(n,) which rows a query fits."""
    join = np.logical_or if wanted.connector == Q.OR else np.logical_and
    marks = np.full(len(frame), wanted.connector != Q.OR)
    for number, child in enumerate(wanted.children):
        mark = fitting(frame, child) if isinstance(child, Q) else marked(frame, *child)
        marks = join(marks, mark) if number else mark
    return ~marks if wanted.negated else marks


def marked(frame: pd.DataFrame, lookup: str, value: Any) -> np.ndarray:
    """(n,) which rows have a value, or a text in which it occurs."""
    if lookup.endswith(CONTAINS):
        texts = frame[lookup.removesuffix(CONTAINS)].astype(str).str.casefold()
        return texts.str.contains(value.casefold(), regex=False).to_numpy(bool)
    return (frame[lookup] == value).to_numpy(bool)
