"""Chat rooms are told of leads: Slack by incoming webhooks, Teams by the workflow that takes cards.

Texts go as plain text, so that nothing a lead is called can become a link or a mention.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone, translation
from django_scopes import scope

from maillage.domain.people.message_words import WORDS
from maillage.domain.programs.posting import post
from maillage.domain.programs.webhooks import AT_ONCE, LEASE, WAITS
from maillage.models import ChatDelivery, ChatKind, MessageKind, Workspace
from maillage.texts import _

LONGEST = {"title": 150, "text": 3_000}
CARD = "application/vnd.microsoft.card.adaptive"
CARD_SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"


def tell_chats(workspace: Workspace, now: datetime) -> int:
    """Send what is due to chat rooms, and again what did not arrive; give how many arrived.

    A room that does not answer is left in peace until the next time, and keeps no other waiting.
    """
    arrived = 0
    with scope(workspace=workspace):
        due = ChatDelivery.objects.filter(state=ChatDelivery.State.WAITING, next_at__lte=now)
        rooms = due.filter(hook__active=True).order_by("hook").values_list("hook", flat=True)
        for room in list(rooms.distinct()):
            told = due.filter(hook=room).select_related("hook__workspace").order_by("pk")
            for delivery in told[:AT_ONCE]:
                if not attempt(delivery, now):
                    break
                arrived += 1
    return arrived


def attempt(delivery: ChatDelivery, now: datetime) -> bool:
    """Send one message, unless somebody else does; note when to try again."""
    mine = ChatDelivery.objects.filter(
        pk=delivery.pk, state=ChatDelivery.State.WAITING, next_at=delivery.next_at
    )
    if not mine.update(next_at=now + LEASE):
        return False
    body = json.dumps(payload(delivery), ensure_ascii=False).encode()
    status, problem = post(delivery.hook.url, body, {})
    delivery.attempts += 1
    arrived = status is not None and 200 <= status < 300
    delivery.problem = "" if arrived else " ".join(filter(None, [str(status or ""), problem]))[:200]
    if arrived:
        delivery.state, delivery.next_at = ChatDelivery.State.SENT, None
        delivery.sent_at = timezone.now()
    elif delivery.attempts > len(WAITS):
        delivery.state, delivery.next_at = ChatDelivery.State.FAILED, None
    else:
        delivery.next_at = now + timedelta(minutes=WAITS[delivery.attempts - 1])
    delivery.save()
    return arrived


def payload(delivery: ChatDelivery) -> dict[str, Any]:
    """Write a message as the room takes it, in its language."""
    hook = delivery.hook
    with translation.override(hook.language):
        kind = MessageKind(delivery.kind)
        subject, paragraphs, link = WORDS[kind](delivery.facts, hook.workspace.slug)
        title = " ".join(subject.split())[: LONGEST["title"]]
        text = "\n\n".join(filter(None, paragraphs))[: LONGEST["text"]]
        button = _("Open the lead")
    if hook.kind == ChatKind.SLACK:
        return slack(title, text, link, button)
    return teams(title, text, link, button)


def slack(title: str, text: str, link: str, button: str) -> dict[str, Any]:
    """Write a message of blocks for Slack; the text alone is what notifications show."""
    escaped = title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": {"type": "plain_text", "text": title, "emoji": False}},
        {"type": "section", "text": {"type": "plain_text", "text": text, "emoji": False}},
        {
            "type": "actions",
            "elements": [
                {"type": "button", "text": {"type": "plain_text", "text": button}, "url": link}
            ],
        },
    ]
    return {"text": escaped, "blocks": blocks}


def teams(title: str, text: str, link: str, button: str) -> dict[str, Any]:
    """Write an adaptive card for a Teams workflow; its runs of text take no Markdown."""

    def run(said: str, **style: str) -> dict[str, Any]:
        return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": said, **style}]}

    heading = run(title, weight="Bolder", size="Medium")
    card = {
        "$schema": CARD_SCHEMA,
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [heading, *map(run, text.split("\n\n"))],
        "actions": [{"type": "Action.OpenUrl", "title": button, "url": link}],
    }
    return {
        "type": "message",
        "attachments": [{"contentType": CARD, "contentUrl": None, "content": card}],
    }
