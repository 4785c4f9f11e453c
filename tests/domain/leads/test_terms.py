"""What holds at an instant: what was agreed on by then, and before that what the source says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django_scopes import scope

from maillage.core.leads.scoring.presets import RECOMMENDED, SEED
from maillage.core.leads.sla.policies import SEED_POLICIES
from maillage.domain.leads.terms import agreement_at, model_at, model_content, policies_of
from maillage.models import Agreement, ScoreModel
from tests.people import other_workspace

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
SPRING = datetime(2026, 3, 1, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, tzinfo=UTC)
LONG_AGO = datetime(1999, 1, 1, tzinfo=UTC)


def activated(version: int, at: datetime) -> ScoreModel:
    """A version that is in force from an instant on."""
    return ScoreModel.objects.create(
        version=version, content=model_content(RECOMMENDED), effective_from=at, activated_at=SPRING
    )


def test_the_first_score_model_is_that_of_the_source_made_once():
    row, model = model_at(SPRING)
    assert (row.version, model) == (1, SEED)
    assert model_at(SUMMER)[0] == row
    assert ScoreModel.objects.count() == 1


def test_a_score_model_holds_from_its_day_on_and_a_draft_never():
    first = model_at(SPRING)[0]
    later = activated(2, SUMMER)
    ScoreModel.objects.create(version=3, content=later.content)
    assert model_at(SPRING)[0] == first
    row, model = model_at(SUMMER)
    assert row == later
    assert (model.id, model.version, model.effective_from) == ("recommended", 2, SUMMER)
    assert model.stages == RECOMMENDED.stages


def test_of_two_that_take_effect_at_once_the_later_version_holds():
    model_at(SPRING)
    activated(2, SUMMER)
    last = activated(3, SUMMER)
    assert model_at(SUMMER)[0] == last


def test_before_the_first_version_the_first_version_holds():
    activated(2, SUMMER)
    assert model_at(LONG_AGO)[0].version == 1


def test_the_first_agreement_is_that_of_the_source_made_once():
    row, policies = agreement_at(SPRING)
    assert (row.version, row.whose, tuple(policies)) == (1, "prospect", SEED_POLICIES)
    assert agreement_at(LONG_AGO)[0] == row
    assert Agreement.objects.count() == 1


def test_an_agreement_holds_from_its_day_on_and_its_promises_have_its_version():
    first = agreement_at(SPRING)[0]
    later = Agreement.objects.create(
        version=2, effective_from=SUMMER, policies=first.policies[:1], whose="owner"
    )
    assert agreement_at(SPRING)[0] == first
    row, policies = agreement_at(SUMMER)
    assert row == later
    assert [(each.id, each.version) for each in policies] == [("E-01", 2)]
    assert policies_of(first) == list(SEED_POLICIES)


def test_each_workspace_has_its_own_terms():
    model_at(SPRING)
    activated(2, LONG_AGO)
    with scope(workspace=other_workspace()):
        assert model_at(SPRING)[1] == SEED
        assert agreement_at(SPRING)[0].version == 1
