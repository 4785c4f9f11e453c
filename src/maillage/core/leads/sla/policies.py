"""What is owed: from which event to which, how soon, who is warned and who hears of a breach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from maillage.core.leads.clock import Clock
from maillage.core.leads.conditions import Condition, Values, all_hold
from maillage.core.leads.instants import instants_of, one
from maillage.errors import ParameterError
from maillage.texts import _, quoted


class Basis(StrEnum):
    """How the time of a target is counted (X-14, X-15)."""

    CALENDAR = "calendar"
    """Without a stop: automation does not sleep."""
    BUSINESS = "business"
    """While the calendar is open."""
    ELAPSED = "elapsed"
    """Without a stop, but what falls due outside of hours is due at the next opening."""


class Direction(StrEnum):
    """Who owes whom."""

    MARKETING_TO_SALES = "marketing_to_sales"
    SALES_TO_MARKETING = "sales_to_marketing"


@dataclass(frozen=True, slots=True)
class Target:
    """How much time there is; one business day is its hours on a business basis."""

    amount: timedelta
    basis: Basis

    def __post_init__(self) -> None:
        """Refuse targets without time."""
        if not timedelta(0) < self.amount <= timedelta(days=3660):
            raise ParameterError(
                _("A target of %(amount)s cannot be kept.") % {"amount": self.amount},
                remedy=_("Give more than 0 and at most ten years."),
            )

    def due(self, begins: datetime, amount: timedelta, clock: Clock) -> datetime:
        """Give the instant at which an amount of this target's time is over.

        Only the whole target moves to an opening: warnings before it do not.
        """
        if self.basis is Basis.BUSINESS:
            return clock.add(begins, amount)
        return begins + amount

    def moved(self, due: datetime, clock: Clock) -> datetime:
        """Move a deadline to the next opening where the basis asks for it."""
        if self.basis is Basis.ELAPSED:
            return one(clock.open_from(instants_of([due])))
        return due

    def between(self, begins: datetime, ends: datetime, clock: Clock) -> timedelta:
        """Count this target's time between two instants."""
        return clock.between(begins, ends) if self.basis is Basis.BUSINESS else ends - begins


@dataclass(frozen=True, slots=True)
class Escalation:
    """Who hears of a breach, and how long after it, in time without a stop (E-07, X-18)."""

    to: str
    after: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Policy:
    """One line of the agreement, in one version.

    Parameters
    ----------
    id, version
        What events are stored with.
    direction
        Who owes whom.
    begins, fulfilled_by
        Kinds of events: mql, handed_over.
    target
        How soon.
    when
        Conditions on the lead under which it applies.
    requires
        Fields that the fulfilling event must carry: brief, next_action (E-02), reason (E-06).
    pauses_on, resumes_on, cancelled_by
        Kinds of events that stop the time, let it run again, and end the promise.
    warnings
        Shares of the target at which the owner is warned.
    escalations
        Who hears of a breach, in order.
    position
        Of several that apply with the same beginning and end, the lowest is taken.
    """

    id: str
    direction: Direction
    begins: str
    fulfilled_by: str
    target: Target
    when: tuple[Condition, ...] = ()
    requires: tuple[str, ...] = ()
    pauses_on: tuple[str, ...] = ()
    resumes_on: tuple[str, ...] = ()
    cancelled_by: tuple[str, ...] = ()
    warnings: tuple[float, ...] = (0.5, 0.8)
    escalations: tuple[Escalation, ...] = (Escalation("manager"),)
    position: int = 0
    version: int = 1

    def __post_init__(self) -> None:
        """Refuse shares and steps that are out of order."""
        delays = [each.after for each in self.escalations]
        if (
            list(self.warnings) != sorted(set(self.warnings))
            or not all(0 < each < 1 for each in self.warnings)
            or delays != sorted(delays)
            or any(each < timedelta(0) for each in delays)
        ):
            raise ParameterError(
                _("Warnings or escalations of %(policy)s are out of order.")
                % {"policy": quoted(self.id)},
                remedy=_("Warnings are shares between 0 and 1, escalations begin at the breach."),
            )
        if self.begins == self.fulfilled_by:
            raise ParameterError(
                _("%(policy)s begins with what fulfils it.") % {"policy": quoted(self.id)},
                remedy=_("Name two kinds of events."),
            )

    def missing(self, carried: Values) -> tuple[str, ...]:
        """Name what a fulfilling event should carry and does not."""
        return tuple(name for name in self.requires if carried.get(name) in (None, "", False))


def minutes(count: float) -> timedelta:
    """Give a number of minutes."""
    return timedelta(minutes=count)


TO_SALES: Final = Direction.MARKETING_TO_SALES
TO_MARKETING: Final = Direction.SALES_TO_MARKETING

SEED_POLICIES: Final = (
    Policy(
        "E-01",
        TO_SALES,
        "mql",
        "handed_over",
        Target(minutes(15), Basis.CALENDAR),
        requires=("brief", "next_action"),
    ),
    Policy("E-03", TO_MARKETING, "mql", "first_contact", Target(minutes(60), Basis.BUSINESS)),
    Policy(
        "E-04",
        TO_MARKETING,
        "handed_over",
        "feedback",
        Target(timedelta(hours=24), Basis.ELAPSED),
    ),
    Policy(
        "E-05", TO_MARKETING, "status_changed", "crm_updated", Target(minutes(5), Basis.CALENDAR)
    ),
)
"""The agreement of the source (E-01 to E-07), in the readings of X-14, X-15 and X-27."""


def applying(policies: Iterable[Policy], lead: Values) -> list[Policy]:
    """Choose the policies that apply to a lead: for each beginning and end, the first that does.

    A policy whose conditions hang on what is not known does not apply.
    """
    chosen: dict[tuple[str, str], Policy] = {}
    for policy in sorted(policies, key=lambda each: (each.position, each.id)):
        if all_hold(policy.when, lead):
            chosen.setdefault((policy.begins, policy.fulfilled_by), policy)
    return sorted(chosen.values(), key=lambda each: (each.position, each.id))
