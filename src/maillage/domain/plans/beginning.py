"""A plan to begin with: what is known of a rep's accounts, and figures that are to be replaced."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone

from maillage.core.plans.amounts import apportion
from maillage.domain.accounts.criteria.presets import LARGE, SMALL
from maillage.domain.accounts.holdings import held_by
from maillage.domain.plans.targets import target_handed_down
from maillage.models import Rep
from maillage.models.accounts import Status
from maillage.texts import _

SHARES: Final = (60, 30, 10)
"""Existing clients, new ones, references: the example of K-02."""
MEETINGS: Final = 8
"""A month; with the rate, two deals a month are to bring what new clients are to bring."""
RATE: Final = Decimal("0.25")
WHOLE: Final = 100


def begun_plan(*, rep: Rep, starts_on: date, objective: Decimal | None = None) -> dict[str, Any]:
    """Write a first plan of a rep: sources 60/30/10, and their accounts counted into segments.

    Shares of sales and of time follow the potential of the segments, the number of their accounts
    where no potential is known.

    Parameters
    ----------
    objective
        Of the year, above 0; what was handed down to the rep where left out.

    Raises
    ------
    InputError
        If it is left out, and nothing was handed down.
    """
    currency = ""
    if objective is None:
        target = target_handed_down(rep, starts_on)
        objective, currency = target.amount, target.currency
    segments = segments_of(rep)
    names = (_("Existing clients"), _("New clients"), _("References and partners"))
    meeting, sale = _("meeting"), _("sale")
    funnel = {
        "planned": {"count": MEETINGS, "per": "month"},
        "deal": {"mean": float(objective * SHARES[1] / 100 / (MEETINGS * 12 * RATE))},
        "stages": [meeting, sale],
        "conversions": [{"rate": float(RATE)}],
    }
    sources = [
        {"name": name, "share": str(Decimal(share) / 100)}
        for name, share in zip(names, SHARES, strict=True)
    ]
    sources[1] |= funnel
    return {
        "name": f"{rep.name} {starts_on.year}",
        "objective": str(objective),
        "currency": currency,
        "starts_on": starts_on.isoformat(),
        "sources": sources,
        "segments": segments,
        "quarters": ["0.25"] * 4,
        "activities": [{"name": _("First meetings"), "count": MEETINGS, "per": "month"}],
        "steps_note": {
            "sources": _(
                "The deal, the conversion and the meetings are a beginning: put your own in."
            )
        },
    }


def segments_of(rep: Rep) -> list[dict[str, Any]]:
    """The accounts of a rep by potential and engagement, those that have some (K-03, X-24)."""
    rows = held_by(rep, timezone.localdate()).values_list("potential", "status", "name")
    groups: dict[str, list[tuple[float, str]]] = {}
    for potential, status, name in rows.order_by("name"):
        groups.setdefault(group_of(potential, status), []).append((potential or 0.0, name))
    named = {name: groups[name] for name in group_names() if name in groups}
    weights = [sum(potential for potential, _name in group) for group in named.values()]
    shares = whole_shares(weights if any(weights) else [len(group) for group in named.values()])
    return [
        {
            "name": name, "accounts": len(group), "sales": str(share), "time": str(share),
            "potential": round(sum(potential for potential, _name in group), 2),
            "priorities": first_of(group),
        }
        for (name, group), share in zip(named.items(), shares, strict=True)
    ]  # fmt: skip


def first_of(group: list[tuple[float, str]]) -> list[str]:
    """The three accounts with the largest potential, where it is known."""
    best = sorted(group, key=lambda each: -each[0])[:3]
    return [name[:200] for potential, name in best if potential and name]


def whole_shares(weights: Iterable[float]) -> list[Decimal]:
    """Shares in whole percent that make a whole."""
    listed = list(weights)
    return [Decimal(part) / WHOLE for part in apportion(WHOLE, listed)] if listed else []


def group_names() -> list[str]:
    """The names of all groups, those of the most potential first."""
    return [group_of(potential, status) for potential in POTENTIALS for status in ENGAGEMENT]


POTENTIALS: Final = (LARGE + 1.0, float(SMALL), 0.0)
ENGAGEMENT: Final = (Status.CUSTOMER, Status.DORMANT, Status.PROSPECT)


def group_of(potential: float | None, status: str) -> str:
    """The group of an account: exactly 100,000 and 500,000 are in the middle (X-24)."""
    amount = potential or 0.0
    size = (
        _("High potential") if amount > LARGE
        else _("Medium potential") if amount >= SMALL
        else _("Low potential")
    )  # fmt: skip
    engagement = (
        {
            Status.CUSTOMER: _("Active customers"),
            Status.DORMANT: _("Dormant customers"),
        }.get(Status(status), _("Cold prospects"))
        if status in Status.values
        else _("Cold prospects")
    )
    return _("%(name)s: %(value)s") % {"name": size, "value": engagement}
