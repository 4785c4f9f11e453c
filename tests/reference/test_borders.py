"""Polygons and neighbours that ship."""

import numpy as np
import pytest
import shapely

from maillage import reference
from maillage.core.geography.adjacency import component_labels, edges_among
from maillage.core.geography.states import US_STATES
from maillage.errors import NotFoundError

pytestmark = pytest.mark.unit

LEVELS = [
    ("state", "2022", 56),
    ("county", "2020", 3232),
    ("county", "2022", 3233),
    ("departement", "2026", 101),
    ("region", "2026", 18),
    ("province", "2021", 13),
]
OUTSIDE_THE_LOWER_48 = {US_STATES[code][0] for code in ("AK", "HI", "AS", "GU", "MP", "PR", "VI")}


@pytest.mark.parametrize(("level", "vintage", "count"), LEVELS)
def test_polygons_are_valid_areas(level, vintage, count):
    shapes = np.array(list(reference.polygons(level, vintage).values()))
    assert len(shapes) == count
    assert shapely.is_valid(shapes).all()
    assert {shape.geom_type for shape in shapes} <= {"Polygon", "MultiPolygon"}
    assert shapely.area(shapes).min() > 0


def test_the_newest_borders_are_the_default():
    assert set(reference.polygons("county")) == set(reference.polygons("county", "2022"))


@pytest.mark.parametrize(("level", "vintage"), [("county", "1999"), ("moon", ""), ("", "2022")])
def test_unknown_borders_are_refused(level, vintage):
    with pytest.raises(NotFoundError, match="There are: state 2022, county 2020"):
        reference.polygons(level, vintage)


def test_changing_the_answer_changes_nothing():
    reference.polygons("state").clear()
    assert len(reference.polygons("state")) == 56


@pytest.mark.parametrize("vintage", ["2020", "2022"])
def test_inner_points_lie_inside(vintage):
    table = reference.table("us_counties").query("vintage == @vintage").set_index("code")
    shapes = reference.polygons("county", vintage)
    points = shapely.points(table["longitude"], table["latitude"])
    inside = shapely.dwithin([shapes[code] for code in table.index], points, 1e-4)
    assert inside.all()


@pytest.mark.parametrize("vintage", ["2020", "2022"])
def test_neighbours_are_pairs_of_known_counties(vintage):
    links = reference.table("us_county_adjacency").query("vintage == @vintage")
    codes = set(reference.polygons("county", vintage))
    assert set(links["a"]) | set(links["b"]) <= codes
    assert (links["a"] < links["b"]).all()
    assert not links.duplicated(["a", "b"]).any()


@pytest.mark.parametrize("vintage", ["2020", "2022"])
def test_the_lower_48_are_one_piece(vintage):
    codes = [c for c in reference.polygons("county", vintage) if c[:2] not in OUTSIDE_THE_LOWER_48]
    edges = reference.county_edges(codes, vintage)
    assert len(set(component_labels(len(codes), edges))) == 1


@pytest.mark.parametrize("vintage", ["2020", "2022"])
def test_alaska_hawaii_and_the_islands_are_one_piece_each(vintage):
    codes = [c for c in reference.polygons("county", vintage) if c[:2] in OUTSIDE_THE_LOWER_48]
    edges = reference.county_edges(codes, vintage)
    states = {label: codes[i][:2] for i, label in enumerate(component_labels(len(codes), edges))}
    assert sorted(states.values()) == sorted(OUTSIDE_THE_LOWER_48)


def test_islands_are_reached_over_water_only():
    codes = ["25019", "25007", "53055", "53057", "26047", "26097"]
    assert reference.county_edges(codes, "2022").tolist() == [[0, 1], [2, 3], [4, 5]]
    assert reference.county_edges(codes, "2022", water=False).tolist() == []


def test_connecticut_has_neighbours_in_both_vintages():
    assert reference.county_edges(["09001", "36119"], "2020").tolist() == [[0, 1]]
    assert reference.county_edges(["09190", "36119"], "2022").tolist() == [[0, 1]]
    assert reference.county_edges(["09001", "36119"], "2022").tolist() == []


def test_neighbours_of_states_and_departments():
    states = reference.table("us_state_adjacency")
    assert len(states) == 107
    maine = states.query("a == 'ME' or b == 'ME'")
    assert maine[["a", "b"]].to_numpy().tolist() == [["ME", "NH"]]
    links = reference.table("fr_departement_adjacency")
    mainland = [code for code in reference.polygons("departement") if len(code) == 2]
    edges = edges_among(mainland, links)
    assert len(set(component_labels(len(mainland), edges))) == 1


def test_provinces_are_one_piece():
    codes = list(reference.polygons("province"))
    edges = edges_among(codes, reference.table("ca_province_adjacency"))
    assert len(set(component_labels(len(codes), edges))) == 1
