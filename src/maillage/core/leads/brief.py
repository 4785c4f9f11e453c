"""What a rep is told of a lead: why now, because of what, what happened before, what to ask (E-02).

All are plain values, so that the text is made in the language of whoever reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any, Final

from maillage.core.leads.conditions import Values
from maillage.core.leads.happenings import Happening

NAMES: Final = (
    "content", "title", "asset", "document", "webinar", "form", "campaign", "subject", "name",
    "page", "url",
)  # fmt: skip
"""Where sources write the name of a page, a download or a webinar; the first that is given."""
ASKED: Final = ("budget_confirmed", "decision_authority", "timing_identified", "icp_match")
"""Fields that are asked for where they are not known, the most telling first (X-11)."""
RECENT: Final = timedelta(days=30)
MOST_TOLD: Final = 12
OURS: Final = frozenset(
    {
        "handed_over", "first_contact", "contact", "accepted", "rejected", "feedback",
        "validation_call", "mql", "sql", "opportunity", "recycled", "status_changed",
        "crm_updated", "account_fixed", "facts",
    }
)  # fmt: skip
"""What we did or noted ourselves: it says nothing of what the lead is interested in."""


@dataclass(frozen=True, slots=True)
class Told:
    """Something a lead did, as often as in a row, with the name of what it did it with."""

    kind: str
    content: str
    at: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Point:
    """Why there are points (D-06)."""

    rule: str
    points: float
    at: str | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """What is known around a lead; each of the lists the latest first.

    Parameters
    ----------
    colleagues
        Other people of the same company: ``lead``, ``name``, ``title``, ``kind``, ``at``.
    opportunities
        Of its account: ``name``, ``stage``, ``outcome``, ``amount``, ``opened_on``.
    touches
        Of its account: ``on``, ``kind``, ``rep``.
    """

    colleagues: Sequence[dict[str, Any]] = ()
    opportunities: Sequence[dict[str, Any]] = ()
    touches: Sequence[dict[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Brief:
    """The context of a hand-off (E-02): who, why now, because of what, and what came before.

    ``trigger`` names what made it an MQL (E-11), None where nothing it did is known; ``ask`` are
    the fields that are not known; ``last_contact`` is the last day we spoke to the company.
    """

    who: dict[str, Any]
    trigger: Told | None
    why_now: tuple[Point, ...]
    history: tuple[Told, ...]
    known: dict[str, Any]
    ask: tuple[str, ...]
    last_contact: str | None = None
    around: Around = field(default_factory=Around)

    def plain(self) -> dict[str, Any]:
        """Give it as values that can be stored."""
        return asdict(self)


def content_of(happening: Happening) -> str:
    """Name the page, the download or the webinar of an event; empty where it has no name."""
    carried = happening.carried
    named = (carried.get(name) for name in NAMES)
    return next((each.strip() for each in named if isinstance(each, str) and each.strip()), "")


def told(happening: Happening) -> Told:
    """Tell an event."""
    return Told(happening.kind, content_of(happening), happening.at.isoformat())


def deeds(happenings: Iterable[Happening], until: datetime) -> list[Happening]:
    """Give what a lead did itself up to an instant, the latest first."""
    theirs = [each for each in happenings if each.kind not in OURS and each.at <= until]
    return sorted(theirs, key=lambda each: (each.at, each.id), reverse=True)


def trigger_of(happenings: Iterable[Happening], crossed_at: datetime) -> Happening | None:
    """Find what made it cross the threshold: the last it did until then (E-11).

    Of several at the same instant, one whose content has a name is taken.
    """
    done = deeds(happenings, crossed_at)
    latest = [each for each in done if each.at == done[0].at]
    return next((each for each in latest if content_of(each)), latest[0] if latest else None)


def history_of(happenings: Iterable[Happening], until: datetime) -> tuple[Told, ...]:
    """Tell what a lead did, the latest first; the same again and again is told once."""
    rows = [told(each) for each in deeds(happenings, until)]
    runs = [list(run) for _same, run in groupby(rows, key=lambda row: (row.kind, row.content))]
    return tuple(Told(run[0].kind, run[0].content, run[0].at, len(run)) for run in runs[:MOST_TOLD])


def make_brief(
    *,
    who: dict[str, Any],
    happenings: Sequence[Happening],
    trigger: Happening | None,
    reasons: Iterable[Point],
    fields: Values,
    around: Around,
    now: datetime,
) -> Brief:
    """Put a brief together.

    Parameters
    ----------
    who
        Name, title, company, and how to reach them.
    happenings
        All that happened to the lead.
    trigger
        What made it an MQL; found among what happened where it is not given.
    reasons
        Why it scores what it does: those of the last days come first.
    fields
        What is known of it.
    around
        What is known around it.
    """
    found = trigger or trigger_of(happenings, now)
    latest = sorted(reasons, key=lambda each: (each.at or "", each.points), reverse=True)
    contacts = [each.at for each in happenings if each.kind in {"first_contact", "contact"}]
    days = [each.astimezone(UTC).date().isoformat() for each in contacts if each <= now]
    days += [each["on"] for each in around.touches]
    return Brief(
        who,
        told(found) if found else None,
        tuple(each for each in latest if each.points > 0),
        history_of(happenings, now),
        {name: value for name, value in fields.items() if value not in (None, "")},
        tuple(name for name in ASKED if fields.get(name) is None),
        max(days, default=None),
        around,
    )
