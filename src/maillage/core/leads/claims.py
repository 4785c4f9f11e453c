"""What others claim, with its source: quoted, never facts that Maillage computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from maillage.errors import ParameterError
from maillage.texts import _, language, number


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure that somebody states.

    Parameters
    ----------
    id
        Its requirement, and a letter where that has several.
    french, english
        What is claimed, in both languages.
    figure
        The number in it.
    by
        Who is said to say so; empty where nobody is named.
    written_in
        The language it was written in; the other one is our translation.
    second_hand
        Whether it was read where somebody else cites it.
    verified
        Whether the source itself was read.
    """

    id: str
    french: str
    english: str
    figure: float
    by: str = ""
    written_in: str = "fr"
    second_hand: bool = False
    verified: bool = False

    @property
    def text(self) -> str:
        """What is claimed, in the reader's language."""
        return self.french if language() == "fr" else self.english

    @property
    def translated(self) -> bool:
        """Whether the reader's language is not the one it was written in."""
        return self.written_in != language()

    @property
    def source(self) -> str:
        """Who says so, and whether it was read there; empty where nobody is named."""
        return (
            _("%(source)s, cited at second hand") % {"source": self.by}
            if self.second_hand
            else self.by
        )


def cited(each: str, french: str, english: str, figure: float, by: str) -> Claim:
    """Give a claim that a French text cites from elsewhere."""
    return Claim(each, french, english, figure, by, second_hand=True)


def harvard(each: str, french: str, english: str, figure: float) -> Claim:
    """Give a claim of the study on leads from the web."""
    return Claim(each, french, english, figure, HBR, written_in="en")


HBR: Final = "Oldroyd, McElheran, Elkington, Harvard Business Review, March 2011"

CLAIMS: Final = (
    Claim(
        "D-07",
        "L'intuition commerciale trompe dans 60 % des cas.",
        "The intuition of sales is wrong in 60% of cases.",
        0.60,
    ),
    Claim(
        "E-09a",
        "Sans réponse en 48 h, le prospect signe avec un concurrent.",
        "Without an answer within 48 h, the prospect signs with a competitor.",
        48,
    ),
    cited(
        "E-09b",
        "35 % des leads B2B américains sans réponse dans l'heure vont à un concurrent.",
        "35% of American B2B leads without an answer within the hour go to a competitor.",
        0.35,
        "HubSpot",
    ),
    cited("E-09c", "En France, ils sont 18 %.", "In France, 18% of them do.", 0.18, "HubSpot"),
    Claim(
        "E-09d",
        "Un lead chaud est resté 72 h dans une file du CRM.",
        "A hot lead stayed in a queue of the CRM for 72 h.",
        72,
    ),
    cited(
        "I-10a",
        "Le désalignement coûte 10 % du chiffre d'affaires.",
        "Misalignment costs 10% of revenue.",
        0.10,
        "SiriusDecisions",
    ),
    Claim(
        "I-10b",
        "40 % du budget marketing est sans effet.",
        "40% of the marketing budget has no effect.",
        0.40,
    ),
    cited(
        "I-10c",
        "67 % des leads marketing ne sont jamais traités.",
        "67% of marketing's leads are never worked on.",
        0.67,
        "Aberdeen",
    ),
    cited(
        "I-10d",
        "Le cycle de vente s'allonge de 23 %.",
        "The sales cycle is 23% longer.",
        0.23,
        "Aberdeen",
    ),
    cited("I-10e", "La conversion baisse de 15 %.", "Conversion is 15% lower.", 0.15, "Aberdeen"),
    cited(
        "I-10f",
        "67 % du parcours d'achat se fait avant le premier contact.",
        "67% of the way to a purchase is gone before the first contact.",
        0.67,
        "Gartner",
    ),
    Claim(
        "I-11a",
        "6+ nouveaux clients américains par trimestre.",
        "6+ new American customers a quarter.",
        6,
        "CAAPS",
    ),
    Claim("I-11b", "La France compte 550 000 km².", "France has 550,000 km².", 550_000),
    Claim(
        "I-11c",
        "Les États-Unis comptent 9,8 M km².",
        "The United States have 9.8 M km².",
        9_800_000,
    ),
    Claim(
        "I-11d",
        "Les États-Unis comptent plus de 330 M d'habitants.",
        "The United States have more than 330 M inhabitants.",
        330_000_000,
    ),
    harvard(
        "HBR-a",
        "37 % de 2 241 entreprises des États-Unis ont répondu à un lead du web dans l'heure.",
        "37% of 2,241 US firms answered a web lead within one hour.",
        0.37,
    ),
    harvard(
        "HBR-b",
        "Un contact dans l'heure a environ 7 fois plus de chances de qualifier qu'une heure"
        " plus tard.",
        "Contact within the hour is about 7 times more likely to qualify than an hour later.",
        7,
    ),
)
BY_ID: Final = {each.id: each for each in CLAIMS}


@dataclass(frozen=True, slots=True)
class Loss:
    """What would be lost if a claim held: an amount, and the claim it rests on."""

    amount: float
    of: float
    claim: Claim

    def __str__(self) -> str:
        return _("%(amount)s of %(of)s, if it is true that: %(claim)s (%(source)s)") % {
            "amount": number(self.amount),
            "of": number(self.of),
            "claim": self.claim.text,
            "source": self.claim.source or _("no source given"),
        }


def misalignment_loss(revenue: float) -> Loss:
    """Apply the claim on misalignment to a revenue: 5 M gives 500 K (I-10)."""
    return lost(revenue, "I-10a")


def marketing_waste(budget: float) -> Loss:
    """Apply the claim on budget without effect: 200 K gives 80 K (I-10)."""
    return lost(budget, "I-10b")


def lost(amount: float, claim: str) -> Loss:
    """Apply the share of a claim to an amount."""
    if not 0 <= amount <= 1e15:
        raise ParameterError(
            _("An amount of %(amount)s cannot be lost.") % {"amount": amount},
            remedy=_("Give 0 or more."),
        )
    found = BY_ID[claim]
    return Loss(amount * found.figure, amount, found)
