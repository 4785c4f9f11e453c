"""The Word plan: its chapters, its empty template, and that nothing of it is cut (M-01, M-04)."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override
from docx import Document
from docx.oxml.ns import qn

from maillage.core.plans.examining import examine
from maillage.domain.brand.look import Brand
from maillage.interfaces.exporters.plans.days import short_month
from maillage.interfaces.exporters.plans.word import document_of
from maillage.interfaces.exporters.wording import clean
from maillage.interfaces.importers.logos import logo_of
from maillage.interfaces.importers.plans.files import EXAMPLE, read_plan
from maillage.interfaces.importers.plans.schema import WrittenPlan
from maillage.interfaces.importers.plans.stored import stored_plan
from tests.factories import HOSTILE_NAMES
from tests.interfaces.exporters.plans.papers import drawn, pages_of, squeezed

pytestmark = pytest.mark.unit
ELISE = read_plan(EXAMPLE)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100"><rect width="300" height="99"/></svg>'
NORDET = Brand("Nordet SA", "#0b6e4f", "#c2612c", logo_of(SVG))


def written(plan=ELISE, brand=NORDET, language="en"):
    with override(language):
        return document_of(plan, examine(plan.read()) if plan else None, brand)


def opened(content):
    return Document(io.BytesIO(content))


def caption(table):
    return table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))


def rows(paper, title):
    table = next(each for each in paper.tables if caption(each) == title)
    return [[cell.text for cell in row.cells] for row in table.rows]


def headings(paper, level=1):
    return [each.text for each in paper.paragraphs if each.style.name == f"Heading {level}"]


def hostile():
    """Élise with names and amounts as long as a plan takes."""
    names = [clean(each)[:200] for each in HOSTILE_NAMES if clean(each).strip()]
    plan = ELISE.model_copy(deep=True)
    plan.objective, plan.currency = 9_999_999_999_999.99, "W" * 10
    for place, each in enumerate([*plan.sources, *plan.segments, *plan.activities, *plan.counts]):
        each.name = names[place % len(names)] + "W" * (150 - len(names[place % len(names)]))
    for each in plan.sources[1:]:
        each.deal.mean = 99_999_999_999.99
    return plan.model_copy(update={"name": "W" * 200})


def with_a_deal():
    """Élise with one opportunity written down."""
    deal = {"segment": ELISE.segments[0].name, "name": "Robots", "amount": 5, "probability": 0.5,
            "horizon": "quick_win"}  # fmt: skip
    return stored_plan(ELISE.model_dump(mode="json") | {"opportunities": [deal]})


def test_it_says_what_the_plan_says():
    paper = opened(written())
    assert headings(paper) == [
        "1. Objectives", "2. Segments, potential and effort",
        "3. Monthly planning of activities", "4. Odds and findings", "5. Indicators",
        "6. Analysis and adjustments", "7. Glossary",
    ]  # fmt: skip
    assert rows(paper, "By source of sales") == [
        ["Source", "Share", "Target", "Planned activity", "Mean deal"],
        ["Existing clients", "50%", "600,000\u00a0CAD", "", ""],
        ["New clients", "40%", "480,000\u00a0CAD", "8 per month", "20,000\u00a0CAD"],
        ["References and partners", "10%", "120,000\u00a0CAD", "2 per month", "20,000\u00a0CAD"],
    ]  # fmt: skip
    assert rows(paper, "By segment of accounts")[1:] == [
        ["Gold", "12", "21%", "252,000\u00a0CAD", "21,000\u00a0CAD"],
        ["Silver", "28", "49%", "588,000\u00a0CAD", "21,000\u00a0CAD"],
        ["Bronze", "75", "30%", "360,000\u00a0CAD", "4,800\u00a0CAD"],
    ]  # fmt: skip
    assert rows(paper, "Time of each segment")[1:] == [
        ["Gold", "24%", "7.2", "10,500\u00a0CAD"],
        ["Silver", "56%", "16.8", "10,500\u00a0CAD"],
        ["Bronze", "20%", "6", "18,000\u00a0CAD"],
    ]
    odds = rows(paper, "How likely each source reaches its target")[1]
    assert odds[:3] + odds[4:] == ["New clients", "96", "46%", "121 for 80%"]
    assert rows(paper, "Indicators")[1:3] == [
        ["Sales", "1,200,000\u00a0CAD", "696,000\u00a0CAD", "July 1, 2026"],
        ["References", "24 per year", "5", "July 1, 2026"],
    ]
    points = [each.text for each in paper.paragraphs if each.style.name == "List Bullet"]
    assert len(points) == len(examine(ELISE.read()).findings) + 5
    assert points[0].startswith("No opportunity is written down yet")
    assert points[3].startswith("The pipeline covers 3.0 times")
    assert rows(paper, "Indicators")[4][1] == "25%"
    assert headings(paper, 2)[-1] == "Agreed by"


def test_opportunities_have_a_chapter_where_there_are_some_or_none_are_known_yet():
    """K-04: no table is empty in a plan that is written; the template has one to fill in."""
    paper = opened(written(with_a_deal()))
    assert headings(paper)[2] == "3. Opportunities of each segment"
    assert [each[0] for each in rows(paper, "Opportunities")[1:]] == ["Robots"]
    assert "No opportunity" not in "".join(each.text for each in paper.paragraphs)
    assert len(rows(opened(written(None)), "Opportunities")) == 6


def test_a_few_points_stay_with_the_table_they_introduce():
    points = [each for each in opened(written()).paragraphs if each.style.name == "List Bullet"]
    kept = [each.paragraph_format.keep_with_next for each in points]
    assert kept == [True, *[False] * len(examine(ELISE.read()).findings), *[True] * 4]


def test_french_days_begin_with_a_first():
    paper = opened(written(language="fr"))
    assert "1er janvier 2026 – 31 décembre 2026" in "".join(each.text for each in paper.paragraphs)


def test_each_month_has_room_for_what_was_done():
    paper = opened(written(language="en"))
    table = rows(paper, "Activities by month")
    assert table[0][1:4] == ["Jan", "Feb", "Mar"]
    assert table[1] == ["Follow-up calls to key accounts", *["17.3"] * 12, "208"]
    assert table[2] == ["→ done in the month", *[""] * 13]
    assert [each[0] for each in table[1::2]] == [each.name for each in ELISE.activities]
    assert [each.orientation for each in paper.sections] == [0, 1, 0]


def test_a_plan_without_activities_plans_those_of_its_sources():
    table = rows(
        opened(written(ELISE.model_copy(update={"activities": []}))), "Activities by month"
    )
    assert [(each[0], each[-1]) for each in table[1::2]] == [
        ("New clients (meeting)", "96"), ("References and partners (partner interview)", "24"),
    ]  # fmt: skip


def test_it_is_made_for_those_who_go_on_writing():
    """Real headings, a table of contents, heads on each page, texts for those who do not see."""
    paper = opened(written(language="fr"))
    body = paper.element.body
    assert [each.text for each in body.iter(qn("w:instrText"))] == [r' TOC \o "1-1" \h \z \u ']
    targets = [each.get(qn("w:anchor")) for each in body.iter(qn("w:hyperlink"))]
    marks = [each.get(qn("w:name")) for each in body.iter(qn("w:bookmarkStart"))]
    assert targets == marks == [f"_chapter{place}" for place in range(1, 8)]
    matrices = {"Potentiel et probabilité", "Potentiel et effort"}
    for table in paper.tables:
        head = table.rows[0]._tr.trPr.find(qn("w:tblHeader"))
        assert (head is None) == (caption(table) in matrices)
    pictures = [each.get("descr") for each in body.iter(qn("wp:docPr"))]
    assert pictures == ["Logo de Nordet SA"]
    tongues = {each.get(qn("w:val")) for each in paper.styles.element.iter(qn("w:lang"))}
    assert tongues == {"fr-FR"}
    assert (paper.core_properties.language, paper.core_properties.author) == ("fr", "Nordet SA")


def test_it_wears_the_colours_of_the_company():
    paper = opened(written())
    assert str(paper.styles["Heading 1"].font.color.rgb) == "0B6E4F"
    grounds = {
        each.get(qn("w:fill")) for each in paper.tables[0].rows[0]._tr.iter(qn("w:shd"))
    }  # fmt: skip
    assert grounds == {"0B6E4F"}
    assert not list(opened(written(brand=Brand())).element.body.iter(qn("wp:docPr")))


def test_the_template_is_the_same_plan_with_nothing_in_it():
    paper, filled = opened(written(None, Brand())), opened(written(with_a_deal()))
    assert headings(paper) == headings(filled)
    assert [[each.text for each in row.cells] for row in paper.tables[0].rows] == [
        ["Rep", "Territory", "Year"], ["", "", ""],
    ]  # fmt: skip
    heads = {caption(each): each.rows[0].cells[-1].text for each in paper.tables[1:]}
    known = {caption(each): each.rows[0].cells[-1].text for each in filled.tables}
    assert {title: heads[title] for title in known} == known
    assert set(heads) - set(known) <= {"By quarter", "By product"}
    sources = rows(paper, "By source of sales")[1:]
    assert [each[0] for each in sources] == [
        "Existing clients", "New clients", "References and partners", "",
    ]  # fmt: skip
    assert {cell for row in sources for cell in row[1:]} == {""}
    assert [each[0] for each in rows(paper, "By quarter")[1:]] == [
        "Quarter 1", "Quarter 2", "Quarter 3", "Quarter 4",
    ]  # fmt: skip


def test_quarters_products_opportunities_and_reviews_are_told():
    wanted = {
        "quarters": [Decimal("0.1"), Decimal("0.2"), Decimal("0.3"), Decimal("0.4")],
        "products": [
            {"name": "Cloud", "share": "0.333"}, {"name": "Support", "share": "0.667"},
        ],
        "objective": "1000.01",
        "opportunities": [
            {"segment": "Gold", "name": "Renewal", "amount": 5000, "probability": 0.6,
             "effort_hours": 8, "horizon": "quick_win"},
            {"segment": "Bronze", "name": "Platform", "amount": 90000, "probability": 0.25,
             "effort_hours": 120.5, "horizon": "project"},
        ],
        "review_weeks": 6,
    }  # fmt: skip
    paper = opened(written(WrittenPlan.model_validate(ELISE.model_dump() | wanted)))
    assert [each[2] for each in rows(paper, "By quarter")[1:]] == [
        f"{each}\u00a0CAD" for each in ("100", "200", "300", "400.01")
    ]
    assert rows(paper, "By product")[1:] == [
        ["Cloud", "33.3%", "333\u00a0CAD"], ["Support", "66.7%", "667.01\u00a0CAD"],
    ]  # fmt: skip
    assert rows(paper, "Opportunities")[1:] == [
        ["Renewal", "Gold", "quick win", "5,000\u00a0CAD", "60%", "8"],
        ["Platform", "Bronze", "long project", "90,000\u00a0CAD", "25%", "120.5"],
    ]
    assert rows(paper, "Potential and effort")[1][2] == "Long projects\nPlatform"
    assert rows(paper, "Potential and effort")[2][1] == "When there is time\nRenewal"
    days = [each[0] for each in rows(paper, "Review by review")[1:]]
    assert (len(days), days[0], days[-1]) == (8, "February 12, 2026", "December 3, 2026")


def test_segments_stand_where_the_figures_of_the_plan_put_them():
    paper = opened(written())
    assert [row[1:] for row in rows(paper, "Potential and probability")[1:]] == [
        ["Open them up\nSilver\nBronze", "Come first\nGold"], ["Come last", "At little cost"],
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", ["hostile", "example", "empty"])
def test_nothing_is_cut(kind, language, tmp_path):
    plan = {"hostile": hostile(), "example": ELISE, "empty": None}[kind]
    file = tmp_path / "plan.docx"
    file.write_bytes(written(plan, language=language))
    found = pages_of(drawn(file, tmp_path))
    assert found.outside == []
    assert found.count <= {"hostile": 15, "example": 9, "empty": 9}[kind]
    paper = Document(file)
    texts = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    shown = [each for each in texts if each.isascii()]
    assert [each for each in shown if squeezed(each) not in found.text] == []


def test_months_are_as_short_as_their_language_writes_them():
    days = [date(2026, month, 1) for month in (6, 7, 8)]
    with override("fr"):
        assert [short_month(each) for each in days] == ["juin", "juil.", "août"]
    assert [short_month(each) for each in days] == ["Jun", "Jul", "Aug"]
