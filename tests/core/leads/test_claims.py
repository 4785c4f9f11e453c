"""Claims are quoted with their source, and losses rest on them (D-07, E-09, I-10, I-11)."""

from __future__ import annotations

import pytest
from django.utils import translation

from maillage.core.leads.claims import BY_ID, CLAIMS, marketing_waste, misalignment_loss
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit


def test_i10_500_k_of_5_m_and_80_k_of_200_k_with_their_claims():
    loss = misalignment_loss(5_000_000)
    assert (loss.amount, loss.claim.source) == (500_000, "SiriusDecisions, cited at second hand")
    assert marketing_waste(200_000).amount == 80_000
    assert str(marketing_waste(200_000)) == (
        "80,000 of 200,000, if it is true that: 40% of the marketing budget has no effect."
        " (no source given)"
    )


def test_every_claim_of_the_requirements_is_kept_and_none_is_called_verified():
    assert len(BY_ID) == len(CLAIMS)
    kept = {each.id.rstrip("abcdef").rstrip("-") for each in CLAIMS}
    assert kept == {"D-07", "E-09", "I-10", "I-11", "HBR"}
    assert not any(each.verified for each in CLAIMS)
    assert BY_ID["I-10c"].figure == BY_ID["I-10f"].figure == 0.67
    assert BY_ID["I-10c"].source != BY_ID["I-10f"].source


def test_claims_are_read_in_both_languages_and_translations_are_told_apart():
    claim, study = BY_ID["I-10a"], BY_ID["HBR-a"]
    with translation.override("en"):
        assert claim.text == "Misalignment costs 10% of revenue."
        assert (claim.source, claim.translated) == ("SiriusDecisions, cited at second hand", True)
        assert (study.text[:13], study.translated) == ("37% of 2,241 ", False)
        english = {each.text for each in CLAIMS}
    with translation.override("fr"):
        assert claim.text == "Le désalignement coûte 10 % du chiffre d'affaires."
        assert (claim.source, claim.translated) == (
            "SiriusDecisions, cité de seconde main",
            False,
        )
        assert study.translated
        french = {each.text for each in CLAIMS}
    assert len(english) == len(french) == len(CLAIMS)
    assert not english & french


@pytest.mark.parametrize("amount", [-1, float("nan"), float("inf"), 1e16])
def test_amounts_that_cannot_be_lost_are_refused(amount):
    with pytest.raises(ParameterError, match="cannot be lost"):
        misalignment_loss(amount)
