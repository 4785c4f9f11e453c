"""The words that plans use, explained once: for pages, programs, commands, documents (M-06)."""

from __future__ import annotations

from dataclasses import dataclass

from maillage.errors import NotFoundError
from maillage.texts import _, quoted


@dataclass(frozen=True, slots=True)
class Term:
    """A word: its key, which stays the same in all languages, its name and what it means."""

    key: str
    name: str
    meaning: str


def terms() -> list[Term]:
    """All words, in the reader's language."""
    return [
        Term("territory", _("Territory"), _(
            "What one person answers for: accounts cut by geography, industry, size, product, or"
            " several of them together."
        )),
        Term("plan", _("Territory plan"), _(
            "What a rep and a manager agree on for a year: objectives, sources of sales, segments,"
            " time, activities, indicators and reviews."
        )),
        Term("segmentation", _("Segmentation"), _(
            "Grouping accounts that deserve the same effort: by potential, engagement, cycle and"
            " who decides."
        )),
        Term("strategic-account", _("Strategic account"), _(
            "An account of high potential that is likely to buy, or opens a market; it gets more"
            " time than others."
        )),
        Term("pipeline", _("Pipeline"), _(
            "The open opportunities and what they are worth. It is enough where it covers 1 / win"
            " rate of what it is to bring."
        )),
        Term("source-of-sales", _("Source of sales"), _(
            "Where sales come from: existing clients, new clients, references and partners, inbound"
            " calls, trade shows."
        )),
        Term("conversion-rate", _("Conversion rate"), _(
            "The share that goes from one stage to the next, such as meetings that become sales;"
            " it says little without the number of cases it was counted on."
        )),
        Term("sales-cycle", _("Sales cycle"), _(
            "The time from the first contact to the signature. What begins later than one cycle"
            " before the end of the year closes in the next."
        )),
        Term("kpi", _("KPI (key performance indicator)"), _(
            "A number that tells whether the plan holds: proposals, volume of the pipeline,"
            " transformation rate, frequency of follow-up."
        )),
        Term("potential-effort-matrix", _("Matrix of potential and effort"), _(
            "Four fields that say what to do first: quick wins, long projects, what fills gaps and"
            " what is left alone."
        )),
        Term("territory-review", _("Territory review"), _(
            "A meeting every month to quarter: compare with the plan, see which segment dries up or"
            " explodes, move time, write down what was decided."
        )),
        Term("territory-management", _("Territory management and cut"), _(
            "Territory management is the strategic framework; the cut is its operational result,"
            " with sectors and portfolios."
        )),
    ]  # fmt: skip


def term_called(key: str) -> Term:
    """Find a word.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    for each in terms():
        if each.key == key:
            return each
    raise NotFoundError(_("The glossary has no %(term)s.") % {"term": quoted(key)})
