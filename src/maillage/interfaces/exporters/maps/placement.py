"""Where the numbers of the territories stand so that none covers another."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

TURNS = 16
RINGS = 400


def place_labels(
    anchors: Mapping[int, tuple[float, float, float]], radius: float, size: tuple[float, float]
) -> dict[int, tuple[float, float]]:
    """Put a disc near each anchor without overlap; territories with the least room choose first.

    ``anchors`` maps a number to x, y and the room around it, ``size`` is width and height of the
    map; all in pixels.
    """
    placed: dict[int, tuple[float, float]] = {}
    for number in sorted(anchors, key=lambda key: (anchors[key][2], key)):
        x, y, _room = anchors[number]
        placed[number] = _nearest_free((x, y), np.array(list(placed.values())), radius, size)
    return dict(sorted(placed.items()))


def _nearest_free(
    wanted: tuple[float, float],
    taken: np.ndarray,
    radius: float,
    size: tuple[float, float],
) -> tuple[float, float]:
    inside_x = np.clip(wanted[0], radius, size[0] - radius)
    inside_y = np.clip(wanted[1], radius, size[1] - radius)
    angles = np.arange(TURNS) * 2 * np.pi / TURNS
    for ring in range(RINGS):
        reach = ring * radius / 2
        candidates = np.column_stack(
            [inside_x + reach * np.cos(angles), inside_y + reach * np.sin(angles)]
        )
        for x, y in candidates[_free(candidates, taken, radius, size)]:
            return float(x), float(y)
    return float(inside_x), float(inside_y)


def _free(
    candidates: np.ndarray, taken: np.ndarray, radius: float, size: tuple[float, float]
) -> np.ndarray:
    within = np.all((candidates >= radius) & (candidates <= np.array(size) - radius), axis=1)
    if len(taken) == 0:
        return within
    apart = np.linalg.norm(candidates[:, None] - taken[None], axis=2).min(axis=1)
    return within & (apart >= 2 * radius + 1)
