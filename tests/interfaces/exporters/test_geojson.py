"""The assignment as GIS tools read it (RFC 7946)."""

import json

import pytest
from shapely.geometry import shape

from maillage.interfaces.exporters.geojson import write_geojson
from tests.factories import make_outcome

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def collection(outcome, tmp_path_factory):
    path = tmp_path_factory.mktemp("geojson") / "assignment.geojson"
    write_geojson(outcome, path)
    return json.loads(path.read_text(encoding="utf-8"))


def test_one_feature_per_unit(collection, outcome):
    assert [feature["id"] for feature in collection["features"]] == outcome.units["unit"].tolist()


def test_counties_are_polygons_whose_outer_ring_turns_left(collection):
    shapes = [shape(feature["geometry"]) for feature in collection["features"]]
    parts = [part for one in shapes for part in getattr(one, "geoms", [one])]
    assert {part.geom_type for part in parts} == {"Polygon"}
    assert all(part.exterior.is_ccw for part in parts)


def test_no_member_of_the_old_standard(collection):
    assert sorted(collection) == ["features", "generated_data", "title", "type"]


def test_properties_and_simplestyle(collection, outcome):
    unit, territory = (
        outcome.units.iloc[0],
        outcome.territories.iloc[outcome.units["territory"].iloc[0] - 1],
    )
    properties = collection["features"][0]["properties"]
    assert properties["territory"] == unit["territory"]
    assert properties["rep"] == territory["rep"]
    assert properties["fill"] == territory["colour"]
    assert properties["establishments"] == unit["establishments"]
    assert properties["locked"] is bool(unit["locked"])


def test_places_are_points_and_unknown_places_have_no_geometry(tmp_path):
    outcome = make_outcome(unit_level="postal_code")
    outcome.units.loc[0, "latitude"] = float("nan")
    outcome.units.loc[1, "potential"] = float("nan")
    write_geojson(outcome, tmp_path / "points.geojson")
    features = json.loads((tmp_path / "points.geojson").read_text(encoding="utf-8"))["features"]
    assert features[0]["geometry"] is None
    assert features[1]["geometry"]["type"] == "Point"
    assert features[1]["properties"]["potential"] is None


def test_a_unit_without_a_territory_is_grey(tmp_path):
    outcome = make_outcome()
    outcome.units.loc[0, "territory"] = 0
    write_geojson(outcome, tmp_path / "hole.geojson")
    feature = json.loads((tmp_path / "hole.geojson").read_text(encoding="utf-8"))["features"][0]
    assert [feature["properties"][key] for key in ("fill", "rep")] == ["#b8bec6", ""]
