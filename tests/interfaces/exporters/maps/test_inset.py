"""Small territories of the north-east are shown enlarged on a map of the country."""

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from maillage.interfaces.exporters.maps import svg_map
from maillage.interfaces.exporters.maps.inset import Inset
from maillage.interfaces.exporters.maps.scene import compose

pytestmark = pytest.mark.integration

SVG = "{http://www.w3.org/2000/svg}"


def test_places_within_the_box_are_enlarged_from_its_corner():
    inset = Inset(box=(10.0, 20.0, 30.0, 50.0), corner=(100.0, 100.0), scale=2.5)
    assert inset.size == (50.0, 75.0)
    assert inset.enlarged(12.0, 24.0) == (5.0, 10.0)
    assert [inset.holds(12.0, 24.0), inset.holds(31.0, 24.0)] == [True, False]


@pytest.mark.parametrize(("crowd", "drawn"), [(3, 0), (4, 1)])
def test_four_territories_between_washington_and_boston_make_an_inset(national, crowd, drawn):
    table = national.territories
    few = table.assign(latitude=35.0, longitude=-100.0)
    few.loc[few.index[:crowd], ["latitude", "longitude"]] = [40.7, -74.0]
    svg = svg_map(replace(national, territories=few), language="en")
    assert len(list(ET.fromstring(svg).iter(f"{SVG}use"))) == drawn


def test_the_inset_stands_within_the_map(national):
    table = national.territories.assign(latitude=40.7, longitude=-74.0)
    scene = compose(replace(national, territories=table), 1320.0)
    (x, y), (width, height) = scene.inset.corner, scene.inset.size
    assert x >= 0
    assert y >= 0
    assert x + width <= scene.width
    assert y + height <= scene.height


def test_a_regional_map_has_none(outcome):
    assert compose(outcome, 1320.0).inset is None
