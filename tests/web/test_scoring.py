"""The pages of the score model: versions, the editor, what a draft would change, activation."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.core.leads.conditions import Operator
from maillage.core.leads.scoring.presets import RECOMMENDED, SEED
from maillage.domain.leads.score_models import (
    activate_model,
    draft_model,
    model_called,
    written_of,
)
from maillage.domain.leads.terms import model_of
from maillage.domain.leads.written import WrittenCondition, WrittenModel
from maillage.interfaces.forms.leads.models import ScoreModelForm
from maillage.models import Lead, ScoreModel
from tests.domain.leads.test_trying import READ, heard
from tests.factories import lead_source
from tests.people import member, signed_in
from tests.web.typed import typed

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
ROOT = "/main/leads/scoring/"


@pytest.fixture
def page(client):
    return signed_in(client, member("marketing"))


def test_the_form_sends_back_the_model_it_shows():
    for model in (SEED, RECOMMENDED):
        form = ScoreModelForm(
            WrittenModel.of(SEED), data=typed(ScoreModelForm(WrittenModel.of(model)))
        )
        assert form.valid(), form.problems
        assert form.written.read() == model


def test_a_version_is_written_from_a_preset_and_activated(page):
    assert "Version" in page.get(ROOT).text
    shown = page.get(ROOT + "new/?from=recommended").text
    assert "rules-0-when-0-field" in shown
    sent = typed(ScoreModelForm(WrittenModel.of(RECOMMENDED))) | {
        "note": "gate",
        "stages-0-at_least": "45",
    }
    answer = page.post(ROOT + "new/", sent)
    made = ScoreModel.objects.get(version=2)
    assert (answer.status_code, answer.url) == (302, f"{ROOT}{made.pk}/")
    assert (made.note, model_of(made).stages[0].at_least) == ("gate", 45)
    assert model_of(made).stages[0].gates == RECOMMENDED.stages[0].gates
    shown = page.get(answer.url).text
    assert "What it would change" in shown
    assert "MQL › From points" in shown
    page.post(f"{answer.url}activate/", {"effective_from": ""})
    made.refresh_from_db()
    assert made.activated_at is not None
    assert "Activate this version" not in page.get(answer.url).text
    assert page.post(f"{answer.url}withdraw/").status_code == 409


def test_rows_are_added_and_removed_without_keeping_anything(page):
    sent = typed(ScoreModelForm(WrittenModel.of(SEED)))
    shown = page.post(ROOT + "new/", sent | {"add": "dimensions-0-groups-1-rules"}).text
    assert 'name="dimensions-0-groups-1-rules-3-name"' in shown
    shown = page.post(ROOT + "new/", sent | {"remove": "dimensions-0-groups-1-rules-0"}).text
    assert 'name="dimensions-0-groups-1-rules-0-name"' not in shown
    assert 'name="dimensions-0-groups-1-rules-1-name"' in shown
    assert not ScoreModel.objects.filter(version=2).exists()


def test_a_rule_has_as_many_conditions_as_one_wishes(page):
    """All of them are shown, kept, added to and taken out; a condition may name several values."""
    written = WrittenModel.of(SEED)
    rule = written.dimensions[0].groups[0].rules[0]
    texts = ["50", "yes", "a; b", 'say "so"', '"', "nan", " x", "plain", 7.5, True]
    rule.when += [
        WrittenCondition(field="industry", operator=Operator.IN, value=texts),
        WrittenCondition(field="employees", operator=Operator.AT_LEAST, value=50.0),
        WrittenCondition(field="country", operator=Operator.KNOWN),
    ]
    made = draft_model(written=written, by="")
    sent = typed(ScoreModelForm(written_of(made)))
    there, when = f"{ROOT}{made.pk}/edit/", "dimensions-0-groups-0-rules-0-when"
    shown = page.post(there, sent | {"add": when}).text
    assert [f'name="{when}-{place}-field"' in shown for place in range(6)] == [True] * 5 + [False]
    page.post(there, sent | {f"{when}-4-field": "title", f"{when}-4-value": "CEO; CFO",
                             f"{when}-4-operator": "in"})  # fmt: skip
    kept = written_of(model_called(made.version))
    rule.when.append(WrittenCondition(field="title", operator=Operator.IN, value=["CEO", "CFO"]))
    assert kept.dimensions[0].groups[0].rules[0] == rule
    sent = typed(ScoreModelForm(kept))
    page.post(there, {name: text for name, text in sent.items() if f"{when}-1-" not in name})
    del rule.when[1]
    assert written_of(model_called(made.version)).dimensions[0].groups[0].rules[0] == rule


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"stages-1-at_least": "30"}, "a later stage asks for fewer points"),
        ({"stages-1-at_least": "96"}, "no lead can have more than 95"),
        ({"dimensions-0-groups-0-rules-0-name": "webinar"}, "comes twice"),
        ({"dimensions-0-groups-0-rules-0-when-0-field": ""}, "is of a field or of an event"),
        ({"dimensions-0-groups-0-rules-0-points": "many"}, "Some fields cannot be read"),
        ({"dimensions-1-groups-0-rules-0-decay": "linear"}, "decay and decay_days go together"),
        ({"dimensions-0-cap": "-1"}, "a cap is not above 0"),
        ({"dimensions-0-first": "10"}, "the first band begins below the second"),
    ],
)
def test_what_cannot_be_is_said_and_not_kept(page, change, said):
    answer = page.post(ROOT + "new/", typed(ScoreModelForm(WrittenModel.of(SEED))) | change)
    assert answer.status_code == 422
    assert said in answer.text
    assert (
        said
        in page.post(ROOT + "check/", typed(ScoreModelForm(WrittenModel.of(SEED))) | change).text
    )
    assert not ScoreModel.objects.filter(version=2).exists()


def test_the_check_says_who_would_change(page):
    heard(lead_source(), "outside", {"icp_match": False}, READ)
    Lead.objects.update(last_event_at=timezone.now() - timedelta(days=1))
    shown = page.post(ROOT + "check/", typed(ScoreModelForm(WrittenModel.of(RECOMMENDED)))).text
    assert "outside" in shown
    assert "40, C1, MQL" in shown
    assert "is not as it must be" in shown


def test_an_activated_version_is_not_edited(page):
    made = draft_model(written=WrittenModel.of(RECOMMENDED), by="")
    activate_model(model=made, by="", now=timezone.now())
    sent = typed(ScoreModelForm(WrittenModel.of(SEED)))
    assert page.post(f"{ROOT}{made.pk}/edit/", sent).status_code == 409
    answer = page.post(f"{ROOT}{made.pk}/activate/", {"effective_from": "2020-01-01T00:00"})
    assert answer.status_code == 409
    assert model_called(2).content == made.content


def test_a_draft_that_would_begin_in_the_past_is_refused(page):
    made = draft_model(written=WrittenModel.of(RECOMMENDED), by="")
    there = f"{ROOT}{made.pk}/"
    answer = page.post(f"{there}activate/", {"effective_from": "2020-01-01T00:00"}, follow=True)
    assert "does not begin in the past" in answer.text
    assert model_called(2).activated_at is None


def test_a_version_leaves_as_toml_and_readers_do_not_write(page, client):
    first = model_called(1)
    text = page.get(f"{ROOT}{first.pk}/?format=toml").content.decode()
    assert "[[dimensions.groups]]" in text
    signed_in(client, member("reader"))
    assert "New version" not in client.get(ROOT).text
    assert client.get(f"{ROOT}{first.pk}/").status_code == 200
