"""Reading an ideal customer profile (C-01)."""

from __future__ import annotations

import math

import pytest

from maillage.core.accounts.icp.criteria import Icp, Span, read_icp
from maillage.core.accounts.icp.presets import PRESETS
from maillage.errors import InputError
from tests.factories import HOSTILE_NAMES

pytestmark = pytest.mark.unit

WRITTEN = {
    "company_revenue": {"from": 5e6, "to": 5e7},
    "employees": {"from": 50, "to": 200},
    "industries": ["5415", "54", "31-33"],
    "excluded": ["5416"],
    "technologies": ["SAP", "sap", "Odoo"],
    "budget": 20_000,
    "states": ["New York", "tx", "NY"],
    "metros": ["41860"],
    "personas": ["CFO"],
}


def test_a_profile_is_read_each_value_once():
    assert read_icp(WRITTEN) == Icp(
        company_revenue=Span(5e6, 5e7),
        employees=Span(50, 200),
        industries=("31-33", "54"),
        excluded=("5416",),
        technologies=("SAP", "Odoo"),
        budget=20_000,
        country="US",
        states=("NY", "TX"),
        metros=("41860",),
        personas=("CFO",),
    )


@pytest.mark.parametrize("missing", ["company_revenue", "employees", "industries", "excluded"])
def test_what_is_not_negotiable_has_to_be_there(missing):
    """C-01: invalid without a range of revenue or headcount, or without the exclusions."""
    for written in ({k: v for k, v in WRITTEN.items() if k != missing}, WRITTEN | {missing: None}):
        with pytest.raises(InputError, match=missing):
            read_icp(written)


def test_to_exclude_nothing_can_be_said():
    icp = read_icp(WRITTEN | {"excluded": []})
    assert icp.excluded == ()
    assert "exclusion" not in icp.asked
    assert "exclusion" in read_icp(WRITTEN).asked


def test_a_bound_may_be_left_open():
    icp = read_icp(WRITTEN | {"employees": {"from": 50}, "company_revenue": {"to": 1e6}})
    assert (icp.employees, icp.company_revenue) == (Span(50, math.inf), Span(0, 1e6))


@pytest.mark.parametrize("name", [None, *PRESETS])
def test_a_profile_is_what_its_json_says(name):
    icp = PRESETS[name] if name else read_icp(WRITTEN)
    assert read_icp(icp.stored()) == icp


def test_all_industries_ask_nothing():
    icp = read_icp(WRITTEN | {"industries": ["all"], "excluded": ["92"]})
    assert icp.industries == ("",)
    assert "industry" not in icp.asked
    assert read_icp(icp.stored()) == icp


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"employees": {"from": 200, "to": 50}}, "no range of employees"),
        ({"employees": {}}, "no range of employees"),
        ({"employees": {"from": 0}}, "no range of employees"),
        ({"employees": {"from": math.inf}}, "no range of employees"),
        ({"employees": {"from": math.nan, "to": 3}}, "no range of employees"),
        ({"employees": {"from": True, "to": 3}}, "no range of employees"),
        ({"employees": {"from": "50", "to": 200}}, "no range of employees"),
        ({"employees": {"least": 50}}, "no range of employees"),
        ({"employees": [50, 200]}, "no range of employees"),
        ({"company_revenue": {"from": -1}}, "no range of company_revenue"),
        ({"company_revenue": {"to": 1e16}}, "no range of company_revenue"),
        ({"industries": []}, "No industry is chosen"),
        ({"industries": ["5x"]}, "'5x' is not a NAICS code"),
        ({"industries": "54"}, "industries is no list"),
        ({"industries": ["54"], "excluded": ["54"]}, "leave nothing"),
        ({"industries": ["5415"], "excluded": ["54"]}, "leave nothing"),
        ({"excluded": ["all"]}, "leave nothing"),
        ({"excluded": ["13"]}, "'13' is not a NAICS code"),
        ({"budget": 0}, "'0' is no budget"),
        ({"budget": "much"}, "'much' is no budget"),
        ({"states": ["Atlantis"]}, "'Atlantis' is no state"),
        ({"states": ["ON"]}, "'ON' is no state or province of US"),
        ({"metros": ["Boston"]}, "'Boston' is no code of a metropolitan area"),
        ({"metros": ["٤١٨٦٠"]}, "no code of a metropolitan area"),
        ({"country": "Utopia"}, "'Utopia' is not a known country"),
        ({"country": "X"}, "'X' is not a known country"),
        ({"colour": "red"}, "'colour' is no criterion"),
        ({"technologies": ["x" * 121]}, "technologies is no list of short texts"),
        ({"personas": ["x"] * 201}, "personas is no list of short texts"),
        ({"personas": [3]}, "personas is no list of short texts"),
    ],
)
def test_what_cannot_be_is_refused(changed, said):
    with pytest.raises(InputError) as caught:
        read_icp(WRITTEN | changed)
    assert said in str(caught.value)


@pytest.mark.parametrize("written", [None, [], "ICP", 3, HOSTILE_NAMES[0]])
def test_what_is_no_profile_is_refused(written):
    with pytest.raises(InputError, match="no criteria"):
        read_icp(written)


@pytest.mark.parametrize("text", HOSTILE_NAMES)
@pytest.mark.parametrize("name", ["technologies", "personas", "states", "metros", "industries"])
def test_hostile_texts_are_read_or_refused(name, text):
    try:
        icp = read_icp(WRITTEN | {name: [text]})
    except InputError:
        return
    assert read_icp(icp.stored()) == icp


def test_presets_are_dense_places_of_four_industries():
    """A-17."""
    places = {name: (icp.metros, len(icp.states)) for name, icp in PRESETS.items()}
    assert places == {
        "tech": (("41860", "41940", "42660"), 0),
        "finance": (("35620",), 0),
        "health": (("14460", "26420"), 0),
        "industry": ((), 12),
    }
