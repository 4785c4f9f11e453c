"""In which segment of a plan an account is, which segments lead, and which accounts it names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import override

from maillage.core.plans.matrices import POTENTIAL, PROBABILITY, Bounds, Tier, tier_of
from maillage.domain.accounts.criteria.presets import LARGE, SMALL
from maillage.domain.plans.beginning import ENGAGEMENT, POTENTIALS, group_of
from maillage.models import Account
from maillage.models.accounts import Status

COLUMNS: Final = ("pk", "name", "segment", "potential", "status")

type Group = tuple[int, Status]


def belonging(content: Mapping[str, Any], accounts: QuerySet[Account]) -> dict[int, str]:
    """Give accounts, by key, the segment of a plan they are in; those in none are left out.

    An account is where an opportunity of the plan says, else where it is named as a priority, else
    in the segment of its own name, else in the group of its potential and engagement (K-03).
    """
    segments = content.get("segments", [])
    called = {each["name"].casefold(): each["name"] for each in segments}
    places = {each["account"]: each["segment"] for each in pursued(content)}
    first = {name.casefold(): each["name"] for each in segments for name in each["priorities"]}
    groups = groups_called(called)
    found = {}
    for pk, name, segment, potential, status in accounts.values_list(*COLUMNS):
        place = (
            places.get(pk)
            or first.get(name.casefold())
            or called.get((segment or "").casefold())
            or groups.get((size_of(potential or 0.0), status))
        )
        if place is not None:
            found[pk] = place
    return found


def leading_segments(content: Mapping[str, Any]) -> set[str]:
    """The segments of a plan that come first: those that are gold (X-07)."""
    bounds = {
        name: Bounds(**content[name])
        for name in ("potential_bounds", "probability_bounds")
        if content.get(name)
    }
    return {
        each["name"]
        for each in content.get("segments", [])
        if each.get("potential") is not None
        and each["accounts"]
        and tier_of(
            each["potential"] / each["accounts"],
            each.get("probability"),
            potentials=bounds.get("potential_bounds", POTENTIAL),
            probabilities=bounds.get("probability_bounds", PROBABILITY),
        )
        is Tier.GOLD
    }


def pursued(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The opportunities of a plan whose account is known."""
    return [each for each in content.get("opportunities", []) if each.get("account")]


def named_in(content: Mapping[str, Any]) -> Q:
    """The accounts that a plan names: those of its opportunities, and the priorities of segments.

    Names are those of the accounts, letter by letter.
    """
    names = [name for each in content.get("segments", []) for name in each["priorities"]]
    return Q(pk__in=[each["account"] for each in pursued(content)]) | Q(name__in=names)


def groups_called(called: Mapping[str, str]) -> dict[Group, str]:
    """Segments with the name of a group of potential and engagement, in any of our languages."""
    return {group: called[name] for name, group in names_of_groups() if name in called}


@cache
def names_of_groups() -> tuple[tuple[str, Group], ...]:
    """The names of the groups in each language, without case."""
    found = []
    for code, _language in settings.LANGUAGES:
        with override(code):
            found += [
                (group_of(potential, status).casefold(), (size_of(potential), status))
                for potential in POTENTIALS
                for status in ENGAGEMENT
            ]
    return tuple(found)


def size_of(potential: float) -> int:
    """Which bounds a potential passes; exactly 100,000 and 500,000 are in the middle (X-24)."""
    return (potential >= SMALL) + (potential > LARGE)
