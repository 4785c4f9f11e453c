"""Sources are made with what proves who sends, which is told once, and end when they are told to."""

from __future__ import annotations

import pytest
from django.core.cache import caches

from maillage.domain.leads.events import own_source
from maillage.domain.leads.sources import (
    add_source,
    rotate_source,
    source_by_key,
    source_by_token,
    switch_source,
)
from maillage.errors import InputError
from maillage.models import Event, LeadSource

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

SECRET = "2f9b7c1e-6a54-4f0e-9c39-aa0f00bb1122"
ORGANISATION = "00D000000000001AAA"


def made(kind="rest", **changes):
    asked = {"key": f"{kind}-1", "name": "Website", "kind": kind, "by": "test"}
    needs = {"hubspot": {"secret": SECRET}, "salesforce": {"organisation": ORGANISATION}}
    return add_source(**asked | needs.get(kind, {}) | changes)


def test_of_a_token_only_the_digest_is_kept():
    source, token = made()
    assert token.startswith(f"mls_{source.prefix}_")
    assert token.rpartition("_")[2] not in str(LeadSource.objects.values().get())
    assert source_by_token(token) == source
    assert (Event.objects.get().verb, Event.objects.get().actor) == ("lead_source.added", "test")


@pytest.mark.parametrize("kind", ["hubspot", "hmac"])
def test_what_signs_is_kept(kind):
    source, told = made(kind)
    assert (source.secret, source.prefix, source.digest) == (told, "", "")
    assert source_by_key(workspace="main", key=source.key) == source


def test_a_source_of_files_needs_nothing():
    source, told = made("file")
    assert (told, source.secret, source.prefix) == ("", "", "")
    with pytest.raises(InputError, match="neither token nor secret"):
        rotate_source(source=source, by="test")


def test_the_key_of_what_is_recorded_in_maillage_itself_is_taken_before_anything_is():
    with pytest.raises(InputError, match="There is a source with the key"):
        made(key="maillage")
    assert own_source().kind == "maillage"


def test_salesforce_is_known_by_its_organisation_and_a_token():
    source, token = made("salesforce")
    assert source.settings == {"organisation": ORGANISATION}
    assert source_by_token(token) == source


@pytest.mark.parametrize(
    "change",
    [
        {"key": ""}, {"key": "Upper"}, {"key": "-a"}, {"key": "a" * 41}, {"key": "a\n"},
        {"name": " "}, {"name": "n" * 121}, {"kind": "ftp"}, {"kind": "maillage"},
        {"kind": "hubspot", "secret": ""}, {"kind": "hubspot", "secret": "short"},
        {"kind": "hubspot", "secret": "x" * 201}, {"kind": "salesforce", "organisation": ""},
        {"kind": "salesforce", "organisation": "001000000000001"},
    ],
)  # fmt: skip
def test_what_makes_no_source_is_refused(change):
    with pytest.raises(InputError) as caught:
        add_source(**{"key": "a", "name": "A", "kind": "rest", "by": "test"} | change)
    assert caught.value.remedy
    assert not LeadSource.objects.exists()


def test_a_key_is_given_once():
    made()
    with pytest.raises(InputError, match="There is a source with the key"):
        made()


def test_a_new_token_ends_the_one_before():
    source, before = made()
    assert source_by_token(before) == source
    after = rotate_source(source=source, by="test")
    assert (source_by_token(before), source_by_token(after)) == (None, source)
    assert Event.objects.filter(verb="lead_source.rotated").count() == 1


def test_a_new_secret_is_known_at_once():
    source, _told = made("hubspot")
    assert source_by_key(workspace="main", key=source.key).secret == SECRET
    rotate_source(source=source, by="test", secret=SECRET.upper())
    assert source_by_key(workspace="main", key=source.key).secret == SECRET.upper()


def test_a_source_is_switched_off_and_on_and_each_is_logged_once():
    source, token = made()
    assert source_by_token(token).active
    for active in (False, False, True):
        switch_source(source=source, active=active, by="test")
        assert source_by_token(token).active is active
    verbs = list(Event.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["lead_source.added", "lead_source.switched_off", "lead_source.switched_on"]


def test_what_is_recorded_in_maillage_is_not_switched_off():
    with pytest.raises(InputError, match="cannot be switched off"):
        switch_source(source=own_source(), active=False, by="test")


@pytest.mark.parametrize(
    "text", ["", "mls", "mls__", "mls_a_b", "mlg_aa_bb", "mls_é_b", "mls_a b_c"]
)
def test_what_is_no_token_finds_nothing(text):
    made("file")
    assert source_by_token(text) is None


def test_what_is_held_is_looked_up_again(django_assert_num_queries):
    _source, token = made()
    for expected in (1, 0):
        with django_assert_num_queries(expected):
            source_by_token(token)
    caches["process"].clear()
    with django_assert_num_queries(1):
        source_by_token(token)
