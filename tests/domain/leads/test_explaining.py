"""By what the account of a lead was found, and how its rep was chosen (A-14, E-01)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from maillage.domain.leads.explaining import Chosen, Found, PassedBy, found_by, how_chosen
from maillage.domain.leads.handing import hand_over
from maillage.domain.leads.words import match_words
from maillage.models import Absence, Rep, RoutingRule
from tests import factories
from tests.domain.accounts.factories import make_account
from tests.domain.leads.test_handing import NOW, account_of, in_turn, mql

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def reps():
    return [Rep.objects.create(external_id=f"R{n}", name=name) for n, name in enumerate("ABC")]


def test_who_was_passed_over_is_told_as_it_was_noted(reps, django_assert_num_queries):
    in_turn(*reps[:2])
    hours = {"begins_at": NOW - timedelta(hours=1), "ends_at": NOW + timedelta(hours=9)}
    Absence.objects.create(rep=reps[0], substitute=reps[2], **hours)
    leads = [mql("Lea", account=account_of(reps[0])), mql("Leo")]
    came = [hand_over(lead=each, trigger=None, now=NOW) for each in leads]
    assert [each.rep for each in came] == [reps[2], reps[1]]
    with django_assert_num_queries(2):
        found = how_chosen(came)
    owner = PassedBy("Owner", reps[0], "away")
    assert found[0] == Chosen("Owner", by_account=True, instead_of=reps[0], passed=(owner,))
    passed = (PassedBy("Owner", None, "nobody"), PassedBy("Turn", reps[0], "away"))
    assert found[1] == Chosen("Turn", by_account=False, instead_of=None, passed=passed)
    RoutingRule.objects.all().delete()
    (gone,) = how_chosen(came[:1])
    assert gone == Chosen("", by_account=True, instead_of=reps[0],
                          passed=(PassedBy("", reps[0], "away"),))  # fmt: skip


def test_who_was_chosen_by_hand_passed_nobody_over(reps, django_assert_num_queries):
    came = hand_over(lead=mql(owner=reps[0]), trigger=None, now=NOW)
    with django_assert_num_queries(0):
        assert how_chosen([]) == []
        assert how_chosen([came]) == [Chosen("", by_account=False, instead_of=None, passed=())]


def test_by_what_an_account_was_found():
    one, two = make_account(1), make_account(2)
    match = {"by": "close_name", "place": "city", "grade": 0.95, "candidates": []}
    lead = factories.lead("Ana", account=one, match=match)
    assert found_by(lead) == Found("close_name", "city", 0.95, ())
    said = match_words(found_by(lead))
    assert said == "by a name that is nearly the same, same city, 95% sure"
    lead.match = match | {"candidates": [two.pk, one.pk, 9_999]}
    assert found_by(lead).candidates == (two, one)
    lead.account_fixed = True
    assert found_by(lead) is None
    assert found_by(factories.lead("Bo")) is None
