"""A problem that cannot be used is refused when it is made, with the thing to change."""

import numpy as np
import pytest

from maillage.core.territories import Measure, Problem, Reference
from maillage.errors import ParameterError
from tests.core.territories.problems import line

pytestmark = pytest.mark.unit

ONE_EACH = "Give one value each, in the same order."
HOMES = "Give a latitude and a longitude for every territory."
NUMBERED = "Territories are numbered from 0 to 1."
SPELLING = "Check its spelling, leading zeros included."
GLOBE = "A home lies outside the globe. Give degrees, latitude first."
NO_WEIGHT = "A compactness weight is negative or not finite. Give amounts of 0 or more."


def refusal(**options):
    """Message with which a path of three units in two territories is refused."""
    with pytest.raises(ParameterError) as caught:
        line([1, 1, 1], options.pop("territories", 2), **options)
    return str(caught.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        # the same postal code on two rows
        ({"ids": ["a", "b", "a"]}, "The basic unit 'a' is given twice. Give every unit once."),
        # a latitude is missing
        (
            {"latitude": [40, 40]},
            f"latitude has 2 values where 3 are needed. {ONE_EACH}",
        ),
        (
            {"longitude": [1, 2, 3, 4]},
            f"longitude has 4 values where 3 are needed. {ONE_EACH}",
        ),
        # latitude and longitude swapped
        (
            {"latitude": [-100, 40, 40]},
            "The latitude of unit 'u0' is -100.0. Give degrees between -90 and 90.",
        ),
        (
            {"longitude": [0, 180.5, 0]},
            "The longitude of unit 'u1' is 180.5. Give degrees between -180 and 180.",
        ),
        # geocoding failed
        (
            {"latitude": [40, 40, np.nan]},
            "The latitude of unit 'u2' is nan. Give degrees between -90 and 90.",
        ),
        (
            {"longitude": [np.inf, 0, 0]},
            "The longitude of unit 'u0' is inf. Give degrees between -180 and 180.",
        ),
        # no territory at all
        ({"territories": 0}, "0 territories were asked for. Ask for at least one."),
        ({"territories": -3}, "-3 territories were asked for. Ask for at least one."),
        # fewer homes than territories, a flat list, three columns
        ({"homes": [[40, -100]]}, f"There are homes of shape (1, 2) for 2 territories. {HOMES}"),
        ({"homes": [40, -100]}, f"There are homes of shape (2,) for 2 territories. {HOMES}"),
        (
            {"homes": [[40, -100, 0], [40, -99, 0]]},
            f"There are homes of shape (2, 3) for 2 territories. {HOMES}",
        ),
        # homes with longitude first, unknown, or too far east
        ({"homes": [[-100, 40], [-99, 40]]}, GLOBE),
        ({"homes": [[40, np.nan], [40, 1]]}, GLOBE),
        ({"homes": [[40, 181], [40, 1]]}, GLOBE),
        # nothing to balance
        ({"measures": []}, "There is no activity measure to balance. Give at least one."),
        # two columns of one name could not be told apart in a report
        (
            {"measures": [Measure("m", [1] * 3), Measure("m", [2] * 3)]},
            "Two measures have the same name: ['m', 'm']. Name them apart.",
        ),
        (
            {"measures": [Measure("m", [1] * 4)]},
            f"Measure 'm' has 4 values where 3 are needed. {ONE_EACH}",
        ),
        (
            {"shares": [1, 1, 1]},
            f"The shares of 'potential' has 3 values where 2 are needed. {ONE_EACH}",
        ),
        ({"weights": [1, 1]}, f"weights has 2 values where 3 are needed. {ONE_EACH}"),
        ({"weights": [1, -1, 1]}, NO_WEIGHT),
        ({"weights": [1, np.nan, 1]}, NO_WEIGHT),
        ({"weights": [1, 1, np.inf]}, NO_WEIGHT),
        # contiguity without a graph
        (
            {"edges": None},
            (
                "Contiguity is asked for, but no unit has a neighbour. Give the edges between"
                " neighbouring units, or turn contiguity off."
            ),
        ),
        # triples, a flat list of pairs, a cube
        ({"edges": [[0, 1, 2]]}, "The edges have shape (1, 3). Give pairs of unit numbers."),
        ({"edges": [0, 1, 1, 2]}, "The edges have shape (4,). Give pairs of unit numbers."),
        ({"edges": [[[0, 1]]]}, "The edges have shape (1, 1, 2). Give pairs of unit numbers."),
        # units counted from 1, or from the end
        (
            {"edges": [[1, 2], [2, 3]]},
            "An edge names unit number 3, but there are 3 units. Number the units from 0.",
        ),
        (
            {"edges": [[-1, 2]]},
            "An edge names unit number -1, but there are 3 units. Number the units from 0.",
        ),
        # units unknown to each kind of rule
        (
            {"locks": {"01234": 0}},
            f"A constraint names the unit '01234', which is not among the basic units. {SPELLING}",
        ),
        (
            {"forbidden": [("x", 0)]},
            f"A constraint names the unit 'x', which is not among the basic units. {SPELLING}",
        ),
        (
            {"groups": [["u0", "u1"], ["u2", "y"]]},
            f"A constraint names the unit 'y', which is not among the basic units. {SPELLING}",
        ),
        # territories counted from 1, or negative
        ({"locks": {"u0": 2}}, f"A constraint names territory number 2. {NUMBERED}"),
        ({"locks": {"u0": -1}}, f"A constraint names territory number -1. {NUMBERED}"),
        ({"forbidden": [("u0", 5)]}, f"A constraint names territory number 5. {NUMBERED}"),
        (
            {"locks": {"u0": float("nan")}},
            f"A constraint names territory number nan. {NUMBERED}",
        ),
        # a reference of another list of units, or of more territories
        (
            {"reference": Reference([0, 1])},
            f"The reference has 2 values where 3 are needed. {ONE_EACH}",
        ),
        (
            {"reference": Reference([0, 1, 2])},
            (
                "The reference names territory 2, but 2 are asked for. Number them from 0; use -1 for"
                " units without an owner."
            ),
        ),
        (
            {"reference": Reference([0, 1, -2])},
            (
                "The reference names territory -2, but 2 are asked for. Number them from 0; use -1 for"
                " units without an owner."
            ),
        ),
        (
            {"reference": Reference([0, 1, -1], [1, 1])},
            f"The reference's amounts has 2 values where 3 are needed. {ONE_EACH}",
        ),
    ],
)
def test_a_problem_that_cannot_be_used_is_refused(options, message):
    assert refusal(**options) == message


def test_no_units_at_all():
    with pytest.raises(ParameterError) as caught:
        Problem(ids=[], latitude=[], longitude=[], territories=1, measures=[Measure("m", [])])
    assert str(caught.value) == "There are no basic units. Give at least one."


@pytest.mark.parametrize(
    "options",
    [
        # one territory needs no graph to be made
        {"territories": 1, "edges": None},
        # contiguity off needs none either
        {"edges": None, "contiguity": False},
        # an empty list of edges is a graph without edges; the pre-flight check speaks about it
        {"edges": []},
        {"edges": np.empty((0, 2), dtype=np.int64)},
        # loops and repeats do no harm
        {"edges": [[0, 0], [0, 1], [1, 0], [1, 2]]},
        # the poles and the date line
        {"latitude": [90, -90, 0], "longitude": [180, -180, 0]},
        # groups of one, and of none
        {"groups": [["u0"], []]},
        {"weights": [0, 0, 0]},
        {"homes": [[90, 180], [-90, -180]]},
        {"reference": Reference([-1, -1, -1], cap=0)},
    ],
)
def test_unusual_problems_that_are_fine(options):
    options = dict(options)
    assert line([1, 1, 1], options.pop("territories", 2), **options).size == 3
