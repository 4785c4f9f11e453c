"""News of leads for all who have a page of them open: one look at the database serves them all.

A listener holds none of the threads that answer and no connection to the database: it waits in the
loop of events. Each process looks at a workspace every two seconds while somebody listens there, in
one thread for all.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final
from weakref import WeakKeyDictionary

from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session
from django.db import close_old_connections
from django.utils import timezone
from django_scopes import scope

from maillage.domain.leads.news import (
    EVERYBODY,
    Found,
    Marks,
    Trail,
    concerned_since,
    found_since,
    marks_now,
)
from maillage.models import Membership, Workspace
from maillage.web.seats import Seat

SECONDS: Final = 2.0
HEARTBEAT: Final = 15.0
AT_ONCE: Final = 20
"""Listeners told by one look: their pages ask again, and must not all ask at the same moment."""

logger = logging.getLogger(__name__)
_looks = ThreadPoolExecutor(1, "news")
_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[int, Hub]] = WeakKeyDictionary()


@dataclass(eq=False)
class Listener:
    """A page that is open: whose it is, and what its reader looks at.

    ``hears`` is whom news must concern, ``before`` how far the page was told when it was made.
    """

    member: int
    role: str
    session: str
    hears: frozenset[str]
    before: Marks | None = None
    pending: bool = False
    over: bool = False
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def wants(self, new: set[str]) -> bool:
        """Whether news are for this page."""
        return bool(new) and (EVERYBODY in self.hears or EVERYBODY in new or bool(self.hears & new))


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at the database found for those who listened when it began."""

    listeners: Sequence[Listener]
    found: Found
    missed: dict[Listener, set[str]]
    allowed: frozenset[Listener]


@dataclass
class Hub:
    """All listeners of one workspace in this process, those that were told last at the end."""

    workspace: Workspace
    listeners: list[Listener] = field(default_factory=list)
    trail: Trail | None = None
    task: asyncio.Task[None] | None = None

    def enter(self, listener: Listener) -> None:
        """Take a listener in; the first one sets the looks going."""
        self.listeners.append(listener)
        if self.task is None or self.task.done():
            self.task = asyncio.get_running_loop().create_task(self.watch())

    def leave(self, listener: Listener) -> None:
        """Let a listener go."""
        with suppress(ValueError):
            self.listeners.remove(listener)

    async def watch(self) -> None:
        """Look again and again, while somebody listens."""
        looked = sync_to_async(self.look, thread_sensitive=False, executor=_looks)
        self.trail = None
        while self.listeners:
            try:
                self.tell(await looked(list(self.listeners)))
            except Exception:
                logger.exception("News of leads could not be read")
            await asyncio.sleep(SECONDS)

    def look(self, listeners: Sequence[Listener]) -> Look:
        """Look at the database: what is new, and who may still listen."""
        close_old_connections()
        try:
            with scope(workspace=self.workspace):
                self.trail = self.trail or Trail(marks_now())
                found = found_since(self.trail.marks)
                missed = {
                    each: concerned_since(each.before)
                    for each in listeners
                    if each.before is not None
                }
                return Look(listeners, found, missed, still_allowed(listeners))
        finally:
            close_old_connections()

    def tell(self, look: Look) -> None:
        """Wake whom something new concerns, those that waited longest first, and who must go."""
        assert self.trail is not None
        new = self.trail.follow(look.found)
        for each in look.listeners:
            each.over = each not in look.allowed
            each.pending |= each.wants(new | look.missed.get(each, set()))
            each.before = None
        told = [each for each in self.listeners if each.pending and not each.over][:AT_ONCE]
        self.listeners = [each for each in self.listeners if each not in told] + told
        for each in self.listeners:
            if each.over or each in told:
                each.woken.set()


def still_allowed(listeners: Sequence[Listener]) -> frozenset[Listener]:
    """Give those who are signed in, and members in the role in which they began to listen."""
    keys = {each.session for each in listeners}
    now = timezone.now()
    rows = Session.objects.filter(session_key__in=keys, expire_date__gt=now)
    sessions = set(rows.values_list("session_key", flat=True))
    members = Membership.objects.filter(pk__in={each.member for each in listeners}, active=True)
    roles = dict(members.values_list("pk", "role"))
    return frozenset(
        each
        for each in listeners
        if each.session in sessions and roles.get(each.member) == each.role
    )


def hub_of(workspace: Workspace) -> Hub:
    """Find the listeners of a workspace in this process."""
    hubs = _hubs.setdefault(asyncio.get_running_loop(), {})
    return hubs.setdefault(workspace.pk, Hub(workspace))


async def told(
    workspace: Workspace, listener: Listener, seat: Seat | None = None
) -> AsyncIterator[str]:
    """Give an event whenever a page should look again; the last one is called ``over``.

    Whoever listens gives their seat back at the end.
    """
    hub = hub_of(workspace)
    hub.enter(listener)
    try:
        yield "retry: 2000\n\n"
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(listener.woken.wait(), HEARTBEAT)
            if listener.over:
                yield "event: over\ndata: over\n\n"
                return
            if listener.woken.is_set() and hub.trail:
                listener.woken.clear()
                listener.pending = False
                yield f"id: {hub.trail.marks}\nevent: news\ndata: leads\n\n"
            else:
                yield ": still here\n\n"
    finally:
        hub.leave(listener)
        if seat is not None:
            seat.leave()
