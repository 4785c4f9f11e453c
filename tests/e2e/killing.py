"""Publishes a scenario again and again in children that are killed while they do, and looks.

Run as a program on the database of the environment; prints what was found as JSON.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from typing import Any

import django

django.setup()

from django.db import connections  # noqa: E402 (Django first)
from django_scopes import scope  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402

from maillage.domain.territories.publishing.publish import publish_scenario  # noqa: E402
from maillage.domain.territories.publishing.rollback import roll_back_publication  # noqa: E402
from maillage.models import (  # noqa: E402
    Account,
    Event,
    Letter,
    Ownership,
    Publication,
    PublishedAccount,
    Rep,
    Scenario,
    Workspace,
)
from tests.domain.territories.publishing.committee import approved_for, person, soon  # noqa: E402
from tests.domain.territories.scene import place  # noqa: E402
from tests.domain.territories.today import ADDISON, owned_today  # noqa: E402

ACCOUNTS = 6_000
MOST_TRIALS = 14
ENOUGH = 5


def fill() -> Scenario:
    """Make a company whose publication changes thousands of accounts, approved for a day."""
    owned_today()
    where = place(ADDISON)
    made = Account.objects.bulk_create(
        Account(external_id=f"B{number}", name=f"B{number}", potential=1.0, **where)
        for number in range(ACCOUNTS)
    )
    first = Rep.objects.get(external_id="R1")
    first.email = "r1@example.com"
    first.save()
    day = Ownership.objects.order_by("pk")[0].starts_on
    Ownership.objects.bulk_create(
        Ownership(account=each, rep=first, starts_on=day) for each in made
    )
    return approved_for(soon(), person("director"))


def counts() -> dict[str, Any]:
    """All a publication writes, counted."""
    rows = Ownership.objects.values_list("account_id", "rep__external_id", "starts_on", "ends_on")
    return {
        "ownerships": hash(tuple(sorted(map(str, rows)))),
        "stage": Scenario.objects.get().status,
        "publications": Publication.objects.filter(rolled_back_at=None).count(),
        "accounts": PublishedAccount.objects.count(),
        "given": Event.objects.filter(verb="account.given").count(),
        "published": Event.objects.filter(verb="scenario.published").count(),
        "letters": Letter.objects.count(),
        "tasks": DBTaskResult.objects.count(),
    }


def publish(scenario: Scenario) -> int:
    """Publish in a child; gives its process."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            publish_scenario(scenario=scenario, effective_on=soon(), by=scenario.owner)
            code = 0
        finally:
            connections.close_all()
            os._exit(code)
    return child


def trial(scenario: Scenario, wait: float | None) -> bool:
    """Publish, killed after a while unless it is done; tells whether it was killed."""
    child = publish(scenario)
    if wait is not None:
        time.sleep(wait)
        os.kill(child, signal.SIGKILL)
    _child, status = os.waitpid(child, 0)
    if wait is None and status != 0:
        raise RuntimeError("the publication failed")
    return os.WIFSIGNALED(status)


def expected(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What is there after a publication on top of what was there before."""
    grown = {
        "accounts": ACCOUNTS + 1, "given": ACCOUNTS + 1, "published": 1, "letters": 2, "tasks": 1
    }  # fmt: skip
    return (
        before
        | {"ownerships": after["ownerships"], "stage": "published", "publications": 1}
        | {name: before[name] + count for name, count in grown.items()}
    )


def roll_back(scenario: Scenario) -> None:
    """Take the publication back."""
    publication = Publication.objects.get(rolled_back_at=None)
    roll_back_publication(publication=publication, by=scenario.owner)
    scenario.refresh_from_db()


def main() -> None:
    """Kill publications at random moments and compare what is there with all and with nothing."""
    draw = random.Random(int(sys.argv[1]))
    found = {"killed": 0, "nothing": 0, "all": 0, "between": []}
    with scope(workspace=Workspace.objects.get()):
        scenario = fill()
        begun = time.monotonic()
        trial(scenario, None)
        lasts = time.monotonic() - begun
        after = counts()
        roll_back(scenario)
        for _number in range(MOST_TRIALS):
            before = counts()
            found["killed"] += trial(scenario, draw.uniform(0.0, 1.05) * lasts)
            now = counts()
            if now == before:
                found["nothing"] += 1
            elif now == expected(before, after):
                found["all"] += 1
                roll_back(scenario)
            else:
                found["between"].append([before, now])
            if found["killed"] >= ENOUGH:
                break
        trial(scenario, None)
        found["at_last"] = counts()["publications"]
    sys.stdout.write(json.dumps(found | {"seconds": lasts}) + "\n")


if __name__ == "__main__":
    main()
