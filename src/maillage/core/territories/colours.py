"""Colours of territories: neighbours differ, also for colour-blind readers, under black labels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from maillage.errors import ParameterError
from maillage.texts import _

Array = NDArray[np.float64]

PALETTE_SIZE = 14
ENOUGH = 0.10  # OKLab distance beyond which two fills are told apart at a glance
NEAREST = 5

_LIGHTNESS_AND_CHROMA = ((0.74, 0.10), (0.72, 0.04), (0.81, 0.09), (0.82, 0.045), (0.89, 0.065))
_HUES = 36
_FIRST_HUE = 250.0

_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_PROTANOPIA = np.array(
    [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ]
)
_DEUTERANOPIA = np.array(
    [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]
)


def territory_colours(
    count: int, *, pairs: Sequence[tuple[int, int]] = (), centres: Array | None = None
) -> list[str]:
    """Give each territory a fill colour that differs from its neighbours' colours.

    Greedy graph colouring, most connected territory first: each takes the colour farthest from
    those of its neighbours, then the one used least. Up to :data:`PALETTE_SIZE` territories all
    differ.

    Parameters
    ----------
    count
        Number of territories.
    pairs
        Territories that touch, as indices from 0.
    centres
        Centres in any plane, shape (count, 2); the nearest ones then count as neighbours too.

    Returns
    -------
    list of str
        ``#rrggbb`` for each territory, the same for the same input.

    Raises
    ------
    ParameterError
        When a pair names a territory that does not exist.
    """
    neighbours = _neighbours(count, pairs, centres)
    colours, distances = _palette()
    chosen = np.full(count, -1)
    for territory in sorted(range(count), key=lambda index: (-len(neighbours[index]), index)):
        around = [int(chosen[other]) for other in neighbours[territory] if chosen[other] >= 0]
        chosen[territory] = _best(chosen, around, distances)
    return [colours[index] for index in chosen]


def _best(chosen: NDArray[np.int64], around: list[int], distances: Array) -> int:
    size = len(distances)
    used = np.bincount(chosen[chosen >= 0], minlength=size)
    nearest = distances[:, around].min(axis=1) if around else np.full(size, np.inf)
    free = used == 0 if len(chosen) <= size else np.ones(size, dtype=bool)
    order = np.lexsort((np.arange(size), used, -np.minimum(nearest, ENOUGH), ~free))
    return int(order[0])


def _neighbours(
    count: int, pairs: Sequence[tuple[int, int]], centres: Array | None
) -> list[set[int]]:
    neighbours: list[set[int]] = [set() for _ in range(count)]
    for one, other in [*pairs, *_near_pairs(centres)]:
        if not (0 <= one < count and 0 <= other < count):
            raise ParameterError(
                _("Territories %(one)s and %(other)s are not among %(count)s.")
                % {"one": one, "other": other, "count": count}
            )
        if one != other:
            neighbours[one].add(other)
            neighbours[other].add(one)
    return neighbours


def _near_pairs(centres: Array | None) -> list[tuple[int, int]]:
    if centres is None or len(centres) < 2:
        return []
    apart = np.linalg.norm(centres[:, None] - centres[None], axis=2)
    np.fill_diagonal(apart, np.inf)
    nearest = np.argsort(apart, axis=1, kind="stable")[:, : min(NEAREST, len(centres) - 1)]
    return [(one, int(other)) for one, row in enumerate(nearest) for other in row]


@lru_cache(maxsize=1)
def _palette() -> tuple[tuple[str, ...], Array]:
    """Colours spread as far apart as can be, and the distances between them."""
    rgb = _candidates()
    distances = _distances(rgb)
    picked = [0]
    while len(picked) < PALETTE_SIZE:
        picked.append(int(distances[:, picked].min(axis=1).argmax()))
    return tuple(_hex(rgb[index]) for index in picked), distances[np.ix_(picked, picked)]


def _candidates() -> Array:
    """Linear sRGB colours of a grid in OKLCh that a screen can show, the first one blue."""
    hues = np.deg2rad(_FIRST_HUE + np.arange(_HUES) * 360.0 / _HUES)
    grades = np.repeat(np.array(_LIGHTNESS_AND_CHROMA), _HUES, axis=0)
    light, chroma, hue = grades[:, 0], grades[:, 1], np.tile(hues, len(_LIGHTNESS_AND_CHROMA))
    lab = np.column_stack([light, chroma * np.cos(hue), chroma * np.sin(hue)])
    rgb = ((lab @ np.linalg.inv(_TO_LAB).T) ** 3) @ np.linalg.inv(_TO_LMS).T
    shown: Array = rgb[np.all((rgb >= 0) & (rgb <= 1), axis=1)]
    return shown


def _distances(rgb: Array) -> Array:
    """Smallest OKLab distance between colours as seen with normal, red- or green-blind vision."""
    seen = [_oklab(np.clip(rgb @ eye.T, 0, 1)) for eye in (np.eye(3), _PROTANOPIA, _DEUTERANOPIA)]
    apart = [np.linalg.norm(lab[:, None] - lab[None], axis=2) for lab in seen]
    smallest: Array = np.minimum.reduce([apart[0], 1.4 * apart[1], 1.4 * apart[2]])
    return smallest


def _oklab(rgb: Array) -> Array:
    """OKLab of linear sRGB (Björn Ottosson, 2020)."""
    lab: Array = np.cbrt(rgb @ _TO_LMS.T) @ _TO_LAB.T
    return lab


def _hex(rgb: Array) -> str:
    encoded = np.where(rgb <= 0.0031308, 12.92 * rgb, 1.055 * rgb ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(float(part) * 255):02x}" for part in encoded)
