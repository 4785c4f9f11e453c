"""What to do next with a lead, told by what it did: one table of rules (E-02, E-11)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from maillage.core.leads.brief import RECENT, Brief, deeds
from maillage.core.leads.happenings import Happening


class Channel(StrEnum):
    """How somebody is contacted."""

    PHONE = "phone"
    EMAIL = "email"
    MEETING = "meeting"
    CHAT = "chat"
    LINKEDIN = "linkedin"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Advice:
    """What is advised after what a lead did.

    Parameters
    ----------
    action
        Its id, which its text is found by.
    kinds
        Events after which it is advised; a word is enough that is part of their name.
    channel, then
        How to contact, and how again if nobody answers.
    """

    action: str
    kinds: tuple[str, ...]
    channel: Channel
    then: Channel


TABLE: Final = (
    Advice("answer_request", ("demo", "contact_form", "call_request", "quote", "trial"),
           Channel.PHONE, Channel.EMAIL),
    Advice("discuss_offer", ("pricing", "price"), Channel.PHONE, Channel.EMAIL),
    Advice("follow_webinar", ("webinar", "event_attended", "meeting"), Channel.PHONE,
           Channel.EMAIL),
    Advice("continue_content", ("case_study", "white_paper", "whitepaper", "download", "guide",
           "ebook"), Channel.EMAIL, Channel.PHONE),
    Advice("answer_interest", ("email", "click", "page", "visit", "form"), Channel.EMAIL,
           Channel.PHONE),
)  # fmt: skip
"""The strongest sign of interest first."""
OTHERWISE: Final = Advice("introduce", (), Channel.EMAIL, Channel.PHONE)


@dataclass(frozen=True, slots=True)
class NextAction:
    """What to do next, with plain values its text is made of.

    ``because`` is the kind of event that led to it; ``content`` is named in the opening sentence:
    what made it an MQL, so that the message goes on (E-11). ``ask`` is the first field to ask for.
    """

    action: str
    channel: Channel
    then: Channel
    because: str
    content: str
    content_kind: str
    ask: str
    by: str | None

    def plain(self) -> dict[str, Any]:
        """Give it as values that can be stored."""
        return asdict(self)


def advised(kinds: Collection[str]) -> tuple[Advice, str]:
    """Find the advice for what a lead did, and the event that led to it."""
    for advice in TABLE:
        for kind in kinds:
            if any(word in kind.casefold() for word in advice.kinds):
                return advice, kind
    return OTHERWISE, ""


def next_action(
    brief: Brief, happenings: Sequence[Happening], *, by: datetime | None, now: datetime
) -> NextAction:
    """Say what to do next.

    Parameters
    ----------
    brief, happenings
        What is known of the lead; what it did in the last thirty days counts.
    by
        By when it must be contacted.
    """
    recent = [each.kind for each in deeds(happenings, now) if each.at > now - RECENT]
    advice, because = advised(dict.fromkeys(recent))
    reachable = bool(brief.who.get("phone"))
    channel, then = advice.channel, advice.then
    if not reachable and brief.who.get("email"):
        channel, then = Channel.EMAIL, Channel.LINKEDIN
    elif reachable and not brief.who.get("email"):
        channel = then = Channel.PHONE
    return NextAction(
        advice.action,
        channel,
        then,
        because,
        brief.trigger.content if brief.trigger else "",
        brief.trigger.kind if brief.trigger else "",
        brief.ask[0] if brief.ask else "",
        by.isoformat() if by else None,
    )
