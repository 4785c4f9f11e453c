"""Which accounts are worth comparing: those that share a key of one kind at least."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

WINDOW: Final = 25
"""Within a key, each account is compared with this many that follow it in alphabetical order."""

LONGEST_INITIALS: Final = 5


def candidate_pairs(records: pd.DataFrame) -> NDArray[np.int64]:
    """Pair the accounts that share a domain, a telephone number, a name, or a place and a name.

    Keys that many accounts share cost no more than the window: blocking is linear in the number of
    accounts.

    Parameters
    ----------
    records
        As :func:`~maillage.core.accounts.duplicates.records.comparable` gives them.

    Returns
    -------
    numpy.ndarray
        (pairs, 2) row numbers, the lower first, in increasing order, each pair once.
    """
    count = np.int64(len(records))
    order = np.argsort(records["compact"].to_numpy(dtype=str), kind="stable")
    found = [_pairs(key, order, count) for key in _keys(records)]
    pairs = np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)
    return np.stack(np.divmod(pairs, max(count, np.int64(1))), axis=1)


def _keys(records: pd.DataFrame) -> list[pd.Series[str]]:
    compact, postal, state = records["compact"], records["postal"], records["state"]
    area = postal.str[:5]
    rarest = _rarest_word(records["words"])
    initials = records["initials"].where(records["initials"] != "", compact)
    initials = initials.where(initials.str.len().between(2, LONGEST_INITIALS), "")
    trade = records["trade"].where(records["trade"] != "", compact)
    return [
        records["domain"],
        records["phone"],
        compact,
        trade,
        records["words"],
        _joined(postal, compact.str[:4]),
        _joined(postal, records["street"].where(records["number"] != "", "")),
        _joined(area, rarest),
        _joined(state, compact.str[:7]),
        _joined(records["city"], rarest),
        _joined(area, initials),
    ]


def _joined(first: pd.Series[str], second: pd.Series[str]) -> pd.Series[str]:
    return (first + "|" + second).where((first != "") & (second != ""), "")


def _rarest_word(words: pd.Series[str]) -> pd.Series[str]:
    """Give of each name the word that the fewest names have."""
    split = words.str.split(" ").explode()
    rank = split.map(split.value_counts())
    ranked = pd.DataFrame({"word": split, "count": rank, "row": split.index})
    first = ranked.sort_values(["row", "count", "word"], kind="stable").drop_duplicates("row")
    return first.set_index("row")["word"].reindex(words.index)


def _pairs(key: pd.Series[str], order: NDArray[np.intp], count: np.int64) -> NDArray[np.int64]:
    codes, distinct = pd.factorize(key.to_numpy()[order])
    codes = np.where(distinct[codes] == "", -1, codes)
    place = np.argsort(codes, kind="stable")
    place = place[codes[place] >= 0]
    code, row = codes[place], order[place].astype(np.int64)
    found = []
    for step in range(1, WINDOW + 1):
        same = np.flatnonzero(code[step:] == code[:-step])
        if not len(same):
            break
        one, other = row[same], row[same + step]
        found.append(np.minimum(one, other) * count + np.maximum(one, other))
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)
