"""Does the same thing twice at the same moment, in processes of their own, again and again.

Run as a program on the database of the environment; prints what was found as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import django

django.setup()

from django.db import connections  # noqa: E402 (Django first)
from django.utils import timezone  # noqa: E402
from django_scopes import scope  # noqa: E402

from maillage.domain.accounts.claims import decide_claim, open_claim  # noqa: E402
from maillage.domain.accounts.ownership import give_account  # noqa: E402
from maillage.domain.accounts.transfers import undo_transfer  # noqa: E402
from maillage.domain.territories.editing.moves import move_units  # noqa: E402
from maillage.domain.territories.publishing.publish import publish_scenario  # noqa: E402
from maillage.domain.territories.publishing.rollback import roll_back_publication  # noqa: E402
from maillage.domain.territories.rules.applying import apply_rules  # noqa: E402
from maillage.domain.territories.rules.editing import save_rule  # noqa: E402
from maillage.domain.territories.rules.testing import try_rules  # noqa: E402
from maillage.errors import MaillageError  # noqa: E402
from maillage.models import (  # noqa: E402
    Account,
    Change,
    Claim,
    Event,
    Membership,
    Ownership,
    Publication,
    PublishedAccount,
    Rep,
    Scenario,
    Transfer,
    TransferredAccount,
    Workspace,
)
from tests.domain.territories.publishing.committee import approved_for, person, soon  # noqa: E402
from tests.domain.territories.today import ADDISON, BENNINGTON, owned_today, today  # noqa: E402

ROUNDS = 2
BREATH = 0.25
"""Seconds until all children of a round stand ready."""

Work = Callable[[], object]


def race(*works: Work) -> list[str]:
    """Do all of it at the same moment; give what each came to: done, or the name of its error."""
    connections.close_all()
    start = time.monotonic() + BREATH
    children = [(*os.pipe(), work) for work in works]
    processes = [child(work, start, writing) for _reading, writing, work in children]
    found = []
    for (reading, writing, _work), process in zip(children, processes, strict=True):
        os.close(writing)
        os.waitpid(process, 0)
        with os.fdopen(reading) as stream:
            found.append(stream.read())
    return sorted(found)


def child(work: Work, start: float, writing: int) -> int:
    """Do one piece of work in a process of its own, at a moment; gives the process."""
    process = os.fork()
    if process:
        return process
    try:
        connections["default"].ensure_connection()
        time.sleep(max(0.0, start - time.monotonic()))
        try:
            work()
            said = "done"
        except MaillageError as error:
            said = type(error).__name__
        except BaseException as error:  # noqa: BLE001 - whatever else is what is looked for
            said = f"fault: {type(error).__name__}: {error}"
        os.write(writing, said.encode())
    finally:
        connections.close_all()
        os._exit(0)


def twice_published(chief: Membership) -> list[Any]:
    """The same scenario, published twice."""
    scenario = approved_for(soon(), chief)

    def publish() -> None:
        publish_scenario(scenario=scenario, effective_on=soon(), by=chief)

    said = race(publish, publish)
    made = Publication.objects.filter(scenario=scenario)
    accounts = PublishedAccount.objects.filter(publication__in=made).count()
    roll_back_publication(publication=made.get(), by=chief)
    return [said, made.count(), accounts]


def two_published(chief: Membership) -> list[Any]:
    """Two scenarios that contradict each other, both approved."""
    both = [approved_for(soon(), chief, moved=(unit,)) for unit in (ADDISON, BENNINGTON)]
    said = race(
        *(
            lambda each=each: publish_scenario(scenario=each, effective_on=soon(), by=chief)
            for each in both
        )
    )
    made = Publication.objects.filter(scenario__in=both)
    stages = sorted(Scenario.objects.filter(pk__in=[each.pk for each in both])
                    .values_list("status", flat=True))  # fmt: skip
    given = list(made.get().accounts.values_list("account__county", flat=True))
    right = given == [{both[0].pk: ADDISON, both[1].pk: BENNINGTON}[made.get().scenario_id]]
    roll_back_publication(publication=made.get(), by=chief)
    return [said, stages, right]


def twice_claimed(chief: Membership) -> list[Any]:
    """The same account, claimed twice by a rep, then decided on twice."""
    account = Account.objects.filter(ownerships__rep__external_id="R1").order_by("pk")[0]
    rival, now = Rep.objects.get(external_id="R2"), timezone.now()

    def claim() -> None:
        open_claim(account=account, claimant=rival, code="other", reason="W", by=chief, now=now)

    said = race(claim, claim)
    found = Claim.objects.get(account=account, state="open")
    events = Event.objects.filter(verb="claim.opened", after__claim=found.pk).count()

    def decide() -> None:
        decide_claim(claim=found, upheld=False, text="No", by=chief, now=now)

    decided = race(decide, decide)
    found.refresh_from_db()
    return [said, events, decided, found.state]


def twice_moved(chief: Membership) -> list[Any]:
    """The same unit of a scenario, moved to two territories from one revision."""
    scenario = today(chief, on=timezone.localdate())
    said = race(
        *(
            lambda to=to: move_units(
                scenario=scenario, units=[ADDISON], territory=to, revision=0, by=chief
            )
            for to in (2, 0)
        )
    )
    scenario.refresh_from_db()
    return [said, scenario.revision, Change.objects.filter(scenario=scenario).count()]


def ruled_and_given(chief: Membership) -> list[Any]:
    """The rules applied while somebody gives one of their accounts; whatever is, is whole."""
    day = date(2031, 1, 1) + timedelta(days=Transfer.objects.count())
    seen = try_rules(on=day).fingerprint
    account = Account.objects.filter(ownerships__rep__external_id="R1").order_by("pk")[3]
    second = Rep.objects.get(external_id="R2")

    def apply() -> None:
        apply_rules(on=day, seen=seen, by=chief)

    def give() -> None:
        give_account(account=account, rep=second, starts_on=day, reason="asked", by=chief)

    said = race(apply, give)
    begun = dict(Ownership.objects.filter(starts_on=day).values_list("account", "rep"))
    rows = TransferredAccount.objects.count()
    events = Event.objects.filter(verb="account.given", after__has_key="transfer").count()
    whole = rows == events == sum(each.figures["accounts"] for each in Transfer.objects.all())
    others = {"done": 14, "ConflictError": 1}[said[0] if said[0] != "done" else said[1]]
    Ownership.objects.filter(starts_on=day).delete()
    Ownership.objects.filter(ends_on=day).update(ends_on=None)
    return [said, begun[account.pk] == second.pk, whole, len(begun) == others]


def twice_undone(chief: Membership) -> list[Any]:
    """The same transfer, undone twice."""
    day = date(2041, 1, 1)
    done = apply_rules(on=day, seen=try_rules(on=day).fingerprint, by=chief)

    def undo() -> None:
        undo_transfer(transfer=done, by=chief)

    said = race(undo, undo)
    left = Ownership.objects.filter(starts_on=day).count()
    return [said, left, Event.objects.filter(verb="transfer.undone", subject_id=done.pk).count()]


RACES = (twice_published, two_published, twice_claimed, twice_moved, twice_undone, ruled_and_given)


def main() -> None:
    """Run every race a few times."""
    found: dict[str, list[Any]] = {}
    with scope(workspace=Workspace.objects.get()):
        owned_today()
        third = Rep.objects.create(external_id="R3", name="Third")
        chief = person("operations")
        save_rule(name="Vermont", criteria={"field": "state", "is": ["VT"]}, rep=third,
                  starts_on=date(2030, 1, 1), by=chief)  # fmt: skip
        for each in RACES:
            found[each.__name__] = [each(chief) for _round in range(ROUNDS)]
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
