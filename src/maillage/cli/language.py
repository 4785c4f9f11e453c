"""The language of the program, known before its help is built and before Django is loaded."""

from __future__ import annotations

import gettext
import os
from collections.abc import Sequence
from pathlib import Path

from maillage import texts
from maillage.errors import ParameterError
from maillage.texts import _, quoted

LANGUAGES = ("en", "fr")
CATALOGUES = Path(__file__).resolve().parents[1] / "locale"
DOMAIN = "django"


def speak(language: str) -> None:
    """Show every text from now on, also those of the help and of Typer, in this language."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(DOMAIN, CATALOGUES)
    gettext.textdomain(DOMAIN)
    texts.use(gettext.gettext, gettext.ngettext, lambda: language)


def language_of(arguments: Sequence[str]) -> str:
    """``en`` or ``fr``: what a command line asks for, else what the environment says."""
    asked = os.environ.get("MAILLAGE_LANG", "")
    for place, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--lang":
            asked = value if equals else "".join(arguments[place + 1 : place + 2])
            break
    return asked if asked in LANGUAGES else chosen_language("")


def chosen_language(language: str) -> str:
    """``en`` or ``fr``: the one asked for, else that of the environment, else English.

    Raises
    ------
    ParameterError
        If another one is asked for.
    """
    if language:
        if language not in LANGUAGES:
            raise ParameterError(
                _("There is no translation into %(language)s.") % {"language": quoted(language)},
                remedy=_("Choose en or fr."),
            )
        return language
    locale = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "fr" if locale.startswith("fr") else "en"
