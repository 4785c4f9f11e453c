"""`maillage people`: who is let in, in whose name, and tokens for programs."""

from __future__ import annotations

import pytest

from maillage.cli import people
from maillage.domain.people.tokens import token_of
from maillage.errors import InputError, ParameterError, PermissionDeniedError
from maillage.models import ApiToken, Event, Membership
from tests.cli.doors import doors
from tests.domain.territories.publishing.committee import person

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def run(monkeypatch):
    return doors(monkeypatch, people.register)


def test_people_are_let_in_by_whoever_is_named(run):
    run("people", "add", "ada@acme.com", "--role", "reader")
    olga = person("operations", name="Olga Ops")
    run.acting(olga)("people", "add", "bo@acme.com", "--role", "manager")
    said = list(Event.objects.filter(verb="member.added").order_by("pk").values_list("actor"))
    assert said[0] == ("command line",)
    assert said[-1] == ("Olga Ops",)
    with pytest.raises(PermissionDeniedError):
        run.acting(person("manager"))("people", "add", "cy@acme.com")
    assert not Membership.objects.filter(user__email="cy@acme.com").exists()


def test_a_token_is_made_and_shown_once(run):
    olga = person("operations")
    said = run.acting(olga)("people", "token", "Load", "--scope", "read", "--scope", "write")
    made = ApiToken.objects.get()
    assert (made.member, made.scopes) == (olga, ["read", "write"])
    assert token_of(said.split()[-1]) == made
    assert run.json("people", "token", "Look")["scopes"] == ["read"]


def test_tokens_that_cannot_be_are_refused(run):
    with pytest.raises(ParameterError, match="nobody is named"):
        run("people", "token", "Load")
    run.acting(person("operations"))
    for words in (("Load", "--scope", "all"), (" ",), ("Load", "--days", "999")):
        with pytest.raises(InputError):
            run("people", "token", *words)
    with pytest.raises(PermissionDeniedError):
        run.acting(person("reader"))("people", "token", "Load")
    assert not ApiToken.objects.exists()
