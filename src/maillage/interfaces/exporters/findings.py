"""What the outcome says, counted once for the workbook, the map and the report."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from maillage.domain.territories.outcome import Check, DesignOutcome, MeasureSummary

DETECTORS = ("no_owner", "never_approached", "double_contact", "potential_ratio")


@dataclass(frozen=True, slots=True)
class Findings:
    """Counts of the accounts and of what happens to them."""

    territories: int
    units: int
    uncovered_units: int
    reps: int
    accounts: int
    owned_before: int
    owned_after: int
    moved: int
    newly_owned: int


def findings(outcome: DesignOutcome) -> Findings:
    """Count what the outcome holds."""
    before, after = _owned(outcome, "owner_before"), _owned(outcome, "owner_after")
    from_rep = texts(outcome.moves, "from_rep")
    return Findings(
        territories=len(outcome.territories),
        units=len(outcome.units),
        uncovered_units=int((numbers(outcome.units, "territory") <= 0).sum()),
        reps=int((numbers(outcome.reps, "territory") > 0).sum()),
        accounts=len(outcome.accounts),
        owned_before=before,
        owned_after=after,
        moved=int((from_rep != "").sum()),
        newly_owned=int((from_rep == "").sum()),
    )


def main_measure(outcome: DesignOutcome) -> MeasureSummary | None:
    """The measure that is shown where there is room for one only."""
    return outcome.measures[0] if outcome.measures else None


def find_check(outcome: DesignOutcome, code: str) -> Check | None:
    """The check with a code, if it was made."""
    return next((check for check in outcome.checks if check.code == code), None)


def deviations_before(outcome: DesignOutcome) -> pd.Series:
    """Share of the mean, minus one, of the main measure each of today's reps holds."""
    measure = main_measure(outcome)
    if measure is None or measure.variation_before is None:
        return pd.Series(dtype=float)
    totals = _held_before(outcome, measure.name)
    return (totals / totals.mean() - 1.0 if totals.sum() > 0 else totals.iloc[:0]).sort_values()


def _held_before(outcome: DesignOutcome, name: str) -> pd.Series:
    """What each rep holds today: from the books where they tell it, else from the units."""
    reps = outcome.reps
    if f"{name}_before" in reps:
        return pd.Series(numbers(reps, f"{name}_before").to_numpy(), index=texts(reps, "name"))
    table, key = outcome.units, "previous"
    if name in outcome.accounts:
        table, key = outcome.accounts, "owner_before"
    owners = texts(table, key)
    return numbers(table, name)[owners != ""].groupby(owners[owners != ""]).sum()


def deviations_after(outcome: DesignOutcome) -> pd.Series:
    """Deviation of each territory from its target, by territory number."""
    measure = main_measure(outcome)
    if measure is None or outcome.territories.empty:
        return pd.Series(dtype=float)
    values = numbers(outcome.territories, f"{measure.name}_deviation")
    return pd.Series(values.to_numpy(), index=outcome.territories["number"]).sort_values()


def uncovered_share_before(outcome: DesignOutcome) -> float | None:
    """Share of the main measure that nobody holds today; ``None`` where nothing was held."""
    measure = main_measure(outcome)
    if measure is None or measure.variation_before is None:
        return None
    by_account = measure.name in outcome.accounts
    table = outcome.accounts if by_account else outcome.units
    free = texts(table, "owner_before" if by_account else "previous") == ""
    values = numbers(table, measure.name)
    return float(values[free].sum() / values.sum()) if values.sum() > 0 else None


def moves_by_reason(outcome: DesignOutcome) -> pd.DataFrame:
    """Moves, potential and revenue for each reason, most frequent first."""
    moves = pd.DataFrame(
        {
            "reason": texts(outcome.moves, "reason"),
            "potential": numbers(outcome.moves, "potential"),
            "revenue": numbers(outcome.moves, "revenue"),
        }
    )
    groups = moves.groupby("reason").agg(
        moves=("reason", "size"), potential=("potential", "sum"), revenue=("revenue", "sum")
    )
    return groups.sort_values(["moves", "potential"], ascending=False).reset_index()


def top_moves(outcome: DesignOutcome, count: int = 15) -> pd.DataFrame:
    """The moves that weigh most: by revenue where there is any, else by potential."""
    moves = outcome.moves
    weight = numbers(moves, "revenue") * 1e6 + numbers(moves, "potential")
    return moves.loc[weight.sort_values(ascending=False, kind="stable").index[:count]]


def numbers(table: pd.DataFrame, key: str) -> pd.Series:
    """A column as finite numbers, zero where there is none."""
    if key not in table:
        return pd.Series(0.0, index=table.index)
    values = pd.to_numeric(table[key], errors="coerce").astype(float)
    return values.replace([np.inf, -np.inf], np.nan).fillna(0.0)


def texts(table: pd.DataFrame, key: str) -> pd.Series:
    """A column as texts, empty where there is none."""
    if key not in table:
        return pd.Series("", index=table.index, dtype=object)
    return table[key].astype(object).where(table[key].notna(), "").astype(str)


def _owned(outcome: DesignOutcome, key: str) -> int:
    return int((texts(outcome.accounts, key) != "").sum())
