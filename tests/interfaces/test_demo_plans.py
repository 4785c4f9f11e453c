"""The plans of the demonstration: one in each state, written once (B-09, L-01)."""

from __future__ import annotations

from datetime import date

import pytest

from maillage.domain.demo import load_demonstration
from maillage.domain.demo_people import let_demo_people_in
from maillage.interfaces.demo_plans import plan_demonstration
from maillage.models import Membership, PlanNote, RepPlan

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

TODAY = date(2026, 6, 30)


def test_one_plan_in_each_state_is_written_once(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    load_demonstration(by="tests", on=TODAY)
    people = let_demo_people_in()
    assert plan_demonstration(addresses=people.addresses, on=TODAY) == 4
    rep = Membership.objects.get(role="rep").rep
    plans = {each.state: each for each in RepPlan.objects.select_related("rep")}
    assert (sorted(plans), plans["proposed"].rep) == (
        ["accepted", "discussed", "draft", "proposed"], rep,
    )  # fmt: skip
    assert (plans["accepted"].objective, plans["accepted"].in_force) == (1_200_000, 1)
    assert PlanNote.objects.get().plan == plans["accepted"]
    assert plan_demonstration(addresses=people.addresses, on=TODAY) == 0
