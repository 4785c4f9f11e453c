"""What a market may be worth, by averages that somebody states (A-13)."""

import pytest

from maillage.core.market.revenue import EMPLOYEE, Average, read_average
from maillage.core.market.sizes import CLASSES
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit


def test_one_average_for_all_sizes():
    assert read_average("12000.5") == Average(12000.5)
    assert read_average("300", EMPLOYEE) == Average(300.0, per="employee")
    assert Average(7.0).weights.to_dict() == dict.fromkeys(CLASSES, 7.0)


def test_an_average_by_class_leaves_the_others_out():
    found = read_average("1-4:500, 1000-: 9e5")
    assert found.amount is None
    weights = found.weights
    assert weights[weights > 0].to_dict() == {"1-4": 500, "1000-": 900_000}


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "0",
        "-5",
        "nan",
        "inf",
        "1e13",
        "x",
        "1-4:",
        "1-4:5,1-4:6",
        "1-5:5",
        ":",
        "1-4:5;5-9:6",
        "\0",
        "9" * 400,
    ],
)
def test_what_is_no_average(typed):
    with pytest.raises(ParameterError) as caught:
        read_average(typed)
    assert len(caught.value.message) < 200


def test_classes_and_employees_do_not_go_together():
    with pytest.raises(ParameterError):
        read_average("1-4:500", EMPLOYEE)
    with pytest.raises(ParameterError, match="There is no average per 'planet'"):
        read_average("5", "planet")
