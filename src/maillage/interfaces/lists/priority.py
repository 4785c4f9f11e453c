"""The list of zones by their priority."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from maillage.core.geography.states import US_STATES
from maillage.core.market.priority import CRITERIA, DENSITY, DISTANCE, POTENTIAL, SIGNALS
from maillage.interfaces.exporters.wording import percent
from maillage.interfaces.lists.columns import Cell, Column, written
from maillage.interfaces.lists.frames import FrameRows
from maillage.interfaces.lists.listing import Listing
from maillage.texts import _, language

Link = Callable[[Any], str]


def criterion_names() -> dict[str, str]:
    """Name the criteria."""
    return {
        POTENTIAL: _("Potential"),
        DENSITY: _("Density"),
        DISTANCE: _("Nearness to the network"),
        SIGNALS: _("Buying signals"),
    }


def rows_of(zones: pd.DataFrame) -> FrameRows:
    """Give the zones of a priority as rows; states are called as the reader calls them."""
    spoken = 2 if language() == "fr" else 1
    called = {code: names[spoken] for code, names in US_STATES.items()}
    return FrameRows(
        zones.assign(pk=zones["zone"], name=zones["zone"].map(called).fillna(zones["name"]))
    )


def spanned(low: int, high: int) -> str:
    """Write the ranks a zone can have."""
    return str(low) if low == high else f"{low} – {high}"


def zones(accounts: Link, qualified: Link, *, keep: int, spread: float) -> Listing:
    """Zones by their priority; ``accounts`` and ``qualified`` open the rows of a figure."""
    names = criterion_names()
    units = {
        POTENTIAL: _("Potential"),
        DENSITY: _("Qualified per 1,000 km²"),
        DISTANCE: _("km to the network"),
        SIGNALS: _("Accounts with a signal"),
    }

    moved = _("With every weight up to %(spread)s more or less, each on its own")
    moved %= {"spread": percent(spread)}
    decimals = {POTENTIAL: 0, DENSITY: 2, DISTANCE: 0, SIGNALS: 0}

    def parts(row: Any) -> str:
        known = ((names[each], getattr(row, f"from_{each}")) for each in CRITERIA)
        texts = (f"{name} {written(part, 3)}" for name, part in known if part)
        return " + ".join(text.replace(" ", "\u00a0") for text in texts)

    return Listing(
        name="zones",
        caption=_("Zones by priority"),
        order="rank",
        search=("name__icontains", "zone__icontains"),
        placeholder=_("Zone"),
        empty={
            "icon": "map",
            "title": _("No account has a place yet."),
            "text": _("Import accounts; zones are ranked by what is in them."),
        },
        columns=[
            Column("zone", _("Zone"), lambda row: row.name, ("name",)),
            Column("rank", _("Rank"), lambda row: row.rank, ("rank", "zone"), number=True),
            Column("ranks", _("Ranks"), lambda row: spanned(row.rank_from, row.rank_to),
                   ("rank_to", "rank_from", "zone"), number=True, hint=moved),
            Column("kept", _("Among the first %(count)d") % {"count": keep}, lambda row: row.kept,
                   ("kept",), number=True, hint=moved,
                   show=lambda row: Cell(percent(row.kept), number=True)),
            Column("best", _("Best possible rank"), lambda row: row.best_rank, ("best_rank",),
                   number=True, hint=_("If all that is not known of it were best")),
            Column("score", _("Score"), lambda row: row.score, ("score",), number=True, decimals=3),
            Column("first", _("First in"), lambda row: row.first, ("first",), number=True,
                   hint=_("Share of all weightings in which it comes first"),
                   show=lambda row: Cell(percent(row.first), number=True)),
            Column("accounts", _("Accounts"), lambda row: row.accounts, ("accounts",),
                   link=accounts, number=True),
            Column("qualified", _("Qualified"), lambda row: row.qualified, ("qualified",),
                   link=qualified, number=True),
            *(Column(each, units[each], lambda row, each=each: getattr(row, each), (each,),
                     number=True, decimals=decimals[each]) for each in CRITERIA),
            Column("parts", _("Made of"), parts),
        ],
    )  # fmt: skip
