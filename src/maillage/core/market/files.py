"""What a market file says once it is read: its figures, and where they come from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import pandas as pd

BUSINESS = "cbp"
POPULATION = "population"
GDP, INCOME = "gdp", "income"
FIRMS, NONEMPLOYERS, LAND = "susb", "nonemployer", "land"
ESTABLISHMENTS, CANADA = "sirene", "statcan"
KINDS = (
    *(BUSINESS, POPULATION, GDP, INCOME, FIRMS),
    *(NONEMPLOYERS, LAND, ESTABLISHMENTS, CANADA),
)
COLUMNS = (
    "zone",
    "level",
    "naics",
    "establishments",
    "employees",
    "payroll",
    "population",
    "output",
    "land",
    "flag",
)
COUNTS = COLUMNS[3:-1]
SIZE_COLUMNS = ("zone", "level", "naics", "size", "establishments")
LICENCE = "US government work, public domain"


def no_sizes() -> pd.DataFrame:
    """Make the table of a file without figures by class of employees."""
    types = dict.fromkeys(SIZE_COLUMNS[:-1], "str") | {"establishments": "int64"}
    return pd.DataFrame(columns=list(SIZE_COLUMNS)).astype(types)


@dataclass(frozen=True, slots=True)
class MarketFile:
    """One official file, read and checked.

    Attributes
    ----------
    kind
        One of ``KINDS``: County Business Patterns, population, gross domestic product, personal
        income, enterprises, businesses without employees, land, French
        establishments, or Canadian business counts.
    layout
        The layout that was recognised, in words.
    source, licence
        Who published the figures, and under what terms.
    vintage
        The year the figures describe.
    geography_vintage
        The year of the county boundaries: 2020 for the counties of before, 2022 for those with
        the planning regions of Connecticut.
    file_name, sha256
        The file, and the digest of its bytes.
    cells
        One row per level, zone and industry with the columns ``COLUMNS``; establishments,
        employees and population are counts; payroll is annual and in thousands of dollars, and
        so is output, which is gross domestic product, personal income or receipts; land is in
        square metres; a missing value is a figure that is withheld or not published. ``level``
        is ``nation``, ``region``, ``division``, ``state``, ``metro``, ``combined``, ``district``,
        ``county`` or ``postal``, in Canada also ``province``, in France ``dept`` and ``commune``.
        ``flag`` is the noise flag of employees, then that of payroll, then the size class of
        withheld employees, with ``-`` where one is absent.
    assumptions
        What was assumed while reading, in words.
    sizes
        Establishments by class of employees, where they are published: ``SIZE_COLUMNS``, the
        classes as in :data:`maillage.core.market.sizes.CLASSES`.
    """

    kind: str
    layout: str
    source: str
    vintage: int
    geography_vintage: int
    file_name: str
    sha256: str
    cells: pd.DataFrame
    assumptions: tuple[str, ...] = ()
    licence: str = LICENCE
    sizes: pd.DataFrame = field(default_factory=no_sizes)

    @property
    def zones(self) -> dict[str, int]:
        """Number of zones at each level."""
        return {str(k): int(v) for k, v in self.cells.groupby("level")["zone"].nunique().items()}

    @property
    def industries(self) -> int:
        """Number of industry codes."""
        return int(self.cells["naics"].nunique())

    @property
    def flags(self) -> dict[str, int]:
        """Number of cells with each flag."""
        counts = Counter(self.cells["flag"])
        return {str(flag): counts[flag] for flag in sorted(counts) if flag}

    def totals(self) -> pd.DataFrame:
        """Sum every measure by level of zone and depth of industry code.

        Sums of different depths differ because small cells are not published.

        Returns
        -------
        pandas.DataFrame
            Indexed by ``level`` and ``depth`` (0 all industries, 2 sector, 3 to 6 digits).
        """
        depth = self.cells["naics"].str.replace(r"-\d+$", "", regex=True).str.len()
        by = [self.cells["level"], depth.rename("depth")]
        return self.cells.groupby(by)[list(COUNTS)].sum()


def geography_of(cells: pd.DataFrame, *, vintage: int) -> int | None:
    """Tell the county boundaries from the codes of Connecticut, else from the year.

    Returns
    -------
    int or None
        2020 for the eight counties (09001 to 09015), 2022 for the nine planning regions (09110
        to 09190), and None if the file mixes both. A file without a county of Connecticut is
        dated by ``vintage``: Census figures use the planning regions from 2022 on.
    """
    codes = cells.loc[cells["level"] == "county", "zone"]
    codes = codes[codes.str.startswith("09") & ~codes.str.endswith("999")]
    regions = bool((codes >= "09100").any())
    counties = bool((codes < "09100").any())
    if regions and counties:
        return None
    if regions or counties:
        return 2022 if regions else 2020
    return 2022 if vintage >= 2022 else 2020
