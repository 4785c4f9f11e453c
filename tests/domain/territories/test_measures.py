"""Activity measures from accounts and from official market figures (A-12, A-18, B-04)."""

import pytest

from maillage.domain.market.load import load_market_file
from maillage.domain.territories.measures import unit_measures
from maillage.domain.territories.request import Level, MeasureRequest, Source
from maillage.domain.territories.splitting import NOTHING, split_counties, split_units
from maillage.domain.territories.units import county_units, unit_of_accounts
from maillage.errors import InputError, ParameterError
from tests.domain.accounts.factories import make_account
from tests.domain.market.builders import market_file
from tests.domain.territories.scene import place, read_accounts

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

RHODE_ISLAND = ("44001", "44003", "44005", "44007", "44009")
ESTABLISHMENTS = MeasureRequest(Source.ESTABLISHMENTS, 0.1, ("54",))
POPULATION = MeasureRequest(Source.POPULATION)


def measured(*requests, states=("RI",), level=Level.COUNTY, split=()):
    counties = county_units(states)
    parts = split_counties(counties=counties, codes=split) if split else NOTHING
    accounts = read_accounts()
    accounts["unit"] = unit_of_accounts(level=Level.COUNTY, accounts=accounts)
    return unit_measures(
        requests=requests,
        level=level,
        units=split_units(counties=counties, split=parts),
        accounts=accounts,
        states=states,
        split=parts,
    )


def load(*rows, **fields):
    load_market_file(file=market_file(*rows, **fields))


def test_figures_of_accounts_are_summed_and_missing_ones_count_nothing():
    make_account(1, potential=100.0, employees=7, visits_per_year=4.0, **place("44007"))
    make_account(2, potential=None, revenue=50.0, **place("44007", 1))
    make_account(3, potential=25.0, employees=3, **place("44001"))
    sources = [Source.POTENTIAL, Source.REVENUE, Source.ACCOUNTS, Source.EMPLOYEES, Source.WORKLOAD]
    found = measured(*(MeasureRequest(source) for source in sources))
    assert {each.name: each.values.tolist() for each in found} == {
        "potential": [25.0, 0.0, 0.0, 100.0, 0.0],
        "revenue": [0.0, 0.0, 0.0, 50.0, 0.0],
        "accounts": [1.0, 0.0, 0.0, 2.0, 0.0],
        "employees": [3.0, 0.0, 0.0, 7.0, 0.0],
        "workload": [0.0, 0.0, 0.0, 4.0, 0.0],
    }
    assert [each.residual for each in found] == [0.0] * 5


def test_a_figure_no_account_has_cannot_be_balanced():
    make_account(1, potential=None, **place("44007"))
    with pytest.raises(InputError) as refusal:
        measured(MeasureRequest(Source.EMPLOYEES))
    assert str(refusal.value) == (
        "The accounts in the chosen states give no employees to balance."
        " Import accounts with that figure, choose other states or another measure."
    )


def test_establishments_with_what_is_in_no_county():
    load(*((code, "county", "54", 10, 1, 1) for code in RHODE_ISLAND[:4]))
    load(("44", "state", "54", 47, 1, 1))
    (measure,) = measured(ESTABLISHMENTS)
    assert measure.values.tolist() == [10.0, 10.0, 10.0, 10.0, 0.0]
    assert measure.residual == 7.0


@pytest.mark.parametrize("industries", [("54",), ("31", "54")])
def test_without_official_figures_the_rest_is_unknown(industries):
    """Part of the industries is not enough, however they were typed."""
    load(*((code, "county", "54", 10, 1, 1) for code in RHODE_ISLAND))
    if len(industries) > 1:
        load(("44", "state", "54", 47, 1, 1))
    (measure,) = measured(MeasureRequest(Source.ESTABLISHMENTS, 0.1, industries))
    assert measure.residual is None


def test_connecticut_is_brought_onto_its_planning_regions():
    """Figures of 2021 know 8 counties, designs 9 regions: nothing is lost between them."""
    old = ("09001", "09003", "09005", "09007", "09009", "09011", "09013", "09015")
    load(*((code, "county", "54", 900, 1, 1) for code in old))
    (measure,) = measured(ESTABLISHMENTS, states=("CT",))
    assert len(measure.values) == 9
    assert measure.values.min() > 0
    assert measure.values.sum() == pytest.approx(7200.0)


def test_population_is_that_loaded_else_that_which_ships():
    shipped = measured(POPULATION)[0]
    assert shipped.values["44007"] == 638931.0
    load(
        *((code, "county", "", 1000, 0, 0) for code in RHODE_ISLAND),
        kind="population",
        geography_vintage=2022,
    )
    assert measured(POPULATION)[0].values.tolist() == [1000.0] * 5


def test_figures_of_a_split_county_are_spread_over_its_parts():
    load(*((code, "county", "54", 100, 1, 1) for code in RHODE_ISLAND))
    (measure,) = measured(ESTABLISHMENTS, split=("44007",))
    parts = measure.values[measure.values.index.str.startswith("44007/")]
    assert parts.sum() == pytest.approx(100.0)
    assert measure.values.sum() == pytest.approx(500.0)


def test_market_figures_are_known_by_county_alone():
    with pytest.raises(ParameterError) as refusal:
        measured(POPULATION, level=Level.POSTAL)
    assert str(refusal.value) == (
        "The measure population is known by county, not by postal."
        " Design with county units, or balance a measure of the accounts."
    )


def test_figures_of_other_states_are_no_help():
    load(("48001", "county", "54", 10, 1, 1), ("44001", "county", "62", 10, 1, 1))
    with pytest.raises(InputError) as refusal:
        measured(ESTABLISHMENTS)
    assert str(refusal.value) == (
        "The figures loaded give no establishments for the chosen states."
        " Load a file that covers them with `maillage import market`."
    )
