"""What templates leave to Python: the cells of tables, of which a page may have thousands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.template import Library
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from maillage.interfaces.lists import Cell

register = Library()


@register.filter
def cells(row: Iterable[Cell | Mapping[str, Any]]) -> SafeString:
    """Draw the cells of a row, the first as what names it."""
    listed = [each if isinstance(each, Cell) else Cell(**each) for each in row]
    return format_html_join("", "{}", ((drawn(each, place),) for place, each in enumerate(listed)))


def drawn(cell: Cell, place: int) -> SafeString:
    """Draw a cell of a row."""
    if not place:
        return format_html('<th scope="row">{}</th>', inside(cell))
    if cell.number:
        return format_html('<td class="number">{}</td>', inside(cell))
    return format_html("<td>{}</td>", inside(cell))


def inside(cell: Cell) -> str:
    """Draw what a cell holds: a share as a bar, a colour, and its text."""
    text = str(localize(cell.text))
    if cell.url:
        text = format_html('<a href="{}">{}</a>', cell.url, text)
    elif cell.badge:
        text = format_html('<span class="badge {}">{}</span>', cell.badge, text)
    elif cell.share is not None:
        text = format_html('<span class="beside">{}</span>', text)
    if cell.swatch:
        text = format_html('<span class="swatch" data-colour="{}"></span> {}', cell.swatch, text)
    if cell.share is None:
        return text
    bar = '<span class="meter {}" aria-hidden="true"><i data-share="{}"></i></span>{}'
    return format_html(bar, cell.meter, str(cell.share), text)
