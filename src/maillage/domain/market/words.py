"""The market in words: titles of industries, and the rule for what is not published."""

from __future__ import annotations

import pandas as pd
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage import reference
from maillage.core.accounts.icp.criteria import Span
from maillage.core.market.revenue import EMPLOYEE
from maillage.core.market.tam import TamResult
from maillage.domain.accounts.icp.words import criterion_names, span_words
from maillage.domain.market.levels import MarketMap
from maillage.texts import number


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


def notes(found: MarketMap) -> list[str]:
    """Say what the figures of a market are, and what they are not."""
    said = [source_in_words(found), residual_in_words(found), rule_in_words(found.counted.result)]
    if found.choice.employees is not None:
        said.append(size_in_words(found, found.choice.employees))
    if found.choice.unseen:
        names = criterion_names()
        unseen = " · ".join(names[each] for each in found.choice.unseen)
        text = _("Official figures say nothing of: %(names)s. Fewer may meet these as well.")
        said.append(text % {"names": unseen})
    if found.average is not None:
        said.append(factors_in_words(found))
    return said


def source_in_words(found: MarketMap) -> str:
    """Say who counted what."""
    return _("Establishments, not companies, as counted by: %(source)s, %(year)d.") % {
        "source": found.dataset.source,
        "year": found.dataset.vintage,
    }


def residual_in_words(found: MarketMap) -> str:
    """Say how much of the industries is published in no county."""
    residual = found.counted.residual
    if residual is not None:
        text = _("%(number)s establishments of these industries, of any size, are in no county.")
        return text % {"number": number(round(residual))}
    if found.choice.metros:
        return _("What is published in no county is not known for metropolitan areas alone.")
    return _(
        "What is published in no county is not known: no state or national figure of these"
        " industries is loaded."
    )


def size_in_words(found: MarketMap, size: Span) -> str:
    """Say what is published by class of employees, and how the rest is estimated."""
    text = _(
        "Of %(total)s establishments of %(size)s employees, %(published)s are published by class"
        " in their county; the others are spread over the classes as in their state, or else in"
        " the nation. Within a class, sizes fall as those of American firms do (Axtell, 2001)."
    )
    return text % {
        "total": number(found.total),
        "size": span_words(size),
        "published": number(found.counted.by_class or 0),
    }


def factors_in_words(found: MarketMap) -> str:
    """Say which factors the sales that are possible are made of, and where each comes from."""
    average = found.average
    if average is None:
        return ""
    if average.customers:
        text = _("Sales possible = establishments × %(amount)s a year, the mean of %(count)d of"
                 " your customers in this market.")  # fmt: skip
        return text % {"amount": number(average.amount or 0.0), "count": average.customers}
    if average.amount is None:
        parts = " · ".join(f"{name}: {number(amount)}" for name, amount in average.by_class)
        text = _("Sales possible = establishments by class of employees × an amount a year that"
                 " you gave: %(parts)s.")  # fmt: skip
        return text % {"parts": parts}
    text = _("Sales possible = establishments × %(amount)s a year, which you gave.")
    if average.per == EMPLOYEE:
        text = _("Sales possible = employees, where they are published, × %(amount)s a year, which"
                 " you gave.")  # fmt: skip
    return text % {"amount": number(average.amount)}
