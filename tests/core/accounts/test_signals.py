"""How long signals count."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from maillage.core.accounts.signals import SignalKind, counts, expiry, folded

pytestmark = pytest.mark.unit

SEEN = date(2026, 3, 1)


def test_each_kind_counts_for_its_lifetime():
    assert expiry(SignalKind.INTENT, SEEN) == date(2026, 5, 30)
    assert expiry(SignalKind.TECHNOLOGY, SEEN) == date(2027, 3, 1)
    assert expiry(SignalKind.INTENT, date.max) == date.max


def test_a_signal_counts_from_the_day_it_was_seen_until_the_day_it_expires():
    end = SEEN + timedelta(days=2)
    days = [SEEN + timedelta(days=shift) for shift in (-1, 0, 1, 2)]
    assert [counts(SEEN, end, day) for day in days] == [False, True, True, False]


def test_names_are_compared_as_people_read_them():
    assert folded(" Café-CRM ") == folded("cafe crm")
    assert folded("日本") != folded("中国")
