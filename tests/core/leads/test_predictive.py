"""The predictive score: counts, what leaks the outcome, calibration, and real leads."""

from __future__ import annotations

import csv
from math import log
from pathlib import Path

import numpy as np
import pytest

from maillage.core.leads.metrics.rates import Rate
from maillage.core.leads.predictive import KnownAt, calibration, learn
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit
FIELDS = {
    "Lead Origin": KnownAt.CREATION,
    "Lead Source": KnownAt.CREATION,
    "Country": KnownAt.CONTACT,
    "Specialization": KnownAt.CONTACT,
    "City": KnownAt.CONTACT,
    "How did you hear about X Education": KnownAt.CONTACT,
    "Last Activity": KnownAt.CONTACT,
    "Tags": KnownAt.OUTCOME,
    "Lead Quality": KnownAt.OUTCOME,
}
EARLY = [name for name, known in FIELDS.items() if known is KnownAt.CREATION]
HERE = {"origin": KnownAt.CREATION}


def test_probabilities_are_those_of_the_counts():
    won = np.array([True, True, False, False, False])
    found = learn({"origin": ["ad", "ad", "ad", "call", None]}, won, HERE)
    odds = log(2 / 3) + log((2.1 / 2.3) / (1.1 / 2.3))
    assert found.predict({"origin": ["ad"]})[0] == pytest.approx(1 / (1 + np.exp(-odds)))
    unseen = found.predict({"origin": [None, "fair"]})
    assert unseen.tolist() == pytest.approx([0.4, 0.4])
    assert found.reasons({"origin": "ad"}) == [("origin", pytest.approx(odds - log(2 / 3)))]


@pytest.mark.parametrize(
    ("columns", "known", "message"),
    [
        (
            {"tags": ["a", "b"]},
            {"tags": KnownAt.OUTCOME},
            "'tags' is known only at outcome, but the score is asked for at creation",
        ),
        ({"call": ["a", "b"]}, {"call": KnownAt.CONTACT}, "would tell the outcome"),
        ({"tags": ["a", "b"]}, {}, "not said from when 'tags' is known. Say one of: creation"),
        ({"origin": ["a"]}, HERE, "Nothing can be learnt"),
        (
            {"origin": ["a", "b"], "other": ["a"]},
            HERE | {"other": KnownAt.CREATION},
            "do not fit together",
        ),
        ({}, {}, "do not fit together"),
    ],
)
def test_what_leaks_the_outcome_or_teaches_nothing_is_refused(columns, known, message):
    with pytest.raises(ParameterError, match=message):
        learn(columns, np.array([True, False]), known)


def test_a_field_known_at_contact_serves_once_there_was_one():
    found = learn(
        {"call": ["a", "b"]},
        np.array([True, False]),
        {"call": KnownAt.CONTACT},
        asked_at=KnownAt.CONTACT,
    )
    assert found.leads == 2
    with pytest.raises(ParameterError, match="do not fit together: call"):
        found.predict({})


def test_leads_that_were_all_lost_teach_nothing():
    with pytest.raises(ParameterError, match="0 won of 2 leads"):
        learn({"origin": ["a", "b"]}, np.array([False, False]), HERE)
    with pytest.raises(ParameterError, match="some were won and some lost"):
        calibration(np.array([0.1]), np.array([True]))


def test_calibration_of_predictions_that_are_as_sure_as_they_should_be():
    draw = np.random.default_rng(1)
    chance = draw.random(20_000)
    found = calibration(chance, draw.random(20_000) < chance)
    for each in found.bins:
        low, high = each.won.interval
        assert low - 0.01 < each.predicted < high + 0.01
    assert found.brier == pytest.approx(1 / 6, abs=0.005)
    assert found.guess == pytest.approx(1 / 4, abs=0.005)
    assert found.auc == pytest.approx(5 / 6, abs=0.01)


def test_the_area_counts_ties_as_half():
    found = calibration(np.array([0.5, 0.5, 0.9, 0.1]), np.array([True, False, True, False]))
    assert found.auc == 0.875
    assert found.bins[0].won == Rate(0, 1)


def education(shared_data: Path) -> tuple[dict[str, list[str | None]], np.ndarray]:
    with (shared_data / "crm" / "xeducation" / "Leads.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        rows = sorted(csv.DictReader(file), key=lambda each: int(each["Lead Number"]))
    columns = {
        name: [None if row[name] in {"", "Select"} else row[name] for row in rows]
        for name in FIELDS
    }
    return columns, np.array([row["Converted"] == "1" for row in rows])


def test_real_leads_are_told_apart_by_what_is_known_before_contact(shared_data):
    columns, won = education(shared_data)
    cut = len(won) * 7 // 10
    early = {name: columns[name] for name in EARLY}
    found = learn({name: each[:cut] for name, each in early.items()}, won[:cut], FIELDS)
    judged = calibration(
        found.predict({name: each[cut:] for name, each in early.items()}), won[cut:]
    )
    assert judged.auc >= 0.64
    assert judged.brier < judged.guess
    for name in set(FIELDS) - set(EARLY):
        with pytest.raises(ParameterError, match="would tell the outcome"):
            learn({name: columns[name]}, won, FIELDS)
