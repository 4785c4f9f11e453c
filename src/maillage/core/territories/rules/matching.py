"""Which rule decides whose an account is, once precedence, named accounts and parents have spoken.

Rules of a lower position come first. Two rules of the same position that give an account to
different reps are a clash: neither wins, and the account stays as it is until a person settles it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from maillage.core.accounts.criteria import Criterion
from maillage.core.arrays import BoolArray, IntArray
from maillage.core.territories.groups import group_numbers, leading_reps

NOBODY = -1
NO_RULE = -1


class Via(StrEnum):
    """How the owner of an account was decided."""

    NAMED = "named"
    FAMILY = "family"
    RULE = "rule"
    CLASH = "clash"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: which accounts it asks for, the number of the rep it gives them to.

    ``by_site`` rules decide for each site by itself; others keep a parent with its sites.
    """

    position: int
    rep: int
    criterion: Criterion
    by_site: bool = False


@dataclass(frozen=True, eq=False)
class Verdict:
    """What rules say of n accounts.

    ``rule`` is the number of the deciding rule and ``rival`` that of one of equal standing, or -1;
    ``matches`` counts the rules whose criteria the account itself fits; ``via`` holds
    :class:`Via`; ``after`` is the number of the owner, -1 for nobody.
    """

    rule: IntArray
    rival: IntArray
    matches: IntArray
    via: np.ndarray
    after: IntArray


def judge(accounts: pd.DataFrame, rules: Sequence[Rule]) -> Verdict:
    """Let rules decide whose accounts are.

    A named account that a rule matches stays with its owner. An account follows the rule that
    decides for its parent (B-03): that of the head of its family, else the first rule that matches
    a site, that of the largest potential where several do; a family in which accounts are named
    follows the rep who holds most of their potential. Rules ``by_site`` are excepted from that.

    Parameters
    ----------
    accounts
        The columns of :mod:`maillage.core.accounts.criteria`, and ``external_id``,
        ``parent`` ("" = none), ``before`` (number of the owner, -1 for nobody) and ``locked``
        (bool, a named account).
    rules
        In any order.

    Returns
    -------
    Verdict
    """
    own, rival, matches = _first_matches(accounts, rules)
    before = accounts["before"].to_numpy(np.int32)
    named = accounts["locked"].to_numpy(np.bool_) & (before != NOBODY)
    group = group_numbers(accounts)
    tied = _tied(group, own, rules)
    leading = _leading_site(accounts, group, tied & (own != NO_RULE), own, rules)
    followed = np.where(tied, leading[group], NO_RULE)
    follows = followed != NO_RULE
    rule = np.where(follows, own[followed], own).astype(np.int32)
    rival = np.where(follows, rival[followed], rival).astype(np.int32)
    itself = followed == np.arange(len(own))
    by_named = _named_owner(accounts, group, before, named & tied)[group]
    reps = np.array([*(each.rep for each in rules), NOBODY], np.int32)
    family = follows & (by_named != NOBODY)
    cases = [named & (rule != NO_RULE), family, rival != NO_RULE, rule != NO_RULE]
    after = np.select(cases, [before, by_named, before, reps[rule]], before)
    led = follows & ~itself & (rule != own) & (rival == NO_RULE)
    ways = [Via.NAMED.value, Via.FAMILY.value, Via.CLASH.value, Via.FAMILY.value, Via.RULE.value]
    via = np.select([*cases[:3], led, cases[3]], ways, Via.NONE.value).astype(object)
    return Verdict(rule, rival, matches, via, after.astype(np.int32))


def _first_matches(
    accounts: pd.DataFrame, rules: Sequence[Rule]
) -> tuple[IntArray, IntArray, IntArray]:
    """First rule of each account, one of equal standing with another rep, and how many match."""
    count = len(accounts)
    first, rival = (np.full(count, NO_RULE, np.int32) for _each in range(2))
    matches = np.zeros(count, np.int32)
    reps = np.array([*(rule.rep for rule in rules), NOBODY], np.int32)
    positions = np.array([*(rule.position for rule in rules), NO_RULE], np.int64)
    for number in sorted(range(len(rules)), key=lambda each: rules[each].position):
        fits = rules[number].criterion.mask(accounts)
        equal = fits & (first != NO_RULE) & (positions[first] == rules[number].position)
        rival[equal & (reps[first] != rules[number].rep) & (rival == NO_RULE)] = number
        first[fits & (first == NO_RULE)] = number
        matches += fits
    return first, rival, matches


def _tied(group: IntArray, own: IntArray, rules: Sequence[Rule]) -> BoolArray:
    """(n,) accounts of families, but for those that a rule by site decides."""
    by_site = np.array([*(rule.by_site for rule in rules), False], np.bool_)
    families = np.bincount(group)[group] > 1 if len(group) else np.zeros(0, np.bool_)
    tied: BoolArray = families & ~by_site[own]
    return tied


def _leading_site(
    accounts: pd.DataFrame,
    group: IntArray,
    matched: BoolArray,
    own: IntArray,
    rules: Sequence[Rule],
) -> IntArray:
    """(g,) the account whose rule decides for each group, or -1 where no rule does."""
    positions = np.array([*(rule.position for rule in rules), NO_RULE], np.int64)
    table = pd.DataFrame(
        {
            "group": group,
            "site": accounts["parent"].to_numpy(object) != "",
            "position": positions[own],
            "potential": accounts["potential"].fillna(0.0).to_numpy(np.float64),
            "row": np.arange(len(group)),
        }
    )[matched]
    first = table.sort_values(
        ["group", "site", "position", "potential", "row"], ascending=[True, True, True, False, True]
    ).drop_duplicates("group")
    leading = np.full(int(group.max(initial=-1)) + 1, NO_RULE, np.int32)
    leading[first["group"].to_numpy()] = first["row"].to_numpy()
    return leading


def _named_owner(
    accounts: pd.DataFrame, group: IntArray, before: IntArray, named: BoolArray
) -> IntArray:
    """(g,) the rep who holds most of the named accounts of each group, or -1."""
    potential = accounts["potential"].fillna(0.0).to_numpy(np.float64)
    groups, reps = leading_reps(group, before, potential, named)
    owner = np.full(int(group.max(initial=-1)) + 1, NOBODY, np.int32)
    owner[groups] = reps
    return owner
