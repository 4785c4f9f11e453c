"""A real funnel (Olist) told through the API, in order and shuffled with repetitions.

Both ways the scores, lives, promises and figures of both teams must be the same. Each lead asks for
a price and reads a case study when it is first known; who was won was accepted, validated and sold
to at that time.

python benchmarks/olist.py FOLDER [LEADS]
"""

from __future__ import annotations

import csv
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import batched
from pathlib import Path
from typing import Any

NOW = datetime(2019, 1, 1, tzinfo=UTC)
FROM, UNTIL = date(2017, 6, 1), date(2018, 5, 31)
BATCH = 100
SINCE = "first_contact_date"
DONE = ("accepted", "validation_call", "sql")
type Event = dict[str, Any]


def told(folder: Path, leads: int | None = None) -> list[Event]:
    """What the two files tell of leads, in order of time; of the first ones where asked for."""
    with (folder / "olist_marketing_qualified_leads_dataset.csv").open(newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: (row[SINCE], row["mql_id"]))
    kept = {row["mql_id"] for row in rows[:leads]}
    events = [event for row in rows[:leads] for event in inquiry(row)]
    with (folder / "olist_closed_deals_dataset.csv").open(newline="") as file:
        won = [row for row in csv.DictReader(file) if row["mql_id"] in kept]
    events += [event for row in won for event in sale(row)]
    return sorted(events, key=lambda event: (event["at"], event["key"]))


def inquiry(row: dict[str, str]) -> Iterator[Event]:
    """A lead that becomes known."""
    at = datetime.fromisoformat(row[SINCE]).replace(hour=13, tzinfo=UTC)
    origin = row["origin"] or "unknown"
    yield event(row["mql_id"], "facts", at, {"origin": origin, "icp_match": True})
    yield event(row["mql_id"], "pricing_page_view", at, {})
    yield event(row["mql_id"], "case_study_download", at, {"content": row["landing_page_id"]})
    if origin in {"paid_search", "organic_search"}:
        yield event(row["mql_id"], "webinar_attended", at + timedelta(hours=1), {})


def sale(row: dict[str, str]) -> Iterator[Event]:
    """A lead that is won."""
    at = datetime.strptime(row["won_date"], "%d-%m-%Y %H:%M").replace(tzinfo=UTC)
    yield event(row["mql_id"], "first_contact", at - timedelta(hours=1), {"channel": "phone"})
    for place, kind in enumerate(DONE):
        carried = {"role": "sdr", "called_by": "sdr"} if kind != "accepted" else {}
        yield event(row["mql_id"], kind, at + timedelta(minutes=place), carried)


def event(lead: str, kind: str, at: datetime, carried: dict[str, Any]) -> Event:
    """An event as a program sends it."""
    return {"key": f"{lead}-{kind}", "subject": lead, "kind": kind, "at": at.isoformat(),
            "carried": carried}  # fmt: skip


def shuffled(events: list[Event]) -> list[Event]:
    """The same in any order, a seventh of it twice."""
    mixed = events + events[::7]
    random.Random(1).shuffle(mixed)
    return mixed


def send(events: list[Event], workspace: str) -> int:
    """Tell events by the API, and digest them as they come; give how many were new."""
    from django.test import Client

    from maillage.domain.leads.digest import digest
    from maillage.domain.leads.sources import add_source

    _source, token = add_source(key="olist", name="Olist", kind="rest", by="replay")
    client = Client(headers={"Authorization": f"Bearer {token}"})
    new = 0
    for place, some in enumerate(batched(events, BATCH)):
        path = f"/api/v1/{workspace}/lead-events/batch"
        answer = client.post(path, json.dumps({"events": some}), content_type="application/json")
        assert answer.status_code in {200, 202}, answer.content
        new += answer.json()["new"]
        if place % 20 == 19:
            digest(now=NOW)
    digest(now=NOW)
    return new


def answers() -> dict[str, Any]:
    """What came of it: scores and lives, promises, and the figures of both teams."""
    from maillage.domain.leads.alignment.board import board
    from maillage.domain.leads.alignment.periods import Period, part_of_leads
    from maillage.domain.leads.alignment.telling import alignment
    from maillage.models import Lead, LeadIdentity, Promise

    subject = dict(LeadIdentity.objects.values_list("lead", "subject"))
    fields = ("total", "band", "stage", "life", "mql_at", "contacted_at", "accepted_at", "sql_at")
    scores = {subject[row[0]]: row[1:] for row in Lead.objects.values_list("pk", *fields)}
    clock = ("policy", "life", "status", "began_at", "original_due_at", "due_at", "ended_at",
             "used_seconds", "breached")  # fmt: skip
    rows = Promise.objects.values_list("lead", *clock)
    promises = sorted((subject[row[0]], *map(str, row[1:])) for row in rows)
    period = Period(FROM, UNTIL)
    figures = alignment(board(part=part_of_leads(""), period=period, now=NOW))
    return {"scores": scores, "promises": promises, "figures": figures}


def accepted(found: dict[str, Any]) -> tuple[int, int]:
    """How many leads sales accepted, of how many."""
    reading = next(each for each in found["figures"]["figures"] if each["key"] == "conversion")
    return int(reading["readings"][0]["count"]), int(reading["readings"][0]["of"])


def main() -> None:
    """Tell it both ways, each in a workspace of its own, and compare."""
    folder = Path(sys.argv[1])
    leads = int(sys.argv[2]) if len(sys.argv) > 2 else None
    os.environ["MAILLAGE_DATA_DIR"] = tempfile.mkdtemp(prefix="olist-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "maillage.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.test.utils import setup_test_environment
    from django_scopes import scope, scopes_disabled

    from maillage.models import Workspace

    setup_test_environment()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    events, found = told(folder, leads), []
    for slug, order in (("ordered", events), ("shuffled", shuffled(events))):
        with scopes_disabled():
            workspace = Workspace.objects.create(slug=slug, name=slug)
        with scope(workspace=workspace):
            begin = time.process_time()
            new = send(order, slug)
            spent = time.process_time() - begin
            begin = time.process_time()
            found.append(answers())
        counted = time.process_time() - begin
        known, each = len(found[-1]["scores"]), 1000 * spent / len(order)
        print(f"{slug}: {len(order):,} events, {new:,} new, {known:,} leads: {spent:.1f} CPU s,")
        print(f"  {each:.2f} ms each; figures {counted:.1f} CPU s")
    same = {key: found[0][key] == found[1][key] for key in found[0]}
    print("the same:", same, "accepted:", accepted(found[0]))
    if not all(same.values()):
        sys.exit("the order of events changes what is counted")


if __name__ == "__main__":
    main()
