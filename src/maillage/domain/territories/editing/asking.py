"""A scenario is asked something else: other measures and limits, more territories or fewer."""

from __future__ import annotations

import numpy as np

from maillage.core.territories.colours import territory_colours
from maillage.domain.territories.editing.bench import Bench, Post
from maillage.domain.territories.editing.changes import Edit, Payload, change
from maillage.domain.territories.editing.problem import check_homes
from maillage.domain.territories.request import DesignRequest
from maillage.domain.territories.scenarios import lasting
from maillage.domain.territories.stored_request import stored
from maillage.errors import InputError, ParameterError
from maillage.models import Membership, Scenario
from maillage.texts import _

FIXED = ("level", "states", "split", "links", "together", "on")
"""What the basic units and today's owners follow from: it stays what it was."""


def ask_again(*, scenario: Scenario, request: DesignRequest, revision: int, by: Membership) -> Edit:
    """Change what a scenario is asked, as one step that can be undone; the plan stays.

    More territories are empty at first. Of fewer, those go that have no rep, then those whose rep
    owns least today, but none with a locked unit; their units are in none until the engine designs,
    or somebody assigns them.

    Raises
    ------
    InputError
        If data is missing, or the territories to go hold locked units.
    ParameterError
        If something else is asked of the basic units, or the request does not fit the data.
    ConflictError
        If somebody else changed the scenario since ``revision``.
    """

    def drawn(bench: Bench) -> Payload:
        now = bench.ground.request
        refuse_other_units(now, request)
        count = request.territories or len(bench.posts)
        wanted = lasting(request, count)
        payload = resized(bench, count)
        check_homes(request=wanted, reps=reps_after(bench, payload))
        if stored(wanted) != stored(now):
            payload["request"] = [stored(now), stored(wanted)]
        return payload

    return change(scenario=scenario, revision=revision, by=by, kind="request", drawn=drawn)


def refuse_other_units(now: DesignRequest, wanted: DesignRequest) -> None:
    """Refuse what would make other basic units.

    Raises
    ------
    ParameterError
        Naming what was changed.
    """
    for name in FIXED:
        if getattr(now, name) != getattr(wanted, name):
            raise ParameterError(
                _("%(name)s of a scenario cannot be changed.") % {"name": name},
                remedy=_("Begin another scenario."),
            )


def resized(bench: Bench, count: int) -> Payload:
    """What makes so many territories of those there are."""
    missing = count - len(bench.posts)
    if missing >= 0:
        return {"posts": {str(post["number"]): [None, post] for post in coming(bench, missing)}}
    gone = going(bench, -missing)
    ranks = [rank for rank, post in enumerate(bench.posts) if post in gone]
    indices = np.flatnonzero(np.isin(bench.labels, ranks)).astype(np.int32)
    names = bench.ground.units["unit"].to_numpy(object)[indices]
    pairs = zip(names, bench.numbers(indices), strict=True)
    return {
        "units": {unit: [number, 0] for unit, number in pairs},
        "posts": {str(post.number): [described(post), None] for post in gone},
    }


def coming(bench: Bench, count: int) -> list[dict[str, object]]:
    """Territories to add: numbered on, in colours that are not in use."""
    first = max((post.number for post in bench.posts), default=0) + 1
    used = {post.colour for post in bench.posts}
    palette = territory_colours(len(bench.posts) + count)
    colours = [colour for colour in palette if colour not in used] + palette
    return [
        {
            "number": number,
            "name": _("Territory %(number)d") % {"number": number},
            "colour": colours[number - first],
            "rep": "",
        }
        for number in range(first, first + count)
    ]


def going(bench: Bench, count: int) -> list[Post]:
    """Territories to take away: those without a rep first, then those whose rep owns least today.

    Raises
    ------
    InputError
        If too many hold locked units.
    """
    inside = bench.ground.accounts[bench.ground.inside]
    owned = inside.groupby("owner")[bench.ground.stake].sum()
    locked = set(bench.labels[bench.locked].tolist())
    free = [rank for rank in range(len(bench.posts)) if rank not in locked]
    if len(free) < count:
        raise InputError(
            _("%(count)d territories hold locked units, so they stay.") % {"count": len(locked)},
            remedy=_("Unlock them first, or ask for more territories."),
        )

    def worth(rank: int) -> tuple[bool, float, int]:
        rep = bench.posts[rank].rep
        return bool(rep), float(owned.get(rep, 0.0)), -rank

    order = sorted(free, key=worth)
    return [bench.posts[rank] for rank in order[:count]]


def described(post: Post) -> dict[str, object]:
    """A territory as a change keeps it."""
    return {"number": post.number, "name": post.name, "colour": post.colour, "rep": post.rep}


def reps_after(bench: Bench, payload: Payload) -> list[str]:
    """The reps of the territories after a change of their number."""
    after = {number: pair[1] for number, pair in payload["posts"].items()}
    stay = [post.rep for post in bench.posts if after.get(str(post.number), True) is not None]
    return stay + ["" for each in after.values() if each is not None]
