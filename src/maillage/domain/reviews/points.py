"""What the data of a day says for an agenda, line by line (B-05, A-32, G-06)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from maillage.domain.accounts.holdings import (
    accounts_at,
    approached,
    books,
    figures,
    held_by,
    spread_of,
)
from maillage.domain.words import day_word, verb_word
from maillage.models import (
    Challenge,
    ChallengeState,
    Claim,
    Decision,
    Event,
    Ownership,
    Rep,
    Review,
)
from maillage.models.ownership import PENDING
from maillage.texts import _, number, percent

SHOWN = 10
PRIORITY_SHARE = 0.2
"""Of the accounts, the richest are the priority ones, while no tiers say which (B-05)."""

CONTACT_DAYS = 30


@dataclass(frozen=True, slots=True)
class Item:
    """One point of an agenda: its heading, and what the data says of it, line by line."""

    heading: str
    lines: tuple[str, ...]

    def stored(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"heading": self.heading, "lines": list(self.lines)}


def previous(review: Review) -> Review | None:
    """The review of the same layer before."""
    held = Review.objects.filter(layer=review.layer, held_on__isnull=False).exclude(pk=review.pk)
    held = held.filter(Q(rep=None) | Q(rep=review.rep), ritual=review.ritual)
    found: Review | None = held.order_by("held_on", "pk").last()
    return found


def decisions_before(review: Review) -> Iterator[str]:
    """The decisions that are open, and what became of the last ones."""
    before = previous(review)
    rows = Decision.objects.filter(state=Decision.State.OPEN).exclude(review=review)
    settled = Decision.objects.exclude(state=Decision.State.OPEN).filter(review=before)
    for each in [*rows.select_related("owner__user"), *settled.select_related("owner__user")]:
        shown = {"text": each.text, "owner": each.owner, "due": day_word(each.due_on),
                 "state": each.get_state_display()}  # fmt: skip
        yield _("%(text)s (%(owner)s, %(due)s: %(state)s)") % shown


def changes_since(review: Review, before: Review | None, on: date) -> Iterator[str]:
    """What changed since the last review, or within three months where there is none."""
    since = before.held_on if before else on - timedelta(days=91)
    began = Ownership.objects.filter(starts_on__gt=since, starts_on__lte=on)
    events = Event.objects.filter(at__date__gt=since, at__date__lte=on)
    joined = events.filter(verb="rep.added").count()
    if review.rep:
        began = began.filter(rep=review.rep)
    yield _("%(count)s ownerships began since %(day)s.") % {
        "count": number(began.count()), "day": day_word(since)
    }  # fmt: skip
    published = events.filter(verb__in=("scenario.published", "scenario.rolled_back"))
    for each in published.order_by("at"):
        yield f"{day_word(each.at)} · {verb_word(each.verb)} · {each.actor}"
    if joined:
        yield _("%(count)s reps joined.") % {"count": number(joined)}
    called = Review.objects.filter(held_on=None).exclude(trigger="calendar").exclude(note="")
    for row in called:
        yield f"{row.get_trigger_display()}: {row.note}"


def coverage(rep: Rep | None, on: date) -> Iterator[str]:
    """The holes in the coverage, of a rep's accounts or of all."""
    if rep is not None:
        own = held_by(rep, on)
        never = own.filter(~approached(on)).count()
        yield _("%(count)s accounts, %(never)s of them never approached.") % {
            "count": number(own.count()), "never": number(never)
        }  # fmt: skip
        return
    labels = {
        "no_owner": _("nobody answers for"),
        "never_approached": _("never approached"),
        "double_contact": _("touched by two reps"),
        "stale": _("no touch for six months"),
    }
    found = figures(on=on)
    for code, label in labels.items():
        yield _("%(label)s: %(count)s accounts, potential %(amount)s") % {
            "label": label, "count": number(found[code].accounts),
            "amount": number(found[code].potential),
        }  # fmt: skip


def balance(rep: Rep | None, on: date) -> Iterator[str]:
    """How unequal the books are, or how one compares with the mean."""
    reps = [each for each in books(on=on) if each.active]
    mean = sum(each.potential for each in reps) / len(reps) if reps else 0.0
    if rep is not None:
        own = next((each.potential for each in reps if each.pk == rep.pk), 0.0)
        if mean > 0:
            yield _("Potential %(amount)s, %(share)s against the mean of the books.") % {
                "amount": number(own), "share": percent(own / mean - 1.0, 1, signed=True)
            }  # fmt: skip
        return
    spread = spread_of(reps)
    if spread.ratio is not None:
        ratio = "∞" if spread.ratio == float("inf") else number(spread.ratio, 1)
        text = _("The richest book (%(richest)s) holds %(ratio)s times the poorest (%(poorest)s).")
        yield text % {
            "richest": spread.richest, "ratio": ratio, "poorest": spread.poorest
        }  # fmt: skip


def open_questions(rep: Rep | None) -> Iterator[str]:
    """Claims and challenges nobody decided on."""
    claims = Claim.objects.filter(state__in=PENDING).select_related("account", "claimant")
    challenges = Challenge.objects.filter(state=ChallengeState.OPEN).select_related("rep")
    if rep is not None:
        claims, challenges = claims.filter(claimant=rep), challenges.filter(rep=rep)
    for claim in claims:
        yield _("%(rep)s claims %(account)s.") % {"rep": claim.claimant, "account": claim.account}
    for each in challenges:
        yield _("%(rep)s challenges %(what)s: %(text)s") % {
            "rep": each.rep, "what": each, "text": each.text[:200]
        }  # fmt: skip


def not_contacted(rep: Rep | None, on: date) -> Iterator[str]:
    """The richest accounts nobody called on this month (G-06)."""
    rows = accounts_at(on).filter(potential__gt=0)
    if rep is not None:
        rows = rows.filter(pk__in=held_by(rep, on))
    priority = max(1, round(PRIORITY_SHARE * rows.count()))
    keys = list(rows.order_by("-potential", "pk").values_list("pk", flat=True)[:priority])
    silent = accounts_at(on).filter(pk__in=keys).filter(~approached(on, days=CONTACT_DAYS))
    yield _("%(count)s of the %(all)s richest accounts.") % {
        "count": number(silent.count()), "all": number(len(keys))
    }  # fmt: skip
    for each in silent.order_by("-potential", "pk")[:SHOWN]:
        owner = each.owner_name or _("nobody")
        yield f"{each.name} · {owner} · {number(each.potential)}"


def measures(*, on: date) -> dict[str, float | None]:
    """The measures a redesign promised to better (A-32): balance, double contacts, untouched.

    ``balance`` is the coefficient of variation of the potential of active reps' books.
    """
    worth = [each.potential for each in books(on=on) if each.active]
    mean = sum(worth) / len(worth) if worth else 0.0
    variance = sum((each - mean) ** 2 for each in worth) / len(worth) if worth else 0.0
    found = figures(on=on)
    return {
        "balance": variance**0.5 / mean if mean > 0 else None,
        "double_contact": float(found["double_contact"].accounts),
        "never_approached": float(found["never_approached"].accounts),
        "no_owner": float(found["no_owner"].accounts),
    }


def promised(before: Review | None, on: date) -> Iterator[str]:
    """The measures of the last review beside those of a day."""
    labels = {
        "balance": _("spread of the potential between reps"),
        "double_contact": _("accounts touched by two reps"),
        "never_approached": _("accounts never approached"),
        "no_owner": _("accounts nobody answers for"),
    }
    then, now = (before.figures if before else {}), measures(on=on)
    for code, label in labels.items():
        shown = written(code, then.get(code)), written(code, now[code])
        yield _("%(label)s: %(before)s before, %(after)s now") % {
            "label": label, "before": shown[0], "after": shown[1]
        }  # fmt: skip


def written(code: str, value: float | None) -> str:
    """A measure in words."""
    if value is None:
        return _("not known")
    return percent(value, 1) if code == "balance" else number(value)
