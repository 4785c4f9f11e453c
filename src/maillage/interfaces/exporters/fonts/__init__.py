"""The fonts that maps and reports embed; ``tools/build_fonts.py`` makes them."""

from pathlib import Path

FONT_FOLDER = Path(__file__).parent
FONT_FILES = tuple(sorted(FONT_FOLDER.glob("*.ttf")))
