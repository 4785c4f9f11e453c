"""Which way to cut the market (A-05, A-06)."""

from __future__ import annotations

import pytest

from maillage.core.territories.cuts import Cut, Offer, Stage, recommend
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
