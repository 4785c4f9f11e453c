"""Rows written past the object layer are what the object layer would have written."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from maillage.domain.accounts.timeline import Period, periods
from maillage.domain.accounts.writing import rewrite_ownership, write_events
from maillage.models import Event, Ownership
from tests.domain.territories.rules.factories import DAY, account, rep
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def test_rows_that_stay_keep_their_keys():
    ana, bea = rep("Ana"), rep("Bea")
    one = account("A1", ana)
    first = Ownership.objects.get(account=one)
    held = periods(Ownership.objects.all())
    until = [replace(held[one.pk][0], ends_on=DAY), Period(bea.pk, DAY, None, reason="nearer")]
    rewrite_ownership([(one.pk, held[one.pk], until)])
    second = Ownership.objects.exclude(pk=first.pk).get()
    assert periods(Ownership.objects.all()) == {one.pk: until}
    assert Ownership.objects.get(pk=first.pk).ends_on == DAY
    rewrite_ownership([(one.pk, periods(Ownership.objects.all())[one.pk], held[one.pk])])
    assert [row.pk for row in Ownership.objects.all()] == [first.pk]
    assert second.reason == "nearer"


def test_an_owner_follows_another_who_is_open():
    ana, bea = rep("Ana"), rep("Bea")
    one = account("A1", ana)
    later = DAY + timedelta(9)
    held = periods(Ownership.objects.all())[one.pk]
    wanted = [replace(held[0], ends_on=later), Period(bea.pk, later)]
    rewrite_ownership([(one.pk, held, wanted)])
    rewrite_ownership([(one.pk, periods(Ownership.objects.all())[one.pk], held)])
    assert periods(Ownership.objects.all()) == {one.pk: held}


def test_events_are_those_of_whoever_acts(workspace):
    someone = member("operations")
    for by in (someone, "import"):
        write_events(verb="account.given", by=by, rows=[(7, {"rep": ""}, None, "é'\"")])
    rows = Event.objects.order_by("pk").values_list(
        "workspace", "actor", "user", "subject_type", "subject_id", "before", "after", "reason"
    )
    about = ("account", "7", {"rep": ""}, None, "é'\"")
    assert list(rows)[-2:] == [
        (workspace.pk, str(someone), someone.user_id, *about),
        (workspace.pk, "import", None, *about),
    ]
