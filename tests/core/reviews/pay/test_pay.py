"""Variable pay, exact to the cent, with a reason for each line (N-02)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.plans.conversion import Conversion
from maillage.core.plans.odds import Deals, Play, outlook
from maillage.core.reviews.pay.cost import expected_pay, pays_at, variable_at
from maillage.core.reviews.pay.scheme import read_scheme
from maillage.core.reviews.pay.statement import (
    Attained,
    at_level,
    counted_sales,
    statement,
)
from maillage.core.reviews.pay.words import sentences
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit
SALES = {
    "kind": "sales", "name": "Sales", "weight": 0.7, "threshold": 0.5,
    "steps": [{"above": 1, "rate": 2}, {"above": 1.2, "rate": 3}], "cap": 2,
}  # fmt: skip
COVERAGE = {"kind": "coverage", "name": "Coverage", "weight": 0.2, "target": 0.9}
DISCIPLINE = {"kind": "discipline", "name": "Discipline", "weight": 0.1, "target": 1, "cap": 1}
SCHEME = {
    "base": 60_000, "variable": 20_000.01, "measures": [SALES, COVERAGE, DISCIPLINE],
    "windfall": {"above": 100_000, "share": 0.5},
}  # fmt: skip
SHARES = st.fractions(0, 3, max_denominator=1000)


def scheme(**changes):
    return read_scheme(SCHEME | changes)


def by_hand(attained, steps, threshold, cap):
    """Pay added up in thousandths of the target, from the definition."""
    if attained < threshold:
        return Fraction(0)
    paid, fine = Fraction(0), 1000
    for place in range(int(attained * fine)):
        rate = 1
        for step in steps:
            if Fraction(place, fine) >= Fraction(str(step["above"])):
                rate = step["rate"]
        paid += Fraction(rate, fine)
    return min(paid, cap)


@given(st.integers(0, 2500).map(lambda part: Fraction(part, 1000)))
def test_pays_as_added_up_by_hand(attained):
    measure = scheme().measures[0]
    assert measure.pays(attained) == by_hand(attained, SALES["steps"], Fraction(1, 2), 2)


@given(SHARES, SHARES)
def test_more_never_pays_less(one, other):
    low, high = sorted((one, other))
    measure = scheme().measures[0]
    assert measure.pays(low) <= measure.pays(high)


@given(st.lists(st.integers(0, 3000), min_size=1, max_size=20))
def test_quick_and_exact_pay_agree(parts):
    for measure in scheme().measures:
        exact = [float(measure.pays(Fraction(part, 1000))) for part in parts]
        assert list(pays_at(measure, np.array(parts) / 1000)) == pytest.approx(exact)


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=10), st.integers(1, 10**9))
def test_all_at_target_pays_the_variable_part_to_the_cent(parts, variable):
    weights = [Fraction(part, sum(parts)) for part in parts]
    measures = [
        {"kind": "coverage", "name": f"M{place}", "weight": weight, "target": 1}
        for place, weight in enumerate(weights)
    ]
    found = at_level(
        read_scheme({"base": 0, "variable": Fraction(variable, 100), "measures": measures}), 1
    )
    assert found.variable == variable
    assert sum(line.paid for line in found.lines) == found.variable


def test_a_year_with_its_reasons():
    sales, cut = counted_sales(scheme(), [100_000, 260_000, 250_000.5])
    assert (sales, cut) == (Fraction("355000.25") + 100_000, 2)
    found = statement(
        scheme(),
        {
            "Sales": Attained(sales, Fraction(350_000), cut),
            "Coverage": Attained(Fraction(45, 100), Fraction(9, 10)),
            "Discipline": Attained(None, Fraction(1)),
        },
    )
    assert [(line.full, line.paid) for line in found.lines] == [
        (1_400_001, 2_380_005), (400_000, 200_000), (200_000, None),
    ]  # fmt: skip
    assert (found.variable, found.total, found.complete) == (2_580_005, 8_580_005, False)
    assert [line.reason for line in found.lines] == [
        (
            "455,000.25 of 350,000.00 is 130.0% · 2 large deals count in part · accelerated beyond 100%"
            " · pays 170.0% of 14,000.01"
        ),
        "45% of 90% is 50% · pays 50% of 4,000.00",
        "not known: nothing is recorded it could be counted from",
    ]


def test_thresholds_and_caps_are_said():
    low = statement(scheme(), attained(Fraction(2, 5))).lines[0]
    assert (low.paid, low.reason) == (
        0,
        "0.40 of 1.00 is 40% · below the threshold of 50% · pays 0% of 14,000.01",
    )
    high = statement(scheme(), attained(Fraction(3))).lines[0]
    assert high.paid == 2_800_002
    assert "capped at 200%" in high.reason


def attained(share):
    full = Attained(Fraction(1), Fraction(1))
    return {"Sales": Attained(share, Fraction(1)), "Coverage": full, "Discipline": full}


def test_the_cap_of_a_scheme_takes_the_rest():
    found = at_level(scheme(cap=1.5), 2)
    assert found.variable == 3_000_002  # half a cent: to the even one
    assert found.capped == sum(line.paid for line in found.lines) - found.variable > 0


def test_no_objective_is_not_known():
    found = statement(scheme(), attained(Fraction(1)) | {"Sales": Attained(Fraction(5), None)})
    assert found.lines[0].paid is None
    assert found.lines[0].reason == "not known: there is no objective to hold it against"


def test_nothing_may_be_left_out():
    with pytest.raises(ParameterError, match=r"Nothing is said of Sales\."):
        statement(scheme(), {})


def test_the_letter_says_how_it_is_computed():
    assert sentences(scheme(cap=2)) == [
        "The base is 60,000.00 a year; the variable part is 20,000.01 at 100 %.",
        (
            "Sales (sales of the year): 14,000.01 at your objective; nothing below 50%;"
            " each percent beyond 100% pays 200%; each percent beyond 120% pays 300%; at most 200%."
        ),
        "Coverage (share of the priority accounts contacted): 4,000.00 at 90%.",
        (
            "Discipline (planning discipline: plan accepted, reviews held in time, top 10 named):"
            " 2,000.00 at 100%; at most 100%."
        ),
        "Of a deal above 100,000.00, 50% of what exceeds it counts.",
        "The variable part is capped at 200%.",
    ]


def test_what_a_team_may_cost_agrees_with_years_drawn_at_random():
    play = Play(40, (Conversion("meeting", "sale", 0.25),), Deals(20_000, 0.5))
    odds = outlook([play])
    each, team = expected_pay(scheme(), [(odds, 200_000.0)] * 3)
    rng = np.random.default_rng(7)
    sales = rng.choice(len(odds.probabilities), (20_000, 3), p=odds.probabilities) * odds.step
    paid = np.stack([variable_at(scheme(), sales[:, place], 200_000.0) for place in range(3)])
    total = paid.sum(axis=0)
    assert each[0].mean == pytest.approx(paid[0].mean(), rel=0.02)
    assert team.mean == pytest.approx(total.mean(), rel=0.02)
    assert team.deviation == pytest.approx(total.std(), rel=0.03)
    drawn = np.quantile(total, [0.1, 0.5, 0.9])
    assert (team.low, team.middle, team.high) == pytest.approx(tuple(drawn), rel=0.03)


def test_a_team_of_nobody_costs_nothing():
    assert expected_pay(scheme(), [])[1].mean == 0


HOSTILE = [
    ([], "'[]' cannot be read as named values."),
    ({"base": 0}, "A scheme has a list of measures."),
    (SCHEME | {"bonus": 1}, "'bonus' means nothing here."),
    (SCHEME | {"base": -1}, "A share or weight is -1."),
    (SCHEME | {"base": float("nan")}, "A share or weight is nan."),
    (SCHEME | {"base": True}, "'base' is no number."),
    (SCHEME | {"base": "1/3"}, "'base' is no number."),
    (SCHEME | {"base": 10**12}, "'base' is too large."),
    (SCHEME | {"base": 0.001}, "'base' has parts of a cent."),
    (SCHEME | {"variable": 0}, "Base and variable pay cannot be these amounts."),
    (SCHEME | {"measures": []}, "A scheme has 0 measures."),
    (SCHEME | {"measures": "sales"}, "A scheme has a list of measures."),
    (SCHEME | {"measures": ["sales"]}, "'sales' cannot be read as named values."),
    (SCHEME | {"measures": [SALES]}, "The shares sum to 70.00%."),
    (SCHEME | {"measures": [SALES, SALES | {"weight": 0.3}]}, "Two measures have the same name."),
    (SCHEME | {"measures": [SALES | {"kind": "luck"}]}, "A measure counts 'luck'."),
    (SCHEME | {"measures": [SALES | {"kind": []}]}, "A measure counts []."),
    (SCHEME | {"measures": [SALES | {"name": ""}]}, "The measure '' cannot be paid."),
    (SCHEME | {"measures": [SALES | {"name": "x" * 81}]}, "'name' is a text of at most 80"),
    (SCHEME | {"measures": [SALES | {"target": 0}]}, "The measure 'Sales' cannot be paid."),
    (SCHEME | {"measures": [SALES | {"threshold": 1.1}]}, "The measure 'Sales' cannot be paid."),
    (SCHEME | {"measures": [SALES | {"segment": "1-0"}]}, "The measure 'Sales' cannot be paid."),
    (SCHEME | {"measures": [SALES | {"cap": 0.9}]}, "The measure 'Sales' cannot be paid."),
    (SCHEME | {"measures": [SALES | {"steps": [{"above": 0.9, "rate": 1}]}]}, "The measure 'Sales'"),
    (SCHEME | {"measures": [SALES | {"steps": [{"above": 1}]}]}, "'rate' is no number."),
    (SCHEME | {"measures": [SALES | {"steps": list(reversed(SALES["steps"]))}]}, "The measure 'Sales'"),
    (SCHEME | {"measures": [SALES | {"steps": [{"above": 1, "rate": 11}]}]}, "The measure 'Sales'"),
    (SCHEME | {"measures": [SALES | {"steps": 3}]}, "Accelerators are a list of at most 10."),
    (SCHEME | {"measures": [SALES | {"kind": "segment"}]}, "The measure 'Sales' cannot be paid."),
    (SCHEME | {"measures": [COVERAGE | {"target": None}]}, "The measure 'Coverage' cannot be paid."),
    (SCHEME | {"measures": [COVERAGE | {"target": 90}]}, "The measure 'Coverage' cannot be paid."),
    (SCHEME | {"measures": [COVERAGE | {"weight": 0}]}, "A measure without weight pays nothing."),
    (SCHEME | {"cap": 0.5}, "The cap of a scheme is 100 % to 1,000 %."),
    (SCHEME | {"windfall": {"above": 0, "share": 0.5}}, "The rule for windfalls cannot be."),
    (SCHEME | {"windfall": {"above": 10, "share": 2}}, "The rule for windfalls cannot be."),
    (SCHEME | {"windfall": 5}, "'5' cannot be read as named values."),
]  # fmt: skip


@pytest.mark.parametrize(("content", "said"), HOSTILE)
def test_schemes_that_cannot_be(content, said):
    with pytest.raises(ParameterError) as caught:
        read_scheme(content)
    assert str(caught.value).startswith(said)


def test_a_day_is_no_amount():
    with pytest.raises(ParameterError):
        scheme(base=date(2026, 1, 1))
