"""What meetings say of leads: hot ones, what blocks, what sales think of them (G-01, G-02)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time

from django.utils import timezone

from maillage.domain.leads.campaigns import brought
from maillage.domain.leads.hot import hot, judged_since, late, of_absent, of_nobody
from maillage.domain.leads.words import quality_word, refusal_word
from maillage.domain.reviews.points import SHOWN
from maillage.models import Lead
from maillage.texts import _, number


def end_of(on: date) -> datetime:
    """Give the last instant of a day that is over, or the present."""
    end = timezone.make_aware(datetime.combine(on, time.max))
    return min(end, timezone.now())


def hot_leads(on: date) -> Iterator[str]:
    """The hot leads of a day, those with the highest score first."""
    for each in hot(end_of(on)).order_by("-total", "pk")[:SHOWN]:
        yield f"{lead_told(each)} · {each.band} {number(each.total)}"


def lead_blockers(on: date) -> Iterator[str]:
    """Leads that nobody works on: late, without an owner, with one who is away."""
    now = end_of(on)
    for text, rows in (
        (_("Late: %(lead)s"), late(now)),
        (_("Without an owner: %(lead)s"), of_nobody()),
        (_("Owner away: %(lead)s"), of_absent(now)),
    ):
        for each in rows.order_by("due_first", "pk")[:SHOWN]:
            yield text % {"lead": lead_told(each)}


def lead_quality(since: date, on: date) -> Iterator[str]:
    """What sales said of leads: how many were good, fair or poor, and why others were refused."""
    judged, refused = Counter[str](), Counter[str]()
    for each in judged_since(end_of(since), end_of(on)):
        if each.kind == "feedback":
            judged[str(each.carried.get("quality", ""))] += 1
        else:
            refused[str(each.carried.get("reason", ""))] += 1
    for quality, count in judged.most_common(SHOWN):
        yield f"{quality_word(quality)} · {number(count)}"
    for reason, count in refused.most_common(SHOWN):
        names = {"reason": refusal_word(reason), "count": number(count)}
        yield _("refused, %(reason)s · %(count)s") % names


def campaigns(since: date, on: date) -> Iterator[str]:
    """What campaigns brought, the most first: leads that became an MQL, an SQL, an opportunity."""
    for each in brought(end_of(since), end_of(on))[:SHOWN]:
        yield _("%(campaign)s · MQL %(mqls)s · SQL %(sqls)s · opportunities %(deals)s") % {
            "campaign": each.name[:80], "mqls": number(each.mqls), "sqls": number(each.sqls),
            "deals": number(each.opportunities),
        }  # fmt: skip


def lead_told(each: Lead) -> str:
    """A lead in a line: who, of which company, whose."""
    return f"{each} · {each.company or '–'} · {each.owner or _('nobody')}"
