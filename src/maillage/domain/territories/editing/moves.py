"""What a person does to a scenario: move and lock units, name territories, give them reps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from maillage.domain.territories.editing.bench import Bench, Post, bench_of
from maillage.domain.territories.editing.changes import Edit, Payload, change, edit_of
from maillage.domain.territories.editing.problem import filled, plan_problem
from maillage.domain.territories.request import UNPRINTABLE
from maillage.errors import InputError, NotFoundError
from maillage.models import Membership, Rep, Scenario
from maillage.texts import _, ngettext, quoted

LONGEST_NAME = 120


def state_of(*, scenario: Scenario) -> Edit:
    """The scenario as it is, with all its units and locks."""
    bench = bench_of(scenario)
    units = bench.ground.units["unit"].tolist()
    everything = np.arange(len(units), dtype=np.int32)
    found = edit_of(scenario, bench, {})
    return Edit(
        revision=found.revision,
        indicators=found.indicators,
        units=dict(zip(units, bench.numbers(everything), strict=True)),
        locks={units[index]: True for index in np.flatnonzero(bench.locked)},
        undoable=found.undoable,
        redoable=found.redoable,
    )


def move_units(
    *, scenario: Scenario, units: Iterable[str], territory: int, revision: int, by: Membership
) -> Edit:
    """Give units to a territory, or with 0 to none, as one step.

    Raises
    ------
    InputError
        If a unit or the territory is unknown, no unit is given, or one is locked.
    ConflictError
        If somebody else changed the scenario since ``revision``.
    """
    wanted = list(units)
    return move_several(scenario=scenario, moves={territory: wanted}, revision=revision, by=by)


def move_several(
    *,
    scenario: Scenario,
    moves: Mapping[int, Iterable[str]],
    revision: int,
    by: Membership,
    kind: str = "move",
) -> Edit:
    """Give units to several territories, as one step.

    Raises
    ------
    InputError
        If a unit or a territory is unknown, no unit is given, or one is locked.
    ConflictError
        If somebody else changed the scenario since ``revision``.
    """
    listed = {number: list(units) for number, units in moves.items()}

    def drawn(bench: Bench) -> Payload:
        return {"units": pairs_of_moves(bench, listed)}

    return change(scenario=scenario, revision=revision, by=by, kind=kind, drawn=drawn)


def pairs_of_moves(bench: Bench, moves: Mapping[int, list[str]]) -> dict[str, list[int]]:
    """The units that change territory, with the numbers before and after."""
    pairs: dict[str, list[int]] = {}
    for territory, units in moves.items():
        if territory:
            post_of(bench, territory)
        if not units:
            raise InputError(_("No unit was given."), remedy=_("Choose at least one."))
        indices = bench.indices(units)
        names = bench.ground.units["unit"].to_numpy(object)[indices]
        locks = bench.locked[indices].tolist()
        for unit, before, lock in zip(names, bench.numbers(indices), locks, strict=True):
            if before != territory:
                check_lock(unit, lock=lock)
                pairs[unit] = [before, territory]
    return pairs


def check_lock(unit: str, *, lock: bool) -> None:
    """Refuse to move a locked unit.

    Raises
    ------
    InputError
        If it is.
    """
    if lock:
        raise InputError(
            _("The unit %(unit)s is locked.") % {"unit": unit},
            remedy=_("Unlock it first, or leave it out."),
        )


def lock_units(
    *, scenario: Scenario, units: Iterable[str], locked: bool, revision: int, by: Membership
) -> Edit:
    """Lock units where they are, or unlock them.

    Raises
    ------
    InputError
        If a unit is unknown, or is in no territory to be locked in.
    ConflictError
        If somebody else changed the scenario since ``revision``.
    """
    listed = list(units)

    def drawn(bench: Bench) -> Payload:
        indices = bench.indices(listed)
        nowhere = indices[bench.labels[indices] < 0]
        if locked and len(nowhere):
            text = ngettext(
                "%(count)d unit is in no territory, so it cannot be locked in one.",
                "%(count)d units are in no territory, so they cannot be locked in one.",
                len(nowhere),
            )
            raise InputError(text % {"count": len(nowhere)}, remedy=_("Assign them first."))
        changing = indices[bench.locked[indices] != locked]
        names = bench.ground.units["unit"].to_numpy(object)[changing]
        return {"locks": {unit: [not locked, locked] for unit in names}}

    kind = "lock" if locked else "unlock"
    return change(scenario=scenario, revision=revision, by=by, kind=kind, drawn=drawn)


def fill_gaps(*, scenario: Scenario, revision: int, by: Membership) -> Edit:
    """Give every unit that is in no territory to the nearest one it can be reached from.

    Raises
    ------
    InputError
        If no unit is in any territory yet.
    ConflictError
        If somebody else changed the scenario since ``revision``.
    """

    def drawn(bench: Bench) -> Payload:
        free = np.flatnonzero(bench.labels < 0)
        if len(free) == len(bench.labels):
            raise InputError(
                _("No unit is in any territory yet."),
                remedy=_("Begin each territory with a unit, or let the engine design."),
            )
        problem = plan_problem(ground=bench.ground, reps=bench.reps)
        labels = filled(problem=problem, labels=bench.labels)
        names = bench.ground.units["unit"].to_numpy(object)[free]
        number = [post.number for post in bench.posts]
        return {
            "units": {
                unit: [0, number[place]] for unit, place in zip(names, labels[free], strict=True)
            }
        }

    return change(scenario=scenario, revision=revision, by=by, kind="fill", drawn=drawn)


def rename_territory(
    *, scenario: Scenario, territory: int, name: str, revision: int, by: Membership
) -> Edit:
    """Call a territory something else.

    Raises
    ------
    InputError
        If the name is empty, too long, or cannot be printed.
    NotFoundError
        If there is no such territory.
    ConflictError
        If somebody else changed the scenario since ``revision``.
    """
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > LONGEST_NAME or UNPRINTABLE.search(wanted):
        raise InputError(
            _("%(typed)s is no name.") % {"typed": quoted(name[:60])},
            remedy=_("Write 1 to %(most)d characters.") % {"most": LONGEST_NAME},
        )

    def drawn(bench: Bench) -> Payload:
        before = post_of(bench, territory).name
        return territory_change(territory, "name", before, wanted)

    return change(scenario=scenario, revision=revision, by=by, kind="rename", drawn=drawn)


def give_rep(
    *, scenario: Scenario, territory: int, rep: Rep | None, revision: int, by: Membership
) -> Edit:
    """Put a rep in charge of a territory, or nobody.

    Raises
    ------
    InputError
        If the rep has left, or has another territory of the scenario.
    NotFoundError
        If there is no such territory.
    ConflictError
        If somebody else changed the scenario since ``revision``.
    """
    wanted = "" if rep is None else rep.external_id

    def drawn(bench: Bench) -> Payload:
        post = post_of(bench, territory)
        others = [each for each in bench.posts if each.rep == wanted and each.number != territory]
        if rep is not None and not rep.active:
            raise InputError(
                _("%(rep)s has left.") % {"rep": rep.name}, remedy=_("Choose an active rep.")
            )
        if rep is not None and others:
            raise InputError(
                _("%(rep)s has the territory %(territory)s already.")
                % {"rep": rep.name, "territory": others[0].name},
                remedy=_("Take that one away first."),
            )
        return territory_change(territory, "rep", post.rep, wanted)

    return change(scenario=scenario, revision=revision, by=by, kind="rep", drawn=drawn)


def territory_change(territory: int, field: str, before: str, after: str) -> Payload:
    """The payload that changes one field of a territory; empty where it is so already."""
    if before == after:
        return {}
    return {"territories": {str(territory): {field: [before, after]}}}


def post_of(bench: Bench, number: int) -> Post:
    """Find a territory by its number.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    found = next((post for post in bench.posts if post.number == number), None)
    if found is None:
        raise NotFoundError(
            _("There is no territory number %(number)s.") % {"number": str(number)[:20]},
            remedy=_("Choose one of the scenario's."),
        )
    return found
