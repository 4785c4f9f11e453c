"""Accounts in segments (A-05, A-07, K-03): by hand, and the two ways against each other."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.core.accounts.criteria import (
    FIELDS,
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
from maillage.core.accounts.icp.fit import Answer
from maillage.core.accounts.segments import Segment
from maillage.core.accounts.segments.explanation import Finding, place
from maillage.core.accounts.segments.expression import PERHAPS, SEGMENT, placed, segment_table

pytestmark = pytest.mark.unit

BLANK = dict.fromkeys(FIELDS, "") | {
    "metro": None, "employees": None, "company_revenue": None, "budget": None, "revenue": None,
    "potential": None, "white_space": None, "growth": None, "tags": [], "products": [],
    "personas": [], "technologies": [],
}  # fmt: skip
LARGE = Segment("large", Size("potential", low=500_000, low_included=False))
MIDDLE = Segment("middle", Size("potential", 100_000, 500_000, high_included=True))
DORMANT = Segment("dormant", OneOf("status", ("dormant",)))


def both_ways(account, *segments) -> tuple[int, int]:
    """Place one account both ways, see that they agree."""
    told = place(BLANK | account, segments)
    frame = pd.DataFrame([BLANK | account | {"key": 7}])
    [row] = placed(segment_table(frame, FIELDS), segments).to_pyarrow().to_pylist()
    assert (row["key"], row[SEGMENT], row[PERHAPS]) == (7, told.place, told.perhaps)
    return told.place, told.perhaps


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        ({"potential": 500_000.01, "status": "dormant"}, (0, -1)),
        ({"potential": 500_000.0, "status": "dormant"}, (1, -1)),  # both ends of the middle
        ({"potential": 100_000.0, "status": "customer"}, (1, -1)),
        ({"potential": 99_999.99, "status": "dormant"}, (2, -1)),
        ({"potential": 99_999.99, "status": "customer"}, (-1, -1)),
        ({"status": "dormant"}, (2, 0)),  # may belong to the first one
        ({"status": "customer"}, (-1, 0)),
    ],
)
def test_the_first_segment_known_to_fit_has_an_account(account, expected):
    assert both_ways(account, LARGE, MIDDLE, DORMANT) == expected


def test_without_segments_accounts_are_in_none():
    assert both_ways({"potential": 1.0}) == (-1, -1)


@pytest.mark.parametrize(
    ("criterion", "account", "answer"),
    [
        (OneOf("state", ("ny",)), {"state": " NY "}, 0),
        (OneOf("state", ("ny",)), {"state": " "}, None),
        (OneOf("metro", ("35620",)), {"metro": ""}, -1),  # known to be outside of any
        (OneOf("metro", ("35620",)), {"metro": None}, None),
        (Containing("industry", ("santé",)), {"industry": "SANTE publique"}, 0),
        (Containing("industry", ("sante",)), {"industry": "日本"}, -1),
        (StartingWith(("k1",)), {"postal_code": "K1A"}, 0),
        (Within("501", "02799"), {"postal_code": "02799"}, 0),
        (Within("501", "02799"), {"postal_code": "00500"}, -1),
        (Within("000", "7"), {"postal_code": "0000"}, 0),
        (Within("1", "7"), {"postal_code": "0"}, -1),
        (Within("K1A", "k9z"), {"postal_code": "k1b"}, 0),
        (Within("K1A", "k9z"), {"postal_code": "K1"}, -1),
        (OfIndustry(("5415",)), {"naics": "541511"}, 0),
        (OfIndustry(("5415",)), {"naics": "54"}, None),  # a broader code may or may not be
        (OfIndustry(("",)), {"naics": "54"}, 0),
        (Size("growth", low=0.2), {"growth": float("nan")}, None),
        (Size("growth", low=0.2), {"growth": 0.2}, 0),
        (Labelled("technologies", ("Café",)), {"technologies": ["CAFE"]}, 0),
        (Labelled("technologies", ("SAP",)), {"technologies": []}, None),
        (Labelled("tags", ("key",)), {"tags": []}, -1),  # what is not tagged has no tag
        (Neither((Labelled("tags", ("key",)),)), {"tags": []}, 0),
        (Neither((Size("growth", low=0.2),)), {"growth": None}, None),
        (Every((OneOf("state", ("NY",)), Size("growth", low=0.2))), {"state": "TX"}, -1),
        (Either((OneOf("state", ("NY",)), Size("growth", low=0.2))), {"state": "NY"}, 0),
        (Either((OneOf("state", ("NY",)), Size("growth", low=0.2))), {"state": "TX"}, None),
    ],
)
def test_conditions_by_hand(criterion, account, answer):
    found = both_ways(account, Segment("one", criterion))
    assert found == ((-1, 0) if answer is None else (answer, -1))


def test_a_placement_says_what_each_segment_asked_and_what_is_known():
    both = Every((LARGE.criterion, DORMANT.criterion))
    found = place(BLANK | {"status": "dormant"}, [Segment("both", both), DORMANT])
    assert (found.place, found.perhaps) == (1, 0)
    assert [each.answer for each in found.segments] == [Answer.UNKNOWN, Answer.YES]
    assert found.segments[0].findings == (
        Finding(LARGE.criterion, Answer.UNKNOWN, None),
        Finding(DORMANT.criterion, Answer.YES, "dormant"),
    )


bounds = st.tuples(st.integers(0, 5), st.integers(5, 9), st.booleans(), st.booleans())
words = st.lists(st.sampled_from(["SAP", "Café", "CAFÉ", "odoo", "x y"]), min_size=1, max_size=2)
codes = st.sampled_from(["10001", "00501", "501", "K1A", "k9z", "0", "99", "1000"])
leaves = st.one_of(
    st.builds(OneOf, st.sampled_from(["state", "metro", "industry", "postal_code"]),
              words.map(tuple) | st.just(("NY", "35620"))),
    st.builds(Containing, st.sampled_from(["industry", "city"]), words.map(tuple)),
    st.builds(lambda code: StartingWith((code[:2],)), codes),
    st.builds(Within, st.sampled_from(["0", "00501"]), st.sampled_from(["501", "10001"])),
    st.just(Within("K1A", "K9Z")),
    st.lists(st.sampled_from(["31-33", "54", "5415", ""]), min_size=1).map(
        lambda values: OfIndustry(tuple(values))),
    bounds.map(lambda b: Size("potential", b[0], float("inf") if b[1] == 9 else b[1], *b[2:])),
    st.builds(Labelled, st.sampled_from(["tags", "technologies"]), words.map(tuple)),
)  # fmt: skip
trees = st.recursive(
    leaves,
    lambda inner: st.builds(
        lambda group, parts: group(tuple(parts)),
        st.sampled_from([Every, Either, Neither]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=5,
)
rows = st.fixed_dictionaries({
    "state": st.sampled_from(["NY", " ny", "TX", "", " "]),
    "metro": st.sampled_from(["35620", "", None]),
    "industry": st.sampled_from(["", "Café x y", "sap odoo", "CAFE", "日本"]),
    "city": st.sampled_from(["", "Saint-Odoo"]),
    "postal_code": codes | st.just("") | st.from_regex(r"[0-9]{1,6}", fullmatch=True),
    "naics": st.sampled_from(["", "31-33", "32", "54", "541511", "92----", "00", "abc"]),
    "potential": st.none() | st.just(float("nan")) | st.integers(0, 9),
    "tags": st.lists(st.sampled_from(["sap", "x-y"]), max_size=2),
    "technologies": st.lists(st.sampled_from(["SAP", "cafe"]), max_size=2),
})  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(criteria=st.lists(trees, max_size=4), accounts=st.lists(rows, min_size=3, max_size=20))
def test_the_expression_places_all_where_the_explanation_places_each(criteria, accounts):
    segments = [Segment(str(number), each) for number, each in enumerate(criteria)]
    full = [BLANK | account | {"key": key} for key, account in enumerate(accounts)]
    table = placed(segment_table(pd.DataFrame(full), FIELDS), segments).to_pyarrow().to_pylist()
    for account, row in zip(full, table, strict=True):
        told = place(account, segments)
        assert (row[SEGMENT], row[PERHAPS]) == (told.place, told.perhaps), account
