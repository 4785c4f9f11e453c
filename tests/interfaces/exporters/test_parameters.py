"""Options of a run in words."""

import pytest
from django.utils.translation import override

from maillage.domain.territories.request import CONTIGUOUS_STATES
from maillage.interfaces.exporters.parameters import parameter_text, parameters

pytestmark = pytest.mark.unit


def test_only_the_options_that_were_used(outcome):
    with override("en"):
        assert parameters(outcome) == [
            ("States", "CT, MA, NH, NJ, NY, PA, RI, VT"),
            ("Number of territories", "6"),
            ("Centres", "Free: placed where the market is"),
            ("Targets", "Equal for all territories"),
            ("Territories in one piece", "yes"),
            ("Disruption cap", "20.0%"),
            ("Balanced on", "Establishments (±\u00a05%), NAICS 5415, 5182"),
        ]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        (
            "states",
            list(CONTIGUOUS_STATES),
            "The 48 contiguous states and the District of Columbia",
        ),
        ("homes", "elsewhere", "elsewhere"),
        ("on", "2026-11-22", "November 22, 2026"),
        ("seed", 1234, "1,234"),
        ("contiguity", False, "no"),
        ("measures", ["potential"], "potential"),
        ("links", [["36061", "36059"]], "36061, 36059"),
    ],
)
def test_values(name, value, expected):
    with override("en"):
        assert parameter_text(name, value) == expected
