"""The predictive score on the page of score models and on that of a lead."""

from __future__ import annotations

import pytest
from django.utils import timezone

from maillage.domain.leads.digest import digest
from maillage.domain.leads.events import NewEvent, record
from maillage.domain.leads.predicting import predict_waiting
from maillage.models import Lead, Predictor
from tests.domain.leads.past import past_leads
from tests.people import member, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
ROOT = "/main/leads/scoring/"


def test_it_is_learnt_switched_on_shown_beside_the_score_and_switched_off(client):
    page, now = signed_in(client, member("marketing")), timezone.now()
    facts = {"name": "Ana", "origin": "referral"}
    event = NewEvent("1", "lead", "new", "facts", now, facts)
    record(source=past_leads(), events=[event], now=now)
    digest(now=now)
    there = f"/main/leads/{Lead.objects.get(name='Ana').pk}/"
    assert "No predictive score was learnt yet." in page.get(ROOT).text
    sent = {"fields_named": "origin", "method": "bayes"}
    shown = page.post(f"{ROOT}predictor/", sent, follow=True).text
    assert "Version 1 is learnt: AUC 0." in shown
    assert "What was predicted, and what became of it (version 1)" in shown
    made = Predictor.objects.get()
    assert 'id="prediction"' not in page.get(there).text
    assert "switched on" in page.post(f"{ROOT}predictor/{made.pk}/on/", follow=True).text
    predict_waiting()
    shown = page.get(there).text
    assert 'id="prediction"' in shown
    assert "origin: referral" in shown.lower()
    page.post(f"{ROOT}predictor/{made.pk}/off/")
    assert 'id="prediction"' not in page.get(there).text


def test_what_cannot_be_learnt_is_said_and_readers_see_no_switch(client):
    page = signed_in(client, member("marketing"))
    for sent, said in (
        ({"fields_named": "origin", "method": "bayes"}, "100 of each are needed"),
        ({"fields_named": ",", "method": "bayes"}, "from 1 to 30 fields"),
        ({"method": "bayes"}, "This field is required."),
    ):
        assert said in page.post(f"{ROOT}predictor/", sent, follow=True).text
    shown = signed_in(client, member("reader")).get(ROOT).text
    assert "Predictive score" in shown
    assert "Learn from the stored leads" not in shown
