"""The fit of accounts, one by one and all at once: by hand, and the two ways against each other."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.core.accounts.icp.criteria import Icp, Span
from maillage.core.accounts.icp.expression import icp_table, judged
from maillage.core.accounts.icp.fit import Answer, Finding, explain

pytestmark = pytest.mark.unit

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
TERNARY = {True: YES, False: NO, None: UNKNOWN}
ICP = Icp(
    company_revenue=Span(5e6, 5e7),
    employees=Span(50, 200),
    industries=("31-33", "5415"),
    excluded=("3254", "541513"),
    technologies=("SAP", "Café"),
    budget=20_000,
    states=("NY",),
    metros=("14460",),
    personas=("CFO",),
)
GOOD = {
    "company_revenue": 5e6, "employees": 200, "budget": 20_000.0, "naics": "541511",
    "country": "US", "state": "MA", "metro": "14460", "technologies": ["Odoo", "CAFE"],
    "personas": ["cfo"],
}  # fmt: skip


def answers(**changed) -> dict[str, Answer]:
    """Judge an account both ways, see that they agree, and give what is not a yes."""
    account = GOOD | changed
    fit = explain(account, ICP)
    row = judged(icp_table(pd.DataFrame([account])), ICP).to_pyarrow().to_pylist()[0]
    told = {each.criterion: each.answer for each in fit.findings}
    assert {name: TERNARY[row[f"fit_{name}"]] for name in told} == told
    assert TERNARY[row["fit"]] == fit.answer
    return {name: answer for name, answer in told.items() if answer != YES} | {"": fit.answer}


def test_a_fit_names_what_is_known_of_each_criterion():
    fit = explain(GOOD | {"employees": None}, ICP)
    assert fit.answer == UNKNOWN
    assert fit.of(UNKNOWN) == ("employees",)
    assert fit.findings == (
        Finding("company_revenue", YES, 5e6),
        Finding("employees", UNKNOWN, None),
        Finding("industry", YES, "541511"),
        Finding("exclusion", YES, "541511"),
        Finding("technology", YES, ("Odoo", "CAFE")),
        Finding("budget", YES, 20_000.0),
        Finding("geography", YES, ("US", "MA", "14460")),
        Finding("persona", YES, ("cfo",)),
    )


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, {"": YES}),
        ({"employees": 50}, {"": YES}),  # both bounds belong to the range
        ({"employees": 49}, {"employees": NO, "": NO}),
        ({"employees": 201}, {"employees": NO, "": NO}),
        ({"employees": None}, {"employees": UNKNOWN, "": UNKNOWN}),
        ({"employees": 10, "budget": None}, {"employees": NO, "budget": UNKNOWN, "": NO}),
        ({"budget": 19_999.99}, {"budget": NO, "": NO}),
        ({"naics": "5415"}, {"exclusion": UNKNOWN, "": UNKNOWN}),  # 541513 is a part of it
        ({"naics": "541513"}, {"exclusion": NO, "": NO}),
        ({"naics": "54"}, {"industry": UNKNOWN, "exclusion": UNKNOWN, "": UNKNOWN}),
        ({"naics": "32"}, {"exclusion": UNKNOWN, "": UNKNOWN}),  # 32 is written for 31-33
        ({"naics": "325411"}, {"exclusion": NO, "": NO}),
        ({"naics": "331///"}, {"": YES}),
        ({"naics": "62"}, {"industry": NO, "": NO}),
        ({"naics": ""}, {"industry": UNKNOWN, "exclusion": UNKNOWN, "": UNKNOWN}),
        ({"naics": "13"}, {"industry": UNKNOWN, "exclusion": UNKNOWN, "": UNKNOWN}),
        ({"technologies": []}, {"technology": UNKNOWN, "": UNKNOWN}),
        ({"technologies": ["Sage"]}, {"technology": NO, "": NO}),
        ({"personas": ["CEO"]}, {"persona": NO, "": NO}),
        ({"state": "NY", "metro": ""}, {"": YES}),
        ({"state": "ny", "metro": None}, {"": YES}),
        ({"state": "MA", "metro": ""}, {"geography": NO, "": NO}),
        ({"state": "MA", "metro": None}, {"geography": UNKNOWN, "": UNKNOWN}),
        ({"state": "", "metro": ""}, {"geography": UNKNOWN, "": UNKNOWN}),
        ({"country": ""}, {"geography": UNKNOWN, "": UNKNOWN}),
        ({"country": "", "metro": "", "state": "TX"}, {"geography": NO, "": NO}),
        ({"country": "FR", "metro": None, "state": ""}, {"geography": NO, "": NO}),
    ],
)
def test_verdicts_by_hand(changed, expected):
    assert answers(**changed) == expected


CODES = ["31-33", "54", "5415", "541511", "3254", "44-45", "92", "5416"]
spans = st.tuples(st.integers(0, 5), st.integers(5, 9)).map(
    lambda ends: Span(ends[0], float("inf") if ends[1] == 9 else ends[1])
)
industries = st.lists(st.sampled_from(CODES), min_size=1, max_size=3).map(tuple)
words = st.lists(st.sampled_from(["SAP", "Café", "CAFÉ", "odoo", "x y"]), max_size=2)
profiles = st.builds(
    Icp,
    company_revenue=spans, employees=spans, industries=st.just(("",)) | industries,
    excluded=st.just(()) | industries, technologies=words.map(tuple),
    budget=st.none() | st.integers(1, 9), states=st.sampled_from([(), ("NY",), ("NY", "TX")]),
    metros=st.sampled_from([(), ("14460",)]), personas=words.map(tuple),
)  # fmt: skip
numbers = st.none() | st.just(float("nan")) | st.integers(0, 9)
accounts = st.fixed_dictionaries({
    "company_revenue": numbers, "employees": numbers, "budget": numbers,
    "naics": st.sampled_from(["", *CODES, "31", "32", "45", "541513", "92----", "00", "1", "abc"])
    | st.from_regex(r"[0-9]{1,6}", fullmatch=True),
    "country": st.sampled_from(["US", "us", "FR", ""]),
    "state": st.sampled_from(["NY", "tx", "MA", ""]),
    "metro": st.sampled_from(["14460", "35620", "", None]),
    "technologies": words, "personas": words,
})  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(icp=profiles, rows=st.lists(accounts, min_size=5, max_size=40))
def test_the_expression_says_of_all_what_the_explanation_says_of_each(icp, rows):
    frame = pd.DataFrame(rows).assign(key=range(len(rows)))
    table = judged(icp_table(frame), icp).order_by("key").to_pyarrow().to_pylist()
    for account, verdict in zip(rows, table, strict=True):
        fit = explain(account, icp)
        expected = {f"fit_{each.criterion}": each.answer for each in fit.findings}
        found = {name: TERNARY[verdict[name]] for name in expected}
        assert (found, TERNARY[verdict["fit"]]) == (expected, fit.answer), account
