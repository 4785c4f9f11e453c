"""Promises and agreements as they are written."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field

from maillage.core.leads.calendars import Whose
from maillage.core.leads.scoring.model import refuse_twice
from maillage.core.leads.sla.policies import Basis, Direction, Escalation, Policy, Target
from maillage.domain.leads.written.base import (
    Text,
    WrittenCondition,
    WrittenOfLeads,
    amount_of,
    amount_text,
    conditions,
    written_conditions,
)
from maillage.domain.leads.written.calendars import WrittenCalendar
from maillage.errors import ParameterError
from maillage.texts import _, quoted


class WrittenEscalation(WrittenOfLeads):
    """Who hears of a breach, and how long after it."""

    to: Annotated[str, Field(min_length=1, max_length=120)]
    after: str = "0m"


class WrittenPolicy(WrittenOfLeads):
    """A promise."""

    name: Text
    direction: Direction
    begins: Text
    fulfilled_by: Text
    within: str
    basis: Basis
    when: list[WrittenCondition] = Field(default_factory=list)
    requires: list[str] = Field(default_factory=list)
    pauses_on: list[str] = Field(default_factory=list)
    resumes_on: list[str] = Field(default_factory=list)
    cancelled_by: list[str] = Field(default_factory=list)
    warnings: list[float] = Field([0.5, 0.8])
    escalations: list[WrittenEscalation] = Field([WrittenEscalation(to="manager")])
    position: int = 0
    version: int = Field(1, ge=1)

    @classmethod
    def of(cls, policy: Policy) -> Self:
        """Write one down."""
        return cls(
            name=policy.id,
            direction=policy.direction,
            begins=policy.begins,
            fulfilled_by=policy.fulfilled_by,
            within=amount_text(policy.target.amount),
            basis=policy.target.basis,
            when=written_conditions(policy.when),
            requires=list(policy.requires),
            pauses_on=list(policy.pauses_on),
            resumes_on=list(policy.resumes_on),
            cancelled_by=list(policy.cancelled_by),
            warnings=list(policy.warnings),
            escalations=[
                WrittenEscalation(to=each.to, after=amount_text(each.after))
                for each in policy.escalations
            ],
            position=policy.position,
            version=policy.version,
        )

    def read(self) -> Policy:
        """Read it."""
        return Policy(
            self.name,
            self.direction,
            self.begins,
            self.fulfilled_by,
            Target(amount_of(self.within), self.basis),
            conditions(self.when),
            tuple(self.requires),
            tuple(self.pauses_on),
            tuple(self.resumes_on),
            tuple(self.cancelled_by),
            tuple(self.warnings),
            tuple(Escalation(each.to, amount_of(each.after)) for each in self.escalations),
            self.position,
            self.version,
        )


class WrittenAgreement(WrittenOfLeads):
    """What marketing and sales promise each other, and the calendar that governs it."""

    calendar: WrittenCalendar
    policies: list[WrittenPolicy] = Field(min_length=1, max_length=100)


class WrittenTerms(WrittenOfLeads):
    """What both teams promise each other, whose calendar governs, and when a lead moves on."""

    whose: Whose = Whose.PROSPECT
    reassign_on_breach: list[Text] = Field(default_factory=list, max_length=100)
    policies: list[WrittenPolicy] = Field(min_length=1, max_length=100)

    def read(self) -> tuple[Policy, ...]:
        """Read the promises.

        Raises
        ------
        ParameterError
            If two have one name, or one is named on whose breach leads move on and is not there.
        """
        names = [each.name for each in self.policies]
        refuse_twice("promise", names)
        if unknown := [each for each in self.reassign_on_breach if each not in names]:
            raise ParameterError(
                _("There is no promise %(name)s on whose breach leads could move on.")
                % {"name": quoted(unknown[0])},
                remedy=_("Name one of: %(names)s.") % {"names": ", ".join(names)},
            )
        return tuple(each.read() for each in self.policies)
