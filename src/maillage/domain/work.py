"""Background work: a worker that takes tasks from the database, one after the other."""

from __future__ import annotations

import os
import secrets
import signal
import socket

from django_tasks_db.management.commands.db_worker import Worker

SECONDS_BETWEEN_LOOKS = 0.5


class Program(Worker):
    """The worker of this process; it ends when its server does, and at once when it is idle."""

    def run(self) -> None:
        """Work until told to stop."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.shutdown)
        super().run()


def run_worker(*, once: bool = False) -> None:
    """Work until stopped, or with ``once`` until nothing is left to do."""
    name = f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(3)}"
    Program(
        queue_names=["*"],
        interval=SECONDS_BETWEEN_LOOKS,
        batch=once,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
        excluded_queue_names=[],
    ).run()
