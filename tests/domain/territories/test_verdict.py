"""Figures and checks of a result, passing and failing (A-04, A-14, A-30)."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from maillage.core.territories.figures import measure_up
from maillage.domain.territories.design import search
from maillage.domain.territories.framing import frame_problem
from maillage.domain.territories.measures import UnitMeasure
from maillage.domain.territories.people import appoint
from maillage.domain.territories.request import MeasureRequest, Source
from maillage.domain.territories.tables import accounts_table
from maillage.domain.territories.verdict import (
    engine_checks,
    largest_deviation,
    ratio,
    residual_check,
    run_checks,
    variation,
)
from tests.domain.accounts.factories import make_rep, own
from tests.domain.territories.scene import BURLINGTON, CONCORD, ask, cover

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def relabelled(frame, labels):
    """The frame's alignment as if the engine had answered with these labels."""
    alignment = search(frame=frame, progress=None)
    labels = np.asarray(labels, dtype=np.int32)
    statistics = measure_up(frame.problem, labels)
    return dataclasses.replace(alignment, labels=labels, statistics=statistics)


def test_spread_of_amounts():
    amounts = np.array([100.0, 200.0, 300.0])
    assert largest_deviation(amounts) == pytest.approx(0.5)
    assert variation(amounts) == pytest.approx(np.sqrt(2 / 3) / 2)
    assert ratio(amounts) == pytest.approx(3.0)
    assert ratio(np.array([0.0, 1.0])) is None
    assert variation(np.zeros(3)) == 0.0


@pytest.mark.parametrize(
    ("residual", "code", "severity", "count", "value"),
    [
        (None, "market_residual_unknown", "warning", 0, None),
        (0.0, "market_residual", "passed", 0, 0.0),
        (25.0, "market_residual", "warning", 25, 0.2),
    ],
)
def test_what_is_in_no_unit_is_said(residual, code, severity, count, value):
    request = MeasureRequest(Source.ESTABLISHMENTS, 0.1, ("54",))
    check = residual_check(UnitMeasure(request, pd.Series([60.0, 40.0]), residual))
    assert (check.code, check.severity.value, check.count, check.value) == (
        code, severity, count, value
    )  # fmt: skip


def test_the_share_that_changes_owner_by_hand():
    """R1 owns 100 in each of 24 counties but the first, which is R2's: 23 of 24 may move."""
    first, second = make_rep(1, **BURLINGTON), make_rep(2, **CONCORD)
    for number, account in enumerate(cover()):
        own(account, second if number == 0 else first)
    frame = frame_problem(request=ask(disruption_price_km=1.0, contiguity=False))
    alignment = relabelled(frame, [0, 0, 0] + [1] * 9 + [0] * 12)
    people = appoint(frame=frame, alignment=alignment)
    assert frame.disruption(people.owners) == pytest.approx(10 / 24)
    accounts = accounts_table(frame=frame, people=people)
    assert (accounts["owner_before"] != accounts["owner_after"]).sum() == 10


def test_every_promise_that_is_broken_fails():
    first = make_rep(1, **BURLINGTON)
    make_rep(2, **CONCORD)
    for account in cover():
        own(account, first)
    asked = ask(disruption_cap=0.5, together=(("33001", "33003"),), keep=(("33001", "R1"),))
    frame = frame_problem(request=asked)
    alignment = relabelled(frame, [1] + [0] * 22 + [1])
    people = appoint(frame=frame, alignment=alignment)
    found = {
        check.code: check
        for check in run_checks(
            frame=dataclasses.replace(
                frame, request=dataclasses.replace(asked, disruption_cap=0.05)
            ),
            alignment=alignment,
            people=people,
            accounts=accounts_table(frame=frame, people=people),
        )
    }
    failed = {code for code, check in found.items() if check.severity.value == "failed"}
    assert failed == {"balance", "connected", "locks", "groups", "disruption_cap"}
    assert found["balance"].subjects == ("potential", "1", "2")
    assert found["balance"].value == pytest.approx(22 / 12 - 1)
    assert found["connected"].subjects == ("2",)
    assert (found["locks"].subjects, found["groups"].subjects) == (("33001",), ("33001",))
    assert found["disruption_cap"].value == pytest.approx(2 / 24)


def test_an_empty_territory_is_noticed():
    cover()
    frame = frame_problem(request=ask(territories=2))
    checks = {
        each.code: each
        for each in engine_checks(frame=frame, alignment=relabelled(frame, [0] * 24))
    }
    assert (checks["territory_count"].severity.value, checks["territory_count"].value) == (
        "failed",
        1.0,
    )
    assert checks["every_unit_once"].severity.value == "passed"
