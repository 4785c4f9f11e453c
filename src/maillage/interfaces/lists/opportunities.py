"""Lists of opportunities."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from maillage.interfaces.exporters.plans.followed import source_word
from maillage.interfaces.lists.columns import Column, Filter
from maillage.interfaces.lists.listing import Listing
from maillage.models import Opportunity, Outcome
from maillage.texts import _

Link = Callable[[Any], str]
NONE = "-"
"""The chosen value for those without one."""
LATE = "late"


def all_opportunities() -> QuerySet[Opportunity]:
    """The opportunities of the workspace with their account and rep."""
    return Opportunity.objects.select_related("account", "rep")


def opportunities(link: Link, on: date) -> Listing:
    """What may be sold, and what came of it."""
    words = {value: str(label) for value, label in Outcome.choices}
    return Listing(
        name="opportunities",
        caption=_("Opportunities"),
        order="-opened",
        search=(
            "name__icontains", "external_id__icontains", "account__name__icontains",
            "account__external_id__icontains", "product__icontains",
        ),
        placeholder=_("Name, id, account or product"),
        empty={
            "icon": "handshake",
            "title": _("No opportunities yet."),
            "text": _("Import a file of your CRM: maillage import opportunities FILE --apply"),
        },
        columns=[
            Column("name", _("Opportunity"), str, ("name", "external_id")),
            Column("account", _("Account"), lambda row: row.account and row.account.name,
                   ("account__name",), link),
            Column("rep", _("Rep"), lambda row: row.rep.name, ("rep__name",)),
            Column("source", _("Source"), lambda row: source_word(row.source), ("source",)),
            Column("stage", _("Stage"), lambda row: row.stage, ("stage",)),
            Column("amount", _("Amount"), lambda row: row.amount, ("amount",), number=True),
            Column("opened", _("Opened"), lambda row: row.opened_on, ("opened_on",)),
            Column("expected", _("Expected on"), lambda row: row.expected_on, ("expected_on",)),
            Column("outcome", _("Outcome"), lambda row: words[row.outcome], ("outcome",)),
            Column("closed", _("Closed"), lambda row: row.closed_on, ("closed_on",)),
            Column("id", _("Id"), lambda row: row.external_id, ("external_id",)),
        ],
        filters=filters(on),
    )  # fmt: skip


def filters(on: date) -> list[Filter]:
    """By rep, stage, outcome, source, segment, and by the days of opening and of the end."""
    every = Opportunity.objects.order_by()
    return [
        Filter("rep", _("Rep"), [("", _("All")), *reps()],
               lambda chosen: Q(rep__external_id=chosen)),
        Filter("outcome", _("Outcome"), [("", _("All")), *Outcome.choices],
               lambda chosen: Q(outcome=chosen)),
        of_values("stage", _("Stage"), every.values_list("stage", flat=True), "stage", str),
        of_values("source", _("Source"), every.values_list("source", flat=True), "source",
                  source_word),
        of_values("segment", _("Segment"), every.values_list("account__segment", flat=True),
                  "account__segment", str),
        Filter("opened", _("Opened"), periods(on), lambda chosen: within("opened_on", chosen, on)),
        Filter("closed", _("Closed or expected"), [*periods(on), (LATE, _("overdue"))],
               lambda chosen: ended(chosen, on)),
    ]  # fmt: skip


def reps() -> list[tuple[str, str]]:
    """The reps who have opportunities."""
    named = Opportunity.objects.order_by("rep__name").values_list("rep__external_id", "rep__name")
    return list(dict.fromkeys(named))


def of_values(
    name: str, label: str, values: QuerySet[Any], path: str, word: Callable[[str], str]
) -> Filter:
    """Narrow to one of the values there are."""
    known = sorted({value or "" for value in values.distinct()} - {""})
    choices = [("", _("All")), *((value, word(value)) for value in known), (NONE, _("none"))]

    def condition(chosen: str) -> Q:
        if chosen != NONE:
            return Q(**{path: chosen})
        return Q(**{path: ""}) | Q(**{f"{path}__isnull": True})

    return Filter(name, label, choices, condition)


def periods(on: date) -> list[tuple[str, str]]:
    """Periods that a day is in, and the years before and after it."""
    return [
        ("", _("Any day")),
        ("month", _("this month")),
        ("quarter", _("this quarter")),
        ("year", _("this year")),
        *((str(year), str(year)) for year in range(on.year + 1, on.year - 6, -1)),
    ]


def bounds(chosen: str, on: date) -> tuple[date, date]:
    """The first day of a period, and the first after it."""
    if chosen.isdigit():
        return date(int(chosen), 1, 1), date(int(chosen) + 1, 1, 1)
    months = {"month": 1, "quarter": 3, "year": 12}[chosen]
    first = date(on.year, (on.month - 1) // months * months + 1, 1)
    after = (first + timedelta(days=31 * months)).replace(day=1)
    return first, date(on.year + 1, 1, 1) if months == 12 else after


def within(field: str, chosen: str, on: date) -> Q:
    """Days of a period."""
    first, after = bounds(chosen, on)
    return Q(**{f"{field}__gte": first, f"{field}__lt": after})


def ended(chosen: str, on: date) -> Q:
    """Closed in a period, or open and expected in it; overdue is what should have been closed."""
    if chosen == LATE:
        return Q(outcome=Outcome.OPEN, expected_on__lt=on)
    return within("closed_on", chosen, on) | (
        Q(outcome=Outcome.OPEN) & within("expected_on", chosen, on)
    )
