"""Rebuild the fonts that maps and reports embed, from the packages fontpkg-inter and matplotlib.

Run with ``python -m pip install fonttools fontpkg-inter matplotlib`` in the environment. Inter
(SIL OFL 1.1) sets Latin, Greek and Cyrillic text; DejaVu Sans stands in for other scripts.
"""

from importlib.resources import files
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

TARGET = Path(__file__).parents[1] / "src/maillage/interfaces/exporters/fonts"
INTER = files("fontpkg_inter")
DEJAVU = files("matplotlib") / "mpl-data/fonts/ttf"
TEXT = [
    (0x0020, 0x024F), (0x02B0, 0x036F), (0x0370, 0x052F), (0x1E00, 0x1EFF), (0x2000, 0x206F),
    (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x25A0, 0x25FF),
]  # fmt: skip
OTHER_SCRIPTS = [
    (0x0020, 0x007E), (0x0300, 0x036F), (0x0530, 0x06FF), (0x0E80, 0x0EFF), (0x10A0, 0x10FF),
    (0x2000, 0x206F), (0x2200, 0x27BF), (0xFB13, 0xFB4F), (0xFB50, 0xFDFF), (0xFE70, 0xFEFF),
    (0xFFFD, 0xFFFD), (0x1F600, 0x1F64F),
]  # fmt: skip
FEATURES = ["kern", "liga", "mark", "mkmk", "ccmp", "tnum", "init", "medi", "fina", "rlig", "locl"]


def subset(font: TTFont, ranges: list[tuple[int, int]]) -> TTFont:
    """Keep the characters of ``ranges`` and the features that text needs."""
    options = Options(layout_features=FEATURES, hinting=False, name_IDs=["*"], notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in ranges for code in range(first, last + 1)])
    subsetter.subset(font)
    return font


def rename(font: TTFont, style: str, weight: int) -> TTFont:
    """Name a weight of Inter as the regular or bold style of one family."""
    names = font["name"]
    names.names = [record for record in names.names if record.nameID in {0, 5, 13, 14}]
    texts = {1: "Inter", 2: style, 3: f"Inter {style}", 4: f"Inter {style}", 6: f"Inter-{style}"}
    for number, text in texts.items():
        names.setName(text, number, 3, 1, 0x409)
    bold = style == "Bold"
    font["OS/2"].usWeightClass = weight
    font["OS/2"].fsSelection = 0x20 if bold else 0x40
    font["head"].macStyle = int(bold)
    if "STAT" in font:
        del font["STAT"]
    return font


def inter(style: str, design_weight: int, weight: int) -> None:
    """Write one static weight of Inter."""
    variable = TTFont(INTER / "files/Inter[opsz,wght].ttf")
    font = instantiateVariableFont(variable, {"opsz": 14, "wght": design_weight})
    rename(subset(font, TEXT), style, weight).save(TARGET / f"Inter-{style}.ttf")


def main() -> None:
    """Write the three fonts and their licences."""
    TARGET.mkdir(parents=True, exist_ok=True)
    inter("Regular", 400, 400)
    inter("Bold", 650, 700)
    subset(TTFont(DEJAVU / "DejaVuSans.ttf"), OTHER_SCRIPTS).save(TARGET / "DejaVuSans.ttf")
    (TARGET / "LICENSE-Inter.txt").write_text((INTER / "LICENSE").read_text(), encoding="utf-8")
    licence = (DEJAVU / "LICENSE_DEJAVU").read_text(encoding="utf-8")
    (TARGET / "LICENSE-DejaVu.txt").write_text(licence, encoding="utf-8")
    for font in sorted(TARGET.glob("*.ttf")):
        print(f"{font.name}: {font.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
