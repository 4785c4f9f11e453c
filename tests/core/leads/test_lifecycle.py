"""The life of a lead: what it can become, and why not (E-06, X-12, X-13)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from maillage.core.leads.lifecycle import Life, LifeState, Step, move
from maillage.errors import ConflictError, ParameterError
from tests.core.leads.leads import NOW

pytestmark = pytest.mark.unit
HOUR = timedelta(hours=1)


def after(*lives: Life) -> LifeState:
    state = LifeState()
    for place, life in enumerate(lives):
        step = Step(life, NOW + place * HOUR, "no budget", "sdr")
        state = move(state, step)
    return state


def test_x13_a_lead_keeps_when_it_was_accepted_and_when_it_became_an_sql():
    state = after(Life.MQL, Life.ACCEPTED, Life.SQL, Life.OPPORTUNITY)
    assert (state.life, state.accepted_at, state.sql_at) == (
        Life.OPPORTUNITY,
        NOW + HOUR,
        NOW + 2 * HOUR,
    )


def test_a_rejected_lead_is_recycled_and_begins_anew():
    state = after(Life.MQL, Life.ACCEPTED, Life.REJECTED, Life.RAW, Life.MQL)
    assert (state.accepted_at, state.recycled, state.when(Life.MQL)) == (None, 1, NOW + 4 * HOUR)
    assert state.steps[2].reason == "no budget"


@pytest.mark.parametrize(
    ("before", "step", "message"),
    [
        ((), Step(Life.SQL, NOW), "'raw' cannot become 'sql'. It can become: mql."),
        ((Life.MQL,), Step(Life.MQL, NOW), "It can become: accepted, rejected."),
        (
            (Life.MQL, Life.ACCEPTED, Life.SQL, Life.OPPORTUNITY),
            Step(Life.RAW, NOW),
            "It can become: –.",
        ),
        ((Life.MQL,), Step(Life.REJECTED, NOW, "  "), "rejected with a reason. Say why"),
        (
            (Life.MQL, Life.ACCEPTED),
            Step(Life.SQL, NOW + 5 * HOUR),
            "validation call by one of: marketing, sdr",
        ),
        (
            (Life.MQL, Life.ACCEPTED),
            Step(Life.SQL, NOW + 5 * HOUR, called_by="ae"),
            "validation call",
        ),
        ((Life.MQL,), Step(Life.ACCEPTED, NOW - HOUR), "an earlier move"),
    ],
)
def test_a_move_that_is_refused_says_why(before, step, message):
    with pytest.raises(ConflictError, match=message):
        move(after(*before), step)


def test_x12_who_calls_is_configured_and_an_instant_has_a_zone():
    state = after(Life.MQL, Life.ACCEPTED)
    by_ae = Step(Life.SQL, NOW + 5 * HOUR, called_by="ae")
    assert move(state, by_ae, callers=("ae",)).life is Life.SQL
    with pytest.raises(ParameterError, match="no time zone"):
        move(LifeState(), Step(Life.MQL, datetime(2026, 1, 1)))  # noqa: DTZ001 - what is refused
