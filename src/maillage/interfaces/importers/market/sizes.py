"""The classes of employees of official files: columns of flat files, rows of downloads."""

from __future__ import annotations

from typing import Final

import pandas as pd

from maillage.core.market.files import SIZE_COLUMNS
from maillage.core.market.sizes import CLASSES

CODES: Final = dict(
    zip(("210", "220", "230", "241", "242", "251", "252", "254", "260"), CLASSES, strict=True)
)
"""The codes EMPSZES of the Census Bureau."""
FIRST: Final = "n<5|n1_4"
SIZES: Final = {
    f"size {name}": FIRST if name == "1-4" else f"n{name.strip('-').replace('-', '_')}"
    for name in CLASSES
}
"""The part that each column of a flat file plays, and its name."""


def is_class(text: pd.DataFrame) -> pd.Series[bool]:
    """Tell which rows are about one class of employees, of a file that has such rows."""
    if "size" not in text:
        return pd.Series(data=False, index=text.index)
    return text["size"].isin(CODES)


def rows_by_size(text: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Take the figures by class out of rows that are about one class each."""
    sizes = cells.assign(size=text["size"].map(CODES))[is_class(text)]
    return sizes.dropna(subset=["establishments"])[list(SIZE_COLUMNS)]


def columns_by_size(cells: pd.DataFrame, counts: dict[str, pd.Series[int]]) -> pd.DataFrame:
    """Take the figures by class out of columns.

    Parameters
    ----------
    counts
        By part of ``SIZES``; what is withheld is missing.
    """
    frames = [
        cells[["zone", "level", "naics"]].assign(
            size=part.removeprefix("size "), establishments=numbers
        )
        for part, numbers in counts.items()
    ]
    return pd.concat(frames).dropna(subset=["establishments"])[list(SIZE_COLUMNS)]
