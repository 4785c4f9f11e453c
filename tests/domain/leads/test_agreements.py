"""Versions of the agreement: each begins now or later, and contradicts itself in nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from maillage.core.leads.calendars import Calendar, Hours
from maillage.core.leads.sla.policies import SEED_POLICIES
from maillage.domain.leads.agreements import (
    agree,
    agreement_called,
    agreement_state,
    agreements,
    terms_of,
)
from maillage.domain.leads.calendar_versions import save_calendar
from maillage.domain.leads.differences import Different, differences
from maillage.domain.leads.terms import agreement_at
from maillage.domain.leads.written import WrittenCalendar, WrittenPolicy, WrittenTerms
from maillage.domain.leads.written.promises import WrittenEscalation
from maillage.errors import InputError, NotFoundError, ParameterError
from maillage.models import Agreement, Event
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
SEED = WrittenTerms(policies=[WrittenPolicy.of(each) for each in SEED_POLICIES])


def changed(**fields) -> WrittenTerms:
    """The agreement of the source, its promise of a first contact changed."""
    policies = list(SEED.policies)
    policies[1] = policies[1].model_copy(update=fields)
    return SEED.model_copy(update={"policies": policies})


def test_an_agreement_holds_at_once_or_later_and_the_old_ones_stay():
    marketing = member("marketing")
    made = agree(written=changed(within="30m"), note="faster", by=marketing, now=NOW)
    later = agree(written=SEED, effective_from=NOW + timedelta(days=1), by=marketing, now=NOW)
    assert [each.version for each in agreements()] == [3, 2, 1]
    assert [agreement_state(each, NOW) for each in agreements()] == ["to_come", "in_force", "past"]
    row, policies = agreement_at(NOW)
    assert (row, row.note, row.by) == (made, "faster", marketing)
    assert policies[1].target.amount == timedelta(minutes=30)
    assert {each.version for each in policies} == {2}
    assert agreement_at(later.effective_from)[0] == later
    assert terms_of(agreement_called(1)).read() == SEED_POLICIES
    assert Event.objects.filter(verb="agreement.changed").count() == 2


def test_a_promise_that_a_calendar_has_no_time_for_is_refused():
    an_hour_a_week = Calendar("slow", 1, "UTC", (Hours(0, 540, 600),))
    save_calendar(written=WrittenCalendar.of(an_hour_a_week), country="FR", by="")
    with pytest.raises(ParameterError, match="not that much work between 1971 and 2099 in 'fr'"):
        agree(written=changed(within="200d"), by="", now=NOW)
    assert agree(written=changed(within="40h"), by="", now=NOW).version == 2


def test_who_hears_of_a_breach_fits_where_it_is_stored():
    with pytest.raises(ValidationError, match="at most 120 characters"):
        WrittenEscalation(to="x" * 121)


def test_what_differs_is_said_by_promise():
    agree(written=changed(within="30m", warnings=[0.5]), by="", now=NOW)
    before, after = (terms_of(agreement_called(each)).model_dump(mode="json") for each in (1, 2))
    assert differences(before, after) == [
        Different("E-03 › within", "1h", "30m"),
        Different("E-03 › warnings", "0.5, 0.8", "0.5"),
    ]


def test_an_agreement_does_not_begin_in_the_past():
    with pytest.raises(InputError, match="in the past"):
        agree(written=SEED, effective_from=NOW - timedelta(seconds=1), by="", now=NOW)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (changed(name="E-01"), "'E-01' comes twice"),
        (changed(within="soon"), "'soon' is no amount of time"),
        (changed(within="0m"), "cannot be kept"),
        (changed(warnings=[0.8, 0.5]), "out of order"),
        (changed(fulfilled_by="mql"), "begins with what fulfils it"),
        (SEED.model_copy(update={"reassign_on_breach": ["E-99"]}), "no promise 'E-99'"),
    ],
)
def test_what_contradicts_itself_is_refused(written, message):
    with pytest.raises(ParameterError, match=message):
        agree(written=written, by="", now=NOW)
    assert not Agreement.objects.filter(version=2).exists()


def test_a_version_that_is_not_there_is_not_found():
    with pytest.raises(NotFoundError, match="no version 5"):
        agreement_called(5)
