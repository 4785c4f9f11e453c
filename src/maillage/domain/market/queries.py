"""Reading the market: which figures are loaded, and what they say of a choice of industries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from maillage.core.geography.states import US_STATES, state_code
from maillage.core.market.files import BUSINESS, COUNTS, KINDS, POPULATION
from maillage.core.market.naics import ALL, ancestors, chosen, read_choice
from maillage.core.market.tam import TamResult, check_choice, tam_by_zone
from maillage.domain.market.storage import read_cells
from maillage.errors import NotFoundError, ParameterError
from maillage.models import MarketCell, MarketDataset

STATEWIDE = "999"


@dataclass(frozen=True, slots=True)
class LoadedDataset:
    """A dataset, and the number of its zones at each level."""

    dataset: MarketDataset
    zones: dict[str, int]


def datasets() -> list[LoadedDataset]:
    """List what is loaded, business figures first, newest first."""
    return [LoadedDataset(each, zone_counts(each)) for each in MarketDataset.objects.all()]


def zone_counts(dataset: MarketDataset) -> dict[str, int]:
    """Count the zones of a dataset by level."""
    counted = dataset.cells.order_by().values("level").annotate(zones=Count("zone", distinct=True))
    return dict(counted.order_by("level").values_list("level", "zones"))


def dataset_for(
    *, kind: str = BUSINESS, level: str = "county", vintage: int | None = None
) -> MarketDataset:
    """Find the newest dataset that has figures at a level, of one year if it is given.

    Raises
    ------
    NotFoundError
        If none is loaded.
    """
    found = newest_dataset(kind=kind, level=level, vintage=vintage)
    if found is not None:
        return found
    words = {
        BUSINESS: _("No County Business Patterns figures are loaded for this level and year."),
        POPULATION: _("No population figures are loaded for this level and year."),
    }
    raise NotFoundError(
        words.get(kind, _("No such figures are loaded for this level and year.")),
        remedy=_("Load the file with `maillage import market FILE --apply`."),
    )


def newest_dataset(*, kind: str, level: str, vintage: int | None) -> MarketDataset | None:
    """Find the newest dataset that has figures at a level."""
    among = MarketDataset.objects.filter(kind=kind)
    if vintage is not None:
        among = among.filter(vintage=vintage)
    newest_first = among.order_by("-vintage", "-pk")
    return next((each for each in newest_first if each.cells.filter(level=level).exists()), None)


def establishments_by_county(
    *,
    industries: Collection[str],
    dataset: MarketDataset | None = None,
    vintage: int | None = None,
    states: Collection[str] | None = None,
    allocate: str = "none",
) -> TamResult:
    """Count the establishments of the chosen industries in every county.

    State and national figures of the same year, from whichever files are loaded, are the
    official totals against which the unpublished remainder is shown.

    Parameters
    ----------
    industries
        NAICS codes of any mix of levels.
    dataset, vintage
        The figures to use; by default those of the newest year that has counties.
    states
        Names or codes; by default all of them.
    allocate
        The rule for the remainder: ``none`` or ``proportional``.

    Raises
    ------
    NotFoundError
        If no such figures are loaded.
    ParameterError
        If an industry, a state or the rule is unknown.
    """
    codes = chosen(industries)
    numbers = state_numbers(states)
    dataset = dataset or dataset_for(vintage=vintage)
    counties = in_states(dataset.cells.filter(level="county"), numbers)
    cells = pd.concat(
        [
            read_cells(counties.filter(about(codes))),
            official_cells(codes, vintage=dataset.vintage, numbers=numbers),
        ]
    )
    return tam_by_zone(cells, codes, allocate=allocate, zones=located_zones(counties))


def official_cells(
    codes: tuple[str, ...], *, vintage: int, numbers: list[str] | None
) -> pd.DataFrame:
    """Read the state and national figures; for some states only, the nation says nothing."""
    frames = [read_cells(MarketCell.objects.none())]
    for level in ("state",) if numbers else ("nation", "state"):
        dataset = newest_dataset(kind=BUSINESS, level=level, vintage=vintage)
        if dataset is not None:
            rows = in_states(dataset.cells.filter(level=level, naics__in=codes), numbers)
            frames.append(read_cells(rows))
    return pd.concat(frames)


def population_by_county(
    *,
    dataset: MarketDataset | None = None,
    vintage: int | None = None,
    states: Collection[str] | None = None,
) -> pd.Series:
    """Give the population of every county, by FIPS code.

    Raises
    ------
    NotFoundError
        If no population is loaded.
    """
    dataset = dataset or dataset_for(kind=POPULATION, vintage=vintage)
    rows = in_states(dataset.cells.filter(level="county"), state_numbers(states))
    return read_cells(rows).set_index("zone")["population"].sort_index()


@dataclass(frozen=True, slots=True)
class ZoneFigures:
    """One kind of figures by zone: the zones, and what the nation publishes, where it does.

    Attributes
    ----------
    zones
        Indexed by zone, with the counts of a market file that are not all missing.
    nation
        The same counts of the nation; empty if they are not loaded.
    """

    dataset: MarketDataset
    zones: pd.DataFrame
    nation: dict[str, int]


def figures_by_zone(
    *, kind: str, level: str = "county", naics: str = ALL, vintage: int | None = None
) -> ZoneFigures:
    """Give what is published of one kind for one industry in every zone of a level.

    Raises
    ------
    NotFoundError
        If no such figures are loaded.
    ParameterError
        If the kind or the industry is unknown.
    """
    check_choice(_("There are no figures of the kind %(value)s."), kind, KINDS)
    dataset = dataset_for(kind=kind, level=level, vintage=vintage)
    code = read_choice(naics)
    zones = read_cells(dataset.cells.filter(level=level, naics=code)).set_index("zone")
    zones = zones[list(COUNTS)].dropna(axis="columns", how="all").sort_index()
    nation = newest_dataset(kind=kind, level="nation", vintage=dataset.vintage)
    cells = nation.cells.filter(level="nation", naics=code) if nation else MarketCell.objects.none()
    rows = read_cells(cells)[list(COUNTS)].head(1).to_dict("records")
    published = {name: value for row in rows for name, value in row.items() if not pd.isna(value)}
    return ZoneFigures(dataset, zones, {str(name): int(each) for name, each in published.items()})


def about(codes: tuple[str, ...]) -> Q:
    """Select the cells of industries, of their parts, and of what contains them."""
    if ALL in codes:
        return Q()
    wanted = Q(naics__in={each for code in codes for each in ancestors(code)})
    for prefix in {start for code in codes for start in starts(code)}:
        wanted |= Q(naics__startswith=prefix)
    return wanted


def starts(code: str) -> list[str]:
    """List the two digits that the parts of the sector of a code begin with."""
    first, _dash, last = code.partition("-")
    low = int(first[:2])
    return [str(each) for each in range(low, int(last or low) + 1)]


def in_states(cells: QuerySet[MarketCell], numbers: list[str] | None) -> QuerySet[MarketCell]:
    """Keep the cells of some states; of all of them when none is named."""
    if numbers is None:
        return cells
    wanted = Q()
    for number in numbers:
        wanted |= Q(zone__startswith=number)
    return cells.filter(wanted)


def located_zones(cells: QuerySet[MarketCell]) -> list[str]:
    """List the zones, without the county code 999 of figures that have no county."""
    zones = cells.order_by().values_list("zone", flat=True).distinct()
    return sorted(zone for zone in zones if not zone.endswith(STATEWIDE))


def state_numbers(states: Collection[str] | None) -> list[str] | None:
    """Read the FIPS numbers of states from their names or codes; None stands for all.

    Raises
    ------
    ParameterError
        If a name is not that of a state.
    """
    if not states:
        return None
    return sorted({state_number(each) for each in states})


def state_number(typed: str) -> str:
    """Read the FIPS number of one state."""
    code = state_code(typed.strip())
    if not code:
        raise ParameterError(
            _("%(state)s is not a state of the USA.") % {"state": repr(typed)},
            remedy=_("Use two letters, such as TX."),
        )
    return US_STATES[code][0]
