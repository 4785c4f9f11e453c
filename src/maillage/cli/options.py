"""Values typed on the command line, read into what the domain takes."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path

from maillage import texts
from maillage.core.geography.states import US_STATES, state_code
from maillage.domain.territories.request import (
    CONTIGUOUS_STATES,
    DEFAULT_TOLERANCE,
    LONGEST_NAME,
    MeasureRequest,
    Source,
)
from maillage.errors import ParameterError
from maillage.texts import _

SHOWN = 60


def quoted(text: str) -> str:
    """A typed text as it is repeated in a message, cut where it is long."""
    return texts.quoted(text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…")


def day(text: str) -> date:
    """Read a date written year first.

    Raises
    ------
    ParameterError
        If there is no such day.
    """
    typed = text.strip()
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        found = None
    if found is None or found.isoformat() != typed:
        raise ParameterError(
            _("%(typed)s is not a date.") % {"typed": quoted(text)},
            remedy=_("Write YYYY-MM-DD, for example 2026-06-30."),
        )
    return found


def folder(text: str) -> Path:
    """Read the name of a folder.

    Raises
    ------
    ParameterError
        If it is empty, which would stand for the folder one is in.
    """
    if not text.strip() or "\0" in text:
        raise ParameterError(
            _("--out is %(typed)s.") % {"typed": quoted(text)},
            remedy=_("Name a folder, or leave --out away."),
        )
    return Path(text)


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
            _("%(typed)s is not a share.") % {"typed": quoted(text)},
            remedy=_("Write a percentage such as 5%, or 0.05."),
        )
    return value


def measures(texts: list[str], industries: list[str]) -> tuple[MeasureRequest, ...]:
    """Read measures to balance; ``industries`` are those of establishments.

    Raises
    ------
    ParameterError
        If there is no such measure, or industries are given without establishments.
    """
    codes = tuple(name(text) for text in industries)
    found = tuple(measure(text, codes) for text in texts)
    if codes and Source.ESTABLISHMENTS not in {each.source for each in found}:
        raise ParameterError(
            _("Industries are given, but no measure counts establishments."),
            remedy=_("Add --measure establishments, or leave --naics out."),
        )
    return found


def measure(text: str, industries: tuple[str, ...]) -> MeasureRequest:
    """Read ``potential`` or ``potential:5%`` as a measure to balance.

    Raises
    ------
    ParameterError
        If there is no such measure.
    """
    word, colon, tolerance = text.partition(":")
    word = word.strip().lower()
    if word not in set(Source):
        raise ParameterError(
            _("There is no measure %(typed)s.") % {"typed": quoted(word)},
            remedy=_("Choose among %(choices)s.") % {"choices": ", ".join(Source)},
        )
    source = Source(word)
    return MeasureRequest(
        source,
        share(tolerance) if colon else DEFAULT_TOLERANCE,
        industries if source is Source.ESTABLISHMENTS else (),
    )


def states(text: str) -> tuple[str, ...]:
    """Read ``contiguous``, ``all``, or names and codes of states separated by commas.

    Raises
    ------
    ParameterError
        If a name is not that of a state.
    """
    word = text.strip().lower()
    if word in {"contiguous", "lower48"}:
        return CONTIGUOUS_STATES
    if word == "all":
        return tuple(sorted(US_STATES))
    typed = [part.strip() for part in text.split(",") if part.strip()]
    for part in typed:
        if not state_code(part):
            raise ParameterError(
                _("%(typed)s is not a state of the USA.") % {"typed": quoted(part)},
                remedy=_("Write two-letter codes separated by commas, for example TX,OK."),
            )
    return tuple(sorted({state_code(part) for part in typed}))


def name(text: str) -> str:
    """Read the name or code of one thing.

    Raises
    ------
    ParameterError
        If it is empty or longer than any name.
    """
    if not text.strip() or len(text.strip()) > LONGEST_NAME:
        raise ParameterError(
            _("%(typed)s is no name.") % {"typed": quoted(text)},
            remedy=_("Write 1 to %(most)d characters.") % {"most": LONGEST_NAME},
        )
    return text.strip()


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
            _("%(typed)s does not hold two names.") % {"typed": quoted(text)},
            remedy=_("Write them as %(form)s.") % {"form": f"A{separator}B"},
        )
    return name(one), name(other)


def choice[Choice: StrEnum](text: str, among: type[Choice], option: str) -> Choice:
    """Read one of a few words.

    Raises
    ------
    ParameterError
        If it is another word.
    """
    if text.strip().lower() not in set(among):
        raise ParameterError(
            _("%(option)s is %(typed)s.") % {"option": option, "typed": quoted(text)},
            remedy=_("Choose among %(choices)s.") % {"choices": ", ".join(among)},
        )
    return among(text.strip().lower())


def names(text: str) -> tuple[str, ...]:
    """Read two or more names separated by commas.

    Raises
    ------
    ParameterError
        If there are fewer.
    """
    found = tuple(name(part) for part in text.split(",") if part.strip())
    if len(found) < 2:
        raise ParameterError(
            _("%(typed)s does not hold two names.") % {"typed": quoted(text)},
            remedy=_("Write them as %(form)s.") % {"form": "A,B,C"},
        )
    return found
