"""County figures on other boundaries: Connecticut has 8 counties or 9 planning regions."""

import pandas as pd
import pytest

from maillage.core.market.vintages import to_geography
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit

CROSSWALK = pd.DataFrame(
    [
        ("09001", "2020", "09120", "2022", 0.25),
        ("09001", "2020", "09190", "2022", 0.75),
        ("09120", "2022", "09001", "2020", 1.0),
        ("09190", "2022", "09001", "2020", 1.0),
        ("02261", "2017", "02063", "2020", 0.6),
        ("02261", "2017", "02066", "2020", 0.4),
    ],
    columns=["from_code", "from_vintage", "to_code", "to_vintage", "weight"],
)
VALUES = pd.Series({"01001": 5.0, "02261": 10.0, "09001": 100.0}, name="establishments")


def test_counties_are_shared_between_planning_regions():
    moved = to_geography(VALUES, crosswalk=CROSSWALK, geography=2022)
    assert moved.values.to_dict() == {
        "01001": 5.0,
        "02063": 6.0,
        "02066": 4.0,
        "09120": 25.0,
        "09190": 75.0,
    }


def test_the_moves_are_shown():
    moved = to_geography(VALUES, crosswalk=CROSSWALK, geography=2022).moved
    assert moved["value"].tolist() == [6.0, 4.0, 25.0, 75.0]


def test_there_and_back_keeps_the_figures():
    there = to_geography(VALUES, crosswalk=CROSSWALK, geography=2022).values
    back = to_geography(there, crosswalk=CROSSWALK, geography=2020).values
    assert back.to_dict() == {"01001": 5.0, "02063": 6.0, "02066": 4.0, "09001": 100.0}


def test_a_figure_that_arrives_adds_to_the_one_that_is_there():
    both = pd.Series({"02063": 1.0, "02261": 10.0})
    moved = to_geography(both, crosswalk=CROSSWALK, geography=2020)
    assert moved.values.to_dict() == {"02063": 7.0, "02066": 4.0}


def test_other_years_are_refused():
    with pytest.raises(ParameterError):
        to_geography(VALUES, crosswalk=CROSSWALK, geography=2015)
