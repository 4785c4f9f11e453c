"""The look of documents chosen on a page, and the glossary with words that lead to it."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.test import RequestFactory

from maillage.domain.brand.keeping import brand_in_force
from maillage.interfaces.glossary import term_called, terms
from tests.interfaces.importers.test_logos import picture, png, svg
from tests.people import member, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def sent(client, **fields):
    return client.post("/main/brand/", {"name": "Nordet", "colour": "#0b6e4f"} | fields)


def test_a_look_is_chosen_with_a_logo_and_taken_off(client):
    signed_in(client, member("operations"))
    answer = sent(client, logo=SimpleUploadedFile("logo.svg", svg('<rect width="9" height="9"/>')))
    assert (answer.status_code, answer.url) == (302, "/main/brand/")
    found = brand_in_force()
    assert (found.name, found.colour) == ("Nordet", "#0b6e4f")
    assert picture(found.logo).size == (1200, 400)
    assert "There is a logo." in client.get("/main/brand/").content.decode()
    sent(client, name="Suroît")
    assert (brand_in_force().name, brand_in_force().logo) == ("Suroît", found.logo)
    sent(client, no_logo="on")
    assert brand_in_force().logo == b""


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"colour": "#ffff00"}, "#ffff00 is too light"),
        ({"accent": "blue"}, "is no colour"),
        ({"logo": io.BytesIO(svg("<script/>"))}, "holds &#x27;script&#x27;"),
        ({"logo": io.BytesIO(b"MZ")}, "neither a PNG nor an SVG"),
        ({"logo": io.BytesIO(png(15, 15))}, "15 × 15 points"),
        ({"name": "W" * 121}, "at most 120 characters"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_kept(client, fields, words):
    signed_in(client, member("operations"))
    before = brand_in_force()
    answer = sent(client, **fields)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert brand_in_force() == before


def test_the_glossary_explains_every_word(client):
    signed_in(client, member("reader"))
    page = client.get("/main/glossary/").content.decode()
    for each in terms():
        assert f'<dt id="{each.key}">{each.name}</dt>' in page


def test_a_word_on_a_page_leads_to_the_glossary():
    request = RequestFactory().get("/")
    request.member = member("reader")
    template = Template("{% load cells %}{% term 'pipeline' %} {% term 'kpi' 'numbers' %}")
    drawn = template.render(Context({"request": request}))
    meaning = term_called("pipeline").meaning
    assert drawn.startswith(
        f'<a class="term" href="/main/glossary/#pipeline" data-meaning="{meaning}"'
        f' title="{meaning}" aria-description="{meaning}">Pipeline</a>'
    )
    assert drawn.endswith(">numbers</a>")
