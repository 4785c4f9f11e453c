"""Texts and numbers for people: English, until a translation is put in use.

The lowest layer, so that core can speak the reader's language without knowing Django. Texts are
looked up when they are needed, never when a module is imported.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

type Translate = Callable[[str], str]
type TranslatePlural = Callable[[str, str, int], str]
type Language = Callable[[], str | None]

FRENCH_MARKS = str.maketrans({",": "\u00a0", ".": ",", "-": "−"})


def _english(message: str) -> str:
    return message


def _english_plural(one: str, many: str, count: int) -> str:
    return one if count == 1 else many


@dataclass(slots=True)
class _InUse:
    translate: Translate = _english
    translate_plural: TranslatePlural = _english_plural
    language: Language = lambda: "en"


_in_use = _InUse()


def use(translate: Translate, translate_plural: TranslatePlural, language: Language) -> None:
    """Translate with these functions from now on; ``language`` says which one is active."""
    _in_use.translate = translate
    _in_use.translate_plural = translate_plural
    _in_use.language = language


def _(message: str) -> str:
    """The text in the reader's language."""
    return _in_use.translate(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The text for one or for several, in the reader's language."""
    return _in_use.translate_plural(one, many, count)


def language() -> str:
    """The code of the reader's language: fr or en."""
    return "fr" if _in_french() else "en"


def number(value: float, decimals: int = 0) -> str:
    """A number with its thousands separated, in the reader's marks."""
    return _marked(f"{value:,.{decimals}f}")


def decimal(value: float, decimals: int) -> str:
    """A number without thousands separators, with the reader's decimal mark."""
    return _marked(f"{value:.{decimals}f}")


def percent(share: float, decimals: int = 1, *, signed: bool = False) -> str:
    """A share as a percentage, with its sign where that is asked for."""
    sign = "+" if signed else ""
    return _("%(number)s%%") % {"number": _marked(f"{share * 100:{sign}.{decimals}f}")}


def quoted(text: object) -> str:
    """A text of the data in quotation marks, with nothing in it that cannot be printed."""
    shown = repr(text)
    return f"«\u00a0{shown[1:-1]}\u00a0»" if _in_french() and isinstance(text, str) else shown


def _marked(digits: str) -> str:
    return digits.translate(FRENCH_MARKS) if _in_french() else digits


def _in_french() -> bool:
    return (_in_use.language() or "").startswith("fr")
