"""Background work: tasks taken from the database one after the other, and what is due by the clock.

``maillage serve`` keeps a worker beside it; ``maillage worker`` is one alone. Each has a clock that
ticks and a digester of what is told of leads, in threads of their own, so that a long design keeps
no webhook and no lead waiting.
"""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable
from datetime import date, datetime

from django.db import close_old_connections
from django.utils import timezone
from django_scopes import scope
from django_tasks_db.management.commands.db_worker import Worker

from maillage.domain.accounts.claims import expire_claims
from maillage.domain.imports.uploads import forget_old_uploads
from maillage.domain.jobs import mark_interrupted
from maillage.domain.leads.chatting import tell_chats
from maillage.domain.leads.digest import digest
from maillage.domain.leads.handing import hand_over_waiting
from maillage.domain.leads.matching import rematch
from maillage.domain.leads.predicting import predict_waiting
from maillage.domain.leads.rescoring import rescore
from maillage.domain.leads.sweeping import sweep
from maillage.domain.programs.idempotency import forget_old_answers
from maillage.domain.programs.webhooks import deliver_waiting, enqueue_events
from maillage.domain.reviews.detecting import watch_potential
from maillage.domain.reviews.timers import flag_overdue_reviews
from maillage.domain.territories.consulting.consultation import end_expired_consultations
from maillage.models import Workspace

SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_BETWEEN_TICKS = 5.0
SECONDS_BETWEEN_MEALS = 0.5
COURTESY = 5
"""How much a worker stands back behind the server beside it, in steps of ``nice``."""

_looked: dict[int, date] = {}

logger = logging.getLogger(__name__)


def send_events(workspace: Workspace, now: datetime) -> None:
    """Put new events on their way, and try those whose time has come."""
    enqueue_events(workspace=workspace, now=now)
    deliver_waiting(workspace=workspace, now=now)


def settle_claims(workspace: Workspace, now: datetime) -> None:
    """End claims nobody decided in time, and send others higher."""
    with scope(workspace=workspace):
        expire_claims(now=now)


def look_at_potential(workspace: Workspace, now: datetime) -> None:
    """Have accounts reviewed where their potential moved, which a process looks at once a day."""
    day = timezone.localdate(now)
    if _looked.get(workspace.pk) == day:
        return
    with scope(workspace=workspace):
        watch_potential(by="clock", on=day)
    _looked[workspace.pk] = day


def sweep_promises(workspace: Workspace, now: datetime) -> None:
    """Warn of deadlines that come near, and escalate those that are missed (E-07)."""
    with scope(workspace=workspace):
        sweep(now=now)


def match_leads_again(workspace: Workspace, _now: datetime) -> None:
    """Find the accounts of leads again where accounts changed."""
    with scope(workspace=workspace):
        rematch()


def score_leads_again(workspace: Workspace, now: datetime) -> None:
    """Add up leads again where their score hangs on something that changed."""
    with scope(workspace=workspace):
        rescore(now=now)


def predict_leads(workspace: Workspace, _now: datetime) -> None:
    """Predict open leads that are new or changed, where a predictive score is switched on."""
    with scope(workspace=workspace):
        predict_waiting()


EVERY_TICK: list[Callable[[Workspace, datetime], object]] = [
    sweep_promises,
    hand_over_waiting,
    settle_claims,
    end_expired_consultations,
    flag_overdue_reviews,
    look_at_potential,
    match_leads_again,
    score_leads_again,
    predict_leads,
    tell_chats,
    send_events,
]
"""What is looked at by the clock in every workspace; each does only what is due, once.

What waits for others outside comes last.
"""


def tick(*, now: datetime | None = None) -> None:
    """Do what is due by the clock; a fault in one piece of work keeps no other waiting."""
    moment = now or timezone.now()
    forget_old_answers(now=moment)
    forget_old_uploads(now=moment)
    for workspace in Workspace.objects.all():
        for work in EVERY_TICK:
            try:
                work(workspace, moment)
            except Exception:
                logger.exception("%s failed in workspace %s", work.__name__, workspace.slug)


class Clock(threading.Thread):
    """Ticks until told to stop; ends this worker where the server it was started by is gone."""

    def __init__(self, *, beside: int | None = None) -> None:
        super().__init__(name="clock", daemon=True)
        self.stopped = threading.Event()
        self.beside = beside

    def run(self) -> None:
        """Tick now, and again after each pause."""
        while True:
            if self.beside is not None and os.getppid() != self.beside:
                os.kill(os.getpid(), signal.SIGTERM)
                return
            close_old_connections()
            try:
                tick()
            except Exception:
                logger.exception("the clock could not tick")
            close_old_connections()
            if self.stopped.wait(SECONDS_BETWEEN_TICKS):
                return


def digest_all() -> None:
    """Digest what was told of leads in every workspace, and give the alarms that are due.

    The clock gives these as well, but it may wait long for a webhook. A fault in one workspace
    keeps no other waiting.
    """
    for workspace in Workspace.objects.all():
        try:
            with scope(workspace=workspace):
                digest(now=timezone.now())
                sweep(now=timezone.now())
        except Exception:
            logger.exception("digestion failed in workspace %s", workspace.slug)


class Digester(threading.Thread):
    """Digests what is told of leads, soon after it is told, until told to stop."""

    def __init__(self) -> None:
        super().__init__(name="digester", daemon=True)
        self.stopped = threading.Event()

    def run(self) -> None:
        """Digest now, and again after each pause."""
        while not self.stopped.wait(SECONDS_BETWEEN_MEALS):
            close_old_connections()
            try:
                digest_all()
            except Exception:
                logger.exception("nothing could be digested")
            close_old_connections()


class Program(Worker):
    """The worker of this process; it ends when it is told to, at once when it is idle."""

    def run(self) -> None:
        """Work until told to stop."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.shutdown)
        super().run()


def run_worker(*, once: bool = False, beside: int | None = None) -> None:
    """Work until stopped, or with ``once`` until nothing is left to do.

    ``beside`` is the process of the server that started this one: its answers come before work, and
    when it is gone, the work ends. What a worker left behind when it was killed is marked as
    interrupted first.
    """
    if beside is not None and hasattr(os, "nice"):
        os.nice(COURTESY)
    mark_interrupted()
    name = f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(3)}"
    program = Program(
        queue_names=["*"],
        interval=SECONDS_BETWEEN_LOOKS,
        batch=once,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
        excluded_queue_names=[],
    )
    if once:
        program.run()
        digest_all()
        tick()
        digest_all()  # what the clock handed over is told of leads as well
        return
    clock, digester = Clock(beside=beside), Digester()
    clock.start()
    digester.start()
    try:
        program.run()
    finally:
        clock.stopped.set()
        digester.stopped.set()
