"""Which accounts fit a profile: counted all at once, explained one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import pandas as pd
from django.db.models import QuerySet
from django.utils import timezone

from maillage import reference
from maillage.core.accounts.icp.criteria import Icp, IcpCriterion
from maillage.core.accounts.icp.expression import FIT, icp_table, judged
from maillage.core.accounts.icp.fit import ANSWERS, Answer, Fit, explain
from maillage.domain.accounts.signals import joined, technologies_used
from maillage.domain.market.editions import in_editions, loaded_editions
from maillage.models import Account

NUMBERS = ("company_revenue", "employees", "budget")
TEXTS = ("naics", "country", "state", "county")
LABELS = {"technologies": IcpCriterion.TECHNOLOGY, "personas": IcpCriterion.PERSONA}


@dataclass(frozen=True, slots=True)
class FitCounts:
    """How many accounts fit, do not, or are not known well enough; the same by criterion."""

    all: dict[Answer, int]
    criteria: dict[str, dict[Answer, int]]

    @property
    def accounts(self) -> int:
        """All accounts."""
        return sum(self.all.values())


def fit_of(account: Account, icp: Icp, on: date | None = None) -> Fit:
    """Explain how an account fits a profile, criterion by criterion.

    Technologies are those it is known for and those of signals that count on a day; today's
    unless told otherwise. Industries of the other NAICS edition are read by the concordance that is
    loaded.
    """
    known = {name: getattr(account, name) for name in (*NUMBERS, *TEXTS, *LABELS)}
    told = technologies_used(on or timezone.localdate(), Account.objects.filter(pk=account.pk))
    known["technologies"] = joined(account.technologies, told.get(account.pk, []))
    if editions := loaded_editions():
        known["naics"] = editions.now(account.naics)
        icp = in_editions(icp, editions)
    return explain(known | {"metro": metro_of(account.county)}, icp)


def count_fits(icp: Icp, on: date | None = None) -> FitCounts:
    """Count the accounts of the workspace by how they fit a profile on a day."""
    verdicts = fits(icp, on=on)
    return FitCounts(
        counted(verdicts[FIT]),
        {name: counted(verdicts[f"{FIT}_{name}"]) for name in icp.asked},
    )


def counted(answers: pd.Series) -> dict[Answer, int]:
    """Count answers, each of the three in its place."""
    counts = answers.value_counts()
    return {answer: int(counts.get(answer.value, 0)) for answer in Answer}


def fits(
    icp: Icp, accounts: QuerySet[Account] | None = None, *, on: date | None = None
) -> pd.DataFrame:
    """Judge accounts; all of the workspace unless told otherwise.

    Technology signals count that do on a day, today's unless told otherwise.

    Returns
    -------
    DataFrame
        By ``pk``: ``fit`` and one ``fit_…`` for each criterion asked, as values of
        :class:`~maillage.core.accounts.icp.fit.Answer`.
    """
    asked = Account.objects.all() if accounts is None else accounts
    frame = read_accounts(asked, icp)
    if IcpCriterion.TECHNOLOGY in icp.asked:
        told = technologies_used(on or timezone.localdate(), accounts)
        frame["technologies"] = [
            joined(known, told.get(key, ()))
            for key, known in zip(frame["key"], frame["technologies"], strict=True)
        ]
    if editions := loaded_editions():
        now = {code: editions.now(code) for code in frame["naics"].unique()}
        frame["naics"] = frame["naics"].map(now).astype(object)
        icp = in_editions(icp, editions)
    names = [FIT, *(f"{FIT}_{name}" for name in icp.asked)]
    table = judged(icp_table(frame), icp).select("key", *names).to_pyarrow()
    found = pd.DataFrame({"pk": table.column("key").to_pylist()}, dtype="int64")
    for name in names:
        found[name] = [ANSWERS[each].value for each in table.column(name).to_pylist()]
    return found.set_index("pk")


def read_accounts(accounts: QuerySet[Account], icp: Icp) -> pd.DataFrame:
    """Read what a profile asks of accounts, in one query; lists only where it asks for them."""
    lists = [name for name, criterion in LABELS.items() if criterion in icp.asked]
    columns = ["key", *NUMBERS, *TEXTS, *lists]
    rows: list[Any] = list(accounts.order_by().values_list("pk", *columns[1:]))
    frame = pd.DataFrame(rows, columns=columns)
    for name in set(LABELS) - set(lists):
        frame[name] = [[]] * len(frame)
    for name in NUMBERS:
        frame[name] = frame[name].astype("float64")
    metros = {county: metro_of(county) for county in frame["county"].unique()}
    frame["metro"] = frame["county"].map(metros).astype(object)
    frame["metro"] = frame["metro"].where(frame["metro"].notna(), None)
    return frame


def metro_of(county: str) -> str | None:
    """Give the metropolitan area of a county, "" outside of any, None where it is not known."""
    return metros_by_county().get(county)


@cache
def metros_by_county() -> dict[str, str]:
    """Map counties of both vintages to metropolitan areas."""
    counties = reference.table("us_counties")
    return dict(zip(counties["code"], counties["metro"].fillna(""), strict=True))


def fit_rows(icp: Icp, on: date | None = None) -> pd.DataFrame:
    """Give all accounts with how they fit on a day.

    Columns: ``pk`` · ``external_id`` · ``name`` · ``city`` · ``state`` · ``potential`` · ``fit`` ·
    one ``fit_…`` for each criterion asked.
    """
    names = ["pk", "external_id", "name", "city", "state", "potential"]
    rows: list[Any] = list(Account.objects.order_by("external_id").values_list(*names))
    frame = pd.DataFrame(rows, columns=names).astype({"pk": "int64"})
    return frame.join(fits(icp, on=on), on="pk")
