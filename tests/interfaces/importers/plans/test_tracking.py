"""Plans filled from opportunities: Élise's gets its so far, sales, counts and pipeline (K-06)."""

from __future__ import annotations

from datetime import date

import pytest

from maillage.core.plans.examining import examine
from maillage.core.plans.measuring import MeasuredSource, MeasuredStep
from maillage.domain.opportunities.actuals import Actuals, Reached
from maillage.interfaces.exporters.plans.toml import plan_toml
from maillage.interfaces.importers.plans.files import EXAMPLE, plan_from, read_plan
from maillage.interfaces.importers.plans.tracking import (
    meant,
    planned_shares,
    tracked,
    with_measures,
)

pytestmark = pytest.mark.unit
ON = date(2026, 7, 1)
REACHED = Actuals(
    on=ON,
    sources={
        "new": Reached(40, 30, 25, 7, 140_000.0),
        "existing": Reached(20, 20, 20, 15, 300_000.0),
        "references": Reached(3, 3, 2, 1, 20_000.0),
        "partner": Reached(2, 2, 1, 0, 0.0),
    },
    touches={"call": 80, "meeting": 44},
    worth=250_000.0,
    win_rate=0.3,
    months=2.5,
)


@pytest.mark.parametrize(
    ("name", "sources"),
    [
        ("New clients", ["new"]),
        ("Clients existants", ["existing"]),
        ("References and partners", ["references", "partner"]),
        ("Trade Show", ["Trade show"]),
        ("Other", []),
    ],
)
def test_sources_of_a_plan_mean_those_of_opportunities(name, sources):
    known = ["existing", "new", "references", "partner", "Trade show", ""]
    assert meant(name, known) == sources


def test_a_plan_is_filled_with_what_was_reached():
    written = tracked(read_plan(EXAMPLE), REACHED)
    by_name = {each.name: each for each in written.sources}
    assert by_name["New clients"].so_far.model_dump() == {
        "on": ON, "done": 40, "resolved": 25, "won": 7, "sold": 140_000.0,
    }  # fmt: skip
    assert by_name["References and partners"].so_far.done == 5
    assert by_name["Existing clients"].so_far is None
    assert (written.sold.on, written.sold.amount) == (ON, 460_000.0)
    assert written.pipeline.model_dump() == {
        "worth": 250_000.0, "win_rate": 0.3, "monthly": 100_000.0, "months": 2.5,
    }  # fmt: skip
    counts = {each.name: each.reached for each in written.counts}
    assert counts["References"] == 3
    assert counts["Follow-up calls to key accounts"] == 80
    assert counts["Discovery meetings with new clients + Interviews with partners"] == 44
    found = examine(written.read())
    assert found.pace_index == pytest.approx(460 / 600)
    assert found.steps[1].ahead.open == 15


def test_filling_again_on_another_day_replaces_what_was_filled():
    once = tracked(read_plan(EXAMPLE), REACHED)
    assert tracked(once, REACHED) == once


def test_a_source_gets_the_funnel_that_was_counted():
    step = MeasuredStep("opportunity", "Offer", 0.6, 50, 40, 10)
    measured = [
        MeasuredSource(
            "new", (step, MeasuredStep("Offer", "sale", 0.5, 30, 25, 20)), 6.0, 18_000.0, 0.8,
            12, 20, 8,
        ),
        MeasuredSource("references", (step,), 1.0, None, 1.0, 0, 3, 1),
    ]  # fmt: skip
    before = read_plan(EXAMPLE)
    written = with_measures(before, measured)
    new = written.sources[1]
    assert (new.deal.mean, new.deal.cv, new.lag_weeks) == (18_000.0, 0.8, 6.0)
    assert new.stages == ["opportunity", "Offer", "sale"]
    assert [(each.rate, each.trials) for each in new.conversions] == [(0.6, 50), (0.5, 30)]
    assert (written.sources[0], written.sources[2]) == (before.sources[0], before.sources[2])
    assert examine(written.read()).steps[1].need.volumes[0].stage == "opportunity"


def test_shares_are_told_by_the_names_opportunities_have():
    found = planned_shares(read_plan(EXAMPLE))
    assert found["sources"] == pytest.approx({"existing": 0.5, "new": 0.4, "references": 0.1})
    assert sum(found["time"].values()) == pytest.approx(1)


@pytest.mark.parametrize("name", ["Élise", 'a "b" \\ c\n\x7f', "日本 😀"])
def test_what_is_written_reads_the_same(name):
    written = tracked(read_plan(EXAMPLE), REACHED).model_copy(update={"name": name})
    assert plan_from(plan_toml(written).encode(), name="plan.toml") == written
