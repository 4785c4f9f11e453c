"""Messages to people: written down with what they tell of, and sent once by a worker.

A person gets those they did not switch off, in their own language; see ``settings.MAILERS`` for
where they go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.tasks import task
from django.utils import timezone, translation
from django_scopes import get_scope, scope, scopes_disabled

from maillage import audit
from maillage.domain.people.message_words import words_of
from maillage.errors import InputError
from maillage.models import Membership, Message, MessageKind, Rep, Workspace
from maillage.texts import _, quoted

TO_SEND = (Message.State.WAITING, Message.State.FAILED)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who a message goes to; ``member`` is None for a rep who was not let in."""

    name: str
    address: str
    language: str
    member: Membership | None = None


def of_member(member: Membership) -> Reader:
    """A member as a reader."""
    user = member.user
    return Reader(str(user), user.email, user.language or member.workspace.language, member)


def of_rep(rep: Rep) -> Reader:
    """A rep as a reader: the member they are, else the address of the file.

    Who was let in and has left is written to nowhere.
    """
    member = getattr(rep, "membership", None)
    if member is not None and member.active:
        return of_member(member)
    gone = member is not None or has_left(rep.email)
    return Reader(rep.name, "" if gone else rep.email, get_scope()["workspace"].language)


def has_left(address: str) -> bool:
    """Whether an address is only that of people whose membership of the workspace ended."""
    known = Membership.objects.filter(workspace=get_scope()["workspace"])
    theirs = Q(user__email__iexact=address)
    gone = known.filter(theirs | Q(left_address__iexact=address), active=False)
    return bool(address) and gone.exists() and not known.filter(theirs, active=True).exists()


@dataclass(frozen=True, slots=True)
class News:
    """Something that is told, and to whom: ``about`` names it, ``facts`` is what it says."""

    about: str
    readers: Sequence[Reader]
    facts: Mapping[str, Any]


def tell(
    *, kind: MessageKind, about: str, readers: Iterable[Reader], facts: Mapping[str, Any]
) -> int:
    """Write messages down, in the caller's transaction, for a worker to send; says how many.

    Who has no address, or wants none of the kind, gets none; nobody is told the same twice.
    """
    return tell_all(kind=kind, news=[News(about, list(readers), facts)])


def tell_all(*, kind: MessageKind, news: Iterable[News]) -> int:
    """Write down messages about several things, as :func:`tell` does; says how many."""
    wanted = {
        (each.about, reader.address): (each, reader)
        for each in news
        for reader in each.readers
        if reader.address and (reader.member is None or wants(reader.member, kind))
    }
    known = Message.objects.filter(kind=kind, about__in={about for about, _address in wanted})
    for told in known.values_list("about", "address"):
        wanted.pop(told, None)
    made = [
        Message(
            kind=kind,
            about=each.about,
            member=reader.member,
            name=reader.name[:150],
            address=reader.address,
            language=reader.language,
            facts=dict(each.facts),
        )
        for each, reader in wanted.values()
    ]
    Message.objects.bulk_create(made, ignore_conflicts=True)
    if wanted:
        send_messages.enqueue(get_scope()["workspace"].pk)
    return len(wanted)


def wants(member: Membership, kind: str) -> bool:
    """Tell whether a member gets messages of a kind."""
    return member.active and kind not in member.muted


@transaction.atomic
def choose_messages(*, member: Membership, kinds: Sequence[str]) -> Membership:
    """Choose which messages one gets.

    Raises
    ------
    InputError
        If one is none.
    """
    for kind in sorted(set(kinds) - set(MessageKind.values)):
        raise InputError(
            _("There are no messages about %(kind)s.") % {"kind": quoted(kind[:40])},
            remedy=_("Choose among %(choices)s.") % {"choices": ", ".join(MessageKind.values)},
        )
    before = member.muted
    member.muted = [kind for kind in MessageKind.values if kind not in kinds]
    if member.muted != before:
        member.save(update_fields=["muted"])
        audit.record(
            verb="messages.chosen",
            subject=member,
            by=member,
            before={"muted": before},
            after={"muted": member.muted},
        )
    return member


@task
def send_messages(number: int) -> None:
    """Send the messages of a workspace that were not sent yet, but for those to who has left."""
    with scopes_disabled():
        workspace = Workspace.objects.get(pk=number)
    with scope(workspace=workspace):
        waiting = Message.objects.filter(state__in=TO_SEND).exclude(member__active=False)
        for message in waiting.order_by("pk"):
            send(message)


def send(message: Message) -> None:
    """Send one message, unless somebody else does.

    It is marked before it leaves: one whose sender is killed is never sent twice.
    """
    mine = Message.objects.filter(pk=message.pk, state__in=TO_SEND)
    if not mine.update(state=Message.State.SENDING):
        return
    try:
        with translation.override(message.language):
            subject, text = words_of(message)
            EmailMessage(" ".join(subject.split()), text, to=[message.address]).send()
    except (OSError, ValueError) as error:
        done = {"state": Message.State.FAILED, "problem": str(error)[:200]}
    else:
        done = {"state": Message.State.SENT, "problem": "", "sent_at": timezone.now()}
    Message.objects.filter(pk=message.pk).update(**done)
