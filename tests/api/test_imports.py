"""Files taken in, listed and taken back by programs."""

from __future__ import annotations

from datetime import date

import pytest

from maillage.models import ImportRun, Signal
from tests.api.caller import Caller
from tests.domain.accounts.factories import make_account
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def test_an_import_of_signals_is_listed_and_taken_back_once():
    run = ImportRun.objects.create(kind="signals", file_name="intent.csv", sha256="x", created=1)
    Signal.objects.create(
        account=make_account(1), kind="intent", name="CRM", folded="crm", run=run,
        seen_on=date(2026, 1, 5), expires_on=date(2026, 4, 5),
    )  # fmt: skip
    caller = Caller(member("operations"))
    found = caller.get("/imports")
    assert [(each["id"], each["file_name"], each["undone_at"]) for each in found["items"]] == [
        (run.pk, "intent.csv", None)
    ]
    assert caller.send("POST", f"/imports/{run.pk}/undo")["undone_at"] is not None
    assert Signal.objects.count() == 0
    caller.send("POST", f"/imports/{run.pk}/undo", status=409)
    caller.send("POST", f"/imports/{run.pk + 1}/undo", status=404)


def test_official_figures_are_not_taken_back():
    run = ImportRun.objects.create(kind="market", file_name="cbp.csv", sha256="x", created=1)
    answer = Caller(member("operations")).send("POST", f"/imports/{run.pk}/undo", status=409)
    assert answer["title"] == "Imports of this kind are not taken back."
