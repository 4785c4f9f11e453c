"""Figures of both teams from what is stored, counted by hand (I-01 to I-08, E-05, X-13, X-14)."""

from __future__ import annotations

from datetime import date

import pytest

from maillage.core.leads.metrics.rates import Rate, Verdict
from maillage.domain.leads.alignment.definitions import definitions
from maillage.domain.leads.alignment.figures import figure, figures
from maillage.domain.leads.alignment.measures import MEASURES, reading_words
from maillage.domain.leads.alignment.periods import Period, part_of_leads, period_asked
from maillage.errors import NotFoundError, ParameterError
from maillage.models import LeadIdentity
from tests.domain.leads.alignment.scene import FEBRUARY, NOW, make_february, told

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
PERIOD = Period(*FEBRUARY)


def asked(of: str = "") -> dict[str, dict[str, object]]:
    found = figures(part=part_of_leads(of), period=PERIOD, now=NOW, months=2)
    return {
        each.definition.key: {reading.key: reading.estimate for reading in each.readings}
        for each in found
    }


def values(of: str = "") -> dict[str, float | None]:
    found = figures(part=part_of_leads(of), period=PERIOD, now=NOW, months=2)
    return {each.definition.key: each.main.value for each in found}


def test_each_is_defined_named_and_counted_in_the_same_order():
    assert list(definitions()) == list(MEASURES)
    make_february()
    for each in figures(part=part_of_leads(""), period=PERIOD, now=NOW, months=1):
        words = reading_words()[each.definition.key]
        assert [reading.key for reading in each.readings] == list(words)


def test_i01_to_i03_in_both_readings():
    make_february()
    found = asked()
    response = found["response_time"]
    assert response["business_mean"].value == pytest.approx((0.5 + 2 + 16) / 3)
    assert response["business_median"].value == pytest.approx(2)
    assert response["elapsed_mean"].value == pytest.approx((0.5 + 18 + 48) / 3)
    assert response["elapsed_median"].value == pytest.approx(18)
    assert response["waiting"] == Rate(2, 5)
    assert found["conversion"] == {"accepted": Rate(2, 5), "sql": Rate(1, 5)}
    assert found["follow_up"] == {"elapsed": Rate(2, 4), "moved": Rate(2, 4)}


def test_i04_to_i08_of_opportunities():
    make_february()
    found = asked()
    assert found["influence"] == {"touched": Rate(1, 3)}
    assert found["cycle"]["mean"].values.tolist() == [20, 40]
    assert found["size"]["mean"].value == 150
    assert found["win_rate"] == {"won": Rate(2, 3)}
    cost = found["cac"]["cost"]
    assert (cost.spending.cost, cost.spending.customers) == (2800, 1)


def test_e05_the_crm_knows_of_one_change_after_three_minutes_and_of_the_other_not_yet():
    make_february()
    latency = asked()["crm_latency"]
    assert (latency["p95"].value, latency["missing"]) == (pytest.approx(3), Rate(1, 2))


def test_a_rep_a_source_and_a_segment_have_their_own():
    make_february()
    one, fair = values("rep:R1"), values("source:fair")
    assert (one["response_time"], one["win_rate"], one["cac"]) == (0.5, 1.0, None)
    assert (fair["conversion"], fair["follow_up"], fair["influence"]) == (0.0, 0.0, None)
    with pytest.raises(NotFoundError):
        part_of_leads("rep:R9")
    with pytest.raises(NotFoundError):
        part_of_leads("luck:1")


def test_months_before_and_targets():
    make_february()
    found = {
        each.definition.key: each
        for each in figures(part=part_of_leads(""), period=PERIOD, now=NOW, months=2)
    }
    assert found["win_rate"].series == (1.0, pytest.approx(2 / 3))
    assert found["conversion"].series == (None, 0.4)
    assert found["follow_up"].verdict is Verdict.MISSED
    assert found["conversion"].verdict is Verdict.OPEN
    assert found["win_rate"].change.improvement == pytest.approx(2 / 3 - 1)
    assert found["conversion"].change is None


def test_the_rows_behind_a_figure():
    leads = make_february()
    _definition, readings, _records = figure(
        "response_time", part=part_of_leads(""), period=PERIOD, now=NOW
    )
    behind = {each.key: each.rows for each in readings}
    assert behind["business_mean"] == tuple(each.pk for each in leads[:3])
    assert behind["waiting"] == tuple(each.pk for each in leads[3:5])
    with pytest.raises(NotFoundError, match="no figure"):
        figure("luck", part=part_of_leads(""), period=PERIOD, now=NOW)


def test_a_lead_that_turned_out_to_be_another_counts_once():
    leads = make_february()
    leads[1].merged_into = leads[0]
    leads[1].save()
    assert asked()["conversion"]["accepted"] == Rate(1, 4)


def test_what_a_company_did_is_a_contact_of_all_deals_of_the_account():
    leads = make_february()
    leads[1].account = leads[0].account
    leads[1].opportunity = None
    leads[1].save()
    assert asked()["influence"]["touched"] == Rate(1, 3)
    event = told(leads[1], "webinar", NOW.replace(month=1), "crm")
    LeadIdentity.objects.filter(source=event.source).update(of="company")
    event.of = "company"
    event.save()
    found = figure("influence", part=part_of_leads(""), period=PERIOD, now=NOW)[2].deals
    assert found["touches"].max() == 3


def test_periods():
    today = date(2026, 2, 27)
    assert period_asked(None, None, today) == PERIOD
    assert PERIOD.before == Period(date(2026, 1, 1), date(2026, 1, 31))
    week = period_asked(date(2026, 2, 10), date(2026, 2, 16), today)
    assert week.before == Period(date(2026, 2, 3), date(2026, 2, 9))
    quarter = Period(date(2026, 1, 1), date(2026, 3, 31))
    assert quarter.before == Period(date(2025, 10, 1), date(2025, 12, 31))
    for since, until in (
        (date(2026, 2, 10), date(2026, 2, 9)),
        (date(2026, 3, 1), None),
        (date(2020, 1, 1), date(2026, 2, 1)),
        (date(1, 1, 1), None),
        (date(2026, 1, 1), date(9999, 12, 31)),
    ):
        with pytest.raises(ParameterError, match="no period"):
            period_asked(since, until, today)
