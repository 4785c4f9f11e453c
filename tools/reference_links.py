"""Links over water: the bridges and ferries people use, and the shortest way to each island."""

from __future__ import annotations

import numpy as np
import shapely

BRIDGES = [
    ("06001", "06075"),  # Bay Bridge
    ("06001", "06081"),  # San Mateo Bridge
    ("06013", "06041"),  # Richmond-San Rafael Bridge
    ("06041", "06075"),  # Golden Gate Bridge
    ("09001", "36103"),  # Bridgeport-Port Jefferson ferry
    ("09011", "36103"),  # New London-Orient Point ferry
    ("09120", "36103"),  # Bridgeport-Port Jefferson ferry
    ("09180", "36103"),  # New London-Orient Point ferry
    ("10003", "34033"),  # Delaware Memorial Bridge
    ("10005", "34009"),  # Cape May-Lewes ferry
    ("12057", "12103"),  # Gandy Bridge
    ("12081", "12103"),  # Sunshine Skyway
    ("22051", "22103"),  # Lake Pontchartrain Causeway
    ("24003", "24035"),  # Chesapeake Bay Bridge
    ("24017", "51099"),  # Nice Memorial Bridge
    ("26047", "26097"),  # Mackinac Bridge
    ("36047", "36085"),  # Verrazzano-Narrows Bridge
    ("36005", "36081"),  # Throgs Neck and Whitestone Bridges
    ("41007", "53049"),  # Astoria-Megler Bridge
    ("44001", "44005"),  # Mount Hope Bridge
    ("44005", "44009"),  # Pell and Jamestown Bridges
    ("51131", "51810"),  # Chesapeake Bay Bridge-Tunnel
    ("51650", "51710"),  # Hampton Roads Bridge-Tunnel
    ("53029", "53057"),  # Deception Pass Bridge
    ("53031", "53035"),  # Hood Canal Bridge
    ("53033", "53035"),  # Seattle-Bainbridge ferry
    ("53035", "53061"),  # Edmonds-Kingston ferry
]

Shapes = dict[str, shapely.Geometry]
Pairs = set[tuple[str, str]]


def bridge_the_water(shapes: Shapes, links: Pairs, areas: dict[str, str]) -> Pairs:
    """Return the shortest further links that make every area (of ``areas``) one piece."""
    added: Pairs = set()
    for area in sorted(set(areas.values())):
        codes = [code for code in shapes if areas[code] == area]
        pieces = _pieces(codes, links)
        while len(pieces) > 1:
            island = min(pieces, key=lambda piece: (len(piece), min(piece)))
            pieces.remove(island)
            pair = _shortest(island, set().union(*pieces), shapes)
            added.add(pair)
            mainland = next(piece for piece in pieces if piece & set(pair))
            mainland |= island
    return added


def _pieces(codes: list[str], links: Pairs) -> list[set[str]]:
    piece_of = {code: {code} for code in codes}
    for a, b in links:
        if a in piece_of and piece_of[a] is not piece_of[b]:
            joined = piece_of[a] | piece_of[b]
            piece_of.update(dict.fromkeys(joined, joined))
    return list({id(piece): piece for piece in piece_of.values()}.values())


def _shortest(island: set[str], others: set[str], shapes: Shapes) -> tuple[str, str]:
    here, there = sorted(island), sorted(others)
    near, far = [_scaled(shapes, codes, shapes[here[0]]) for codes in (here, there)]
    gaps = shapely.distance(near[:, None], far[None, :])
    row, column = np.unravel_index(np.argmin(gaps), gaps.shape)
    return tuple(sorted((here[row], there[column])))


def _scaled(shapes: Shapes, codes: list[str], around: shapely.Geometry) -> np.ndarray:
    """Shrink degrees of longitude to those of latitude around a place."""
    factor = np.array([np.cos(np.radians(around.centroid.y)), 1.0])
    return np.array([shapely.transform(shapes[code], lambda xy: xy * factor) for code in codes])
