"""What the rules of routing read: reps as they stand now, pools, owners, territories by place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone, translation
from django_scopes import get_scope

from maillage import reference
from maillage.core.leads.clock import Clock
from maillage.core.leads.instants import instants_of, one
from maillage.core.leads.lifecycle import Life
from maillage.core.leads.routing import How, Rule, Seat, Standing
from maillage.domain.accounts.holdings import in_force
from maillage.domain.leads import holding
from maillage.domain.leads.calendars import calendars_now, clock_of
from maillage.domain.leads.written.base import WrittenCondition, conditions
from maillage.models import (
    Absence,
    Lead,
    PoolMember,
    Publication,
    Rep,
    RoutingHow,
    RoutingPool,
    RoutingRule,
    UnitAssignment,
)
from maillage.texts import _

UNDECIDED = (Life.MQL, Life.ACCEPTED)
"""Leads that fill the capacity of a rep."""


def rules_now(*, hold: bool = False) -> list[Rule]:
    """Read the active rules; the first are made where there is none.

    With ``hold``, nobody else takes a turn until the transaction ends.
    """
    if not RoutingRule.objects.exists():
        make_first_rules()
    rows = list(RoutingRule.objects.filter(active=True).select_related("pool", "rep"))
    seats = PoolMember.objects.filter(pool__in=[each.pool_id for each in rows if each.pool_id])
    taking = seats.filter(active=True).order_by("pk")
    members = list(taking.select_for_update() if hold else taking)
    return [rule_of(each, members) for each in rows]


def rule_of(row: RoutingRule, members: Sequence[PoolMember]) -> Rule:
    """Read a rule with the seats of its pool."""
    asked = conditions([WrittenCondition.model_validate(each) for each in row.when])
    seats = (
        Seat(str(each.rep_id), each.weight, each.capacity, each.taken)
        for each in members
        if each.pool_id == row.pool_id
    )
    return Rule(str(row.pk), How(row.how), asked, str(row.rep_id or ""), tuple(seats))


@transaction.atomic
def make_first_rules() -> None:
    """Give to the owner of the account or the territory, otherwise to all reps in turn.

    Of several who find no rules at the same time, the first makes them.
    """
    holding.hold()
    if RoutingRule.objects.exists():
        return
    with translation.override(get_scope()["workspace"].language):
        owners, turn, everybody = _("Owner first"), _("Everybody in turn"), _("All reps")
    pool = RoutingPool.objects.get_or_create(name=everybody)[0]
    reps = Rep.objects.filter(active=True).exclude(pools__pool=pool).order_by("pk")
    PoolMember.objects.bulk_create([PoolMember(pool=pool, rep=each) for each in reps])
    RoutingRule.objects.create(position=10, name=owners, how=RoutingHow.TERRITORY)
    RoutingRule.objects.create(position=20, name=turn, how=RoutingHow.POOL, pool=pool)


def standings(reps: Iterable[int], now: datetime) -> dict[str, Standing]:
    """Read how reps who are still here stand, and those who take their place."""
    absences = Absence.objects.filter(begins_at__lte=now, ends_at__gt=now).order_by("begins_at")
    away = {each.rep_id: each.substitute_id for each in absences}
    wanted = {*reps, *(each for each in away.values() if each)}
    mine = Q(leads__life__in=UNDECIDED, leads__merged_into__isnull=True)
    counted = Rep.objects.filter(pk__in=wanted, active=True).annotate(
        undecided=Count("leads", filter=mine)
    )
    calendars = calendars_now()
    return {
        str(rep.pk): Standing(
            str(rep.pk),
            opens(clock_of(calendars.of_rep(rep)[1]), now),
            rep.pk in away,
            str(away.get(rep.pk) or ""),
            rep.undecided,
        )
        for rep in counted
    }


def opens(clock: Clock, now: datetime) -> datetime:
    """Give when somebody works next: now, where they do."""
    return one(clock.open_from(instants_of([now])))


def owner_of(lead: Lead, now: datetime) -> int | None:
    """Give who answers for the account of a lead on the day, or for its parent."""
    on, account = timezone.localdate(now), lead.account
    while account is not None:
        held = account.ownerships.filter(in_force(on)).order_by("-starts_on", "-pk").first()
        if held is not None:
            return int(held.rep_id)
        account = account.parent
    return None


def territory_of(lead: Lead, now: datetime) -> int | None:
    """Give who has the territory a lead lies in, by the alignment published for the day.

    By county or postal code; where only the state is known, its rep if it has a single one.
    """
    published = Publication.objects.filter(
        rolled_back_at=None, effective_on__lte=timezone.localdate(now)
    )
    current = published.select_related("scenario").order_by("-effective_on", "-pk").first()
    if current is None or not (lead.postal_code or lead.state):
        return None
    place = reference.gazetteer().locate(
        lead.postal_code or None, lead.city or None, lead.state or None, lead.country or None
    )
    units = UnitAssignment.objects.filter(scenario=current.scenario, territory__rep__isnull=False)
    exact = {"county": place.county, "postal": place.postal_code}.get(current.scenario.unit_level)
    if exact and (lead.postal_code or lead.city):
        return units.filter(unit=exact).values_list("territory__rep", flat=True).first()
    counties = reference.table("us_counties")
    codes = counties.loc[counties["state"] == place.state, "code"]
    if current.scenario.unit_level != "county" or not len(codes):
        return None
    in_state = units.filter(unit__startswith=str(codes.iloc[0])[:2])
    reps = set(in_state.values_list("territory__rep", flat=True))
    return reps.pop() if len(reps) == 1 else None
