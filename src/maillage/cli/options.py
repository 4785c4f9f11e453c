"""Values typed on the command line, read into what the domain takes."""

from __future__ import annotations

from enum import StrEnum

from maillage.core.geography.states import US_STATES, state_code
from maillage.domain.territories.request import (
    CONTIGUOUS_STATES,
    DEFAULT_TOLERANCE,
    MeasureRequest,
    Source,
)
from maillage.errors import ParameterError


def share(text: str) -> float:
    """Read ``5%``, ``5 %``, ``5,5%`` or ``0.05`` as a share.

    Raises
    ------
    ParameterError
        If it is neither.
    """
    cleaned = text.strip().replace(",", ".")
    percent = cleaned.endswith("%")
    try:
        number = float(cleaned.removesuffix("%").strip())
    except ValueError:
        number = float("nan")
    value = number / 100 if percent else number
    if not 0 <= value <= 1:
        raise ParameterError(
            f"{text!r} is not a share.", remedy="Write a percentage such as 5%, or 0.05."
        )
    return value


def measure(text: str, industries: tuple[str, ...]) -> MeasureRequest:
    """Read ``potential`` or ``potential:5%`` as a measure to balance.

    Raises
    ------
    ParameterError
        If there is no such measure.
    """
    name, _, tolerance = text.partition(":")
    name = name.strip().lower()
    if name not in set(Source):
        raise ParameterError(
            f"There is no measure {name!r}.", remedy=f"Choose among {', '.join(Source)}."
        )
    source = Source(name)
    return MeasureRequest(
        source,
        share(tolerance) if tolerance else DEFAULT_TOLERANCE,
        industries if source is Source.ESTABLISHMENTS else (),
    )


def states(text: str) -> tuple[str, ...]:
    """Read ``contiguous``, ``all``, or names and codes of states separated by commas.

    Raises
    ------
    ParameterError
        If a name is not that of a state.
    """
    if text.lower() in {"contiguous", "lower48"}:
        return CONTIGUOUS_STATES
    if text.lower() == "all":
        return tuple(sorted(US_STATES))
    found = [state_code(part.strip()) for part in text.split(",") if part.strip()]
    for typed, code in zip(text.split(","), found, strict=False):
        if not code:
            raise ParameterError(
                f"{typed.strip()!r} is not a state of the USA.",
                remedy="Write two-letter codes separated by commas, for example TX,OK.",
            )
    return tuple(sorted(set(found)))


def pair(text: str, separator: str) -> tuple[str, str]:
    """Read two names with a separator between them.

    Raises
    ------
    ParameterError
        If there are not two.
    """
    one, found, other = text.partition(separator)
    if not (found and one.strip() and other.strip()):
        raise ParameterError(
            f"{text!r} does not hold two names.", remedy=f"Write them as A{separator}B."
        )
    return one.strip(), other.strip()


def choice[Choice: StrEnum](text: str, among: type[Choice], option: str) -> Choice:
    """Read one of a few words.

    Raises
    ------
    ParameterError
        If it is another word.
    """
    if text.lower() not in set(among):
        raise ParameterError(f"{option} is {text!r}.", remedy=f"Choose among {', '.join(among)}.")
    return among(text.lower())


def names(text: str) -> tuple[str, ...]:
    """Read names separated by commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())
