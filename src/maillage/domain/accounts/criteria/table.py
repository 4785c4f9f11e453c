"""Reads of accounts what criteria look at, and who owns them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import pandas as pd
from django.db.models import QuerySet

from maillage.core.accounts.criteria import FIELDS, MEASURES
from maillage.core.accounts.growth import own_sales, white_space
from maillage.core.territories.rules.matching import NOBODY
from maillage.domain.accounts.holdings import in_force
from maillage.domain.accounts.icp.matching import metros_by_county
from maillage.domain.accounts.remembering import held
from maillage.domain.accounts.signals import joined, technologies_used
from maillage.models import Account, Ownership

MADE_OF = {"metro": ("county",), "white_space": ("status", "potential", "revenue")}
SHOWN = ("external_id", "name", "status", "parent__external_id")
NUMBERS = (*(name for name in MEASURES if name not in MADE_OF), "latitude", "longitude")


def criteria_table(
    accounts: QuerySet[Account], fields: Collection[str], on: date, more: Sequence[str] = ()
) -> pd.DataFrame:
    """Read accounts.

    Parameters
    ----------
    accounts
        Which, in their order.
    fields
        Fields as :mod:`maillage.core.accounts.criteria` names them.
    on
        Day whose technology signals count, beside the technologies an account is known for.
    more
        Other columns of accounts.

    Returns
    -------
    DataFrame
        ``pk``, the fields and the other columns. ``metro`` is "" outside of any and None where the
        county is not known.
    """
    wanted = [each for name in fields for each in MADE_OF.get(name, (name,))]
    columns = list(dict.fromkeys(["pk", *wanted, *more]))
    table = pd.DataFrame.from_records(list(accounts.values_list(*columns)), columns=columns)
    numbers = [name for name in columns if name in NUMBERS]
    table = table.astype({"pk": "int64"} | dict.fromkeys(numbers, "float64"))
    if "metro" in fields:
        metro = table["county"].map(metros_by_county()).astype(object)
        table["metro"] = metro.where(metro.notna(), None)
    if "white_space" in fields:
        table["white_space"] = white_space(table)
    if "technologies" in fields:
        told = technologies_used(on, accounts.order_by())
        pairs = zip(table["pk"], table["technologies"], strict=True)
        table["technologies"] = [joined(known, told.get(key, ())) for key, known in pairs]
    return table


def all_accounts(on: date) -> pd.DataFrame:
    """Give all accounts of the workspace with their owners on a day; nobody may change the table.

    Besides ``pk`` and all fields: ``external_id`` · ``name`` · ``status`` · ``parent`` (external
    id, "" for none) · ``sales`` (own ones, see :mod:`maillage.core.accounts.growth`) · ``owner``
    (key of a rep, -1 for nobody) · ``locked`` (a named account of somebody still here).
    """
    return held("accounts with all fields", on, lambda: accounts_read(on))


def accounts_read(on: date) -> pd.DataFrame:
    """Read them."""
    table = criteria_table(Account.objects.order_by("pk"), FIELDS, on, SHOWN)
    table = table.rename(columns={"parent__external_id": "parent"})
    table["parent"] = table["parent"].astype(object).where(table["parent"].notna(), "")
    table["sales"] = own_sales(table)
    now = owners(on)
    owner = table["pk"].map({account: row[0] for account, row in now.items()})
    table["owner"] = owner.fillna(NOBODY).astype("int64")
    table["locked"] = table["pk"].map({account: row[1] for account, row in now.items()}).eq(True)
    return table


def owners(on: date) -> dict[int, tuple[int, bool]]:
    """Rep of each account on a day, and whether it is a named account of somebody still here."""
    rows = (
        Ownership.objects.filter(in_force(on))
        .order_by("starts_on", "pk")
        .values_list("account_id", "rep_id", "locked", "rep__active")
    )
    return {account: (rep, locked and active) for account, rep, locked, active in rows}
