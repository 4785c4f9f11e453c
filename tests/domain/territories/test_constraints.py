"""Today's owners in the problem, and the cap on what may change (B-07)."""

import numpy as np
import pytest

from maillage.domain.territories.constraints import remaining_cap
from maillage.domain.territories.framing import frame_problem
from maillage.errors import InfeasibleError
from tests.domain.accounts.factories import make_account, make_rep, own
from tests.domain.territories.scene import ask, place

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def shared_county():
    """R1 owns 300 and R2 100 in one county, R2 600 in another; 400 belongs to one who left."""
    first, second, gone = make_rep(1), make_rep(2), make_rep(3, active=False)
    for number, (worth, county, rank, owner) in enumerate(
        [
            (300.0, "50001", 0, first),
            (100.0, "50001", 1, second),
            (600.0, "50003", 0, second),
            (400.0, "50003", 1, gone),
        ],
        start=1,
    ):
        own(make_account(number, **{**place(county, rank), "potential": worth}), owner)


def test_each_unit_belongs_to_who_owns_most_of_it():
    shared_county()
    frame = frame_problem(request=ask(states=("VT",), disruption_price_km=10.0))
    today = frame.problem.reference
    owned = np.flatnonzero(np.asarray(today.labels) >= 0)
    assert frame.units["unit"].to_numpy()[owned].tolist() == ["50001", "50003"]
    assert np.asarray(today.labels)[owned].tolist() == [0, 1]
    assert np.asarray(today.amounts)[owned].tolist() == [300.0, 600.0]
    assert (today.cap, today.price_km) == (None, 10.0)


def test_what_shared_units_cost_is_taken_from_the_cap():
    """Of 1000 owned, 100 must move; a cap of 20 % leaves 100 of the 900 of leading owners."""
    shared_county()
    frame = frame_problem(request=ask(states=("VT",), disruption_cap=0.2))
    assert frame.problem.reference.cap == pytest.approx(100 / 900)
    assert remaining_cap(0.2, 0.0, 0.0) == 0.2


def test_a_cap_below_that_cost_is_refused_with_the_floor():
    shared_county()
    with pytest.raises(InfeasibleError) as refusal:
        frame_problem(request=ask(states=("VT",), disruption_cap=0.05))
    assert str(refusal.value) == (
        "10.0% of what is owned lies in units that several reps share today, so at least that much"
        " changes owner; the cap is 5.0%."
        " Use smaller units (postal codes or accounts), or raise the cap."
    )
