"""Generated opportunities of the demonstration: two years of them, with stages and ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd

from maillage.models import Opportunity, Outcome, StageEntry
from maillage.texts import _

OPPORTUNITIES: Final = 900
DAYS: Final = 730
SOURCES: Final = ("new", "existing", "references", "partner")
SOURCE_CHANCES: Final = (0.5, 0.3, 0.12, 0.08)
GOES_ON: Final = (0.7, 0.65, 0.6)
"""The share of each stage that reaches the next; of the last, that is won."""
STEP_DAYS: Final = (18.0, 25.0, 30.0)
"""Mean days in each stage."""
EXPECTED: Final = timedelta(days=60)
MEAN, SIGMA = 9.6, 0.7
"""Of the logarithm of an amount."""
BATCH: Final = 1000


@dataclass(frozen=True, slots=True)
class Path:
    """The days on which stages are entered, the day of the end, and whether it is won."""

    entered: tuple[date, ...]
    closed_on: date
    won: bool


def stages() -> tuple[str, str, str]:
    """The stages of the generated company."""
    return _("First meeting"), _("Proposal sent"), _("Terms discussed")


def write_opportunities(
    ownership: pd.DataFrame,
    accounts: Mapping[str, int],
    reps: Mapping[str, int],
    on: date,
    seed: int,
    *,
    count: int = OPPORTUNITIES,
) -> None:
    """Write opportunities of owned accounts; what ends after ``on`` is still open."""
    rng = np.random.default_rng(seed)
    held = ownership.iloc[rng.integers(0, len(ownership), count)]
    rows, histories = [], []
    names = stages()
    for place, owned in enumerate(held.itertuples(index=False)):
        opened = on - timedelta(days=int(rng.integers(1, DAYS)))
        path = path_from(rng, opened)
        ended = path.closed_on <= on
        entered = [(n, d) for n, d in zip(names, path.entered, strict=False) if d <= on]
        outcome = Outcome.OPEN if not ended else Outcome.WON if path.won else Outcome.LOST
        rows.append(
            Opportunity(
                external_id=f"DEMO-O{place:04d}",
                account_id=accounts[owned.account],
                rep_id=reps[owned.rep],
                name=_("Opportunity %(number)d") % {"number": place + 1},
                source=str(rng.choice(SOURCES, p=SOURCE_CHANCES)),
                amount=round(float(rng.lognormal(MEAN, SIGMA)), -2),
                stage=entered[-1][0],
                opened_on=opened,
                expected_on=None if ended else max(on, opened + EXPECTED),
                closed_on=path.closed_on if ended else None,
                outcome=outcome,
            )
        )
        histories.append(entered)
    made = Opportunity.objects.bulk_create(rows, batch_size=BATCH)
    StageEntry.objects.bulk_create(
        (
            StageEntry(opportunity=row, stage=stage, entered_on=day)
            for row, entered in zip(made, histories, strict=True)
            for stage, day in entered
        ),
        batch_size=BATCH,
    )


def path_from(rng: np.random.Generator, opened: date) -> Path:
    """Draw how an opportunity goes on: the first stage is entered when it is opened."""
    entered, day = [opened], opened
    for place, (share, mean) in enumerate(zip(GOES_ON, STEP_DAYS, strict=True)):
        day += timedelta(days=1 + int(rng.exponential(mean)))
        if rng.random() >= share:
            return Path(tuple(entered), day, won=False)
        if place + 1 < len(GOES_ON):
            entered.append(day)
    return Path(tuple(entered), day, won=True)
