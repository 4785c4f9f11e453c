"""What a design run must say of itself: measures before and after, checks, expected gain."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from maillage import reference
from maillage.core.territories.alignment import Alignment
from maillage.core.territories.coverage import RATIO_LIMIT
from maillage.core.territories.gain import expected_gain
from maillage.domain.territories.framing import Frame
from maillage.domain.territories.measures import UnitMeasure, account_values
from maillage.domain.territories.outcome import Check, ExpectedGain, MeasureSummary, Severity
from maillage.domain.territories.people import People
from maillage.domain.territories.request import MARKET_SOURCES, Level, Source

SIZE_MARGIN = 0.1
"""Relative difference between the size asked for and the size obtained that is told."""

WIDEST_VARIATION = 1.0
"""Coefficient of variation of today's potentials up to which a gain is estimated."""


def summarise_measure(
    *, frame: Frame, alignment: Alignment, people: People, measure: UnitMeasure, column: int
) -> MeasureSummary:
    """Compare a measure's spread over today's books and over those the reps get."""
    territories = alignment.statistics.amounts[:, column]
    source = measure.request.source
    before = books(frame=frame, people=people, source=source, when="before")
    handed = books(frame=frame, people=people, source=source, when="after")
    after = territories if handed is None else handed
    return MeasureSummary(
        name=measure.name,
        tolerance=measure.request.tolerance,
        total=float(territories.sum()),
        residual=measure.residual,
        largest_deviation_after=float(np.abs(alignment.statistics.deviations[:, column]).max()),
        largest_deviation_before=None if before is None else largest_deviation(before),
        variation_after=variation(after),
        variation_before=None if before is None else variation(before),
        ratio_after=ratio(after),
        ratio_before=None if before is None else ratio(before),
        book_deviation_after=None if handed is None else largest_deviation(handed),
    )


def books(*, frame: Frame, people: People, source: Source, when: str) -> np.ndarray | None:
    """What each rep concerned answers for, before or after, among the accounts inside.

    The reps concerned hold something inside today or get a territory. None for market figures, and
    where they hold nothing.
    """
    inside = frame.inside.to_numpy()
    if source in MARKET_SOURCES or not inside.any():
        return None
    owners = people.owners.owners[inside]
    worth = account_values(source=source, accounts=frame.accounts[inside]).to_numpy()
    held = pd.Series(worth).groupby(owners[f"owner_{when}"].to_numpy()).sum()
    active = set(frame.reps["rep_id"])
    concerned = (set(owners["owner_before"]) | set(people.rep_ids)) & active
    if when == "after":
        concerned = (set(owners["owner_after"]) | set(people.rep_ids)) & active
    amounts = held.reindex(sorted(concerned), fill_value=0.0).to_numpy()
    return amounts if amounts.sum() > 0 else None


def largest_deviation(amounts: np.ndarray) -> float:
    """Largest relative deviation from the mean."""
    return float(np.abs(amounts / amounts.mean() - 1).max())


def variation(amounts: np.ndarray) -> float:
    """Coefficient of variation: standard deviation over mean."""
    mean = amounts.mean()
    return float(amounts.std() / mean) if mean > 0 else 0.0


def ratio(amounts: np.ndarray) -> float | None:
    """Largest over smallest amount; None where the smallest is nothing."""
    return float(amounts.max() / amounts.min()) if amounts.min() > 0 else None


def estimate_gain(*, frame: Frame, accounts: pd.DataFrame, people: People) -> ExpectedGain | None:
    """Expected gain of the new balance of potential over today's (A-30).

    None where nobody owns anything, and where today's books differ more than the published gains of
    2 to 7 % come from: the formula would promise too much.
    """
    sources = [each.request.source for each in frame.measures]
    source = Source.POTENTIAL if Source.POTENTIAL in sources else sources[0]
    before = books(frame=frame, people=people, source=source, when="before")
    after = books(frame=frame, people=people, source=source, when="after")
    if before is None or after is None:
        return None
    found = expected_gain(before.tolist(), after.tolist())
    if found.variation_before > WIDEST_VARIATION:
        return None
    sales = float(accounts["revenue"][frame.inside.to_numpy()].sum())
    return ExpectedGain(
        low=found.low,
        base=found.base,
        high=found.high,
        variation_before=found.variation_before,
        variation_after=found.variation_after,
        sales=sales if sales > 0 else None,
    )


def run_checks(
    *, frame: Frame, alignment: Alignment, people: People, accounts: pd.DataFrame
) -> tuple[Check, ...]:
    """Every verification of the result, in the order people ask for them."""
    return (
        *engine_checks(frame=frame, alignment=alignment),
        *coverage_checks(frame=frame, people=people, accounts=accounts),
        *data_checks(frame=frame, people=people, accounts=accounts),
    )


def engine_checks(*, frame: Frame, alignment: Alignment) -> Iterator[Check]:
    """Whether the alignment is as asked."""
    statistics, problem = alignment.statistics, frame.problem
    labels = alignment.labels
    yield must("every_unit_once", int((labels < 0).sum()), value=float(len(labels)))
    obtained = int((statistics.units > 0).sum())
    yield must(
        "territory_count",
        abs(problem.territories - obtained),
        value=float(obtained),
        limit=float(problem.territories),
    )
    for column, measure in enumerate(problem.measures):
        outside = np.abs(statistics.deviations[:, column]) > measure.tolerance + 1e-9
        yield must(
            "balance",
            int(outside.sum()),
            value=float(np.abs(statistics.deviations[:, column]).max()),
            limit=measure.tolerance,
            subjects=(measure.name, *(str(number + 1) for number in np.flatnonzero(outside))),
        )
    if problem.contiguity:
        pieces = np.flatnonzero(statistics.components > 1)
        names = tuple(str(number + 1) for number in pieces)
        yield must("connected", len(pieces), subjects=names)
    place = {unit: number for number, unit in enumerate(problem.ids)}
    if problem.locks:
        broken = [unit for unit, number in problem.locks.items() if labels[place[unit]] != number]
        yield must("locks", len(broken), value=float(len(problem.locks)), subjects=tuple(broken))
    if problem.groups:
        split = [g for g in problem.groups if len({int(labels[place[unit]]) for unit in g}) > 1]
        names = tuple(group[0] for group in split)
        yield must("groups", len(split), value=float(len(problem.groups)), subjects=names)


def coverage_checks(*, frame: Frame, people: People, accounts: pd.DataFrame) -> Iterator[Check]:
    """The detectors of A-04 and A-14 on the accounts the design is about."""
    ours = accounts[frame.concerned.to_numpy()]
    if ours.empty:
        return
    without = ours[ours["owner_after"] == ""]["account"]
    yield wish("no_owner", without, of=len(ours))
    yield wish("never_approached", ours[ours["touches"] == 0]["account"], of=len(ours))
    several = ours[ours["touching_reps"] >= 2]["account"]
    yield wish("double_contact", several, of=len(ours))
    amounts = books(frame=frame, people=people, source=Source.POTENTIAL, when="after")
    if amounts is None:
        return
    value = ratio(amounts)
    bad = value is None or value >= RATIO_LIMIT
    yield Check(
        "potential_ratio",
        Severity.WARNING if bad else Severity.PASSED,
        count=int(bad),
        value=value,
        limit=RATIO_LIMIT,
    )


def data_checks(*, frame: Frame, people: People, accounts: pd.DataFrame) -> Iterator[Check]:
    """What the data could not say."""
    ours = accounts[frame.concerned.to_numpy()]
    if len(ours):
        yield wish("not_located", ours[ours["unit"] == ""]["account"], of=len(ours))
    for measure in frame.measures:
        if measure.request.source is Source.ESTABLISHMENTS:
            yield residual_check(measure)
    size = frame.request.target_size
    if size is not None:
        obtained = float(frame.measures[0].values.sum()) / frame.problem.territories
        severity = Severity.WARNING if abs(obtained / size - 1) > SIZE_MARGIN else Severity.PASSED
        yield Check("target_size", severity, frame.problem.territories, obtained, size)
    cap = frame.request.disruption_cap
    share = frame.disruption(people.owners)
    if cap is not None and share is not None:
        yield must("disruption_cap", int(share > cap + 1e-9), value=share, limit=cap)
    if frame.request.level is Level.COUNTY:
        yield Check(
            "geography_vintage",
            Severity.PASSED,
            value=float(reference.CURRENT_COUNTY_VINTAGE),
        )


def residual_check(measure: UnitMeasure) -> Check:
    """How much of the market is in no unit; ``value`` is its share, None where it is unknown."""
    left = measure.residual
    if left is None:
        return Check("market_residual_unknown", Severity.WARNING)
    share = left / max(1.0, left + float(measure.values.sum()))
    severity = Severity.WARNING if left > 0 else Severity.PASSED
    return Check("market_residual", severity, round(left), share)


def must(
    code: str,
    count: int,
    *,
    value: float | None = None,
    limit: float | None = None,
    subjects: tuple[str, ...] = (),
) -> Check:
    """A check that fails where it concerns anything."""
    severity = Severity.FAILED if count else Severity.PASSED
    return Check(code, severity, count, value, limit, subjects)


def wish(code: str, subjects: pd.Series, *, of: int) -> Check:
    """A check that warns where it concerns anything."""
    severity = Severity.WARNING if len(subjects) else Severity.PASSED
    return Check(code, severity, len(subjects), float(of), None, tuple(subjects))
