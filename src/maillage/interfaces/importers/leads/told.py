"""Events as programs tell them in JSON: one, or many at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from maillage.domain.leads.checking import FILE, PROBLEMS_TOLD
from maillage.domain.leads.events import NewEvent
from maillage.errors import CellProblem, InputError, RowError
from maillage.texts import _

MOST: Final = 1_000
KINDS: Final = (
    "page_view", "pricing_page_view", "download", "case_study_download", "form", "webinar_attended",
    "email_opened", "email_clicked", "call", "meeting", "facts",
)  # fmt: skip
"""Kinds the score models know from the start; all others are kept, and can be scored too."""

Told = str | bool | int | float | None


class ToldEvent(BaseModel):
    """Something that is told of a lead, a contact or a company."""

    model_config = ConfigDict(extra="forbid", strict=True)

    key: Annotated[
        str, Field(description="The event's own: what comes twice counts once.", max_length=120)
    ] = ""
    of: Literal["lead", "contact", "company"] = "lead"
    subject: Annotated[
        str, Field(description="Whom it is told of, as the source names them.", max_length=120)
    ]
    kind: Annotated[str, Field(description=f"{', '.join(KINDS)}, or another word.", max_length=60)]
    at: Annotated[AwareDatetime, Field(description="When, with its offset to UTC.")]
    carried: Annotated[
        dict[str, Told],
        Field(description="What else is known of it; for facts, fields with their values."),
    ] = {}


class ToldEvents(BaseModel):
    """Events, all of which are kept, or none."""

    model_config = ConfigDict(extra="forbid", strict=True)

    events: Annotated[list[ToldEvent], Field(min_length=1, max_length=MOST)]


ONE: Final = TypeAdapter(ToldEvent)
MANY: Final = TypeAdapter(ToldEvents)
EITHER: Final = TypeAdapter(dict[str, Any])


def read_event(body: bytes, *, key: str = "") -> NewEvent:
    """Read one event; ``key`` is its own where it tells none.

    Raises
    ------
    InputError
        If it is no event.
    """
    try:
        found = ONE.validate_json(body)
    except ValidationError as error:
        raise wrong(error) from error
    return _event(found, key)


def read_batch(body: bytes) -> list[NewEvent]:
    """Read several events.

    Raises
    ------
    InputError
        If they are no events: ``RowError`` where rows of them are not.
    """
    try:
        found = MANY.validate_json(body)
    except ValidationError as error:
        raise wrong(error) from error
    return [_event(each) for each in found.events]


def read_told(body: bytes) -> list[NewEvent]:
    """Read one event, or several in ``events``.

    Raises
    ------
    InputError
        If they are no events.
    """
    try:
        found = EITHER.validate_json(body)
    except ValidationError as error:
        raise wrong(error) from error
    return read_batch(body) if "events" in found else [read_event(body)]


def _event(told: ToldEvent, key: str = "") -> NewEvent:
    return NewEvent(told.key or key, told.of, told.subject, told.kind, told.at, told.carried)


def wrong(error: ValidationError) -> InputError:
    """Say which rows are wrong, or that all of it is."""
    faults = error.errors(include_url=False, include_context=False)[:PROBLEMS_TOLD]
    rows = list(_rows(faults))
    if rows:
        return RowError(FILE, rows)
    return InputError(
        _("This is no JSON of events: %(reason)s.") % {"reason": str(faults[0]["msg"])[:200]},
        remedy=_("Send 1 to %(most)d events in the form that the description of the API shows.")
        % {"most": MOST},
    )


def _rows(faults: list[Any]) -> Iterator[CellProblem]:
    """Tell the faults within events by their rows; those of the document have none."""
    for fault in faults:
        place = list(fault["loc"])
        place = place[1:] if place[:1] == ["events"] and len(place) > 1 else place
        in_batch = bool(place) and isinstance(place[0], int)
        row, place = (place[0] + 1, place[1:]) if in_batch else (1, place)
        if in_batch or (place and place != ["events"]):
            yield CellProblem(
                row,
                ".".join(str(each) for each in place[:2])[:160] or "event",
                shown(fault["input"]),
                f"{fault['msg']}.",
                _("See the description of the API."),
            )


def shown(value: Any) -> str:
    """Write a value that was sent: short, and so that it can be sent back."""
    text = ", ".join(map(str, value)) if isinstance(value, Mapping) else str(value)
    return text[:200].encode("utf-8", "replace").decode()
