"""`maillage pay` and `maillage top-accounts`."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone

from maillage.cli import recognition
from maillage.errors import NotFoundError, ParameterError, PermissionDeniedError
from maillage.models import Account
from tests.cli.doors import Doors, doors
from tests.domain.reviews.scene import deal, make_year
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def run(monkeypatch) -> Doors:
    return doors(monkeypatch, recognition.register)


def test_best_accounts(run, tmp_path):
    first, _second = make_year()
    file = tmp_path / "top.json"
    file.write_text(json.dumps([{"account": "A1", "reason": "It grows"}]))
    with pytest.raises(ParameterError):
        run("top-accounts", "name", file)
    run.acting(member("rep", rep=first))
    assert "kept" in run("top-accounts", "name", file)
    assert run.json("top-accounts", "show", "R1")["overlap"] == 0.5
    assert "It grows" in run("top-accounts", "show", "R1")
    assert [row["rep"] for row in run.json("top-accounts", "list")] == ["R1"]
    with pytest.raises(PermissionDeniedError):
        run("top-accounts", "show", "R2")


def test_pay(run, tmp_path):
    first, _second = make_year()
    file = tmp_path / "scheme.json"
    file.write_text(run("pay", "example"))
    with pytest.raises(NotFoundError):
        run("pay", "show", "R1")
    run.acting(member("director"))
    said = run("pay", "write", file, "--name", "Now", "--on", "2026-01-01")
    assert said.strip() == "Version 1 holds from 2026-01-01 on."
    assert [row["rep"] for row in run.json("pay", "list")] == ["R1", "R2"]
    assert "all reps" in run("pay", "cost")
    run.acting(member("rep", rep=first))
    found = run.json("pay", "show", "R1", "--deal", "100")
    assert found["with_deals"]["complete"] is False
    assert "not known" in run("pay", "show", "R1")
    for refused in (("pay", "show", "R2"), ("pay", "cost")):
        with pytest.raises(PermissionDeniedError):
            run(*refused)


def test_wins_and_ones_own(run):
    first, second = make_year()
    account = Account.objects.get(external_id="A5")
    deal(70, second, account, opened_on=None, closed_on=timezone.localdate())
    assert "a priority account" in run("wins")
    assert json.loads(run("mine", "R1"))["rep"] == "R1"
    run.acting(member("rep", rep=first))
    assert run("wins").strip() == "No win in these days."
    with pytest.raises(PermissionDeniedError):
        run("mine", "R2")
