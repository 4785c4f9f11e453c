"""The funnel, promises in both directions, what sales says, changes (E-04 to E-08, I-05 to I-08)."""

from __future__ import annotations

from datetime import date

import pytest

from maillage.core.leads.metrics.rates import Rate, Verdict
from maillage.domain.leads.alignment.behind import behind
from maillage.domain.leads.alignment.comparing import asked_periods, compare
from maillage.domain.leads.alignment.funnel import funnel, heard_from_sales
from maillage.domain.leads.alignment.periods import Period, part_of_leads
from maillage.domain.leads.alignment.promises import both_sides
from maillage.domain.leads.alignment.reading import records
from maillage.errors import NotFoundError, ParameterError
from maillage.models import Opportunity
from tests.domain.accounts.factories import make_rep
from tests.domain.leads.alignment.scene import FEBRUARY, NOW, at, deal, make_february, told

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
PERIOD = Period(*FEBRUARY)
ALL = {"period": PERIOD, "now": NOW}


def steps(of: str = "") -> dict:
    found = records(part_of_leads(of), since=PERIOD.since, now=NOW)
    return {each.key: each for each in funnel(found, PERIOD)}


def test_the_funnel_follows_those_first_heard_of():
    make_february()
    found = steps()
    assert [each.of_first for each in found.values()] == [
        Rate(5, 5), Rate(4, 5), Rate(2, 5), Rate(1, 5), Rate(1, 5), Rate(1, 5)
    ]  # fmt: skip
    assert found["accepted"].of_previous == Rate(2, 4)
    assert (len(found["raw"].waiting), len(found["mql"].waiting)) == (1, 2)
    assert found["mql"].reasons == ()
    assert list(steps("rep:R1")) == list(found)


def test_the_lost_have_their_reasons():
    leads = make_february()
    told(leads[2], "webinar", at(9, 15))
    january = Period(date(2026, 1, 1), date(2026, 1, 31))
    found = records(part_of_leads(""), since=january.since, now=NOW)
    mql = funnel(found, january)[1]
    assert (mql.lost, mql.waiting, mql.reasons) == ((leads[2].pk,), (), (("no budget", 1),))
    Opportunity.objects.filter(external_id="D1").update(outcome="lost", lost_reason="price")
    assert steps()["opportunity"].reasons == (("price", 1),)


def test_promises_are_counted_both_ways():
    leads = make_february()
    to_sales, to_marketing = both_sides(part=part_of_leads(""), **ALL)
    assert (to_sales.rate, to_marketing.rate) == (Rate(1, 2), Rate(1, 2))
    first = to_marketing.policies[0]
    assert (first.policy, first.late, first.open) == ("E-03", (leads[3].pk,), (leads[4].pk,))


def test_what_sales_tells_marketing():
    make_february()
    found = heard_from_sales(part_of_leads(""), PERIOD, NOW)
    assert (found.refused, found.quality) == ((("no_budget", 1),), (("good", 1),))
    assert (found.notes, found.asked) == (("knows the product",), Rate(1, 2))


def test_before_and_after_a_change():
    rep = make_rep(1)
    for number in range(1, 41):
        month = 1 if number <= 20 else 2
        deal(number, rep, date(2025, 12, 1 + number % 5),
             date(2026, month, 1 + number % 20), amount=100.0 * month)  # fmt: skip
    before, after = asked_periods(
        change=date(2026, 2, 1), before=(None, None), after=(None, None), today=date(2026, 2, 27)
    )
    assert (before.days, after.until) == (27, date(2026, 2, 27))
    found = compare(part=part_of_leads(""), before=before, after=after, now=NOW)
    assert found.aimed["size"].improvement == pytest.approx(1)
    assert found.aimed["size"].verdict is Verdict.REACHED
    assert found.aimed["cycle"].verdict is Verdict.MISSED
    assert "cac" not in found.aimed
    assert found.others["conversion"].verdict is Verdict.OPEN
    with pytest.raises(ParameterError, match="second begins after the first"):
        compare(part=part_of_leads(""), before=after, after=before, now=NOW)
    with pytest.raises(ParameterError, match="what is to be compared"):
        asked_periods(change=None, before=(None, None), after=(date(2026, 2, 1), None),
                      today=date(2026, 2, 27))  # fmt: skip


@pytest.mark.parametrize(
    "day", [date.min, date(347, 10, 4), date(2023, 2, 24), date(2026, 2, 28), date.max]
)
def test_a_change_is_of_the_last_three_years(day):
    with pytest.raises(ParameterError, match=f"{day.isoformat()} is no day of a change"):
        asked_periods(change=day, before=(None, None), after=(None, None), today=date(2026, 2, 27))


def test_the_rows_behind_steps_and_promises():
    leads = make_february()
    found = behind("funnel", "sql", part=part_of_leads(""), **ALL)
    assert (found.rows, found.deals) == ((leads[0].pk,), False)
    late = behind("promises", "E-01-late", part=part_of_leads(""), **ALL)
    assert late.rows == (leads[1].pk,)
    deals = behind("cac", "", part=part_of_leads(""), **ALL)
    assert (deals.deals, len(deals.rows)) == (True, 2)
    with pytest.raises(NotFoundError, match="no reading"):
        behind("promises", "luck", part=part_of_leads(""), **ALL)
