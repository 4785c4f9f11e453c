"""Weights of correspondences, by hand (A-18)."""

import pandas as pd
import pytest

from maillage.core.market.crosswalks import in_proportion, onto, turned_round

pytestmark = pytest.mark.unit

COLUMNS = ["origin", "target", "weight"]


def rows(frame):
    return [tuple(each) for each in frame[COLUMNS].to_numpy().tolist()]


def test_weights_add_up_to_one_whatever_was_published():
    weights = pd.DataFrame(
        [
            ("a", "x", 1.0, 0),
            ("a", "y", 3.0, 0),
            ("b", "x", 0, 2.0),
            ("b", "y", 0, 0),
            ("c", "x", 0, 0),
        ],
        columns=[*COLUMNS, "otherwise"],
    )
    assert rows(in_proportion(weights)) == [
        ("a", "x", 0.25),
        ("a", "y", 0.75),
        ("b", "x", 1.0),
        ("c", "x", 1.0),
    ]


def test_a_correspondence_turned_round_weighs_by_size():
    shares = pd.DataFrame(
        [("z1", "c1", 0.25), ("z1", "c2", 0.75), ("z2", "c1", 1.0)], columns=COLUMNS
    )
    assert rows(turned_round(shares, pd.Series({"z1": 400.0}))) == [
        ("c1", "z1", 100.0),
        ("c2", "z1", 300.0),
        ("c1", "z2", 1.0),
    ]


def test_origins_that_ended_are_replaced():
    shares = pd.DataFrame([("09001", "06604", 2.0), ("01001", "36003", 1.0)], columns=COLUMNS)
    moves = pd.DataFrame(
        [("09001", "09120", 0.75), ("09001", "09190", 0.25)],
        columns=["from_code", "to_code", "weight"],
    )
    assert rows(onto(shares, moves)) == [
        ("09120", "06604", 1.5),
        ("09190", "06604", 0.5),
        ("01001", "36003", 1.0),
    ]
