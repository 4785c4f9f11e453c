"""`maillage brand` and `glossary`."""

from __future__ import annotations

import pytest

from maillage.cli import brand
from maillage.domain.brand.keeping import brand_in_force
from maillage.errors import ParameterError, PermissionDeniedError
from tests.cli.doors import Doors, doors
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def run(monkeypatch) -> Doors:
    return doors(monkeypatch, brand.register)


def test_a_look_is_shown_and_chosen_piece_by_piece(run, tmp_path):
    assert run.json("brand")["name"] == ""
    logo = tmp_path / "logo.svg"
    logo.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100"/>')
    run("brand", "--company", "Nordet", "--logo", logo)
    found = run.json("brand", "--colour", "#0b6e4f")
    assert (found["name"], found["colour"], bool(found["logo"])) == ("Nordet", "#0b6e4f", True)
    assert "Nordet" in run("brand", "--no-logo")
    assert brand_in_force().logo == b""
    with pytest.raises(ParameterError, match="too light"):
        run("brand", "--colour", "#ffffff")


def test_only_operations_see_and_choose_it(run):
    with pytest.raises(PermissionDeniedError):
        run.acting(member("rep"))("brand")


def test_the_glossary(run):
    assert len(run.json("glossary")) == 12
    assert "Pipeline" in run("glossary")
