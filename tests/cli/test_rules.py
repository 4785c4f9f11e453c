"""`maillage rules` and `transfers`: tested, applied, undone; a rep who leaves."""

from __future__ import annotations

from datetime import date

import pytest

from maillage.cli import rules, transfers
from maillage.domain.territories.rules.editing import save_rule
from maillage.errors import (
    ConflictError,
    InputError,
    NotFoundError,
    ParameterError,
    PermissionDeniedError,
)
from maillage.models import Event, Ownership, Rep, Transfer
from tests.cli.doors import Doors, doors
from tests.domain.accounts.factories import make_account, make_rep, own
from tests.domain.territories.publishing.committee import person

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def run(monkeypatch) -> Doors:
    return doors(monkeypatch, rules.register, transfers.register)


@pytest.fixture
def book():
    one, two = make_rep(1), make_rep(2)
    for number, state in enumerate(("NY", "NY", "NJ"), start=1):
        own(make_account(number, state=state), two)
    return one, two


@pytest.fixture
def rule(book):
    criteria = {"field": "state", "is": ["NY"]}
    started = date(2020, 1, 1)
    return save_rule(
        name="[New] York", criteria=criteria, rep=book[0], starts_on=started, ends_on=None,
        position=10, description="", basis="coverage", by_site=False, active=True, by="test",
    )  # fmt: skip


def owners() -> list[str]:
    rows = Ownership.objects.filter(ends_on=None).order_by("account__external_id")
    return list(rows.values_list("rep__external_id", flat=True))


def test_rules_are_listed_in_words(run, rule):
    [row] = run.json("rules", "list")
    assert (row["name"], row["rep"], row["criteria"]) == ("[New] York", "R1", rule.criteria)
    assert "[New] York" in run("rules", "list")


def test_without_rules_it_says_where_to_write_one(run):
    assert run("rules", "list") == "No rule yet: write one in the application, under Rules.\n"


def test_rules_are_tested_applied_and_taken_back(run, rule):
    seen = run.json("rules", "test")
    found = {row["finding"]: row["accounts"] for row in seen["findings"]}
    assert (found["changes"], found["none"]) == (2, 1)
    assert owners() == ["R2", "R2", "R2"]
    assert "Would change owner" in run("rules", "test")
    said = run("rules", "apply", "--seen", seen["seen"])
    made = Transfer.objects.get()
    assert said.splitlines() == [
        "2 accounts changed owner.",
        f"`maillage transfers undo {made.pk}` takes it back.",
    ]
    assert owners() == ["R1", "R1", "R2"]
    assert made.made_by == "command line"
    with pytest.raises(InputError, match="Nothing would change"):
        run("rules", "apply")
    run("transfers", "undo", made.pk)
    assert owners() == ["R2", "R2", "R2"]
    [row] = run.json("transfers", "list")
    assert row["undone_at"] is not None


def test_rules_are_applied_as_they_were_seen_alone(run, rule):
    with pytest.raises(ConflictError, match="have changed since you looked"):
        run("rules", "apply", "--seen", "another")
    with pytest.raises(ParameterError, match="is not a date"):
        run("rules", "test", "--on", "soon")


def test_who_is_named_does_it_as_far_as_the_role_allows(run, rule):
    for role in ("reader", "manager"):
        with pytest.raises(PermissionDeniedError):
            run.acting(person(role))("rules", "apply")
    director = person("director", name="Denis Dir")
    run.acting(director)("rules", "apply")
    made = Transfer.objects.get()
    assert (made.made_by, Event.objects.get(verb="transfer.made").user) == (
        "Denis Dir",
        director.user,
    )
    with pytest.raises(PermissionDeniedError):
        run.acting(person("manager"))("transfers", "undo", made.pk)


def test_a_rep_leaves(run, book):
    said = run("transfers", "leave", "R2", "--to", "R1", "--reason", "New job")
    assert "3 accounts changed owner." in said
    assert owners() == ["R1", "R1", "R1"]
    assert Rep.objects.get(external_id="R2").active is False
    assert Event.objects.get(verb="rep.left").reason == "New job"
    assert run("transfers", "leave", "R2") == "R2 held no account.\n"
    assert run.json("transfers", "leave", "R2") is None
    with pytest.raises(NotFoundError, match="There is no rep 'R9'"):
        run("transfers", "leave", "R9")


def test_numbers_that_are_none_are_said(run):
    assert run("transfers", "list").startswith("Nothing was given at once yet")
    with pytest.raises(NotFoundError, match="There is no transfer 7"):
        run("transfers", "undo", 7)
