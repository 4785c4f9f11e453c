"""A February of leads and deals in the database, small enough to be counted by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from maillage.domain.leads.events import own_source
from maillage.domain.leads.terms import agreement_at
from maillage.models import (
    AcquisitionCost,
    EventSubject,
    Lead,
    LeadEvent,
    LeadIdentity,
    LeadSource,
    Opportunity,
    Promise,
    Rep,
)
from tests.domain.accounts.factories import make_account, make_rep

NOW = datetime(2026, 2, 27, 20, tzinfo=UTC)
FEBRUARY = date(2026, 2, 1), date(2026, 2, 28)


def at(day: int, hour: int, minute: int = 0, month: int = 2) -> datetime:
    """An instant of 2026; in February New York is five hours behind."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def source(key: str) -> LeadSource:
    """A source of leads."""
    return LeadSource.objects.get_or_create(key=key, defaults={"name": key, "kind": "rest"})[0]


def told(lead: Lead, kind: str, moment: datetime, by: str = "site", **carried) -> LeadEvent:
    """Tell something of a lead, by its own name."""
    own = by == "maillage"
    known, subject = (own_source(), str(lead.pk)) if own else (source(by), lead.name)
    if not own:
        LeadIdentity.objects.get_or_create(
            lead=lead, source=known, of=EventSubject.LEAD, subject=subject
        )
    if lead.last_event_at is None or lead.last_event_at < moment:
        lead.last_event_at = moment
        lead.save()
    return LeadEvent.objects.create(
        source=known, key=f"{lead.name}-{kind}-{moment:%d%H%M}", subject=subject, kind=kind,
        at=moment, carried=carried,
    )  # fmt: skip


def lead(number: int, *, by: str = "site", heard: datetime | None = None, **fields) -> Lead:
    """Make the lead L<number>, first heard of when it became an MQL unless told otherwise."""
    made = Lead.objects.create(name=f"L{number}", **fields)
    told(made, "pricing_page_view", heard or fields["mql_at"], by)
    return made


def promise(of: Lead, policy: str, began: datetime, due: datetime, **fields) -> Promise:
    """Owe something to a lead."""
    direction = "marketing_to_sales" if policy == "E-01" else "sales_to_marketing"
    return Promise.objects.create(
        lead=of, agreement=agreement_at(NOW)[0], policy=policy, direction=direction,
        began_at=began, due_at=due, **{"status": "running", **fields},
    )  # fmt: skip


def deal(number: int, rep: Rep, opened: date, closed: date | None = None, **fields) -> Opportunity:
    """Make the opportunity D<number>, won where it is closed and not told otherwise."""
    outcome = "won" if closed else "open"
    return Opportunity.objects.create(
        external_id=f"D{number}", rep=rep, opened_on=opened, closed_on=closed,
        **{"outcome": outcome, "amount": 100.0 * number, **fields},
    )  # fmt: skip


def make_february() -> list[Lead]:
    """Six leads and five deals of two reps.

    L1 is contacted within half an hour and goes on to be won; L2 on the next morning in business,
    16 hours later; L3 two business days later and is refused; L4 waits since 3 days; L5 since an
    hour; L6 never was an MQL. D1 and D2 are won in February, D3 is lost, D4 is open, D9 was won in
    January.
    """
    one, two = make_rep(1), make_rep(2)
    here, there = make_account(1), make_account(2)
    won = deal(1, one, date(2026, 2, 3), date(2026, 2, 23), account=here)
    deal(2, two, date(2026, 1, 2), date(2026, 2, 11), account=there)
    deal(3, two, date(2026, 2, 1), date(2026, 2, 12), account=there, outcome="lost",
         lost_reason="price")  # fmt: skip
    deal(4, two, date(2026, 2, 5))
    deal(9, two, date(2025, 11, 1), date(2026, 1, 20), account=there)
    AcquisitionCost.objects.create(
        kind="marketing", starts_on=date(2026, 2, 1), ends_on=date(2026, 2, 28),
        amount=Decimal(2800),
    )  # fmt: skip
    leads = [
        lead(1, owner=one, account=here, life="opportunity", mql_at=at(2, 15), opportunity=won,
             handed_over_at=at(2, 15, 5), contacted_at=at(2, 15, 30), accepted_at=at(2, 16),
             feedback_at=at(2, 17), sql_at=at(2, 18), opportunity_at=at(3, 15)),
        lead(2, owner=two, life="accepted", mql_at=at(3, 21), handed_over_at=at(3, 21, 20),
             contacted_at=at(4, 15), accepted_at=at(4, 16)),
        lead(3, owner=two, life="rejected", mql_at=at(9, 15), contacted_at=at(11, 15),
             rejected_at=at(11, 16), rejected_why="no budget", heard=at(30, 15, month=1)),
        lead(4, by="fair", owner=two, life="mql", mql_at=at(24, 20)),
        lead(5, owner=one, life="mql", mql_at=NOW - timedelta(hours=1)),
        lead(6, life="raw", heard=at(5, 12)),
    ]  # fmt: skip
    told(leads[0], "feedback", at(2, 17), "maillage", quality="good", note="knows the product")
    told(leads[2], "rejected", at(11, 16), "maillage", reason="no_budget")
    told(leads[0], "status_changed", at(2, 16), "maillage")
    told(leads[0], "crm_updated", at(2, 16, 3), "maillage")
    told(leads[1], "status_changed", at(4, 16), "maillage")
    promise(leads[0], "E-01", at(2, 15), at(2, 15, 15), status="fulfilled", ended_at=at(2, 15, 5))
    promise(leads[1], "E-01", at(3, 21), at(3, 21, 15), status="fulfilled",
            ended_at=at(3, 21, 20), breached=True, late_seconds=300)  # fmt: skip
    promise(leads[0], "E-03", at(2, 15), at(2, 16), status="fulfilled", ended_at=at(2, 15, 30))
    promise(leads[3], "E-03", at(24, 20), at(24, 21))
    promise(leads[4], "E-03", at(27, 19), at(27, 21))
    return leads
