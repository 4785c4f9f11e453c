"""The pages of indicators, of the rows behind one, and of reps compared."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tests.domain.reviews.scene import deal, make_year
from tests.people import member, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def manager(client):
    return signed_in(client, member("manager"))


def test_each_number_has_its_definition_its_months_and_its_rows(manager):
    first, _second = make_year()
    today = timezone.localdate()
    deal(50, first, amount=70_000, opened_on=today, closed_on=today)
    shown = manager.get("/main/indicators/").content.decode()
    assert shown.count("<details") == 21
    assert "amounts of the opportunities won · the month · opportunities" in shown
    assert 'class="sparkline"' in shown
    assert "Comes with surveys of customers." in shown
    month = f"{today:%Y-%m}"
    behind = f"/main/indicators/revenue/?of=workspace&amp;month={month}"
    assert behind in shown
    rows = manager.get(behind.replace("&amp;", "&")).content.decode()
    assert "D50" in rows
    assert "D1<" not in rows


def test_another_part_and_month(manager):
    make_year()
    shown = manager.get("/main/indicators/?of=rep:R2&month=2026-05").content.decode()
    assert "Rep 2, May 2026" in shown
    assert "50.0%" in shown
    assert manager.get("/main/indicators/?of=rep:R9").status_code == 404
    assert manager.get("/main/indicators/?month=never").status_code == 200
    accounts = manager.get("/main/indicators/coverage/?of=rep:R2&month=2026-05").content.decode()
    assert "Account 3" in accounts
    assert "Account 1" not in accounts


def test_files_of_all_lists(manager):
    make_year()
    for path in ("", "coverage/", "compared/"):
        answer = manager.get(f"/main/indicators/{path}?format=csv&month=2026-05")
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith("text/csv")


def test_reps_are_not_ranked_by_luck(manager):
    make_year()
    shown = manager.get("/main/indicators/compared/").content.decode()
    assert "not distinguishable from the middle" in shown
    assert "1 to 2" in shown
    assert "Clayton and Kaldor" in shown


def test_a_rep_sees_their_own_first_and_nobody_elses(client):
    first, _second = make_year()
    rep = signed_in(client, member("rep", rep=first))
    assert "Rep 1, " in rep.get("/main/indicators/").content.decode()
    assert rep.get("/main/indicators/?of=rep:R2").status_code == 403
    assert rep.get("/main/indicators/compared/").status_code == 403
