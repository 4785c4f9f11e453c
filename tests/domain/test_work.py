"""What is due by the clock."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.domain import work
from maillage.domain.accounts.claims import open_claim
from maillage.models import Account, Claim, Rep

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def test_claims_end_by_the_clock():
    now = timezone.now()
    rep = Rep.objects.create(external_id="R1", name="Ana")
    account = Account.objects.create(external_id="A1", name="One")
    open_claim(account=account, claimant=rep, code="relation", reason="", by="Ana", now=now)
    work.tick(now=now)
    assert Claim.objects.get().state == "open"
    work.tick(now=now + timedelta(days=400))
    assert Claim.objects.get().state == "expired"


def test_a_fault_keeps_no_other_work_waiting(monkeypatch, caplog):
    done = []

    def broken(workspace, now):
        raise ValueError("broken")

    monkeypatch.setattr(work, "EVERY_TICK", [broken, lambda workspace, now: done.append(workspace)])
    with caplog.at_level(logging.ERROR):
        work.tick()
    assert len(done) == 1
    assert "broken failed in workspace main" in caplog.text
