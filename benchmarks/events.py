"""Events told to a real server: how many a second, how long one takes, and what a kill loses.

    python benchmarks/events.py [--database postgresql sqlite] [--seconds 60] [--kills 20]

``maillage serve`` runs as a process of its own with its worker, on a throw-away PostgreSQL that
writes to its disk before it answers, and on SQLite. Events are told on time whether the server
keeps up or not; what takes long counts from when it was due. Demands: on PostgreSQL 2,000 events a
second for 60 s in batches of 100, and 99 % of single ones within 100 ms at 200 a second; on SQLite
200 a second. No answer is given before the disk has kept it, so how long the disk itself takes for
8 kB is measured beside. Each load begins when what was told before is digested. Then server and
worker are killed under load: nothing acknowledged may be lost, and nothing may be there twice.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from serving import environment, late, on_each, processor, served

ROOT = Path(__file__).resolve().parents[1]
LOADS = {
    "postgresql": ((2_000, 100), (200, 1)),
    "sqlite": ((200, 100), (200, 1)),
}
"""Events a second and in a request."""

CONNECTIONS = 8


def prepare() -> str:
    """Make a workspace with a source; give its token."""
    from django_scopes import scope

    from maillage.domain.leads.sources import add_source
    from maillage.domain.workspace import prepare_database
    from maillage.models import Workspace

    prepare_database(create=True)
    workspace = Workspace.objects.first() or Workspace.objects.create(slug="main", name="Main")
    with scope(workspace=workspace):
        return add_source(key="website", name="Website", kind="rest", by="benchmark")[1]


def tell(address: str, token: str, rate: int, size: int, seconds: float) -> tuple[list, Counter]:
    """Tell events at a rate; give the milliseconds from when each was due, and the answers."""
    from tests.e2e.telling import Client, batch, event

    port = int(address.rpartition(":")[2])
    requests = int(rate / size * seconds)
    times: list[float] = []
    answers: Counter[int] = Counter()
    began = time.perf_counter() + 0.5

    def work(first: int) -> None:
        client = Client(port, token)
        for number in range(first, requests, CONNECTIONS):
            name = f"{rate}-{size}-{number}"
            body = batch(name, size) if size > 1 else json.dumps(event(name, number)).encode()
            due = began + number * size / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            status = client.send(body, "lead-events/batch" if size > 1 else "lead-events")
            times.append(1000 * (time.perf_counter() - due))
            answers[status] += 1

    threads = [threading.Thread(target=work, args=(first,)) for first in range(CONNECTIONS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    print(f"told in {time.perf_counter() - began:.1f} s of {seconds:.0f} s", end=", ")
    return times, answers


def measure(database: str, asked) -> None:
    """All of it on one database."""
    with environment(database) as folder:
        token = prepare()
        from django.db import connections

        connections.close_all()
        with served(folder) as (address, process):
            tell(address, token, 50, 1, 4)
            print("warm")
            for rate, size in LOADS[database]:
                print(f"digested within {digested():.0f} s")
                before = processor(process)
                with disk(folder) as kept:
                    times, answers = tell(address, token, rate, size, asked.seconds)
                spent = processor(process) - before
                print(f"{rate} a second by {size}: {shares(times)}; answers {dict(answers)}; the "
                      f"server used {spent:.1f} CPU s; the disk alone: {shares(kept)}",
                      flush=True)  # fmt: skip
        told = 200 + sum(int(rate / size * asked.seconds) * size for rate, size in LOADS[database])
        look(told)
        if asked.kills:
            killed(folder, token, asked.kills)


def digested() -> float:
    """Wait until nothing is left to digest; give the seconds it took."""
    from django.db import connections
    from django_scopes import scopes_disabled

    from maillage.models import LeadEvent

    began = time.perf_counter()
    with scopes_disabled():
        while LeadEvent.objects.filter(digested_at__isnull=True).exists():
            time.sleep(1)
    connections.close_all()
    return time.perf_counter() - began


def shares(times: list[float]) -> str:
    """Milliseconds within which half, 95 % and 99 % of them were, and the longest."""
    found = sorted(times)
    return (f"50 % {found[len(found) // 2]:.1f} ms, 95 % {late(found):.1f} ms, 99 % "
            f"{found[int(0.99 * len(found))]:.1f} ms, longest {found[-1]:.0f} ms")  # fmt: skip


@contextmanager
def disk(folder: Path) -> Iterator[list[float]]:
    """Twenty times a second write 8 kB and wait for the disk; give the milliseconds it took."""
    times: list[float] = []
    over = threading.Event()

    def work() -> None:
        with (folder / "kept").open("r+b" if (folder / "kept").exists() else "w+b") as file:
            while not over.wait(0.05):
                began = time.perf_counter()
                os.pwrite(file.fileno(), bytes(8192), 0)
                os.fdatasync(file.fileno())
                times.append(1000 * (time.perf_counter() - began))

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield times
    finally:
        over.set()
        thread.join()


def look(told: int) -> None:
    """Compare what was told with what is stored."""
    from django_scopes import scopes_disabled

    from maillage.models import LeadEvent

    with scopes_disabled():
        print(f"told {told}, stored {LeadEvent.objects.count()}", flush=True)
        LeadEvent.objects.all()._raw_delete("default")


class Programs:
    """``maillage serve`` and ``maillage worker``, which can be killed."""

    def __init__(self, folder: Path) -> None:
        from tests.postgresql import free_port

        self.port = free_port()
        self.folder = folder
        self.words = {"server": ["serve", "--no-worker", "--port", str(self.port)],
                      "worker": ["worker"]}  # fmt: skip
        self.running = {name: self.start(name) for name in self.words}
        self.wait()

    def start(self, name: str) -> subprocess.Popen:
        """Start one of them."""
        program = Path(sys.executable).with_name("maillage")
        with (self.folder / "killed.log").open("ab") as log:
            return subprocess.Popen([program, "--data-dir", self.folder, *self.words[name]],
                                    stdout=log, stderr=log)  # fmt: skip

    def kill(self, name: str) -> None:
        """Kill one of them as if the machine had, and start it again."""
        self.running[name].kill()
        self.running[name].wait()
        self.running[name] = self.start(name)
        if name == "server":
            self.wait()

    def wait(self) -> None:
        """Wait until the server answers."""
        from tests.e2e.killing_events import wait_for

        wait_for(self.port)

    def close(self) -> None:
        """End both."""
        for each in self.running.values():
            each.kill()
            each.wait()


def killed(folder: Path, token: str, kills: int) -> None:
    """Kill server and worker while events are told."""
    from django_scopes import scope
    from tests.e2e.killing_events import kill_under_load

    from maillage.models import Workspace

    with scope(workspace=Workspace.objects.get()):
        found = kill_under_load(Programs(folder), token, kills=kills, seed=7)
    print(f"{kills} kills: {found}", flush=True)


def main() -> None:
    """Measure as the command line asks."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", nargs="+", default=["postgresql", "sqlite"], choices=LOADS)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--kills", type=int, default=20)
    asked = parser.parse_args()
    on_each(asked.database, partial(measure, asked=asked))


if __name__ == "__main__":
    main()
