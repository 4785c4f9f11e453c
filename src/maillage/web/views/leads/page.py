"""The page of a lead: who, why now, what to do, what is owed, and all that led to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from maillage.domain.leads.deadlines import deadlines, ticking, with_calendars
from maillage.domain.leads.details import carried_words, field_word, missing_word
from maillage.domain.leads.explaining import Chosen, found_by, how_chosen
from maillage.domain.leads.notices import read_notices
from maillage.domain.leads.predicting import prediction_of
from maillage.domain.leads.queries import TICKING, events_of, promises_of
from maillage.domain.leads.term_words import part_word
from maillage.domain.leads.words import (
    advice,
    channel_word,
    kind_word,
    match_words,
    opening,
    passed_word,
    question,
)
from maillage.domain.people.lead_messages import owed_word
from maillage.interfaces.exporters.wording import number, percent
from maillage.interfaces.forms.leads.acting import LeadForm, forms_for
from maillage.interfaces.lists.lead_inbox import countdown
from maillage.models import Handoff, Lead, LeadLife, LeadSource, Promise, PromiseStatus
from maillage.permissions import Action, may, works_lead
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.views.leads.live import live_context

SHOWN = 100
MATRIX = [[f"{fit}{engaged}" for engaged in "123"] for fit in "ABC"]
POSSIBLE = {
    "accept": {LeadLife.MQL},
    "refuse": {LeadLife.MQL, LeadLife.ACCEPTED, LeadLife.SQL},
    "contact": {LeadLife.MQL, LeadLife.ACCEPTED, LeadLife.SQL, LeadLife.OPPORTUNITY},
    "feedback": set(LeadLife) - {LeadLife.RAW},
    "call": {LeadLife.MQL, LeadLife.ACCEPTED},
    "qualify": {LeadLife.ACCEPTED},
    "pursue": {LeadLife.SQL},
    "recycle": {LeadLife.REJECTED},
    "account": set(LeadLife),
}
"""In which stages of its life something can be done with a lead."""


@needs(Action.VIEW)
def lead(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a lead; what its reader was told of it is read with that."""
    found = lead_called(pk)
    if found.merged_into_id:
        return redirect(address(request, "lead", pk=found.merged_into_id))
    read_notices(member=request.member, path=f"leads/{found.pk}/", now=timezone.now())
    return show_lead(request, found)


def lead_called(pk: int) -> Lead:
    """Find a lead of the workspace."""
    rows = Lead.objects.select_related("account", "owner", "opportunity", "model")
    found: Lead = get_object_or_404(rows, pk=pk)
    return found


def show_lead(
    request: HttpRequest, found: Lead, *, problem: str = "", status: int = 200,
    filled: LeadForm | None = None,
) -> HttpResponse:  # fmt: skip
    """Show a lead; ``filled`` is a form that was sent and not taken, ``problem`` says why."""
    now = timezone.now()
    came = list(found.handoffs.select_related("rep", "trigger"))
    open_ones = deadlines(ticking().filter(lead=found))
    context = {
        "lead": found,
        "header": {
            "title": str(found),
            "lead": " · ".join(filter(None, [found.title, found.company, found.city])),
            "crumbs": [{"label": _("Leads"), "url": address(request, "leads")}],
        },
        "now": now,
        "deadlines": [countdown(each, now) for each in open_ones],
        "brief": brief_shown(came[0]) if came else None,
        "score": score_shown(found),
        "prediction": prediction_shown(found),
        "matrix": MATRIX,
        "events": events_shown(found),
        "promises": promises_shown(found, now),
        "handoffs": handoffs_shown(came),
        "match": match_shown(found),
        "rights": rights(request, found),
        "forms": forms_for(found, {"account": found.account and found.account.external_id,
                                   "title": found.company}),
        "problem": problem,
    } | live_context(request, found.owner)  # fmt: skip
    if filled is not None:
        context["forms"] |= {filled.name: filled}
        context["opened"] = filled.name
    return render(request, "maillage/leads/lead.html", context, status=status)


def rights(request: HttpRequest, found: Lead) -> dict[str, bool]:
    """What the reader can do with a lead where it is in its life."""
    works = works_lead(request.member, found.owner)
    can = {name: works and found.life in lives for name, lives in POSSIBLE.items()}
    return can | {"assign": may(request.member, Action.ROUTE_LEADS), "any": works}


def brief_shown(came: Handoff) -> dict[str, Any]:
    """The brief of a hand-off (E-02) and what to do next, in the reader's language."""
    brief, action = came.brief, came.next_action
    trigger = brief.get("trigger")
    return {
        "why": told_shown(trigger) if trigger else None,
        "who": [(name, value) for name, value in brief.get("who", {}).items() if value],
        "history": [told_shown(each) for each in brief.get("history", [])],
        "ask": [question(name) for name in brief.get("ask", [])],
        "last_contact": moment(brief.get("last_contact")),
        "around": brief.get("around", {}),
        "advice": advice(action) if action else "",
        "channel": channel_word(action["channel"]) if action else "",
        "then": channel_word(action["then"]) if action else "",
        "opening": opening(action) if action else "",
    }


def told_shown(row: dict[str, Any]) -> dict[str, Any]:
    """Something a lead did, as a brief keeps it."""
    return row | {"word": kind_word(row["kind"]), "at": moment(row["at"])}


def moment(text: str | None) -> datetime | None:
    """Read an instant as it is stored."""
    return datetime.fromisoformat(text) if text else None


def score_shown(found: Lead) -> dict[str, Any]:
    """The score with every reason, what is not known, and what is missing (D-06, X-11)."""
    sources = dict(LeadSource.objects.values_list("key", "name"))
    return {
        "dimensions": [(part_word(name), each) for name, each in found.dimensions.items()],
        "reasons": [
            each
            | {"word": field_word(each["rule"]), "at": moment(each["at"])}
            | {"source": sources.get(each["source"], each["source"])}
            for each in found.reasons
        ],
        "unknown": [field_word(each) for each in found.unknown],
        "missing": [missing_word(each) for each in found.missing],
    }


def prediction_shown(found: Lead) -> dict[str, Any] | None:
    """What is predicted of a lead and why, where a predictive score is switched on."""
    said = prediction_of(found)
    if said is None:
        return None
    reasons = [
        {
            "word": field_word(each.field),
            "value": each.value,
            "weight": f"{'+' if each.weight > 0 else ''}{number(each.weight, 2)}",
        }
        for each in said.reasons
    ]
    return {"share": percent(said.probability, 0), "version": said.version, "reasons": reasons}


def events_shown(found: Lead) -> dict[str, Any]:
    """The last of what was told of a lead."""
    rows = events_of(found)
    return {
        "rows": [
            {
                "at": each.at,
                "word": _("became known") if each.kind == each.FACTS else kind_word(each.kind),
                "said": carried_words(each),
                "source": each.source,
            }
            for each in rows[:SHOWN]
        ],
        "more": max(rows.count() - SHOWN, 0),
    }


def match_shown(found: Lead) -> dict[str, Any] | None:
    """By what the account of a lead was found, and which it may be where that is not clear."""
    said = found_by(found)
    return {"said": match_words(said), "candidates": said.candidates} if said else None


def handoffs_shown(came: Sequence[Handoff]) -> list[dict[str, Any]]:
    """How a lead came to its reps, and who was passed over: those for the same reason together."""
    return [
        {"handoff": each, "how": how, "passed": passed_shown(how)}
        for each, how in zip(came, how_chosen(came), strict=True)
    ]


def passed_shown(how: Chosen) -> list[dict[str, Any]]:
    """Rules and reps that were passed over, by rule and reason."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for each in how.passed:
        names = reasons.setdefault((each.rule, each.why), [])
        names += [each.rep.name] if each.rep else []
    return [
        {"rule": rule, "why": passed_word(why), "reps": reps}
        for (rule, why), reps in reasons.items()
    ]


def promises_shown(found: Lead, now: datetime) -> list[dict[str, Any]]:
    """All that is and was owed to a lead, with the first deadline and the one that holds."""
    rows = list(with_calendars(promises_of(found)))
    kept = [each for each in rows if each.due_at is not None]
    return [
        {
            "promise": each.promise,
            "owed": owed_word(each.owed),
            "state": promise_state(each.promise, now),
            "moved": each.promise.original_due_at != each.promise.due_at,
        }
        for each in deadlines(kept)
    ]


def promise_state(promise: Promise, now: datetime) -> dict[str, str]:
    """Where a promise stands, in a word and a colour."""
    due = promise.due_at
    late = promise.breached or (promise.status in TICKING and due is not None and due <= now)
    if promise.status == PromiseStatus.FULFILLED:
        word = _("kept late") if late else _("kept in time")
    else:
        word = _("late") if late else promise.get_status_display()
    good = "good" if promise.status == PromiseStatus.FULFILLED else ""
    return {"word": word, "colour": "bad" if late else good}
