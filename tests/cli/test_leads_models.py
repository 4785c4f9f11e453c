"""`maillage leads models`: a model leaves as TOML, comes back, is tried and activated."""

from __future__ import annotations

import pytest

from maillage.cli import leads
from maillage.domain.leads.score_models import model_called
from maillage.domain.leads.terms import model_of
from maillage.errors import ConflictError, ParameterError, PermissionDeniedError
from tests.cli.doors import Doors, doors
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def run(monkeypatch) -> Doors:
    return doors(monkeypatch, leads.register)


def test_a_model_leaves_as_toml_comes_back_and_is_activated(run, tmp_path):
    file = tmp_path / "model.toml"
    run("leads", "models", "draft", "recommended", "--note", "a gate")
    file.write_text(run("leads", "models", "show", 2), "utf-8")
    said = run("leads", "models", "draft", file)
    assert said == "Version 3 is written; nothing counts before it is activated.\n"
    assert model_of(model_called(3)).dimensions == model_of(model_called(2)).dimensions
    assert model_called(3).content == model_called(2).content
    found = run.json("leads", "models", "whatif", 3)
    assert found == {"leads": 0, "changed": 0, "before": {"mql": 0, "sql": 0},
                     "after": {"mql": 0, "sql": 0}, "examples": []}  # fmt: skip
    assert "0 of 0 leads" in run("leads", "models", "whatif", "--file", file)
    assert "Version 3 holds from" in run("leads", "models", "activate", 3)
    states = {each["version"]: each["state"] for each in run.json("leads", "models", "list")}
    assert states == {1: "past", 2: "draft", 3: "in_force"}
    with pytest.raises(ConflictError):
        run("leads", "models", "activate", 3)


def test_what_cannot_be_is_refused(run, tmp_path):
    file = tmp_path / "model.toml"
    file.write_text(run("leads", "models", "show", 1).replace("60.0", "600.0"))
    with pytest.raises(ParameterError, match="'sql' asks for 600"):
        run("leads", "models", "draft", file)
    with pytest.raises(PermissionDeniedError):
        run.acting(member("rep"))("leads", "models", "draft", "seed")
