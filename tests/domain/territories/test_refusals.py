"""An impossible design is refused in words that help (B-06)."""

import pytest
from django.utils import translation

from maillage.domain.territories.design import design_territories
from maillage.domain.territories.framing import frame_problem
from maillage.domain.territories.refusals import impossible
from maillage.domain.territories.request import Level
from maillage.errors import InfeasibleError
from maillage.models import Event, Scenario
from tests.domain.accounts.factories import make_account, make_rep
from tests.domain.territories.scene import ask, cover, place

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def heavy(county: str = "33011", worth: float = 4000.0) -> None:
    cover()
    for rank in range(20):
        make_account(900 + rank, **{**place(county, rank), "potential": worth / 20})


def test_a_heavy_county_is_named_and_split_makes_it_possible():
    heavy()
    request = ask(territories=4)
    with pytest.raises(InfeasibleError) as refusal:
        design_territories(request=request)
    (finding,) = refusal.value.findings
    assert finding.message == (
        "Unit 33011 (Hillsborough County, NH) alone holds 2.56 times the target of a territory in"
        " 'potential' (4,100 against 1,600): +156.2% where 25.0% is allowed."
    )
    assert finding.remedy.rpartition(". ")[2] == (
        "To split it into its postal codes, add --split 33011."
    )
    assert (Scenario.objects.count(), Event.objects.count()) == (0, 0)
    assert impossible(frame=frame_problem(request=ask(territories=4, split=("33011",)))) == ()
    assert impossible(frame=frame_problem(request=request)) == (finding,)


def test_postal_codes_are_named_but_not_split():
    heavy()
    make_account(990, **{**place("33011"), "potential": 9000.0})
    (finding,) = impossible(frame=frame_problem(request=ask(territories=4, level=Level.POSTAL)))
    code, town = place("33011")["postal_code"], place("33011")["city"]
    assert finding.message.partition(" alone")[0] == f"Unit {code} ({town}, NH)"
    assert finding.remedy.partition("--split")[1] == ""


def test_accounts_keep_their_ids():
    cover()
    make_account(33011, **{**place("33011"), "potential": 9000.0})
    (finding,) = impossible(frame=frame_problem(request=ask(territories=4, level=Level.ACCOUNT)))
    assert finding.message.partition(" alone")[0] == "Unit A33011"


def test_the_rep_of_an_overloaded_territory_is_named():
    cover()
    for number in range(1, 9):
        make_rep(number, name=f"Ada {number}")
    kept = tuple((unit, "R2") for unit in ("50001", "50003", "50007", "50021"))
    (finding,) = impossible(frame=frame_problem(request=ask(keep=kept)))
    assert finding.message == (
        "The 4 units locked to territory 2 (Ada 2) hold 400 of 'potential': +33.3% from its target"
        " where 25.0% is allowed."
    )


def test_a_refusal_names_places_reps_and_measures_in_french():
    cover()
    for number in range(1, 9):
        make_rep(number, name=f"Ada {number}")
    kept = tuple((unit, "R2") for unit in ("50001", "50003", "50007", "50021"))
    with translation.override("fr"):
        (finding,) = impossible(frame=frame_problem(request=ask(keep=kept)))
    assert finding.message == (
        "Les 4 mailles verrouillées au secteur 2 (Ada 2) portent 400 de « potentiel » :"
        " +33,3 % par rapport à la cible, là où la tolérance d’équilibre est de 25,0 %."
    )
