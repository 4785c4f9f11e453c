"""`maillage accounts repair|sites|proposals` (issue 5)."""

from __future__ import annotations

import pytest

from maillage.cli import accounts
from maillage.errors import FileError, NotFoundError, ParameterError, PermissionDeniedError
from maillage.models import Account
from tests.cli.doors import Doors, doors
from tests.domain.accounts.factories import make_account
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def run(monkeypatch) -> Doors:
    make_account(1, name="Kestspire", domain="kestspire.example", state="MA", city="Cambridge",
                 postal_code="2139", employees=5)  # fmt: skip
    make_account(2, name="Kestspire", domain="kestspire.example", state="CO", city="Denver",
                 postal_code="80202", county="08031", employees=90)  # fmt: skip
    return doors(monkeypatch, accounts.register)


def codes():
    return sorted(Account.objects.values_list("postal_code", flat=True))


def test_repairs_are_previewed_applied_and_undone(run):
    said = run("accounts", "repair")
    assert "2139 " in said
    assert "A leading zero was restored." in said
    assert "1 are 95% sure or more; --apply applies them." in said
    assert codes() == ["2139", "80202"]
    assert run.json("accounts", "repair", "--apply") == {
        "accounts": 2, "proposals": 1, "applied": 1, "sure": 0,
    }  # fmt: skip
    assert codes() == ["02139", "80202"]
    (row,) = run.json("accounts", "proposals", "list", "--state", "applied")
    assert (row["account"], row["before"], row["after"]) == ("A1", "2139", "02139")
    assert "Done: 1 of 1." in run("accounts", "proposals", "undo", row["id"])
    assert codes() == ["2139", "80202"]
    assert run.json("accounts", "repair", "--apply", "--least", "1")["applied"] == 0


def test_sites_refused_and_asked_again(run):
    run("accounts", "sites")
    (row,) = run.json("accounts", "proposals", "list", "--kind", "sites")
    assert (row["account"], row["after"]) == ("A1", "A2")
    run("accounts", "proposals", "refuse", row["id"])
    assert run.json("accounts", "sites")["proposals"] == 0
    run("accounts", "proposals", "reopen", row["id"])
    run("accounts", "proposals", "apply", row["id"])
    assert Account.objects.get(external_id="A1").parent.external_id == "A2"


def test_all_proposals_as_a_file(run, tmp_path):
    path = tmp_path / "repairs.csv"
    run("accounts", "repair", "--out", path)
    assert "02139" in path.read_text(encoding="utf-8-sig")
    with pytest.raises(FileError, match="there already"):
        run("accounts", "repair", "--out", path)
    run("accounts", "repair", "--out", tmp_path / "repairs.xlsx")
    with pytest.raises(FileError, match="ending"):
        run("accounts", "repair", "--out", tmp_path / "repairs.doc")


def test_what_is_not_there_and_who_may_not(run):
    with pytest.raises(NotFoundError, match="no proposal 7"):
        run("accounts", "proposals", "apply", 7)
    for option in ("--kind", "--state"):
        with pytest.raises(ParameterError, match="nothing to choose"):
            run("accounts", "proposals", "list", option, "people")
    run.acting(member("reader"))
    for words in (["repair"], ["sites"], ["proposals", "list"], ["proposals", "apply", "1"]):
        with pytest.raises(PermissionDeniedError):
            run("accounts", *words)
