"""The life of a lead: raw, MQL, accepted or rejected, SQL, opportunity (X-12, X-13)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from maillage.core.leads.instants import micros
from maillage.errors import ConflictError
from maillage.texts import _, quoted


class Life(StrEnum):
    """Where a lead is."""

    RAW = "raw"
    MQL = "mql"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SQL = "sql"
    OPPORTUNITY = "opportunity"


NEXT: Final = {
    Life.RAW: (Life.MQL,),
    Life.MQL: (Life.ACCEPTED, Life.REJECTED),
    Life.ACCEPTED: (Life.SQL, Life.REJECTED),
    Life.SQL: (Life.OPPORTUNITY, Life.REJECTED),
    Life.REJECTED: (Life.RAW,),
    Life.OPPORTUNITY: (),
}
"""Where a lead can go; a rejected one is recycled to the beginning."""
CALLERS: Final = frozenset({"marketing", "sdr"})
"""Who makes the validation call that an SQL needs, unless told otherwise (X-12)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One move of a lead, never changed: where to, when, why, and who called."""

    to: Life
    at: datetime
    reason: str = ""
    called_by: str = ""


@dataclass(frozen=True, slots=True)
class LifeState:
    """Where a lead is, and all its moves.

    ``accepted_at`` and ``sql_at`` are both kept: the source calls either of them the MQL to SQL
    rate (X-13).
    """

    life: Life = Life.RAW
    steps: tuple[Step, ...] = ()

    def when(self, life: Life) -> datetime | None:
        """Give when it last came to a stage of its life, since it was last recycled."""
        found = None
        for step in self.steps:
            found = step.at if step.to is life else None if step.to is Life.RAW else found
        return found

    @property
    def accepted_at(self) -> datetime | None:
        """When sales accepted it."""
        return self.when(Life.ACCEPTED)

    @property
    def sql_at(self) -> datetime | None:
        """When it became an SQL."""
        return self.when(Life.SQL)

    @property
    def recycled(self) -> int:
        """How many times it began anew."""
        return sum(step.to is Life.RAW for step in self.steps)


def move(state: LifeState, step: Step, *, callers: Iterable[str] = CALLERS) -> LifeState:
    """Move a lead.

    Parameters
    ----------
    state, step
        Where it is, and the move.
    callers
        Roles whose validation call makes an SQL.

    Raises
    ------
    ConflictError
        If it cannot go there from where it is, or something is missing; the message says why.
    """
    micros(step.at)
    step = replace(step, at=step.at.astimezone(UTC), reason=step.reason.strip())
    if step.to not in NEXT[state.life]:
        raise ConflictError(
            _("A lead that is %(life)s cannot become %(to)s.")
            % {"life": quoted(state.life.value), "to": quoted(step.to.value)},
            remedy=_("It can become: %(lives)s.")
            % {"lives": ", ".join(each.value for each in NEXT[state.life]) or "–"},
        )
    if state.steps and step.at < state.steps[-1].at:
        raise ConflictError(
            _("The lead moved on %(last)s; an earlier move on %(moment)s cannot follow.")
            % {"last": state.steps[-1].at.isoformat(), "moment": step.at.isoformat()},
            remedy=_("Check the date."),
        )
    if step.to is Life.REJECTED and not step.reason:
        raise ConflictError(
            _("A lead is rejected with a reason."),
            remedy=_("Say why it does not qualify (E-06)."),
        )
    if step.to is Life.SQL and step.called_by not in set(callers):
        raise ConflictError(
            _("An SQL needs a validation call by one of: %(roles)s.")
            % {"roles": ", ".join(sorted(callers))},
            remedy=_("Record the call and who made it first (D-04)."),
        )
    return LifeState(step.to, (*state.steps, step))
