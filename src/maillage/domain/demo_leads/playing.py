"""Plays what happens to leads, by the same ways as people and programs do it, as it was then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Max, Min

from maillage.domain.leads.digest import digest
from maillage.domain.leads.events import NewEvent, record
from maillage.domain.leads.sources import add_source
from maillage.domain.leads.sweeping import sweep
from maillage.models import (
    Account,
    EventSubject,
    Lead,
    LeadIdentity,
    LeadSource,
    Membership,
    Message,
    MessageKind,
    Notice,
    Promise,
    PromiseStatus,
    SourceKind,
)
from maillage.permissions import works_lead

FIRST: Final = ("Ava", "Ben", "Chloe", "Daniel", "Emma", "Frank", "Grace", "Henry", "Irene", "Jack",
                "Karen", "Liam", "Maya", "Noah", "Olive", "Peter", "Ruth")  # fmt: skip
LAST: Final = ("Adams", "Baker", "Clark", "Diaz", "Evans", "Foster", "Green", "Hill", "Irwin",
               "Jones", "King", "Lopez", "Moore", "Nguyen", "Ortiz", "Price", "Reed", "Stone",
               "Turner")  # fmt: skip
TITLES: Final = ("Head of operations", "Chief financial officer", "Plant manager", "IT director",
                 "Purchasing manager", "Head of sales")  # fmt: skip
CONTENT: Final = ("Cutting costs by 40%", "A plant in 12 weeks", "Five questions to a supplier")
CAMPAIGNS: Final = ("Guide to savings", "Spring webinars", "Spring fairs")
"""Of each source one, in the order of the sources."""
SOURCES: Final = (("website", "Website"), ("webinars", "Webinars"), ("fairs", "Trade fairs"))
FORMER: Final = ("former-crm", "Former CRM")


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happens at an instant."""

    at: datetime
    do: Callable[[datetime], object]


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that somebody did, or that was done with them."""

    number: int
    kind: str
    at: datetime
    carried: Mapping[str, Any]

    @property
    def event(self) -> NewEvent:
        """It, as a source tells it."""
        subject = f"P{self.number:03d}"
        key = f"{subject}-{self.kind}"
        return NewEvent(key, EventSubject.CONTACT, subject, self.kind, self.at, self.carried)


class Play:
    """Plays the leads of a company, step by step, by the ways that people and programs use."""

    def __init__(self, people: Mapping[str, Membership], accounts: Sequence[Account]) -> None:
        self.people, self.accounts = people, accounts
        by = people["operations"]
        self.former, *self.sources = [
            add_source(key=key, name=name, kind=SourceKind.REST, by=by)[0]
            for key, name in (FORMER, *SOURCES)
        ]
        self.steps: list[Step] = []
        self.count = 0

    def inquiry(self, at: datetime, deeds: Sequence[str], *, late: timedelta) -> int:
        """A person inquires; what they do is understood after a while. Gives their number."""
        number = self.count
        self.count += 1

        def tell(now: datetime) -> None:
            record(source=self.source_of(number), events=self.told(number, at, deeds), now=now)
            digest(now=now + late)

        self.steps.append(Step(at, tell))
        return number

    def source_of(self, number: int) -> LeadSource:
        """The system that tells of somebody."""
        return self.sources[number % len(self.sources)]

    def told(self, number: int, at: datetime, deeds: Sequence[str]) -> list[NewEvent]:
        """What is told of somebody: who they are, and what they did."""
        content = {"content": CONTENT[number % len(CONTENT)],
                   "campaign": CAMPAIGNS[number % len(CAMPAIGNS)]}  # fmt: skip
        done = [
            Deed(number, kind, at - timedelta(minutes=len(deeds) - 1 - place), content).event
            for place, kind in enumerate(deeds)
        ]
        return [self.facts(number, at - timedelta(minutes=9)), *done]

    def facts(self, number: int, at: datetime) -> NewEvent:
        """Who somebody is."""
        account = self.accounts[number % len(self.accounts)]
        name = FIRST[number % len(FIRST)], LAST[number % len(LAST)]
        domain = account.domain or f"{account.external_id.lower()}.example"
        carried: dict[str, Any] = {
            "name": " ".join(name),
            "email": f"{'.'.join(name).lower()}@{domain}",
            "title": TITLES[number % len(TITLES)],
            "company": account.name,
            "domain": domain,
            "country": account.country,
            "state": account.state,
            "city": account.city,
            "postal_code": account.postal_code,
            "icp_match": True,
        }
        return Deed(number, "facts", at, carried).event

    def remember(self, deeds: Iterable[Deed], *, now: datetime) -> None:
        """Take over what the former CRM knows, all at once; people have numbers from 500 on."""
        told = [replace(each, number=each.number + 500) for each in deeds]
        begun = {each.number: each.at for each in reversed(told)}
        facts = [self.facts(number, at) for number, at in begun.items()]
        record(source=self.former, events=[*facts, *(each.event for each in told)], now=now)
        digest(now=now)
        Promise.objects.filter(next_at__lte=now).update(next_at=None)  # nobody was warned then

    def lead(self, number: int) -> Lead:
        """The lead that somebody became."""
        known = LeadIdentity.objects.select_related("lead__owner", "lead__merged_into__owner")
        found = known.get(source=self.source_of(number), subject=f"P{number:03d}").lead
        return found.merged_into or found

    def act(self, number: int, at: datetime, what: Callable[..., object], **given: Any) -> None:
        """Somebody works on a lead: its rep, who leads them, or marketing."""

        def do(now: datetime) -> None:
            lead = self.lead(number)
            workers = (self.people[role] for role in ("rep", "manager", "marketing"))
            member = next(each for each in workers if works_lead(each, lead.owner))
            what(member=member, lead=lead, now=now, **given)

        self.steps.append(Step(at, do))

    def play(self, until: datetime, seen: datetime) -> None:
        """Do all that happens until an instant, in its order; what was told before is seen."""
        for step in sorted(self.steps, key=lambda each: each.at):
            if step.at <= until:
                alarms(step.at, seen)
                noticed(step.do, step.at, seen)
        alarms(until, seen)
        told = MessageKind.LEAD, MessageKind.DEADLINE
        Message.objects.filter(state=Message.State.WAITING, kind__in=told).delete()


def alarms(until: datetime, seen: datetime) -> None:
    """Give the alarms that are due by an instant, each when it was due."""
    waiting = Promise.objects.filter(status=PromiseStatus.RUNNING, next_at__lte=until)
    due = waiting.aggregate(first=Min("next_at"))["first"]
    while due is not None:
        noticed(lambda now: sweep(now=now), due, seen)
        due = waiting.filter(next_at__gt=due).aggregate(first=Min("next_at"))["first"]


def noticed(do: Callable[[datetime], object], at: datetime, seen: datetime) -> None:
    """Do something as it was then: what is told of it was told then, and is read by now if old."""
    last = Notice.objects.aggregate(last=Max("pk"))["last"] or 0
    do(at)
    new = Notice.objects.filter(pk__gt=last)
    new.update(created_at=at, read_at=at if at < seen else None)
