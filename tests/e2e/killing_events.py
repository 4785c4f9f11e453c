"""Kills server and worker again and again while events are told, and looks at what is stored.

Run as a program on the database of the environment, which is ready for use; prints what was found
as JSON. Server and worker are children of this process, which has loaded all they need: a new one
answers at once. ``python -m tests.e2e.killing_events KILLS SEED``
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import django

django.setup()

import uvicorn  # noqa: E402 (Django first)
from django.db import connections  # noqa: E402
from django_scopes import scope  # noqa: E402

import maillage.urls  # noqa: E402, F401 (all that a server loads with its first request)
from maillage.asgi import application  # noqa: E402
from maillage.domain.leads.sources import add_source  # noqa: E402
from maillage.domain.work import run_worker  # noqa: E402
from maillage.models import LeadEvent, Workspace  # noqa: E402
from tests.e2e.telling import BATCH, PATIENCE  # noqa: E402
from tests.postgresql import free_port  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
LOAD = (0.3, 1.2)
"""Seconds of load before each kill."""


class Forked:
    """A server and a worker that can be killed, and begin again."""

    def __init__(self) -> None:
        self.port = free_port()
        self.work: dict[str, Callable[[], None]] = {"server": self.serve, "worker": run_worker}
        self.running = {name: self.start(name) for name in self.work}
        self.wait()

    def serve(self) -> None:
        """Answer as ``maillage serve`` does."""
        uvicorn.run(application, port=self.port, log_level="warning", lifespan="off")

    def start(self, name: str) -> int:
        """Start one of them; give its process."""
        connections.close_all()
        child = os.fork()
        if child == 0:
            try:
                self.work[name]()
            finally:
                os._exit(1)
        return child

    def kill(self, name: str) -> None:
        """Kill one of them as if the machine had, and start it again."""
        self.end(name)
        self.running[name] = self.start(name)
        if name == "server":
            self.wait()

    def end(self, name: str) -> None:
        """Kill one of them."""
        os.kill(self.running[name], signal.SIGKILL)
        os.waitpid(self.running[name], 0)

    def wait(self) -> None:
        """Wait until the server answers."""
        wait_for(self.port)

    def close(self) -> None:
        """End both."""
        for name in self.running:
            self.end(name)


def wait_for(port: int) -> None:
    """Wait until a server answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            connection.request("GET", "/health/")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.05)
    raise RuntimeError("the server does not answer")


def kill_under_load(place: Any, token: str, *, kills: int, seed: int) -> dict[str, Any]:
    """Kill server and worker in turn while events are told, and compare with what is stored."""
    draw = random.Random(seed)
    sender = subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.telling", str(place.port), token],
        stdout=subprocess.PIPE, cwd=ROOT, encoding="utf-8",
    )  # fmt: skip
    try:
        for number in range(kills):
            time.sleep(draw.uniform(*LOAD))
            place.kill("worker" if number % 4 == 1 else "server")
        sender.terminate()
        told = json.loads(sender.communicate(timeout=PATIENCE)[0])
    finally:
        sender.kill()
        place.close()
    return told | compared(told)


def compared(told: dict[str, Any]) -> dict[str, int]:
    """Count what was told, what is stored, and what is not there."""
    keys = {
        f"s{sender}-{batch}-{number}"
        for sender, batches in enumerate(told["sent"])
        for batch in range(batches)
        for number in range(BATCH)
    }
    stored = list(LeadEvent.objects.values_list("key", flat=True))
    return {"told": len(keys), "lost": len(keys - set(stored)), "stored": len(stored)}


def main() -> None:
    """Kill, and look at what is there."""
    with scope(workspace=Workspace.objects.get()):
        _source, token = add_source(key="website", name="Website", kind="rest", by="test")
        found = kill_under_load(Forked(), token, kills=int(sys.argv[1]), seed=int(sys.argv[2]))
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
