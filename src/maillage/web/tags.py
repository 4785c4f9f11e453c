"""What templates leave to Python: the cells of tables, of which a page may have thousands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.template import Library
from django.utils.formats import localize
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from maillage.domain.days import day_in_words
from maillage.interfaces.glossary import term_called
from maillage.interfaces.lists import Cell
from maillage.web.addresses import address

register = Library()


register.filter("day_in_words", day_in_words)


@register.filter
def cells(row: Iterable[Cell | Mapping[str, Any]]) -> SafeString:
    """Draw the cells of a row, the first as what names it."""
    listed = [each if isinstance(each, Cell) else Cell(**each) for each in row]
    drawn = [around(inside(each), first=not place, cell=each) for place, each in enumerate(listed)]
    return mark_safe("".join(drawn))  # noqa: S308 - each part is escaped


@register.simple_tag(takes_context=True)
def term(context: Mapping[str, Any], key: str, shown: str = "") -> SafeString:
    """Link a word to the glossary; what it means is shown beside it."""
    found = term_called(key)
    where = f"{address(context['request'], 'glossary')}#{found.key}"
    return explained(shown or found.name, found.meaning, where)


@register.simple_tag
def explained(text: str, meaning: str, url: str = "") -> SafeString:
    """Say what a text means to those who point at it, come to it by keyboard, or hear it."""
    said = format_html(
        'data-meaning="{}" title="{}" aria-description="{}"', meaning, meaning, meaning
    )
    if url:
        return format_html('<a class="term" href="{}" {}>{}</a>', url, said, text)
    return format_html('<button type="button" class="term" {}>{}</button>', said, text)


def around(text: str, *, first: bool, cell: Cell) -> str:
    """Put what a cell holds in its place."""
    if first:
        return f'<th scope="row">{text}</th>'
    return f'<td class="number">{text}</td>' if cell.number else f"<td>{text}</td>"


def inside(cell: Cell) -> str:
    """Draw what a cell holds: a share as a bar, a colour, and its text."""
    text = escape(localize(cell.text))
    if cell.url:
        text = f'<a href="{escape(cell.url)}">{text}</a>'
    elif cell.badge:
        text = f'<span class="badge {escape(cell.badge)}">{text}</span>'
    elif cell.share is not None:
        text = f'<span class="beside">{text}</span>'
    if cell.swatch:
        text = f'<span class="swatch" data-colour="{escape(cell.swatch)}"></span> {text}'
    if cell.share is None:
        return text
    bar = f'<i data-share="{escape(cell.share)}"></i>'
    return f'<span class="meter {escape(cell.meter)}" aria-hidden="true">{bar}</span>{text}'
