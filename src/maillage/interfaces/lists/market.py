"""The list of the zones of a market, and the accounts of one of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from maillage.core.accounts.icp.criteria import Span
from maillage.core.geography.zones import CENSUS_DIVISIONS, CENSUS_REGIONS, MACRO_REGIONS
from maillage.core.market.naics import ALL
from maillage.domain.accounts.icp.words import span_words
from maillage.domain.market.asking import market_asked
from maillage.domain.market.choice import Choice, accounts_of
from maillage.domain.market.levels import LEVELS, MarketMap
from maillage.domain.market.telling import placed
from maillage.domain.market.zones import accounts_in, zone_names
from maillage.errors import MaillageError
from maillage.interfaces.exporters.wording import percent
from maillage.interfaces.lists.columns import Cell, Column, Filter, written
from maillage.interfaces.lists.frames import FrameRows
from maillage.interfaces.lists.listing import Listing
from maillage.texts import _

Link = Callable[[Any], str]
OF_PROFILE = "icp"
LONGEST = 400
REGIONS = frozenset({*MACRO_REGIONS, *CENSUS_REGIONS, *CENSUS_DIVISIONS})


def rows_of(found: MarketMap) -> FrameRows:
    """Give the zones of a market as rows."""
    zones = placed(found).rename_axis("zone").reset_index()
    return FrameRows(zones.assign(pk=zones["zone"]))


def zones(found: MarketMap, inner: Link | None, accounts: Link) -> Listing:
    """Zones of a market, the largest first; ``inner`` opens the zones inside one of them."""
    shown = {
        "name": Column("zone", _("Zone"), lambda row: row.name, ("name",), link=inner),
        "zone": Column("code", _("Code"), lambda row: row.zone, ("zone",)),
        "establishments": amount("establishments", _("Establishments")),
        "accounts": Column("accounts", _("Accounts"), lambda row: row.accounts, ("accounts",),
                           link=lambda row: accounts(row) if row.accounts else "", number=True),
        "penetration": share("penetration", _("Penetration"), _("Accounts / establishments")),
        "location_quotient": Column(
            "quotient", _("Location quotient"), lambda row: row.location_quotient,
            ("location_quotient",), number=True, decimals=2,
            hint=_("Share of the industry here over its share everywhere; 1 is the average")),
        "revenue": amount("revenue", _("Sales possible")),
        "employees": employed("employees", _("Employees")),
        "payroll": employed("payroll", _("Payroll (k$)")),
        "employees_withheld": amount("employees_withheld", _("Employees withheld for"),
                                     _("Establishments whose employees are not published")),
    }  # fmt: skip
    return Listing(
        name="market",
        caption=_("The market by zone"),
        order="-establishments",
        search=("name__icontains", "zone__icontains"),
        placeholder=_("Zone"),
        empty={
            "icon": "map",
            "title": _("No establishment of this market is published."),
            "text": _("Choose broader industries, or other places."),
        },
        columns=[
            column
            for name, column in shown.items()
            if name in ("name", "zone") or name in found.zones
        ],
    )


def amount(name: str, label: str, hint: str = "") -> Column:
    """A column of whole numbers."""
    return Column(name, label, lambda row: getattr(row, name), (name,), number=True, hint=hint)


def share(name: str, label: str, hint: str) -> Column:
    """A column of shares."""
    return Column(
        name,
        label,
        lambda row: getattr(row, name),
        (name,),
        number=True,
        hint=hint,
        show=lambda row: Cell(percent(getattr(row, name), 2), number=True),
    )


def employed(name: str, label: str) -> Column:
    """A column of figures that may be withheld, in whole or in part."""

    def show(row: Any) -> Cell:
        text = written(getattr(row, name))
        part = getattr(row, f"{name}_withheld") and getattr(row, name) is not None
        return Cell(_("at least %(amount)s") % {"amount": text} if part else text, number=True)

    return Column(name, label, lambda row: getattr(row, name), (name,), number=True, show=show)


def market_word(choice: Choice, icp: int | None) -> str:
    """Write a market, but for its places, as the accounts of it are asked for; "" for all."""
    if icp is not None:
        return f"{OF_PROFILE}{icp}"
    size = choice.employees
    end = "" if size is None else f"@{size_word(size)}"
    codes = ",".join(code or "all" for code in choice.industries)
    return "" if codes == "all" and not end else f"{codes}{end}"


def size_word(size: Span) -> str:
    """Write a range of employees."""
    return f"{size.low:.0f}-{size.high:.0f}" if math.isfinite(size.high) else f"{size.low:.0f}-"


def market_filters(asked: Mapping[str, str]) -> list[Filter]:
    """Narrow accounts by the zone and the market an address asks for; neither where it does not."""
    return [*zone_filter(asked.get("zone", "")), *market_filter(asked.get("market", ""))]


def zone_filter(word: str) -> list[Filter]:
    """Narrow accounts by a zone, written ``metro:41860``."""
    level, _colon, code = word.partition(":")
    if level not in LEVELS or (not code.isalnum() and code not in REGIONS):
        return []
    name = zone_names(level).get(code, code)
    return [
        Filter(
            "zone",
            _("Zone"),
            [("", _("All")), (word, name)],
            lambda _chosen: accounts_in(level, code),
        )
    ]


def market_filter(word: str) -> list[Filter]:
    """Narrow accounts by a market, as :func:`market_word` writes it."""
    if not word or len(word) > LONGEST:
        return []
    try:
        choice, name = read_market(word)
    except MaillageError:
        return []
    choices = [("", _("All")), (word, name)]
    return [Filter("market", _("Market"), choices, lambda _chosen: accounts_of(choice))]


def read_market(word: str) -> tuple[Choice, str]:
    """Read a market, and say it in words.

    Raises
    ------
    MaillageError
        If it is none.
    """
    number = word.removeprefix(OF_PROFILE)
    if number != word and number.isascii() and number.isdigit() and len(number) < 7:
        words = _("ideal customer, version %(number)s") % {"number": number}
        return market_asked(icp=int(number)), words
    codes, _at, size = word.partition("@")
    choice = market_asked(industries=codes.split(","), size=size)
    said = _("all industries") if choice.industries == (ALL,) else codes.replace(",", ", ")
    if choice.employees is None:
        return choice, said
    return choice, f"{said} · {span_words(choice.employees)}"
