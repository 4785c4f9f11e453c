"""Where a small team begins, and how its launch goes (A-19, A-20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
from django.db.models import Count, Q

from maillage.core.market.launch import Finding, Sign, beachhead, launch_findings
from maillage.core.market.priority import EQUAL_WEIGHTS
from maillage.domain.accounts.holdings import in_force
from maillage.domain.market.priority import Priority, prioritise
from maillage.models import Account, Ownership, Rep
from maillage.texts import _, percent

PERIOD = timedelta(days=91)


@dataclass(frozen=True, slots=True)
class Launch:
    """The advice and the signs; ``zones`` are states, the best first, none for larger teams."""

    team: int
    zones: list[str]
    findings: list[Finding]


def launch_advice(*, on: date, team: int | None = None, states: Priority | None = None) -> Launch:
    """Advise where to begin, and detect what goes wrong, of American states.

    Active reps are the team unless told otherwise; touches are those of the last 91 days.
    ``states`` are ranked already; else they are with equal weights.
    """
    ranked = (states or prioritise(weights=EQUAL_WEIGHTS, on=on)).zones
    size = Rep.objects.filter(active=True).count() if team is None else team
    asked = max(size, 1) if team is None else size
    recent = Q(touches__occurred_on__gt=on - PERIOD, touches__occurred_on__lte=on)
    rows = (
        Account.objects.filter(country="US")
        .exclude(state="")
        .order_by()
        .values_list("state")
        .annotate(touches=Count("touches", filter=recent))
    )
    touched = pd.DataFrame(list(rows), columns=["zone", "touches"])
    zones = touched.merge(ranked[["zone", "potential"]], on="zone", how="left")
    held = Ownership.objects.filter(in_force(on), account__country="US").exclude(account__state="")
    pairs = held.order_by().values_list("rep__name", "account__state").distinct()
    owners = pd.DataFrame(list(pairs), columns=["rep", "zone"])
    return Launch(asked, beachhead(ranked, asked), launch_findings(zones, owners, asked))


def advice(launch: Launch) -> str:
    """Say where to begin, "" for larger teams and where nothing is known."""
    if not launch.zones:
        return ""
    text = _("Begin in %(states)s and grow dense there before you extend.")
    return text % {"states": ", ".join(launch.zones)}


def said(finding: Finding) -> str:
    """Say a sign in a sentence."""
    if finding.sign == Sign.TOO_MANY_ZONES:
        text = _("A small team works on %(count)d states: choose two at most, then extend.")
        return text % {"count": finding.figure}
    if finding.sign == Sign.WHOLE_COUNTRY:
        text = _("%(rep)s has accounts in all %(count)d states: that is the whole country.")
        return text % {"rep": finding.about, "count": finding.figure}
    text = _("%(state)s gets %(share)s of the contacts and holds %(worth)s of the potential.")
    shares = {"share": percent(finding.figure), "worth": percent(finding.limit)}
    return text % {"state": finding.about, **shares}
