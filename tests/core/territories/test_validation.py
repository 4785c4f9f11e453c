"""A problem that cannot be used is refused when it is made, with the thing to change."""

import numpy as np
import pytest

from maillage.core.territories import Measure, Problem, Reference
from maillage.errors import ParameterError
from tests.core.territories.problems import line

pytestmark = pytest.mark.unit

COLUMN = "Give one number per basic unit."
NO_NUMBER = "holds a value that is not a number. Give numbers."
NOT_WHOLE = "holds a value that is not a whole number. Give whole numbers."
ONE_EACH = "Give one value each, in the same order."
HOMES = "Give a latitude and a longitude for every territory."
NUMBERED = "Territories are numbered from 0 to 1."
SPELLING = "Check its spelling, leading zeros included."
GLOBE = "A home lies outside the globe. Give degrees, latitude first."
AMOUNTS = "(1 such values). Give finite amounts that are not negative."
PAIRS = "Give pairs of numbers."
PRICE = "Give a distance in km that is not negative."
POWER = "Give 1 for the distance or 2 for its square."
ROWS = "Give one row per basic unit."
PER_TERRITORY = "Give a row for every unit and a column for every territory."
PER_UNIT = "Give a row and a column for every unit."
DISTANCES = (
    "(1 such values). Give finite distances that are not negative; a very long one where there is"
    " no way."
)


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
            f"The latitude has 2 values where 3 are needed. {ONE_EACH}",
        ),
        (
            {"longitude": [1, 2, 3, 4]},
            f"The longitude has 4 values where 3 are needed. {ONE_EACH}",
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
        ({"homes": [40, -100]}, f"The list of homes has shape (2,). {PAIRS}"),
        (
            {"homes": [[40, -100, 0], [40, -99, 0]]},
            f"The list of homes has shape (2, 3). {PAIRS}",
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
        ({"weights": [1, 1]}, f"The weight has 2 values where 3 are needed. {ONE_EACH}"),
        ({"weights": [1, -1, 1]}, f"The weight is -1.0 at unit number 1 {AMOUNTS}"),
        ({"weights": [1, np.nan, 1]}, f"The weight is nan at unit number 1 {AMOUNTS}"),
        ({"weights": [1, 1, np.inf]}, f"The weight is inf at unit number 2 {AMOUNTS}"),
        # contiguity without a graph
        (
            {"edges": None},
            (
                "Contiguity is asked for, but no unit has a neighbour. Give the edges between"
                " neighbouring units, or turn contiguity off."
            ),
        ),
        # triples, a flat list of pairs, a cube
        ({"edges": [[0, 1, 2]]}, f"The list of edges has shape (1, 3). {PAIRS}"),
        ({"edges": [0, 1, 1, 2]}, f"The list of edges has shape (4,). {PAIRS}"),
        ({"edges": [[[0, 1]]]}, f"The list of edges has shape (1, 1, 2). {PAIRS}"),
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
        # numbers that are none: missing, a fraction, text
        (
            {"locks": {"u0": float("nan")}},
            "A lock's territory is nan. Give a whole number.",
        ),
        ({"locks": {"u0": 0.5}}, "A lock's territory is 0.5. Give a whole number."),
        ({"locks": {"u0": "0"}}, "A lock's territory is '0'. Give a number."),
        ({"forbidden": [("u0", 1.5)]}, "A forbidden territory is 1.5. Give a whole number."),
        ({"territories": "2"}, "The number of territories is '2'. Give a number."),
        ({"territories": 2.5}, "The number of territories is 2.5. Give a whole number."),
        # a text is not a list of names
        ({"ids": "abc"}, "The basic units are one text. Give a list of names."),
        # text, tables and single numbers where a column of numbers goes
        ({"latitude": ["a", "b", "c"]}, f"The latitude {NO_NUMBER}"),
        ({"latitude": 1.0}, f"The latitude has shape (). {COLUMN}"),
        ({"latitude": [[1, 2], [3, 4]]}, f"The latitude has shape (2, 2). {COLUMN}"),
        ({"longitude": [None, 1, 2]}, f"The longitude {NO_NUMBER}"),
        ({"weights": ["a", "b", "c"]}, f"The weight {NO_NUMBER}"),
        ({"weights": [[1, 2, 3]]}, f"The weight has shape (1, 3). {COLUMN}"),
        ({"homes": ["a", "b"]}, f"The list of homes {NO_NUMBER}"),
        ({"homes": [[1], [1, 2]]}, f"The list of homes {NO_NUMBER}"),
        ({"edges": [["0", "1"]]}, f"The list of edges {NO_NUMBER}"),
        ({"edges": [[0], [0, 1]]}, f"The list of edges {NO_NUMBER}"),
        # edges that name no unit
        ({"edges": [[np.nan, 1]]}, f"The list of edges {NOT_WHOLE}"),
        ({"edges": [[0.6, 1]]}, f"The list of edges {NOT_WHOLE}"),
        ({"edges": [[0, 1e12]]}, "The list of edges holds 1e+12. Number from 0."),
        # centres of a kind there is not
        ({"centres": "median"}, 'The centres are \'median\'. Give "free" or "unit".'),
        ({"centres": None}, 'The centres are None. Give "free" or "unit".'),
        (
            {"centres": "unit", "homes": [[40, -100], [40, -99]]},
            "There are homes, but the centres are to be basic units. Leave one of the two out.",
        ),
        # powers that are neither 1 nor 2
        ({"power": 3}, f"The power of the distance is 3. {POWER}"),
        ({"power": 0, "centres": "unit"}, f"The power of the distance is 0. {POWER}"),
        ({"power": 1.5}, "The power of the distance is 1.5. Give a whole number."),
        ({"power": "2"}, "The power of the distance is '2'. Give a number."),
        ({"power": None}, "The power of the distance is None. Give a number."),
        (
            {"power": 1},
            (
                "The power of the distance is 1, but the centres are free points. Give a table of"
                " travel, ask for unit centres, or keep the power 2."
            ),
        ),
        # travel of another shape than the centres ask for
        (
            {"travel": np.ones((3, 3))},
            f"The table of travel has shape (3, 3) where (3, 2) is needed. {PER_TERRITORY}",
        ),
        (
            {"travel": np.ones((3, 2)), "centres": "unit"},
            f"The table of travel has shape (3, 2) where (3, 3) is needed. {PER_UNIT}",
        ),
        ({"travel": [1, 2, 3]}, f"The table of travel has shape (3,). {ROWS}"),
        ({"travel": 1}, f"The table of travel has shape (). {ROWS}"),
        ({"travel": []}, f"The table of travel has shape (0,). {ROWS}"),
        ({"travel": [[1, 2], [3]]}, f"The table of travel {NO_NUMBER}"),
        ({"travel": [["1", "2"]] * 3}, f"The table of travel {NO_NUMBER}"),
        ({"travel": [[None, 2]] * 3}, f"The table of travel {NO_NUMBER}"),
        # no way, not known, backwards
        (
            {"travel": [[1, 2], [1, np.inf], [1, 2]]},
            f"The table of travel is inf in row 1, column 1 {DISTANCES}",
        ),
        (
            {"travel": [[np.nan, 2], [1, 1], [1, 2]]},
            f"The table of travel is nan in row 0, column 0 {DISTANCES}",
        ),
        (
            {"travel": [[1, 2], [-1, 1], [1, 2]]},
            f"The table of travel is -1.0 in row 1, column 0 {DISTANCES}",
        ),
        (
            {"travel": [[1, 2], [1e200, 1], [1, 2]]},
            "The table of travel holds 1e+200. Give shorter distances.",
        ),
        # sets to keep apart
        (
            {"separate": [["u0", "z"]]},
            f"A constraint names the unit 'z', which is not among the basic units. {SPELLING}",
        ),
        (
            {"separate": ["u0", "u1"]},
            "A set of units to keep apart is one text: 'u0'. Give sets of names.",
        ),
        # owners that have left, prices of measures
        (
            {"reference": Reference([0, 1, -1], departed=[2])},
            f"The owner of territory number 2 is said to have left. {NUMBERED}",
        ),
        (
            {"reference": Reference([0, 1, -1], departed={-1})},
            f"The owner of territory number -1 is said to have left. {NUMBERED}",
        ),
        (
            {"reference": Reference([0, 1, -1], prices={"revenue": 5})},
            (
                "There is a price of disruption for 'revenue', which is not an activity measure."
                " Name one of: potential."
            ),
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
            f"The reference's amount has 2 values where 3 are needed. {ONE_EACH}",
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
        # units to keep apart: alone, none, twice the same, gone through once
        {"separate": [["u0"], [], ["u1", "u1"]]},
        {"separate": iter([{"u0", "u1"}, ("u1", "u2")])},
        # travel that costs nothing, from integers, not the same both ways
        {"centres": "unit", "travel": np.zeros((3, 3), dtype=np.int64), "power": 1},
        {"travel": [[1, 2], [0, 0], [5, 1]], "homes": [[40, -100], [40, -99]], "power": 2.0},
        {"centres": "unit", "travel": [[0, 1, 2], [3, 0, 4], [5, 6, 0]]},
        {"reference": Reference([0, 1, -1], departed=[0, 0, 1.0], prices={"potential": 0})},
        # whole numbers that came as floats
        {"territories": 2.0, "locks": {"u0": 1.0}, "forbidden": [("u1", np.int64(0))]},
        {"edges": np.array([[0.0, 1.0], [1.0, 2.0]])},
        # anything that can be gone through once
        {"measures": (measure for measure in [Measure("m", [1, 1, 1])])},
        {"groups": iter([{"u0", "u1"}]), "forbidden": iter([("u2", 1)])},
    ],
)
def test_unusual_problems_that_are_fine(options):
    options = dict(options)
    assert line([1, 1, 1], options.pop("territories", 2), **options).size == 3


def test_nothing_the_caller_changes_later_shows():
    given = {
        "ids": ["u0", "u1"],
        "latitude": np.array([40.0, 41.0]),
        "longitude": np.array([2.0, 3.0]),
        "weights": np.array([1.0, 2.0]),
        "homes": np.array([[40.0, 2.0], [41.0, 3.0]]),
        "edges": np.array([[0, 1]]),
        "locks": {"u0": 0},
        "groups": [["u0"]],
        "forbidden": [("u0", 1)],
    }
    problem = line([1, 1], 2, **given)
    for value in given.values():
        value.clear() if isinstance(value, list | dict) else value.fill(0)
    assert problem.ids == ("u0", "u1")
    assert problem.coordinates().tolist() == [[40, 2], [41, 3]]
    assert problem.weight_array().tolist() == [1, 2]
    assert np.asarray(problem.homes).tolist() == [[40, 2], [41, 3]]
    assert problem.edge_array().tolist() == [[0, 1]]
    assert (problem.locks, problem.groups) == ({"u0": 0}, (("u0",),))
    assert problem.forbidden == (("u0", 1),)


def test_a_set_is_a_group_in_the_order_of_its_names():
    problem = line([1, 1, 1], 2, groups=[{"u2", "u0"}, frozenset({"u1"})])
    assert problem.groups == (("u0", "u2"), ("u1",))
    assert problem.group_members() == [("u0", "u2")]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"prices": {"a": -1}}, f"The price of disruption is -1 km. {PRICE}"),
        ({"prices": {"a": np.nan}}, f"The price of disruption is nan km. {PRICE}"),
        ({"prices": {"a": np.inf}}, f"The price of disruption is inf km. {PRICE}"),
        ({"prices": {"a": "5"}}, "The price of disruption is '5'. Give a number."),
        ({"prices": {"a": None}}, "The price of disruption is None. Give a number."),
        ({"departed": [0.5]}, "A departed owner's territory is 0.5. Give a whole number."),
        ({"departed": ["0"]}, "A departed owner's territory is '0'. Give a number."),
        ({"departed": [None]}, "A departed owner's territory is None. Give a number."),
        ({"departed": [True]}, "A departed owner's territory is True. Give a number."),
    ],
)
def test_prices_and_departures_that_cannot_be_used_are_refused(options, message):
    with pytest.raises(ParameterError) as caught:
        Reference([0, 1], **options)
    assert str(caught.value) == message


def test_nothing_the_caller_changes_later_shows_in_travel_sets_and_prices():
    travel, prices, departed, apart = np.ones((3, 2)), {"potential": 5.0}, {1}, ["u0", "u1"]
    problem = line(
        [1] * 3, 2, travel=travel, separate=[apart],
        reference=Reference([0, 1, 0], prices=prices, departed=departed),
    )  # fmt: skip
    travel[:] = 7
    prices["potential"] = 9.0
    departed.add(0)
    apart.append("u2")
    assert np.asarray(problem.travel).max() == 1
    assert problem.reference.prices == {"potential": 5.0}
    assert problem.reference.departed == (1,)
    assert problem.separate == (("u0", "u1"),)
