"""The documents of a plan through the API: those that the command line writes."""

from __future__ import annotations

import io

import pytest
from docx import Document
from pptx import Presentation

from maillage.interfaces.importers.plans.files import EXAMPLE, read_plan
from tests.api.caller import ROOT, Caller
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
    assert len(empty.tables) == len(filled.tables) + 2


def test_the_slides_and_the_checklist(caller):
    answer = caller.client.post(f"{ROOT}/plans/slides", ELISE, "application/json")
    assert answer["Content-Disposition"] == 'attachment; filename="plan.pptx"'
    assert len(Presentation(io.BytesIO(answer.content)).slides) == 5
    dated = caller.client.post(f"{ROOT}/plans/checklist", ELISE, "application/json")
    plain = caller.client.get(f"{ROOT}/plans/checklist")
    for each in (dated, plain):
        assert each["Content-Type"] == "application/pdf"
        assert each.content.startswith(b"%PDF-")
