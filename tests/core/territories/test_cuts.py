"""Which way to cut the market (A-05, A-06)."""

from __future__ import annotations

import pandas as pd
import pytest

from maillage.core.territories.cut_evidence import Cut, Evidence, evidence
from maillage.core.territories.cuts import Offer, Stage, recommend
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("offer", "stage", "team", "cuts"),
    [
        ("same", "entering", 2, (Cut.GEOGRAPHY,)),
        ("same", "entering", 12, (Cut.GEOGRAPHY,)),
        ("same", "growing", 12, (Cut.GEOGRAPHY, Cut.SIZE)),
        ("same", "established", 12, (Cut.GEOGRAPHY, Cut.ACTIVITY)),
        ("by_industry", "established", 5, (Cut.VERTICAL, Cut.ACTIVITY)),
        ("by_industry", "growing", 5, (Cut.VERTICAL, Cut.GEOGRAPHY)),
        ("by_industry", "growing", 3, (Cut.VERTICAL,)),
        ("by_size", "growing", 30, (Cut.SIZE, Cut.GEOGRAPHY)),
    ],
)
def test_the_cut_follows_offer_stage_and_team(offer, stage, team, cuts):
    advice = recommend(offer=Offer(offer), stage=Stage(stage), team=team)
    assert advice.cuts == cuts
    assert len(advice.why) == 2


def test_every_answer_gives_one_or_two_different_cuts():
    for offer in Offer:
        for stage in Stage:
            for team in (1, 3, 4, 9, 10, 500):
                cuts = recommend(offer=offer, stage=stage, team=team).cuts
                assert 1 <= len(cuts) == len(set(cuts)) <= 2


def test_nobody_sells():
    with pytest.raises(ParameterError):
        recommend(offer=Offer.SAME, stage=Stage.GROWING, team=0)


NAN = float("nan")


def accounts(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["zone", "industry", "potential", "customer"])


def test_evidence_by_hand():
    """Two states at 3 to 1, of 80 % of the potential; one industry; a customer with half of it."""
    found = evidence(
        accounts(
            ("NY", "52", 50.0, True), ("NY", "52", 10.0, False), ("TX", "52", 20.0, False),
            ("", "", 20.0, False), ("TX", "52", NAN, False),
        ),
        team=3,
    )  # fmt: skip
    states = 0.8**2 / (0.6**2 + 0.2**2)  # 1.6
    assert found == (
        Evidence(Cut.GEOGRAPHY, pytest.approx(0.8 * (states - 1) / 2), pytest.approx(0.8),
                 pytest.approx(1.6)),
        Evidence(Cut.VERTICAL, 0.0, pytest.approx(0.8), pytest.approx(1.0)),
        Evidence(Cut.SIZE, pytest.approx(0.8 * (0.5 - 0.2) / 0.8), 0.8, pytest.approx(0.5)),
        Evidence(Cut.ACTIVITY, pytest.approx(1.0), 1.0, pytest.approx(0.5)),
    )  # fmt: skip


def test_evidence_of_next_to_nothing():
    assert evidence(accounts(), team=5) == ()
    found = evidence(accounts(("", "", NAN, False)), team=5)
    assert [each.carried for each in found] == [0.0, 0.0, 0.0, 0.0]
    four = accounts(*((state, "", NAN, False) for state in ("NY", "TX", "CA", "IL")))
    assert evidence(four, team=9)[0] == Evidence(Cut.GEOGRAPHY, 1.0, 1.0, 4.0)


def measured(geography=0.5, vertical=0.5, size=0.5, activity=0.5) -> tuple[Evidence, ...]:
    carried = (geography, vertical, size, activity)
    return tuple(Evidence(cut, each, 1.0, 2.0) for cut, each in zip(Cut, carried, strict=True))


@pytest.mark.parametrize(
    ("offer", "stage", "team", "found", "cuts"),
    [
        # vertical 1 + 0.9, geography 0.5 + 0.9, both above half
        ("by_industry", "growing", 5, measured(0.9, 0.9), (Cut.VERTICAL, Cut.GEOGRAPHY)),
        # all accounts of one industry: the offer's own cut is left out
        ("by_industry", "growing", 5, measured(0.9, 0.1), (Cut.GEOGRAPHY,)),
        # geography 1 + 0.9; activity 0.5 + 0.1 is left out, vertical has 0.96 of 1.9
        ("same", "established", 5, measured(0.9, 0.96, 0.9, 0.1), (Cut.GEOGRAPHY, Cut.VERTICAL)),
        # geography 1.5 + 1, nothing else has half of it
        ("same", "entering", 5, measured(1.0, 0.9, 0.9, 0.9), (Cut.GEOGRAPHY,)),
        # few sell
        ("same", "growing", 3, measured(0.1, 0.9, 0.8), (Cut.VERTICAL,)),
        # the accounts carry nothing: the offer decides
        ("by_size", "growing", 9, measured(0, 0, 0, 0), (Cut.SIZE,)),
    ],
)
def test_the_accounts_have_their_say(offer, stage, team, found, cuts):
    advice = recommend(offer=Offer(offer), stage=Stage(stage), team=team, found=found)
    assert advice.cuts == cuts


def test_reasons_name_figures_and_what_speaks_against_the_offer():
    found = measured(0.9, 0.1, 0.3, 0.3)
    advice = recommend(offer=Offer.BY_INDUSTRY, stage=Stage.GROWING, team=5, found=found)
    assert advice.why == (
        "The offer depends on the industry: reps have to know it.",
        "The offer alone would ask for: by industry. The accounts speak for: by place.",
        "Presence on the spot and less travel help while the market is being won.",
        "The potential lies as if in 2.0 states of equal weight; the place of 100% of it is known.",
    )
    other = recommend(
        offer=Offer.SAME, stage=Stage.ESTABLISHED, team=5, found=measured(0.9, 0.96, 0.9, 0.1)
    )
    assert other.why[1] == (
        "The stage alone would ask for: new accounts apart from customers. "
        "The accounts carry it too little."
    )
    assert [(each.cut, each.asked, each.points, each.borne) for each in advice.weighed] == [
        (Cut.GEOGRAPHY, 0.5, 1.4, True), (Cut.VERTICAL, 1.0, 1.1, False),
        (Cut.SIZE, 0.0, 0.3, True), (Cut.ACTIVITY, 0.0, 0.3, True),
    ]  # fmt: skip
