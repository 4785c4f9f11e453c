"""Workspaces, members and tokens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone, translation
from django_scopes import scope

from maillage.domain.people.members import (
    add_member,
    change_member,
    people_frame,
    remove_member,
    rep_called,
)
from maillage.domain.people.tokens import create_token, revoke_token, token_of
from maillage.domain.people.workspaces import create_workspace, first_workspace, workspace_called
from maillage.errors import InputError, NotFoundError
from maillage.models import ApiToken, Event, Membership, Rep, User, Workspace
from tests.people import member, other_workspace

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def test_a_workspace_is_made_and_logged():
    made = create_workspace(slug="acme-us", name="Acme", language="fr", currency="CAD", by="kim")
    with scope(workspace=made):
        assert list(Event.objects.values_list("verb", "actor")) == [("workspace.created", "kim")]


@pytest.mark.parametrize("slug", ["", "API", "api", "a b", "é", "-a", "main", "x" * 41, "a/b"])
def test_other_names_of_workspaces_are_refused(slug):
    with pytest.raises(InputError, match="There can be no workspace"):
        create_workspace(slug=slug, name="Acme")


def test_a_workspace_is_found_by_name_and_the_oldest_without(workspace):
    other = other_workspace()
    assert workspace_called("other") == other
    assert workspace_called("") == first_workspace() == workspace


def test_the_first_workspace_speaks_the_language_it_was_made_in():
    Workspace.objects.all().delete()
    with translation.override("fr"):
        assert first_workspace().language == "fr"


def test_an_unknown_workspace_names_the_others():
    with pytest.raises(NotFoundError, match="Choose among: main"):
        workspace_called("nowhere")


def test_a_member_is_let_in_and_logged(workspace):
    rep = Rep.objects.create(external_id="R1", name="Ana")
    made = add_member(email=" Ana@Example.com ", role="rep", name="Ana", rep=rep, by="kim")
    assert (made.workspace, made.user.email, made.rep) == (workspace, "ana@example.com", rep)
    assert not made.user.has_usable_password()
    event = Event.objects.get()
    assert event.after == {"email": "ana@example.com", "role": "rep", "rep": "R1"}


def test_a_person_keeps_one_account_in_two_workspaces():
    first = member("manager")
    with scope(workspace=other_workspace()):
        second = add_member(email=first.user.email.upper(), role="reader", password="x")
    assert second.user == first.user
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"email": "nobody"}, "is not an e-mail address"),
        ({"email": ""}, "is not an e-mail address"),
        ({"email": "a@b.c\nBcc: x@y.z"}, "is not an e-mail address"),
        ({"role": "king"}, "There is no role"),
        ({"password": "1234567890"}, "Choose another password"),
        ({"password": "short"}, "Choose another password"),
        ({"email": "operations0@example.com"}, "is a member already"),
    ],
)
def test_members_that_cannot_be_are_refused(values, message):
    member()
    with pytest.raises(InputError, match=message):
        add_member(**{"email": "ana@example.com", "role": "rep"} | values)
    assert Membership.objects.count() == User.objects.count() == 1


def test_one_rep_is_one_member():
    rep = Rep.objects.create(external_id="R1", name="Ana")
    member("rep", rep=rep)
    with pytest.raises(InputError, match="Ana is Rep 0 already"):
        member("rep", rep=rep)


def test_a_member_changes_and_leaves_and_comes_back():
    chief, other = member(), member("reader")
    change_member(member=other, role="finance", rep=None, by=chief)
    remove_member(member=other, by=chief)
    back = add_member(email=other.user.email, role="rep", by=chief)
    assert (back.pk, back.role, back.active) == (other.pk, "rep", True)
    assert list(Event.objects.values_list("verb", flat=True))[:3] == [
        "member.added", "member.removed", "member.changed",
    ]  # fmt: skip


def test_somebody_is_left_to_manage_people():
    only = member()
    with pytest.raises(InputError, match="the last one"):
        change_member(member=only, role="reader", rep=None, by=only)
    with pytest.raises(InputError, match="the last one"):
        remove_member(member=only, by=only)


def test_people_are_listed_former_ones_last():
    chief, former = member(name="Zoe"), member("reader", name="Abe")
    remove_member(member=former, by=chief)
    assert people_frame()[["name", "role", "active"]].to_numpy().tolist() == [
        ["Zoe", "operations", True], ["Abe", "reader", False],
    ]  # fmt: skip


def test_a_rep_is_found_by_id():
    Rep.objects.create(external_id="R1", name="Ana")
    assert rep_called("R1").name == "Ana"
    with pytest.raises(NotFoundError):
        rep_called("R2")


def test_a_token_is_shown_once_and_found_by_its_secret(workspace):
    chief = member()
    token, secret = create_token(member=chief, name="sync", scopes=["read"])
    assert secret not in str(ApiToken.objects.values().get())
    with scope(workspace=other_workspace()):
        assert token_of(secret) == token
    token.refresh_from_db()
    assert token.last_used_at is not None


@pytest.mark.parametrize("text", ["", "mlg", "mlg__", "mlg_aaaaaaaa_b", "x" * 10_000, "é_\0_ü"])
def test_other_texts_are_no_tokens(text):
    create_token(member=member(), name="sync", scopes=["read"])
    assert token_of(text) is None


def test_tokens_end():
    chief, other = member(), member("manager")
    token, secret = create_token(member=other, name="sync", scopes=["read"], days=1)
    assert token_of(secret[:-1] + "é") is None
    assert token_of(secret, now=timezone.now() + timedelta(days=2)) is None
    revoke_token(token=token, by=chief)
    assert token_of(secret) is None
    _token, second = create_token(member=other, name="sync", scopes=["read"], days=None)
    remove_member(member=other, by=chief)
    assert token_of(second) is None


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"scopes": []}, "no scope"),
        ({"scopes": ["read", "all"]}, "no scope"),
        ({"name": "  "}, "no name"),
        ({"name": "x" * 81}, "no name"),
        ({"days": 0}, "cannot last"),
        ({"days": 400}, "cannot last"),
    ],
)
def test_tokens_that_cannot_be_are_refused(values, message):
    with pytest.raises(InputError, match=message):
        create_token(**{"member": member(), "name": "sync", "scopes": ["read"]} | values)
