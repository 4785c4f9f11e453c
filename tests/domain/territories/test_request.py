"""What may be asked of a design, whatever the data (B-01)."""

from datetime import date

import pytest

from maillage.domain.territories.request import (
    CONTIGUOUS_STATES,
    DesignRequest,
    Homes,
    Level,
    MeasureRequest,
    Source,
    Targets,
)
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit

NAN, ENDLESS = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"measures": ()}, "No measure is chosen. Name at least one to balance."),
        ({"territories": 0}, "0 territories are asked for. Ask for 1 to 5,000."),
        ({"territories": -3}, "-3 territories are asked for. Ask for 1 to 5,000."),
        ({"territories": 10**30}, "10000000000000000000 territories are asked for. Ask for 1 to 5,000."),
        ({"territories": 2, "target_size": 5.0}, "Both a number of territories and a target size are given. Give one of the two."),
        ({"target_size": 0.0}, "The target size is 0. Give an amount above zero."),
        ({"target_size": NAN}, "The target size is nan. Give an amount above zero."),
        ({"target_size": ENDLESS}, "The target size is inf. Give an amount above zero."),
        ({"states": ()}, "No state is chosen. Name at least one."),
        ({"states": ("TX", "XX")}, "'XX' is not the code of a state of the USA. Give two capitals, such as TX."),
        ({"states": ("tx",)}, "'tx' is not the code of a state of the USA. Give two capitals, such as TX."),
        ({"split": ("06037",), "level": Level.POSTAL}, "Counties can only be split when the units are counties. Design with county units, or leave --split out."),
        ({"split": ("06037",), "keep": (("06037", "R1"),)}, "The county 06037 is split, but something else is asked for it as a whole. Name its parts, which look like 06037/90001, or do not split it."),
        ({"split": ("06037",), "together": (("06037", "06059"),)}, "The county 06037 is split, but something else is asked for it as a whole. Name its parts, which look like 06037/90001, or do not split it."),
        ({"keep": (("06037", "R1"), ("06037", "R2"))}, "The unit 06037 is kept for 2 different reps. Keep it for one."),
        ({"disruption_cap": NAN}, "The cap on disruption is nan. Give a share between 0 and 1, such as 0.2."),
        ({"disruption_cap": 20.0}, "The cap on disruption is 20. Give a share between 0 and 1, such as 0.2."),
        ({"disruption_price_km": -5.0}, "The price of disruption is -5 km. Give a distance of 0 or more."),
        ({"disruption_price_km": NAN}, "The price of disruption is nan km. Give a distance of 0 or more."),
        ({"effort": -1.0}, "The effort is -1. Give a number above 0 and at most 100."),
        ({"effort": NAN}, "The effort is nan. Give a number above 0 and at most 100."),
        ({"seed": -1}, "The seed is -1. Give a whole number from 0 to 4,294,967,295."),
        ({"on": date(1, 1, 1)}, "Nobody owned accounts on 0001-01-01. Check the year."),
        ({"name": "n" * 1_000_000}, "The name 'nnnnnnnnnnnnnnnnnnnn'… has 1,000,000 characters. Give at most 100."),
        ({"name": "a\x00b"}, "The name 'a\\x00b' holds characters that cannot be printed. Leave them out."),
        ({"name": "\udcff"}, "The name '\\udcff' holds characters that cannot be printed. Leave them out."),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(asked, said):
    with pytest.raises(ParameterError) as refusal:
        DesignRequest(**asked)
    assert str(refusal.value) == said


@pytest.mark.parametrize(
    ("source", "industries", "said"),
    [
        (
            Source.POTENTIAL,
            ("54",),
            "The measure potential has no industries. Name NAICS codes for establishments only.",
        ),
        (
            Source.ESTABLISHMENTS,
            (),
            "The measure establishments needs industries. Add --naics, for example --naics 54.",
        ),
    ],
)
def test_industries_are_for_establishments_alone(source, industries, said):
    with pytest.raises(ParameterError) as refusal:
        MeasureRequest(source, 0.1, industries)
    assert str(refusal.value) == said


def test_the_usual_request():
    request = DesignRequest(name="Équipe 👩‍💻 2027")
    assert (len(request.states), request.states) == (49, CONTIGUOUS_STATES)
    assert (request.level, request.anchored, request.name) == (
        Level.COUNTY, False, "Équipe 👩‍💻 2027"
    )  # fmt: skip


@pytest.mark.parametrize(
    "asked",
    [
        {"homes": Homes.REPS},
        {"targets": Targets.CAPACITY},
        {"disruption_cap": 0.2},
        {"disruption_price_km": 1.0},
        {"keep": (("06037", "R1"),)},
        {"keep": (("06037", "R1"), ("06037", "R1"))},
    ],
)
def test_what_binds_territories_to_reps(asked):
    assert DesignRequest(**asked).anchored is True
