"""Reads the cells that are neither numbers nor dates: texts, words with a fixed meaning, lists."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from maillage.domain.imports.names import key, suggestion
from maillage.interfaces.importers.readings import (
    Assumed,
    CellReader,
    ColumnReader,
    Options,
    Wrong,
    each,
)
from maillage.interfaces.importers.words import COUNTRIES, NO, YES, ZONES

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffd]")
SHORTENED_NUMBER = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]{2,}")
LINKEDIN = re.compile(r"linkedin\.com/(?:sales/)?(?:company|school|showcase)/([\w.%-]{1,200})")
HOST = re.compile(r"(?:[\w-]+\.)+[\w-]{2,}")


def clean(text: str) -> str | Wrong:
    """Compose accents and collapse blanks; a formula stays the plain text it is."""
    if CONTROL.search(text):
        return Wrong(_("holds characters that cannot be shown."), _("Type the text again."))
    return " ".join(unicodedata.normalize("NFC", text).split())


def text(*, limit: int) -> ColumnReader:
    """Read a text of at most ``limit`` characters."""

    def cell(raw: str) -> object:
        value = clean(raw)
        if isinstance(value, str) and len(value) > limit:
            return Wrong(
                _("%(length)d characters; the limit is %(limit)d.")
                % {"length": len(value), "limit": limit},
                _("Shorten it."),
            )
        return value

    return each(cell)


def identifier(texts: Sequence[str], options: Options) -> CellReader:
    """Read an identifier; refuse those a spreadsheet has rounded."""
    read = text(limit=100)(texts, options)

    def cell(raw: str) -> object:
        if SHORTENED_NUMBER.fullmatch(raw):
            return Wrong(
                _("a spreadsheet has shortened this number, its last digits are lost."),
                _("Format the column as text and export it again."),
            )
        return read(raw)

    return cell


def one_of(choices: dict[str, str], *, name: str) -> ColumnReader:
    """Read a word with a fixed meaning, in English or French, or as the mapping file says."""
    meanings = {word: value for value, words in choices.items() for word in [value, *words.split()]}

    def column(_texts: Sequence[str], options: Options) -> CellReader:
        given = {key(word): value for word, value in options.values.items()}
        return lambda raw: (given | meanings).get(key(raw)) or unknown_word(raw, name, choices)

    return column


def unknown_word(raw: str, name: str, choices: dict[str, str]) -> Wrong:
    """Build the answer for a word without a known meaning."""
    return Wrong(
        _("not a known value."),
        _("Use %(choices)s, or add `values: {%(name)s: {%(value)s: …}}` to the mapping file.")
        % {"choices": ", ".join(choices), "name": name, "value": raw[:40]},
    )


def yes_no(raw: str) -> object:
    """Read yes and no in both languages."""
    word = key(raw)
    if word in YES or word in NO:
        return word in YES
    return Wrong(_("neither yes nor no."), _("Use yes or no."))


def listing(raw: str) -> object:
    """Read several words separated by semicolons, bars or commas."""
    value = clean(raw)
    if isinstance(value, Wrong):
        return value
    separator = next((sign for sign in ";|" if sign in value), ",")
    return [word for part in value.split(separator) if (word := part.strip())]


def email(raw: str) -> object:
    """Read an e-mail address."""
    if EMAIL.fullmatch(raw) and len(raw) <= 254:
        return raw.lower()
    return Wrong(_("not an e-mail address."), _("Write it as name@company.com."))


def domain(raw: str) -> object:
    """Read a web address down to its host."""
    host = re.sub(r"^\w+://|^www\.|[/?#:].*$", "", re.sub(r"^\w+://", "", raw.lower()))
    if HOST.fullmatch(host) and len(host) <= 255:
        return host
    return Wrong(_("not a web address."), _("Write it as company.com."))


def linkedin(raw: str) -> object:
    """Read the address of a company's page on LinkedIn; that of a person is left out."""
    if found := LINKEDIN.search(raw.lower()):
        return f"linkedin.com/company/{found.group(1)}"
    return Assumed(None, _("an address that is no company's page on LinkedIn left out"))


def naics(raw: str) -> object:
    """Read a NAICS code of two to six digits, with or without its title."""
    found = re.match(r"(\d{2,6})(?:\.0)?(?:\D|$)", raw)
    if found:
        return found.group(1)
    return Wrong(_("not a NAICS code."), _("Enter two to six digits."))


def country(raw: str) -> object:
    """Read a country by its two-letter code or its name."""
    code = country_codes().get(key(raw))
    otherwise = _("Use its two-letter code, for example US, CA or FR.")
    return code or Wrong(
        _("not a known country."), suggestion(raw, country_names(), otherwise=otherwise)
    )


@cache
def country_names() -> dict[str, str]:
    """Map English names of countries to two-letter codes, after the time zone database."""
    table = files("tzdata").joinpath("zoneinfo/iso3166.tab").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {name: code for code, name in lines}


@cache
def country_codes() -> dict[str, str]:
    """Map codes and names of countries, English and French, to two-letter codes."""
    found = {key(name): code for name, code in country_names().items()}
    found |= {code.lower(): code for code in country_names().values()}
    return found | {word: code for code, words in COUNTRIES.items() for word in words.split()}


def time_zone(raw: str) -> object:
    """Read a time zone by its IANA name or its usual American one."""
    if raw in available_timezones():
        return raw
    short = key(re.sub(r"\b(?:standard|daylight)?\s*time\b", "", raw, flags=re.IGNORECASE))
    return ZONES.get(short) or Wrong(
        _("not a known time zone."), _("Use a name such as America/New_York or Europe/Paris.")
    )


def time_zones(raw: str) -> object:
    """Read several time zones."""
    parts = listing(raw)
    found = [time_zone(part) for part in parts] if isinstance(parts, list) else [parts]
    return next((wrong for wrong in found if isinstance(wrong, Wrong)), found)
