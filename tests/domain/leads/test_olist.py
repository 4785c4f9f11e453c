"""A real funnel told through the API in any order: the same scores, clocks and figures (Olist)."""

from __future__ import annotations

import pytest
from benchmarks.olist import accepted, answers, send, shuffled, told
from django_scopes import scope

from maillage.models import Lead
from tests.people import other_workspace

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
LEADS = 100


def test_a_real_funnel_in_order_and_shuffled_gives_the_same(shared_data):
    events = told(shared_data / "crm" / "olist", LEADS)
    assert send(events, "main") == len(events)
    first = answers()
    with scope(workspace=other_workspace()):
        assert send(shuffled(events), "other") == len(events)
        second = answers()
    assert first == second
    assert Lead.objects.count() == LEADS
    won = len([each for each in events if each["kind"] == "sql"])
    assert won > 0
    assert accepted(first) == (won, LEADS)
    assert len(first["promises"]) >= 2 * LEADS
