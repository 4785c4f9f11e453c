"""Figures month by month as a small line."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from maillage.interfaces.exporters.sparklines import sparkline

pytestmark = pytest.mark.unit
SVG = "{http://www.w3.org/2000/svg}"


def parsed(values, label="May: 1"):
    return ET.fromstring(
        sparkline(values, label).replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    )


def test_what_is_not_known_breaks_the_line():
    lines = parsed([1.0, 2.0, None, 0.0, 4.0]).findall(f"{SVG}polyline")
    assert [len(line.get("points").split()) for line in lines] == [2, 2]
    assert lines[1].get("points") == "88.5,25.0 117.0,3.0"


def test_nothing_known_draws_nothing():
    assert sparkline([None, None], "") == ""


def test_equal_values_and_a_single_one_are_drawn():
    assert parsed([0.0, 0.0]).find(f"{SVG}circle").get("cy") == "25"
    assert parsed([3.0]).find(f"{SVG}circle").get("cy") == "3"


def test_the_label_is_escaped():
    assert parsed([1.0], "<script>").find(f"{SVG}title").text == "<script>"
