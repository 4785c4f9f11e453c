"""How the documents of a company look: its name, its logo, two colours that can be read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from maillage.errors import ParameterError
from maillage.texts import _, decimal, quoted

COLOUR, ACCENT = "#1f3a5f", "#c2612c"
TEXT, DRAWING = 4.5, 3.0
"""The least contrast of a text, and of a drawing, with what is around it (WCAG 2.2, 1.4.3, 1.4.11).
"""
LONGEST_NAME: Final = 120
PNG: Final = b"\x89PNG\r\n\x1a\n"
HEX = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Brand:
    """How documents look.

    Parameters
    ----------
    name
        Of the company; empty where none is to be shown.
    colour
        Of headings, and below white texts: ``#rrggbb``.
    accent
        Of bars and marks: ``#rrggbb``.
    logo
        A PNG picture that was checked and drawn anew; empty for none.

    Raises
    ------
    ParameterError
        If a colour is none or cannot be read on white, or the name is too long.
    """

    name: str = ""
    colour: str = COLOUR
    accent: str = ACCENT
    logo: bytes = b""

    def __post_init__(self) -> None:
        """Refuse what nobody could read."""
        check_readable(self.colour, TEXT)
        check_readable(self.accent, DRAWING)
        if self.logo and not self.logo.startswith(PNG):
            raise ParameterError(_("The logo is no PNG picture."))
        if len(self.name) > LONGEST_NAME or not self.name.isprintable():
            raise ParameterError(
                _("The name of the company is too long or cannot be printed."),
                remedy=_("Write at most %(most)d characters, on one line.")
                % {"most": LONGEST_NAME},
            )


def brand_of(name: str, colour: str, accent: str, logo: bytes) -> Brand:
    """Give documents their look; an empty colour is the usual one."""
    chosen = (colour.strip().lower() or COLOUR, accent.strip().lower() or ACCENT)
    return Brand(name.strip(), *chosen, logo)


def check_readable(colour: str, least: float) -> None:
    """Refuse a colour that is none, or too light on white paper.

    Raises
    ------
    ParameterError
        Naming its contrast, and the one it needs.
    """
    if not HEX.fullmatch(colour):
        raise ParameterError(
            _("%(colour)s is no colour.") % {"colour": quoted(colour[:40])},
            remedy=_("Write it with six digits, like #1f3a5f."),
        )
    found = contrast(colour, "#ffffff")
    if found < least:
        raise ParameterError(
            _(
                "%(colour)s is too light: its contrast with white is %(found)s, %(least)s are"
                " needed."
            )
            % {"colour": colour, "found": decimal(found, 1), "least": decimal(least, 1)},
            remedy=_("Choose a darker one."),
        )


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21 (WCAG 2.2, contrast ratio)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """How light a colour is, from 0 to 1 (WCAG 2.2, relative luminance of sRGB)."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
