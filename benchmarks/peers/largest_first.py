"""The greedy largest-first allocation of b2b-territory-optimization."""

from __future__ import annotations

import numpy as np
import pandas as pd
from b2b_territory_optimization import TerritoryAllocator
from cases import Case


def allocate(case: Case, *, seed: int, seconds: float) -> np.ndarray:
    """All accounts anew."""
    del seed, seconds
    return allocated(case, {})


def keep_owners(case: Case, *, seed: int, seconds: float) -> np.ndarray:
    """Every owned account locked to its owner: the only hold on disruption that there is."""
    del seed, seconds
    owned = np.flatnonzero(case.owner >= 0)
    return allocated(case, {unit: name_of(case.owner[unit]) for unit in owned.tolist()})


def allocated(case: Case, locks: dict[int, str]) -> np.ndarray:
    """The number of a territory for each unit."""
    accounts = pd.DataFrame({"Account_ID": np.arange(len(case.weight)), "TAM": case.weight})
    made = TerritoryAllocator("TAM").allocate_bucket(accounts, case.territories, "all", locks)
    names = [name_of(number) for number in range(case.territories)]
    return pd.Categorical(made.sort_values("Account_ID")["Territory_ID"], names).codes.astype(int)


def name_of(number: int) -> str:
    """How it calls a territory."""
    return f"all_Territory_{number + 1}"
