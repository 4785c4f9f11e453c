"""The market in words: titles of industries, and the rule for what is not published."""

from __future__ import annotations

import pandas as pd
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage import reference
from maillage.core.market.tam import TamResult


def industry_title(code: str) -> str:
    """Give the title of an industry in the NAICS edition that ships; empty if it is not in it."""
    titles: pd.DataFrame = reference.table("naics")
    found = titles.loc[titles["code"] == code, "title"]
    return str(found.iloc[0]) if len(found) else ""


def rule_in_words(result: TamResult) -> str:
    """Say what was done with what is not published by zone."""
    if result.allocate == "none":
        return _("What is not published by zone stays apart.")
    return _(
        "What is not published by zone is spread over the zones of its state, then of the nation, "
        "in proportion to what each one publishes for the same industry."
    )


def expired_words(signals: int) -> str:
    """Say how many intent signals no longer count, "" where all do."""
    if not signals:
        return ""
    text = ngettext(
        "%(count)d intent signal has expired and does not count.",
        "%(count)d intent signals have expired and do not count.",
        signals,
    )
    return text % {"count": signals}
