"""What lists say of publications: in force, to come, superseded (B-04)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.domain.territories.publishing.published import published
from maillage.interfaces.lists.decisions import force_text
from maillage.models import Publication, Scenario, Submission
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def put_in_force(by, days: int, **fields) -> Publication:
    """Publish a scenario from a number of days from today on."""
    day = timezone.localdate() + timedelta(days=days)
    scenario = Scenario.objects.create(
        name=f"Plan {Scenario.objects.count()}", unit_level="county", geography_vintage="2023"
    )
    submission = Submission.objects.create(
        scenario=scenario, revision=0, digest="", effective_on=day, by=by
    )
    return Publication.objects.create(
        scenario=scenario, submission=submission, effective_on=day, by=by, **fields
    )


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([-30, 0], ["superseded", "in force"]),
        ([-30, 20], ["in force", "to come"]),
        ([10, 20], ["to come", "to come"]),
        ([20, 10], ["superseded", "to come"]),
        ([20, 20], ["superseded", "to come"]),
        ([-60, -30, 20], ["superseded", "in force", "to come"]),
    ],
)
def test_a_publication_holds_until_a_later_one_begins(days, said):
    by = member()
    made = [put_in_force(by, each) for each in days]
    found = {row.pk: force_text(row) for row in published()}
    assert [found[each.pk] for each in made] == said


def test_what_was_rolled_back_replaces_nothing():
    by = member()
    first = put_in_force(by, -30)
    gone = put_in_force(by, 0, rolled_back_at=timezone.now(), rolled_back_by=by)
    found = {row.pk: force_text(row) for row in published()}
    assert (found[first.pk], found[gone.pk]) == ("in force", "rolled back")
