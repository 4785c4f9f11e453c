"""The rules by which leads are routed, as one whole: read, and replaced (ROUTE_LEADS)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from django.db import transaction

from maillage import audit
from maillage.core.leads.routing import How, next_turn
from maillage.domain.leads.holding import hold
from maillage.domain.leads.standing import make_first_rules
from maillage.domain.leads.written.base import conditions
from maillage.domain.leads.written.routing import (
    WrittenPool,
    WrittenRouting,
    WrittenRoutingRule,
    WrittenSeat,
)
from maillage.errors import ConflictError, InputError
from maillage.models import Membership, PoolMember, Rep, RoutingPool, RoutingRule
from maillage.texts import _, quoted

STEP = 10


def routing_now() -> WrittenRouting:
    """Read the rules and pools; the first are made where there is none."""
    if not RoutingRule.objects.exists():
        make_first_rules()
    pools = RoutingPool.objects.prefetch_related("members__rep")
    rules = RoutingRule.objects.select_related("pool", "rep").order_by("position", "pk")
    return WrittenRouting(
        pools=[
            WrittenPool(name=each.name, members=[seat_of(seat) for seat in each.members.all()])
            for each in pools
        ],
        rules=[
            WrittenRoutingRule(
                name=each.name,
                when=each.when,
                how=How(each.how),
                pool=each.pool.name if each.pool else "",
                rep=each.rep.external_id if each.rep else "",
                active=each.active,
            )
            for each in rules
        ],
    )


def seat_of(row: PoolMember) -> WrittenSeat:
    """Write a seat."""
    return WrittenSeat(
        rep=row.rep.external_id, weight=row.weight, capacity=row.capacity, active=row.active
    )


def next_of(pool: RoutingPool) -> Rep | None:
    """Say whose turn is next in a pool, whoever is away."""
    seats = {str(each.pk): each for each in pool.members.all() if each.active}
    if not seats:
        return None
    taken = {key: each.taken for key, each in seats.items()}
    found = seats[next_turn({key: each.weight for key, each in seats.items()}, taken)]
    return found.rep


@transaction.atomic
def set_routing(*, written: WrittenRouting, by: Membership | str, seen: str = "") -> WrittenRouting:
    """Replace rules and pools; turns go on where the seats of a pool stay the same.

    Raises
    ------
    InputError
        If a name comes twice, or a rule names what is not there.
    ConflictError
        If ``seen`` is given and it is not the fingerprint of what is stored any more.
    """
    hold()
    before = routing_now()
    if seen and seen != before.fingerprint:
        raise ConflictError(
            _("The rules have changed since you read them."),
            remedy=_("Read them again, then change what you meant to."),
        )
    reps = {each.external_id: each for each in Rep.objects.filter(active=True)}
    check(written, reps)
    RoutingRule.objects.all().delete()
    RoutingPool.objects.exclude(name__in=[each.name for each in written.pools]).delete()
    pools = {each.name: write_pool(each, reps) for each in written.pools}
    RoutingRule.objects.bulk_create(
        RoutingRule(
            position=(place + 1) * STEP,
            name=each.name,
            when=[asked.model_dump(mode="json") for asked in each.when],
            how=each.how.value,
            pool=pools.get(each.pool),
            rep=reps.get(each.rep),
            active=each.active,
        )
        for place, each in enumerate(written.rules)
    )
    after = routing_now()
    if after != before:
        audit.record(
            verb="routing.changed",
            subject=RoutingRule.objects.order_by("position")[0],
            by=by,
            before=before.model_dump(mode="json"),
            after=after.model_dump(mode="json"),
        )
    return after


def write_pool(written: WrittenPool, reps: Mapping[str, Rep]) -> RoutingPool:
    """Write a pool; who takes part or weighs otherwise begins the turns anew."""
    pool: RoutingPool = RoutingPool.objects.get_or_create(name=written.name)[0]
    rows = list(pool.members.select_related("rep"))
    taken = {each.rep.external_id: each.taken for each in rows}
    same = shares(seat_of(each) for each in rows) == shares(written.members)
    pool.members.all().delete()
    PoolMember.objects.bulk_create(
        PoolMember(
            pool=pool,
            rep=reps[each.rep],
            weight=each.weight,
            capacity=each.capacity,
            taken=taken.get(each.rep, 0) if same else 0,
            active=each.active,
        )
        for each in written.members
    )
    return pool


def shares(seats: Iterable[WrittenSeat]) -> dict[str, int]:
    """Give the weights of those who take part."""
    return {each.rep: each.weight for each in seats if each.active}


def check(written: WrittenRouting, reps: Mapping[str, Rep]) -> None:
    """Refuse what contradicts itself."""
    if not written.rules:
        raise InputError(_("No rule is left."), remedy=_("Keep at least one."))
    names = [each.name for each in written.pools]
    refuse_twice(names)
    refuse_twice(each.name for each in written.rules)
    for pool in written.pools:
        refuse_twice(each.rep for each in pool.members)
        refuse_unknown((each.rep for each in pool.members), reps)
    for rule in written.rules:
        conditions(rule.when)
        wanted = {How.POOL: (True, False), How.REP: (False, True)}.get(rule.how, (False, False))
        if (bool(rule.pool), bool(rule.rep)) != wanted:
            raise InputError(
                _("The rule %(rule)s does not say to whom.") % {"rule": quoted(rule.name)},
                remedy=_("Name a pool, or a rep, or neither for the owner; not both."),
            )
        refuse_unknown(filter(None, [rule.pool]), names)
        refuse_unknown(filter(None, [rule.rep]), reps)


def refuse_twice(names: Iterable[str]) -> None:
    """Refuse names that come twice."""
    for name, count in Counter(names).items():
        if count > 1:
            raise InputError(
                _("%(name)s comes twice.") % {"name": quoted(name)}, remedy=_("Name each once.")
            )


def refuse_unknown(names: Iterable[str], known: Iterable[str]) -> None:
    """Refuse reps who are not here, and pools there are not."""
    there = set(known)
    for name in names:
        if name not in there:
            raise InputError(
                _("There is no pool or active rep %(name)s.") % {"name": quoted(name)},
                remedy=_("Check the name."),
            )
