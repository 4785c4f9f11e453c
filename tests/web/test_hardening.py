"""What hostile people try: redirects, headers, sizes, sessions, and texts in every field."""

from __future__ import annotations

import pytest
from django import forms
from django.conf import settings as configured
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from maillage.models import Account, Ownership, Rep
from tests.factories import HOSTILE_NAMES
from tests.people import PASSWORD, member, signed_in
from tests.web.test_matrix import PAGES, PATTERNS

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

ELSEWHERE = ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)")
NEW_PASSWORD = "another long password 8"
MARKUP = "<script>alert"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_led_elsewhere(client, target):
    entry = {"login": member().user.email, "password": PASSWORD, "next": target}
    assert client.post("/accounts/login/", entry).url == "/"
    spoken = client.post("/i18n/setlang/", {"language": "fr", "next": target})
    assert spoken.headers.get("Location", "/") == "/"


@pytest.mark.parametrize("target", ["/main/\r\nSet-Cookie: a=b", "/main/%0d%0aSet-Cookie:%20a=b"])
def test_no_header_is_slipped_in(client, target):
    signed_in(client, member())
    answer = client.post("/i18n/setlang/", {"language": "fr", "next": target})
    assert "a" not in answer.cookies
    assert not any(sign in answer.headers.get("Location", "") for sign in "\r\n")


def test_a_request_too_large_is_refused(client):
    signed_in(client, member())
    large = "x" * (configured.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    assert client.post("/main/me/", {"name": large, "language": "en"}).status_code in (400, 413)
    told = client.generic("POST", "/api/v1/main/webhooks", large, "application/json")
    assert told.status_code in (400, 413)


def test_cookies_are_kept_from_scripts_and_other_sites(client):
    client.post("/accounts/login/", {"login": member().user.email, "password": PASSWORD})
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_signing_out_ends_the_session(client):
    client.post("/accounts/login/", {"login": member().user.email, "password": PASSWORD})
    stolen = Client()
    stolen.cookies["sessionid"] = client.cookies["sessionid"].value
    assert stolen.get("/main/").status_code == 200
    client.post("/accounts/logout/")
    assert stolen.get("/main/").status_code == 302


def test_a_new_password_ends_other_sessions(client):
    chief, other = member(), Client()
    for each in (client, other):
        each.post("/accounts/login/", {"login": chief.user.email, "password": PASSWORD})
    entry = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    client.post("/accounts/password/change/", entry)
    assert other.get("/main/").status_code == 302
    assert client.get("/main/").status_code == 200


def test_signing_in_renews_the_session(client):
    client.get("/accounts/login/")
    session = client.session
    session["planted"] = 1
    session.save()
    before = session.session_key
    client.post("/accounts/login/", {"login": member().user.email, "password": PASSWORD})
    assert client.session.session_key != before


def test_a_reset_does_not_tell_who_is_here(client, mailoutbox):
    known = client.post("/accounts/password/reset/", {"email": member().user.email})
    cache.clear()
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.com"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


QUERIES = ("page", "sort", "q", "on", "finding", "owner", "scenario", "format")


@pytest.mark.parametrize(
    "text", ["9" * 40, "-1", "\0", "' OR 1=1 --", "☃" * 300, "[]", "10000-01-01"]
)
def test_any_text_may_be_asked_of_any_list(client, text):
    signed_in(client, member())
    for name in LISTS:
        path = reverse(name, kwargs={"workspace": "main"})
        failed = [each for each in QUERIES if client.get(path, {each: text}).status_code >= 500]
        assert (name, failed) == (name, [])


LISTS = ("coverage", "accounts", "scenarios", "rules", "claims", "transfers", "members", "log",
         "letters", "publications", "challenges", "reviews", "scenario_compare")  # fmt: skip


@pytest.fixture
def company():
    """An account with an owner; every object that forms are about."""
    rep = Rep.objects.create(external_id="R1", name="Ana")
    site = Account.objects.create(external_id="A1", name="Site", county="44001", state="RI")
    Ownership.objects.create(rep=rep, account=site, starts_on=timezone.localdate())
    return rep, site


def filled(form: forms.Form, text: str) -> dict[str, object]:
    """Write a text into every field of a form that takes one; choose the first of the others."""
    sent = {}
    for name, field in form.fields.items():
        choices = [value for value, _label in getattr(field, "choices", []) if value]
        if choices:
            sent[name] = str(choices[0])
        elif isinstance(field, forms.DateField):
            sent[name] = timezone.localdate().isoformat()
        elif isinstance(field, (forms.IntegerField, forms.FloatField)):
            sent[name] = "1"
        else:
            sent[name] = text
    return sent


@pytest.mark.parametrize("text", HOSTILE_NAMES)
def test_any_text_may_be_written_into_any_field(client, company, text):
    _rep, site = company
    signed_in(client, member())
    for name in PAGES:
        keys = dict.fromkeys(PATTERNS[name].converters, site.pk)
        path = reverse(name, kwargs={"workspace": "main"} | keys)
        found = client.get(path)
        for form in forms_of(found):
            answer = client.post(path, filled(form, text), follow=True)
            assert answer.status_code < 500, name
            assert MARKUP not in answer.content.decode(errors="replace"), name


def forms_of(answer):
    """The forms a page was made with."""
    each = (answer.context or {}) if answer.status_code == 200 else {}
    found = each.flatten().values() if hasattr(each, "flatten") else []
    return [value for value in found if isinstance(value, forms.BaseForm)]
