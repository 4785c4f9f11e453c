"""The words of messages, in the language of the moment, with the address where to go on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from maillage.domain.days import day_in_words
from maillage.domain.people import lead_messages
from maillage.models import ChallengeState, Layer, Message, MessageKind, Notice
from maillage.texts import _

type Facts = dict[str, Any]
type Words = tuple[str, list[str], str]
"""Subject, paragraphs, and the address of the page to go on with."""


def words_of(message: Message) -> tuple[str, str]:
    """Subject and text of a message."""
    facts, slug = message.facts, message.workspace.slug
    subject, paragraphs, link = WORDS[MessageKind(message.kind)](facts, slug)
    greeting = _("Hello %(rep)s,") % {"rep": message.name}
    choice = _("You choose which messages you get on your own page: %(address)s") % {
        "address": page("me", slug)
    }
    end = [choice] if message.member_id else []
    return subject, "\n\n".join([greeting, *filter(None, paragraphs), link, *end])


def subject_of(message: Message | Notice) -> str:
    """The first line of a message or a notice, in the language of the moment."""
    subject, _paragraphs, _link = WORDS[MessageKind(message.kind)](message.facts, "w")
    return subject


def page(name: str, slug: str, query: str = "", **words: Any) -> str:
    """The whole address of a page."""
    path = reverse(name, kwargs={"workspace": slug} | words)
    return f"{settings.ADDRESS}{path}{query}"


def day(text: str) -> str:
    """A day in words."""
    return day_in_words(date.fromisoformat(text))


def consultation(facts: Facts, slug: str) -> Words:
    """A scenario is open to reps."""
    names = {"scenario": facts["scenario"], "by": facts["by"], "day": day(facts["deadline"])}
    return (
        _("Your opinion on “%(scenario)s”") % names,
        [
            _("%(by)s opens the scenario “%(scenario)s” to reps until the end of %(day)s.") % names,
            facts["message"],
            _("Look at your future territory, accept it, or challenge what should be otherwise:"),
        ],
        page("territory", slug, f"?scenario={facts['number']}"),
    )


def challenge(facts: Facts, slug: str) -> Words:
    """A challenge is answered."""
    accepted = facts["state"] == ChallengeState.ACCEPTED
    names = {"what": facts["what"], "scenario": facts["scenario"], "by": facts["by"]}
    said = (
        _("%(by)s accepts your challenge of %(what)s in “%(scenario)s”: the scenario was changed.")
        if accepted
        else _("%(by)s refuses your challenge of %(what)s in “%(scenario)s”.")
    )
    subject = _("Accepted: %(what)s") if accepted else _("Refused: %(what)s")
    return subject % names, [said % names, facts["answer"]], page(
        "challenge", slug, pk=facts["number"]
    )  # fmt: skip


def approval(facts: Facts, slug: str) -> Words:
    """A scenario waits for approval."""
    names = {"scenario": facts["scenario"], "by": facts["by"], "day": day(facts["effective_on"])}
    said = _(
        "%(by)s submits “%(scenario)s” to the steering committee, to be in force from %(day)s."
    )
    return (
        _("For your approval: %(scenario)s") % names,
        [said % names, _("Look at it, then approve it or send it back:")],
        page("approval", slug, pk=facts["number"]),
    )


def review(facts: Facts, slug: str) -> Words:
    """Reviews are due."""
    lines = [
        _("- %(layer)s · %(rep)s · since %(day)s")
        % {
            "layer": Layer(each["layer"]).label,
            "rep": each["rep"] or _("all reps"),
            "day": day(each["due"]),
        }
        for each in facts["reviews"]
    ]
    said = [_("These reviews are past their date:"), "\n".join(lines)]
    return _("Reviews are due"), said, page("reviews", slug)


def plan(facts: Facts, slug: str) -> Words:
    """The plan of a rep moves on."""
    names = {name: facts[name] for name in ("plan", "rep", "by")}
    subject, said = {
        "proposed": (
            _("For you to accept: %(plan)s"),
            _("%(by)s proposes the plan “%(plan)s” of %(rep)s. Read it, then accept it or send it"
              " back with a reason:"),
        ),
        "discussed": (
            _("Sent back: %(plan)s"),
            _("%(by)s sends the plan “%(plan)s” back. Write it anew, then propose it again:"),
        ),
        "accepted": (
            _("Accepted: %(plan)s"),
            _("%(by)s accepts the plan “%(plan)s”. It is in force:"),
        ),
        "coached": (
            _("A coaching note on %(plan)s"),
            _("%(by)s wrote a coaching note on the plan “%(plan)s”:"),
        ),
    }[facts["event"]]  # fmt: skip
    link = page("plan", slug, pk=facts["number"])
    return subject % names, [facts["text"], said % names], link


WORDS: dict[MessageKind, Callable[[Facts, str], Words]] = {
    MessageKind.CONSULTATION: consultation,
    MessageKind.CHALLENGE: challenge,
    MessageKind.APPROVAL: approval,
    MessageKind.REVIEW: review,
    MessageKind.PLAN: plan,
    MessageKind.LEAD: lead_messages.lead,
    MessageKind.DEADLINE: lead_messages.deadline,
}
