"""The map: valid, light, legible, and the same twice."""

import struct
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from maillage.interfaces.exporters.maps import png_map, svg_map
from maillage.interfaces.exporters.wording import number
from tests.factories import HOSTILE_NAMES, make_outcome

pytestmark = pytest.mark.integration

SVG = "{http://www.w3.org/2000/svg}"


def texts_of(svg):
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter(f"{SVG}text")]


def fills_of(svg):
    return {node.get("fill") for node in ET.fromstring(svg).iter(f"{SVG}path")}


def test_every_territory_has_its_number_on_the_map_and_in_the_legend(outcome):
    shown = texts_of(svg_map(outcome, language="en"))
    assert [shown.count(str(number)) for number in outcome.territories["number"]] == [2] * 6


def test_the_title_and_the_key_figures(outcome):
    shown = texts_of(svg_map(outcome, language="en"))
    total = number(outcome.units["establishments"].sum() / 1000, 1)
    figures = ["6 territories", "202\u00a0counties", f"Establishments\u00a0{total}\u00a0k"]
    assert shown[:3] == [
        "North-East 2027 — 6 territories",
        " · ".join([*figures, "largest deviation 4.2%", "disruption 18.4%"]),
        "Generated data: this is a demonstration, not a real market.",
    ]


def test_french(outcome):
    shown = texts_of(svg_map(outcome, language="fr"))
    assert shown[2] == "Données générées\u00a0: ceci est une démonstration, pas un marché réel."
    assert shown[-1] == "Maillage · 21 novembre 2026"


def test_it_is_drawn_the_same_twice(outcome):
    assert svg_map(outcome, language="en") == svg_map(make_outcome(), language="en")


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_hostile_names_stay_text(outcome, name):
    territories = outcome.territories.assign(rep=name, name=name)
    hostile = replace(
        outcome,
        title=name,
        territories=territories,
        units=outcome.units.assign(name=name, state=name),
    )
    svg = svg_map(hostile, language="en")
    assert [node.tag for node in ET.fromstring(svg).iter() if "script" in node.tag] == []


def test_uncovered_units_are_hatched():
    outcome = make_outcome()
    outcome.units.loc[:5, "territory"] = 0
    svg = svg_map(outcome, language="en")
    assert "url(#hatch-fine)" in fills_of(svg)
    assert texts_of(svg).count("Covered by nobody") == 1


def test_a_unit_without_a_polygon_is_a_dot():
    outcome = make_outcome()
    outcome.units.loc[0, "unit"] = "36061-1"
    svg = svg_map(outcome, language="en")
    dots = [
        node for node in ET.fromstring(svg).iter(f"{SVG}path") if node.get("d", "").endswith("h0")
    ]
    assert len(dots) == 2


def test_postal_codes_are_dots_over_the_states():
    svg = svg_map(make_outcome(unit_level="postal_code"), language="en")
    assert "#e9edf1" in fills_of(svg)
    assert svg.count("h0M") + svg.count('h0"') >= 202


def test_another_country_without_shipped_polygons():
    outcome = make_outcome(country="FR", unit_level="commune")
    assert texts_of(svg_map(outcome, language="en")).count("Outside this design") == 0


def test_an_empty_outcome_is_a_valid_map(nothing):
    assert ET.fromstring(svg_map(nothing, language="en")).tag == f"{SVG}svg"


def test_a_map_of_all_states_is_light(national):
    svg = svg_map(national, language="en")
    assert len(svg) < 3_000_000
    ET.fromstring(svg)


def test_the_image_has_the_size_asked_for_and_uses_no_system_font(outcome):
    image = png_map(outcome, language="en", width=700, scale=1.0)
    assert image.startswith(b"\x89PNG")
    assert struct.unpack(">I", image[16:20])[0] == 700
