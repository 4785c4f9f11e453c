"""Logistic regression: the weights an independent optimiser finds, the guard, bins, real leads."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from maillage.core.leads.logistic import FEWEST, Cuts, cuts_of, fit
from maillage.core.leads.predictive import KnownAt, calibration, learn
from maillage.errors import ParameterError
from tests.core.leads.test_predictive import education

pytestmark = pytest.mark.unit
HERE = {"origin": KnownAt.CREATION, "visits": KnownAt.CREATION}
WEBSITE = ("Total Time Spent on Website", "TotalVisits", "Page Views Per Visit")


def drawn(count: int = 400) -> tuple[dict[str, list[str | None]], np.ndarray]:
    """Leads whose two fields tell nearly the same."""
    draw = np.random.default_rng(3)
    keen = draw.random(count) < 0.4
    same = np.where(draw.random(count) < 0.9, keen, ~keen)
    won = draw.random(count) < np.where(keen, 0.7, 0.2)
    origin = [
        None if place % 7 == 0 else "ad" if each else "fair" for place, each in enumerate(keen)
    ]
    return {"origin": origin, "visits": ["many" if each else "few" for each in same]}, won


def test_the_weights_are_those_of_the_largest_penalised_likelihood():
    columns, won = drawn()
    found = fit(columns, won, HERE, penalty=2.0)
    levels = [(name, value) for name, known in found.weights.items() for value in known]
    design = np.array(
        [[1.0, *(columns[name][row] == value for name, value in levels)] for row in range(len(won))]
    )

    def loss(weights):
        odds = design @ weights
        return np.sum(np.logaddexp(0, odds) - won * odds) + np.sum(weights[1:] ** 2)

    best = minimize(loss, np.zeros(design.shape[1]), method="BFGS", options={"gtol": 1e-7}).x
    mine = [found.prior, *(found.weights[name][value] for name, value in levels)]
    assert mine == pytest.approx(best.tolist(), abs=1e-4)
    predicted = found.predict({"origin": ["ad", None], "visits": ["many", "never seen"]})
    ad, many = found.weights["origin"]["ad"], found.weights["visits"]["many"]
    odds = np.array([found.prior + ad + many, found.prior])
    assert predicted == pytest.approx(1 / (1 + np.exp(-odds)))
    assert found.reasons({"origin": "ad", "visits": None})[0] == ("origin", ad)


def test_what_two_fields_say_alike_counts_once():
    columns, won = drawn(4_000)
    twice = columns | {"again": columns["visits"]}
    known = HERE | {"again": KnownAt.CREATION}
    once = fit(columns, won, HERE).predict(columns)
    assert np.abs(fit(twice, won, known).predict(twice) - once).max() < 0.02
    assert np.abs(learn(twice, won, known).predict(twice) - once).max() > 0.1


def test_a_rare_value_says_nothing():
    columns, won = drawn()
    for place in range(FEWEST - 1):
        columns["origin"][place] = "rare"
    assert set(fit(columns, won, HERE).weights["origin"]) == {"ad", "fair"}


@pytest.mark.parametrize(
    ("known", "won", "penalty", "message"),
    [
        (HERE | {"origin": KnownAt.OUTCOME}, None, 1.0, "would tell the outcome"),
        ({"visits": KnownAt.CREATION}, None, 1.0, "not said from when 'origin'"),
        (HERE, np.ones(400, dtype=bool), 1.0, "Nothing can be learnt"),
        (HERE, None, 0.0, "keeps no weight in bounds"),
        (HERE, None, float("nan"), "keeps no weight in bounds"),
    ],
)
def test_what_cannot_be_learnt_is_refused(known, won, penalty, message):
    columns, outcome = drawn()
    with pytest.raises(ParameterError, match=message):
        fit(columns, outcome if won is None else won, known, penalty=penalty)


def test_numbers_are_cut_into_bins_of_about_as_many():
    found = cuts_of([*range(100), None], bins=4)
    assert found.names == ["< 25", "25–50", "50–74", "≥ 74"]
    assert found.of([0, 24.9, 25, 73, 74, 1e9, None]) == [
        "< 25", "< 25", "25–50", "50–74", "≥ 74", "≥ 74", None,
    ]  # fmt: skip
    assert cuts_of([]).names == cuts_of([5, 5, 5]).names == ["–"]
    assert Cuts(()).of([1.0, None]) == ["–", None]


@given(st.lists(st.floats(-1e6, 1e6) | st.none(), max_size=60), st.integers(2, 10))
def test_every_number_has_a_bin_and_larger_ones_no_earlier_one(numbers, bins):
    found = cuts_of(numbers, bins)
    known = sorted(each for each in numbers if each is not None)
    places = [found.names.index(each) for each in found.of(known) if each is not None]
    assert len(places) == len(known)
    assert places == sorted(places)
    assert len(found.names) <= bins


def test_what_leads_did_on_the_website_tells_them_apart_best(shared_data):
    """Both methods on the newest 30 %; the file does not say when visits were (docs/leads.md)."""
    columns, won = education(shared_data)
    path = shared_data / "crm" / "xeducation" / "Leads.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda each: int(each["Lead Number"]))
    cut = len(won) * 7 // 10
    fields = {name: columns[name] for name in ("Lead Origin", "Lead Source")}
    for name in WEBSITE:
        numbers = [float(row[name]) if row[name] else None for row in rows]
        fields[name] = cuts_of(numbers[:cut]).of(numbers)
    known = dict.fromkeys(fields, KnownAt.CREATION)
    old = {name: each[:cut] for name, each in fields.items()}
    new = {name: each[cut:] for name, each in fields.items()}
    judged = [
        calibration(method(old, won[:cut], known).predict(new), won[cut:])
        for method in (learn, fit)
    ]
    assert min(each.auc for each in judged) > 0.81
    assert judged[1].brier < judged[0].brier < 0.17
