"""Rows of one workspace are not there in another."""

from __future__ import annotations

import pytest
from django.db import IntegrityError
from django_scopes import scope
from django_scopes.exceptions import ScopeError
from django_scopes.state import state

from maillage.models import Account, Rep
from tests.people import other_workspace

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def test_a_row_belongs_to_the_workspace_in_scope(workspace):
    assert Rep.objects.create(external_id="R1", name="Ana").workspace == workspace


def test_queries_see_the_rows_of_one_workspace():
    Rep.objects.create(external_id="R1", name="Ana")
    with scope(workspace=other_workspace()):
        Rep.objects.create(external_id="R1", name="Bea")
        assert list(Rep.objects.values_list("name", flat=True)) == ["Bea"]
    assert list(Rep.objects.values_list("name", flat=True)) == ["Ana"]


def test_rows_reached_through_others_are_those_of_the_workspace():
    account = Account.objects.create(external_id="A1", name="One")
    rep = Rep.objects.create(external_id="R1", name="Ana")
    account.ownerships.create(rep=rep, starts_on="2026-01-01")
    with scope(workspace=other_workspace()):
        assert not account.ownerships.exists()


def test_without_a_workspace_nothing_is_read_or_made():
    token = state.set({})
    try:
        with pytest.raises(ScopeError):
            Rep.objects.count()
        with pytest.raises(IntegrityError):
            Rep(external_id="R1", name="Ana").save()
    finally:
        state.reset(token)
