"""The map of a design run, as SVG and as PNG."""

from maillage.interfaces.exporters.maps.drawing import svg_map
from maillage.interfaces.exporters.maps.picture import png_map

__all__ = ["png_map", "svg_map"]
