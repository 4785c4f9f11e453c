"""What others claim, with its source: texts to be quoted, never facts that Maillage computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from maillage.errors import ParameterError
from maillage.texts import _, number


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure that somebody states.

    Parameters
    ----------
    id
        Its requirement, and a letter where that has several.
    text, figure
        What is claimed, as it was written, and the number in it where there is one.
    source
        Who says so; empty where the text names nobody.
    verified
        Whether the source itself was read.
    """

    id: str
    text: str
    figure: float | None
    source: str
    verified: bool = False


HBR: Final = "Oldroyd, McElheran, Elkington, Harvard Business Review, March 2011"

CLAIMS: Final = (
    Claim("D-07", "L'intuition commerciale trompe dans 60 % des cas.", 0.60, ""),
    Claim("E-09a", "Sans réponse en 48 h, le prospect signe avec un concurrent.", 48, ""),
    Claim(
        "E-09b",
        "35 % des leads B2B américains sans réponse dans l'heure vont à un concurrent.",
        0.35,
        "HubSpot, d'après le texte",
    ),
    Claim("E-09c", "En France, ils sont 18 %.", 0.18, "HubSpot, d'après le texte"),
    Claim("E-09d", "Un lead chaud est resté 72 h dans une file du CRM.", 72, ""),
    Claim(
        "I-10a",
        "Le désalignement coûte 10 % du chiffre d'affaires.",
        0.10,
        "SiriusDecisions, d'après le texte",
    ),
    Claim("I-10b", "40 % du budget marketing est sans effet.", 0.40, ""),
    Claim(
        "I-10c",
        "67 % des leads marketing ne sont jamais traités.",
        0.67,
        "Aberdeen, d'après le texte",
    ),
    Claim("I-10d", "Le cycle de vente s'allonge de 23 %.", 0.23, "Aberdeen, d'après le texte"),
    Claim("I-10e", "La conversion baisse de 15 %.", 0.15, "Aberdeen, d'après le texte"),
    Claim(
        "I-10f",
        "67 % du parcours d'achat se fait avant le premier contact.",
        0.67,
        "Gartner, d'après le texte",
    ),
    Claim("I-11a", "6+ nouveaux clients américains par trimestre.", 6, "CAAPS"),
    Claim("I-11b", "La France compte 550 000 km².", 550_000, ""),
    Claim("I-11c", "Les États-Unis comptent 9,8 M km².", 9_800_000, ""),
    Claim("I-11d", "Les États-Unis comptent plus de 330 M d'habitants.", 330_000_000, ""),
    Claim("HBR-a", "37 % of 2,241 US firms answered a web lead within one hour.", 0.37, HBR),
    Claim(
        "HBR-b",
        "Contact within the hour is about 7 times more likely to qualify than an hour later.",
        7,
        HBR,
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
    assert found.figure is not None, "claims of losses have a share"
    return Loss(amount * found.figure, amount, found)
