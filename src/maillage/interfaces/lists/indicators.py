"""Lists of indicators, of the rows behind one, and of reps compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pandas as pd
from django.utils.formats import date_format

from maillage.core.reviews.indicators.counting import Counted
from maillage.domain.reviews.comparing import TeamComparison, rank_words, told
from maillage.domain.reviews.indicators.asking import Told
from maillage.interfaces.exporters.wording import DASH, compact, number, percent
from maillage.interfaces.lists.columns import Cell, Column
from maillage.interfaces.lists.frames import FrameRows
from maillage.interfaces.lists.listing import Listing
from maillage.texts import _, ngettext

Link = Callable[[Any], str]
DEFINED = ("key", "requirement", "name", "numerator", "denominator", "window", "source", "unit",
           "missing")  # fmt: skip


def value_text(value: float | None, unit: str) -> str:
    """Write what an indicator came to, in its unit."""
    if value is None:
        return DASH
    if unit == "percent":
        return percent(value, 1)
    if unit == "money":
        return compact(value)
    if unit == "days":
        text = ngettext("%(count)s day", "%(count)s days", 1 if value == 1 else 2)
        return text % {"count": number(value, 0 if value == round(value) else 1)}
    return number(value, 0 if unit == "count" else 2)


def month_text(month: date) -> str:
    """Name a month."""
    return str(date_format(month, "YEAR_MONTH_FORMAT"))


def rows_of(found: Sequence[Told]) -> FrameRows:
    """Indicators as rows of a list, one each."""
    rows = [
        {name: getattr(each.definition, name) for name in DEFINED}
        | {
            "pk": place,
            "value": each.counted.value,
            "part": each.counted.part,
            "whole": each.counted.whole,
            "change": each.change,
        }
        for place, each in enumerate(found)
    ]
    frame = pd.DataFrame(rows)
    numbers = dict.fromkeys(("value", "part", "whole", "change"), "float64")
    return FrameRows(frame.astype(numbers))


def indicators(found: Sequence[Told]) -> Listing:
    """The indicators of a part in a month, with their definitions."""
    months = found[0].months if found else ()
    return Listing(
        name="indicators",
        caption=_("Indicators of %(month)s") % {"month": month_text(months[-1]) if months else ""},
        order="place",
        columns=[
            Column("place", _("Number"), lambda row: row.pk + 1, ("pk",), number=True),
            Column("requirement", _("Requirement"), lambda row: row.requirement),
            Column("name", _("Indicator"), lambda row: row.name, ("name",)),
            Column("value", _("Value"), lambda row: row.value, ("value",), number=True),
            Column("unit", _("Unit of the value"), lambda row: row.unit),
            Column("part", _("Numerator"), lambda row: row.part, number=True),
            Column("whole", _("Denominator"), lambda row: row.whole, number=True),
            Column("numerator", _("What is counted"), lambda row: row.numerator),
            Column("denominator", _("Divided by"), lambda row: row.denominator),
            Column("window", _("Window"), lambda row: row.window),
            Column("source", _("Source"), lambda row: row.source),
            Column("missing", _("Where nothing is recorded"),
                   lambda row: row.missing if row.value is None else ""),
        ],
    )  # fmt: skip


def behind_accounts(link: Link) -> Listing:
    """The accounts behind a figure."""
    return Listing(
        name="behind",
        caption=_("Accounts behind the figure"),
        order="-potential",
        search=("name__icontains", "external_id__icontains", "city__icontains"),
        columns=[
            Column("name", _("Account"), lambda row: row.name, ("name",), link=link),
            Column("id", _("Id"), lambda row: row.external_id, ("external_id",)),
            Column("city", _("City"), lambda row: row.city, ("city",)),
            Column("potential", _("Potential"), lambda row: row.potential, ("potential",),
                   number=True),
            Column("owner", _("Owner"), lambda row: row.owner_name, ("owner_name",)),
            Column("touched", _("Last contact"), lambda row: row.last_touch, ("last_touch",)),
        ],
    )  # fmt: skip


def behind_deals(link: Link) -> Listing:
    """The opportunities behind a figure; ``link`` opens the account of one."""
    return Listing(
        name="behind",
        caption=_("Opportunities behind the figure"),
        order="-amount",
        search=("name__icontains", "external_id__icontains", "account__name__icontains"),
        columns=[
            Column("name", _("Opportunity"), str, ("name", "external_id")),
            Column("account", _("Account"), lambda row: row.account and row.account.name,
                   ("account__name",),
                   show=lambda row: Cell(row.account.name if row.account else DASH,
                                         url=link(row) if row.account else "")),
            Column("rep", _("Rep"), lambda row: row.rep.name, ("rep__name",)),
            Column("amount", _("Amount"), lambda row: row.amount, ("amount",), number=True),
            Column("outcome", _("Outcome"), lambda row: row.get_outcome_display(), ("outcome",)),
            Column("opened", _("Opened"), lambda row: row.opened_on, ("opened_on",)),
            Column("closed", _("Closed"), lambda row: row.closed_on, ("closed_on",)),
        ],
    )  # fmt: skip


def behind(counted: Counted, accounts: Any, deals: Any, link: Link) -> tuple[Listing, Any]:
    """The rows behind a figure: its opportunities where it counts them, else its accounts."""
    if counted.deals:
        rows = deals.filter(pk__among=counted.deals).select_related("account", "rep")
        return behind_deals(link), rows
    return behind_accounts(link), accounts.filter(pk__among=counted.accounts)


def compared_rows(found: TeamComparison) -> FrameRows:
    """Reps compared, as rows of a list."""
    rows = [{"pk": found.reps[each["rep"]].pk, **each} for each in told(found)]
    columns = ["pk", "rep", "name", "deals", "expected", "raw", "rate", "low", "high", "above",
               "best", "worst", "verdict", "said"]  # fmt: skip
    return FrameRows(pd.DataFrame(rows, columns=columns))


def compared(link: Link) -> Listing:
    """Reps compared by deals for their potential; 1 is the middle of the team."""
    tone = {"above": "good", "below": "warn", "undecided": ""}

    def verdict(row: Any) -> Cell:
        return Cell(row.said, badge=tone[row.verdict] or None)

    return Listing(
        name="compared",
        caption=_("Reps compared by deals for their potential"),
        order="-rate",
        search=("name__icontains",),
        placeholder=_("Name"),
        empty={
            "icon": "users",
            "title": _("No rep holds accounts with a potential."),
            "text": _("Import accounts with their potential, owners and opportunities."),
        },
        columns=[
            Column("name", _("Rep"), lambda row: row.name, ("name",), link=link),
            Column("deals", _("Deals won"), lambda row: row.deals, ("deals",), number=True),
            Column("expected", _("Expected for the potential"), lambda row: row.expected,
                   ("expected",), number=True, decimals=1,
                   hint=_("What the team wins for the same potential × time")),
            Column("raw", _("Won / expected"), lambda row: row.raw, ("raw",), number=True,
                   decimals=2),
            Column("rate", _("Luck set apart"), lambda row: row.rate, ("rate",), number=True,
                   decimals=2, hint=_("Estimated rate; 1 is the middle of the team")),
            Column("low", _("At least"), lambda row: row.low, ("low",), number=True, decimals=2,
                   hint=_("With 90 %")),
            Column("high", _("At most"), lambda row: row.high, ("high",), number=True, decimals=2,
                   hint=_("With 90 %")),
            Column("above", _("Above the middle with"), lambda row: row.above, ("above",),
                   number=True, show=lambda row: Cell(percent(row.above), number=True)),
            Column("rank", _("Rank"), rank_words, ("best", "worst"),
                   hint=_("Reps whose intervals overlap are not ranked against each other")),
            Column("said", _("What the figures tell"), lambda row: row.said, ("verdict",),
                   show=verdict),
        ],
    )  # fmt: skip
