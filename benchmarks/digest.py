"""From events to leads: how many events a second are added up, of new leads and of known ones.

    python benchmarks/digest.py [--database postgresql sqlite] [--events 20000] [--profile]

On a throw-away PostgreSQL that writes to its disk, and on SQLite. New leads tell who they are and
do three things; one in fifty becomes an MQL and is handed over to a rep. Then these leads look at
pages, so that each has a dozen events, and at last a thousand of them look at a hundred more. All
is stored first, and then digested: events per second of processor and per second that passed, the
longest and the median batch. Demand: 2,000 events a second.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from functools import partial

from serving import environment, on_each

NOW = datetime(2026, 3, 9, 15, tzinfo=UTC)
FIRST = ("facts", "page_view", "download", "page_view")
"""What a new lead tells."""
MQL_EVERY = 50
FAITHFUL = 1_000
STORED_AT_ONCE = 1_000


def main() -> None:
    """Measure as the command line asks."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    known = ("postgresql", "sqlite")
    parser.add_argument("--database", nargs="+", default=known, choices=known)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--profile", action="store_true")
    asked = parser.parse_args()
    on_each(asked.database, partial(on, asked=asked))


def on(database: str, asked) -> None:
    """Measure on a database."""
    with environment(database):
        measure(asked)


def measure(asked) -> None:
    """Tell events and digest them."""
    from django_scopes import scope

    from maillage.domain.leads.sources import add_source
    from maillage.domain.workspace import prepare_database
    from maillage.models import Rep, Workspace

    prepare_database(create=True)
    workspace = Workspace.objects.first() or Workspace.objects.create(slug="main", name="Main")
    with scope(workspace=workspace):
        source, _token = add_source(key="website", name="Website", kind="rest", by="benchmark")
        for number in range(20):
            Rep.objects.create(external_id=f"R{number}", name=f"Rep {number}")
        leads = asked.events // len(FIRST)
        digested("warm", told(source, "warm", [("w0", kind) for kind in FIRST]), profile=False)
        stories = {
            "new leads": [(f"L{n}", kind) for n in range(leads) for kind in FIRST]
            + [(f"L{n}", kind) for n in range(0, leads, MQL_EVERY)
               for kind in ("mql_facts", "webinar_attended", "pricing_page_view")],
            "known leads": [(f"L{n % leads}", "page_view") for n in range(asked.events)],
            "leads with long stories": [
                (f"L{n % FAITHFUL}", "page_view") for n in range(2 * asked.events)
            ],
        }  # fmt: skip
        for name, story in stories.items():
            digested(name, told(source, name, story), profile=asked.profile)


def told(source, name: str, story) -> int:
    """Store events of leads as a website tells them; give how many."""
    from maillage.domain.leads.events import NewEvent, record

    events = [
        NewEvent(f"{name}-{number}", "lead", lead, kind.removeprefix("mql_"),
                 NOW - timedelta(hours=5) + timedelta(milliseconds=number), carried(lead, kind))
        for number, (lead, kind) in enumerate(story)
    ]  # fmt: skip
    for first in range(0, len(events), STORED_AT_ONCE):
        record(source=source, events=events[first : first + STORED_AT_ONCE], now=NOW)
    return len(events)


def carried(lead: str, kind: str) -> dict[str, object]:
    """What an event carries."""
    if kind == "mql_facts":
        return {"icp_match": True}
    if kind == "facts":
        return {"name": f"Ana {lead}", "email": f"{lead}@company{lead}.example",
                "company": f"Company {lead}", "country": "US", "state": "NY"}  # fmt: skip
    return {"page": "/pages/7", "campaign": "spring"}


def digested(name: str, events: int, *, profile: bool) -> None:
    """Digest what waits, and say how long it took."""
    from maillage.domain.leads.digest import digest_some
    from maillage.models import Handoff, Lead

    watch = cProfile.Profile()
    if profile:
        watch.enable()
    batches, done = [], 0
    while True:
        begin, spent = time.perf_counter(), time.process_time()
        some = digest_some(now=NOW)
        batches.append((time.process_time() - spent, time.perf_counter() - begin))
        done += some
        if not some:
            break
    watch.disable()
    if done < events:
        sys.exit(f"{events} events were told, {done} were digested")
    cpu, passed = (sum(each) for each in zip(*batches, strict=True))
    lasts = [each for _cpu, each in batches[:-1]]
    print(f"{name}: {events:,} events, {Lead.objects.count():,} leads, {Handoff.objects.count()} "
          f"handed over: {events / cpu:,.0f} a CPU second, {events / passed:,.0f} a second; "
          f"a batch {1000 * statistics.median(lasts):.0f} ms, at most {1000 * max(lasts):.0f} ms",
          flush=True)  # fmt: skip
    if profile:
        pstats.Stats(watch).sort_stats("tottime").print_stats(45)


if __name__ == "__main__":
    main()
