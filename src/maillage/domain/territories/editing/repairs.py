"""Counter-moves that bring a scenario nearer to what is asked, each with its effect."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from maillage.core.territories import suggest
from maillage.domain.territories.editing.bench import Bench, bench_of
from maillage.errors import InputError
from maillage.models import Scenario
from maillage.texts import _, ngettext

MOST = 10


@dataclass(frozen=True, slots=True)
class Repair:
    """A counter-move: ``moves`` are units by territory number, for :func:`move_several`.

    ``violation`` is how far the plan is from what is asked after it (0 is as asked), and ``before``
    the same now; ``deviation`` the largest after it; ``accounts`` how many accounts move with it.
    """

    moves: dict[int, tuple[str, ...]]
    text: str
    resolves: bool
    before: float
    violation: float
    deviation: float
    accounts: int


def suggest_repairs(
    *, scenario: Scenario, keep: Iterable[str] = (), limit: int = 5
) -> tuple[Repair, ...]:
    """List counter-moves, the best first; locked units stay, and so do those in ``keep``.

    Raises
    ------
    InputError
        If units are in no territory, or one to keep is unknown.
    """
    bench = bench_of(scenario)
    if bench.spare:
        raise InputError(
            _("Some units are in no territory."),
            remedy=_("Assign them first, then repairs can be suggested."),
        )
    staying = np.union1d(np.flatnonzero(bench.locked), bench.indices(keep)).astype(np.int32)
    with bench.guard:
        found = suggest(bench.draft(), keep=staying, limit=min(max(limit, 1), MOST))
    return tuple(
        Repair(
            moves=moves_by_number(bench, each.moves),
            text=told(bench, each.moves),
            resolves=each.resolves,
            before=each.change.before.violation,
            violation=each.change.after.violation,
            deviation=each.change.after.statistics.largest_deviation,
            accounts=int(bench.ground.accounts_by_unit[each.change.units].sum()),
        )
        for each in found
    )


def moves_by_number(bench: Bench, moves: Iterable) -> dict[int, tuple[str, ...]]:
    """Units by the number of the territory they go to."""
    found: dict[int, tuple[str, ...]] = {}
    for move in moves:
        number = bench.posts[move.territory].number
        found[number] = (*found.get(number, ()), *move.units)
    return found


def told(bench: Bench, moves: Iterable) -> str:
    """The moves in words, with the names of units and territories."""
    names = bench.ground.units["name"].to_numpy(object)
    texts = []
    for move in moves:
        places = [bench.place[unit] for unit in move.units]
        origin = bench.posts[bench.labels[places[0]]].name
        text = ngettext(
            "%(unit)s from %(origin)s to %(goal)s",
            "%(unit)s and %(more)d more from %(origin)s to %(goal)s",
            len(places),
        )
        if len(places) == 1:
            text = _("%(unit)s from %(origin)s to %(goal)s")
        shown = {
            "unit": names[places[0]],
            "more": len(places) - 1,
            "origin": origin,
            "goal": bench.posts[move.territory].name,
        }
        texts.append(text % shown)
    return "; ".join(texts)
