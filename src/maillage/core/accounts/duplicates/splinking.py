"""A second opinion on duplicates: Splink learns from the accounts how rare it is to agree.

Splink is a package of its own (the extra ``splink``), loaded when it is asked for.
"""

from __future__ import annotations

import logging
from importlib.util import find_spec
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from maillage.core.accounts.duplicates.splink_weights import GRADE, START, WEIGHTS
from maillage.core.arrays import FloatArray
from maillage.errors import ParameterError
from maillage.texts import _

KEY: Final = "unique_id"
EM_KEYS: Final = ("domain", "phone", "compact")
RANDOM_PAIRS: Final = 2e6
SEED: Final = 1
LEAST: Final = 50
"""Accounts that repeat a domain, a number or a name, below which there is nothing to learn."""

type Table = dict[str, Any]


def is_installed() -> bool:
    """Whether Splink can be used here."""
    return find_spec("splink") is not None


def refuse_missing() -> None:
    """Refuse to go on without Splink.

    Raises
    ------
    ParameterError
        If it is not installed.
    """
    if not is_installed():
        raise ParameterError(
            _("Splink is not installed."),
            remedy=_("Install it: pip install 'maillage[splink]'; or compare without it."),
        )


def taught_by(records: pd.DataFrame) -> list[str]:
    """Name the fields in which enough accounts agree for Splink to learn from them.

    Raises
    ------
    ParameterError
        If there is none.
    """
    found = [
        key for key in EM_KEYS if records.loc[records[key] != "", key].duplicated().sum() >= LEAST
    ]
    if not found:
        raise ParameterError(
            _("Splink can learn too little from these accounts: hardly any resemble each other."),
            remedy=_("Compare without it."),
        )
    return found


class Splink:
    """What Splink learned from accounts: a match weight for each field of any pair of them.

    How often fields agree in accounts that are two is counted on random pairs; how often in
    accounts that are one is estimated by expectation maximisation (Fellegi and Sunter 1969; Linacre
    et al. 2022), without anybody saying which are. Names, domains and telephone numbers that few
    have weigh more.

    Parameters
    ----------
    records
        As :func:`~maillage.core.accounts.duplicates.records.comparable` gives them.

    Raises
    ------
    ParameterError
        If Splink is not installed, or too few accounts resemble each other to learn from.
    """

    def __init__(self, records: pd.DataFrame) -> None:
        refuse_missing()
        keys = taught_by(records)
        import duckdb  # noqa: PLC0415 - where it is asked for
        from splink import DuckDBAPI, Linker, SettingsCreator, block_on  # noqa: PLC0415

        connection = duckdb.connect()
        connection.execute("SET threads = 1")  # the same accounts give the same weights
        self._database = DuckDBAPI(connection)
        texts = {
            name: pa.array(cells.where(cells != "", None), pa.string())
            for name, cells in records.items()
        }
        table = pa.table({KEY: np.arange(len(records)), **texts})
        settings = SettingsCreator(
            link_type="dedupe_only",
            comparisons=comparisons(),
            blocking_rules_to_generate_predictions=[block_on(EM_KEYS[0])],
            probability_two_random_records_match=1 / max(len(records), 2),
            retain_matching_columns=False,
            retain_intermediate_calculation_columns=True,
        )
        self._linker = Linker(self._database.register(table), settings, log_level=logging.ERROR)
        training = self._linker.training
        training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=SEED)
        for key in keys:
            training.estimate_parameters_using_expectation_maximisation(
                block_on(key), record_sample_proportion=1.0
            )

    def weights(self, pairs: NDArray[np.int64]) -> pd.DataFrame:
        """Give the match weight (base 2) of each field, in the order of ``pairs``."""
        asked = pd.DataFrame(
            {"join_key_l": pairs[:, 0], "join_key_r": pairs[:, 1], "match_key": "0"}
        )
        blocked = self._database.register(asked)
        self._linker.table_management.register_blocked_pairs_for_predict(blocked)
        predicted: Any = self._linker.inference.predict()
        found = predicted.as_pandas_dataframe()
        found = found.set_index([f"{KEY}_l", f"{KEY}_r"])[list(WEIGHTS)]
        order = pd.MultiIndex.from_arrays([pairs[:, 0], pairs[:, 1]])
        weights: pd.DataFrame = found.reindex(order).fillna(0.0)
        return weights

    def graded(self, pairs: NDArray[np.int64], grades: FloatArray) -> FloatArray:
        """Grade pairs anew: what the first pass says of them, and what Splink learned, together."""
        if not len(pairs):
            return grades
        odds = START + GRADE * np.log(grades / (1.0 - grades))
        found = self.weights(pairs)
        for name, weight in WEIGHTS.items():
            odds = odds + weight * found[name].to_numpy(np.float64)
        again: FloatArray = 1.0 / (1.0 + np.exp(-odds))
        return again


def comparisons() -> list[Any]:
    """How fields are compared, for Splink: the levels of each, the best first."""
    from splink.comparison_library import CustomComparison  # noqa: PLC0415 - where it is asked for

    return [
        CustomComparison([nothing_of(columns), *levels, rest()], output_column_name=name)
        for name, columns, levels in LEVELS
    ]


def level(condition: str, rarity: str = "") -> Table:
    """One level: a condition, and the column whose rare values weigh more."""
    found: Table = {"sql_condition": condition, "label_for_charts": condition}
    if rarity:
        found |= {"tf_adjustment_column": rarity, "tf_minimum_u_value": 1e-6}
    return found


def nothing_of(columns: str) -> Table:
    """The level of pairs of which one has none of some fields."""
    unknown = " AND ".join(f"({each}_l IS NULL OR {each}_r IS NULL)" for each in columns.split())
    return level(unknown) | {"is_null_level": True}


def rest() -> Table:
    """The level of all other pairs."""
    return level("ELSE")


LEVELS: Final[tuple[tuple[str, str, list[Table]], ...]] = (
    (
        "name",
        "compact",
        [
            level("telling_l IS DISTINCT FROM telling_r"
                  " AND jaro_winkler_similarity(words_l, words_r) > 0.85"),
            level("compact_l = compact_r", "compact"),
            level("words_l = words_r OR jaro_winkler_similarity(words_l, words_r) >= 0.95"
                  " OR levenshtein(compact_l, compact_r) <= 2"),
            level("trade_l = compact_r OR compact_l = trade_r OR trade_l = trade_r"
                  " OR initials_l = compact_r OR compact_l = initials_r"
                  " OR starts_with(compact_l, compact_r) OR starts_with(compact_r, compact_l)"),
            level("jaro_winkler_similarity(words_l, words_r) >= 0.88"),
        ],
    ),
    ("domain", "domain", [level("domain_l = domain_r", "domain")]),
    (
        "phone",
        "phone",
        [level("phone_l = phone_r", "phone"), level("left(phone_l, 8) = left(phone_r, 8)")],
    ),
    (
        "street",
        "street",
        [
            level("street_l = street_r AND postal_l = postal_r"),
            level("street_l = street_r"),
            level("number_l = number_r AND jaro_winkler_similarity(street_l, street_r) >= 0.88"),
        ],
    ),
    (
        "place",
        "postal city",
        [
            level("postal_l = postal_r", "postal"),
            level("city_l = city_r AND state_l = state_r"),
            level("left(postal_l, 5) = left(postal_r, 5)"),
            level("levenshtein(postal_l, postal_r) <= 1 OR (state_l = state_r"
                  " AND jaro_winkler_similarity(city_l, city_r) > 0.9)"),
        ],
    ),
)  # fmt: skip
