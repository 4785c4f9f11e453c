"""What an event must be to be kept: told from a program elsewhere, it can be anything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from maillage.errors import CellProblem, RowError
from maillage.models import EventSubject, LeadEvent
from maillage.texts import _

LENGTHS: Final = {"key": 120, "subject": 120, "kind": 60}
EARLIEST: Final = datetime(1971, 1, 2, tzinfo=UTC)
CLOCKS_APART: Final = timedelta(minutes=5)
"""How much later than ours a clock elsewhere may be."""

MOST_FIELDS, LONGEST_NAME, LONGEST_TEXT = 200, 100, 8_000
LARGEST_NUMBER: Final = 1e15
PROBLEMS_TOLD: Final = 100
FILE: Final = "events"

CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
CONTROLS_BUT_LINES: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

type Wrong = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class NewEvent:
    """Something that is told of a lead, a contact or a company.

    Parameters
    ----------
    key
        The source's own, 1 to 120 characters; what comes twice counts once.
    of, subject
        What it is told of (``EventSubject``), and the source's own key of it.
    kind
        What happened, or ``facts``.
    at
        When, with its offset to UTC: from 1971 on, not in the future.
    carried
        What else is known of it; the fields, for ``facts``.
    """

    key: str
    of: str
    subject: str
    kind: str
    at: datetime
    carried: Mapping[str, Any] = field(default_factory=dict)


def checked(events: Sequence[NewEvent], *, of_ours: bool, now: datetime) -> list[NewEvent]:
    """Give the events to keep, each key once, in the order of keys.

    Two batches that are stored at the same time never wait for each other both ways, as they take
    their keys in the same order. Events ``of_ours`` may carry lists and tables.

    Raises
    ------
    RowError
        Naming what is wrong with each event, by its number from 1.
    """
    by_key: dict[str, tuple[int, NewEvent]] = {}
    problems: list[CellProblem] = []
    for row, event in enumerate(events, 1):
        problems += [CellProblem(row, *wrong) for wrong in _wrongs(event, of_ours=of_ours, now=now)]
        first, same = by_key.setdefault(str(event.key), (row, event))
        if same != event:
            problems.append(CellProblem(row, "key", _shown(event.key), *_told_otherwise(first)))
        if len(problems) >= PROBLEMS_TOLD:
            break
    if problems:
        raise RowError(FILE, problems)
    return [by_key[each][1] for each in sorted(by_key)]


def _told_otherwise(row: int) -> tuple[str, str]:
    return (
        _("Row %(row)d has the same key and tells something else.") % {"row": row},
        _("Give each event a key of its own."),
    )


def _wrongs(event: NewEvent, *, of_ours: bool, now: datetime) -> Iterator[Wrong]:
    for name, longest in LENGTHS.items():
        text = getattr(event, name)
        if not isinstance(text, str) or not text.strip() or not _plain(text, longest):
            yield (
                name,
                _shown(text),
                _("It is no text that can be kept."),
                _("Write 1 to %(most)d characters, none of them a control character.")
                % {"most": longest},
            )
    if event.of not in EventSubject.values:
        yield (
            "of",
            _shown(event.of),
            _("It is none of what events are told of."),
            _("Choose among %(choices)s.") % {"choices": ", ".join(EventSubject.values)},
        )
    yield from _wrong_instants(event.at, now)
    yield from _wrong_values(event.carried, of_ours=of_ours)
    if event.kind == LeadEvent.FACTS and not event.carried:
        yield (
            "carried",
            "{}",
            _("Facts that tell nothing."),
            _("Carry at least one field with its value."),
        )


def _wrong_instants(at: datetime, now: datetime) -> Iterator[Wrong]:
    if not isinstance(at, datetime) or at.tzinfo is None or at.utcoffset() is None:
        yield (
            "at",
            _shown(at),
            _("It is no instant with its offset to UTC."),
            _("Write it as 2026-03-06T16:50:00-05:00."),
        )
    elif at < EARLIEST:
        yield (
            "at",
            at.isoformat(),
            _("It is before 1971."),
            _("Tell when it happened."),
        )
    elif at > now + CLOCKS_APART:
        yield (
            "at",
            at.isoformat(),
            _("It is in the future."),
            _("Tell events after they happened; check the clock and the offset to UTC."),
        )


def _wrong_values(carried: Mapping[str, Any], *, of_ours: bool) -> Iterator[Wrong]:
    if not isinstance(carried, Mapping) or len(carried) > MOST_FIELDS:
        yield (
            "carried",
            _shown(carried),
            _("It is no table of fields and values."),
            _("Carry up to %(most)d fields.") % {"most": MOST_FIELDS},
        )
        return
    for name, value in carried.items():
        if not isinstance(name, str) or not name.strip() or not _plain(name, LONGEST_NAME):
            yield (
                "carried",
                _shown(name),
                _("It is no name of a field."),
                _("Write 1 to %(most)d characters, none of them a control character.")
                % {"most": LONGEST_NAME},
            )
        elif not _can_be_kept(value, nested=3 if of_ours else 0):
            yield (
                f"carried.{name}"[:160],
                _shown(value),
                _("It is no value that can be kept."),
                _("Carry texts up to %(most)d characters, numbers, true, false or null.")
                % {"most": LONGEST_TEXT},
            )


def _can_be_kept(value: Any, *, nested: int) -> bool:
    """Whether a value is a text, a number, yes, no or nothing; or, to a depth, a table of them."""
    if value is None or isinstance(value, bool):
        return True
    if isinstance(value, str):
        return _plain(value, LONGEST_TEXT, CONTROLS_BUT_LINES)
    if isinstance(value, int | float):
        return bool(-LARGEST_NUMBER <= value <= LARGEST_NUMBER)
    if nested and isinstance(value, Mapping):
        return all(
            isinstance(name, str)
            and _plain(name, LONGEST_NAME)
            and _can_be_kept(each, nested=nested - 1)
            for name, each in value.items()
        )
    if nested and isinstance(value, list | tuple):
        return all(_can_be_kept(each, nested=nested - 1) for each in value)
    return False


def _plain(text: str, longest: int, never: re.Pattern[str] = CONTROLS) -> bool:
    """Whether a text is no longer than that, without control characters and halves of pairs."""
    return len(text) <= longest and never.search(text) is None


def _shown(value: Any) -> str:
    """Give a value as it can be written down: short, and without what cannot be encoded."""
    return str(value)[:200].encode("utf-8", "replace").decode()
