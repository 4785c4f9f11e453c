"""Routing as it is written: pools with their seats, and rules in order."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated

from pydantic import Field

from maillage.core.leads.routing import How
from maillage.domain.leads.written.base import WrittenCondition, WrittenOfLeads

type ShortName = Annotated[str, Field(min_length=1, max_length=120)]
type RepId = Annotated[str, Field(max_length=100)]


class WrittenSeat(WrittenOfLeads):
    """A rep of a pool, their share of turns, and how many undecided leads they take at most."""

    rep: RepId
    weight: int = Field(1, ge=1, le=1_000)
    capacity: int | None = Field(None, ge=0, le=100_000)
    active: bool = True


class WrittenPool(WrittenOfLeads):
    """Reps who take leads in turn."""

    name: ShortName
    members: list[WrittenSeat] = Field([], max_length=1_000)


class WrittenRoutingRule(WrittenOfLeads):
    """Which leads go where: to a pool or a rep that is named, else to the owner."""

    name: ShortName
    when: list[WrittenCondition] = Field([], max_length=20)
    how: How
    pool: str = Field("", max_length=120)
    rep: RepId = ""
    active: bool = True


class WrittenRouting(WrittenOfLeads):
    """All of it."""

    pools: list[WrittenPool] = Field([], max_length=100)
    rules: list[WrittenRoutingRule] = Field([], max_length=200)

    @property
    def fingerprint(self) -> str:
        """What tells it from any other."""
        return sha256(self.model_dump_json(include={"pools", "rules"}).encode()).hexdigest()[:16]


class SeenRouting(WrittenRouting):
    """All of it, with the fingerprint of what its writer looked at; empty to replace anything."""

    seen: str = Field(
        "", max_length=64, description="As it was read; refused where it is not that any more."
    )

    @classmethod
    def of(cls, written: WrittenRouting) -> SeenRouting:
        """Add its own fingerprint."""
        return cls(**written.model_dump(), seen=written.fingerprint)
