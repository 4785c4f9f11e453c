"""`maillage plan measure|track|follow|questions`: the same figures as the API gives."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from typer.testing import CliRunner

from maillage.cli import plans, rep_plans
from maillage.errors import FileError, NotFoundError
from maillage.interfaces.importers.plans.files import read_plan
from maillage.models import Opportunity
from tests.cli.doors import Doors, doors
from tests.domain.accounts.factories import make_account, make_rep, own

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
WHEN = ("--on", "2026-06-30")


@pytest.fixture
def run(monkeypatch) -> Doors:
    rep, account = make_rep(1), make_account(1, segment="Gold")
    own(account, rep)
    opened = date(2026, 2, 1)
    for place in range(8):
        Opportunity.objects.create(
            external_id=f"O{place}", rep=rep, account=account, source="new", amount=20_000.0,
            opened_on=opened, closed_on=opened + timedelta(days=50), outcome="won" if place % 4 == 0
            else "lost",
        )  # fmt: skip
    Opportunity.objects.create(
        external_id="P", rep=rep, account=account, source="new", amount=9_000.0,
        opened_on=date(2026, 6, 1), stage="Offer",
    )  # fmt: skip
    return doors(monkeypatch, plans.register)


def test_a_plan_is_measured_then_tracked(run, tmp_path):
    assert "25.0%" in run("plan", "measure", "--rep", "R1", *WHEN)
    (source,) = run.json("plan", "measure", *WHEN)
    assert (source["won"], source["lost"], source["open"], source["mean"]) == (2, 6, 1, 20_000.0)
    first, then = tmp_path / "plan.toml", tmp_path / "now.toml"
    run("plan", "example", "-o", first)
    run("plan", "measure", "--plan", first, "-o", then, *WHEN)
    new = read_plan(then).sources[1]
    assert new.stages == ["opportunity", "Offer", "sale"]
    run("plan", "track", then, "--rep", "R1", *WHEN, "-o", then, "--force")
    tracked = read_plan(then)
    assert tracked.sources[1].so_far.model_dump() == {
        "on": date(2026, 6, 30), "done": 9, "resolved": 8, "won": 2, "sold": 40_000.0,
    }  # fmt: skip
    assert tracked.sold.amount == 40_000.0
    assert "40,000" in run("plan", "follow", "--plan", then, "--rep", "R1", *WHEN)
    with pytest.raises(FileError, match="is there already"):
        run("plan", "track", then, *WHEN, "-o", then)
    assert "so_far" in run("plan", "track", then, *WHEN)


def test_where_a_rep_stands(run):
    found = run.json("plan", "follow", "--rep", "R1", "--objective", 100_000, *WHEN)
    assert (found["sold"], found["open"]) == (40_000.0, 1)
    assert found["pipeline"]["wanted"] == pytest.approx(4.0)
    text = run("plan", "follow", "--objective", 100_000, *WHEN)
    for words in ("Sold: 40,000", "8 times of 10", "Pace index: 0.81", "Offer"):
        assert words in text
    with pytest.raises(NotFoundError):
        run("plan", "follow", "--rep", "R9")


@pytest.mark.parametrize("name", ["measure", "track", "follow", "questions", "list"])
def test_the_workspace_is_opened_for_what_reads_it(run, monkeypatch, tmp_path, name):
    opened = []
    monkeypatch.setattr(rep_plans, "open_workspace", lambda context: opened.append(context.obj))
    CliRunner().invoke(run.app, ["plan", name], obj=tmp_path)
    CliRunner().invoke(run.app, ["plan", "example"], obj=tmp_path)
    assert opened == [tmp_path]


def test_the_three_questions(run, tmp_path):
    plan = tmp_path / "plan.toml"
    run("plan", "example", "-o", plan)
    text = run("plan", "questions", "--rep", "R1", "--plan", plan, *WHEN)
    for words in ("1. ", "2. ", "3. ", "Account 1", "less is planned"):
        assert words in text
    assert "No accepted plan" not in text
    alone = run("plan", "questions", "--rep", "R1", *WHEN)
    assert alone.startswith("No accepted plan to compare with: name a rep who has one with --rep.")
    assert ("Against the plan" in alone, "Actual share" in alone) == (False, True)
    found = run.json("plan", "questions", *WHEN)
    assert [each["account"] for each in found["not_contacted"]] == ["A1"]
