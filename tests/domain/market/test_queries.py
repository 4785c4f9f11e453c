"""What the loaded figures say of a choice of industries (A-12, A-13, A-18 step 2)."""

import pytest

from maillage.domain.market.boundaries import on_boundaries
from maillage.domain.market.load import load_market_file
from maillage.domain.market.queries import (
    dataset_for,
    datasets,
    establishments_by_county,
    population_by_county,
)
from maillage.errors import NotFoundError, ParameterError
from tests.domain.market.builders import market_file

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

COUNTIES = [
    ("48001", "county", "", 90, 1, 1),
    ("48001", "county", "54", 30, 300, 3000),
    ("48001", "county", "5415", 9, 70, 700),
    ("48001", "county", "311", 7, 70, 700),
    ("48001", "county", "3254", 2, 20, 200),
    ("48003", "county", "5411", 12, 100, 1000),
    ("06001", "county", "62", 20, 200, 2000),
    ("06999", "county", "54", 1, 2, 3),
]
STATES = [("48", "state", "54", 50, 500, 5000), ("06", "state", "54", 6, 60, 600)]
NATION = [("US", "nation", "54", 60, 600, 6000)]


@pytest.fixture
def loaded():
    files = [market_file(*COUNTIES), market_file(*STATES), market_file(*NATION)]
    files.append(market_file(("48001", "county", "54", 1, 1, 1), vintage=2019))
    return [load_market_file(file=file).dataset for file in files]


def test_every_county_has_a_figure_and_the_newest_year_counts(loaded):
    result = establishments_by_county(industries=["54"])
    assert result.zones["establishments"].to_dict() == {"06001": 0, "48001": 30, "48003": 12}
    assert result.remainder() == 18


def test_sectors_of_several_numbers_and_levels_mix(loaded):
    result = establishments_by_county(industries=["31-33", "5415"])
    assert result.activity().to_dict() == {"06001": 0, "48001": 18, "48003": 0}


def test_all_industries_and_parts_of_parts(loaded):
    assert establishments_by_county(industries=["all"]).activity()["48001"] == 90
    assert establishments_by_county(industries=["54151"]).zones["unpublished"]["48001"] == 9


def test_some_states_only(loaded):
    result = establishments_by_county(industries=["54"], states=["Texas"])
    assert result.zones["establishments"].to_dict() == {"48001": 30, "48003": 12}
    assert result.remainder() == 8


def test_an_older_year_or_a_given_dataset(loaded):
    older = establishments_by_county(industries=["54"], vintage=2019)
    assert older.activity().to_dict() == {"48001": 1}
    given = establishments_by_county(industries=["54"], dataset=loaded[3])
    assert given.activity().to_dict() == {"48001": 1}


def test_the_rule_may_spread_the_remainder(loaded):
    result = establishments_by_county(industries=["54"], allocate="proportional")
    assert result.activity().sum() == pytest.approx(54)
    assert result.remainder() == pytest.approx(6)


def test_what_is_loaded(loaded):
    assert [(each.dataset.vintage, each.zones) for each in datasets()] == [
        (2021, {"nation": 1}),
        (2021, {"state": 2}),
        (2021, {"county": 4}),
        (2019, {"county": 1}),
    ]


def test_without_figures_the_way_to_load_them_is_named():
    with pytest.raises(NotFoundError) as caught:
        establishments_by_county(industries=["54"])
    assert caught.value.remedy == "Load the file with `maillage import market FILE --apply`."
    with pytest.raises(NotFoundError):
        dataset_for(kind="population")


def test_unknown_states_and_industries_are_refused(loaded):
    with pytest.raises(ParameterError):
        establishments_by_county(industries=["54"], states=["Atlantis"])
    with pytest.raises(ParameterError):
        establishments_by_county(industries=["tech"])


def test_population_by_county():
    rows = [("48001", "county", "", 58000, 0, 0), ("48", "state", "", 30000000, 0, 0)]
    load_market_file(file=market_file(*rows, kind="population", vintage=2023))
    assert population_by_county().to_dict() == {"48001": 58000}
    assert population_by_county(states=["CA"]).to_dict() == {}


def test_connecticut_moves_to_its_planning_regions(loaded):
    values = establishments_by_county(industries=["54"]).activity()
    values.loc["09007"] = 100.0
    moved = on_boundaries(values=values, geography=2022)
    assert moved.values.to_dict() == {
        "06001": 0,
        "09130": 100,
        "48001": 30,
        "48003": 12,
    }
