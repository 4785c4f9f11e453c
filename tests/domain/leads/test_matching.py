"""Leads are matched to accounts, again where these change; what was fixed by hand stays."""

from datetime import UTC, datetime

import pytest

from maillage.domain.leads.digest import digest
from maillage.domain.leads.events import NewEvent, record
from maillage.domain.leads.matching import rematch
from maillage.models import Account, Lead
from tests.factories import lead_source

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
NOW = datetime(2026, 3, 9, 15, tzinfo=UTC)


def tell(key, subject="L1", **facts):
    source = lead_source(key=key)
    record(source=source, events=[NewEvent("1", "lead", subject, "facts", NOW, facts)], now=NOW)
    digest(now=NOW)
    return Lead.objects.filter(merged_into__isnull=True).latest("pk")


def account(name, **fields):
    return Account.objects.create(external_id=name, name=name, **fields)


def test_a_lead_belongs_to_the_account_of_its_domain_with_the_reason():
    acme = account("Acme Inc", domain="acme.com", state="NY")
    found = tell("crm", email="ana@acme.com", state="New York")
    assert found.account == acme
    assert found.match == {"by": "domain", "place": "state", "grade": 0.96, "candidates": []}
    assert tell("forms", "L2", email="ana@gmail.com").match == {}


def test_where_it_is_not_clear_candidates_are_told():
    one, two = account("One", domain="acme.com"), account("Two", domain="acme.com")
    found = tell("crm", email="ana@acme.com")
    assert (found.account, found.match["candidates"]) == (None, [one.pk, two.pk])


def test_accounts_that_change_are_matched_again_but_not_what_was_fixed():
    free, fixed = tell("crm", email="ana@acme.com"), tell("forms", "L2", email="bo@acme.com")
    other = account("Other")
    Lead.objects.filter(pk=fixed.pk).update(account=other, account_fixed=True)
    assert rematch() == 0
    acme = account("Acme Inc", domain="acme.com")
    assert (rematch(), rematch()) == (1, 0)
    assert list(Lead.objects.order_by("pk").values_list("account", flat=True)) == [
        acme.pk,
        other.pk,
    ]
    assert tell("more", "L2", company="Acme Inc").account != other
    fixed.refresh_from_db()
    assert (free.pk, fixed.account) == (free.pk, other)
