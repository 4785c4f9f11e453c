"""`maillage leads alignment`: figures, rows, before and after, claims."""

from __future__ import annotations

import pytest

from maillage.cli import leads
from maillage.errors import NotFoundError, ParameterError
from tests.cli.doors import Doors, doors
from tests.domain.leads.alignment.scene import make_february

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
FEBRUARY = ("--since", "2026-02-01", "--until", "2026-02-28")


@pytest.fixture
def run(monkeypatch) -> Doors:
    return doors(monkeypatch, leads.register)


def test_figures_promises_and_funnel(run):
    make_february()
    found = run.json("leads", "alignment", "show", *FEBRUARY)
    assert {each["key"]: each["readings"][0]["value"] for each in found["figures"]}[
        "conversion"
    ] == 0.4
    said = run("leads", "alignment", "show", *FEBRUARY)
    for words in (
        "accepted by sales",
        "40.0%",
        "Marketing to sales",
        "50% (1/2)",
        "no budget (1)",
        "good lead (1)",
    ):
        assert words in said


def test_rows_changes_and_claims(run):
    make_february()
    assert run("leads", "alignment", "rows", "win_rate", *FEBRUARY).split() == ["D1", "D2"]
    assert run("leads", "alignment", "rows", "funnel", "won-lost", *FEBRUARY).strip() == "None."
    said = run("leads", "alignment", "compare", "--before-since", "2026-01-01", "--before-until",
               "2026-01-31", *FEBRUARY)  # fmt: skip
    assert "cannot be told yet" in said
    assert "33.3%" in said
    said = run("leads", "alignment", "losses", "--revenue", "5000000")
    assert "SiriusDecisions" in said
    assert "500,000" in said


def test_what_cannot_be(run):
    with pytest.raises(NotFoundError):
        run("leads", "alignment", "show", "--of", "rep:R9")
    with pytest.raises(ParameterError):
        run("leads", "alignment", "compare")
    with pytest.raises(ParameterError):
        run("leads", "alignment", "losses", "--budget", "-1")
