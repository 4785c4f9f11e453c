"""What a review leaves behind: its minutes for Word, and the date of the next for calendars."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from docx import Document
from docx.document import Document as Paper
from icalendar import Calendar, Event

from maillage.domain.reviews.points import Item
from maillage.interfaces.exporters.wording import clean
from maillage.interfaces.lists.columns import written
from maillage.models import Decision, Review
from maillage.texts import _

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ICS = "text/calendar; charset=utf-8"


def title_of(review: Review) -> str:
    """What a review is called."""
    if review.ritual is not None:
        return str(review.ritual).capitalize()
    layer = str(review.get_layer_display())
    if review.rep is None:
        return _("Review: %(layer)s") % {"layer": layer}
    return _("Review: %(layer)s, %(rep)s") % {"layer": layer, "rep": review.rep.name}


def minutes_docx(*, review: Review, agenda: Iterable[Item], decisions: Iterable[Decision]) -> bytes:
    """Write the minutes of a review, or its agenda where it is still to come, as a Word file."""
    paper = Document()
    paper.core_properties.title = clean(title_of(review), 200)
    paper.core_properties.author = "Maillage"
    paper.add_heading(clean(title_of(review)), 0)
    paper.add_paragraph(" · ".join(facts(review)))
    for place, item in enumerate(agenda, start=1):
        paper.add_heading(f"{place}. {clean(item.heading)}", 1)
        for line in item.lines:
            paper.add_paragraph(clean(line), style="List Bullet")
    add_minutes(paper, review)
    add_decisions(paper, list(decisions))
    stream = io.BytesIO()
    paper.save(stream)
    return stream.getvalue()


def facts(review: Review) -> list[str]:
    """When a review was or is to be held, why, and when the next is due."""
    found = [_("due %(day)s") % {"day": written(review.due_on)}]
    if review.held_on:
        found.append(_("held %(day)s") % {"day": written(review.held_on)})
    if review.trigger != "calendar":
        found.append(_("because of %(reason)s") % {"reason": review.get_trigger_display()})
    if review.next_on:
        found.append(_("next one %(day)s") % {"day": written(review.next_on)})
    return found


def add_minutes(paper: Paper, review: Review) -> None:
    """Add what was said."""
    texts = [review.note, review.minutes]
    if any(texts):
        paper.add_heading(_("Minutes"), 1)
    for line in "\n".join(filter(None, texts)).splitlines():
        paper.add_paragraph(clean(line))


def add_decisions(paper: Paper, decisions: list[Decision]) -> None:
    """Add a table of what was decided."""
    paper.add_heading(_("Decisions"), 1)
    if not decisions:
        paper.add_paragraph(_("None."))
        return
    heads = [_("What"), _("Who"), _("Until"), _("State")]
    table = paper.add_table(rows=1, cols=len(heads), style="Light Grid Accent 1")
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        cell.text = text
    for each in decisions:
        texts = [each.text, str(each.owner), written(each.due_on), each.get_state_display()]
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = clean(text)


def next_ics(*, review: Review, made_at: datetime) -> bytes:
    """Write the date of a review to come as a calendar file.

    A calendar that read it before replaces the entry: its identity is that of the review.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Maillage//Reviews//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    day = review.next_on or review.due_on
    event = Event()
    event.add("uid", f"review-{review.pk}@{review.workspace.slug}.maillage")
    event.add("dtstamp", made_at.astimezone(UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", clean(title_of(review), 200))
    if review.note:
        event.add("description", clean(review.note))
    event.add("transp", "TRANSPARENT")
    calendar.add_component(event)
    found: bytes = calendar.to_ical()
    return found
