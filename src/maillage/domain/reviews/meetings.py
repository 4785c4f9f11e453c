"""The agendas of meetings that come again, filled from the data of a day (G-01 to G-05, G-07)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import chain

from django.db.models import F, QuerySet

from maillage.domain.accounts.holdings import accounts_at
from maillage.domain.reviews.lead_points import campaigns, hot_leads, lead_blockers, lead_quality
from maillage.domain.reviews.points import (
    SHOWN,
    Item,
    balance,
    coverage,
    decisions_before,
    not_contacted,
    open_questions,
    promised,
)
from maillage.domain.reviews.timers import timers
from maillage.domain.reviews.wins import wins as found_wins
from maillage.domain.words import day_word
from maillage.models import Decision, Opportunity, Outcome, Review, Ritual, Signal, StageEntry
from maillage.texts import _, number

QUIET_DAYS = 30
"""Days without a new stage after which an open opportunity is at risk."""

type Points = Iterator[tuple[str, Iterator[str] | tuple[str, ...]]]


def meeting_agenda(review: Review, *, before: Review | None, on: date) -> list[Item]:
    """What a meeting is to talk about.

    ``before`` is the meeting of the same ritual held last: news counts from that day on.
    """
    since = before.held_on if before and before.held_on else on - usual_gap(review.ritual)
    points = AGENDAS[Ritual.Rhythm(review.ritual.rhythm)](review, before, since, on)
    return [Item(heading, tuple(lines) or (_("Nothing."),)) for heading, lines in points]


def usual_gap(ritual: Ritual) -> timedelta:
    """The time between two meetings where none was held yet."""
    days = {"daily": 3, "weekly": 7, "monthly": 31, "quarterly": 92}
    return timedelta(days=days[ritual.rhythm])


def daily(_review: Review, _before: Review | None, since: date, on: date) -> Points:
    """The stand-up: what is hot today, and what blocks (G-01)."""
    yield _("Hot leads of the day"), hot_leads(on)
    yield _("Hot accounts of the day"), hot(since, on)
    yield _("Expected to close by today"), expected(on)
    yield _("Immediate blockers"), chain(lead_blockers(on), blockers(on))


def weekly(review: Review, _before: Review | None, since: date, on: date) -> Points:
    """The pipeline review, in the order of G-02; the plan has its place (G-05)."""
    yield _("Wins of the week"), wins(since, on)
    yield _("Hot leads to put first"), hot_leads(on)
    yield _("Hot accounts to put first"), hot(since, on)
    yield _("Accounts that move on"), progressing(since, on)
    yield _("Deals at risk"), at_risk(on)
    yield _("Quality of the leads: what sales tells marketing"), lead_quality(since, on)
    yield _("Campaigns that run, and what they bring"), chain(campaigns(since, on), together())
    yield _("Objections heard, and what changes in our message"), objections(since, on)
    yield _("The plans: priority accounts not contacted this month"), not_contacted(None, on)
    yield _("What was decided before"), decisions_before(review)


def monthly(review: Review, before: Review | None, since: date, on: date) -> Points:
    """Performance, then tactics (G-03)."""
    yield _("What was decided before"), decisions_before(review)
    yield _("Sales since the last session"), sales(since, on)
    yield _("Coverage"), coverage(None, on)
    yield _("Balance"), balance(None, on)
    yield _("Before and after: what the cut promised"), promised(before, on)
    yield _("Why we lose"), objections(since, on)
    yield _("Tactics for the month to come"), together()


def quarterly(review: Review, before: Review | None, since: date, on: date) -> Points:
    """Objectives and priority campaigns (G-04), and whether the territories still fit (B-05)."""
    yield _("What was decided before"), decisions_before(review)
    yield _("Sales since the last planning"), sales(since, on)
    yield _("Objectives of the quarter to come"), together()
    yield _("Campaigns that come first"), chain(campaigns(since, on), together())
    yield _("Reviews that are late"), late_reviews(on)
    yield _("Before and after: what the cut promised"), promised(before, on)
    yield (
        _("Does the cut reflect commercial reality, or what was inherited?"),
        (_("To be answered together, territory by territory."),),
    )


AGENDAS: dict[Ritual.Rhythm, Callable[[Review, Review | None, date, date], Points]] = {
    Ritual.Rhythm.DAILY: daily,
    Ritual.Rhythm.WEEKLY: weekly,
    Ritual.Rhythm.MONTHLY: monthly,
    Ritual.Rhythm.QUARTERLY: quarterly,
}


def together() -> tuple[str, ...]:
    """What only people can tell."""
    return (_("To be told by those who are there."),)


def hot(since: date, on: date) -> Iterator[str]:
    """The richest accounts of which something was seen lately."""
    seen: dict[int, list[str]] = {}
    rows = Signal.objects.filter(seen_on__gt=since, seen_on__lte=on, expires_on__gt=on)
    for account, name in rows.order_by("-seen_on", "pk").values_list("account", "name"):
        seen.setdefault(account, []).append(name)
    found = accounts_at(on).filter(pk__in=seen)
    for each in found.order_by(F("potential").desc(nulls_last=True), "pk")[:SHOWN]:
        owner = each.owner_name or _("nobody")
        yield f"{each.name} · {owner} · {', '.join(dict.fromkeys(seen[each.pk]))}"


def expected(on: date) -> Iterator[str]:
    """Open opportunities that were to close by a day, the largest first."""
    yield from lines_of(open_on(on).filter(expected_on__lte=on))


def blockers(on: date) -> Iterator[str]:
    """Decisions past their day, and claims and challenges nobody decided on."""
    late = Decision.objects.filter(state=Decision.State.OPEN, due_on__lt=on)
    for each in late.select_related("owner__user"):
        yield _("%(text)s (%(owner)s, since %(day)s)") % {
            "text": each.text, "owner": each.owner, "day": day_word(each.due_on)
        }  # fmt: skip
    yield from open_questions(None)


def wins(since: date, on: date) -> Iterator[str]:
    """What was sold, each once: what is worth telling first, then the largest (N-03)."""
    telling = found_wins(since=since, on=on)
    yield from (each.said for each in telling)
    rest = closed(Outcome.WON, since, on).exclude(pk__in=[each.deal.pk for each in telling])
    yield from lines_of(rest)


def progressing(since: date, on: date) -> Iterator[str]:
    """Open opportunities that entered a stage."""
    entries = StageEntry.objects.filter(
        entered_on__gt=since, entered_on__lte=on, opportunity__outcome=Outcome.OPEN
    )
    last = {each.opportunity_id: each.stage for each in entries}
    found = opportunities().filter(pk__in=last)
    for each in found.order_by(F("amount").desc(nulls_last=True), "pk")[:SHOWN]:
        yield f"{told(each)} → {last[each.pk]}"


def at_risk(on: date) -> Iterator[str]:
    """Open opportunities past their day, or in the same stage for a month."""
    moved = StageEntry.objects.filter(
        entered_on__gt=on - timedelta(days=QUIET_DAYS), entered_on__lte=on
    )
    quiet = open_on(on).exclude(pk__in=moved.values("opportunity"))
    quiet = quiet.filter(opened_on__lte=on - timedelta(days=QUIET_DAYS))
    late = open_on(on).filter(expected_on__lt=on)
    risky = opportunities().filter(pk__in={*quiet.values_list("pk", flat=True),
                                           *late.values_list("pk", flat=True)})  # fmt: skip
    for each in risky.order_by(F("amount").desc(nulls_last=True), "pk")[:SHOWN]:
        because = (
            _("expected %(day)s") % {"day": day_word(each.expected_on)}
            if each.expected_on and each.expected_on < on
            else _("no new stage for %(days)d days") % {"days": QUIET_DAYS}
        )
        yield f"{told(each)} · {because}"


def objections(since: date, on: date) -> Iterator[str]:
    """Why opportunities were lost, the most frequent reason first."""
    rows = closed(Outcome.LOST, since, on).exclude(lost_reason="")
    for reason, count in Counter(rows.values_list("lost_reason", flat=True)).most_common(SHOWN):
        yield f"{reason} · {number(count)}"


def sales(since: date, on: date) -> Iterator[str]:
    """What was won and lost."""
    for outcome, text in (
        (Outcome.WON, _("Won: %(count)s, worth %(amount)s")),
        (Outcome.LOST, _("Lost: %(count)s, worth %(amount)s")),
    ):
        amounts = list(closed(outcome, since, on).values_list("amount", flat=True))
        yield text % {
            "count": number(len(amounts)),
            "amount": number(sum(each or 0.0 for each in amounts)),
        }


def late_reviews(on: date) -> Iterator[str]:
    """What is past its date."""
    for each in timers(on=on):
        if each.overdue:
            of = each.rep.name if each.rep else _("all reps")
            yield f"{each.layer.label} · {of} · {day_word(each.due)}"


def opportunities() -> QuerySet[Opportunity]:
    """Opportunities with whom they concern."""
    rows: QuerySet[Opportunity] = Opportunity.objects.select_related("account", "rep")
    return rows


def open_on(on: date) -> QuerySet[Opportunity]:
    """Opportunities that are open and were opened by a day, or when nobody knows."""
    return opportunities().filter(outcome=Outcome.OPEN).exclude(opened_on__gt=on)


def closed(outcome: Outcome, since: date, on: date) -> QuerySet[Opportunity]:
    """Opportunities that closed after a day and until another."""
    return opportunities().filter(outcome=outcome, closed_on__gt=since, closed_on__lte=on)


def lines_of(rows: QuerySet[Opportunity]) -> Iterator[str]:
    """The largest opportunities, a line each."""
    for each in rows.order_by(F("amount").desc(nulls_last=True), "pk")[:SHOWN]:
        yield told(each)


def told(each: Opportunity) -> str:
    """An opportunity in a line: whose, what, by whom, worth what."""
    whose = each.account.name if each.account else _("no account")
    worth = "?" if each.amount is None else number(each.amount)
    return f"{whose} · {each} · {each.rep.name} · {worth}"
