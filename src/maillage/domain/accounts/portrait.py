"""What is known of one account on a day: its fit, its signals, and who told each value."""

from __future__ import annotations

from datetime import date
from typing import Any

from maillage.core.accounts.icp.criteria import read_icp
from maillage.core.accounts.icp.fit import Answer
from maillage.core.accounts.signals import counts
from maillage.domain.accounts.icp.matching import fit_of
from maillage.domain.accounts.icp.versions import icp_in_force
from maillage.domain.accounts.icp.words import asked_words, known_words
from maillage.domain.accounts.signals import signals_of
from maillage.models import Account

SIGNAL = ("id", "kind", "name", "strength", "seen_on", "expires_on", "source")


def fit_told(account: Account, on: date) -> dict[str, Any] | None:
    """Say how an account fits the profile in force on a day, criterion by criterion.

    ``version`` (its number) · ``key`` (of its page) · ``answer`` · ``findings``, each with
    ``criterion`` · ``answer`` · ``asked`` · ``known``; None where no profile is in force.
    """
    version = icp_in_force(on)
    if version is None:
        return None
    icp = read_icp(version.criteria)
    fit, asked = fit_of(account, icp, on), asked_words(icp)
    rows = [
        {
            "criterion": each.criterion,
            "answer": each.answer,
            "asked": asked[each.criterion],
            "known": known_words(each),
        }
        for each in fit.findings
    ]
    return {
        "version": version.number,
        "key": version.pk,
        "answer": Answer(fit.answer),
        "findings": rows,
    }


def signals_told(account: Account, on: date, most: int | None = None) -> list[dict[str, Any]]:
    """List the signals of an account up to a day, the newest first, and whether each counts."""
    return [
        {name: getattr(row, name) for name in SIGNAL}
        | {"counts": counts(row.seen_on, row.expires_on, on)}
        for row in signals_of(account, on)[:most]
    ]


def facts_told(account: Account) -> list[dict[str, Any]]:
    """List who told the values an account holds now: ``field`` · ``source`` · ``seen_on``."""
    latest = {
        row.field: row for row in account.facts.order_by("seen_on", "pk") if holds(account, row)
    }
    return [
        {"field": name, "source": row.source, "seen_on": row.seen_on}
        for name, row in sorted(latest.items())
    ]


def holds(account: Account, fact: Any) -> bool:
    """Whether an account still has a value that was told."""
    return bool(getattr(account, fact.field, None) == fact.value)
