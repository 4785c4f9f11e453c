"""The words of messages about leads: handed over, nobody's, due soon, missed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings

from maillage.domain.days import day_in_words
from maillage.domain.leads.words import advice, channel_word, kind_word, opening, question
from maillage.texts import _, number

type Facts = dict[str, Any]
type Words = tuple[str, list[str], str]


def lead(facts: Facts, slug: str) -> Words:
    """A lead is handed to a rep (E-02), or nobody can have it."""
    names = {"lead": facts["lead"], "company": facts["company"] or "–"}
    if "action" not in facts:
        return (
            _("Nobody for the lead %(lead)s") % names,
            [_("No rule finds a rep for %(lead)s (%(company)s). Assign it by hand, and look at the"
               " rules:") % names],
            link(facts, slug),
        )  # fmt: skip
    names |= {"score": number(facts["total"]), "band": facts["band"] or "–"}
    paragraphs = [
        _("%(lead)s (%(company)s) is yours, with %(score)s points (%(band)s).") % names,
        triggered(facts["trigger"]),
        *to_do(facts["action"]),
        by_when(facts["due"], _("Contact them by %(moment)s (%(zone)s).")),
    ]
    return _("A lead for you: %(lead)s, %(company)s") % names, paragraphs, link(facts, slug)


def triggered(trigger: Facts | None) -> str:
    """Say what made it an MQL, by the name of its content (E-11)."""
    if not trigger:
        return ""
    names = {"deed": kind_word(trigger["kind"]), "content": trigger["content"]}
    if trigger["content"]:
        return _("Why now: %(deed)s, “%(content)s”.") % names
    return _("Why now: %(deed)s.") % names


def to_do(action: Facts) -> list[str]:
    """Say what to do next, how to begin, and what to ask."""
    names = {"channel": channel_word(action["channel"]), "advice": advice(action)}
    told = [
        _("What to do, %(channel)s: %(advice)s") % names,
        _("To begin with: “%(sentence)s”") % {"sentence": opening(action)},
    ]
    if action["ask"]:
        told.append(_("To ask: %(question)s") % {"question": question(action["ask"])})
    return told


def deadline(facts: Facts, slug: str) -> Words:
    """A deadline comes, or was missed (E-07)."""
    names = {
        "lead": facts["lead"],
        "company": facts["company"] or "–",
        "owner": facts["owner"] or _("nobody yet"),
        "owed": owed_word(facts["owed"] or facts["policy"]),
        "share": number(facts["share"] * 100),
    }
    if facts["share"] >= 1:
        subject = _("Missed: %(owed)s, %(lead)s")
        said = _("%(owed)s of %(lead)s (%(company)s) is late. Answers for it: %(owner)s.")
        due = by_when(facts["due"], _("It was due on %(moment)s (%(zone)s)."))
    else:
        subject = _("Due soon: %(owed)s, %(lead)s")
        said = _("%(share)s %% of the time for %(owed)s of %(lead)s (%(company)s) is over."
                 " Answers for it: %(owner)s.")  # fmt: skip
        due = by_when(facts["due"], _("It is due on %(moment)s (%(zone)s)."))
    return subject % names, [said % names, due], link(facts, slug)


def owed_word(kind: str) -> str:
    """Name what is owed; what we do not know keeps its code."""
    return {
        "handed_over": _("Hand-over"),
        "first_contact": _("First contact"),
        "feedback": _("Feedback on its quality"),
        "crm_updated": _("Update of the CRM"),
    }.get(kind, kind)


def by_when(due: dict[str, str] | None, said: str) -> str:
    """Write an instant into a sentence; nothing where there is none."""
    if due is None:
        return ""
    moment = day_in_words(datetime.fromisoformat(due["at"]), "DATETIME_FORMAT")
    return said % {"moment": moment, "zone": due["zone"]}


def link(facts: Facts, slug: str) -> str:
    """The address of the page of a lead."""
    return f"{settings.ADDRESS}/{slug}/leads/{facts['number']}/"
