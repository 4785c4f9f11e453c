"""Signals: recorded once, found again, counted while they hold; ICP, priority and lists use them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from maillage.core.accounts.icp.criteria import read_icp
from maillage.core.accounts.icp.fit import Answer
from maillage.core.accounts.signals import SignalKind
from maillage.core.market.priority import EQUAL_WEIGHTS
from maillage.domain.accounts.duplicates.merging import merge_accounts, undo_merge
from maillage.domain.accounts.icp.matching import fit_of, fits
from maillage.domain.accounts.signals import (
    SIGNALLED,
    Seen,
    forget_signal,
    record_signals,
    signals_of,
)
from maillage.domain.market.priority import prioritise
from maillage.errors import InputError
from maillage.models import Account, Event, Signal
from tests.domain.accounts.factories import make_account
from tests.domain.accounts.icp.test_icp import GOOD, SMALL_TECH
from tests.factories import HOSTILE_NAMES

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

DAY = date(2026, 3, 1)
LATER = DAY + timedelta(days=400)


def intent(account: Account, **given) -> Seen:
    told = {"kind": SignalKind.INTENT, "name": "CRM", "seen_on": DAY, "source": "ZoomInfo"}
    return Seen(account=account.pk, **told | given)


def technology(account: Account, name: str, **given) -> Seen:
    return intent(account, kind=SignalKind.TECHNOLOGY, name=name, **given)


def test_a_signal_told_twice_is_one_and_takes_what_is_told_last():
    account = make_account(1)
    first = record_signals(told=[intent(account, strength=60.0)], by="ada")
    assert (len(first.new), first.unchanged) == (1, 0)
    again = record_signals(told=[intent(account, name="crm ", strength=60.0)], by="ada")
    assert (len(again.new), len(again.changed), again.unchanged) == (0, 0, 1)
    more = record_signals(told=[intent(account, strength=80.0)], by="ada")
    assert (len(more.new), len(more.changed)) == (0, 1)
    stored = Signal.objects.get()
    assert (stored.name, stored.strength, stored.expires_on) == ("CRM", 80.0, date(2026, 5, 30))
    told = Event.objects.filter(verb="signals.recorded").order_by("pk")
    assert [(each.subject_id, each.actor, each.after) for each in told] == [
        (str(account.pk), "ada", {"signals": ["intent CRM"]})
    ] * 2


def test_other_days_sources_and_kinds_are_other_signals():
    account = make_account(1)
    one = intent(account)
    told = [
        one,
        replace(one, seen_on=DAY + timedelta(days=7)),
        replace(one, source="Bombora"),
        replace(one, kind=SignalKind.TECHNOLOGY),
        replace(one, name="CRM", strength=9.0),
    ]
    found = record_signals(told=told, by="ada")
    assert (len(found.new), found.twice) == (4, 1)
    days = [row.seen_on for row in signals_of(account, LATER)]
    assert days == sorted(days, reverse=True)
    assert signals_of(account, DAY).count() == 3


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"source": "x" * 81}, "source"),
        ({"strength": -1.0}, "strength"),
        ({"strength": float("nan")}, "strength"),
        ({"strength": float("inf")}, "strength"),
        ({"expires_on": DAY}, "expires_on"),
        ({"seen_on": timezone.localdate() + timedelta(days=2)}, "seen_on"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(given, field):
    account = make_account(1)
    with pytest.raises(InputError, match=f"Signal 2, {field}:"):
        record_signals(told=[intent(account), intent(account, **given)], by="ada")
    assert (Signal.objects.count(), Event.objects.count()) == (0, 0)


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_any_name_that_can_be_shown_is_kept(name):
    told = [intent(make_account(1), name=name)]
    if name.isprintable() and 0 < len(name.strip()) <= 120:
        record_signals(told=told, by="ada")
        assert Signal.objects.get().name == name.strip()
    else:
        with pytest.raises(InputError, match="no name of a signal"):
            record_signals(told=told, by="ada")


def test_the_database_refuses_signals_that_end_before_they_begin():
    account = make_account(1)
    row = {"account": account, "kind": "intent", "name": "x", "folded": "x", "seen_on": DAY}
    for wrong in ({"expires_on": DAY}, {"expires_on": LATER, "strength": -1.0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Signal.objects.create(**row | wrong)


def test_a_signal_recorded_in_error_is_removed_and_the_log_keeps_it():
    account = make_account(1)
    record_signals(told=[intent(account)], by="ada")
    forget_signal(signal=Signal.objects.get(), by="bo")
    assert Signal.objects.count() == 0
    gone = Event.objects.get(verb="signals.forgotten")
    assert (gone.actor, gone.before["name"], gone.before["seen_on"]) == ("bo", "CRM", "2026-03-01")


def test_a_profile_counts_the_technologies_that_signals_tell_while_they_hold():
    """C-01: technologies, only those alive at the date."""
    icp = read_icp(SMALL_TECH | {"technologies": ["SAP"]})
    told, other, silent = (make_account(number, **GOOD) for number in (1, 2, 3))
    listed = make_account(4, **GOOD, technologies=["Excel"])
    record_signals(
        told=[technology(told, "sap"), technology(other, "Oracle"), technology(listed, "S.A.P")],
        by="ada",
    )
    answers = {"told": Answer.YES, "other": Answer.NO, "silent": Answer.UNKNOWN}
    for on, wanted in (
        (DAY, {told: "told", other: "other", silent: "silent", listed: "other"}),
        (LATER, {told: "silent", other: "silent", silent: "silent", listed: "other"}),
    ):
        table = fits(icp, on=on)["fit_technology"]
        for account, kind in wanted.items():
            assert table[account.pk] == answers[kind], (on, account)
            finding = next(
                f for f in fit_of(account, icp, on).findings if f.criterion == "technology"
            )
            assert finding.answer == answers[kind], (on, account)


def test_intent_that_counts_is_a_buying_signal_and_expired_intent_is_none():
    """A-16: detected buying signals."""
    ny = make_account(1)
    make_account(2, state="WY")
    record_signals(told=[intent(ny), technology(ny, "SAP")], by="ada")
    now = prioritise(weights=EQUAL_WEIGHTS, on=DAY)
    assert dict(zip(now.zones["zone"], now.zones["signals"], strict=True)) == {"NY": 1, "WY": 0}
    assert now.expired == 0
    then = prioritise(weights=EQUAL_WEIGHTS, on=LATER)
    assert then.zones["signals"].isna().all()
    assert then.expired == 1


def test_a_tag_and_a_signal_are_one_account_with_a_signal():
    account = make_account(1, tags=["Intent"])
    record_signals(told=[intent(account)], by="ada")
    zones = prioritise(weights=EQUAL_WEIGHTS, on=DAY).zones
    assert zones["signals"].tolist() == [1]
    assert np.isfinite(zones["score"]).all()


def test_accounts_are_found_by_their_signals():
    fresh, used, _none = (make_account(number) for number in (1, 2, 3))
    record_signals(told=[intent(fresh), technology(used, "SAP")], by="ada")

    def found(name: str, on: date) -> list[str]:
        rows = Account.objects.filter(SIGNALLED[name](on)).order_by("external_id")
        return [*rows.values_list("external_id", flat=True)]

    assert [found(name, DAY) for name in SIGNALLED] == [["A1"], ["A2"], []]
    soon = DAY + timedelta(days=100)
    assert [found(name, soon) for name in SIGNALLED] == [[], ["A2"], ["A1"]]
    assert [found(name, DAY - timedelta(days=1)) for name in SIGNALLED] == [[], [], []]


def test_signals_follow_a_merge_and_its_undoing():
    kept, gone = make_account(1), make_account(2)
    record_signals(told=[intent(kept), intent(gone), technology(gone, "SAP")], by="ada")
    before = set(Signal.objects.values_list("account__external_id", "name"))
    merge = merge_accounts(kept=kept, gone=gone, by="ada")
    assert set(Signal.objects.values_list("account__external_id", "name")) == {
        ("A1", "CRM"), ("A1", "SAP"),
    }  # fmt: skip
    undo_merge(merge=merge, by="ada")
    assert set(Signal.objects.values_list("account__external_id", "name")) == before
