"""One step of editing: checked, written whole, kept for undo, and logged."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import batched
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.utils.timezone import localtime

from maillage import audit
from maillage.domain.days import day_in_words
from maillage.domain.territories.editing.bench import (
    Bench,
    bench_of,
    keep,
    laid_out,
    measured,
    posts_of,
)
from maillage.domain.territories.editing.indicators import Indicators, Notice, indicators
from maillage.domain.territories.editing.summary import summary
from maillage.domain.territories.lifecycle import check_editable
from maillage.errors import ConflictError, NotFoundError, StaleError
from maillage.models import Change, Event, Membership, Rep, Scenario, Territory, UnitAssignment
from maillage.texts import _

AT_ONCE = 400
"""Units in one statement."""

FIELDS = ("name", "colour", "rep")
"""What can change of a territory; a rep is an external id, "" for none."""

type Pair = list[Any]
"""Before and after."""

type Payload = dict[str, Any]
"""What a change does: see :class:`maillage.models.Change`."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A scenario after a change: its revision, its figures, and what can be undone or redone.

    ``units`` are the territory numbers, 0 for none, of the units the change concerned, and
    ``broken`` what is not as asked since this change and was before.
    """

    revision: int
    indicators: Indicators
    units: Mapping[str, int]
    locks: Mapping[str, bool]
    undoable: str
    redoable: str
    broken: tuple[Notice, ...] = ()


def change(
    *,
    scenario: Scenario,
    revision: int,
    by: Membership | None,
    kind: str,
    drawn: Callable[[Bench], Payload],
) -> Edit:
    """Make one change of a scenario; ``drawn`` says which, from the scenario as it is.

    Raises
    ------
    ConflictError
        If somebody else changed the scenario since ``revision``, or its stage forbids changes.
    """
    with transaction.atomic():
        current = held(scenario, revision)
        bench = bench_of(current)
        payload = drawn(bench)
        if not any(payload.values()):
            return edit_of(current, bench, {})
        current.changes.filter(undone=True).delete()
        following = write(current, bench, payload)
        Change.objects.create(
            scenario=current, number=next_number(current), kind=kind, payload=payload, by=by
        )
        log(current, kind, payload, by)
    keep(current, following)
    return edit_of(current, following, payload, before=bench)


def undo(*, scenario: Scenario, revision: int, by: Membership) -> Edit:
    """Take the last change back.

    Raises
    ------
    ConflictError
        If somebody else changed the scenario since ``revision``, or nothing is left to undo.
    """
    return again(scenario=scenario, revision=revision, by=by, back=True)


def redo(*, scenario: Scenario, revision: int, by: Membership) -> Edit:
    """Make the last undone change again.

    Raises
    ------
    ConflictError
        If somebody else changed the scenario since ``revision``, or nothing was undone.
    """
    return again(scenario=scenario, revision=revision, by=by, back=False)


def again(*, scenario: Scenario, revision: int, by: Membership, back: bool) -> Edit:
    """Undo the last change, or do the last undone one again."""
    with transaction.atomic():
        current = held(scenario, revision)
        step = last_step(current) if back else first_undone(current)
        if step is None:
            nothing = _("There is nothing to undo.") if back else _("There is nothing to redo.")
            raise ConflictError(nothing)
        payload = reversed_(step.payload) if back else step.payload
        bench = bench_of(current)
        following = write(current, bench, payload)
        step.undone = back
        step.save(update_fields=["undone"])
        log(current, f"{step.kind}.{'undone' if back else 'redone'}", payload, by)
    keep(current, following)
    return edit_of(current, following, payload, before=bench)


def held(scenario: Scenario, revision: int) -> Scenario:
    """The scenario as it is, nobody else's until the transaction ends.

    Raises
    ------
    NotFoundError
        If it was deleted.
    StaleError
        If it was changed since ``revision``, naming by whom and when.
    ConflictError
        If its stage forbids changes.
    """
    current = Scenario.objects.select_for_update().filter(pk=scenario.pk).first()
    if current is None:
        raise NotFoundError(_("This scenario was deleted."))
    check_editable(current)
    if current.revision != revision:
        who = last_person(current)
        raise StaleError(
            _("%(person)s changed this scenario on %(when)s; nothing of that was overwritten.")
            % {"person": who, "when": moment(current)},
            remedy=_("Look at the scenario as it is now, and make your change again."),
            revision=current.revision,
            by=who,
            at=current.changed_at,
        )
    return current


def last_person(scenario: Scenario) -> str:
    """Who changed the scenario last."""
    entries = Event.objects.filter(subject_type="scenario", subject_id=str(scenario.pk))
    last = entries.exclude(actor="").first()
    return last.actor if last else _("Somebody")


def moment(scenario: Scenario) -> str:
    """When the scenario was last changed, in the reader's format."""
    return day_in_words(localtime(scenario.changed_at), "DATETIME_FORMAT")


def last_step(scenario: Scenario) -> Change | None:
    """The change an undo takes back."""
    return scenario.changes.filter(undone=False).order_by("number").last()


def first_undone(scenario: Scenario) -> Change | None:
    """The change a redo makes again."""
    return scenario.changes.filter(undone=True).order_by("number").first()


def kind_of(scenario: Scenario, *, undone: bool) -> str:
    """What an undo takes back or a redo makes again, "" for nothing; what it did is not read."""
    found = scenario.changes.filter(undone=undone).order_by("number" if undone else "-number")
    kind: str = found.values_list("kind", flat=True).first() or ""
    return kind


def next_number(scenario: Scenario) -> int:
    """The number of the next change."""
    last = scenario.changes.order_by("number").values_list("number", flat=True).last()
    return int(last or 0) + 1


def reversed_(payload: Payload) -> Payload:
    """The payload that takes a payload back."""

    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: turned(each) for key, each in value.items()}
        before, after = value
        return [after, before]

    return {key: turned(value) for key, value in payload.items()}


def write(scenario: Scenario, bench: Bench, payload: Payload) -> Bench:
    """Write a change and the new revision; returns the bench after it."""
    units = {unit: after for unit, (_before, after) in payload.get("units", {}).items()}
    locks = {unit: after for unit, (_before, after) in payload.get("locks", {}).items()}
    add_posts(scenario, payload.get("posts", {}))
    write_units(scenario, bench, units)
    write_locks(scenario, bench, locks)
    remove_posts(scenario, payload.get("posts", {}))
    write_territories(scenario, payload.get("territories", {}))
    scenario.revision += 1
    scenario.state = uuid.uuid4()
    if "request" in payload:
        scenario.request = payload["request"][1]
    write_exceptions(scenario, payload.get("exceptions", {}))
    following = after_change(scenario, bench, payload, units, locks)
    scenario.statistics = {**scenario.statistics, "now": summary(indicators(following))}
    scenario.save(
        update_fields=["revision", "state", "request", "exceptions", "statistics", "changed_at"]
    )
    return following


def after_change(
    scenario: Scenario,
    bench: Bench,
    payload: Payload,
    units: Mapping[str, int],
    locks: Mapping[str, bool],
) -> Bench:
    """The bench after a change."""
    if payload.get("request") or payload.get("posts"):
        return laid_out(scenario, bench.ground, bench.stamp)
    labels, locked = bench.labels.copy(), bench.locked.copy()
    rank = {post.number: place for place, post in enumerate(bench.posts)} | {0: -1}
    for unit, number in units.items():
        if unit in bench.place:
            labels[bench.place[unit]] = rank[number]
    for unit, lock in locks.items():
        if unit in bench.place:
            locked[bench.place[unit]] = lock
    following = bench.relabelled(labels, scenario.state)
    following = replace(following, locked=locked, exceptions=scenario.exceptions)
    if not payload.get("territories"):
        return following
    following = replace(following, posts=posts_of(scenario))
    return measured(following) if following.reps != bench.reps else following


def write_units(scenario: Scenario, bench: Bench, units: Mapping[str, int]) -> None:
    """Write the territories of some units; one the scenario has no row of gets one."""
    if not units:
        return
    keys = dict(scenario.territories.values_list("number", "pk")) | {0: None}
    add_missing(scenario, bench, units)
    by_number: dict[int, list[str]] = {}
    for unit, number in units.items():
        by_number.setdefault(number, []).append(unit)
    for number, members in by_number.items():
        update_units(scenario, members, "territory_id", keys[number])


def write_locks(scenario: Scenario, bench: Bench, locks: Mapping[str, bool]) -> None:
    """Lock and unlock units."""
    if not locks:
        return
    add_missing(scenario, bench, locks)
    for lock in (True, False):
        members = [unit for unit, wanted in locks.items() if wanted is lock]
        update_units(scenario, members, "locked", lock)


def add_missing(scenario: Scenario, bench: Bench, units: Iterable[str]) -> None:
    """Make rows for units that came into the data after the scenario was made."""
    missing = [unit for unit in units if unit in bench.place and not bench.known[bench.place[unit]]]
    if missing:
        UnitAssignment.objects.bulk_create(
            (UnitAssignment(scenario=scenario, unit=unit) for unit in missing),
            ignore_conflicts=True,
        )


def update_units(scenario: Scenario, units: Iterable[str], column: str, value: Any) -> None:
    """Set one column of many units."""
    table = connection.ops.quote_name(UnitAssignment._meta.db_table)
    with connection.cursor() as cursor:
        for some in batched(units, AT_ONCE, strict=False):
            places = ", ".join(["%s"] * len(some))
            cursor.execute(
                f"UPDATE {table} SET {column} = %s"  # noqa: S608 - names of ours
                f" WHERE scenario_id = %s AND unit IN ({places})",
                [value, scenario.pk, *some],
            )


def write_territories(scenario: Scenario, changed: Mapping[str, Mapping[str, Pair]]) -> None:
    """Write names, colours and reps of some territories."""
    for number, fields in changed.items():
        values = {field: after for field, (_before, after) in fields.items() if field in FIELDS}
        if "rep" in values:
            values["rep"] = Rep.objects.filter(external_id=values["rep"] or None).first()
        Territory.objects.filter(scenario=scenario, number=int(number)).update(**values)


def add_posts(scenario: Scenario, changed: Mapping[str, Pair]) -> None:
    """Make the territories that come."""
    reps = {rep.external_id: rep for rep in Rep.objects.all()} if changed else {}
    Territory.objects.bulk_create(
        Territory(
            scenario=scenario,
            number=post["number"],
            name=post["name"],
            colour=post["colour"],
            rep=reps.get(post["rep"]),
        )
        for _before, post in changed.values()
        if post is not None
    )


def remove_posts(scenario: Scenario, changed: Mapping[str, Pair]) -> None:
    """Take the territories away that go; no unit is in them any more."""
    gone = [post["number"] for post, after in changed.values() if post and after is None]
    if gone:
        scenario.accounts.filter(territory__number__in=gone).update(territory=None)
        Territory.objects.filter(scenario=scenario, number__in=gone).delete()


def write_exceptions(scenario: Scenario, changed: Mapping[str, Pair]) -> None:
    """Give accounts to reps by name, or no longer; the caller saves the scenario."""
    given = scenario.exceptions | {account: rep for account, (_before, rep) in changed.items()}
    scenario.exceptions = {account: rep for account, rep in given.items() if rep}


def log(scenario: Scenario, kind: str, payload: Payload, by: Membership | None) -> None:
    """Write the change into the activity log: what it was about, not every unit of it."""
    after: dict[str, Any] = {"revision": scenario.revision}
    after |= {part: len(payload[part]) for part in ("units", "locks") if payload.get(part)}
    for part in ("territories", "posts", "request", "exceptions"):
        if payload.get(part):
            after[part] = payload[part]
    to = {number for _before, number in payload.get("units", {}).values()}
    if len(to) == 1:
        after["territory"] = to.pop()
    audit.record(verb=f"scenario.{kind}", subject=scenario, by=by or "", after=after)


def edit_of(
    scenario: Scenario, bench: Bench, payload: Payload, before: Bench | None = None
) -> Edit:
    """Describe a scenario after a change, and what it broke of what was ``before``."""
    concerned = [unit for unit in payload.get("units", {}) if unit in bench.place]
    indices = np.array([bench.place[unit] for unit in concerned], dtype=np.int32)
    now = indicators(bench)
    return Edit(
        revision=scenario.revision,
        indicators=now,
        units=dict(zip(concerned, bench.numbers(indices), strict=True)),
        locks={unit: after for unit, (_before, after) in payload.get("locks", {}).items()},
        undoable=kind_of(scenario, undone=False),
        redoable=kind_of(scenario, undone=True),
        broken=newly_broken(indicators(before), now) if before else (),
    )


def newly_broken(before: Indicators, after: Indicators) -> tuple[Notice, ...]:
    """What is not as asked after a change and was before, whatever its amount."""
    known = {(each.code, each.territory, each.measure) for each in before.warnings}
    return tuple(
        each for each in after.warnings if (each.code, each.territory, each.measure) not in known
    )
