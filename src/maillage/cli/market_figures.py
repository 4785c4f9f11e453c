"""What `maillage market figures` answers."""

from __future__ import annotations

from typing import Any

import pandas as pd
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from maillage.cli.market_output import number, print_pairs, show_json
from maillage.domain.market.queries import ZoneFigures

__all__ = ["describe_figures", "show_figures", "show_json"]


def describe_figures(found: ZoneFigures, *, level: str, naics: str, top: int) -> dict[str, Any]:
    """Describe figures by zone, the largest first, with their sums and the nation."""
    measures = [str(each) for each in found.zones.columns]
    sums = {name: int(found.zones[name].sum()) for name in measures}
    ranked = found.zones.sort_values(measures[-1], ascending=False) if measures else found.zones
    return {
        "kind": found.dataset.kind,
        "level": level,
        "naics": naics,
        "vintage": found.dataset.vintage,
        "geography_vintage": found.dataset.geography_vintage,
        "source": found.dataset.source,
        "zones": len(found.zones),
        "sums": sums,
        "withheld": {name: int(found.zones[name].isna().sum()) for name in measures},
        "nation": found.nation,
        "beyond_zones": {
            name: value - sums[name] for name, value in found.nation.items() if name in sums
        },
        "ranking": [
            {"zone": zone} | {name: plain(row[name]) for name in measures}
            for zone, row in ranked.head(top).to_dict("index").items()
        ],
    }


def plain(value: Any) -> int | None:
    """Give a count, or None for one that is not published."""
    return None if pd.isna(value) else int(value)


def show_figures(answer: dict[str, Any]) -> None:
    """Print the largest zones, then the sums and the nation."""
    titles = {
        "establishments": _("Establishments"),
        "employees": _("Employees"),
        "payroll": _("Payroll (k$)"),
        "population": _("Population"),
        "output": _("Output (k$)"),
        "land": _("Land (m²)"),
    }
    table = Table(title=f"{answer['kind']} {answer['vintage']}")
    table.add_column(_("Code"))
    for name in answer["sums"]:
        table.add_column(titles[name], justify="right")
    for row in answer["ranking"]:
        cells = [row[name] for name in answer["sums"]]
        table.add_row(row["zone"], *("" if each is None else number(each) for each in cells))
    Console().print(table)
    lines = [(_("Source"), answer["source"]), (_("Zones"), number(answer["zones"]))]
    for name, total in answer["sums"].items():
        lines.append((_("%(figure)s, sum") % {"figure": titles[name]}, number(total)))
        if name in answer["beyond_zones"]:
            nation = {"figure": titles[name], "rest": number(answer["beyond_zones"][name])}
            words = _("%(figure)s, nation (%(rest)s in no zone)") % nation
            lines.append((words, number(answer["nation"][name])))
    print_pairs(lines)
