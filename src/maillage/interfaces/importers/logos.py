"""The logo of a company: checked, and drawn anew, so that nothing hidden in it is kept.

A PNG is decoded and encoded again; of an SVG only drawings and texts are kept, and what would
fetch, run or repeat something is refused. What documents get is always a plain PNG.
"""

from __future__ import annotations

import io
import re
import warnings
from pathlib import Path
from typing import Final

import resvg_py
from lxml import etree
from PIL import Image

from maillage.errors import FileError
from maillage.interfaces.exporters.fonts import FONT_FILES
from maillage.texts import _, quoted

LARGEST: Final = 1_000_000
"""Bytes of a file that is read."""
SMALLEST_SIDE, LONGEST_SIDE = 16, 6_000
WIDTH, HEIGHT = 1_200, 600
"""Pixels that a logo is reduced to."""
FLATTEST: Final = 12
MOST_ELEMENTS: Final = 5_000
SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
PNG: Final = b"\x89PNG\r\n\x1a\n"
DRAWN = frozenset(
    {"svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text",
     "tspan", "title", "desc", "defs", "style", "linearGradient", "radialGradient", "stop",
     "clipPath", "metadata"}
)  # fmt: skip
ELSEWHERE = re.compile(r"@import|javascript:|url\(\s*['\"]?(?!#)|expression\(|\\", re.IGNORECASE)
LENGTH = re.compile(r"\s*([0-9.]+(?:e[0-9]+)?)\s*(?:px|pt|mm|cm|in)?\s*", re.IGNORECASE)


def read_logo(path: Path) -> bytes:
    """Read a logo from a file.

    Raises
    ------
    FileError
        If there is none, or it cannot be.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as error:
        raise FileError(
            _("%(file)s cannot be read: %(reason)s.")
            % {"file": quoted(str(path)), "reason": error.strerror}
        ) from error
    return logo_of(content, name=path.name)


def logo_of(content: bytes, *, name: str = "logo") -> bytes:
    """Read a logo, PNG or SVG, and give it as a plain PNG.

    Raises
    ------
    FileError
        If it is neither, too large, too small or too long, or holds what is no drawing.
    """
    if len(content) > LARGEST:
        raise refused(name, _("it is larger than 1 MB"))
    try:
        drawn = content if content.startswith(PNG) else picture_of(content, name)
        return reduced(drawn, name)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise refused(name, _("it is neither a PNG nor an SVG picture")) from error


def refused(name: str, reason: str) -> FileError:
    """Say why a picture is no logo."""
    return FileError(
        _("%(file)s cannot be the logo: %(reason)s.") % {"file": quoted(name), "reason": reason},
        remedy=_("Give a PNG or SVG picture of at most 1 MB and 6,000 × 6,000 points."),
    )


def reduced(content: bytes, name: str) -> bytes:
    """Decode a PNG and encode it anew, at most 1,200 × 600 points."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
            check_sides(*picture.size, name)
            plain = picture.convert("RGBA")
    plain.thumbnail((WIDTH, HEIGHT))
    stream = io.BytesIO()
    plain.save(stream, "PNG", optimize=True)
    return stream.getvalue()


def check_sides(width: float, height: float, name: str) -> None:
    """Refuse a picture that is too small, too large, or a line."""
    short, long = sorted((width, height))
    if short < SMALLEST_SIDE or long > LONGEST_SIDE or long > FLATTEST * short:
        raise refused(
            name,
            _("it has %(width)d × %(height)d points") % {"width": width, "height": height},
        )


def picture_of(content: bytes, name: str) -> bytes:
    """Draw an SVG as a PNG."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    root = etree.fromstring(content, parser)
    grammar = root.getroottree().docinfo.internalDTD
    if grammar is not None and list(grammar.iterentities()):
        raise refused(name, _("it holds an entity"))
    check_drawing(root, name)
    width, height = sides(root, name)
    scale = min(WIDTH / width, HEIGHT / height)
    root.set("width", f"{width * scale:.2f}")
    root.set("height", f"{height * scale:.2f}")
    if "viewBox" not in root.attrib:
        root.set("viewBox", f"0 0 {width:g} {height:g}")
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=etree.tostring(root, encoding="unicode"),
            skip_system_fonts=True, font_files=[str(each) for each in FONT_FILES],
            font_family="Inter", sans_serif_family="Inter", serif_family="Inter",
        )
    )  # fmt: skip


def sides(root: etree._Element, name: str) -> tuple[float, float]:
    """Width and height of a drawing: of its view box, else of the drawing."""
    box = root.get("viewBox", "").replace(",", " ").split()
    given = box[2:] if len(box) == 4 else [root.get("width", ""), root.get("height", "")]
    found = [LENGTH.fullmatch(each) for each in given]
    if not all(found):
        raise refused(name, _("it says no width and height"))
    width, height = (float(each.group(1)) for each in found if each)
    if not 0 < min(width, height) <= max(width, height) <= FLATTEST * min(width, height):
        raise refused(
            name, _("it has %(width)d × %(height)d points") % {"width": width, "height": height}
        )
    return width, height


def check_drawing(root: etree._Element, name: str) -> None:
    """Refuse what is no drawing, or reaches outside of it; drop what programs left in it."""
    if root.tag != f"{{{SVG}}}svg":
        raise refused(name, _("it is neither a PNG nor an SVG picture"))
    elements = list(root.iter())
    if len(elements) > MOST_ELEMENTS:
        raise refused(name, _("it has more than 5,000 parts"))
    for each in elements:
        if not isinstance(each.tag, str):
            raise refused(name, _("it holds an entity"))
        space, _brace, kind = each.tag.rpartition("}")
        if space != f"{{{SVG}":
            drop(each)
        elif kind not in DRAWN:
            raise refused(name, _("it holds %(kind)s") % {"kind": quoted(kind[:40])})
        else:
            check_attributes(each, name)


def drop(element: etree._Element) -> None:
    """Take a part out."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def check_attributes(element: etree._Element, name: str) -> None:
    """Refuse events, and addresses of anything but a part of the drawing."""
    for key, value in list(element.attrib.items()):
        space, _brace, plain = str(key).rpartition("}")
        if space not in {"", f"{{{XLINK}"}:
            del element.attrib[key]
        elif plain.lower().startswith("on") or (
            plain == "href" and not str(value).strip().startswith("#")
        ):
            raise refused(name, _("it holds %(kind)s") % {"kind": quoted(plain[:40])})
        elif ELSEWHERE.search(str(value)):
            raise refused(name, _("it reaches for something outside of it"))
    if ELSEWHERE.search(element.text or "") and element.tag == f"{{{SVG}}}style":
        raise refused(name, _("it reaches for something outside of it"))
