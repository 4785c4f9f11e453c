"""Small market files, already read."""

import hashlib

import pandas as pd

from maillage.core.market.files import COLUMNS, COUNTS, SIZE_COLUMNS, MarketFile


def market_file(*rows, kind="cbp", vintage=2021, geography_vintage=2020, sizes=()):
    """Build a file from rows of zone, level, naics, establishments, employees, payroll.

    ``sizes`` are rows of zone, level, naics, class, establishments.
    """
    names = ["zone", "level", "naics", *COUNTS[:3]]
    cells = pd.DataFrame(rows, columns=names).assign(population=pd.NA, flag="GG")
    cells = cells.assign(output=pd.NA, land=pd.NA)
    if kind == "population":
        cells = cells.assign(population=cells["establishments"], establishments=pd.NA, flag="")
    types = {name: "Int64" if name in COUNTS else "str" for name in COLUMNS}
    return MarketFile(
        kind=kind,
        layout="built",
        source="US Census Bureau",
        vintage=vintage,
        geography_vintage=geography_vintage,
        file_name=f"{kind}{vintage}.csv",
        sha256=hashlib.sha256(repr((kind, rows)).encode()).hexdigest(),
        cells=cells.astype(types)[list(COLUMNS)],
        sizes=pd.DataFrame(sizes, columns=list(SIZE_COLUMNS)),
    )
