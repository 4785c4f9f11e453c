"""Tells events to a server, each batch until it is acknowledged; prints what came of it as JSON.

``python -m tests.e2e.telling PORT TOKEN`` sends until it is told to end (SIGTERM).
"""

from __future__ import annotations

import http.client
import json
import signal
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

BATCH = 20
SENDERS = 2
PATIENCE = 120.0


@dataclass
class Client:
    """A program with the token of a source, over one connection that it opens again."""

    port: int
    token: str
    workspace: str = "main"
    connection: http.client.HTTPConnection | None = None

    def send(self, body: bytes, path: str = "lead-events/batch") -> int:
        """Send once; give the status, 0 where there was no answer."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        try:
            self.connection.request("POST", f"/api/v1/{self.workspace}/{path}", body, headers)
            answer = self.connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            self.connection = None
            return 0
        return answer.status


def event(key: str, number: int) -> dict[str, object]:
    """An event as a website tells it, of one of a thousand leads."""
    at = datetime(2026, 3, 6, tzinfo=UTC) + timedelta(seconds=number)
    carried = {"page": f"/pages/{number % 50}", "campaign": "spring"}
    return {"key": key, "subject": f"L{number % 1000}", "kind": "page_view", "at": at.isoformat(),
            "carried": carried}  # fmt: skip


def batch(name: str, size: int) -> bytes:
    """A batch of events whose keys begin with a name."""
    events = [event(f"{name}-{number}", number) for number in range(size)]
    return json.dumps({"events": events}).encode()


@dataclass
class Sender:
    """Sends one batch after the other, each until it is acknowledged."""

    number: int
    client: Client
    stopped: threading.Event
    sent: int = 0
    acknowledged: int = 0
    refused: list[int] = field(default_factory=list)
    again: int = 0

    def run(self) -> None:
        """Send until told to stop; a batch that was begun is sent to its end."""
        while not self.stopped.is_set():
            body = batch(f"s{self.number}-{self.sent}", BATCH)
            self.sent += 1
            until = time.monotonic() + PATIENCE
            while (status := self.client.send(body)) not in {200, 202}:
                if status not in {0, 500, 503} or time.monotonic() > until:
                    self.refused.append(status)
                    break
                self.again += 1
                time.sleep(0.05)
            else:
                self.acknowledged += 1


def main() -> None:
    """Send until told to end."""
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stopped.set())
    port, token = int(sys.argv[1]), sys.argv[2]
    senders = [Sender(number, Client(port, token), stopped) for number in range(SENDERS)]
    threads = [threading.Thread(target=each.run) for each in senders]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    sys.stdout.write(json.dumps({
        "sent": [each.sent for each in senders],
        "acknowledged": sum(each.acknowledged for each in senders),
        "again": sum(each.again for each in senders),
        "refused": [status for each in senders for status in each.refused],
    }))  # fmt: skip


if __name__ == "__main__":
    main()
