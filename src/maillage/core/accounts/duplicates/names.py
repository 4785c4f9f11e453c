"""Company names made comparable: without legal forms, accents, abbreviations and trade names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from maillage.core.geography.states import fold

ENGLISH_FORMS: Final = (
    "incorporated|inc|corporation|corp|company|co|limited liability company"
    "|limited liability partnership|limited partnership|limited|ltd|llc|lllp|llp|pllc|plc|lp|pc"
    "|public limited company|professional corporation|unlimited|ulc|pte|pty|gmbh|ag|bv|nv|spa|srl"
)
FRENCH_FORMS: Final = (
    "societe anonyme|societe par actions simplifiee(?: unipersonnelle)?"
    "|societe a responsabilite limitee|entreprise unipersonnelle a responsabilite limitee"
    "|societe civile immobiliere|societe civile(?: professionnelle)?|societe en nom collectif"
    "|sasu|sas|sarlu|sarl|eurl|earl|selarl|selas|selafa|sca|scs|scop|scic|scea|scm|scp|sci|snc|gie"
    "|gaec|sa|ltee|limitee|enregistree|enr|incorporee|cie|compagnie|senc|sencrl|senc rl|spri|sprl"
)
FRENCH_STARTS: Final = "societe|ste|etablissements|ets|entreprise|maison"

_AND: Final = re.compile(r"\s*[&+]\s*")
_DOTTED: Final = re.compile(r"\b((?:\w\.){2,}\w?|(?:\w/){1,}\w)(?=\W|$)")
_SPACED: Final = re.compile(r"\b((?:[a-z] ){1,}[a-z])\b")
_BRACKETS: Final = re.compile(r"[(\[][^)\]]*[)\]]")
_TRADING: Final = re.compile(
    r"[\s,;(]+(?:d\W{0,2}b\W{0,2}a|a\W?k\W?a|f\W?k\W?a|t/a|doing business as|also known as"
    r"|formerly(?: known as)?|trading as|operating as|exer[cç]ant sous(?: le nom(?: de)?)?"
    r"|faisant affaires? sous(?: le nom(?: de)?)?|enseigne|nom commercial)[\s.:]+",
    re.IGNORECASE,
)
_ENDING: Final = re.compile(rf"(?: (?:{ENGLISH_FORMS}|{FRENCH_FORMS}))+$")
_START: Final = re.compile(rf"^(?:(?:the|{FRENCH_STARTS}|sarl|sas|sasu|eurl|sci|sa|snc|scp) )+")
_SMALL_WORDS: Final = "and et the of de du des d la le les l for pour"
_SMALL: Final = frozenset(_SMALL_WORDS.split())
_ABBREVIATIONS: Final = (
    "mfg=manufacturing mfr=manufacturing intl=international int=international svc=services"
    " svcs=services service=services svce=services tech=technologies technology=technologies"
    " techs=technologies assoc=associates assocs=associates associes=associates bros=brothers"
    " ctr=center centre=center hosp=hospital univ=university mgmt=management mgt=management"
    " sys=systems system=systems dist=distribution distr=distribution ind=industries"
    " inds=industries industry=industries industrie=industries eng=engineering"
    " engr=engineering constr=construction const=construction natl=national nat=national"
    " amer=american grp=group groupe=group hldgs=holdings hldg=holdings holding=holdings"
    " lab=laboratories labs=laboratories laboratory=laboratories laboratoire=laboratories"
    " laboratoires=laboratories dept=department ins=insurance fin=financial soc=society"
    " consult=consulting equip=equipment elec=electric prod=products prods=products"
    " mktg=marketing dev=development res=research rsrch=research med=medical logist=logistics"
    " trans=transport transports=transport st=saint ste=sainte mt=mount ft=fort"
    " comm=communications comms=communications solns=solutions soln=solutions"
    " solution=solutions ptnrs=partners partner=partners anlytcs=analytics"
)
_SHORT: Final = dict(pair.split("=") for pair in _ABBREVIATIONS.split())


_TELLING_WORDS: Final = (
    "holdings properties property realty estate immobilier foundation fondation leasing"
    " location ventures capital participations patrimoine invest investments investissements"
    " finance trust retail wholesale europe asia america usa canada france quebec one two"
    " three four five ii iii iv"
)
_TELLING: Final = frozenset(_TELLING_WORDS.split())
"""Words by which companies of one group are told apart."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name to be compared: its words in alphabetical order and in the order they were given.

    ``compact`` has no spaces; ``initials`` are those of three words or more; ``telling`` the
    numbers and words by which companies of one group are told apart; ``trade`` the compact form of
    the other name it goes by, empty where there is none.
    """

    words: str
    compact: str
    initials: str
    telling: str
    trade: str = ""


EMPTY: Final = Name("", "", "", "")


def read_name(text: str) -> Name:
    """Make a company name comparable.

    ``"The I.B.M. Corp., d/b/a Blue & Co"`` is ``ibm``, with the trade name ``blue``.
    """
    if not text:
        return EMPTY
    parts = _TRADING.split(_AND.sub(" and ", text), maxsplit=1)
    words = words_of(parts[0])
    if not words:
        return EMPTY
    return Name(
        words=" ".join(sorted(words)),
        compact="".join(words),
        initials="".join(word[0] for word in words) if len(words) > 2 else "",
        telling=" ".join(sorted({word for word in words if tells(word)})),
        trade="".join(words_of(parts[1])) if len(parts) > 1 else "",
    )


def tells(word: str) -> bool:
    """Whether companies of one group are told apart by a word."""
    return word in _TELLING or word.isdecimal()


def words_of(text: str) -> list[str]:
    """Give the words of a name that tell it from others, long forms of abbreviations included."""
    plain = _DOTTED.sub(lambda found: re.sub(r"[./]", "", found[1]), text)
    folded = fold(_BRACKETS.sub(" ", plain)) or fold(plain)
    folded = _SPACED.sub(lambda found: found[1].replace(" ", ""), folded)
    core = _ENDING.sub("", _START.sub("", folded)) or folded
    words = [_SHORT.get(word, word) for word in core.split()]
    return [word for word in words if word not in _SMALL] or words
