"""`maillage advise`: the cut, its reasons and its figures."""

from __future__ import annotations

import pytest

from maillage.cli import advise
from maillage.errors import ParameterError, PermissionDeniedError
from maillage.models import Event
from tests.cli.doors import Doors, doors
from tests.domain.territories.rules.factories import account
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def run(monkeypatch) -> Doors:
    return doors(monkeypatch, advise.register)


def test_a_cut_is_recommended_with_its_figures(run):
    for state in ("NY", "TX"):
        account(state, state=state)
    found = run.json("advise", "--offer", "same", "--stage", "growing", "--team", 4)
    assert found["cuts"] == ["geography"]
    assert found["weighed"][0] == {
        "cut": "geography", "asked": 1.5, "carried": pytest.approx(1 / 3), "known": 1.0,
        "figure": 2.0, "points": pytest.approx(1.5 + 1 / 3),
        "says": "The potential lies as if in 2.0 states of equal weight; the place of 100% of it"
        " is known.",
    }  # fmt: skip
    text = run("advise")
    assert text.startswith("Cut the market: by place.\nThe offer is the same for all")
    assert Event.objects.filter(verb="cut.chosen").count() == 2


def test_who_may_not_edit_rules_gets_no_advice(run):
    with pytest.raises(PermissionDeniedError):
        run.acting(member("reader"))("advise")
    with pytest.raises(ParameterError, match="none of the answers"):
        run.acting(None)("advise", "--offer", "moon")
