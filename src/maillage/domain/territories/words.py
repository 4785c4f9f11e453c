"""What measures and units are called within a sentence, in the reader's language."""

from __future__ import annotations

from maillage.texts import _


def measure_word(name: str) -> str:
    """Name of an activity measure; one we do not know keeps the name it was given."""
    known = {
        "potential": _("potential"),
        "revenue": _("revenue"),
        "accounts": _("accounts"),
        "employees": _("employees"),
        "workload": _("workload"),
        "establishments": _("establishments"),
        "population": _("population"),
    }
    return known.get(name, name)


def level_word(level: str) -> str:
    """Name of one basic unit."""
    return {"county": _("county"), "postal": _("postal"), "account": _("account")}[level]
