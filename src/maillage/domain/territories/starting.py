"""Where scenarios begin: today's ownership, nothing, or another scenario."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from enum import StrEnum

import numpy as np
import pandas as pd
from django.db import transaction

from maillage import audit, reference
from maillage.core.arrays import IntArray
from maillage.core.territories.colours import territory_colours
from maillage.domain.territories.constraints import locks
from maillage.domain.territories.editing.problem import filled, plan_problem
from maillage.domain.territories.editing.summary import sum_up
from maillage.domain.territories.framing import (
    Ground,
    anchored_reps,
    read_ground,
    territory_count,
)
from maillage.domain.territories.request import DesignRequest
from maillage.domain.territories.scenarios import free_name, insert, lasting
from maillage.domain.territories.stored_request import stored
from maillage.domain.territories.tables import flat, territory_names, touching_pairs
from maillage.errors import InputError
from maillage.models import Membership, Rep, Scenario, Territory, UnitAssignment
from maillage.texts import _

NAMED = "accounts"
"""Where a branch remembers the accounts given by name when it left its base."""


class Origin(StrEnum):
    """What a new scenario begins with."""

    TODAY = "today"
    NOTHING = "nothing"


@dataclasses.dataclass(frozen=True, eq=False)
class Beginning:
    """The first plan of a scenario.

    ``labels`` (n,) territory of each unit from 0, -1 for none · ``locked`` (n,) · ``reps`` and
    ``names`` of the territories.
    """

    labels: IntArray
    locked: np.ndarray
    reps: tuple[str, ...]
    names: tuple[str, ...]


def start_scenario(
    *, request: DesignRequest, origin: Origin, by: Membership, fill: bool = True
) -> Scenario:
    """Begin a scenario with what its request is about.

    From today, each active rep who owns most of a unit gets a territory of those; units nobody owns
    go to the nearest with ``fill``, else to none. From nothing, no unit is in a territory, save
    those the request keeps for reps.

    Raises
    ------
    InputError
        If data is missing, or nobody owns anything today.
    ParameterError
        If the request does not fit the data.
    """
    ground = read_ground(request=request)
    if origin is Origin.TODAY:
        beginning = from_today(ground=ground, fill=fill)
    else:
        beginning = from_nothing(ground=ground)
    with transaction.atomic():
        scenario = Scenario.objects.create(
            name=free_name(request.name or _("Scenario")),
            owner=by,
            unit_level=request.level.value,
            geography_vintage=reference.CURRENT_COUNTY_VINTAGE,
            request=stored(lasting(request, len(beginning.names))),
        )
        write_beginning(scenario=scenario, ground=ground, beginning=beginning)
        sum_up(scenario=scenario, ground=ground)
        audit.record(
            verb="scenario.started", subject=scenario, by=by,
            after={"origin": origin.value, "name": scenario.name, "request": scenario.request},
        )  # fmt: skip
    return scenario


def from_today(*, ground: Ground, fill: bool) -> Beginning:
    """The territories of today: each unit with the active rep who owns most of it.

    Raises
    ------
    InputError
        If no active rep owns anything there.
    """
    leading = leading_owners(ground)
    reps = tuple(rep for rep in ground.reps["rep_id"] if rep in set(leading.dropna()))
    if not reps:
        raise InputError(
            _("No active rep owns an account in the chosen states."),
            remedy=_("Import owners, choose other states, or begin from nothing."),
        )
    place = {rep: number for number, rep in enumerate(reps)}
    labels = leading.map(place).fillna(-1).to_numpy().astype(np.int32)
    if fill:
        labels = filled(problem=plan_problem(ground=ground, reps=reps), labels=labels)
    names = territory_names(ground=ground, labels=labels, count=len(reps))
    return Beginning(labels, np.zeros(len(labels), dtype=np.bool_), reps, tuple(names))


def leading_owners(ground: Ground) -> pd.Series:
    """The active rep who owns most of each unit, missing where nobody does."""
    active = ground.accounts["owner"].isin(ground.reps["rep_id"])
    owned = ground.accounts[ground.inside & active]
    held = (owned[ground.stake].fillna(0.0)).groupby([owned["unit"], owned["owner"]]).sum()
    leading = held.groupby(level=0).idxmax().map(lambda pair: pair[1])
    return ground.units["unit"].map(leading)


def from_nothing(*, ground: Ground) -> Beginning:
    """Territories without units, of the reps the request names if it is about reps."""
    request = ground.request
    count = territory_count(request=request, reps=ground.reps, first=ground.measures[0])
    anchors = anchored_reps(request=request, reps=ground.reps, count=count)
    inside = ground.accounts[ground.inside]
    fixed = locks(request=request, accounts=inside, reps=ground.reps, anchors=anchors)
    labels = ground.units["unit"].map(fixed).fillna(-1).to_numpy().astype(np.int32)
    names = tuple(_("Territory %(number)d") % {"number": place + 1} for place in range(count))
    return Beginning(labels, labels >= 0, anchors or ("",) * count, names)


def colours_of(*, ground: Ground, labels: IntArray, count: int) -> list[str]:
    """Colours that tell neighbouring territories apart."""
    free = labels < 0
    weight = np.bincount(labels[~free], minlength=count)
    sums = [
        np.bincount(labels[~free], ground.units[axis].to_numpy()[~free], minlength=count)
        for axis in ("latitude", "longitude")
    ]
    middle = ground.units[["latitude", "longitude"]].mean().to_numpy()
    centres = np.column_stack(sums) / np.maximum(weight, 1)[:, None]
    centres = np.where(weight[:, None] > 0, centres, middle)
    edges = ground.edges[~(free[ground.edges].any(axis=1))]
    return territory_colours(count, pairs=touching_pairs(edges, labels), centres=flat(centres))


def write_beginning(*, scenario: Scenario, ground: Ground, beginning: Beginning) -> None:
    """Write the territories and units of a new scenario."""
    reps = {rep.external_id: rep for rep in Rep.objects.filter(active=True)}
    colours = colours_of(ground=ground, labels=beginning.labels, count=len(beginning.names))
    rows = zip(beginning.names, colours, beginning.reps, strict=True)
    made = Territory.objects.bulk_create(
        Territory(scenario=scenario, number=number, name=name, colour=colour, rep=reps.get(rep))
        for number, (name, colour, rep) in enumerate(rows, start=1)
    )
    keys = [*(territory.pk for territory in made), None]
    columns = zip(ground.units["unit"], beginning.labels, beginning.locked, strict=True)
    insert(
        UnitAssignment,
        ("scenario", "unit", "territory", "locked"),
        [(scenario.pk, unit, keys[label], bool(lock)) for unit, label, lock in columns],
    )


@transaction.atomic
def copy_scenario(*, scenario: Scenario, by: Membership | None, name: str = "") -> Scenario:
    """Make a draft that is like another scenario, and independent of it."""
    copied = duplicate(scenario=scenario, by=by, name=name or scenario.name)
    audit.record(
        verb="scenario.copied", subject=copied, by=by or "",
        after={"from": scenario.pk, "name": copied.name},
    )  # fmt: skip
    return copied


@transaction.atomic
def branch_scenario(*, scenario: Scenario, by: Membership, name: str = "") -> Scenario:
    """Make a draft that remembers where it left another scenario, to be merged back into it."""
    wanted = name or _("%(name)s, branch") % {"name": scenario.name}
    branch = duplicate(scenario=scenario, by=by, name=wanted)
    remember_fork(branch=branch, base=scenario, common=scenario)
    audit.record(
        verb="scenario.branched", subject=branch, by=by,
        after={"from": scenario.pk, "revision": scenario.revision, "name": branch.name},
    )  # fmt: skip
    return branch


def remember_fork(*, branch: Scenario, base: Scenario, common: Scenario) -> None:
    """Note what both have in common now, from where each goes on: what ``common`` is like."""
    branch.base, branch.base_revision = base, base.revision
    branch.fork = {**named_posts(common), NAMED: common.exceptions}
    branch.save(update_fields=["base", "base_revision", "fork"])
    numbers = dict(common.units.values_list("unit", "territory__number"))
    rows = list(branch.units.only("unit", "origin"))
    for row in rows:
        row.origin = numbers.get(row.unit) or 0
    UnitAssignment.objects.bulk_update(rows, ["origin"], batch_size=400)


def named_posts(scenario: Scenario) -> dict[str, dict[str, str]]:
    """Name and rep of each territory, by number."""
    rows = scenario.territories.values_list("number", "name", "rep__external_id")
    return {str(number): {"name": name, "rep": rep or ""} for number, name, rep in rows}


def duplicate(*, scenario: Scenario, by: Membership | None, name: str) -> Scenario:
    """Write the same scenario once more, as a draft."""
    made = Scenario.objects.create(
        name=free_name(name),
        owner=by,
        unit_level=scenario.unit_level,
        geography_vintage=scenario.geography_vintage,
        parameters=scenario.parameters,
        statistics=scenario.statistics,
        request=scenario.request,
        exceptions=scenario.exceptions,
    )
    territories = Territory.objects.bulk_create(
        Territory(
            scenario=made,
            number=each.number,
            name=each.name,
            colour=each.colour,
            rep_id=each.rep_id,
        )
        for each in scenario.territories.order_by("number")
    )
    keys: Mapping[int | None, int | None] = {each.number: each.pk for each in territories}
    rows = scenario.units.order_by("pk").values_list("unit", "territory__number", "locked")
    insert(
        UnitAssignment,
        ("scenario", "unit", "territory", "locked"),
        [(made.pk, unit, keys.get(number), lock) for unit, number, lock in rows],
    )
    return made


def delete_scenario(*, scenario: Scenario, by: Membership) -> None:
    """Throw a draft or an archived scenario away.

    Raises
    ------
    InputError
        If it is on its way into force.
    """
    if scenario.status not in {"draft", "archived"}:
        raise InputError(
            _("The scenario %(name)s is no draft.") % {"name": scenario.name},
            remedy=_("Archive it first."),
        )
    with transaction.atomic():
        audit.record(
            verb="scenario.deleted", subject=scenario, by=by, before={"name": scenario.name}
        )
        scenario.delete()
