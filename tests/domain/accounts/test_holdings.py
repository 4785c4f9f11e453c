"""Who covers what, asked of the database: the same answers as the detectors."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from maillage.domain.accounts.coverage import coverage_report
from maillage.domain.accounts.holdings import (
    FINDINGS,
    accounts_at,
    books,
    by_zone,
    figures,
    owned_by,
    spread_of,
)
from maillage.domain.accounts.ownership import give_account
from maillage.domain.demo import load_demonstration
from maillage.errors import InputError
from maillage.models import Account, Event, Ownership, Rep, Touch

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

DAY = date(2026, 6, 1)


def rep(name: str, **fields) -> Rep:
    return Rep.objects.create(external_id=name, name=name, **fields)


def account(name: str = "A1", **fields) -> Account:
    return Account.objects.create(external_id=name, name=name, **fields)


def owns(who: Rep, what: Account, start: date = DAY, end: date | None = None) -> Ownership:
    return Ownership.objects.create(rep=who, account=what, starts_on=start, ends_on=end)


def test_the_counts_are_those_of_the_detectors():
    load_demonstration(on=DAY)
    some = list(Rep.objects.order_by("pk")[:2])
    Rep.objects.filter(pk=some[0].pk).update(active=False)
    for day in (DAY, DAY - timedelta(days=200), DAY + timedelta(days=100)):
        report = coverage_report(on=day, country="")
        for code, condition in FINDINGS.items():
            if code == "owned":
                continue
            ids = set(Account.objects.filter(condition(day)).values_list("external_id", flat=True))
            assert ids == set(report.finding(code).ids), (code, day)
        spread = spread_of(list(books(on=day)))
        assert spread.ratio == pytest.approx(report.finding("potential_ratio").figures["ratio"])


def test_figures_add_up():
    load_demonstration(on=DAY)
    found = figures(on=DAY)
    assert found["owned"].accounts + found["no_owner"].accounts == found["all"].accounts
    assert found["owned"].potential + found["no_owner"].potential == pytest.approx(
        found["all"].potential
    )


def test_an_account_at_a_day():
    ana, bea = rep("Ana"), rep("Bea", active=False)
    site = account()
    owns(ana, site, date(2026, 1, 1), DAY)
    owns(bea, site, DAY)
    Touch.objects.create(account=site, rep=ana, occurred_on=date(2026, 5, 1))
    Touch.objects.create(account=site, rep=bea, occurred_on=date(2026, 7, 1))
    before, after = (accounts_at(day).get() for day in (DAY - timedelta(days=1), DAY))
    assert (before.owner_name, before.owner_active, before.owned_since) == (
        "Ana", True, date(2026, 1, 1),
    )  # fmt: skip
    assert (after.owner_name, after.owner_active, after.last_touch) == (
        "Bea", False, date(2026, 5, 1),
    )  # fmt: skip
    assert accounts_at(date(2026, 7, 1)).get().touching == 2
    assert accounts_at(date(2025, 1, 1)).get().owner_name is None


def test_zones_with_their_owners():
    ana = rep("Ana")
    owns(ana, account("A1", county="36061", potential=5.0))
    account("A2", county="36061", potential=9.0)
    account("A3")
    assert by_zone(on=DAY) == [("36061", None, 1, 9.0), ("36061", ana.pk, 1, 5.0)]


@pytest.mark.parametrize(
    ("potentials", "ratio"),
    [([], None), ([1.0], None), ([1.0, 3.0], 3.0), ([0.0, 2.0], float("inf")), ([0.0, 0.0], 1.0)],
)
def test_the_richest_book_against_the_poorest(potentials, ratio):
    for number, worth in enumerate(potentials):
        owns(rep(f"R{number}"), account(f"A{number}", potential=worth))
    rep("Gone", active=False)
    spread = spread_of(list(books(on=DAY)))
    assert spread.ratio == ratio
    assert spread.unequal is (ratio is not None and ratio >= 3)


def test_a_former_rep_is_listed_while_holding_accounts():
    gone = rep("Gone", active=False)
    assert not books(on=DAY)
    owns(gone, account())
    assert [each.accounts for each in books(on=DAY)] == [1]


def test_an_account_is_given_from_a_day_on():
    ana, bea = rep("Ana"), rep("Bea")
    site = account()
    owns(ana, site, date(2026, 1, 1))
    give_account(account=site, rep=bea, starts_on=DAY, reason="nearer", by="kim")
    assert list(site.ownerships.order_by("starts_on").values_list("rep__name", "ends_on")) == [
        ("Ana", DAY), ("Bea", None),
    ]  # fmt: skip
    event = Event.objects.get()
    assert (event.verb, event.before, event.reason) == ("account.given", {"rep": "Ana"}, "nearer")
    assert event.after == {"rep": "Bea", "from": "2026-06-01", "named": False}


def test_planned_changes_stay():
    ana, bea = rep("Ana"), rep("Bea")
    site = account()
    owns(ana, site, date(2026, 9, 1))
    give_account(account=site, rep=bea, starts_on=DAY, reason="meanwhile", by="kim")
    assert site.ownerships.get(rep=bea).ends_on == date(2026, 9, 1)
    assert site.ownerships.get(rep=ana).ends_on is None


def test_what_began_that_day_is_replaced():
    ana, bea = rep("Ana"), rep("Bea")
    site = account()
    owns(ana, site, DAY)
    give_account(account=site, rep=bea, starts_on=DAY, reason="a mistake", by="kim", named=True)
    assert site.ownerships.get().rep == bea


def test_an_account_may_be_left_to_nobody():
    site = account()
    owns(rep("Ana"), site, date(2026, 1, 1))
    assert give_account(account=site, rep=None, starts_on=DAY, reason="left", by="kim") is None
    assert site.ownerships.get().ends_on == DAY


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"reason": " "}, "for a reason"),
        ({"reason": "x" * 201}, "for a reason"),
        ({"rep": "gone"}, "has left"),
        ({"rep": "same"}, "Nothing would change"),
    ],
)
def test_changes_that_cannot_be_are_refused(values, message):
    reps = {"same": rep("Ana"), "gone": rep("Bea", active=False), "other": rep("Cat")}
    site = account()
    owns(reps["same"], site, date(2026, 1, 1))
    asked = {"rep": "other", "reason": "nearer"} | values
    with pytest.raises(InputError, match=message):
        give_account(
            account=site, rep=reps[asked["rep"]], starts_on=DAY, reason=asked["reason"], by="kim"
        )
    assert site.ownerships.count() == 1


def test_who_is_found_by_the_rep_is_who_has_this_owner():
    ana, bea = (Rep.objects.create(external_id=name, name=name) for name in ("a", "b"))
    sites = [Account.objects.create(external_id=f"S{n}", name="S") for n in range(4)]
    day, before = date(2026, 6, 1), date(2026, 1, 1)
    for site, rep, ends_on in ((0, ana, None), (1, ana, day), (1, bea, None), (2, bea, None)):
        starts_on = day if (site, rep) == (1, bea) else before
        Ownership.objects.create(account=sites[site], rep=rep, starts_on=starts_on, ends_on=ends_on)
    Ownership.objects.create(
        account=sites[2], rep=ana, starts_on=before, ends_on=day + timedelta(9)
    )
    for on in (before, day, day - timedelta(days=1)):
        for rep in (ana, bea):
            rows = accounts_at(on)
            assert set(rows.filter(owned_by(rep.pk, on))) == set(rows.filter(owner_id=rep.pk))
