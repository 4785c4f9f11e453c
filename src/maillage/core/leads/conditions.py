"""What is asked of the fields of a lead or an event; what is not known is neither yes nor no."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from maillage.errors import ParameterError
from maillage.texts import _, quoted

type Value = str | float | bool | None
type Values = Mapping[str, Value]


class Operator(StrEnum):
    """How a field is compared."""

    IS = "is"
    IN = "in"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison of a field.

    Parameters
    ----------
    field
        Its name.
    operator
        How it is compared.
    values
        With what: one value, or several for ``in``; none for ``known``.

    Raises
    ------
    ParameterError
        If the values do not suit the operator.
    """

    field: str
    operator: Operator = Operator.IS
    values: tuple[Value, ...] = (True,)

    def __post_init__(self) -> None:
        """Refuse comparisons that cannot be made."""
        amounts = self.operator in {Operator.AT_LEAST, Operator.AT_MOST}
        numbers = all(type(each) in {int, float} for each in self.values)
        wanted = {Operator.IN: len(self.values) > 0, Operator.KNOWN: True}.get(
            self.operator, len(self.values) == 1
        )
        if not self.field or not wanted or (amounts and not numbers):
            raise ParameterError(
                _("The condition on %(field)s cannot be decided.") % {"field": quoted(self.field)},
                remedy=_("Give one value, a number for at_least and at_most, or a list for in."),
            )

    def holds(self, values: Values) -> bool | None:
        """Whether it holds; None where the field is not known."""
        value = values.get(self.field)
        if self.operator is Operator.KNOWN:
            return value is not None
        if value is None:
            return None
        if self.operator is Operator.AT_LEAST:
            return compared(value, self.values[0]) >= 0
        if self.operator is Operator.AT_MOST:
            return compared(value, self.values[0]) <= 0
        return any(plain(value) == plain(each) for each in self.values)


def compared(value: Value, bound: Value) -> float:
    """Give how far a value is above a bound; a text is neither above nor below."""
    if isinstance(value, int | float) and isinstance(bound, int | float):
        return value - bound
    return float("nan")


def plain(value: Value) -> Value:
    """Give texts without their case."""
    return value.casefold() if isinstance(value, str) else value


def all_hold(conditions: Iterable[Condition], values: Values) -> bool | None:
    """Whether all hold; None where that hangs on what is not known."""
    answers = [each.holds(values) for each in conditions]
    if False in answers:
        return False
    return None if None in answers else True
