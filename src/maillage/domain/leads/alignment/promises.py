"""How well each side keeps what it promised the other, both ways for both to see (E-01 to E-08)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from maillage.core.leads.metrics.rates import Rate
from maillage.core.leads.sla.policies import Direction
from maillage.domain.leads.alignment.periods import Period, leads_in
from maillage.domain.reviews.indicators.parts import Part
from maillage.models import Promise, PromiseStatus
from maillage.texts import _


@dataclass(frozen=True, slots=True)
class Kept:
    """Promises of a policy that began in a period.

    ``rate`` counts those that were kept in time, of those that are decided: fulfilled, or late.
    ``late`` and ``open`` are the keys of their leads, ``incomplete`` counts ends that lacked what
    they should carry (E-02).
    """

    policy: str
    direction: str
    rate: Rate
    late: tuple[int, ...]
    open: tuple[int, ...]
    incomplete: int


@dataclass(frozen=True, slots=True)
class Side:
    """What one side owes the other, altogether and by policy."""

    direction: str
    rate: Rate
    policies: tuple[Kept, ...]


def direction_words() -> dict[str, str]:
    """Give what the directions are called."""
    return {
        Direction.MARKETING_TO_SALES: _("Marketing to sales"),
        Direction.SALES_TO_MARKETING: _("Sales to marketing"),
    }


def policy_word(policy: str) -> str:
    """Name a promise of the source; another one keeps its name."""
    return {
        "E-01": _("MQL handed over, with a brief and a next action"),
        "E-03": _("First contact"),
        "E-04": _("Feedback on the quality"),
        "E-05": _("Status in the CRM"),
    }.get(policy, policy)


def both_sides(*, part: Part, period: Period, now: datetime) -> list[Side]:
    """Count the promises that began in a period, in both directions."""
    rows = Promise.objects.filter(
        lead__in=leads_in(part, now.date()).order_by().values("pk"),
        began_at__gte=period.begins,
        began_at__lt=min(period.ends, now),
    ).exclude(status=PromiseStatus.WAITING)
    found: defaultdict[tuple[str, str], list[Promise]] = defaultdict(list)
    for each in rows.order_by("policy", "pk"):
        found[each.direction, each.policy].append(each)
    policies = [
        kept(policy, direction, promises, now) for (direction, policy), promises in found.items()
    ]
    return [side(str(each), policies) for each in Direction]


def side(direction: str, policies: Iterable[Kept]) -> Side:
    """Add up the policies of a direction."""
    own = tuple(each for each in policies if each.direction == direction)
    count, of = (sum(getattr(each.rate, name) for each in own) for name in ("count", "of"))
    return Side(direction, Rate(count, of), own)


def kept(policy: str, direction: str, promises: list[Promise], now: datetime) -> Kept:
    """Count the promises of a policy."""
    late = [each for each in promises if is_late(each, now)]
    good = [each for each in promises if not is_late(each, now)]
    done = [each for each in good if each.status == PromiseStatus.FULFILLED]
    waiting = [each for each in good if each.ended_at is None]
    return Kept(
        policy,
        direction,
        Rate(len(done), len(done) + len(late)),
        tuple(each.lead_id for each in late),
        tuple(each.lead_id for each in waiting),
        sum(bool(each.incomplete) for each in promises),
    )


def is_late(promise: Promise, now: datetime) -> bool:
    """Whether a promise was broken, whether or not somebody was told yet."""
    over = promise.status == PromiseStatus.RUNNING and promise.due_at is not None
    return promise.breached or (over and promise.due_at < now)
