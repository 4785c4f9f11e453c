"""The plan in five slides: charts and tables that PowerPoint edits, within their pages."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest
from django.utils.translation import override
from pptx import Presentation
from pptx.util import Emu

from maillage.core.plans.examining import examine
from maillage.domain.brand.look import Brand
from maillage.interfaces.exporters.plans.slides import slides_of
from maillage.interfaces.importers.plans.files import EXAMPLE, IN_FRENCH, read_plan
from tests.interfaces.exporters.plans.papers import drawn, pages_of
from tests.interfaces.exporters.plans.test_word import NORDET, hostile

pytestmark = pytest.mark.unit
ELISE, FRENCH = read_plan(EXAMPLE), read_plan(IN_FRENCH)


def written(plan=ELISE, brand=NORDET, language="en"):
    with override(language):
        return slides_of(plan, examine(plan.read()), brand)


def opened(content):
    return Presentation(io.BytesIO(content))


def tables(slide):
    return [
        [[cell.text for cell in row.cells] for row in shape.table.rows]
        for shape in slide.shapes
        if shape.has_table
    ]


def charts(slide):
    return [shape.chart for shape in slide.shapes if shape.has_chart]


def many(count=25):
    """A plan with more of everything than a slide has room for."""
    plan = ELISE.model_copy(deep=True)
    plan.segments = [
        plan.segments[0].model_copy(
            update={
                "name": f"Segment {place}",
                "sales": Decimal(1) / count,
                "time": Decimal(1) / count,
            }
        )
        for place in range(count)
    ]
    plan.counts = [
        plan.counts[0].model_copy(update={"name": f"Count {place}"}) for place in range(count)
    ]
    return plan


def test_there_are_five_slides():
    show = opened(written())
    assert [slide.shapes.title.text for slide in show.slides] == [
        "Objective and odds", "Sources and funnel", "Segments and matrices",
        "Time and activities", "Indicators, reviews and decisions",
    ]  # fmt: skip
    assert (show.core_properties.title, show.core_properties.author) == ("Élise", "Nordet SA")


def test_charts_hold_the_figures_of_the_plan():
    slides = list(opened(written()).slides)
    found = examine(ELISE.read())
    first = charts(slides[0])[0].plots[0]
    assert list(first.categories)[:2] == ["Existing clients", "New clients"]
    assert [list(each.values) for each in first.series] == [
        [600_000, 480_000, 120_000],
        [None, *(step.chance.median for step in found.steps[1:])],
    ]
    shares = charts(slides[1])[0].plots[0].series[0]
    assert list(shares.values) == [0.5, 0.4, 0.1]
    segments, months = (each.plots[0] for each in charts(slides[3]))
    assert [list(each.values) for each in segments.series] == [
        [float(each.sales) for each in ELISE.segments],
        [float(each.time) for each in ELISE.segments],
    ]
    assert [sum(each.values) for each in months.series] == pytest.approx([208, 96, 24])
    assert list(months.categories)[:2] == ["Jan", "Feb"]


def test_tables_hold_the_figures_of_the_plan():
    slides = list(opened(written()).slides)
    assert tables(slides[1])[0][2] == [
        "New clients", "40%", "480,000\u00a0CAD", "8 per month", "20,000\u00a0CAD",
    ]  # fmt: skip
    assert [row[2:] for row in tables(slides[1])[1][1:3]] == [["96", "1.8"], ["24", "0.5"]]
    assert [row[0] for row in tables(slides[2])[0][1:]] == [each.name for each in ELISE.segments]
    assert tables(slides[4])[1][0] == ["Date", "What we see", "What we change", "Who", "Until"]


def test_what_has_no_room_is_counted():
    slides = list(opened(written(many())).slides)
    assert [row[0] for row in tables(slides[2])[0][-2:]] == ["Segment 3", "and 21 more"]
    assert tables(slides[4])[0][-1][0].startswith("and ")


def test_it_wears_the_look_of_the_company():
    slides = list(opened(written()).slides)
    for slide in slides:
        pictures = [shape for shape in slide.shapes if shape.shape_type == 13]
        assert len(pictures) == 1
        series = [each for chart in charts(slide) for each in chart.plots[0].series]
        colours = [str(each.format.fill.fore_color.rgb) for each in series][:2]
        assert colours == ["0B6E4F", "C2612C"][: len(colours)]
    plain = opened(written(brand=Brand())).slides[0]
    assert [shape for shape in plain.shapes if shape.shape_type == 13] == []


def test_every_picture_chart_and_table_has_a_text_for_those_who_do_not_see_it():
    for slide in opened(written(language="fr")).slides:
        for shape in slide.shapes:
            if shape.has_table or shape.has_chart or shape.shape_type == 13:
                assert next(shape._element.iter("{*}cNvPr")).get("descr")


def test_no_name_becomes_a_formula_in_the_sheet_of_a_chart():
    for slide in opened(written(hostile())).slides:
        for chart in charts(slide):
            book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
            kinds = {cell.data_type for row in book.active.iter_rows() for cell in row}
            assert kinds <= {"s", "n"}


@pytest.mark.parametrize("plan", [ELISE, hostile(), many()])
def test_shapes_stay_on_their_slide_and_tables_do_not_cover_each_other(plan):
    show = opened(written(plan))
    for slide in show.slides:
        boxes = []
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= show.slide_width
            high = sum(row.height for row in shape.table.rows) if shape.has_table else shape.height
            assert shape.top + high <= show.slide_height
            boxes.append((shape.left, shape.top, shape.left + shape.width, shape.top + high))
        for place, one in enumerate(boxes):
            for other in boxes[place + 1 :]:
                across = min(one[2], other[2]) - max(one[0], other[0])
                down = min(one[3], other[3]) - max(one[1], other[1])
                assert min(across, down) <= Emu(0)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", ["example", "hostile", "many"])
def test_nothing_leaves_the_pages(kind, language, tmp_path):
    plan = {"example": FRENCH if language == "fr" else ELISE, "hostile": hostile(), "many": many()}
    file = tmp_path / "plan.pptx"
    file.write_bytes(written(plan[kind], language=language))
    found = pages_of(drawn(file, tmp_path))
    assert (found.count, found.outside) == (5, [])
