"""The accounts of a rep in groups, through the API."""

from __future__ import annotations

import pytest

from tests.api.caller import Caller
from tests.domain.accounts.factories import make_account, make_rep, own
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def caller() -> Caller:
    own(make_account(1, potential=600_000, status="customer"), make_rep(1))
    return Caller(member("rep"), scopes=("read",))


def test_the_groups_of_a_rep(caller):
    row = {
        "potential": "high", "engagement": "active", "cycle": None, "decision": None,
        "accounts": ["A1"], "amount": 600_000,
    }  # fmt: skip
    assert caller.send("GET", "/plans/groups?rep=R1&on=2026-07-01") == [row]
    asked = "/plans/groups?rep=R1&on=2026-07-01&low=1&high=600000"
    assert caller.send("GET", asked) == [row | {"potential": "middle"}]


@pytest.mark.parametrize(
    ("query", "status"),
    [("rep=none", 404), ("rep=R1&low=5&high=4", 422), ("rep=R1&low=-1", 422), ("", 422)],
)
def test_what_cannot_be_asked_is_refused(caller, query, status):
    caller.send("GET", f"/plans/groups?{query}", status=status)
