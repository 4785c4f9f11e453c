"""The values a design problem is made of refuse what they cannot use, and say why."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.territories import Measure, Reference
from maillage.errors import ParameterError
from tests.core.territories.problems import line

pytestmark = pytest.mark.unit

NOT_A_NUMBER = "Measure 'revenue' holds a value that is not a number. Give numbers."
NOT_WHOLE = "holds a value that is not a whole number. Give whole numbers."
FINITE = "Give finite amounts that are not negative."
BETWEEN = "Give a share between 0 and 1, for example 0.05 for 5 %."
POSITIVE = (
    "The target shares of measure 'revenue' are not all positive."
    " Give a positive share, or capacity, for every territory."
)


def refusal(make, *arguments, **options):
    with pytest.raises(ParameterError) as caught:
        make(*arguments, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        # one missing amount among good ones: the unit is named
        ([1, float("nan")], f"Measure 'revenue' is nan at unit number 1 (1 such values). {FINITE}"),
        # a refund larger than the sales
        ([-0.5, 1], f"Measure 'revenue' is -0.5 at unit number 0 (1 such values). {FINITE}"),
        # a division by zero upstream
        ([1, np.inf], f"Measure 'revenue' is inf at unit number 1 (1 such values). {FINITE}"),
        # negative infinity, and several wrong at once: the first is shown, all are counted
        (
            [0, -np.inf, np.nan],
            f"Measure 'revenue' is -inf at unit number 1 (2 such values). {FINITE}",
        ),
        # a table instead of a column
        (
            [[1, 2], [3, 4]],
            "Measure 'revenue' has shape (2, 2). Give one number per basic unit.",
        ),
        # a single number
        (7, "Measure 'revenue' has shape (). Give one number per basic unit."),
        # text where numbers go
        (["12 k€", "3"], NOT_A_NUMBER),
        # rows of different lengths
        ([[1], [1, 2]], NOT_A_NUMBER),
        # something that cannot be a number at all
        ([object()], NOT_A_NUMBER),
        # finite amounts whose sum is not
        ([1e308] * 3, "Measure 'revenue' holds 1e+308. Give smaller amounts."),
        # a mapping by unit instead of a sequence
        ({"u0": 1.0}, NOT_A_NUMBER),
    ],
)
def test_wrong_amounts_are_refused(values, message):
    assert refusal(Measure, "revenue", values) == message


@pytest.mark.parametrize("tolerance", [0, 1, -0.1, 5, float("nan"), float("inf")])
def test_a_tolerance_outside_0_to_1_is_refused(tolerance):
    assert refusal(Measure, "revenue", [1], tolerance) == (
        f"The tolerance of measure 'revenue' is {tolerance}. {BETWEEN}"
    )


def test_a_tolerance_given_as_text_is_refused():
    assert refusal(Measure, "revenue", [1], "0.05") == (
        "The tolerance of measure 'revenue' is '0.05'. Give a number."
    )


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        # a rep without capacity would need an empty territory
        ([1, 0], POSITIVE),
        ([1, -1], POSITIVE),
        ([1, float("nan")], POSITIVE),
        ([1, float("inf")], POSITIVE),
        (
            ["half", "half"],
            "The shares of 'revenue' holds a value that is not a number. Give numbers.",
        ),
        ([[1, 1]], "The shares of 'revenue' has shape (1, 2). Give one number per basic unit."),
    ],
)
def test_wrong_shares_are_refused(shares, message):
    assert refusal(Measure, "revenue", [1, 1], shares=shares) == message


@pytest.mark.parametrize("cap", [-0.01, 1.01, 20, float("nan")])
def test_a_cap_outside_0_to_1_is_refused(cap):
    assert refusal(Reference, [0], cap=cap) == (
        f"The cap on disruption is {cap}. Give a share between 0 and 1, for example 0.2 for 20 %."
    )


@pytest.mark.parametrize("price", [-1, float("nan"), float("inf")])
def test_a_price_that_is_no_distance_is_refused(price):
    assert refusal(Reference, [0], price_km=price) == (
        f"The price of disruption is {price} km. Give a distance in km that is not negative."
    )


def test_a_cap_or_price_given_as_text_is_refused():
    assert refusal(Reference, [0], cap="0.2") == "The cap is '0.2'. Give a number."
    assert refusal(Reference, [0], price_km="5") == (
        "The price of disruption is '5'. Give a number."
    )


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (["a"], "The reference holds a value that is not a number. Give numbers."),
        ([[0]], "The reference has shape (1, 1). Give one number per basic unit."),
        ([np.nan], f"The reference {NOT_WHOLE}"),
        ([0.7, 1], f"The reference {NOT_WHOLE}"),
        ([2**40], "The reference holds 1.1e+12. Number from 0."),
    ],
)
def test_wrong_owners_are_refused(labels, message):
    assert refusal(Reference, labels) == message


@pytest.mark.parametrize(
    ("amounts", "message"),
    [
        # the disruption would be unknown or negative, and the cap never broken
        ([np.nan, 1], f"The reference's amount is nan at unit number 0 (1 such values). {FINITE}"),
        ([-1, 1], f"The reference's amount is -1.0 at unit number 0 (1 such values). {FINITE}"),
        ([1, np.inf], f"The reference's amount is inf at unit number 1 (1 such values). {FINITE}"),
        (["much"], "The reference's amount holds a value that is not a number. Give numbers."),
        ([[1]], "The reference's amount has shape (1, 1). Give one number per basic unit."),
    ],
)
def test_wrong_amounts_at_stake_are_refused(amounts, message):
    assert refusal(Reference, [0], amounts) == message


@pytest.mark.parametrize("cap", [0, 0.2, 1, None])
def test_caps_from_nothing_to_everything_are_accepted(cap):
    assert Reference([0], cap=cap).cap == cap


def test_equal_targets_and_bounds():
    measure = Measure("revenue", [2, 4, 6], 0.1)
    assert measure.array().tolist() == [2, 4, 6]
    assert measure.targets(3).tolist() == pytest.approx([4, 4, 4])
    low, high = measure.bounds(3)
    assert low.tolist() == pytest.approx([3.6] * 3)
    assert high.tolist() == pytest.approx([4.4] * 3)


def test_targets_by_capacity():
    measure = Measure("revenue", [2, 4, 6], shares=[1, 3])
    assert measure.targets(2).tolist() == [3, 9]


@given(st.lists(st.floats(0, 1e6), min_size=1), st.integers(1, 9), st.floats(0.001, 0.999))
def test_targets_add_up_and_lie_within_their_bounds(values, territories, tolerance):
    measure = Measure("revenue", values, tolerance)
    targets = measure.targets(territories)
    low, high = measure.bounds(territories)
    assert targets.sum() == pytest.approx(sum(values))
    assert ((low <= targets) & (targets <= high)).all()


def test_what_a_problem_tells_of_itself():
    problem = line([1, 2, 3], 2)
    assert problem.size == 3
    assert problem.coordinates().tolist() == [[40, -100], [40, -99.5], [40, -99]]
    assert problem.edge_array().tolist() == [[0, 1], [1, 2]]
    assert problem.weight_array().tolist() == [1, 2, 3]
    assert problem.stakes().tolist() == [0, 0, 0]


def test_weights_and_edges_of_one_s_own():
    problem = line([1, 2, 3], 2, weights=[5, 0, 1], edges=None, contiguity=False)
    assert problem.weight_array().tolist() == [5, 0, 1]
    assert problem.edge_array().shape == (0, 2)


def test_nothing_is_at_stake_where_no_one_owns():
    weighted = line([1, 2, 3], 2, reference=Reference([0, -1, 1]))
    assert weighted.stakes().tolist() == [1, 0, 3]
    valued = line([1, 2, 3], 2, reference=Reference([0, -1, 1], [7, 8, 9]))
    assert valued.stakes().tolist() == [7, 0, 9]


def test_amounts_shares_and_labels_are_copied():
    numbers, owners = np.array([1.0, 2.0]), np.array([0, 1])
    measure = Measure("m", numbers, shares=numbers)
    reference = Reference(owners, numbers)
    numbers[:], owners[:] = np.nan, -1
    assert measure.array().tolist() == [1, 2]
    assert measure.targets(2).tolist() == [1, 2]
    assert np.asarray(reference.labels).tolist() == [0, 1]
    assert np.asarray(reference.amounts).tolist() == [1, 2]
