"""What accepting a challenge would cost: the figures of the scenario before and after."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import uuid4

import pandas as pd

from maillage.domain.territories.consulting.challenges import ACCOUNT, territory_of
from maillage.domain.territories.editing.bench import Bench, bench_of
from maillage.domain.territories.editing.deriving import owners_of
from maillage.domain.territories.editing.indicators import Indicators, indicators
from maillage.models import Challenge, Rep


@dataclass(frozen=True, slots=True)
class Side:
    """The accounts of a rep before and after, and their potential."""

    rep: str
    accounts: tuple[int, int]
    potential: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Cost:
    """The scenario before and after, and the books of the two reps concerned."""

    before: Indicators
    after: Indicators
    sides: tuple[Side, ...]


def cost_of(challenge: Challenge) -> Cost:
    """Work out what accepting a challenge would change; nothing is written.

    Raises
    ------
    InputError
        If the rep it is wanted for has no territory any more, or the unit is not there.
    """
    bench = bench_of(challenge.scenario)
    following = changed(bench, challenge)
    names = [challenge.wanted, *filter(None, [challenge.proposed])]
    return Cost(indicators(bench), indicators(following), tuple(sides(bench, following, names)))


def changed(bench: Bench, challenge: Challenge) -> Bench:
    """The scenario as it would be."""
    if challenge.subject == ACCOUNT:
        given = {**bench.exceptions, challenge.reference: challenge.wanted.external_id}
        return replace(bench, exceptions=given, state=uuid4())
    number = territory_of(challenge)
    labels = bench.labels.copy()
    rank = next(place for place, post in enumerate(bench.posts) if post.number == number)
    labels[bench.indices([challenge.reference])] = rank
    return bench.relabelled(labels, uuid4())


def sides(before: Bench, after: Bench, reps: list[Rep]) -> list[Side]:
    """The books of some reps before and after."""
    now, then = books(before), books(after)
    return [
        Side(
            rep=rep.name,
            accounts=tuple(int(book["accounts"].get(rep.external_id, 0)) for book in (now, then)),
            potential=tuple(
                float(book["potential"].get(rep.external_id, 0.0)) for book in (now, then)
            ),
        )
        for rep in reps
    ]


def books(bench: Bench) -> pd.DataFrame:
    """Accounts and potential by rep id, as a scenario gives them."""
    owners = owners_of(bench).owners
    worth = bench.ground.accounts["potential"].fillna(0.0).to_numpy()
    found: pd.DataFrame = (
        pd.DataFrame({"rep": owners["owner_after"], "potential": worth})
        .groupby("rep")
        .agg(accounts=("potential", "size"), potential=("potential", "sum"))
    )
    return found
