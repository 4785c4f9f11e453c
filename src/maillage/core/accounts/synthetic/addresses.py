"""Addresses blemished as people blemish them, with the truth beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from maillage.core.accounts.synthetic.blemishes import typo
from maillage.core.accounts.synthetic.places import usable_places
from maillage.core.geography.states import US_STATES

Random = np.random.Generator
FIELDS: Final = ("state", "city", "postal_code", "county")
LOOKALIKE: Final = str.maketrans("01568", "OISGB")
SHARES: Final = {
    "digit": 0.04, "swap": 0.03, "zero": 0.10, "plus_four": 0.10, "letters": 0.05, "no_code": 0.06,
    "state_name": 0.12, "other_state": 0.03, "no_state": 0.05, "city": 0.12, "no_city": 0.05,
    "no_county": 0.15,
}  # fmt: skip
"""How often each happens; more than one may happen to an address."""


@dataclass(frozen=True, eq=False)
class Blemished:
    """Addresses as they were typed, and, in the same rows and columns, as they are."""

    accounts: pd.DataFrame
    truth: pd.DataFrame


def generate_addresses(postal: pd.DataFrame, *, accounts: int, seed: int) -> Blemished:
    """Generate American addresses with misspellings, gaps and codes that lost their zeros.

    Parameters
    ----------
    postal
        US postal codes: postal_code, place, state, county, latitude, population.
    accounts
        How many rows.
    seed
        The same seed gives the same rows.
    """
    random = np.random.default_rng(seed)
    places = usable_places(postal)
    weights = places["population"].to_numpy(np.float64)
    drawn = places.loc[random.choice(len(places), accounts, p=weights / weights.sum())]
    truth = drawn.rename(columns={"place": "city"})[list(FIELDS)].reset_index(drop=True)
    truth = truth.astype(object).assign(country="US")
    cells: list[list[str]] = truth.to_numpy().tolist()
    rows = [_typed(random, dict(zip(truth.columns, row, strict=True))) for row in cells]
    return Blemished(pd.DataFrame(rows, columns=truth.columns, dtype=object), truth)


def _typed(random: Random, row: dict[str, str]) -> dict[str, str]:
    draws = random.random(len(SHARES))
    for (name, share), draw in zip(SHARES.items(), draws, strict=True):
        if draw < share:
            field, blemish = _BLEMISHES[name]
            row[field] = blemish(random, row[field])
    return row


def _digit(random: Random, code: str) -> str:
    at = int(random.integers(0, len(code)))
    return code[:at] + str(random.integers(0, 10)) + code[at + 1 :]


def _swap(random: Random, code: str) -> str:
    at = int(random.integers(0, len(code) - 1))
    return code[:at] + code[at + 1] + code[at] + code[at + 2 :]


def _plus_four(random: Random, code: str) -> str:
    return f"{code}-{random.integers(0, 10_000):04d}"


def _state_name(random: Random, state: str) -> str:
    name = US_STATES[state][1]
    return name.upper() if random.random() < 0.3 else name


def _other_state(random: Random, _state: str) -> str:
    return str(random.choice(list(US_STATES)))


_BLEMISHES: Final[dict[str, tuple[str, Callable[[Random, str], str]]]] = {
    "digit": ("postal_code", _digit),
    "swap": ("postal_code", _swap),
    "zero": ("postal_code", lambda _random, code: code.lstrip("0")),
    "plus_four": ("postal_code", _plus_four),
    "letters": ("postal_code", lambda _random, code: code.translate(LOOKALIKE)),
    "no_code": ("postal_code", lambda _random, _code: ""),
    "state_name": ("state", _state_name),
    "other_state": ("state", _other_state),
    "no_state": ("state", lambda _random, _state: ""),
    "city": ("city", typo),
    "no_city": ("city", lambda _random, _city: ""),
    "no_county": ("county", lambda _random, _county: ""),
}
