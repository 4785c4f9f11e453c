"""From a request and the workspace's data to a problem (B-01, B-05)."""

import numpy as np
import pytest

from maillage.domain.territories.framing import count_of_size, frame_problem
from maillage.domain.territories.request import Homes, Level, MeasureRequest, Source, Targets
from maillage.errors import InputError, ParameterError
from tests.domain.accounts.factories import make_account, make_rep, own
from tests.domain.territories.scene import BURLINGTON, CONCORD, ask, cover, place

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def problem(**changes):
    return frame_problem(request=ask(**changes)).problem


def test_one_territory_per_active_rep_unless_told_otherwise():
    cover()
    for number in (1, 2, 3):
        make_rep(number)
    make_rep(4, active=False)
    assert problem().territories == 3
    assert problem(territories=5).territories == 5
    assert problem(target_size=601.0).territories == 4
    assert problem(target_size=1e9).territories == 1


def test_a_target_size_far_too_small_is_refused():
    with pytest.raises(ParameterError) as refusal:
        count_of_size(total=2400.0, size=5e-324)
    assert str(refusal.value) == (
        "A target size of 4.94066e-324 would make more than 5,000 territories of the 2,400 there"
        " are. Give a larger one, in the unit of the first measure."
    )


def test_without_reps_the_number_is_not_known():
    cover()
    with pytest.raises(InputError) as refusal:
        problem()
    assert str(refusal.value) == (
        "There is no active rep, so the number of territories is not known."
        " Import reps, or give --territories or --target-size."
    )


def test_a_number_that_does_not_fit_the_reps_is_refused():
    cover()
    make_rep(1)
    with pytest.raises(ParameterError) as refusal:
        problem(targets=Targets.CAPACITY, territories=2)
    assert str(refusal.value) == (
        "The territories belong to reps from the start (fixed homes, capacity targets, locks or a"
        " limit on disruption), but 2 territories are asked for and there are 1 active reps."
        " Leave the number out, or make it that of the reps."
    )


def test_homes_and_capacity_of_the_reps():
    cover()
    make_rep(1, capacity=1.0, **BURLINGTON)
    make_rep(2, capacity=0.5, **CONCORD)
    stated = problem(homes=Homes.REPS, targets=Targets.CAPACITY)
    assert np.asarray(stated.homes).tolist() == [[44.48, -73.21], [43.21, -71.54]]
    assert stated.measures[0].targets(2).tolist() == [1600.0, 800.0]


def test_a_rep_without_a_home_is_named():
    cover()
    make_rep(1, **BURLINGTON)
    make_rep(2)
    with pytest.raises(InputError) as refusal:
        problem(homes=Homes.REPS)
    assert str(refusal.value) == (
        "The home of rep R2 is not known (1 such reps)."
        " Import their postal codes or coordinates, or let the centres be free."
    )


def test_contiguity_tolerances_and_groups_are_handed_on():
    cover()
    stated = problem(
        territories=2,
        contiguity=False,
        measures=(MeasureRequest(Source.POTENTIAL, 0.2), MeasureRequest(Source.POPULATION, 0.4)),
        together=(("50001", "50003"),),
    )
    assert stated.contiguity is False
    assert [(each.name, each.tolerance) for each in stated.measures] == [
        ("potential", 0.2), ("population", 0.4),
    ]  # fmt: skip
    assert list(stated.groups) == [("50001", "50003")]


def test_sites_of_a_parent_stay_together_among_accounts():
    """Named accounts of another rep than the leading one stand apart from their group (B-02)."""
    first, second = make_rep(1), make_rep(2)
    head, *others = cover()
    for account in others[:3]:
        account.parent = head
        account.save()
    own(head, first, locked=True)
    own(others[0], second, locked=True)
    make_account(90, potential=500.0, **place("50001", 1))
    stated = problem(level=Level.ACCOUNT, territories=2)
    assert [sorted(group) for group in stated.groups] == [["A1", "A3", "A4"]]
    assert dict(stated.locks) == {}
    kept = problem(level=Level.ACCOUNT, keep=(("A90", "R2"),))
    assert dict(kept.locks) == {"A1": 0, "A2": 1, "A90": 1}


@pytest.mark.parametrize("rep", ["R9", "", "👻"])
def test_a_unit_kept_by_nobody_known_is_refused(rep):
    cover()
    make_rep(1)
    with pytest.raises(InputError) as refusal:
        problem(keep=(("50001", rep),))
    assert str(refusal.value) == (
        f"The unit 50001 is to be kept by {rep!r}, who is no active rep."
        " Give the id, e-mail or name of an active rep; `maillage reps` lists them."
    )


def test_an_account_of_an_unknown_postal_code_goes_to_the_nearest():
    cover(("VT",))
    make_account(90, **{**place("50007"), "postal_code": "00000"})
    frame = frame_problem(request=ask(level=Level.POSTAL, territories=1))
    units = frame.accounts.set_index("external_id")["unit"]
    assert units["A90"] == place("50007")["postal_code"]
