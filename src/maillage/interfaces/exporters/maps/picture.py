"""The map as PNG."""

from __future__ import annotations

import resvg_py

from maillage.domain.territories.outcome import DesignOutcome
from maillage.interfaces.exporters.fonts import FONT_FILES
from maillage.interfaces.exporters.maps.drawing import svg_map


def png_map(
    outcome: DesignOutcome, *, language: str, width: int = 1400, scale: float = 1.5
) -> bytes:
    """Draw the map as an image of ``width`` times ``scale`` pixels, with the fonts that ship."""
    return picture(svg_map(outcome, language=language, width=width), scale)


def picture(svg: str, scale: float = 1.0) -> bytes:
    """Turn an SVG document into a PNG image without any font of the system."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=scale,
            background="#ffffff",
            skip_system_fonts=True,
            font_files=[str(file) for file in FONT_FILES],
            font_family="Inter",
            sans_serif_family="Inter",
        )
    )
