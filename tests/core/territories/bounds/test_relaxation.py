"""What is kept of a problem for its bound, in mean territories."""

import numpy as np
import pytest

from maillage.core.territories import Measure
from maillage.core.territories.bounds.relaxation import relax
from tests.core.territories.problems import line


def test_equal_targets_are_one_kind_in_mean_territories():
    found = relax(line([1.0, 2.0, 3.0, 6.0], 2, tolerance=0.1))
    assert found.number.tolist() == [2]
    assert found.amounts[:, 0] == pytest.approx([1 / 6, 1 / 3, 0.5, 1.0])
    assert found.low[0] == pytest.approx([0.9], abs=1e-8)
    assert found.high[0] == pytest.approx([1.1], abs=1e-8)
    assert found.scale == pytest.approx(6.0)
    assert found.heavy.tolist() == [True] * 4


def test_a_plan_that_counts_as_balanced_is_within_the_bounds():
    found = relax(line([1.0] * 30, 9, tolerance=0.1, shares=range(1, 10)))
    target = np.arange(1, 10) * 9 / 45
    order = np.array_split(target, 6)
    assert (found.low[:, 0] <= [part.min() * (0.9 - 1e-9) for part in order]).all()
    assert (found.high[:, 0] >= [part.max() * (1.1 + 1e-9) for part in order]).all()


def test_kinds_of_unequal_targets_rise():
    found = relax(line([1.0] * 12, 3, shares=[2, 1, 1]))
    assert found.number.tolist() == [2, 1]
    assert found.high[:, 0] == pytest.approx([0.75 * 1.05, 1.5 * 1.05], abs=1e-7)


def test_many_kinds_become_six():
    found = relax(line([1.0] * 30, 9, tolerance=0.1, shares=[9, 1, 8, 2, 7, 3, 6, 4, 5]))
    target = np.arange(1, 10) * 9 / 45
    assert found.number.tolist() == [2, 2, 2, 1, 1, 1]
    lowest = target[[0, 2, 4, 6, 7, 8]]
    highest = target[[1, 3, 5, 6, 7, 8]]
    assert found.low[:, 0] == pytest.approx(0.9 * lowest, abs=1e-7)
    assert found.high[:, 0] == pytest.approx(1.1 * highest, abs=1e-7)


def test_no_unit_is_kept_whole_with_several_measures():
    values = [1.0, 2.0, 3.0]
    found = relax(line(values, 1, measures=[Measure("a", values), Measure("b", values)]))
    assert found.heavy.tolist() == [False] * 3


def test_light_units_have_a_price_by_their_amounts():
    found = relax(line([1.0, 1.0], 1, weights=[0.0, 1.0]))
    assert found.size == pytest.approx([0.025, 1.0])
