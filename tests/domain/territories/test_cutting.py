"""The recorded choice of a cut, by what is asked and by the accounts (A-06)."""

from __future__ import annotations

import pytest

from maillage.core.territories.cut_evidence import Cut
from maillage.domain.accounts.policy import policy_in_force
from maillage.domain.territories.cutting import choose_cut
from maillage.errors import ParameterError
from maillage.models import Event
from tests.domain.territories.rules.factories import account, rep

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def test_the_choice_of_a_cut_is_recorded():
    """A-06: offer, stage and team size, with what was recommended; without accounts."""
    advice = choose_cut(offer="same", stage="established", team=12, by="t")
    assert [cut.value for cut in advice.cuts] == ["geography", "activity"]
    kept = {"offer": "same", "stage": "established", "team": 12, "cuts": ["geography", "activity"]}
    assert policy_in_force().choice == kept
    assert Event.objects.get(verb="cut.chosen").after == kept


def test_the_accounts_speak_for_another_cut_than_the_offer():
    """Four sectors in four states, half bought: all of one industry by its code or its words."""
    for number, (state, naics, words) in enumerate(
        [("NY", "522110", ""), ("TX", "52", ""), ("CA", "523", ""), ("IL", "524", "Insurance")]
    ):
        status = "customer" if number < 2 else "prospect"
        account(f"A{number}", state=state, naics=naics, industry=words, status=status)
    advice = choose_cut(offer="by_industry", stage="growing", team=4, by="t")
    assert advice.cuts == (Cut.GEOGRAPHY, Cut.ACTIVITY)
    found = {each.cut: each.evidence for each in advice.weighed}
    figures = {cut: (each.carried, each.known, each.figure) for cut, each in found.items() if each}
    assert figures == {
        Cut.GEOGRAPHY: (1.0, 1.0, 4.0), Cut.VERTICAL: (0.0, 1.0, 1.0),
        Cut.SIZE: (0.0, 1.0, 0.25), Cut.ACTIVITY: (1.0, 1.0, 0.5),
    }  # fmt: skip


def test_the_team_are_the_active_reps():
    for name in ("Ana", "Bea"):
        rep(name)
    rep("Cy", active=False)
    choose_cut(offer="same", stage="growing", by="t")
    assert policy_in_force().choice["team"] == 2


@pytest.mark.parametrize("wrong", [{"team": 0}, {"offer": "moon"}, {"stage": ""}, {"offer": "\0"}])
def test_what_cannot_be_asked_is_refused(wrong):
    with pytest.raises(ParameterError):
        choose_cut(**{"offer": "same", "stage": "growing", "team": 3, "by": "t"} | wrong)
    assert not Event.objects.exists()
