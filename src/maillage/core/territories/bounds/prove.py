"""``prove``: how near to the best possible a plan is, at least."""

from __future__ import annotations

import time
from collections.abc import Callable

from maillage.core.territories.bounds.certificate import Certificate
from maillage.core.territories.bounds.fixed import has_fixed_centres, prove_fixed
from maillage.core.territories.bounds.free import bound_free
from maillage.core.territories.problem import Problem
from maillage.core.territories.values import positive
from maillage.errors import CancelledError, ParameterError
from maillage.texts import _


def prove(
    problem: Problem,
    *,
    effort: float = 1.0,
    deadline: float | None = None,
    progress: Callable[[float, float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Certificate:
    """A lower bound on the value of every plan for the problem, with its certificate.

    Parameters
    ----------
    problem
        What is asked. Connectivity and sets to separate are left out of the bound, which holds all
        the same; so are locks, forbidden pairs, groups and continuity where centres are not given.
    effort
        How long to try: 1 takes about 15 CPU seconds for 3,000 units and 90 for 40,000. Given
        centres take a few seconds whatever the effort.
    deadline
        Seconds after which what is known is made into a certificate; the answer then depends on the
        machine.
    progress
        Called several times a second with the share done and the best bound so far.
    cancelled
        Asked as often; stops the proof when it answers true.

    Returns
    -------
    Certificate
        The same for the same problem and effort.

    Raises
    ------
    CancelledError
        If ``cancelled`` answered true.
    ParameterError
        If the effort or the deadline is not finite and above 0, or travel between units is given:
        no bound is known then.
    """
    positive(effort, _("The effort"))
    if deadline is not None:
        positive(deadline, _("The deadline"))
    fixed = has_fixed_centres(problem)
    if not fixed and (problem.travel is not None or problem.power != 2):
        raise ParameterError(
            _("The distance of a plan to the best possible cannot be bounded with given travel."),
            remedy=_("Leave the travel out to use great-circle distances, or use the exact mode."),
        )
    began = time.perf_counter()

    def report(share: float, bound: float) -> None:
        if cancelled is not None and cancelled():
            raise CancelledError(_("The proof was stopped."))
        if progress is not None:
            progress(share, bound)

    if fixed:
        return prove_fixed(problem, deadline=deadline, report=report)
    found = bound_free(problem, effort=effort, deadline=deadline, report=report)
    return Certificate("free", found.bound, found.prices, found.values, time.perf_counter() - began)
