"""What misalignment would cost if what others claim were true: claims, never our figures (I-10)."""

from __future__ import annotations

from dataclasses import dataclass

from maillage.core.leads.claims import BY_ID, Claim, Loss, lost

LOSSES = {"revenue": "I-10a", "budget": "I-10b", "leads": "I-10c"}
"""What is typed in, and the claim that is applied to it."""
QUOTED = ("I-10d", "I-10e", "I-10f", "E-09a", "E-09b", "E-09c", "HBR-a", "HBR-b")
"""Claims that no amount is made of."""


@dataclass(frozen=True, slots=True)
class Losses:
    """What the claims make of the figures that were typed in, and those they make nothing of."""

    found: dict[str, Loss]
    quoted: tuple[Claim, ...]


def losses(
    *, revenue: float | None = None, budget: float | None = None, leads: float | None = None
) -> Losses:
    """Apply the claims to own figures: 5 M of revenue give 500 K, a budget of 200 K gives 80 K.

    Raises
    ------
    ParameterError
        If a figure is negative or none.
    """
    typed = {"revenue": revenue, "budget": budget, "leads": leads}
    found = {
        name: lost(amount, LOSSES[name]) for name, amount in typed.items() if amount is not None
    }
    return Losses(found, tuple(BY_ID[each] for each in QUOTED))
