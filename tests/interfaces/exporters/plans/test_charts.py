"""The pictures of a plan say what its figures say."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.plans.curve import odds_curve
from maillage.core.plans.examining import examine
from maillage.core.plans.matrices import Tier, Worth
from maillage.interfaces.exporters.plans.charts import (
    BOTTOM,
    LEFT,
    RIGHT,
    TOP,
    Dot,
    effort_dots,
    effort_picture,
    matrix_chart,
    odds_chart,
    pace_chart,
    scaled,
    segmentation_dots,
    segmentation_picture,
)
from maillage.interfaces.importers.plans.files import EXAMPLE, read_plan

pytestmark = pytest.mark.unit
SVG = "{http://www.w3.org/2000/svg}"


def texts(drawn):
    """All words of a picture that is well-formed."""
    return [each.text for each in ET.fromstring(drawn).iter(f"{SVG}text")]


@pytest.fixture(scope="module")
def step():
    return examine(read_plan(EXAMPLE).read()).steps[1]


def test_the_curve_goes_through_what_is_planned_and_what_is_needed(step):
    drawn = odds_chart("New", odds_curve(step.need, 150), step.chance)
    assert {"96 planned: 46%", "121 needed: 80%", "100%"} <= set(texts(drawn))
    line = next(
        each for each in ET.fromstring(drawn).iter(f"{SVG}path") if each.get("class") == "line"
    )
    points = [tuple(map(float, pair.split())) for pair in line.get("d")[1:].split("L")]
    assert points[0] == (LEFT, BOTTOM)
    planned = next(
        each for each in ET.fromstring(drawn).iter(f"{SVG}circle") if each.get("class") == "planned"
    )
    x, y = float(planned.get("cx")), float(planned.get("cy"))
    left, right = next(pair for pair in pairwise(points) if pair[0][0] <= x <= pair[1][0])
    assert left[1] >= y >= right[1]
    assert all(LEFT <= x <= RIGHT and TOP - 0.1 <= y <= BOTTOM for x, y in points)


def test_the_curve_in_french(step):
    with override("fr"):
        assert "100\u00a0%" in texts(odds_chart("New", odds_curve(step.need, 150), step.chance))


def test_no_name_breaks_the_picture():
    drawn = matrix_chart(effort_picture(), [Dot('<b>"&', 0.2, 0.5, "")])
    assert '<b>"&' in texts(drawn)


@pytest.mark.parametrize(
    ("sold", "expected", "colour"),
    [(696, 600, "wanted"), (500, 600, "planned"), (1500, 600, "wanted")],
)
def test_the_pace_is_drawn_beside_what_is_expected(sold, expected, colour):
    drawn = ET.fromstring(pace_chart(sold, expected, 1200))
    bar = next(each for each in drawn.iter(f"{SVG}rect") if each.get("class") == colour)
    track = next(each for each in drawn.iter(f"{SVG}rect") if each.get("class") == "track")
    share = float(bar.get("width")) / float(track.get("width"))
    assert share == pytest.approx(min(sold / max(1200, sold), 1), abs=1e-3)
    mark = float(re.match(r"M([\d.]+)", drawn.find(f"{SVG}path").get("d")).group(1))
    assert (float(bar.get("width")) + 10 > mark) == (colour == "wanted")


def test_each_matrix_has_its_own_axes_and_fields():
    """A dot stands in the field that the core gives its segment (X-07)."""
    plan = read_plan(EXAMPLE).read()
    placed = examine(plan).seven.segments
    first = segmentation_dots(placed, plan.potential_bounds, plan.probability_bounds)
    second = effort_dots(placed)
    assert [each.name for each in first] == [each.segment.name for each in placed]
    for each, dot, other in zip(placed, first, second, strict=True):
        high = dot.across > 2 / 3 and dot.up > 2 / 3
        low = dot.across < 1 / 3 - 1e-9 or dot.up < 1 / 3 - 1e-9
        assert each.tier == (Tier.GOLD if high else Tier.BRONZE if low else Tier.SILVER)
        worthy = other.up >= 0.5, other.across <= 0.5
        assert each.worth == {
            (True, True): Worth.QUICK_WIN, (True, False): Worth.MAJOR_PROJECT,
            (False, True): Worth.FILL_IN, (False, False): Worth.DROP,
        }[worthy]  # fmt: skip
    assert {"Gold", "gold", "bronze"} <= set(texts(matrix_chart(segmentation_picture(), first)))
    assert "quick win" in texts(matrix_chart(effort_picture(), second))


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e6))
def test_a_larger_value_never_stands_lower(one, other, bound):
    low, high = sorted((one, other))
    places = [scaled(value, (bound, 2 * bound), high) for value in (low, high)]
    assert 0 <= places[0] <= places[1] <= 1


def test_nothing_to_compare_is_an_empty_matrix():
    drawn = matrix_chart(effort_picture(), effort_dots([]))
    assert not list(ET.fromstring(drawn).iter(f"{SVG}circle"))
