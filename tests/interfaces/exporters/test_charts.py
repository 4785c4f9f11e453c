"""Charts: one scale, a band of tolerance, bars that leave it stand out."""

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from maillage.interfaces.exporters.charts import BEYOND, WITHIN, balance_chart, reasons_chart

pytestmark = pytest.mark.integration

SVG = "{http://www.w3.org/2000/svg}"


def rectangles(svg):
    return [node.get("fill") for node in ET.fromstring(svg).iter(f"{SVG}rect")]


def titles(svg):
    return [node.text for node in ET.fromstring(svg).iter(f"{SVG}text") if node.get("font-weight")]


def test_before_and_after_stand_side_by_side(outcome):
    assert titles(balance_chart(outcome, language="en")) == [
        "Today: 6 reps",
        "After: 6 territories",
    ]


def test_territories_within_the_tolerance_are_green(outcome):
    fills = rectangles(balance_chart(outcome, language="en"))
    assert [fills[-6:], BEYOND in fills[:7]] == [[WITHIN] * 6, True]


def test_without_a_reference_alignment_only_the_result_is_drawn(outcome):
    measures = tuple(replace(item, variation_before=None) for item in outcome.measures)
    alone = replace(outcome, measures=measures)
    assert titles(balance_chart(alone, language="en")) == ["After: 6 territories"]


def test_one_bar_per_reason(outcome):
    assert (
        len(rectangles(reasons_chart(outcome, language="en"))) == outcome.moves["reason"].nunique()
    )


def test_nothing_to_draw(nothing):
    assert rectangles(balance_chart(nothing, language="en")) == []
    assert rectangles(reasons_chart(nothing, language="en")) == []
