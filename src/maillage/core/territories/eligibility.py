"""The hard rules of staffing: which rep may take which territory, and what is missing if none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from maillage.core.arrays import BoolArray, IntArray
from maillage.core.territories.profiles import RepProfiles, Tags, TerritoryProfiles
from maillage.texts import _

LENIENT_RULES = ("verticals", "languages", "time_zones")
RULES = (*LENIENT_RULES, "licences")


@dataclass(frozen=True, slots=True)
class StaffingFinding:
    """Something a person must know about a staffing.

    ``code`` is one of: no_eligible_rep (no rep meets the territory's requirements),
    too_few_eligible_reps (these territories share fewer eligible reps than there are territories),
    open_headcount (fewer reps than territories), unassigned_rep (a rep without a territory),
    unknown_home (a rep whose distance could not be counted), unrecorded (a rep was matched where
    a requirement could not be checked). ``territories`` and ``reps`` are names and identifiers.
    """

    code: str
    message: str
    territories: tuple[str, ...] = ()
    reps: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.message


def eligible_pairs(territories: TerritoryProfiles, reps: RepProfiles) -> BoolArray:
    """(n, m) true where the rep breaks none of the territory's requirements."""
    allowed = np.ones((len(reps), len(territories)), dtype=np.bool_)
    for rule in RULES:
        allowed &= ~_broken(territories, reps, rule, _test_of(rule))
    return allowed


def unrecorded_pairs(territories: TerritoryProfiles, reps: RepProfiles) -> BoolArray:
    """(n, m) true where the territory requires something that the rep's record is silent about."""
    silent = np.zeros((len(reps), len(territories)), dtype=np.bool_)
    for rule in LENIENT_RULES:
        silent |= _broken(territories, reps, rule, _silent)
    return silent


def rule_findings(
    territories: TerritoryProfiles, reps: RepProfiles, allowed: BoolArray, rep_of: IntArray
) -> list[StaffingFinding]:
    """Why territories stayed open: nobody is eligible, too few are, or there are too few reps."""
    findings = []
    explained: set[int] = set()
    for territory in np.flatnonzero(rep_of < 0).tolist():
        if not len(reps) or territory in explained:
            continue
        if not allowed[:, territory].any():
            findings.append(_no_eligible_rep(territories, reps, territory))
            explained.add(territory)
            continue
        crowd = _competing(allowed, rep_of, territory)
        if not all(allowed[rep, crowd].any() for rep in range(len(reps))):
            findings.append(_too_few(territories, reps, allowed, crowd))
            explained |= set(crowd)
    return findings


def _broken(
    territories: TerritoryProfiles,
    reps: RepProfiles,
    rule: str,
    test: Callable[[frozenset[str], frozenset[str]], bool],
) -> BoolArray:
    required, covered = _tags(territories, rule), _tags(reps, rule)
    return np.array(
        [[test(needs, has) for needs in required] for has in covered], dtype=np.bool_
    ).reshape(len(reps), len(territories))


def _tags(profiles: TerritoryProfiles | RepProfiles, rule: str) -> Tags:
    tags: Tags = getattr(profiles, rule)
    return tags or (frozenset(),) * len(profiles)


def _lacks(needs: frozenset[str], has: frozenset[str]) -> bool:
    return bool(has and needs - has)


def _unlicensed(needs: frozenset[str], has: frozenset[str]) -> bool:
    return bool(needs - has)


def _test_of(rule: str) -> Callable[[frozenset[str], frozenset[str]], bool]:
    """What breaks a rule; only licences must be on record."""
    return _lacks if rule in LENIENT_RULES else _unlicensed


def _silent(needs: frozenset[str], has: frozenset[str]) -> bool:
    return bool(needs and not has)


def _no_eligible_rep(
    territories: TerritoryProfiles, reps: RepProfiles, territory: int
) -> StaffingFinding:
    name = territories.names[territory]
    missing = []
    for rule in RULES:
        needs = _tags(territories, rule)[territory]
        meet = sum(not _test_of(rule)(needs, has) for has in _tags(reps, rule))
        if needs:
            words = {"needs": ", ".join(sorted(needs)), "count": meet}
            missing.append(_rule_words(rule) % words)
    return StaffingFinding(
        "no_eligible_rep",
        _("No rep meets all that territory %(territory)s requires (%(missing)s).")
        % {"territory": name, "missing": "; ".join(missing)},
        territories=(name,),
    )


def _rule_words(rule: str) -> str:
    return {
        "verticals": _("verticals %(needs)s: %(count)d reps"),
        "languages": _("languages %(needs)s: %(count)d reps"),
        "time_zones": _("time zones %(needs)s: %(count)d reps"),
        "licences": _("licences %(needs)s: %(count)d reps"),
    }[rule]


def _competing(allowed: BoolArray, rep_of: IntArray, territory: int) -> list[int]:
    """Territories reached from an open one through eligible reps and their present territories.

    By Hall's theorem, the reps eligible for them are one fewer than they are or less.
    """
    served = {int(rep): index for index, rep in enumerate(rep_of) if rep >= 0}
    reached, pending = {territory}, [territory]
    while pending:
        for rep in np.flatnonzero(allowed[:, pending.pop()]).tolist():
            other = served.get(rep)
            if other is not None and other not in reached:
                reached.add(other)
                pending.append(other)
    return sorted(reached)


def _too_few(
    territories: TerritoryProfiles, reps: RepProfiles, allowed: BoolArray, crowd: list[int]
) -> StaffingFinding:
    able = np.flatnonzero(allowed[:, crowd].any(axis=1))
    names = tuple(territories.names[index] for index in crowd)
    people = tuple(reps.ids[index] for index in able)
    message = _(
        "Territories %(territories)s need %(needed)d reps, but only %(count)d meet their"
        " requirements (%(reps)s)."
    )
    return StaffingFinding(
        "too_few_eligible_reps",
        message
        % {
            "territories": ", ".join(names),
            "needed": len(names),
            "count": len(people),
            "reps": ", ".join(people),
        },
        territories=names,
        reps=people,
    )
