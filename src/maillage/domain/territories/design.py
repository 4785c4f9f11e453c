"""Designing territories: from the workspace's data to territories with owners."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage import reference
from maillage.core.territories import (
    Alignment,
    Finding,
    Progress,
    SearchParameters,
    prove,
    solve,
)
from maillage.core.territories.findings import no_plan
from maillage.core.territories.model import build_model
from maillage.core.territories.solver import default_parameters
from maillage.domain.demo import holds_generated_data
from maillage.domain.territories.framing import Frame, frame_problem
from maillage.domain.territories.outcome import DesignOutcome
from maillage.domain.territories.people import appoint
from maillage.domain.territories.refusals import in_words
from maillage.domain.territories.request import DesignRequest
from maillage.domain.territories.scenarios import keep_scenario
from maillage.domain.territories.tables import (
    accounts_table,
    moves_table,
    number_from_west,
    reps_table,
    territories_table,
    units_table,
)
from maillage.domain.territories.verdict import (
    estimate_gain,
    run_checks,
    summarise_measure,
)
from maillage.errors import InfeasibleError


def design_territories(
    *,
    request: DesignRequest,
    progress: Callable[[Progress], None] | None = None,
    by: str = "",
) -> DesignOutcome:
    """Cut the country into territories, staff them, give accounts their owners, keep the scenario.

    Raises
    ------
    InfeasibleError
        If what is asked is impossible; nothing is kept.
    InputError
        If data is missing.
    """
    frame = frame_problem(request=request)
    alignment = search(frame=frame, progress=progress)
    if request.prove:
        alignment = bounded(frame=frame, alignment=alignment, progress=progress)
    alignment = renumber(frame, alignment)
    outcome = conclude(frame=frame, alignment=alignment)
    keep_scenario(outcome=outcome, request=request, by=by)
    return outcome


def search(
    *,
    frame: Frame,
    progress: Callable[[Progress], None] | None,
    cancelled: Callable[[], bool] | None = None,
    start: np.ndarray | None = None,
) -> Alignment:
    """Run the engine, from a plan where one is given; a refusal names places and reps.

    Raises
    ------
    InfeasibleError
        If what is asked is impossible.
    CancelledError
        If ``cancelled`` answered true.
    """
    try:
        alignment = solve(
            frame.problem,
            parameters=effort(frame),
            seed=frame.request.seed,
            progress=progress,
            cancelled=cancelled,
            start=start,
        )
    except InfeasibleError as error:
        findings = [each for each in error.findings if isinstance(each, Finding)]
        raise InfeasibleError([in_words(finding=each, frame=frame) for each in findings]) from None
    if alignment.impossible:
        raise InfeasibleError([no_plan(frame.problem.territories)])
    return alignment


def bounded(
    *,
    frame: Frame,
    alignment: Alignment,
    progress: Callable[[Progress], None] | None,
    cancelled: Callable[[], bool] | None = None,
) -> Alignment:
    """Prove how near to the best possible the plan is, unless it is proven to be the best."""
    if alignment.proven:
        return alignment

    def report(share: float, bound: float) -> None:
        if progress is not None:
            progress(Progress("proving", share, alignment.seconds, alignment.value, bound=bound))

    return alignment.with_certificate(prove(frame.problem, progress=report, cancelled=cancelled))


def effort(frame: Frame) -> SearchParameters:
    """The engine's usual search, longer or shorter as the person wants."""
    usual = default_parameters(build_model(frame.problem))
    effort = frame.request.effort
    return dataclasses.replace(
        usual,
        proposals=max(1, round(usual.proposals * effort)),
        attempts=round(usual.attempts * effort),
        restarts=max(1, round(usual.restarts * effort)),
    )


def renumber(frame: Frame, alignment: Alignment) -> Alignment:
    """Count free territories from west to east; those that belong to reps keep their order."""
    if frame.anchors:
        return alignment
    place = number_from_west(alignment)
    order = np.argsort(place)
    figures = {
        field.name: getattr(alignment.statistics, field.name)
        for field in dataclasses.fields(alignment.statistics)
    }
    statistics = dataclasses.replace(
        alignment.statistics,
        **{name: array[order] for name, array in figures.items() if isinstance(array, np.ndarray)},
    )
    labels = place[alignment.labels]
    return dataclasses.replace(alignment, labels=labels, statistics=statistics)


def conclude(*, frame: Frame, alignment: Alignment) -> DesignOutcome:
    """Put everything the run found into tables and figures."""
    request = frame.request
    people = appoint(frame=frame, alignment=alignment)
    territories = territories_table(frame=frame, alignment=alignment, people=people)
    accounts = accounts_table(frame=frame, people=people)
    return DesignOutcome(
        title=request.name or _("Sales territories"),
        created_at=timezone.now(),
        country="US",
        unit_level=request.level.value,
        geography_vintage=reference.CURRENT_COUNTY_VINTAGE,
        territories=territories,
        units=units_table(frame=frame, people=people),
        accounts=accounts,
        reps=reps_table(
            frame=frame,
            people=people,
            territories=territories,
            owners=people.owners.owners,
        ),
        moves=moves_table(frame=frame, people=people),
        measures=tuple(
            summarise_measure(
                frame=frame, alignment=alignment, people=people, measure=measure, column=column
            )
            for column, measure in enumerate(frame.measures)
        ),
        checks=run_checks(frame=frame, alignment=alignment, people=people, accounts=accounts),
        gain=estimate_gain(frame=frame, accounts=accounts, people=people),
        disruption=frame.disruption(people.owners),
        disruption_measure=frame.stake,
        seconds=alignment.seconds,
        seed=alignment.seed,
        compactness_gap=proven_gap(alignment),
        generated_data=holds_generated_data(),
        parameters=parameters(frame),
        edges=unit_pairs(frame),
        shapes=frame.split.areas,
    )


def proven_gap(alignment: Alignment) -> float | None:
    """Share by which another plan could be more compact, 0 where none is; None where unknown."""
    if alignment.proven:
        return 0.0
    return alignment.gap if np.isfinite(alignment.gap) else None


def parameters(frame: Frame) -> dict[str, object]:
    """What was asked, as plain values for the workbook and the machine summary."""
    request = frame.request
    return {
        "level": request.level.value,
        "states": list(request.states),
        "territories": frame.problem.territories,
        "homes": request.homes.value,
        "targets": request.targets.value,
        "contiguity": request.contiguity,
        "split": list(request.split),
        "locks": len(frame.problem.locks),
        "groups": len(frame.problem.groups),
        "links": [list(link) for link in request.links],
        "disruption_cap": request.disruption_cap,
        "disruption_price_km": request.disruption_price_km,
        "seed": request.seed,
        "effort": request.effort,
        "on": request.on.isoformat(),
        "measures": [
            {
                "name": each.source.value,
                "tolerance": each.tolerance,
                "industries": list(each.industries),
            }
            for each in request.measures
        ],
    }


def unit_pairs(frame: Frame) -> tuple[tuple[str, str], ...]:
    """Neighbouring units by code."""
    codes = frame.units["unit"].to_numpy(object)
    return tuple(zip(codes[frame.edges[:, 0]], codes[frame.edges[:, 1]], strict=True))
