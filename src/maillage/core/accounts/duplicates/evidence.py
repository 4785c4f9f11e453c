"""What speaks for and against two accounts being one: a level of agreement for each field."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

from maillage.core.arrays import BoolArray, FloatArray

type Levels = NDArray[np.int8]

CLOSE, VERY_CLOSE, STREET_CLOSE, CITY_CLOSE = 80.0, 91.0, 85.0, 82.0
SHARED_BY_MANY: Final = 6
COMMON, VERY_COMMON = 3, 6
SHORTEST, WORD = 5, 4


class NameLevel(IntEnum):
    """How two names agree."""

    DIFFERENT = 0
    TOLD_APART = 1
    LONGER = 2
    RELATED = 3
    CLOSE = 4
    VERY_CLOSE = 5
    VERY_COMMON = 6
    COMMON = 7
    SAME = 8


class Level(IntEnum):
    """How two domains or telephone numbers agree."""

    DIFFERENT = 0
    UNKNOWN = 1
    SHARED = 2
    SAME = 3


class PlaceLevel(IntEnum):
    """How two places agree: from another area to the same street and number."""

    ELSEWHERE = 0
    UNKNOWN = 1
    SAME_AREA = 2
    OTHER_STREET_OF_CITY = 3
    SAME_CITY = 4
    OTHER_STREET_OF_CODE = 5
    SAME_CODE = 6
    SAME_STREET = 7


FIELDS: Final[dict[str, type[IntEnum]]] = {
    "name": NameLevel,
    "domain": Level,
    "phone": Level,
    "place": PlaceLevel,
}


def compare(records: pd.DataFrame, pairs: NDArray[np.int64]) -> dict[str, Levels]:
    """Compare pairs of accounts field by field.

    Parameters
    ----------
    records
        As :func:`~maillage.core.accounts.duplicates.records.comparable` gives them.
    pairs
        (pairs, 2) row numbers.

    Returns
    -------
    dict
        For each of :data:`FIELDS` a level per pair.
    """
    return {
        "name": _names(records, pairs),
        "domain": _contacts(records["domain"], pairs),
        "phone": _contacts(records["phone"], pairs),
        "place": _places(records, pairs),
    }


def _sides(cells: pd.Series[str], pairs: NDArray[np.int64]) -> tuple[np.ndarray, np.ndarray]:
    values = cells.to_numpy()
    return values[pairs[:, 0]], values[pairs[:, 1]]


def _ratio(one: np.ndarray, other: np.ndarray) -> FloatArray:
    if not len(one):
        return np.zeros(0)
    return cpdist(one, other, scorer=fuzz.ratio, dtype=np.float32).astype(np.float64)


def _names(records: pd.DataFrame, pairs: NDArray[np.int64]) -> Levels:
    words, compact = _sides(records["words"], pairs), _sides(records["compact"], pairs)
    same = ((compact[0] == compact[1]) | (words[0] == words[1])) & (compact[0] != "")
    score = np.full(len(pairs), 100.0)
    open_ = np.flatnonzero(~same)
    score[open_] = np.maximum(
        _ratio(words[0][open_], words[1][open_]), _ratio(compact[0][open_], compact[1][open_])
    )
    longer, related = _related(records, pairs, compact)
    levels = np.select(
        [longer, score >= VERY_CLOSE, score >= CLOSE, related],
        [NameLevel.LONGER, NameLevel.VERY_CLOSE, NameLevel.CLOSE, NameLevel.RELATED],
        NameLevel.DIFFERENT,
    )
    telling = _sides(records["telling"], pairs)
    levels[(telling[0] != telling[1]) & (levels > NameLevel.TOLD_APART)] = NameLevel.TOLD_APART
    bearers = _count(records["compact"]).to_numpy()[pairs].max(axis=1)
    common = np.select(
        [bearers >= VERY_COMMON, bearers >= COMMON],
        [NameLevel.VERY_COMMON, NameLevel.COMMON],
        NameLevel.SAME,
    )
    return np.where(same, common, levels).astype(np.int8)


def _related(
    records: pd.DataFrame, pairs: NDArray[np.int64], compact: tuple[np.ndarray, np.ndarray]
) -> tuple[BoolArray, BoolArray]:
    """Whether one name is the other and a word more; whether it is its initials or trade name."""
    initials, trade = _sides(records["initials"], pairs), _sides(records["trade"], pairs)
    related = (trade[0] != "") & (trade[0] == trade[1])
    longer = np.zeros(len(pairs), dtype=np.bool_)
    text = tuple(each.astype(str) for each in compact)
    length = tuple(np.strings.str_len(each) for each in text)
    for side, other in ((0, 1), (1, 0)):
        related |= (initials[side] != "") & (initials[side] == compact[other])
        named = np.flatnonzero(trade[side] != "")
        related[named] |= _ratio(trade[side][named], compact[other][named]) >= VERY_CLOSE
        starts = np.strings.startswith(text[side], text[other])
        longer |= starts & (length[other] >= SHORTEST) & (length[side] >= length[other] + WORD)
    return longer & ~related, related


def _contacts(cells: pd.Series[str], pairs: NDArray[np.int64]) -> Levels:
    one, other = _sides(cells, pairs)
    many = (_count(cells) >= SHARED_BY_MANY).to_numpy()[pairs[:, 0]]
    return np.select(
        [(one == "") | (other == ""), one != other, many],
        [Level.UNKNOWN, Level.DIFFERENT, Level.SHARED],
        Level.SAME,
    ).astype(np.int8)


def _places(records: pd.DataFrame, pairs: NDArray[np.int64]) -> Levels:
    postal, city = _sides(records["postal"], pairs), _sides(records["city"], pairs)
    state, street = _sides(records["state"], pairs), _sides(records["street"], pairs)
    number = _sides(records["number"], pairs)
    coded = (postal[0] != "") & (postal[1] != "")
    same_code = coded & (postal[0] == postal[1])
    named = (city[0] != "") & (city[1] != "")
    same_city = named & (state[0] == state[1]) & (_ratio(*city) >= CITY_CLOSE)
    same_area = coded & (_start(postal[0]) == _start(postal[1]))
    streets = (street[0] != "") & (street[1] != "")
    alike = streets & (number[0] == number[1]) & (_ratio(*street) >= STREET_CLOSE)
    near = same_code | same_city | same_area
    return np.select(
        [
            alike & near,
            same_code & streets,
            same_code,
            same_city & streets,
            same_city,
            same_area,
            ~(coded | named),
        ],
        [
            PlaceLevel.SAME_STREET,
            PlaceLevel.OTHER_STREET_OF_CODE,
            PlaceLevel.SAME_CODE,
            PlaceLevel.OTHER_STREET_OF_CITY,
            PlaceLevel.SAME_CITY,
            PlaceLevel.SAME_AREA,
            PlaceLevel.UNKNOWN,
        ],
        PlaceLevel.ELSEWHERE,
    ).astype(np.int8)


def _start(codes: np.ndarray) -> np.ndarray:
    return codes.astype("U5")


def _count(cells: pd.Series[str]) -> pd.Series[int]:
    return cells.map(cells.value_counts())
