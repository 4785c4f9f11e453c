"""Multi-site parents: which accounts belong together, and who answers for all of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from maillage.core.arrays import BoolArray, FloatArray, IntArray


def group_numbers(accounts: pd.DataFrame) -> IntArray:
    """Number the group of each account: all that is tied together by parents, at any depth.

    Parameters
    ----------
    accounts
        ``external_id`` and ``parent`` (an external id, or ``""``); a parent that is not in the
        table still ties its sites together, and parents that lead round in a circle form one group.

    Returns
    -------
    ndarray
        (n,) group numbers from 0; an account that stands alone has one of its own.
    """
    ids = accounts["external_id"].to_numpy(object)
    parent = accounts["parent"].to_numpy(object)
    codes, names = pd.factorize(np.concatenate([ids, np.where(parent == "", ids, parent)]))
    count, size = len(ids), len(names)
    ties = coo_array((np.ones(count), (codes[:count], codes[count:])), shape=(size, size))
    numbers = connected_components(ties, directed=False)[1]
    return numbers[codes[:count]].astype(np.int32)


def leading_reps(
    group: IntArray, rep: IntArray, potential: FloatArray, site: BoolArray
) -> tuple[IntArray, IntArray]:
    """Find, for each group, the rep who holds the largest share of its potential.

    Ties go to the rep with more sites, then to the lower number.

    Parameters
    ----------
    group, rep, potential
        (n,) group and rep numbers and potential of each account.
    site
        (n,) which accounts count.

    Returns
    -------
    tuple of ndarray
        The groups that have such a rep, ascending, and their reps.
    """
    table = pd.DataFrame({"group": group[site], "rep": rep[site], "potential": potential[site]})
    shares = table.groupby(["group", "rep"])["potential"].agg(["sum", "size"]).reset_index()
    shares = shares.sort_values(
        ["group", "sum", "size", "rep"], ascending=[True, False, False, True]
    )
    leading = shares.drop_duplicates("group")
    return leading["group"].to_numpy(np.int32), leading["rep"].to_numpy(np.int32)
