"""Keeping what a design run found as a scenario."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import Model

from maillage import audit
from maillage.domain.territories.editing.summary import sum_up
from maillage.domain.territories.outcome import DesignOutcome, Severity
from maillage.domain.territories.request import DesignRequest
from maillage.domain.territories.stored_request import stored
from maillage.domain.workspace import unusable_workspace
from maillage.errors import InputError
from maillage.models import (
    Account,
    AccountAssignment,
    Rep,
    Scenario,
    Territory,
    UnitAssignment,
)
from maillage.texts import _


def keep_scenario(*, outcome: DesignOutcome, request: DesignRequest, by: str) -> Scenario:
    """Write the scenario with its territories, units and accounts: all of it, or nothing.

    Raises
    ------
    InputError
        If an account was deleted while the design ran.
    WorkspaceError
        If the database cannot be written to, for example because the disk is full.
    """
    try:
        return write_scenario(outcome=outcome, request=request, by=by)
    except OperationalError as error:
        raise unusable_workspace(error) from error


@transaction.atomic
def write_scenario(*, outcome: DesignOutcome, request: DesignRequest, by: str) -> Scenario:
    """Write the scenario with its territories, units and accounts."""
    scenario = Scenario.objects.create(
        name=free_name(request.name or outcome.title),
        unit_level=outcome.unit_level,
        geography_vintage=outcome.geography_vintage,
        parameters=outcome.parameters,
        statistics=statistics(outcome),
        request=stored(lasting(request, len(outcome.territories))),
    )
    territories = write_territories(scenario=scenario, outcome=outcome)
    write_units(scenario=scenario, outcome=outcome, territories=territories)
    write_accounts(scenario=scenario, outcome=outcome, territories=territories)
    sum_up(scenario=scenario)
    audit.record(verb="scenario.designed", subject=scenario, by=by, after=outcome.parameters)
    return scenario


def lasting(request: DesignRequest, territories: int) -> DesignRequest:
    """What stays of a request once there are territories: units kept for reps are locked then."""
    return dataclasses.replace(request, keep=(), name="", territories=territories, target_size=None)


def free_name(wanted: str) -> str:
    """The name wanted, with a number behind it when it is taken."""
    name, number = wanted[:100], 1
    while Scenario.objects.filter(name=name).exists():
        number += 1
        name = f"{wanted[:100]} ({number})"
    return name


def statistics(outcome: DesignOutcome) -> dict[str, object]:
    """The figures of the scenario's summary."""
    return {
        "measures": {
            each.name: {
                "total": each.total,
                "largest_deviation": each.largest_deviation_after,
                "residual": each.residual,
            }
            for each in outcome.measures
        },
        "moves": len(outcome.moves),
        "disruption": outcome.disruption,
        "failed": [each.code for each in outcome.checks if each.severity is Severity.FAILED],
        "seconds": outcome.seconds,
    }


def write_territories(*, scenario: Scenario, outcome: DesignOutcome) -> dict[int, Territory]:
    """Write the territories; returns them by number."""
    reps = {rep.external_id: rep for rep in Rep.objects.all()}
    made = [
        Territory(
            scenario=scenario,
            number=row.number,
            name=row.name,
            colour=row.colour,
            rep=reps.get(row.rep_id),
        )
        for row in outcome.territories.itertuples(index=False)
    ]
    return {each.number: each for each in Territory.objects.bulk_create(made)}


def write_units(
    *, scenario: Scenario, outcome: DesignOutcome, territories: dict[int, Territory]
) -> None:
    """Write the territory of every unit."""
    keys = {number: territory.pk for number, territory in territories.items()}
    columns = outcome.units[["unit", "territory", "locked"]].itertuples(index=False, name=None)
    rows = [(scenario.pk, unit, keys[number], bool(locked)) for unit, number, locked in columns]
    insert(UnitAssignment, ("scenario", "unit", "territory", "locked"), rows)


def write_accounts(
    *, scenario: Scenario, outcome: DesignOutcome, territories: dict[int, Territory]
) -> None:
    """Write the proposed owner of every account, and the rule and reason."""
    accounts = dict(Account.objects.values_list("external_id", "pk"))
    for account in sorted(set(outcome.accounts["account"]) - accounts.keys()):
        raise InputError(
            _("The account %(account)s was deleted while the design ran.") % {"account": account},
            remedy=_("Design again."),
        )
    reps = dict(Rep.objects.values_list("external_id", "pk"))
    reasons = dict(zip(outcome.moves["account"], outcome.moves["reason"], strict=True))
    keys = {number: territory.pk for number, territory in territories.items()}
    columns = outcome.accounts[["account", "territory", "owner_after_id", "rule"]]
    insert(
        AccountAssignment,
        ("scenario", "account", "territory", "rep", "rule", "reason"),
        [
            (
                scenario.pk, accounts[account], keys.get(number), reps.get(rep), str(rule),
                reasons.get(account, ""),
            )
            for account, number, rep, rule in columns.itertuples(index=False, name=None)
        ],
    )  # fmt: skip


def insert(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write many rows past the object layer: there may be hundreds of thousands."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(model._meta.get_field(name).column) for name in names)
    places = ", ".join(["%s"] * len(names))
    table = quote(model._meta.db_table)
    statement = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608 - names of ours
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)
