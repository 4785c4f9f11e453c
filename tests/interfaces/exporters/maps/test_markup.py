"""Pieces of SVG."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Polygon, box

from maillage.interfaces.exporters.maps.markup import element, fitted, path_data, text, text_width

pytestmark = pytest.mark.unit


@given(st.text(), st.text())
def test_any_text_gives_valid_xml(content, attribute):
    safe = attribute.encode("utf-8", "ignore").decode()
    node = ET.fromstring(text(content, 1.0, 2.0))
    assert node.tag == "text"
    printable = "".join(letter for letter in safe if letter.isprintable())
    assert ET.fromstring(element("g", name=printable)).get("name") == printable


def test_paths_are_relative_tenths_of_pixels():
    assert path_data(box(1, 2, 4, 6)) == "M40 20l0 40-30 0 0-40z"


def test_specks_are_left_out_but_never_the_only_part():
    speck = box(0, 0, 0.2, 0.2)
    island, mainland = box(0, 0, 0.4, 0.4), box(5, 5, 9, 9)
    assert path_data(MultiPolygon([island, mainland])) == path_data(mainland)
    assert path_data(speck) == "M2 0l0 2-2 0 0-2z"


def test_holes_are_drawn():
    assert path_data(Polygon(box(0, 0, 9, 9).exterior, [box(2, 2, 5, 5).exterior])).count("z") == 2


@given(st.text(max_size=80), st.floats(20, 400))
def test_fitted_text_fits(content, width):
    shown = fitted(content, width, 13)
    assert text_width(shown, 13) <= width or shown == "…"
