"""The predictive score: learnt from stored leads, by what was known before anybody acted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from maillage.domain.leads.digest import digest
from maillage.domain.leads.events import NewEvent, record
from maillage.domain.leads.learnt import Learnt
from maillage.domain.leads.predictable import known_before, outcome, sample
from maillage.domain.leads.predicting import (
    activate,
    learn_predictor,
    predict_waiting,
    prediction_of,
    switch_off,
)
from maillage.domain.work import EVERY_TICK, predict_leads
from maillage.errors import InputError, ParameterError
from maillage.models import Event, Lead, Predictor, ScoreSnapshot
from tests.domain.leads.past import DAY, NOW, past_leads
from tests.factories import lead
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
SCORES = ("life", "stage", "band", "total", "potential", "scored_at", "version")


def learnt(fields=("origin",), method="bayes", **known) -> Predictor:
    fields = dict.fromkeys(fields, "creation") | known
    return learn_predictor(by="test", fields=fields, method=method, now=NOW)


def told(source, name, facts, at=NOW - DAY) -> Lead:
    """A lead that is open, added up from its events."""
    record(source=source, events=[NewEvent(f"{name}-f", "lead", name, "facts", at,
                                           facts | {"name": name})], now=NOW)  # fmt: skip
    digest(now=NOW)
    return Lead.objects.get(name=name)


@pytest.mark.parametrize("method", ["bayes", "logistic"])
def test_a_relation_that_exists_is_found_and_judged_by_the_newest(method):
    past_leads()
    made = learnt(("origin", "visits"), method)
    again = Learnt.stored(Predictor.objects.get().content)
    assert (made.version, made.active, made.content["leads"]) == (1, False, 210)
    assert again.written() == made.content
    judged = made.calibration
    assert judged["auc"] > 0.7
    assert judged["brier"] < judged["guess"]
    assert (judged["leads"], sum(each["of"] for each in judged["bins"])) == (90, 90)
    assert set(again.reader.words) == {"origin"}
    assert set(again.reader.cuts) == {"visits"}


def test_a_relation_only_the_newest_leads_have_is_not_learnt():
    past_leads()
    newest = sample(silent_since=NOW).known[210:]
    for each, won in zip(newest, sample(silent_since=NOW).won[210:], strict=True):
        subject = each.lead.identities.get().subject
        event = each.lead.identities.get().source.events.get(subject=subject, key=f"{subject}-0")
        event.carried |= {"origin": "advert" if won else "referral"}
        event.save()
    assert learnt().calibration["auc"] < 0.2


def test_leads_are_read_in_the_order_in_which_they_were_first_heard_of():
    past_leads()
    begun = [each.begun for each in sample(silent_since=NOW).known]
    assert begun == sorted(begun)
    assert begun[0] == NOW - 365 * DAY


def test_what_is_known_late_is_refused_and_what_was_told_late_is_not_read():
    past_leads()
    for known in ("contact", "outcome"):
        with pytest.raises(ParameterError, match=f"'quality' is known only at {known}"):
            learnt(quality=known)
    with pytest.raises(ParameterError, match="not said from when 'quality' is known"):
        learnt(quality="always")
    with pytest.raises(InputError, match="Too few leads had a value of 'quality' before"):
        learnt(quality="creation")
    for named in ("email", "Origin", " ", "a\0b", "\ud800", "x" * 10_000):
        with pytest.raises(InputError, match=r"Too few leads had a value of .* before") as refused:
            learnt((named,))
        assert len(str(refused.value)) < 400
    for moment in ("", "outcome"):
        with pytest.raises(ParameterError, match="x" * 100) as refused:
            learnt(**{"x" * 10_000: moment})
        assert len(str(refused.value)) < 400
    assert not Predictor.objects.exists()


def test_too_few_leads_and_no_fields_are_refused():
    past_leads(99, 150)
    with pytest.raises(InputError, match="99 leads were won and 150 lost; 100 of each"):
        learnt()
    for fields in ((), [f"f{number}" for number in range(31)]):
        with pytest.raises(InputError, match="learnt from 1 to 30 fields"):
            learnt(fields)
    with pytest.raises(InputError):
        learnt(method="guess")


def test_an_outcome_is_known_or_open():
    long_ago, since = NOW - 91 * DAY, NOW - 90 * DAY
    for fields, begun, said in (
        ({"life": "sql", "sql_at": NOW}, NOW, True),
        ({"life": "rejected", "rejected_why": "x"}, NOW, False),
        ({"life": "rejected", "rejected_why": "x", "sql_at": NOW}, NOW, True),
        ({}, long_ago, False),
        ({}, NOW, None),
        ({"recycled": 1}, long_ago, None),
        ({"life": "mql", "mql_at": NOW}, long_ago, None),
    ):
        assert outcome(lead(**fields), begun, silent_since=since) is said


def test_a_field_counts_until_an_hour_after_creation_or_the_first_contact():
    source = past_leads(2, 2)
    found = told(source, "late", {"origin": "advert"})
    late = [NewEvent(f"late-{minutes}", "lead", "late", "facts", NOW - DAY
                     + timedelta(minutes=minutes), {f"at_{minutes}": 1}) for minutes in (60, 61)]  # fmt: skip
    record(source=source, events=late, now=NOW)
    (known,) = known_before([found.pk])
    assert (known.value("at_60"), known.value("at_61")) == (1, None)
    (known,) = known_before([Lead.objects.get(name="Lead 0").pk])
    assert known.value("origin") is not None
    assert known.value("quality") is None


def test_it_is_off_until_it_is_switched_on_and_changes_no_score():
    source = past_leads()
    by = member("marketing")
    good = told(source, "good", {"origin": "referral"})
    bad = told(source, "bad", {"origin": "ADVERT"})
    made = learnt()
    assert predict_waiting() == 0
    before = list(Lead.objects.order_by("pk").values(*SCORES))
    snapshots = ScoreSnapshot.objects.count()
    activate(predictor=made, by=by)
    assert predict_waiting() == 2
    assert predict_waiting() == 0
    assert list(Lead.objects.order_by("pk").values(*SCORES)) == before
    assert ScoreSnapshot.objects.count() == snapshots
    for each in (good, bad):
        each.refresh_from_db()
    assert 0 < bad.predicted < 0.3
    assert 0.5 < good.predicted < 1
    assert Lead.objects.filter(predicted__isnull=False).count() == 2
    found = prediction_of(good)
    assert (found.probability, found.version) == (good.predicted, 1)
    assert [(each.field, each.value) for each in found.reasons] == [("origin", "referral")]
    assert found.reasons[0].weight > 0
    switch_off(predictor=made, by=by)
    good.refresh_from_db()
    assert (good.predicted, prediction_of(good), predict_waiting()) == (None, None, 0)
    verbs = Event.objects.filter(verb__startswith="predictor.").order_by("pk")
    assert list(verbs.values_list("verb", "actor")) == [
        ("predictor.learnt", "test"),
        ("predictor.activated", str(by)),
        ("predictor.switched_off", str(by)),
    ]


def test_a_lead_that_changed_is_predicted_anew_and_one_version_is_on(workspace):
    source = past_leads()
    first, second = learnt(), learnt(("visits",))
    activate(predictor=first, by="test")
    activate(predictor=second, by="test")
    assert list(Predictor.objects.filter(active=True)) == [second]
    assert predict_leads in EVERY_TICK
    found = told(source, "new", {"visits": 55})
    predict_leads(workspace, NOW)
    found.refresh_from_db()
    high = found.predicted
    told_more = NewEvent("more", "lead", "new", "facts", NOW - DAY + timedelta(minutes=5),
                         {"visits": 3})  # fmt: skip
    record(source=source, events=[told_more], now=NOW)
    digest(now=NOW)
    predict_leads(workspace, NOW)
    found.refresh_from_db()
    assert found.predicted < high
