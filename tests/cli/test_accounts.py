"""`maillage accounts duplicates`: find, list, merge, not, undo (A-26)."""

from __future__ import annotations

import pytest

from maillage.cli import accounts
from maillage.core.accounts.duplicates import splinking
from maillage.errors import NotFoundError, ParameterError, PermissionDeniedError
from maillage.models import Account
from tests.cli.doors import Doors, doors
from tests.domain.accounts.duplicates.test_finding import SAME
from tests.domain.accounts.factories import make_account
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
HERE = ("accounts", "duplicates")


@pytest.fixture
def run(monkeypatch) -> Doors:
    make_account(1, **SAME)
    make_account(2, **SAME | {"name": "KESTSPIRE ROBOTICS, Inc."})
    return doors(monkeypatch, accounts.register)


def ids():
    return sorted(Account.objects.values_list("external_id", flat=True))


def test_found_listed_merged_and_separated(run):
    assert "nothing to be looked at" in run(*HERE, "list").lower()
    assert "2 accounts. To be looked at: 1 pairs, 1 nearly sure." in run(*HERE, "find")
    (row,) = run.json(*HERE, "list")
    assert (row["first"], row["second"]) == ("A1", "A2")
    assert row["grade"] > 0.99
    assert "KESTSPIRE" in run(*HERE, "list")
    made = run.json(*HERE, "merge", "A2", "A1", "--take", "name")
    assert (made["kept"], made["gone"], ids()) == ("A2", "A1", ["A2"])
    assert Account.objects.get().name == "Kestspire Robotics LLC"
    assert [row["id"] for row in run.json(*HERE, "merges")] == [made["id"]]
    assert "as they were" in run(*HERE, "undo", made["id"])
    assert ids() == ["A1", "A2"]


def test_the_sure_ones_are_merged_only_when_told_to(run):
    run(*HERE, "find")
    assert run.json(*HERE, "merge-sure") == {"pairs": 1, "merges": []}
    assert "--apply" in run(*HERE, "merge-sure")
    assert ids() == ["A1", "A2"]
    assert "1 accounts merged" in run(*HERE, "merge-sure", "--apply")
    assert len(ids()) == 1


def test_what_is_not_one_is_remembered(run):
    run(*HERE, "find")
    run(*HERE, "not", "A1", "A2")
    run(*HERE, "find")
    assert run.json(*HERE, "list") == []


def test_what_is_not_there_and_who_may_not(run):
    with pytest.raises(NotFoundError, match="no account"):
        run(*HERE, "merge", "A1", "X")
    with pytest.raises(NotFoundError, match="no merge 7"):
        run(*HERE, "undo", 7)
    with pytest.raises(NotFoundError, match="no pair"):
        run(*HERE, "not", "A1", "A2")
    run.acting(member("reader"))
    for words in (["find"], ["list"], ["merge", "A1", "A2"], ["merge-sure"], ["merges"]):
        with pytest.raises(PermissionDeniedError):
            run(*HERE, *words)


def test_a_second_opinion_is_refused_where_it_is_not_there(run, monkeypatch):
    monkeypatch.setattr(splinking, "find_spec", lambda _name: None)
    with pytest.raises(ParameterError, match="Splink is not installed"):
        run(*HERE, "find", "--with", "splink")
    with pytest.raises(ParameterError, match="nothing to choose"):
        run(*HERE, "find", "--with", "magic")
