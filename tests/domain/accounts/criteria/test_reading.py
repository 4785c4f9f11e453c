"""What a rule may say, and what is refused."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.accounts.criteria import (
    Containing,
    Either,
    Every,
    Labelled,
    Neither,
    OfIndustry,
    OneOf,
    Size,
    StartingWith,
    Within,
)
from maillage.domain.accounts.criteria.reading import MOST_CONDITIONS, criterion_of
from maillage.errors import MaillageError
from tests.factories import HOSTILE_NAMES

pytestmark = pytest.mark.unit
STATE = {"field": "state", "is": ["NY"]}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (STATE, OneOf("state", ("NY",))),
        ({"field": "status", "is": ["prospect"]}, OneOf("status", ("prospect",))),
        ({"field": "city", "is": ["St.  Louis", "St. Louis"]}, OneOf("city", ("St. Louis",))),
        ({"field": "industry", "contains": ["santé"]}, Containing("industry", ("santé",))),
        ({"field": "postal_code", "is": ["10001"]}, OneOf("postal_code", ("10001",))),
        ({"field": "postal_code", "starts_with": ["100"]}, StartingWith(("100",))),
        ({"field": "postal_code", "from": "501", "to": "02799"}, Within("501", "02799")),
        ({"field": "naics", "within": ["31-33", "5415"]}, OfIndustry(("31-33", "5415"))),
        ({"field": "revenue", "above": 5}, Size("revenue", 5.0, math.inf, False, False)),
        ({"field": "growth", "at_least": 0.1, "at_most": 0.2},
         Size("growth", 0.1, 0.2, True, True)),
        ({"field": "personas", "has": ["CFO"]}, Labelled("personas", ("CFO",))),
        ({"all": [STATE, {"any": [STATE]}, {"none": [STATE]}]},
         Every((OneOf("state", ("NY",)), Either((OneOf("state", ("NY",)),)),
                Neither((OneOf("state", ("NY",)),))))),
    ],
)  # fmt: skip
def test_what_a_rule_may_say(written, read):
    kept = json.dumps(written)
    assert criterion_of(written) == read
    assert json.dumps(written) == kept


def deep(levels: int):
    return {"all": [deep(levels - 1)]} if levels else STATE


@pytest.mark.parametrize(
    "written",
    [
        None, [], {}, "state = NY", 7, True, {"all": []}, {"all": {}}, {"all": [STATE], "any": []},
        {"field": "state"}, {"is": ["NY"]}, {"field": "state", "is": "NY"},
        {"field": "state", "is": []}, {"field": "state", "is": [7]}, {"field": "state", "is": [""]},
        {"field": "state", "is": ["a" * 121]}, {"field": "state", "is": ["N\0Y"]},
        {"field": "state", "contains": ["N"]}, {"field": "state", "is": ["NY"], "or": 1},
        {"field": "state", "is": ["x"] * 2_001}, {"field": ["state"], "is": ["NY"]},
        {"field": "__class__", "is": ["NY"]}, {"field": "password", "is": ["NY"]},
        {"field": "status", "is": ["asleep"]}, {"field": "naics", "within": ["12"]},
        {"field": "postal_code", "from": "2", "to": "1"},
        {"field": "postal_code", "from": "K1A", "to": "10001"},
        {"field": "postal_code", "from": "K1A", "to": "K1AB"},
        {"field": "postal_code", "from": 1, "to": 2}, {"field": "postal_code", "from": "1"},
        {"field": "revenue"}, {"field": "revenue", "above": "500"},
        {"field": "revenue", "above": True}, {"field": "revenue", "above": math.nan},
        {"field": "revenue", "above": math.inf}, {"field": "revenue", "above": 10**400},
        {"field": "revenue", "above": 5, "at_least": 5}, {"field": "revenue", "above": 5, "below": 5},
        {"field": "revenue", "at_least": 6, "at_most": 5}, {"field": "revenue", 7: 5},
        {"all": [STATE] * (MOST_CONDITIONS + 1)}, {"all": [{"any": [STATE] * 150}] * 2},
        deep(6), deep(900),
        *({"field": name, "is": ["NY"]} for name in HOSTILE_NAMES),
    ],
)  # fmt: skip
def test_what_a_rule_may_not_say(written):
    with pytest.raises(MaillageError) as caught:
        criterion_of(written)
    assert caught.value.message
    assert len(caught.value.message) < 200


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["all", "any", "none", "field", "is", "from", "to", "above", "has"]),
            inner | st.sampled_from(["state", "revenue", "postal_code", "tags"]),
            max_size=3,
        )
    ),
    max_leaves=12,
)


@given(anything)
def test_anything_is_read_or_refused(written):
    try:
        criterion_of(written)
    except MaillageError:
        return
    assert isinstance(written, dict)
