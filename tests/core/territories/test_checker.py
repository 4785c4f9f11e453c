"""The checker itself must see every kind of fault, or its silence means nothing."""

import pytest

from maillage.core.territories import Measure, Reference
from tests.core.territories.checker import faults, figures, haversine
from tests.core.territories.problems import line

pytestmark = pytest.mark.unit


def test_a_right_alignment_has_no_fault():
    assert faults(line([1, 1, 1, 1], 2), [0, 0, 1, 1]) == []


@pytest.mark.parametrize(
    ("labels", "options", "expected"),
    [
        ([0, 0, 1], {}, [("units", 3)]),
        ([0, 0, 1, 2], {}, [("label", 2)]),
        ([0, 0, 1, -1], {}, [("label", -1)]),
        ([0, 1, 0, 1], {}, [("pieces", 0), ("pieces", 1)]),
        ([0, 1, 0, 1], {"contiguity": False}, []),
        ([0, 0, 0, 1], {}, [("balance", "potential", 0), ("balance", "potential", 1)]),
        ([0, 0, 1, 1], {"locks": {"u0": 1}}, [("lock", "u0", 1)]),
        ([0, 0, 1, 1], {"forbidden": [("u0", 0)]}, [("forbidden", "u0", 0)]),
        ([0, 0, 1, 1], {"groups": [["u0", "u3"]]}, [("group", ("u0", "u3"))]),
        ([0, 1, 1, 0], {"groups": [["u0", "u3"]]}, []),
        ([0, 0, 1, 1], {"reference": Reference([1, 0, 1, -1], cap=0.3)}, [("cap", 1 / 3)]),
        ([0, 0, 1, 1], {"reference": Reference([1, 0, 1, -1], cap=0.34)}, []),
        ([0, 0, 1, 1], {"reference": Reference([1, 0, 1, -1], cap=0, departed=[1])}, []),
        (
            [0, 0, 1, 1],
            {"separate": [["u0", "u1", "u3"], ["u0", "u2"]]},
            [("separate", ("u0", "u1"), 0)],
        ),
    ],
)
def test_every_kind_of_fault_is_seen(labels, options, expected):
    assert faults(line([1, 1, 1, 1], 2, **options), labels) == expected


def test_an_empty_territory_is_a_fault():
    kinds = [fault[0] for fault in faults(line([1, 1], 2), [0, 0])]
    assert kinds == ["empty", "balance", "balance"]


def test_targets_follow_shares():
    problem = line([3, 1], 2, shares=[3, 1])
    assert faults(problem, [0, 1]) == []
    assert [fault[0] for fault in faults(problem, [1, 0])] == ["balance", "balance"]


def test_every_measure_counts():
    measures = [Measure("a", [1, 1, 1, 1]), Measure("b", [1, 1, 1, 3], 0.1)]
    found = faults(line([1] * 4, 2, measures=measures), [0, 0, 1, 1])
    assert found == [("balance", "b", 0), ("balance", "b", 1)]


def test_figures_of_two_units_a_degree_apart():
    problem = line([1, 1], 1, latitude=[0.0, 0.0], longitude=[0.0, 1.0])
    half = haversine((0, 0), (0, 1)) / 2
    assert half == pytest.approx(111.19508 / 2, rel=1e-6)
    assert figures(problem, [0, 0]).wssd == pytest.approx(2 * half**2)
    at_home = line([1, 1], 1, latitude=[0.0, 0.0], longitude=[0.0, 1.0], homes=[[0, 0]])
    assert figures(at_home, [0, 0]).wssd == pytest.approx((2 * half) ** 2)


def test_the_value_is_about_the_best_unit_or_by_travel():
    travel = [[0, 3, 9], [1, 0, 4], [5, 2, 0]]
    by_unit = line([1, 2, 1], 1, centres="unit", travel=travel)
    assert figures(by_unit, [0, 0, 0]).value == min(2 * 1 + 25, 9 + 4, 81 + 2 * 16)
    fixed = line([1, 2, 1], 2, travel=[[1, 9], [2, 9], [9, 3]], power=1)
    assert figures(fixed, [0, 0, 1]).value == 1 + 2 * 2 + 3
