"""Internet domains and telephone numbers made comparable."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from publicsuffixlist import PublicSuffixList

_SHARED: Final = (
    "gmail.com googlemail.com yahoo.com yahoo.fr yahoo.ca ymail.com outlook.com outlook.fr"
    " hotmail.com hotmail.fr hotmail.ca live.com live.fr live.ca msn.com aol.com icloud.com"
    " me.com mac.com proton.me protonmail.com gmx.com gmx.fr gmx.net mail.com zoho.com"
    " comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net"
    " earthlink.net rogers.com bell.net sympatico.ca videotron.ca shaw.ca telus.net orange.fr"
    " wanadoo.fr free.fr sfr.fr laposte.net bbox.fr neuf.fr numericable.fr aliceadsl.fr"
    " facebook.com linkedin.com instagram.com twitter.com x.com youtube.com wixsite.com"
    " business.site google.com sites.google.com"
)
FREE_MAIL: Final = frozenset(_SHARED.split())

_HOST: Final = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?(?://)?(?:[^/@\s]*@)?([^/:?#\s,;]+)")
_EXTENSION: Final = re.compile(r"(?:ext|extension|poste|x|#)\.?\s*\d+\s*$", re.IGNORECASE)
_NOT_DIGIT: Final = re.compile(r"\D")


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def read_domain(text: str) -> str:
    """Give the domain an organisation registered, of an address or an e-mail address.

    ``"https://www.shop.acme.co.uk/fr"`` is ``acme.co.uk``; empty for providers of free mail and
    pages, on which many organisations live, and for what is no domain.
    """
    host = _HOST.match(text.strip().lower())
    if host is None or "." not in host[1]:
        return ""
    found = _suffixes().privatesuffix(host[1].strip(".")) or ""
    return "" if found in FREE_MAIL else found


def read_phone(text: str, country: str) -> str:
    """Give a telephone number in international form; empty where it cannot be a real one.

    ``"(617) 555-0123 x4"`` of ``US`` is ``+16175550123``, ``"01 23 45 67 89"`` of ``FR`` is
    ``+33123456789``.
    """
    typed = _EXTENSION.sub("", text.strip())
    digits = _NOT_DIGIT.sub("", typed.replace("(0)", ""))
    international = typed.startswith(("+", "00", "011"))
    digits = re.sub(r"^(?:011|00)", "", digits) if international else digits
    if len(set(digits[-7:])) < 2:
        return ""
    if country == "FR" or (international and digits.startswith("33")):
        return _french(digits)
    return _american(digits)


def _french(digits: str) -> str:
    bare = digits.removeprefix("33") if len(digits) > 10 else digits
    bare = bare.removeprefix("0")
    return f"+33{bare}" if len(bare) == 9 and bare[0] != "0" else ""


def _american(digits: str) -> str:
    bare = digits.removeprefix("1") if len(digits) == 11 else digits
    possible = len(bare) == 10 and bare[0] not in "01" and bare[3] not in "01"
    return f"+1{bare}" if possible else ""
