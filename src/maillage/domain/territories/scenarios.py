"""Keeping what a design run found as a scenario."""

from __future__ import annotations

from django.db import transaction

from maillage import audit
from maillage.domain.territories.outcome import DesignOutcome, Severity
from maillage.domain.territories.request import DesignRequest
from maillage.models import (
    Account,
    AccountAssignment,
    Rep,
    Scenario,
    Territory,
    UnitAssignment,
)

BATCH = 1000


@transaction.atomic
def keep_scenario(*, outcome: DesignOutcome, request: DesignRequest, by: str) -> Scenario:
    """Write the scenario with its territories, units and accounts."""
    scenario = Scenario.objects.create(
        name=free_name(request.name or outcome.title),
        unit_level=outcome.unit_level,
        geography_vintage=outcome.geography_vintage,
        parameters=outcome.parameters,
        statistics=statistics(outcome),
    )
    territories = write_territories(scenario=scenario, outcome=outcome)
    write_units(scenario=scenario, outcome=outcome, territories=territories)
    write_accounts(scenario=scenario, outcome=outcome, territories=territories)
    audit.record(verb="scenario.designed", subject=scenario, by=by, after=outcome.parameters)
    return scenario


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
    pairs = zip(outcome.units["unit"], outcome.units["territory"], strict=True)
    UnitAssignment.objects.bulk_create(
        (
            UnitAssignment(scenario=scenario, unit=unit, territory=territories[number])
            for unit, number in pairs
        ),
        batch_size=BATCH,
    )


def write_accounts(
    *, scenario: Scenario, outcome: DesignOutcome, territories: dict[int, Territory]
) -> None:
    """Write the proposed owner of every account, and the rule and reason."""
    accounts = dict(Account.objects.values_list("external_id", "pk"))
    reps = dict(Rep.objects.values_list("external_id", "pk"))
    reasons = dict(zip(outcome.moves["account"], outcome.moves["reason"], strict=True))
    AccountAssignment.objects.bulk_create(
        (
            AccountAssignment(
                scenario=scenario,
                account_id=accounts[row.account],
                territory=territories.get(row.territory),
                rep_id=reps.get(row.owner_after_id),
                rule=row.rule,
                reason=reasons.get(row.account, ""),
            )
            for row in outcome.accounts.itertuples(index=False)
        ),
        batch_size=BATCH,
    )
