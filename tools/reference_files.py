"""Write the tables and polygons that ship."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import shapely

DATA = Path(__file__).parents[1] / "src/maillage/reference/data"


def write_table(name: str, table: pd.DataFrame) -> None:
    """Write a table so that the same rows always give the same bytes."""
    DATA.mkdir(parents=True, exist_ok=True)
    path = DATA / f"{name}.parquet"
    table.to_parquet(path, index=False, compression="zstd", compression_level=19)
    print(f"{path.name:36} {len(table):>7,} rows {path.stat().st_size / 1024:>7,.0f} kB")


def write_shapes(name: str, shapes: dict[str, shapely.Geometry]) -> None:
    """Write polygons as well-known binary, a row per zone."""
    write_table(
        f"{name}_shapes",
        pd.DataFrame({"code": list(shapes), "wkb": shapely.to_wkb([*shapes.values()])}),
    )
