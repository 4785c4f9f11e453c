"""Turning what callers give into arrays: copied where it can be used, refused in words where not."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.territories import values
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit

PAIRS = "Give pairs of numbers."


def refusal(check, *arguments):
    with pytest.raises(ParameterError) as caught:
        check(*arguments)
    return str(caught.value)


@pytest.mark.parametrize("given_number", [3, 3.0, np.int32(3), np.float32(3), np.uint8(3)])
def test_numbers_of_every_type_are_accepted(given_number):
    assert values.number(given_number, "It") == 3.0
    assert type(values.number(given_number, "It")) is float
    assert values.whole(given_number, "It") == 3
    assert type(values.whole(given_number, "It")) is int


@pytest.mark.parametrize("wrong", ["3", None, True, [3], 3j, np.bool_(1)])
def test_what_is_no_number_is_refused(wrong):
    assert refusal(values.number, wrong, "It") == f"It is {wrong!r}. Give a number."
    assert refusal(values.whole, wrong, "It") == f"It is {wrong!r}. Give a number."


@pytest.mark.parametrize("wrong", [0.5, -1.25, math.nan, math.inf, -math.inf])
def test_fractions_and_what_is_not_finite_are_no_whole_numbers(wrong):
    assert refusal(values.whole, wrong, "It") == f"It is {wrong!r}. Give a whole number."


@given(st.lists(st.floats(-1e300, 1e300)))
def test_a_vector_is_a_copy(numbers):
    given_array = np.array(numbers)
    found = values.vector(given_array, "It")
    assert found.tolist() == numbers
    assert not np.shares_memory(found, given_array)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (7, "It has shape (). Give one number per basic unit."),
        ([[1, 2]], "It has shape (1, 2). Give one number per basic unit."),
        (["1"], "It holds a value that is not a number. Give numbers."),
        ([None], "It holds a value that is not a number. Give numbers."),
        ([True], "It holds a value that is not a number. Give numbers."),
        ([1j], "It holds a value that is not a number. Give numbers."),
        ([[1], [1, 2]], "It holds a value that is not a number. Give numbers."),
        (
            np.array(["2026-01-01"], "datetime64[D]"),
            "It holds a value that is not a number. Give numbers.",
        ),
    ],
)
def test_what_is_no_vector_is_refused(wrong, message):
    assert refusal(values.vector, wrong, "It") == message


def test_amounts_may_be_large_but_their_sum_must_stay_finite():
    assert values.amounts([0, 1e290], "It").tolist() == [0, 1e290]
    assert values.amounts([], "It").tolist() == []
    assert refusal(values.amounts, [1, 2e300], "It") == "It holds 2e+300. Give smaller amounts."


def test_pairs_are_copied_and_none_at_all_is_an_empty_table():
    edges = np.array([[0.0, 1.0]])
    found = values.pairs(edges, "The list")
    assert found.tolist() == [[0, 1]]
    assert not np.shares_memory(found, edges)
    assert values.pairs([], "The list").shape == (0, 2)
    assert values.pairs(np.empty((0, 2)), "The list").shape == (0, 2)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ([0, 1], f"The list has shape (2,). {PAIRS}"),
        ([[0, 1, 2]], f"The list has shape (1, 3). {PAIRS}"),
        ([["a", "b"]], "The list holds a value that is not a number. Give numbers."),
    ],
)
def test_what_are_no_pairs_is_refused(wrong, message):
    assert refusal(values.pairs, wrong, "The list") == message


@pytest.mark.parametrize("wrong", [0.5, math.nan, math.inf])
def test_labels_and_edges_are_whole_numbers(wrong):
    assert refusal(values.integers, np.array([1.0, wrong]), "The list") == (
        "The list holds a value that is not a whole number. Give whole numbers."
    )


@pytest.mark.parametrize("wrong", [2.0**31, -(2.0**31), 1e300])
def test_numbers_that_no_label_can_have_are_refused(wrong):
    assert refusal(values.integers, np.array([1.0, wrong]), "The list") == (
        f"The list holds {abs(wrong):.3g}. Number from 0."
    )


def test_whole_floats_become_integers():
    found = values.integers(np.array([[0.0, 2.0]]), "The list")
    assert (found.tolist(), found.dtype) == ([[0, 2]], np.int32)
    assert values.integers(np.empty((0, 2)), "The list").shape == (0, 2)


def test_shares_are_positive():
    assert values.shares([1, 0.5], "revenue").tolist() == [1, 0.5]
    assert refusal(values.shares, [1, 0], "revenue") == (
        "The target shares of measure 'revenue' are not all positive."
        " Give a positive share, or capacity, for every territory."
    )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            [0, 1],
            "The plan has 2 values where 3 are needed. Give one value each, in the same order.",
        ),
        (
            [0, 1, 2],
            "The plan names territory number 2. Territories are numbered from 0 to 1.",
        ),
        (
            [0, -1, 1],
            "The plan names territory number -1. Territories are numbered from 0 to 1.",
        ),
        ([0, 1, 0.5], "The plan holds a value that is not a whole number. Give whole numbers."),
        (["a", "b", "c"], "The plan holds a value that is not a number. Give numbers."),
    ],
)
def test_a_plan_names_a_known_territory_for_every_unit(given, message):
    assert refusal(values.labels, given, 3, 2) == message


def test_a_plan_is_copied():
    given = np.array([0, 1, 1], dtype=np.int32)
    found = values.labels(given, 3, 2)
    given[0] = 1
    assert (found.tolist(), found.dtype) == ([0, 1, 1], np.int32)
