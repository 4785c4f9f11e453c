"""The part of the form of a plan that is there once: objective, year, seasons, notes."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.dates import MONTHS_3
from django.utils.translation import gettext_lazy as _

from maillage.interfaces.forms.accounts import DayInput
from maillage.interfaces.forms.plans.fields import Figure, Percentage, Whole, stored_number
from maillage.interfaces.forms.plans.nested import value_at, with_values
from maillage.interfaces.forms.plans.rows import amount_field, number_field

QUARTERS = 4
MONTHS = 12
STEPS = ("objectives", "sources", "segments", "opportunities", "time", "indicators", "review")
MAINS = ("pipeline__worth", "sold__on")


def note() -> forms.CharField:
    """What was agreed on a step."""
    return forms.CharField(
        label=_("What was agreed"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=4000,
    )


class Head(forms.Form):
    """What a plan says once; fields of values within values are named ``sold__on``."""

    name = forms.CharField(label=_("Name of the plan"), max_length=200, required=False)
    objective = amount_field(_("Objective of the year"), required=True, min_value=0.01)
    currency = forms.CharField(label=_("Currency"), max_length=10, required=False)
    starts_on = forms.DateField(label=_("First day of the year"), widget=DayInput)
    worked_weeks = number_field(
        _("Worked weeks"),
        min_value=0.1,
        max_value=52,
        help_text=_("52 less vacation, holidays and training"),
    )
    weekly_hours = number_field(_("Hours of selling per week"), min_value=0.1, max_value=168)
    confidence = Percentage(
        _("How sure do you want to be?"), min_value=1, max_value=99, help_text=_("in percent")
    )
    began_on = forms.DateField(
        label=_("First day of the rep"),
        widget=DayInput,
        required=False,
        help_text=_("where it is not long ago"),
    )
    ramp_months = number_field(_("Months to full strength"), max_value=60)
    time_zone = forms.CharField(
        label=_("Time zone"), max_length=64, required=False, help_text="America/New_York"
    )
    holidays = forms.RegexField(
        r"^[A-Z]{2}(-[A-Z0-9]{1,6})?$", label=_("Public holidays of"), max_length=9, required=False,
        help_text=_("FR or CA-QC; by the time zone if empty"),
    )  # fmt: skip
    review_weeks = Whole(_("Weeks between reviews"), min_value=1, max_value=52)
    pipeline__worth = amount_field(_("Open opportunities are worth"))
    pipeline__win_rate = Percentage(_("Share that is won"))
    pipeline__monthly = amount_field(_("To be sold each month"))
    pipeline__months = number_field(_("Months one stays open"), max_value=120)
    sold__on = forms.DateField(label=_("Until"), widget=DayInput, required=False)
    sold__amount = amount_field(_("Sold in all"))

    def __init__(self, data: Any = None, *, plan: dict[str, Any], **options: Any) -> None:
        self.plan = plan
        super().__init__(data, **options)
        self.initial = {
            name: stored_number(value_at(plan, name))
            if isinstance(field, Figure)
            else value_at(plan, name)
            for name, field in self.base_fields.items()
        }
        for step in STEPS:
            self.fields[f"note_{step}"] = note()
            self.initial[f"note_{step}"] = (plan.get("steps_note") or {}).get(step, "")
        for place in range(QUARTERS):
            label = _("Quarter %(number)d") % {"number": place + 1}
            self.add(f"quarter_{place}", Percentage(label, help_text=""), "quarters", place)
        for place in range(MONTHS):
            label = MONTHS_3[(self.first_month + place) % MONTHS + 1].capitalize()
            self.add(f"season_{place}", number_field(label), "seasonality", place)

    @property
    def first_month(self) -> int:
        """The month the year begins with, from 0."""
        text = str(self["starts_on"].value() or "")
        month = text[5:7]
        return int(month) - 1 if month.isdecimal() and 1 <= int(month) <= MONTHS else 0

    def add(self, name: str, field: Figure, within: str, place: int) -> None:
        """Add the field of a number in a list."""
        listed = self.plan.get(within) or []
        self.fields[name] = field
        self.initial[name] = stored_number(listed[place]) if place < len(listed) else None

    def clean_time_zone(self) -> str:
        """Refuse a time zone that is none."""
        zone: str = self.cleaned_data["time_zone"]
        if zone and zone not in available_timezones():
            raise forms.ValidationError(
                _("There is no such time zone. Write one such as America/New_York.")
            )
        return zone

    def written(self) -> dict[str, Any]:
        """The plan as stored, with what the fields say."""
        found = self.cleaned_data
        listed = {
            "quarters": [found.get(f"quarter_{place}") for place in range(QUARTERS)],
            "seasonality": [found.get(f"season_{place}") for place in range(MONTHS)],
        }
        written = with_values(
            self.plan, {name: found.get(name) for name in self.base_fields}, MAINS
        )
        for name, numbers in listed.items():
            written.pop(name, None)
            if any(number is not None for number in numbers):
                written[name] = [number or 0 for number in numbers]
        notes = {step: found.get(f"note_{step}", "").strip() for step in STEPS}
        return written | {"steps_note": {step: text for step, text in notes.items() if text}}
