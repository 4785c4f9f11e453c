"""Owners over time, against a day-by-day reading."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from maillage.domain.accounts.timeline import Period, given, held_on, read

pytestmark = pytest.mark.unit
START = date(2026, 1, 1)
DAYS = [START + timedelta(days=number) for number in range(24)]


@st.composite
def histories(draw):
    """Periods that follow one another, with gaps, the last one open or not."""
    cuts = sorted(draw(st.lists(st.integers(0, 19), unique=True, max_size=6)))
    ends = [*cuts[1:], draw(st.sampled_from([None, 22]))] if cuts else []
    rows = []
    for number, (start, end) in enumerate(zip(cuts, ends, strict=True)):
        gap = int(end is not None and end - start > 1 and draw(st.booleans()))
        rows.append(Period(number, DAYS[start], None if end is None else DAYS[end - gap]))
    return rows


@drawn(history=histories(), place=st.integers(0, 21), rep=st.sampled_from([None, 99]))
def test_giving_changes_the_days_up_to_the_next_change_and_no_other(history, place, rep):
    after = given(history, rep=rep, on=DAYS[place], locked=True, reason="why")
    held = held_on(history, DAYS[place])
    ends = [each.starts_on for each in history if each.starts_on > DAYS[place]]
    until = min([*ends, *([held.ends_on] if held and held.ends_on else [])], default=None)
    for day in DAYS:
        was, now = (
            found.rep if (found := held_on(side, day)) else None for side in (history, after)
        )
        given_then = day >= DAYS[place] and (until is None or day < until)
        assert now == (rep if given_then else was)
        assert sum(each.holds(day) for each in after) <= 1
    assert sum(each.ends_on is None for each in after) <= 1
    assert all(each.ends_on is None or each.ends_on > each.starts_on for each in after)


@drawn(histories())
def test_what_is_kept_is_read_back(history):
    assert [read(each.stored()) for each in history] == history
