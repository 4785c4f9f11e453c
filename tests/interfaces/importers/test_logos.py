"""Logos: drawn anew, and refused where they would do more than be drawn."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin

from maillage.errors import FileError
from maillage.interfaces.importers.logos import HEIGHT, LARGEST, WIDTH, logo_of, read_logo

pytestmark = pytest.mark.unit


def png(width=300, height=100, colour=(11, 110, 79, 255), **options) -> bytes:
    stream = io.BytesIO()
    Image.new("RGBA", (width, height), colour).save(stream, "PNG", **options)
    return stream.getvalue()


def svg(inside="", attributes='viewBox="0 0 300 100"', before="") -> bytes:
    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"{before}<svg {space} {attributes}>{inside}</svg>".encode()


def claiming(width: int, height: int) -> bytes:
    """A PNG whose head says it has so many points."""
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunk = b"IHDR" + head
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(head)) + chunk
        + struct.pack(">I", zlib.crc32(chunk)) + png()[33:]
    )  # fmt: skip


def picture(content: bytes) -> Image.Image:
    found = Image.open(io.BytesIO(content))
    found.load()
    return found


def test_a_png_is_drawn_anew_and_reduced():
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "<?php system('id') ?>")
    found = logo_of(png(3000, 1000, pnginfo=text))
    assert b"php" not in found
    assert picture(found).size == (WIDTH, 400)
    assert picture(found).getpixel((5, 5)) == (11, 110, 79, 255)
    assert picture(logo_of(png(300, 100))).size == (300, 100)


def test_a_drawing_becomes_a_picture():
    found = picture(logo_of(svg('<rect width="150" height="100" fill="#0b6e4f"/>')))
    assert found.size == (WIDTH, 400)
    assert found.getpixel((10, 10)) == (11, 110, 79, 255)
    assert found.getpixel((WIDTH - 10, 10)) == (0, 0, 0, 0)
    tall = picture(logo_of(svg("<g/>", 'width="50mm" height="100mm"')))
    assert tall.size == (HEIGHT // 2, HEIGHT)


def test_what_drawing_programs_leave_behind_does_not_matter():
    left = (
        '<metadata/><i:named xmlns:i="urn:inkscape" i:at="x"><i:in/></i:named>'
        '<rect width="300" height="100" fill="url(#a)" xmlns:i="urn:inkscape" i:href="http://x"/>'
        '<defs><linearGradient id="a"><stop stop-color="#0b6e4f"/></linearGradient></defs>'
    )
    found = picture(logo_of(svg(left, before="<?xml version='1.0'?><!-- made -->")))
    assert found.getpixel((5, 5)) == (11, 110, 79, 255)


BOMB = (
    "<!DOCTYPE svg ["
    + "".join(f'<!ENTITY a{place + 1} "{f"&a{place};" * 10}">' for place in range(9))
    + '<!ENTITY a0 "lol">]>'
)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "neither a PNG nor an SVG"),
        (b"GIF89a", "neither a PNG nor an SVG"),
        (b"\x89PNG\r\n\x1a\n", "neither a PNG nor an SVG"),
        (png()[:60], "neither a PNG nor an SVG"),
        (b"<html><script/></html>", "neither a PNG nor an SVG"),
        (b"\0" * (LARGEST + 1), "larger than 1 MB"),
        (png(15, 15), "15 × 15 points"),
        (png(1200, 20), "1200 × 20 points"),
        (claiming(60_000, 60_000), "neither a PNG nor an SVG"),
        (claiming(7_000, 7_000), "7000 × 7000 points"),
        (svg("<script>alert(1)</script>"), "holds 'script'"),
        (svg("<foreignObject/>"), "holds 'foreignObject'"),
        (svg('<image href="file:///etc/passwd"/>'), "holds 'image'"),
        (svg('<use xlink:href="#a"/>'), "holds 'use'"),
        (svg("<animate/>"), "holds 'animate'"),
        (svg("<filter/>"), "holds 'filter'"),
        (svg('<rect onclick="x()"/>'), "holds 'onclick'"),
        (svg('<text href="http://x.y">a</text>'), "holds 'href'"),
        (svg('<rect fill="url(http://x.y)"/>'), "reaches for something outside"),
        (svg("<rect style=\"fill:URL( 'http://x.y')\"/>"), "reaches for something outside"),
        (svg("<style>@import 'http://x.y'</style>"), "reaches for something outside"),
        (svg("<style>a{fill:\\75rl(http://x.y)}</style>"), "reaches for something outside"),
        (svg("&a9;", before=BOMB), "cannot be the logo"),
        (svg(before='<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "an entity"),
        (svg("<g/>" * 5_001), "more than 5,000 parts"),
        (svg("<g/>", ""), "says no width and height"),
        (svg("<g/>", 'viewBox="0 0 1 100000"'), "1 × 100000 points"),
        (svg("<g/>", 'viewBox="0 0 0 0"'), "0 × 0 points"),
        (svg("<g>" * 4_000 + "</g>" * 4_000), "cannot be the logo"),
    ],
)  # fmt: skip
def test_hostile_pictures_are_refused(content, words):
    with pytest.raises(FileError) as caught:
        logo_of(content, name="logo.svg")
    assert words in str(caught.value)
    assert "'logo.svg' cannot be the logo" in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FileError, match=r"logo\.png"):
        read_logo(tmp_path / "logo.png")
    file = tmp_path / "logo.png"
    file.write_bytes(png())
    assert picture(read_logo(file)).size == (300, 100)
