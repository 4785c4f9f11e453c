"""Streets and postal codes made comparable."""

from __future__ import annotations

import re
from typing import Final

from maillage.core.geography.postal import normalise_postal
from maillage.core.geography.states import fold

_ABBREVIATIONS: Final = (
    "street=st avenue=ave av=ave boulevard=blvd bd=blvd bld=blvd boul=blvd road=rd drive=dr"
    " lane=ln court=ct place=pl square=sq parkway=pkwy pky=pkwy highway=hwy circle=cir"
    " terrace=ter trail=trl turnpike=tpke plaza=plz center=ctr centre=ctr expressway=expy"
    " freeway=fwy crossing=xing heights=hts point=pt route=rte chemin=ch impasse=imp allee=all"
    " faubourg=fbg quai=qu cours=crs rue=r north=n south=s east=e west=w northeast=ne"
    " northwest=nw southeast=se southwest=sw nord=n sud=s est=e ouest=w first=1 second=2"
    " third=3 fourth=4 fifth=5 sixth=6 seventh=7 eighth=8 ninth=9 saint=st sainte=ste mount=mt"
    " fort=ft"
)
_SHORT: Final = dict(pair.split("=") for pair in _ABBREVIATIONS.split())
_ORDINAL: Final = re.compile(r"\b(\d+)(?:st|nd|rd|th|e|eme)\b")
_INSIDE: Final = re.compile(
    r"[\s,]+(?:\d+(?:st|nd|rd|th|e|er|[eè]me)? (?:floor|[eé]tage)\b"
    r"|(?:(?:suite|ste|unit|apt|apartment|room|rm|floor|fl|bldg|building|bureau|b[aâ]t(?:iment)?"
    r"|[eé]tage|escalier|esc)\b\.?|#)\s*(?:[a-z]?-?\d[\w-]*|[a-z])\b).*$"
)
_BOX: Final = re.compile(r"^(?:p ?o ?box|post office box|boite postale|b ?p|case postale|cp) (\w+)")
_NUMBER: Final = re.compile(r"^(\d+)")


def read_street(text: str) -> tuple[str, str]:
    """Make a street comparable: (its words, its house number), without suites and floors.

    ``"1200 North Main Street, Suite 4"`` is ``("1200 n main st", "1200")``.
    """
    if not text:
        return "", ""
    plain = fold(_INSIDE.sub("", " " + text.lower().replace(".", " ")) or text)
    if box := _BOX.match(plain):
        return f"po box {box[1]}", box[1]
    words = [_SHORT.get(word, word) for word in _ORDINAL.sub(r"\1", plain).split()]
    number = _NUMBER.match(words[0]) if words else None
    return " ".join(words), number[1] if number else ""


def read_postal(text: str, country: str) -> str:
    """Make a postal code comparable: country and code, empty where it cannot be read."""
    code = normalise_postal(text, country)
    return f"{code.country}{code.code}" if code.code else ""
