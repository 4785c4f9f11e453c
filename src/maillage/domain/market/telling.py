"""A market on one level, as programs are told it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from maillage.domain.market.levels import MarketMap
from maillage.domain.market.words import notes, rule_in_words
from maillage.domain.market.zones import zone_names

SUMS = ("accounts", "employees", "payroll", "revenue")


def placed(found: MarketMap) -> pd.DataFrame:
    """Give the zones with their names, without what lies in none."""
    zones = found.zones.drop(index="", errors="ignore")
    names = pd.Series(zone_names(found.level), dtype="object").reindex(zones.index)
    return zones.assign(name=names.fillna(zones.index.to_series()))


def told(found: MarketMap, *, top: int) -> dict[str, Any]:
    """Describe a market on one level, the largest zones first."""
    zones = placed(found)
    ranked = zones.sort_values("establishments", ascending=False, kind="stable").head(top)
    rows = ranked.rename_axis("zone").reset_index().astype(object)
    residual = found.counted.residual
    return {
        "industries": list(found.choice.industries),
        "excluded": list(found.choice.excluded),
        "level": found.level,
        "vintage": found.dataset.vintage,
        "source": found.dataset.source,
        "zones": len(zones),
        "total": found.total,
        "in_no_zone": found.total - int(zones["establishments"].sum()),
        "residual": None if residual is None else round(residual),
        "rule": rule_in_words(found.counted.result),
        "notes": notes(found),
        "ranking": rows.where(rows.notna(), None).to_dict("records"),
    } | {name: int(found.zones[name].sum()) for name in SUMS if name in found.zones}
