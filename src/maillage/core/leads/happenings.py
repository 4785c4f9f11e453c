"""What is known of a lead and what happened to it: immutable, in UTC."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from maillage.core.leads.conditions import Value, Values
from maillage.core.leads.instants import micros
from maillage.errors import ParameterError
from maillage.texts import _, quoted


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a lead.

    Parameters
    ----------
    id
        Its own; what comes twice counts once.
    kind, at
        What, and when; kept in UTC.
    carried
        What else is known of it: the page, the content, the reason.
    source
        Where it was recorded.
    """

    id: str
    kind: str
    at: datetime
    carried: Values = field(default_factory=dict)
    source: str = ""

    def __post_init__(self) -> None:
        """Keep the instant in UTC."""
        micros(self.at)
        object.__setattr__(self, "at", self.at.astimezone(UTC))


@dataclass(frozen=True, slots=True)
class Fact:
    """What became known of a lead: a field, its value, since when and from where.

    None as a value says that it is not known any more.
    """

    field: str
    value: Value
    at: datetime
    source: str = ""

    def __post_init__(self) -> None:
        """Keep the instant in UTC."""
        micros(self.at)
        object.__setattr__(self, "at", self.at.astimezone(UTC))


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead with all that is known of it, in any order."""

    id: str
    facts: Sequence[Fact] = ()
    happenings: Sequence[Happening] = ()

    def known(self, at: datetime) -> dict[str, Fact]:
        """Give the latest fact of each field at an instant."""
        past = (each for each in self.facts if each.at <= at)
        ordered = sorted(past, key=lambda each: (each.at, each.source, str(each.value)))
        return {each.field: each for each in ordered}

    def past(self, at: datetime) -> list[Happening]:
        """Give what happened up to an instant, in its order, each once."""
        return [each for each in each_once(self.happenings) if each.at <= at]


def each_once(happenings: Iterable[Happening]) -> list[Happening]:
    """Put happenings in their order, each once.

    Raises
    ------
    ParameterError
        If two different ones have the same id.
    """
    known: dict[str, Happening] = {}
    for each in happenings:
        if known.setdefault(each.id, each) != each:
            raise ParameterError(
                _("Two different events have the id %(id)s.") % {"id": quoted(each.id[:60])},
                remedy=_("Give each event an id of its own."),
            )
    return sorted(known.values(), key=lambda each: (each.at, each.id))
