"""By what the account of a lead was found, and how its rep was chosen instead of the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from maillage.models import Account, Handoff, Lead, Rep, RoutingRule


@dataclass(frozen=True, slots=True)
class Found:
    """By what the account of a lead was found; see :class:`maillage.core.leads.matching.Match`.

    Parameters
    ----------
    candidates
        The accounts it may be where it is not clear.
    """

    by: str
    place: str
    grade: float
    candidates: tuple[Account, ...]


def found_by(lead: Lead) -> Found | None:
    """Say by what the account of a lead was found; nothing where somebody chose it, or none is."""
    said = lead.match
    if lead.account_fixed or not said:
        return None
    known = Account.objects.in_bulk(said["candidates"]) if said["candidates"] else {}
    candidates = tuple(known[each] for each in said["candidates"] if each in known)
    return Found(said["by"], said["place"], said["grade"], candidates)


@dataclass(frozen=True, slots=True)
class PassedBy:
    """A rule, or a rep of it, that was passed over, and why; a rule that is no more has no name."""

    rule: str
    rep: Rep | None
    why: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """How a rep was chosen for a lead: by which rule, instead of whom, and why not the others."""

    rule: str
    by_account: bool
    instead_of: Rep | None
    passed: tuple[PassedBy, ...]


def how_chosen(handoffs: Sequence[Handoff]) -> list[Chosen]:
    """Say how the rep of each hand-off was chosen, as it was noted then."""
    told = [each.facts for each in handoffs]
    passed = [each for facts in told for each in facts.get("passed", ())]
    reps = Rep.objects.in_bulk(
        given([*(each["rep"] for each in passed), *(each.get("instead_of") for each in told)])
    )
    rules = RoutingRule.objects.in_bulk(
        given([*(each["rule"] for each in passed), *(each.get("rule") for each in told)])
    )
    names = {number: each.name for number, each in rules.items()}
    return [
        Chosen(
            names.get(facts.get("rule"), ""),
            bool(facts.get("by_account")),
            reps.get(facts.get("instead_of")),
            tuple(
                PassedBy(names.get(each["rule"], ""), reps.get(each["rep"]), each["why"])
                for each in facts.get("passed", ())
            ),
        )
        for facts in told
    ]


def given(numbers: Iterable[Any]) -> set[int]:
    """Leave out what is not given."""
    return {each for each in numbers if each}
