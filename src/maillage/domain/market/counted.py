"""A market by county, with what is withheld, its sizes and what it may be worth."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from maillage.core.market.figures import COUNTED
from maillage.core.market.levels import rounded
from maillage.core.market.naics import ALL, ancestors
from maillage.core.market.revenue import EMPLOYEE, Average
from maillage.core.market.sizes import by_size, class_weights
from maillage.core.market.tam import TamResult
from maillage.domain.market.boundaries import on_boundaries
from maillage.domain.market.choice import CODE_OF_NUMBER, Choice
from maillage.domain.market.queries import dataset_for, establishments_by_county
from maillage.domain.market.remembering import remembered
from maillage.models import MarketDataset, MarketSize

GEOGRAPHY = 2022
EMPLOYED = ("employees", "payroll")


@dataclass(frozen=True)
class Counted:
    """A market by county.

    Attributes
    ----------
    counties
        Indexed by county of ``GEOGRAPHY``, whole numbers: ``establishments``; where all sizes are
        counted ``employees`` and ``payroll`` (k$ a year), with the establishments whose figure is
        withheld in whole or in part, ``employees_withheld`` and ``payroll_withheld``; and
        ``revenue`` where an average was given.
    result
        What the counties publish of the industries, exclusions not taken off.
    residual
        Establishments of all sizes that are in no county; None where it is not known.
    by_class
        Establishments of the market that counties publish by class of employees; None where all
        sizes are counted.
    """

    dataset: MarketDataset
    counties: pd.DataFrame
    result: TamResult
    residual: float | None
    by_class: int | None


def counted(
    choice: Choice,
    *,
    vintage: int | None = None,
    allocate: str = "none",
    average: Average | None = None,
) -> Counted:
    """Count a market by county, once for each state of what is loaded.

    Raises
    ------
    NotFoundError
        If no such figures are loaded.
    ParameterError
        If the rule is unknown, or sizes are asked for and none are loaded.
    """
    dataset = dataset_for(vintage=vintage)
    return remembered(
        dataset.pk,
        choice,
        allocate,
        average,
        make=lambda: count(choice, dataset, allocate, average),
        lasting=ALL in choice.industries,
    )


def count(
    choice: Choice, dataset: MarketDataset, allocate: str, average: Average | None
) -> Counted:
    """Count a market by county."""
    states = None if choice.metros else [CODE_OF_NUMBER[number] for number in choice.states]

    def part(codes: Collection[str]) -> Part:
        result = establishments_by_county(
            industries=codes, dataset=dataset, states=states, allocate=allocate
        )
        return part_of(result, choice, dataset, average)

    market = part(choice.industries)
    frame, remainder = market.zones, market.result.remainder()
    published = market.published
    if choice.excluded:
        other = part(choice.excluded)
        frame = frame.sub(other.zones, fill_value=0.0).clip(lower=0.0)
        without = other.result.remainder()
        remainder = None if None in (remainder, without) else remainder - without
        published -= other.published
    moved = pd.DataFrame(
        {
            name: on_boundaries(values=frame[name], geography=GEOGRAPHY).values
            for name in frame.columns
        }
    )
    kept = moved[in_place(moved.index, choice)]
    return Counted(
        dataset=dataset,
        counties=pd.DataFrame({name: rounded(kept[name]) for name in kept.columns}),
        result=market.result,
        residual=None if choice.metros else remainder,
        by_class=None if choice.employees is None else round(max(published, 0.0)),
    )


@dataclass(frozen=True)
class Part:
    """Some industries by county: figures, the result behind them, what is published by class."""

    zones: pd.DataFrame
    result: TamResult
    published: float


def part_of(
    result: TamResult, choice: Choice, dataset: MarketDataset, average: Average | None
) -> Part:
    """Measure some industries by county."""
    if choice.employees is None and (average is None or average.amount is not None):
        return Part(with_revenue(whole_figures(result), average), result, 0.0)
    rows = result.cells[result.cells["measure"] == COUNTED].set_index(["zone", "industry"])
    sizes = read_sizes(dataset, result.industries)
    spread = by_size(rows["value"] + rows["allocated"], sizes)
    weights = pd.Series(1.0, index=spread.counts.columns)
    if choice.employees is not None:
        weights = class_weights(choice.employees)
    frame = spread.counts.mul(weights).sum(axis=1).rename(COUNTED).to_frame()
    if average is not None:
        frame["revenue"] = spread.counts.mul(weights * average.weights).sum(axis=1)
    zones = frame.groupby(level="zone").sum().reindex(result.zones.index, fill_value=0.0)
    if choice.employees is None:
        zones = whole_figures(result).join(zones[["revenue"]])
    return Part(zones, result, float(spread.published.mul(weights).sum().sum()))


def whole_figures(result: TamResult) -> pd.DataFrame:
    """Lay out establishments, employees and payroll of all sizes."""
    frame = result.activity().to_frame()
    for name in EMPLOYED:
        frame[name] = result.activity(name)
        frame[f"{name}_withheld"] = result.withheld(name)
    return frame


def with_revenue(frame: pd.DataFrame, average: Average | None) -> pd.DataFrame:
    """Add what the zones may be worth by one average for all sizes."""
    if average is None or average.amount is None:
        return frame
    base = "employees" if average.per == EMPLOYEE else COUNTED
    return frame.assign(revenue=frame[base] * average.amount)


def in_place(counties: pd.Index, choice: Choice) -> pd.Series:
    """Tell which counties are in the states or metropolitan areas asked for."""
    names = pd.Series(counties, index=counties)
    if choice.counties is None:
        return pd.Series(data=True, index=counties)
    return names.isin(choice.counties) | names.str[:2].isin(choice.states)


def read_sizes(dataset: MarketDataset, codes: Collection[str]) -> pd.DataFrame:
    """Read what counties, states and the nation publish by class of employees.

    States and the nation are those of the year of the counties, or else of the newest year.
    """
    chain = {each for code in codes for each in (code, *ancestors(code))}
    frames = [size_frame(dataset, "county", codes)]
    for level in ("state", "nation"):
        newest = newest_sizes(level, dataset)
        if newest is not None:
            frames.append(size_frame(newest, level, chain if level == "nation" else codes))
    return pd.concat(frames, ignore_index=True)


def size_frame(dataset: MarketDataset, level: str, codes: Collection[str]) -> pd.DataFrame:
    """Read the sizes of some industries at one level of a dataset."""
    rows = dataset.sizes.filter(level=level, naics__in=list(codes)).order_by()
    columns = ["zone", "naics", "size", "establishments"]
    return pd.DataFrame(list(rows.values_list(*columns)), columns=columns)


def newest_sizes(level: str, dataset: MarketDataset) -> MarketDataset | None:
    """Find the figures by size of a level: of the year of a dataset, or else the newest."""
    found = MarketDataset.objects.filter(
        kind=dataset.kind, pk__in=MarketSize.objects.filter(level=level).values("dataset")
    ).order_by("-vintage", "-pk")
    return found.filter(vintage=dataset.vintage).first() or found.first()
