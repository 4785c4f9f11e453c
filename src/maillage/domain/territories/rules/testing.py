"""What rules would do on a day: who matches, who twice, who not at all, and who would change."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from maillage.core.territories.rules.matching import NOBODY, Rule, Verdict, Via, judge
from maillage.domain.accounts.criteria.reading import criterion_of
from maillage.domain.accounts.criteria.table import all_accounts
from maillage.domain.territories.rules.editing import in_force
from maillage.models import AssignmentRule, Rep
from maillage.models.ownership import Basis
from maillage.models.territories import Stage

TARGETS = ("rep", "territory__rep", "territory__scenario")


@dataclass(frozen=True, slots=True)
class Count:
    """Some accounts, and the potential they hold."""

    accounts: int
    potential: float


@dataclass(frozen=True, eq=False)
class RuleTest:
    """What rules say of all accounts on a day; nothing is written.

    ``accounts`` has, besides what rules look at, ``pk`` · ``via`` · ``matches`` · ``rule`` and
    ``rival`` (places in ``rules``, -1 for none) · ``owner`` and ``proposed`` (keys of reps, -1 for
    nobody) · ``owner_name`` · ``proposed_name`` · ``changes``.
    """

    on: date
    rules: tuple[AssignmentRule, ...]
    idle: tuple[AssignmentRule, ...]
    accounts: pd.DataFrame

    def rows(self, finding: str) -> pd.DataFrame:
        """Give the accounts behind a finding: matched, twice, none, named, family or changes."""
        table = self.accounts
        marks = {
            "matched": table["matches"] > 0,
            "twice": table["via"] == Via.CLASH,
            "none": (table["matches"] == 0) & (table["rule"] < 0),
            "named": table["via"] == Via.NAMED,
            "family": table["via"] == Via.FAMILY,
            "changes": table["changes"],
        }
        return table[marks[finding]]

    def count(self, finding: str) -> Count:
        """Count the accounts behind a finding."""
        rows = self.rows(finding)
        return Count(len(rows), float(rows["potential"].sum()))

    def of_rule(self, rule: AssignmentRule) -> Count:
        """Count the accounts a rule decides about."""
        places = [place for place, each in enumerate(self.rules) if each.pk == rule.pk]
        decided = self.accounts["rule"].isin(places) & self.accounts["via"].isin(
            [Via.RULE, Via.FAMILY]
        )
        return Count(int(decided.sum()), float(self.accounts.loc[decided, "potential"].sum()))

    def by_rep(self) -> list[dict[str, Any]]:
        """Say what each rep gains and loses, in accounts and potential, the largest gain first."""
        moved = self.rows("changes")
        sides = []
        for side, sign in (("proposed", 1), ("owner", -1)):
            keyed = moved[moved[side] != NOBODY].groupby([side, f"{side}_name"])["potential"]
            found = keyed.agg(["size", "sum"]).reset_index()
            found.columns = pd.Index(["rep", "name", "accounts", "potential"])
            sides.append(found.assign(side=sign))
        both = pd.concat(sides)
        rows = [
            {
                "rep": rep,
                "name": name,
                "gained": int(part.loc[part["side"] > 0, "accounts"].sum()),
                "lost": int(part.loc[part["side"] < 0, "accounts"].sum()),
                "potential": float((part["potential"] * part["side"]).sum()),
            }
            for (rep, name), part in both.groupby(["rep", "name"])
        ]
        return sorted(rows, key=lambda row: (-row["potential"], row["name"]))

    @property
    def fingerprint(self) -> str:
        """A mark of what would change, to tell whether it still is what somebody saw."""
        moved = self.rows("changes").sort_values("pk")
        marked = moved[["pk", "owner", "proposed"]].to_numpy(np.int64)
        return hashlib.sha256(marked.tobytes()).hexdigest()[:24]

    @property
    def habits(self) -> list[AssignmentRule]:
        """Rules that rest on habit and not on an objective criterion (A-27)."""
        return [rule for rule in self.rules if rule.basis == Basis.HABIT]


def try_rules(*, on: date, rules: Sequence[AssignmentRule] | None = None) -> RuleTest:
    """Let rules judge all accounts on a day, without writing anything.

    ``rules`` are those in force on the day unless given, such as one that is not kept yet. Those
    that give to nobody who is here are ``idle``.
    """
    if rules is None:
        rules = list(AssignmentRule.objects.filter(in_force(on)).select_related(*TARGETS))
    used = tuple(rule for rule in rules if answering(rule) is not None)
    numbers = {pk: place for place, pk in enumerate(Rep.objects.values_list("pk", flat=True))}
    accounts = all_accounts(on)
    before = accounts["owner"].map(numbers).fillna(NOBODY).astype("int32")
    accounts = accounts.assign(before=before)
    verdict = judge(
        accounts,
        [
            Rule(
                rule.position,
                numbers[answering(rule).pk],
                criterion_of(rule.criteria),
                rule.by_site,
            )
            for rule in used
        ],
    )
    idle = tuple(rule for rule in rules if rule not in used)
    return RuleTest(on, used, idle, told(accounts, verdict, numbers))


def answering(rule: AssignmentRule) -> Rep | None:
    """Who gets the accounts of a rule; None where nobody is there to get them."""
    place = rule.territory
    rep = rule.rep
    if place is not None and place.scenario.status == Stage.PUBLISHED:
        rep = place.rep
    return rep if rep is not None and rep.active else None


def told(accounts: pd.DataFrame, verdict: Verdict, numbers: dict[int, int]) -> pd.DataFrame:
    """Put the verdict beside the accounts."""
    keys = np.array([*numbers, NOBODY], np.int64)
    names = dict(Rep.objects.values_list("pk", "name"))
    proposed = keys[verdict.after]
    return accounts.assign(
        via=verdict.via,
        matches=verdict.matches,
        rule=verdict.rule,
        rival=verdict.rival,
        proposed=proposed,
        owner_name=accounts["owner"].map(names).fillna("").astype(object),
        proposed_name=pd.Series(proposed, index=accounts.index).map(names).fillna(""),
        changes=proposed != accounts["owner"].to_numpy(),
    )
