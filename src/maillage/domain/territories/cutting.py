"""Which way to cut the market, by what is asked and by the accounts of the workspace (A-06)."""

from __future__ import annotations

from enum import StrEnum

import pandas as pd
from django.db import transaction

from maillage import audit
from maillage.core.geography.states import fold
from maillage.core.market.naics import ALL, read_code, sector
from maillage.core.territories.cut_evidence import evidence
from maillage.core.territories.cuts import Advice, Offer, Stage, recommend
from maillage.domain.accounts.policy import policy_in_force
from maillage.errors import ParameterError
from maillage.models import Account, Membership, Rep
from maillage.models.accounts import Status
from maillage.texts import _, quoted


@transaction.atomic
def choose_cut(*, offer: str, stage: str, team: int | None = None, by: str | Membership) -> Advice:
    """Recommend how to cut the market, and record what was asked and answered (A-06).

    ``team`` are the active reps unless told otherwise.

    Raises
    ------
    ParameterError
        If the offer, the stage or the team cannot be.
    """
    size = team_of_today() if team is None else team
    advice = recommend(
        offer=read_word(Offer, offer),
        stage=read_word(Stage, stage),
        team=size,
        found=evidence(accounts_by_group(), size),
    )
    policy = policy_in_force()
    before = policy.choice
    cuts = [cut.value for cut in advice.cuts]
    policy.choice = {"offer": offer, "stage": stage, "team": size, "cuts": cuts}
    policy.save()
    audit.record(
        verb="cut.chosen", subject=policy, by=by, before=before or None, after=policy.choice
    )
    return advice


def team_of_today() -> int:
    """Count the active reps, one at least."""
    return max(1, Rep.objects.filter(active=True).count())


def read_word[Word: StrEnum](kind: type[Word], written: str) -> Word:
    """Read one of a few words.

    Raises
    ------
    ParameterError
        If it is none of them.
    """
    if written not in {*kind}:
        raise ParameterError(
            _("%(word)s is none of the answers.") % {"word": quoted(written[:60])},
            remedy=_("Use one of: %(choices)s.") % {"choices": ", ".join(kind)},
        )
    return kind(written)


def accounts_by_group() -> pd.DataFrame:
    """Read of accounts what :func:`maillage.core.territories.cut_evidence.evidence` looks at."""
    names = ["country", "state", "naics", "industry", "potential", "status"]
    rows = list(Account.objects.order_by("pk").values_list(*names))
    table = pd.DataFrame.from_records(rows, columns=names).astype({"potential": "float64"})
    zone = table["country"] + " " + table["state"]
    industry = [
        industry_of(naics, text)
        for naics, text in zip(table["naics"], table["industry"], strict=True)
    ]
    return pd.DataFrame(
        {
            "zone": zone.where(table["state"] != "", "").astype(object),
            "industry": pd.Series(industry, dtype=object),
            "potential": table["potential"],
            "customer": table["status"] != Status.PROSPECT,
        }
    )


def industry_of(naics: str, text: str) -> str:
    """Name the sector of an account, else its industry as it is written, "" where not known."""
    code = read_code(naics) if naics.isascii() else None
    return sector(code) if code and code != ALL else fold(text)
