"""Roles beside the owner."""

from __future__ import annotations

from datetime import timedelta

import pytest

from maillage.domain.accounts.overlays import add_overlay, end_overlay, overlays_at, owner_share
from maillage.errors import InputError
from maillage.models import Event, Overlay
from tests.domain.territories.rules.factories import DAY, account, rep
from tests.factories import HOSTILE_NAMES

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def add(accounts, who, **changed):
    words = {"role": "specialist", "share": 0.0, "starts_on": DAY, "ends_on": None, "reason": ""}
    return add_overlay(accounts=accounts, rep=who, **words | {"by": "test"} | changed)


def day(number: int):
    return DAY + timedelta(days=number)


def test_a_role_on_many_accounts_leaves_the_owners():
    """A-25, B-01: a national coordinator is no owner."""
    ana, kim = rep("Ana"), rep("Kim")
    sites = [account(f"A{n}", ana) for n in range(3)]
    add(sites, kim, role="coordinator", share=20.0, reason="group contract")
    assert [each.ownerships.get().rep for each in sites] == [ana] * 3
    assert overlays_at(DAY).count() == 3
    assert overlays_at(day(-1)).count() == 0
    assert (owner_share(sites[0], DAY), owner_share(sites[0], day(-1))) == (80.0, 100.0)
    events = Event.objects.filter(verb="overlay.added")
    assert {(e.subject_id, e.after["share"], e.reason) for e in events} == {
        (str(site.pk), 20.0, "group contract") for site in sites
    }


def test_credit_is_never_shared_beyond_the_whole():
    site, one, two, three = account("A1"), rep("R1"), rep("R2"), rep("R3")
    add([site], one, share=60.0, ends_on=day(10))
    add([site], two, share=50.0, starts_on=day(10))
    with pytest.raises(InputError, match="has 40% of its credit left"):
        add([site], three, share=41.0)
    add([site], three, share=40.0, ends_on=day(10))
    with pytest.raises(InputError, match="has 0% of its credit left"):
        add([site], three, role="sdr", share=1.0, starts_on=day(-5))
    add([site], three, role="sdr", share=100.0, starts_on=day(-5), ends_on=DAY)
    assert [owner_share(site, day(n)) for n in (-6, -5, 0, 9, 10)] == [100, 0, 0, 0, 50]


def test_one_coordinator_and_each_role_once():
    site, one, two = account("A1"), rep("R1"), rep("R2")
    add([site], one, role="coordinator", ends_on=day(5))
    with pytest.raises(InputError, match="R1 is national coordinator of A1 then"):
        add([site], two, role="coordinator", starts_on=day(4))
    add([site], two, role="coordinator", starts_on=day(5))
    add([site], one, role="support")
    with pytest.raises(InputError, match="R1 is support"):
        add([site], one, role="support", starts_on=day(90))


@pytest.mark.parametrize(
    "wrong",
    [
        {"share": -1.0}, {"share": 100.1}, {"share": float("nan")}, {"role": "boss"},
        {"ends_on": DAY}, {"reason": "x" * 201}, {"reason": "\0"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(InputError):
        add([account("A1")], rep("R1"), **wrong)
    assert not Overlay.objects.exists()


def test_an_owner_and_somebody_who_left_have_no_role_beside():
    ana = rep("Ana")
    free, owned = account("A0"), account("A1", ana)
    with pytest.raises(InputError, match="Ana owns A1 already"):
        add([free, owned], ana)
    with pytest.raises(InputError, match="has left"):
        add([free], rep("Gil", active=False))
    assert not Overlay.objects.exists()


def test_a_role_ends():
    site, one = account("A1"), rep("R1")
    (role,) = add([site], one, share=5.0)
    end_overlay(overlay=role, on=day(3), by="test")
    assert [overlays_at(day(n)).count() for n in (2, 3)] == [1, 0]
    with pytest.raises(InputError, match="Nothing would change"):
        end_overlay(overlay=role, on=day(3), by="test")
    end_overlay(overlay=role, on=DAY, by="test")
    assert not Overlay.objects.exists()
    assert Event.objects.filter(verb="overlay.ended", subject_id=str(site.pk)).count() == 2


@pytest.mark.parametrize("text", HOSTILE_NAMES)
def test_any_reason_is_kept_or_refused(text):
    site, one = account("A1"), rep("R1")
    try:
        add([site], one, reason=text)
    except InputError:
        return
    assert Overlay.objects.get().reason == text.strip()
