"""Asking the offices for figures; the answer is kept as a file, and read as one."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from maillage.errors import FileError, ParameterError
from maillage.interfaces.importers.market.sources import MAX_BYTES

CENSUS = "https://api.census.gov/data"
BEA = "https://apps.bea.gov/api/data/"
SECONDS = 60
BLOCK = 1 << 16
NAMED_BY_YEAR = ((2017, "NAICS2017"), (2012, "NAICS2012"), (2008, "NAICS2007"), (2003, "NAICS2002"))
FIRST_WITH_SIZES = 2017


def census_url(
    *,
    year: int,
    areas: str,
    within: Sequence[str] = (),
    industries: Sequence[str] = (),
    key: str = "",
    address: str = CENSUS,
) -> str:
    """Write the question for County Business Patterns.

    Parameters
    ----------
    year
        From 2003 on.
    areas, within
        Such as ``"county:*"`` and ``["state:48"]``.
    industries
        NAICS codes of one question each; all of them when empty.

    Raises
    ------
    ParameterError
        If the year is too early, or the address is not one to ask.
    """
    check_address(address)
    edition = next((name for first, name in NAMED_BY_YEAR if year >= first), "")
    if not edition:
        raise ParameterError(
            _("The Census Bureau does not answer for %(year)s.") % {"year": year},
            remedy=_("Ask for 2003 or later, or load the file of that year."),
        )
    measures = ["GEO_ID", "ESTAB", "EMP", "PAYANN", *([] if industries else [edition])]
    words = [("get", ",".join(measures)), ("for", areas), *(("in", each) for each in within)]
    words += [(edition, each) for each in industries]
    if year >= FIRST_WITH_SIZES:
        words += [("EMPSZES", "001"), ("LFO", "001")]
    words += [("key", key)] if key else []
    return f"{address}/{year}/cbp?{urllib.parse.urlencode(words, safe=':*,-')}"


def accounts_url(
    *, table: str, line: int, areas: str, year: int, key: str, address: str = BEA
) -> str:
    """Write the question for one line of the regional accounts.

    Parameters
    ----------
    table, line
        Such as ``"CAGDP2"`` and 1, all industries.
    areas
        ``STATE``, ``COUNTY``, ``MSA`` or one FIPS code.

    Raises
    ------
    ParameterError
        If the address is not one to ask.
    """
    check_address(address)
    words = {
        "UserID": key,
        "method": "GetData",
        "datasetname": "Regional",
        "TableName": table,
        "LineCode": line,
        "GeoFips": areas,
        "Year": year,
        "ResultFormat": "JSON",
    }
    return f"{address}?{urllib.parse.urlencode(words)}"


def check_address(address: str) -> None:
    """Refuse an address that is not one of the web.

    Raises
    ------
    ParameterError
        If it is not.
    """
    if not address.startswith(("https://", "http://")):
        raise ParameterError(
            _("%(address)s is not an address to ask.") % {"address": repr(address)},
            remedy=_("It begins with https://."),
        )


def fetch(
    url: str, path: Path, *, secret: str = "", progress: Callable[[float], None] | None = None
) -> Path:
    """Keep the answer to a question as a file; nothing is left of one that breaks off.

    Parameters
    ----------
    secret
        The key in the address, which no message may show.

    Raises
    ------
    FileError
        If there is no answer, or it is a refusal, which is quoted.
    """
    request = urllib.request.Request(url, headers={"User-Agent": "Maillage"})  # noqa: S310 - checked
    part = path.with_name(path.name + ".part")
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer, part.open("wb") as file:  # noqa: S310 - checked
            promised = int(answer.headers.get("Content-Length") or 0)
            written = 0
            while block := answer.read(BLOCK):
                written += file.write(block)
                check_size(written, promised, progress)
        if promised and written < promised:
            raise unanswered(_("it broke off after %(bytes)s bytes") % {"bytes": written})
        part.replace(path)
    except urllib.error.HTTPError as error:
        said = error.read(400).decode("utf-8", "replace").strip() or error.reason
        raise unanswered(hidden(f"{error.code} {said}", secret)) from error
    except (OSError, ValueError) as error:
        raise unanswered(hidden(str(error), secret)) from error
    finally:
        part.unlink(missing_ok=True)
    return path


def check_size(written: int, promised: int, progress: Callable[[float], None] | None) -> None:
    """Report how far an answer is, and stop one that has no end."""
    if written > MAX_BYTES:
        raise unanswered(_("it is longer than %(limit)s MB") % {"limit": MAX_BYTES >> 20})
    if promised and progress is not None:
        progress(written / promised)


def hidden(words: str, secret: str) -> str:
    """Take the key out of a message."""
    return words.replace(secret, "***") if secret else words


def unanswered(reason: str) -> FileError:
    """Build the error for a question without a usable answer."""
    return FileError(
        _("There is no answer: %(reason)s.") % {"reason": reason.rstrip(".")},
        remedy=_("Check the areas, the industries, the year and the key, then ask again."),
    )
