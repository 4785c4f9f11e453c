"""The words of a territory letter: which accounts, which rules, which pay (B-02)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from maillage.domain.days import day_in_words
from maillage.domain.reviews.pay.schemes import pay_words
from maillage.domain.territories.publishing.books import Book, Line
from maillage.texts import _, ngettext, number

MOST_LINES = 10


def letter_text(*, book: Book, scenario: str, effective_on: date) -> str:
    """The letter that says what a rep gets from a day on, in the language of the moment."""
    return "\n".join(
        [
            _("Hello %(rep)s,") % {"rep": book.rep.name},
            "",
            _("From %(day)s on, the cut “%(scenario)s” is in force. You answer for %(territory)s.")
            % {
                "day": day_in_words(effective_on),
                "scenario": scenario,
                "territory": ", ".join(book.territories) or _("no territory"),
            },
            "",
            _("1. Which accounts are yours"),
            *accounts(book),
            "",
            _("2. Which rules settle who owns an account"),
            *(f"- {rule}" for rule in rules()),
            "",
            _("3. How your variable pay is computed"),
            pay(effective_on),
        ]
    )


def withdrawn_text(*, book: Book, scenario: str) -> str:
    """The letter that takes one back."""
    return "\n".join(
        [
            _("Hello %(rep)s,") % {"rep": book.rep.name},
            "",
            _("The cut “%(scenario)s” was taken back: your accounts are as they were before.")
            % {"scenario": scenario},
        ]
    )


def accounts(book: Book) -> Iterator[str]:
    """What the rep has, gets and gives."""
    have = ngettext("You have %(count)s account", "You have %(count)s accounts", book.accounts)
    yield (
        have % {"count": number(book.accounts)}
        + " "
        + _("with a potential of %(amount)s.") % {"amount": number(book.potential)}
    )
    yield _("Kept: %(kept)s · coming to you: %(gained)s · going to colleagues: %(lost)s.") % {
        "kept": number(book.kept),
        "gained": number(len(book.gained)),
        "lost": number(len(book.lost)),
    }
    yield from listed(_("Coming to you:"), _("until then %(rep)s"), book.gained)
    yield from listed(_("Going to colleagues:"), _("to %(rep)s"), book.lost)


def listed(title: str, beside: str, found: tuple[Line, ...]) -> Iterator[str]:
    """The richest accounts of a list."""
    if not found:
        return
    yield ""
    yield title
    for each in found[:MOST_LINES]:
        yield f"- {each.name} ({', '.join(details(each, beside))})"
    more = len(found) - MOST_LINES
    if more > 0:
        yield ngettext(
            "and %(count)s account more, listed in Maillage.",
            "and %(count)s accounts more, listed in Maillage.",
            more,
        ) % {"count": number(more)}


def details(line: Line, beside: str) -> Iterable[str]:
    """Where an account is, and who is on the other side."""
    place = " ".join(filter(None, (line.city, line.state)))
    return filter(None, (place, beside % {"rep": line.other} if line.other else ""))


def rules() -> list[str]:
    """The rules of attribution."""
    return [
        _("A named account belongs to the rep it is assigned to by name, wherever it is."),
        _("A site belongs to the owner of its parent account: one customer, one owner."),
        _("Every other account belongs to the owner of the territory it lies in."),
        _("In doubt, sales management decides in writing before anyone calls the customer."),
    ]


def pay(on: date) -> str:
    """What the workspace says of pay, or that it is still to be said."""
    return pay_words(on) or _(
        "To be completed with sales management; the target follows the potential of the "
        "territory, not past results alone."
    )
