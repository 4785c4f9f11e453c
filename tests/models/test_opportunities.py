"""What an opportunity cannot be is refused by the database itself."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django_scopes import scope

from maillage.models import Opportunity, StageEntry
from tests.domain.accounts.factories import make_account, make_rep
from tests.people import other_workspace

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": -1},
        {"outcome": "won"},
        {"outcome": "open", "closed_on": DAY},
        {"outcome": "lost", "opened_on": DAY, "closed_on": date(2026, 2, 28)},
        {"outcome": "gone", "closed_on": DAY},
        {"external_id": "O1"},
    ],
)
def test_what_cannot_be_is_refused(wrong):
    rep = make_rep(1)
    Opportunity.objects.create(external_id="O1", rep=rep)
    with pytest.raises(IntegrityError), transaction.atomic():
        Opportunity.objects.create(**{"external_id": "O2", "rep": rep, **wrong})


def test_a_stage_is_entered_once_a_day_and_has_a_name():
    found = Opportunity.objects.create(external_id="O1", rep=make_rep(1))
    found.entries.create(stage="Proposal", entered_on=DAY)
    for stage in ("Proposal", ""):
        with pytest.raises(IntegrityError), transaction.atomic():
            found.entries.create(stage=stage, entered_on=DAY)
    found.entries.create(stage="Qualification", entered_on=date(2026, 2, 1))
    assert [str(each) for each in found.entries.all()] == [
        "Qualification (2026-02-01)",
        "Proposal (2026-03-01)",
    ]


def test_entries_and_opportunities_are_those_of_the_workspace():
    found = Opportunity.objects.create(external_id="O1", rep=make_rep(1), account=make_account(1))
    found.entries.create(stage="Proposal", entered_on=DAY)
    with scope(workspace=other_workspace()):
        Opportunity.objects.create(external_id="O1", rep=make_rep(1))
        assert (Opportunity.objects.count(), StageEntry.objects.count()) == (1, 0)
