"""Many accounts given at once, and all of them back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from maillage.domain.accounts.ownership import give_account
from maillage.domain.accounts.transfers import AT_ONCE, Gift, transfer_accounts, undo_transfer
from maillage.errors import ConflictError, InputError
from maillage.models import Account, Event, Ownership, Transfer, TransferredAccount
from tests.domain.territories.rules.factories import DAY, account, rep

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def give(gifts, **changed):
    words = {"starts_on": DAY, "title": "Hand over", "kind": "selection", "by": "test"} | changed
    return transfer_accounts(gifts=gifts, **words)


def stored() -> list[tuple]:
    fields = ("account", "rep", "starts_on", "ends_on", "locked", "reason")
    return sorted(Ownership.objects.values_list(*fields), key=str)


def test_accounts_are_given_and_each_is_logged():
    ana, bea = rep("Ana"), rep("Bea")
    one, two, three = account("A1", ana), account("A2"), account("A3", bea)
    done = give([Gift(each.pk, bea.pk, "nearer") for each in (one, two, three)])
    assert done.figures == {"accounts": 2}
    rows = TransferredAccount.objects.order_by("account").values_list("account", "from_rep")
    assert list(rows) == [(one.pk, ana.pk), (two.pk, None)]
    events = Event.objects.filter(verb="account.given").order_by("subject_id")
    assert [(e.subject_id, e.before, e.after["rep"], e.reason) for e in events] == [
        (str(one.pk), {"rep": "Ana"}, "Bea", "nearer"), (str(two.pk), {"rep": ""}, "Bea", "nearer"),
    ]  # fmt: skip


def test_giving_many_is_giving_each():
    ana, bea = rep("Ana"), rep("Bea")
    for number, one_by_one in enumerate((True, False)):
        sites = [account(f"{number}{n}", ana, locked=n == 1) for n in range(3)]
        later = DAY + timedelta(days=9)
        Ownership.objects.filter(account=sites[2]).update(ends_on=later)
        Ownership.objects.create(account=sites[2], rep=bea, starts_on=later)
        if one_by_one:
            for site in sites:
                give_account(account=site, rep=bea, starts_on=DAY, reason="why", by="t")
        else:
            give([Gift(site.pk, bea.pk, "why") for site in sites])
    fields = ("rep", "starts_on", "ends_on", "locked", "reason")
    sides = [
        list(Ownership.objects.filter(account__name__startswith=f"{number}")
             .order_by("account", "starts_on").values_list(*fields))
        for number in range(2)
    ]  # fmt: skip
    assert sides[0] == sides[1]


def test_all_goes_back():
    ana, bea = rep("Ana"), rep("Bea")
    one, two = account("A1", ana, locked=True), account("A2")
    before = stored()
    done = give([Gift(one.pk, None, "left the market"), Gift(two.pk, bea.pk, "new", locked=True)])
    assert stored() != before
    undo_transfer(transfer=done, by="test")
    assert stored() == before
    with pytest.raises(ConflictError, match="undone already"):
        undo_transfer(transfer=done, by="test")


def test_nothing_goes_back_where_something_changed_since():
    ana, bea = rep("Ana"), rep("Bea")
    sites = [account(f"A{n}", ana) for n in range(2)]
    done = give([Gift(site.pk, bea.pk, "why") for site in sites])
    give_account(account=sites[1], rep=ana, starts_on=DAY + timedelta(1), reason="no", by="t")
    now = stored()
    with pytest.raises(ConflictError, match="1 account has changed since: A1"):
        undo_transfer(transfer=done, by="test")
    assert stored() == now
    assert Transfer.objects.get().undone_at is None


def test_more_than_are_written_at_once():
    ana = rep("Ana")
    Account.objects.bulk_create(
        [Account(external_id=str(n), name=str(n)) for n in range(AT_ONCE + 3)]
    )
    keys = Account.objects.values_list("pk", flat=True)
    done = give([Gift(pk, ana.pk, "all") for pk in keys])
    assert done.figures == {"accounts": AT_ONCE + 3} == {"accounts": Ownership.objects.count()}
    undo_transfer(transfer=done, by="test")
    assert not Ownership.objects.exists()


def test_what_cannot_be_given_is_refused_whole():
    ana, gone = rep("Ana"), rep("Gil", active=False)
    one, two = account("A1"), account("A2", ana)
    for gifts, error in (
        ([Gift(one.pk, ana.pk, " ")], InputError),
        ([Gift(one.pk, ana.pk, "x" * 201)], InputError),
        ([Gift(one.pk, gone.pk, "why")], InputError),
        ([Gift(one.pk, ana.pk, "why"), Gift(one.pk, None, "why")], InputError),
        ([Gift(two.pk, ana.pk, "why")], InputError),
        ([], InputError),
        ([Gift(one.pk, ana.pk, "why"), Gift(0, ana.pk, "why")], ConflictError),
    ):
        with pytest.raises(error):
            give(gifts)
    assert (Ownership.objects.count(), Event.objects.count()) == (1, 0)
    assert not Transfer.objects.exists()
