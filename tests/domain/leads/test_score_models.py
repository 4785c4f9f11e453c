"""Versions of the score model: drafted, changed, activated once, never in the past."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from maillage.core.leads.scoring.model import EventRule, Group, Stage
from maillage.core.leads.scoring.presets import RECOMMENDED, SEED
from maillage.domain.leads.score_models import (
    activate_model,
    change_model,
    draft_model,
    model_called,
    models,
    most_points,
    state_of,
    withdraw_model,
    written_of,
)
from maillage.domain.leads.terms import model_at
from maillage.domain.leads.written import WrittenModel
from maillage.errors import ConflictError, InputError, NotFoundError, ParameterError
from maillage.models import Event, ScoreModel
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
GATED = WrittenModel.of(RECOMMENDED)
SUM_ALONE = WrittenModel.of(SEED)


def test_a_version_counts_only_once_it_is_activated():
    marketing = member("marketing")
    draft = draft_model(written=GATED, note=" with a\ngate ", by=marketing)
    assert (draft.version, draft.note, draft.by) == (2, "with a gate", marketing)
    assert (state_of(draft, NOW), model_at(NOW)[1]) == ("draft", SEED)
    begun = activate_model(model=draft, by=marketing, now=NOW)
    assert (begun.effective_from, begun.activated_at, begun.activated_by) == (NOW, NOW, marketing)
    assert model_at(NOW)[1] == replace(RECOMMENDED, version=2, effective_from=NOW)
    assert model_at(NOW - timedelta(seconds=1))[1] == SEED
    assert [state_of(each, NOW) for each in models()] == ["in_force", "past"]
    verbs = Event.objects.filter(verb__startswith="score_model").order_by("pk")
    assert [each.verb for each in verbs] == ["score_model.drafted", "score_model.activated"]


def test_a_version_may_begin_later():
    draft = draft_model(written=GATED, by="")
    later = activate_model(model=draft, effective_from=NOW + timedelta(days=1), by="", now=NOW)
    assert state_of(later, NOW) == "to_come"
    assert model_at(NOW)[0].version == 1


def test_a_version_does_not_begin_in_the_past():
    draft = draft_model(written=GATED, by="")
    with pytest.raises(InputError, match=r"in the past\. Give an instant to come"):
        activate_model(model=draft, effective_from=NOW - timedelta(days=1), by="", now=NOW)
    assert model_called(2).activated_at is None


def test_an_activated_version_never_changes():
    draft = draft_model(written=GATED, by="")
    activate_model(model=draft, by="", now=NOW)
    for act in (
        lambda: change_model(model=draft, written=SUM_ALONE, note="", by=""),
        lambda: activate_model(model=draft, by="", now=NOW),
        lambda: withdraw_model(model=draft, by=""),
    ):
        with pytest.raises(ConflictError, match=r"Version 2 was activated.*Write a new version"):
            act()
    assert written_of(model_called(2)).read().stages == RECOMMENDED.stages


def test_a_draft_is_changed_and_removed():
    draft = draft_model(written=GATED, by="")
    changed = change_model(model=draft, written=SUM_ALONE, note="again", by="")
    assert (changed.version, changed.note) == (2, "again")
    assert written_of(changed).read().stages == SEED.stages
    withdraw_model(model=changed, by="")
    assert [each.version for each in models()] == [1]


def test_one_goes_back_by_a_new_version_of_the_old_content():
    activate_model(model=draft_model(written=GATED, by=""), by="", now=NOW)
    again = draft_model(written=written_of(model_called(1)), by="")
    activate_model(model=again, by="", now=NOW)
    row, model = model_at(NOW)
    assert (row.version, model.stages, model.dimensions) == (3, SEED.stages, SEED.dimensions)
    assert row.content == model_called(1).content


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (replace(SEED, stages=(Stage("mql", 90.5),)), None),
        (replace(SEED, stages=(Stage("mql", 95.5),)), "'mql' asks for 95.5 points.*than 95.0"),
        (replace(SEED, dimensions=SEED.dimensions[:1], stages=(Stage("m", 56),)), "than 55.0"),
        (
            replace(SEED, dimensions=(replace(SEED.dimensions[0], cap=30, bands=(9, 8)),),
                    stages=(Stage("m", 31),)),
            "than 30.0",
        ),
    ],
)  # fmt: skip
def test_a_stage_nobody_reaches_is_refused(model, message):
    written = WrittenModel.of(model)
    if message is None:
        assert draft_model(written=written, by="").version == 2
        return
    with pytest.raises(ParameterError, match=message):
        draft_model(written=written, by="")
    assert not ScoreModel.objects.filter(version=2).exists()


def test_the_most_points_follow_counts_and_caps():
    def with_rule(cap, **rule):
        group = Group("g", (EventRule("r", 5, "view", **rule), EventRule("minus", -5, "x")), cap)
        return replace(SEED, dimensions=(replace(SEED.dimensions[0], groups=(group,)),))

    assert most_points(SEED) == 95
    assert most_points(with_rule(None, most=3)) == 15
    assert most_points(with_rule(12, most=3)) == 12
    assert most_points(with_rule(None, most=None)) == float("inf")


def test_a_model_that_contradicts_itself_is_refused_with_its_place():
    twice = GATED.model_copy(update={"stages": [GATED.stages[0], GATED.stages[0]]})
    with pytest.raises(ParameterError, match=r"'mql' comes twice \(stage\)"):
        draft_model(written=twice, by="")


def test_a_long_note_is_refused():
    with pytest.raises(InputError, match="201 characters"):
        draft_model(written=GATED, note="x" * 201, by="")


def test_a_version_that_is_not_there_is_not_found():
    with pytest.raises(NotFoundError, match="no version 7"):
        model_called(7)
