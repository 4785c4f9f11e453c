"""What all that is written has in common: texts, numbers, amounts of time, conditions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from maillage.core.leads.conditions import Condition, Operator
from maillage.errors import ParameterError
from maillage.texts import _, quoted

AMOUNT = re.compile(r"(?:(\d{1,4})\s*d)?\s*(?:(\d{1,5})\s*h)?\s*(?:(\d{1,6})\s*(?:min|m))?")

type Text = Annotated[str, Field(min_length=1, max_length=200)]
type Finite = Annotated[float, Field(allow_inf_nan=False, ge=-1e9, le=1e9)]
type OneValue = bool | Annotated[float, Field(allow_inf_nan=False)] | str


def amount_of(text: str) -> timedelta:
    """Read an amount of time: 15m, 1h, 1h30m, 2d.

    Raises
    ------
    ParameterError
        If it is none.
    """
    found = AMOUNT.fullmatch(text.strip().lower())
    if not found or not any(found.groups()):
        raise ParameterError(
            _("%(text)s is no amount of time.") % {"text": quoted(text[:40])},
            remedy=_("Write it as 15m, 1h, 1h30m or 2d."),
        )
    days, hours, minutes = (int(each or 0) for each in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


def amount_text(amount: timedelta) -> str:
    """Write an amount of time, to the minute, as it is read: 1h30m."""
    minutes = round(amount.total_seconds() / 60)
    days, rest = divmod(minutes, 1440)
    hours, left = divmod(rest, 60)
    parts = ((days, "d"), (hours, "h"), (left, "m"))
    return "".join(f"{count}{unit}" for count, unit in parts if count) or "0m"


class WrittenOfLeads(BaseModel):
    """What is written; a word we do not know is an error, not a setting that does nothing."""

    model_config = ConfigDict(extra="forbid")


class WrittenCondition(WrittenOfLeads):
    """What is asked of a field: that it is so, unless told otherwise."""

    field: Text
    operator: Operator = Operator.IS
    value: OneValue | list[OneValue] = True

    @classmethod
    def of(cls, condition: Condition) -> Self:
        """Write one down."""
        values = condition.values
        if condition.operator is Operator.KNOWN:
            return cls(field=condition.field, operator=condition.operator)
        value: Any = list(values) if condition.operator is Operator.IN else values[0]
        return cls(field=condition.field, operator=condition.operator, value=value)

    def read(self) -> Condition:
        """Read it."""
        if self.operator is Operator.KNOWN:
            return Condition(self.field, self.operator, ())
        several = self.value if isinstance(self.value, list) else [self.value]
        return Condition(self.field, self.operator, tuple(several))


def conditions(written: list[WrittenCondition]) -> tuple[Condition, ...]:
    """Read conditions."""
    return tuple(each.read() for each in written)


def written_conditions(read: Iterable[Condition]) -> list[WrittenCondition]:
    """Write conditions down."""
    return [WrittenCondition.of(each) for each in read]
