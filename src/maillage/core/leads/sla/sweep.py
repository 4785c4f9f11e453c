"""Which of many open promises are due for a warning or an escalation, all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from maillage.core.arrays import IntArray
from maillage.core.leads.clock import Clock
from maillage.core.leads.instants import (
    Durations,
    Instants,
    Micros,
    as_durations,
    as_instants,
)
from maillage.core.leads.sla.policies import Basis, Policy


@dataclass(frozen=True, slots=True)
class Running:
    """Promises whose time runs, one a row.

    Parameters
    ----------
    policy, calendar : shape (n,)
        Which of the policies and of the clocks holds.
    begins : shape (n,)
        Since when the time runs: the beginning, or the last resumption, in UTC.
    used : shape (n,)
        Time of the target that was used before.
    fired : shape (n,)
        How many alarms of each were given already.
    """

    policy: IntArray
    calendar: IntArray
    begins: Instants
    used: Durations
    fired: IntArray


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep finds.

    Parameters
    ----------
    deadlines : shape (n,)
    reached : shape (n,)
        How many alarms of each are due by now: its warnings, then its escalations.
    following : shape (n,)
        The instant of the next one; NaT where there is none.
    due : shape (m,)
        The promises that have alarms to be given.
    """

    deadlines: Instants
    reached: IntArray
    following: Instants
    due: IntArray


def sweep(
    running: Running, policies: Sequence[Policy], clocks: Sequence[Clock], now: np.datetime64
) -> Swept:
    """Find the alarms that are due, and when the next ones are.

    An alarm is given once where ``fired`` is stored as ``reached`` together with it.
    """
    count = len(running.begins)
    deadlines = np.full(count, "NaT", dtype="datetime64[us]")
    following = deadlines.copy()
    reached = np.zeros(count, dtype=np.int32)
    groups = running.policy.astype(np.int64) * len(clocks) + running.calendar
    for group in np.unique(groups):
        rows = np.flatnonzero(groups == group)
        policy, clock = policies[group // len(clocks)], clocks[group % len(clocks)]
        steps = alarm_instants(policy, clock, running.begins[rows], running.used[rows])
        deadlines[rows] = steps[len(policy.warnings)]
        table = np.concatenate([steps[: len(policy.warnings)], escalated(policy, deadlines[rows])])
        passed = table <= now
        reached[rows] = passed.sum(axis=0)
        ahead = np.where(passed, np.datetime64("NaT", "us"), table)
        following[rows] = np.fmin.reduce(ahead, axis=0) if len(ahead) else following[rows]
    due = np.flatnonzero(reached > running.fired).astype(np.int32)
    return Swept(deadlines, reached, following, due)


def alarm_instants(policy: Policy, clock: Clock, begins: Instants, used: Durations) -> Instants:
    """Give the warnings and the deadline of promises under one policy, shape (alarms, n).

    What was reached before the time was stopped is at the instant at which it runs again.
    """
    target = np.timedelta64(policy.target.amount, "us").astype(np.int64)
    amount = int(target)
    before = used.astype("timedelta64[us]").astype(np.int64)
    rows = [
        later(policy, clock, begins, np.maximum(round(amount * share) - before, 0))
        for share in (*policy.warnings, 1.0)
    ]
    if policy.target.basis is Basis.ELAPSED:
        rows[-1] = clock.open_from(rows[-1])
    return np.stack(rows)


def later(policy: Policy, clock: Clock, begins: Instants, left: Micros) -> Instants:
    """Give instants after an amount of a policy's time."""
    if policy.target.basis is Basis.BUSINESS:
        return clock.add_many(begins, as_durations(left))
    return as_instants(begins.astype("datetime64[us]").astype(np.int64) + left)


def escalated(policy: Policy, deadlines: Instants) -> Instants:
    """Give when each step of the escalation is, shape (steps, n)."""
    steps = [deadlines + np.timedelta64(each.after, "us") for each in policy.escalations]
    return np.stack(steps) if steps else np.empty((0, len(deadlines)), dtype="datetime64[us]")
