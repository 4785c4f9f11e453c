"""The indicators J-01 to J-05, each held against figures counted by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from maillage.core.reviews.indicators.counting import COUNT, NOT_RECORDED
from maillage.core.reviews.indicators.records import Records

pytestmark = pytest.mark.unit
ALL = frozenset(
    {"touches", "visits", "replies", "planned", "deals", "proposals", "potential", "leads"}
)
LATER = {"travel_time", "cost_per_visit", "nps", "travel_cost", "customer_time"}
TOUCHES = [
    (1, 1, "2026-06-02", "call"), (1, 1, "2026-06-10", "reply"), (1, 2, "2026-06-11", "visit"),
    (2, 1, "2026-06-20", "email"), (2, 1, "2026-01-05", "visit"), (3, 1, "2025-03-01", "visit"),
    (4, 2, "2026-07-01", "call"), (1, 1, "2026-05-20", "call"),
]  # fmt: skip
DEALS = [
    (11, 1, 1, 100.0, "2026-05-01", "2026-06-15", "won", "new"),
    (12, 2, 1, None, "2026-06-05", "2026-06-30", "lost", "new"),
    (13, 1, 1, 40.0, "2026-06-01", None, "open", "existing"),
    (14, 3, 2, 25.0, "2026-06-10", "2026-07-02", "won", "existing"),
    (15, 2, 1, 60.0, "2026-01-01", "2026-02-01", "won", "new"),
    (16, None, 1, None, None, None, "open", ""),
]  # fmt: skip
QUALIFIED = {
    11: "2026-04-20", 12: "2026-05-26", 13: "2026-06-02", 14: "2026-06-07", 16: "2026-06-01",
}  # fmt: skip
ENTRIES = [
    (11, "proposal sent", "2026-05-20"), (12, "proposition", "2026-06-08"),
    (12, "proposition 2", "2026-06-12"), (13, "meeting", "2026-06-09"),
    (14, "offre", "2026-07-01"),
]  # fmt: skip


def records(**changes):
    accounts = pd.DataFrame(
        {
            "potential": [500.0, 200.0, 300.0, None],
            "visits": [12.0, 1.0, 0.0, None],
            "priority": [True, False, False, False],
        },
        index=pd.Index([1, 2, 3, 4]),
    )
    touches = pd.DataFrame(TOUCHES, columns=["account", "rep", "day", "kind"])
    deals = pd.DataFrame(
        DEALS,
        columns=["deal", "account", "rep", "amount", "opened", "closed", "outcome", "source"],
    ).set_index("deal")
    deals["qualified"] = deals.index.map(QUALIFIED)
    entries = pd.DataFrame(ENTRIES, columns=["deal", "stage", "day"])
    for table, names in (
        (touches, ["day"]),
        (deals, ["opened", "closed", "qualified"]),
        (entries, ["day"]),
    ):
        for name in names:
            table[name] = pd.to_datetime(table[name])
    deals["account"] = deals["account"].astype("float64")
    given = {
        "accounts": accounts, "touches": touches, "deals": deals, "entries": entries,
        "since": date(2026, 6, 1), "until": date(2026, 6, 30), "recorded": ALL,
        "objective": 400.0, "plan_since": date(2026, 1, 1),
    }  # fmt: skip
    return Records(**given | changes)


MONTH = 365.25 / 12
BY_HAND = {
    "coverage": (2, 4, {"accounts": (1, 2)}),
    "visit_frequency": (1, 4 * 30 / MONTH, {"accounts": (1,)}),
    "response_rate": (1, 2, {"accounts": (1,)}),
    "revenue": (100, None, {"deals": (11,)}),
    "contacted_planned": (2, 12 * 30 / 365 + 30 / 365, {"accounts": (1, 2)}),
    "proposals": (1, None, {"deals": (12,)}),
    "conversion": (1, 2, {"deals": (11,)}),
    "pipeline_value": (65, None, {"deals": (13, 14, 16)}),
    "pipeline_count": (3, None, {"deals": (13, 14, 16)}),
    "follow_up": (3, 2 * 30 / MONTH, {"accounts": (1, 3)}),
    "attainment": (160, 400, {"deals": (11, 15)}),
    "coverage_rate": (700, 1000, {"accounts": (1, 2)}),
    "access_days": (1, 1, {"deals": (13,)}),
    "lead_conversion": (3, 3, {"deals": (12, 13, 14)}),
    "overlaps": (1, 2, {"accounts": (1,)}),
    "for_potential": (160, 1000, {"deals": (11, 15)}),
}


@pytest.mark.parametrize("key", BY_HAND)
def test_counted_by_hand(key):
    part, whole, rows = BY_HAND[key]
    found = COUNT[key](records())
    assert (found.part, found.whole) == pytest.approx((part, whole))
    single = whole is None or key in {"access_days", "lead_conversion"}
    assert found.value == pytest.approx(part if single else part / whole)
    assert {"accounts": found.accounts, "deals": found.deals} == {
        "accounts": (),
        "deals": (),
    } | rows


def test_every_indicator_is_counted_or_said_to_come_later():
    assert set(COUNT) == set(BY_HAND) | LATER
    assert [COUNT[key](records()) for key in LATER] == [NOT_RECORDED] * len(LATER)


@pytest.mark.parametrize("key", COUNT)
def test_what_is_not_recorded_is_not_zero(key):
    assert COUNT[key](records(recorded=frozenset(), objective=None)).value is None


@pytest.mark.parametrize("key", COUNT)
def test_a_part_without_a_row_does_not_fail(key):
    whole = records()
    nothing = {
        name: getattr(whole, name).iloc[:0] for name in ("accounts", "touches", "deals", "entries")
    }
    found = COUNT[key](records(**nothing))
    assert (found.accounts, found.deals) == ((), ())
    assert found.value in {None, 0.0}


def test_deals_without_any_amount_have_no_sum():
    deals = records().deals.assign(amount=float("nan"))
    found = records(deals=deals)
    assert [COUNT[key](found).value for key in ("revenue", "pipeline_value", "attainment")] == [
        None
    ] * 3
