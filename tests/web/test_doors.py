"""Who gets in, and what others see."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client
from django_scopes import scope

from maillage.domain.people.members import add_member, remove_member
from maillage.domain.people.tokens import create_token
from tests.people import PASSWORD, member, member_elsewhere, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def test_strangers_are_led_to_the_sign_in_page(client):
    answer = client.get("/main/")
    assert (answer.status_code, answer.url) == (302, "/accounts/login/?next=/main/")


def test_a_member_signs_in_and_sees_the_coverage(client):
    chief = member()
    answer = client.post(
        "/accounts/login/", {"login": chief.user.email, "password": PASSWORD}, follow=True
    )
    assert answer.redirect_chain == [("/", 302), ("/main/", 302)]
    assert answer.status_code == 200


def test_another_workspace_is_not_there(client):
    signed_in(client, member_elsewhere())
    assert client.get("/main/").status_code == 404
    assert client.get("/nowhere/").status_code == 404


def test_a_former_member_is_a_stranger(client):
    member()
    former = member("manager")
    signed_in(client, former)
    assert client.get("/main/").status_code == 200
    remove_member(member=former, by="test")
    assert client.get("/main/").status_code == 404


def test_somebody_of_two_workspaces_chooses(client):
    elsewhere = member_elsewhere("reader")
    add_member(email=elsewhere.user.email, role="manager")
    answer = signed_in(client, elsewhere).get("/")
    assert answer.status_code == 200
    assert [each.workspace.slug for each in answer.context["memberships"]] == ["main", "other"]


def test_nobody_makes_an_account_alone(client):
    answer = client.post("/accounts/signup/", {"email": "x@example.com", "password1": PASSWORD})
    assert answer.templates[0].name == "account/signup_closed.html"


def test_the_policy_of_contents_is_strict(client):
    policy = client.get("/accounts/login/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'self';")


def test_a_form_without_its_token_is_refused():
    strict = signed_in(Client(enforce_csrf_checks=True), member())
    assert strict.post("/accounts/logout/").status_code == 403


def test_unknown_pages_are_said_so(client):
    answer = signed_in(client, member()).get("/main/nothing/")
    assert answer.status_code == 404
    assert b"There is no such page." in answer.content


def test_tokens_do_not_open_pages(client):
    _token, secret = create_token(member=member(), name="sync", scopes=["read"])
    answer = client.get("/main/", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 302


def test_the_server_is_healthy_for_everybody(client):
    assert client.get("/health/").content == b"ok"


def test_the_deployment_checks_pass(settings, monkeypatch):
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE")
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = True
    settings.CSRF_COOKIE_SECURE = settings.SECURE_HSTS_PRELOAD = True
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend"}}
    call_command("check", deploy=True, fail_level="WARNING")


def test_scopes_of_tests_do_not_leak(workspace):
    with scope(workspace=workspace):
        assert member().workspace == workspace
