"""How much of what is done goes to accounts off the profile (C-03)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from maillage.core.accounts.icp.criteria import read_icp
from maillage.core.accounts.icp.expression import FIT
from maillage.core.accounts.icp.fit import Answer
from maillage.domain.accounts.icp.matching import fits
from maillage.domain.accounts.icp.versions import versions
from maillage.models import Account, IcpVersion, Touch

UNJUDGED = "unjudged"
COLUMNS = ["account", "name", "rep", "rep_name", "occurred_on"]


@dataclass(frozen=True, eq=False)
class Activity:
    """Touches of a period, each against the version in force that day.

    ``touches`` has ``account`` (key) · ``name`` · ``rep`` (key) · ``rep_name`` · ``occurred_on`` ·
    ``version`` (number, 0 for none) · ``fit`` (yes, no, unknown, or unjudged where no version was
    in force). Accounts are judged by what is known of them today.
    """

    since: date
    until: date
    touches: pd.DataFrame

    def count(self, answer: str) -> int:
        """Count touches."""
        return int((self.touches["fit"] == answer).sum())

    @property
    def judged(self) -> int:
        """Touches on days with a version in force."""
        return len(self.touches) - self.count(UNJUDGED)

    @property
    def off(self) -> float | None:
        """Share of the judged touches that went to accounts known to be off the profile."""
        return self.count(Answer.NO) / self.judged if self.judged else None

    @property
    def off_at_most(self) -> float | None:
        """The same, if all accounts that are not known well enough were off it as well."""
        if not self.judged:
            return None
        return (self.count(Answer.NO) + self.count(Answer.UNKNOWN)) / self.judged

    def by_rep(self) -> pd.DataFrame:
        """Give by ``rep`` and ``rep_name`` the counts of answers and the share ``off``."""
        judged = self.touches[self.touches["fit"] != UNJUDGED]
        counts = pd.crosstab([judged["rep"], judged["rep_name"]], judged["fit"])
        counts = counts.reindex(columns=[each.value for each in Answer], fill_value=0)
        counts["off"] = counts["no"] / counts.sum(axis=1)
        rows = counts.reset_index()
        return rows.sort_values(["off", "rep_name"], ascending=[False, True], ignore_index=True)


def activity_on_icp(*, since: date, until: date) -> Activity:
    """Judge the touches of a period, both days included."""
    found = Touch.objects.filter(occurred_on__range=(since, until)).order_by("occurred_on", "pk")
    rows = found.values_list("account", "account__name", "rep", "rep__name", "occurred_on")
    touches = pd.DataFrame(list(rows), columns=COLUMNS)
    signed = versions().filter(in_force_from__lte=until).order_by("in_force_from", "number")
    touches["version"], touches["fit"] = 0, UNJUDGED
    for version, days in spans(list(signed)):
        part = touches["occurred_on"].between(*days, inclusive="left")
        if part.any():
            touched = Account.objects.filter(
                touches__occurred_on__range=(since, until), touches__occurred_on__gte=days[0]
            )
            answers = fits(read_icp(version.criteria), touched.distinct())[FIT]
            touches.loc[part, "fit"] = touches.loc[part, "account"].map(answers)
            touches.loc[part, "version"] = version.number
    return Activity(since, until, touches)


def spans(signed: list[IcpVersion]) -> list[tuple[IcpVersion, tuple[date, date]]]:
    """Say from when until when each version holds; one that never does is left out."""
    ends = [*(each.in_force_from for each in signed[1:]), date.max]
    held = ((each, (each.in_force_from, end)) for each, end in zip(signed, ends, strict=False))
    return [(each, days) for each, days in held if days[0] < days[1]]
