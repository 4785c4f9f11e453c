"""TopoJSON: decode it, and read who touches whom."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

Ring = NDArray[np.float64]


class Topology:
    """One TopoJSON file: arcs shared by the areas of every layer."""

    def __init__(self, path: Path) -> None:
        self.document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        transform = self.document["transform"]
        scale, origin = np.array(transform["scale"]), np.array(transform["translate"])
        self.arcs = [np.cumsum(arc, axis=0) * scale + origin for arc in self.document["arcs"]]

    def layer(self, name: str) -> list[dict[str, Any]]:
        """Return the geometries of a layer that have arcs."""
        return [item for item in self.document["objects"][name]["geometries"] if "arcs" in item]

    def polygon(self, item: dict[str, Any]) -> BaseGeometry:
        """Build an area as a valid polygon or multipolygon."""
        parts = [part for part in map(self._part, polygons_of(item)) if part is not None]
        if not parts:
            return self._collapsed(item)
        return _valid(MultiPolygon(parts) if len(parts) > 1 else parts[0])

    def neighbours(self, items: dict[str, list[dict[str, Any]]]) -> set[tuple[str, str]]:
        """Return the pairs of codes (a < b) whose areas share an arc."""
        users: defaultdict[int, set[str]] = defaultdict(set)
        for code, parts in items.items():
            for arc in (arc for item in parts for arc in arcs_of(item)):
                users[arc].add(code)
        return {pair for codes in users.values() for pair in combinations(sorted(codes), 2)}

    def _part(self, rings: list[list[int]]) -> Polygon | None:
        drawn = [self._ring(ring) for ring in rings]
        if len(drawn[0]) < 4:
            return None
        return Polygon(drawn[0], [hole for hole in drawn[1:] if len(hole) >= 4])

    def _collapsed(self, item: dict[str, Any]) -> BaseGeometry:
        """Give an area the source drew as a line (Falls Church) about a kilometre of width."""
        line = shapely.linestrings(self._ring(polygons_of(item)[0][0]))
        return shapely.buffer(line, 0.005, quad_segs=2)

    def _ring(self, indices: list[int]) -> Ring:
        pieces = [self.arcs[i] if i >= 0 else self.arcs[~i][::-1] for i in indices]
        joined = np.vstack([pieces[0], *(piece[1:] for piece in pieces[1:])])
        return joined[np.r_[True, np.any(np.diff(joined, axis=0) != 0, axis=1)]]


def polygons_of(item: dict[str, Any]) -> list[list[list[int]]]:
    """Return the arcs of an item as polygons of rings, whatever its type."""
    return item["arcs"] if item["type"] == "MultiPolygon" else [item["arcs"]]


def arcs_of(item: dict[str, Any]) -> Iterator[int]:
    """Yield the arcs an item uses, without their direction."""
    for polygon in polygons_of(item):
        for ring in polygon:
            yield from (arc if arc >= 0 else ~arc for arc in ring)


def _valid(shape: BaseGeometry) -> BaseGeometry:
    if shape.is_valid:
        return shape
    pieces = shapely.get_parts(shapely.make_valid(shape, method="structure", keep_collapsed=False))
    return shapely.union_all([piece for piece in pieces if piece.geom_type.endswith("Polygon")])
