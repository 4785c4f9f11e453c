"""States, provinces and territories: their names as people type them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

US_STATES: Final[dict[str, tuple[str, str, str]]] = {
    "AL": ("01", "Alabama", "Alabama"),
    "AK": ("02", "Alaska", "Alaska"),
    "AZ": ("04", "Arizona", "Arizona"),
    "AR": ("05", "Arkansas", "Arkansas"),
    "CA": ("06", "California", "Californie"),
    "CO": ("08", "Colorado", "Colorado"),
    "CT": ("09", "Connecticut", "Connecticut"),
    "DE": ("10", "Delaware", "Delaware"),
    "DC": ("11", "District of Columbia", "District de Columbia"),
    "FL": ("12", "Florida", "Floride"),
    "GA": ("13", "Georgia", "Géorgie"),
    "HI": ("15", "Hawaii", "Hawaï"),
    "ID": ("16", "Idaho", "Idaho"),
    "IL": ("17", "Illinois", "Illinois"),
    "IN": ("18", "Indiana", "Indiana"),
    "IA": ("19", "Iowa", "Iowa"),
    "KS": ("20", "Kansas", "Kansas"),
    "KY": ("21", "Kentucky", "Kentucky"),
    "LA": ("22", "Louisiana", "Louisiane"),
    "ME": ("23", "Maine", "Maine"),
    "MD": ("24", "Maryland", "Maryland"),
    "MA": ("25", "Massachusetts", "Massachusetts"),
    "MI": ("26", "Michigan", "Michigan"),
    "MN": ("27", "Minnesota", "Minnesota"),
    "MS": ("28", "Mississippi", "Mississippi"),
    "MO": ("29", "Missouri", "Missouri"),
    "MT": ("30", "Montana", "Montana"),
    "NE": ("31", "Nebraska", "Nebraska"),
    "NV": ("32", "Nevada", "Nevada"),
    "NH": ("33", "New Hampshire", "New Hampshire"),
    "NJ": ("34", "New Jersey", "New Jersey"),
    "NM": ("35", "New Mexico", "Nouveau-Mexique"),
    "NY": ("36", "New York", "New York"),
    "NC": ("37", "North Carolina", "Caroline du Nord"),
    "ND": ("38", "North Dakota", "Dakota du Nord"),
    "OH": ("39", "Ohio", "Ohio"),
    "OK": ("40", "Oklahoma", "Oklahoma"),
    "OR": ("41", "Oregon", "Oregon"),
    "PA": ("42", "Pennsylvania", "Pennsylvanie"),
    "RI": ("44", "Rhode Island", "Rhode Island"),
    "SC": ("45", "South Carolina", "Caroline du Sud"),
    "SD": ("46", "South Dakota", "Dakota du Sud"),
    "TN": ("47", "Tennessee", "Tennessee"),
    "TX": ("48", "Texas", "Texas"),
    "UT": ("49", "Utah", "Utah"),
    "VT": ("50", "Vermont", "Vermont"),
    "VA": ("51", "Virginia", "Virginie"),
    "WA": ("53", "Washington", "Washington"),
    "WV": ("54", "West Virginia", "Virginie-Occidentale"),
    "WI": ("55", "Wisconsin", "Wisconsin"),
    "WY": ("56", "Wyoming", "Wyoming"),
    "AS": ("60", "American Samoa", "Samoa américaines"),
    "GU": ("66", "Guam", "Guam"),
    "MP": ("69", "Northern Mariana Islands", "Îles Mariannes du Nord"),
    "PR": ("72", "Puerto Rico", "Porto Rico"),
    "VI": ("78", "U.S. Virgin Islands", "Îles Vierges des États-Unis"),
}

CA_PROVINCES: Final[dict[str, tuple[str, str, str]]] = {
    "AB": ("48", "Alberta", "Alberta"),
    "BC": ("59", "British Columbia", "Colombie-Britannique"),
    "MB": ("46", "Manitoba", "Manitoba"),
    "NB": ("13", "New Brunswick", "Nouveau-Brunswick"),
    "NL": ("10", "Newfoundland and Labrador", "Terre-Neuve-et-Labrador"),
    "NS": ("12", "Nova Scotia", "Nouvelle-Écosse"),
    "NT": ("61", "Northwest Territories", "Territoires du Nord-Ouest"),
    "NU": ("62", "Nunavut", "Nunavut"),
    "ON": ("35", "Ontario", "Ontario"),
    "PE": ("11", "Prince Edward Island", "Île-du-Prince-Édouard"),
    "QC": ("24", "Quebec", "Québec"),
    "SK": ("47", "Saskatchewan", "Saskatchewan"),
    "YT": ("60", "Yukon", "Yukon"),
}

_US_TYPED: Final[dict[str, str]] = {
    "AL": "ala",
    "AZ": "ariz",
    "AR": "ark",
    "CA": "cal|calif",
    "CO": "colo",
    "CT": "conn",
    "DE": "del",
    "DC": "washington dc|washington d c|dist of columbia|d of c",
    "FL": "fla",
    "GA": "georgie etats unis",
    "HI": "hawai i",
    "IL": "ill|ills",
    "IN": "ind",
    "KS": "kan|kans",
    "KY": "ken|kent",
    "MA": "mass",
    "MD": "mary",
    "MI": "mich",
    "MN": "minn",
    "MS": "miss",
    "MT": "mont",
    "NE": "neb|nebr",
    "NV": "nev",
    "NM": "n mex|new mex",
    "NY": "new york state|etat de new york",
    "NC": "n car|n carolina",
    "ND": "n dak|n dakota|no dak",
    "OK": "okla",
    "OR": "ore|oreg",
    "PA": "penn|penna",
    "RI": "rhode isl",
    "SC": "s car|s carolina",
    "SD": "s dak|s dakota|so dak",
    "TN": "tenn",
    "TX": "tex",
    "VA": "virg",
    "WA": "wash|washington state|etat de washington",
    "WV": "w va|w virginia|virginie occidentale",
    "WI": "wis|wisc",
    "WY": "wyo",
    "VI": "virgin islands|us virgin islands|iles vierges",
}
_CA_TYPED: Final[dict[str, str]] = {
    "AB": "alta|alb",
    "BC": "c b|cb",
    "MB": "man",
    "NB": "n b",
    "NL": "nfld|newfoundland|terre neuve|tnl|nf",
    "NS": "n s|ne",
    "NT": "nwt|tno|tn o",
    "ON": "ont",
    "PE": "pei|ipe|i p e|p e i|ile du prince edouard",
    "QC": "que|pq|p q",
    "SK": "sask",
    "YT": "yk|yukon territory",
}


_LONGEST_NAME: Final = 200
_LIGATURES: Final = str.maketrans({"’": "'", "–": "-", "œ": "oe", "Œ": "oe", "æ": "ae", "ß": "ss"})
_PUNCTUATION: Final = {code: " " for code in range(128) if not chr(code).isalnum()}


def fold(text: str) -> str:
    """Return a text without accents, case, punctuation or doubled spaces, to compare names."""
    plain = text[:_LONGEST_NAME]
    if not plain.isascii():
        apart = unicodedata.normalize("NFKD", plain.translate(_LIGATURES))
        plain = apart.encode("ascii", "ignore").decode()
    return " ".join(plain.lower().translate(_PUNCTUATION).split())


_SHORT_WORDS: Final = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}
_AROUND_A_CITY: Final = re.compile(r" (cedex.*|\d+(e|er|eme)?( arrondissement)?|arrondissement)$")


def city_key(text: str) -> str:
    """Return the name of a city so that spellings of it compare equal.

    ``St. Louis`` is ``Saint Louis``, ``PARIS CEDEX 08`` is ``Paris``.
    """
    name = _AROUND_A_CITY.sub("", fold(text))
    first, _, rest = name.partition(" ")
    name = f"{_SHORT_WORDS[first]} {rest}" if first in _SHORT_WORDS else name
    return "new york" if name == "new york city" else name


def _spellings(
    names: dict[str, tuple[str, str, str]], typed: dict[str, str], *, with_fips: bool
) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, (number, english, french) in names.items():
        spoken = [code, english, french, *typed.get(code, "").split("|")]
        found |= {fold(name): code for name in spoken if name}
        found |= {".".join(code.lower()): code, " ".join(code.lower()): code}
        if with_fips:
            found[number] = code
    return found


_SPELLINGS: Final[dict[str, dict[str, str]]] = {
    "US": _spellings(US_STATES, _US_TYPED, with_fips=True),
    "CA": _spellings(CA_PROVINCES, _CA_TYPED, with_fips=False),
}


def state_code(text: object, country: str = "US") -> str:
    """Return the two-letter code of a state or province typed in English or French.

    Parameters
    ----------
    text
        A name, an abbreviation (``Conn.``, ``Calif.``, ``Californie``), a postal code of two
        letters or, in the United States, a FIPS number.
    country
        ``US`` or ``CA``.

    Returns
    -------
    str
        The code, or an empty string when the text names no state.
    """
    if not isinstance(text, str):
        return ""
    spellings = _SPELLINGS.get(country, {})
    folded = fold(text)
    return spellings.get(folded) or spellings.get(folded.removeprefix("state of "), "")


_COUNTRIES: Final[dict[str, str]] = {
    fold(name): code
    for code, names in {
        "US": "us|usa|u s|u s a|united states|united states of america|america|etats unis"
        "|etats unis d amerique|eua|e u",
        "CA": "ca|can|canada",
        "FR": "fr|fra|france|france metropolitaine|republique francaise",
    }.items()
    for name in names.split("|")
}


def country_code(text: object, default: str = "") -> str:
    """Return ``US``, ``CA`` or ``FR`` for a country typed in English or French.

    A text that names no country that ships is returned folded to capitals, so that it can be
    reported; an empty one gives ``default``.
    """
    if not isinstance(text, str) or not text.strip():
        return default
    folded = fold(text)
    return _COUNTRIES.get(folded, folded.upper() or default)
