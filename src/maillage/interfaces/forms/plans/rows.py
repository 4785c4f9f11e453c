"""The rows of the form of a plan: sources with their stages, segments, opportunities and more."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from maillage.core.plans.opportunities import Horizon
from maillage.core.plans.year import Per
from maillage.interfaces.forms.accounts import DayInput
from maillage.interfaces.forms.plans.fields import Figure, Percentage, Whole, stored_number
from maillage.interfaces.forms.plans.nested import value_at, with_values
from maillage.texts import _ as now

PERIODS = [
    (Per.WEEK.value, _("per week")),
    (Per.MONTH.value, _("per month")),
    (Per.QUARTER.value, _("per quarter")),
    (Per.YEAR.value, _("per year")),
]
HORIZONS = [
    (Horizon.QUICK_WIN.value, _("quick win")),
    (Horizon.PROJECT.value, _("long project")),
]
LONGEST = 200
MOST_AMOUNT = 10**13
MOST_NUMBER = 10**6


def name_field(label: Any, *, required: bool = False) -> forms.CharField:
    """A name."""
    return forms.CharField(label=label, max_length=LONGEST, required=required)


def amount_field(label: Any, **options: Any) -> Figure:
    """An amount of money."""
    return Figure(label, **{"max_value": MOST_AMOUNT, "decimal_places": 2} | options)


def number_field(label: Any, **options: Any) -> Figure:
    """A number of things, or of hours."""
    return Figure(label, **{"max_value": MOST_NUMBER} | options)


class Row(forms.Form):
    """One row: the fields that are shown; what else its item says is kept.

    ``was`` is the place of its item in the plan as it is stored. A row with nothing in the fields
    that matter is none. ``mains`` are the fields without which their group is left out.
    """

    mains: ClassVar[tuple[str, ...]] = ()
    chosen: ClassVar[tuple[str, ...]] = ()
    """Fields that always say something."""
    was = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, item: dict[str, Any], was: int | None = None, **options: Any
    ) -> None:
        self.item = item
        super().__init__(data, initial=self.shown(item) | {"was": was}, **options)

    def shown(self, item: dict[str, Any]) -> dict[str, Any]:
        """What the fields show of an item."""
        return {
            name: stored_number(value_at(item, name))
            if isinstance(field, Figure)
            else value_at(item, name)
            for name, field in self.base_fields.items()
            if name != "was"
        }

    @property
    def blank(self) -> bool:
        """Whether nothing is typed."""
        names = set(self.fields) - {"was", *self.chosen}
        return not any(str(self[name].value() or "").strip() for name in names)

    def written(self) -> dict[str, Any]:
        """The item that the row stands for."""
        kept = {name: self.cleaned_data.get(name) for name in self.fields if name != "was"}
        return with_values(self.item, kept, self.mains)

    def missing(self, name: str) -> None:
        """Say that a field is needed."""
        self.add_error(name, now("This is needed."))

    def clean(self) -> dict[str, Any]:
        """Ask for the name where anything else is typed."""
        found: dict[str, Any] = super().clean()
        if "name" in self.fields and not self.errors and not found.get("name") and not self.blank:
            self.missing("name")
        return found


class StageRow(Row):
    """A stage of a funnel, and the share of it that goes on."""

    name = name_field(_("Stage"))
    rate = Percentage(_("Goes on"), help_text="")
    trials = number_field(_("Counted on"))
    hours = number_field(_("Hours each"))


class SourceRow(Row):
    """A source of sales."""

    mains = ("planned__count", "deal__mean", "so_far__on")
    chosen = ("planned__per",)
    name = name_field(_("Source"))
    share = Percentage(_("Share of the objective"), help_text="")
    deal__mean = amount_field(_("Mean deal"))
    deal__cv = Percentage(_("Spread of deals"), max_value=2000, help_text="")
    lag_weeks = number_field(_("Weeks to the signature"), max_value=104)
    planned__count = number_field(_("Planned"))
    planned__per = forms.ChoiceField(
        label=_("How often"), choices=PERIODS, required=False, initial=Per.MONTH.value
    )
    so_far__on = forms.DateField(label=_("Until"), widget=DayInput, required=False)
    so_far__done = Whole(_("Done"))
    so_far__resolved = Whole(_("Won or lost"))
    so_far__won = Whole(_("Won"))
    so_far__sold = amount_field(_("Sold"))

    def clean(self) -> dict[str, Any]:
        """Ask for the day where something was reached."""
        found = super().clean()
        reached = [found.get(f"so_far__{name}") for name in ("done", "resolved", "won", "sold")]
        if any(value is not None for value in reached) and not found.get("so_far__on"):
            self.missing("so_far__on")
        return found


class ProductRow(Row):
    """A product."""

    name = name_field(_("Product"))
    share = Percentage(_("Share of the objective"), help_text="")


class SegmentRow(Row):
    """A segment, with what both matrices compare (X-07)."""

    name = name_field(_("Segment"))
    accounts = Whole(_("Accounts"), max_value=10**9)
    sales = Percentage(_("Share of sales"), help_text="")
    time = Percentage(_("Share of time"), help_text="")
    potential = amount_field(_("Potential"))
    probability = Percentage(_("Probability"), help_text="")
    effort_hours = number_field(_("Hours of effort"))
    priorities = forms.CharField(
        label=_("First of all, one a line"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=20_000,
    )

    def shown(self, item: dict[str, Any]) -> dict[str, Any]:
        """Put each priority on a line."""
        return super().shown(item) | {"priorities": "\n".join(item.get("priorities") or [])}

    def written(self) -> dict[str, Any]:
        """Read a priority from each line; what is not said is 0."""
        found = super().written()
        lines = [line.strip() for line in self.cleaned_data["priorities"].splitlines()]
        zero = {"accounts": 0, "sales": 0, "time": 0}
        return zero | found | {"priorities": [line for line in lines if line]}


class OfSegment(Row):
    """A row about a segment of the plan."""

    segment = forms.ChoiceField(label=_("Segment"), required=False)

    def offer(self, names: list[str]) -> None:
        """Offer the segments of the plan, and the one that was chosen."""
        chosen = str(self["segment"].value() or "")
        known = dict.fromkeys([*names, *([chosen] if chosen else [])])
        field = self.fields["segment"]
        field.choices = [("", "–"), *((name, name) for name in known)]


class OpportunityRow(OfSegment):
    """An opportunity."""

    chosen = ("horizon", "segment")
    name = name_field(_("Opportunity"))
    amount = amount_field(_("Amount"))
    probability = Percentage(_("Probability"), help_text="")
    effort_hours = number_field(_("Hours of effort"))
    horizon = forms.ChoiceField(label=_("Horizon"), choices=HORIZONS, required=False)


class BlockRow(OfSegment):
    """A block of the week."""

    chosen = ("weekday",)
    weekday = forms.TypedChoiceField(
        label=_("Day"), choices=list(WEEKDAYS.items()), coerce=int, required=False
    )
    starts = forms.TimeField(
        label=_("Begins"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    hours = number_field(_("Hours"), max_value=24)

    def written(self) -> dict[str, Any]:
        """Write the time of day as hours and minutes."""
        found = super().written()
        starts = self.cleaned_data.get("starts")
        return found | ({"starts": f"{starts:%H:%M}"} if starts else {})


class ActivityRow(Row):
    """What is done regularly (X-05)."""

    chosen = ("per",)
    name = name_field(_("What is done"))
    count = number_field(_("How many"))
    per = forms.ChoiceField(label=_("How often"), choices=PERIODS, required=False)


class IndicatorRow(Row):
    """What is watched."""

    name = name_field(_("Indicator"))
    target = amount_field(_("Target"))
    unit = forms.CharField(label=_("Counted in"), max_length=40, required=False)
    per = forms.ChoiceField(
        label=_("How often"), choices=[("", _("at any time")), *PERIODS], required=False
    )


class CountRow(Row):
    """A number that was reached by a day."""

    name = name_field(_("What is counted"))
    on = forms.DateField(label=_("Until"), widget=DayInput, required=False)
    reached = number_field(_("Reached"))
    yearly = number_field(_("Planned for the year"))


ROWS: dict[str, type[Row]] = {
    "sources": SourceRow,
    "products": ProductRow,
    "segments": SegmentRow,
    "opportunities": OpportunityRow,
    "blocks": BlockRow,
    "activities": ActivityRow,
    "indicators": IndicatorRow,
    "counts": CountRow,
}
