"""The documents of a plan through the API: those that the command line writes."""

from __future__ import annotations

import base64
import io

import pytest
from docx import Document
from pptx import Presentation

from maillage.domain.brand.look import COLOUR
from maillage.interfaces.glossary import terms
from maillage.interfaces.importers.plans.files import EXAMPLE, read_plan
from tests.api.caller import ROOT, Caller
from tests.interfaces.importers.test_logos import svg
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
ELISE = read_plan(EXAMPLE).model_dump(mode="json")


@pytest.fixture
def caller() -> Caller:
    return Caller(member("rep"), scopes=("read",))


def test_the_word_document_of_a_plan_and_an_empty_one(caller):
    answer = caller.client.post(f"{ROOT}/plans/document", ELISE, "application/json")
    assert answer["Content-Disposition"] == 'attachment; filename="plan.docx"'
    filled = Document(io.BytesIO(answer.content))
    empty = Document(io.BytesIO(caller.client.get(f"{ROOT}/plans/document").content))
    assert filled.core_properties.title == "Élise"
    assert empty.core_properties.title == "Territory plan"
    assert len(empty.tables) == len(filled.tables) + 3


def test_the_slides_and_the_checklist(caller):
    answer = caller.client.post(f"{ROOT}/plans/slides", ELISE, "application/json")
    assert answer["Content-Disposition"] == 'attachment; filename="plan.pptx"'
    assert len(Presentation(io.BytesIO(answer.content)).slides) == 5
    dated = caller.client.post(f"{ROOT}/plans/checklist", ELISE, "application/json")
    plain = caller.client.get(f"{ROOT}/plans/checklist")
    for each in (dated, plain):
        assert each["Content-Type"] == "application/pdf"
        assert each.content.startswith(b"%PDF-")


def test_documents_wear_the_look_of_the_workspace():
    chief = Caller(member("operations"))
    logo = base64.b64encode(svg('<rect width="9" height="9"/>')).decode()
    body = {"name": "Nordet", "colour": "#0B6E4F", "logo": logo}
    found = chief.send("PUT", "/brand", body)
    assert found == chief.get("/brand")
    assert base64.b64decode(found["logo"]).startswith(b"\x89PNG")
    paper = Document(io.BytesIO(chief.client.get(f"{ROOT}/plans/document").content))
    assert paper.core_properties.author == "Nordet"
    assert len(paper.inline_shapes) == 1
    kept = chief.send("PUT", "/brand", {"name": "Suroît"})
    assert (kept["name"], kept["colour"], kept["logo"]) == ("Suroît", COLOUR, found["logo"])
    assert chief.send("PUT", "/brand", {"logo": ""})["logo"] == ""
    assert "too light" in str(chief.send("PUT", "/brand", {"colour": "#ffffff"}, 422))
    assert "no Base64" in str(chief.send("PUT", "/brand", {"logo": "?"}, 422))


def test_the_glossary(caller):
    found = caller.get("/glossary")
    assert [each["key"] for each in found] == [each.key for each in terms()]
