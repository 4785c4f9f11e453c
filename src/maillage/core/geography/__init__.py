"""Zones, places and the distances between them."""

from maillage.core.geography.adjacency import component_labels, delaunay_edges, edges_among
from maillage.core.geography.distance import (
    EARTH_RADIUS_KM,
    chord_to_km,
    great_circle_km,
    km_to_chord,
    unit_sphere,
    weighted_centre,
)
from maillage.core.geography.lookup import Gazetteer, Place
from maillage.core.geography.postal import Assumption, PostalCode, Problem, normalise_postal
from maillage.core.geography.states import city_key, country_code, fold, state_code
from maillage.core.geography.zones import convert, time_zone, utc_offset_hours

__all__ = [
    "EARTH_RADIUS_KM",
    "Assumption",
    "Gazetteer",
    "Place",
    "PostalCode",
    "Problem",
    "chord_to_km",
    "city_key",
    "component_labels",
    "convert",
    "country_code",
    "delaunay_edges",
    "edges_among",
    "fold",
    "great_circle_km",
    "km_to_chord",
    "normalise_postal",
    "state_code",
    "time_zone",
    "unit_sphere",
    "utc_offset_hours",
    "weighted_centre",
]
