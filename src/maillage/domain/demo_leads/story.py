"""What happens to the leads of the demonstration: lost in a queue first, then owed and kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import chain
from typing import Final

from django.db import transaction
from django_scopes import get_scope

from maillage.core.leads.happenings import Lead as Story
from maillage.core.leads.scenario import MONTH, starting_month
from maillage.domain.accounts.holdings import held_by
from maillage.domain.demo_leads.playing import CONTENT, Deed, Play
from maillage.domain.leads import acting
from maillage.domain.leads.alignment.periods import months_until
from maillage.domain.leads.calendars import calendars_now, clock_of, company_calendar
from maillage.models import Account, AcquisitionCost, CostKind, Lead, Membership, Rep

DEEDS: Final = (
    ("pricing_page_view", "case_study_download"),
    ("pricing_page_view", "webinar_attended"),
    ("pricing_page_view", "case_study_download", "webinar_attended"),
)
REFUSALS: Final = ("no_budget", "timing", "no_need", "no_authority", "outside_icp")
SATURDAY: Final = 5
WAITING: Final = (4, 18, 35, 52, 75, 200)
"""Minutes of work since the leads that wait for a first contact became MQL."""
FRESH: Final = timedelta(minutes=12)
"""Since when the latest is one, whatever the hour."""
COSTS: Final = {CostKind.MARKETING: Decimal(42_000), CostKind.SALES: Decimal(96_000)}
LEARNT: Final = {"budget_confirmed": True, "timing_identified": True}


@transaction.atomic
def lead_demonstration(*, addresses: Mapping[str, str], now: datetime) -> int:
    """Play a month of 50 leads of which 38 are lost, and this one under an agreement, once.

    Parameters
    ----------
    addresses
        The e-mail addresses of the demonstration's people, by role.

    Returns
    -------
    int
        How many leads there are then; 0 where there were some already.
    """
    known = Membership.objects.filter(workspace=get_scope()["workspace"])
    found = {each.user.email: each for each in known.select_related("user", "rep")}
    people = {role: found[address] for role, address in addresses.items() if address in found}
    roles = {"operations", "rep", "manager", "marketing"}
    if Lead.objects.exists() or not roles <= people.keys():
        return 0
    before, first = (
        datetime.combine(month.since, MONTH.timetz()) for month in months_until(now.date(), 2)
    )
    play = Play(people, accounts(people["rep"].rep, now.date()))
    lost_month(play, before, now)
    agreed_month(play, first, now)
    waiting(play, now)
    play.play(now, seen=now - timedelta(days=1))
    spend(now.date())
    return Lead.objects.count()


def accounts(rep: Rep | None, on: date) -> list[Account]:
    """Accounts whose people inquire: every other one is held by the rep of the demonstration."""
    own = list(held_by(rep, on).order_by("external_id")[:40]) if rep else []
    others = Account.objects.filter(parent=None).exclude(pk__in=[each.pk for each in own])
    rest = list(others.order_by("external_id")[: len(own) or 40])
    return list(chain.from_iterable(zip(own, rest, strict=False))) or rest


def lost_month(play: Play, begins: datetime, now: datetime) -> None:
    """The month from which the source begins: 50 qualified leads, 12 contacted, 38 lost (E-10).

    It comes from the former CRM when it is over: nobody was handed anything.
    """
    over = begins + timedelta(days=27, hours=7)
    play.remember((event for lead in starting_month() for event in in_crm(lead, begins, over)),
                  now=min(now, over + timedelta(days=8)))  # fmt: skip


def in_crm(lead: Story, begins: datetime, over: datetime) -> Iterator[Deed]:
    """What the former CRM knows of a lead: what it did, and what became of it."""
    told = {each.kind: each.at - MONTH + begins for each in lead.happenings}
    number = int(lead.id[1:])
    for kind, at in told.items():
        if kind != "mql":
            yield Deed(number, kind, at, {"content": CONTENT[number % len(CONTENT)]})
    contacted, accepted = told.get("first_contact"), told.get("accepted")
    if contacted is None:
        yield Deed(number, "rejected", over, {"reason": "unreachable"})
    else:
        at = contacted + timedelta(days=1) if accepted is None else over
        yield Deed(number, "rejected", at, {"reason": REFUSALS[number % len(REFUSALS)]})


def agreed_month(play: Play, begins: datetime, now: datetime) -> None:
    """The month under the agreement: contacted within the hour, mostly, and judged."""
    days = (begins + timedelta(days=each) for each in range((now - begins).days))
    worked = (day for day in days if day.weekday() < SATURDAY)
    for place, day in enumerate(worked):
        at = day + timedelta(hours=place % 4, minutes=7 * place % 50)
        number = play.inquiry(at, DEEDS[place % 3], late=timedelta(minutes=1))
        if place % 9 == 7:
            refused(play, number, at + timedelta(hours=20), "wrong_data")
            continue
        after = timedelta(minutes=170 if place % 9 == 5 else 9 + 11 * place % 43)
        play.act(
            number, at + after, acting.contact, channel="phone", referenced_content=place % 4 != 0
        )
        if place % 10 < 6:
            accepted(play, number, at + after + timedelta(minutes=20), validated=place % 2 == 0,
                     amount=9_000.0 + 1_700 * (place % 8) if place % 4 == 0 else None)  # fmt: skip
        elif place % 10 < 9:
            reason = REFUSALS[number % len(REFUSALS)]
            refused(play, number, at + after + timedelta(hours=1), reason)
        else:
            play.act(number, at + after + timedelta(hours=1), acting.give_feedback, quality="fair")


def accepted(
    play: Play, number: int, at: datetime, *, validated: bool, amount: float | None
) -> None:
    """Sales take a lead on and say how good it is; marketing validates it, and it is pursued."""
    play.act(number, at, acting.accept)
    quality = "good" if number % 3 else "fair"
    judged = timedelta(hours=1) if number % 4 else timedelta(days=2)
    play.act(number, at + judged, acting.give_feedback, quality=quality)
    if validated:
        call = at + timedelta(hours=20)
        play.act(number, call, acting.record_call, role="sdr", learnt=LEARNT)
        play.act(number, call + timedelta(minutes=5), acting.make_sql)
        if amount is not None:
            later = call + timedelta(hours=3)
            play.act(number, later, acting.make_opportunity, amount=amount)


def refused(play: Play, number: int, at: datetime, reason: str) -> None:
    """Sales refuse a lead, and say why and how good it was."""
    play.act(number, at, acting.refuse, reason=reason)
    play.act(number, at + timedelta(minutes=1), acting.give_feedback, quality="poor")


def waiting(play: Play, now: datetime) -> None:
    """Those who wait for a first contact now, and some who only begin to look.

    Nights and weekends do not count: at any hour some are in time, some are not, some nearly.
    """
    clock = clock_of(calendars_now().read(company_calendar())[1])
    begun = [clock.subtract(now, timedelta(minutes=each)) for each in WAITING]
    for place, at in enumerate([*begun, now - FRESH]):
        play.inquiry(at, DEEDS[place % 3], late=timedelta(minutes=1))
    for hours in (1, 5, 20):
        play.inquiry(now - timedelta(hours=hours), DEEDS[0][:1], late=timedelta(minutes=1))


def spend(on: date) -> None:
    """What marketing and sales cost in the last twelve months."""
    AcquisitionCost.objects.bulk_create(
        AcquisitionCost(kind=kind, starts_on=month.since, ends_on=month.until, amount=amount)
        for month in months_until(on, 12)
        for kind, amount in COSTS.items()
    )
