"""The accounts of a rep in the groups of a plan's third step (K-03)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from statistics import fmean
from typing import Final

from maillage.core.plans.grouping import Account as Known
from maillage.core.plans.grouping import Engagement, Grouped, grouped
from maillage.core.plans.matrices import POTENTIAL, Bounds
from maillage.domain.reviews.points import held_by
from maillage.models import Opportunity, Outcome, Rep
from maillage.models.accounts import Status

ENGAGED: Final = {
    Status.CUSTOMER: Engagement.ACTIVE,
    Status.DORMANT: Engagement.DORMANT,
    Status.PROSPECT: Engagement.COLD,
}
"""As in the segments that Maillage proposes."""


def groups_of(*, rep: Rep, on: date, potentials: Bounds = POTENTIAL) -> list[Grouped[str]]:
    """Group the accounts that a rep owns on a day; the largest potential first.

    The cycle of an account is the mean of its won opportunities; who decides is not recorded, and
    so is not known of any.

    Parameters
    ----------
    potentials
        Bounds of a middle potential, in the currency of the workspace.
    """
    cycles = cycles_of(rep, on)
    return grouped(
        (
            Known(number, potential, ENGAGED.get(Status(status)), cycles.get(pk))
            for pk, number, potential, status in held_by(rep, on)
            .order_by("pk")
            .values_list("pk", "external_id", "potential", "status")
        ),
        potentials=potentials,
    )


def cycles_of(rep: Rep, on: date) -> dict[int, float]:
    """Days from the opening to the signature of what the rep's accounts bought by a day."""
    won = Opportunity.objects.filter(
        account__in=held_by(rep, on), outcome=Outcome.WON, opened_on__isnull=False,
        closed_on__lte=on,
    )  # fmt: skip
    days: dict[int, list[int]] = defaultdict(list)
    for account, opened, closed in won.values_list("account", "opened_on", "closed_on"):
        days[account].append((closed - opened).days)
    return {account: fmean(each) for account, each in days.items()}
