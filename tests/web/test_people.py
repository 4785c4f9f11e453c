"""The pages about people: for whom they are, and what they do."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache

from maillage.domain.people.messages import of_member, tell
from maillage.domain.people.tokens import create_token, token_of
from maillage.models import ApiToken, Event, Membership, MessageKind, Rep, Role
from maillage.permissions import Action, may
from tests.factories import HOSTILE_NAMES
from tests.people import PASSWORD, member, member_elsewhere, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

PAGES = {
    "/main/": Action.VIEW,
    "/main/me/": Action.VIEW,
    "/main/people/": Action.MANAGE_PEOPLE,
    "/main/people/new/": Action.MANAGE_PEOPLE,
    "/main/log/": Action.VIEW_LOG,
}


@pytest.fixture
def chief(client):
    found = member("operations", name="Olga Ops")
    signed_in(client, found)
    return found


@pytest.mark.parametrize("role", Role.values)
def test_every_role_opens_the_pages_of_its_role(client, role):
    found = member(role)
    signed_in(client, found)
    for page, action in PAGES.items():
        assert client.get(page).status_code == (200 if may(found, action) else 403), page


def test_people_are_let_in_and_listed(client, chief):
    rep = Rep.objects.create(external_id="R1", name="Ana Rep")
    answer = client.post(
        "/main/people/new/",
        {"email": "ana@example.com", "name": "Ana", "role": "rep", "rep": rep.pk},
        follow=True,
    )
    assert answer.redirect_chain == [("/main/people/", 302)]
    assert b"Ana may sign in as rep." in answer.content
    assert Membership.objects.get(user__email="ana@example.com").rep == rep


def test_what_cannot_be_is_said_beside_the_form(client, chief):
    answer = client.post("/main/people/new/", {"email": chief.user.email, "role": "rep"})
    assert answer.status_code == 422
    assert b"is a member already" in answer.content
    assert client.post("/main/people/new/", {"email": "x", "role": "king"}).status_code == 422


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_names_are_shown_as_they_are(client, chief, name):
    client.post("/main/people/new/", {"email": "h@example.com", "name": name, "role": "reader"})
    answer = client.get("/main/people/")
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content


def test_a_member_changes_and_leaves(client, chief):
    other = member("reader")
    client.post(f"/main/people/{other.pk}/", {"role": "finance"})
    other.refresh_from_db()
    assert other.role == "finance"
    client.post(f"/main/people/{other.pk}/remove/")
    other.refresh_from_db()
    assert not other.active


def test_the_last_one_cannot_leave(client, chief):
    answer = client.post(f"/main/people/{chief.pk}/remove/")
    assert answer.status_code == 422
    assert b"the last one" in answer.content


def test_members_of_another_workspace_are_not_there(client, chief):
    stranger = member_elsewhere()
    assert client.get(f"/main/people/{stranger.pk}/").status_code == 404
    assert client.post(f"/main/people/{stranger.pk}/remove/").status_code == 404


def test_the_list_of_people_takes_few_queries(client, chief, django_assert_max_num_queries):
    for _ in range(8):
        member("rep")
    with django_assert_max_num_queries(12):
        client.get("/main/people/")


def test_people_are_exported(client, chief):
    answer = client.get("/main/people/?format=csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "Olga Ops" in answer.content.decode("utf-8-sig")


def test_exports_are_for_those_who_may(client):
    signed_in(client, member("finance"))
    assert client.get("/main/log/?format=xlsx").status_code == 200


def test_a_token_is_made_shown_once_and_ended(client, chief):
    answer = client.post("/main/me/tokens/", {"name": "sync", "scopes": ["read"], "days": 30})
    secret = answer.context["secret"]
    assert secret in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert token_of(secret).member == chief
    assert secret not in client.get("/main/me/").content.decode()
    client.post(f"/main/me/tokens/{ApiToken.objects.get().pk}/revoke/")
    assert token_of(secret) is None


def test_tokens_of_others_are_not_there(client, chief):
    token, _secret = create_token(member=member("manager"), name="theirs", scopes=["read"])
    assert client.post(f"/main/me/tokens/{token.pk}/revoke/").status_code == 404


def test_readers_have_no_tokens(client):
    signed_in(client, member("reader"))
    answer = client.post("/main/me/tokens/", {"name": "x", "scopes": ["read"], "days": 3})
    assert answer.status_code == 403
    assert b"Tokens for programs" not in client.get("/main/me/").content


def test_a_person_changes_name_and_language(client, chief):
    client.post("/main/me/", {"name": "Ольга", "language": "fr"})
    chief.user.refresh_from_db()
    assert (chief.user.name, chief.user.language) == ("Ольга", "fr")
    assert b'<html lang="fr">' in client.get("/main/me/").content
    client.cookies.pop("django_language")
    assert b'<html lang="fr">' in client.get("/main/me/").content


def test_a_person_without_a_language_keeps_that_of_the_browser(client, chief):
    content = client.get("/main/me/", headers={"accept-language": "fr"}).content.decode()
    assert '<option value="fr" selected>Français</option>' in content


def test_a_language_is_offered_in_its_own_words(client, chief):
    content = client.get("/main/", headers={"accept-language": "fr"}).content.decode()
    assert 'value="en" lang="en">English</button>' in content
    assert 'value="fr" lang="fr">Français</button>' in client.get("/main/").content.decode()


def test_the_room_one_is_in_is_marked(client, chief):
    for page, marked in (("/main/", 1), ("/main/people/new/", 1), ("/main/me/", 0)):
        assert client.get(page).content.decode().count('aria-current="page"') == marked, page


def test_the_log_shows_who_did_what(client, chief):
    Event.objects.create(verb="x.done", subject_type="y", subject_id="1", after={"a": "<b>"})
    Event.objects.create(verb="rule.written", subject_type="assignmentrule", subject_id="7")
    assert "rule written" in client.get("/main/log/?q=rule.written").content.decode()
    content = client.get("/main/log/?q=x.done").content.decode()
    assert "x.done" in content
    assert "a: &lt;b&gt;" in content


def test_guessing_passwords_is_slowed_down(client):
    chief = member()
    for _ in range(5):
        client.post("/accounts/login/", {"login": chief.user.email, "password": "wrong"})
    answer = client.post("/accounts/login/", {"login": chief.user.email, "password": PASSWORD})
    assert answer.status_code == 200
    assert b"Too many failed login attempts" in answer.content


def code_of(secret: str) -> str:
    counter = int(time.time()) // 30
    return format_hotp_value(hotp_value(secret, counter))


def test_a_second_factor_is_asked_for_once_set_up(client):
    found = member()
    entry = {"login": found.user.email, "password": PASSWORD}
    client.post("/accounts/login/", entry)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    assert b"data:image/svg+xml" in page.content
    secret = client.session["mfa.totp.secret"]
    client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    kept = Authenticator.objects.get(user=found.user, type="totp")
    assert secret not in str(kept.data)
    client.post("/accounts/logout/")
    answer = client.post("/accounts/login/", entry)
    assert answer.url == "/accounts/2fa/authenticate/"
    assert client.get("/main/").status_code == 302
    cache.clear()
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert client.get("/main/").status_code == 200


def test_a_person_sees_and_chooses_their_messages(client):
    rita = signed_in(client, member("rep"))
    facts = {"number": 1, "scenario": "<b>Plan</b>", "by": "Dora", "deadline": "2026-01-02",
             "message": ""}  # fmt: skip
    found = Membership.objects.get(role="rep")
    tell(kind=MessageKind.CONSULTATION, about="x", readers=[of_member(found)], facts=facts)
    page = rita.get("/main/me/").content.decode()
    assert "Your opinion on “&lt;b&gt;Plan&lt;/b&gt;”" in page
    assert (page.count('name="kinds"'), page.count("checked")) == (
        len(MessageKind),
        len(MessageKind) + 1,
    )
    rita.post("/main/me/messages/", {"kinds": ["review"]})
    assert rita.get("/main/me/").content.decode().count("checked") == 2
    muted = [kind for kind in MessageKind.values if kind != "review"]
    assert Membership.objects.get(role="rep").muted == muted
    assert rita.post("/main/me/messages/", {"kinds": ["weather"]}).status_code == 422
