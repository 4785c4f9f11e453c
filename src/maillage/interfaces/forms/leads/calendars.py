"""The form of a business calendar."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from maillage.core.geography.zones import time_zone
from maillage.core.leads.calendars import (
    Special,
    check_holidays,
    check_yearly,
    holiday_names,
    minutes_of,
)
from maillage.domain.leads.written import WrittenCalendar
from maillage.domain.leads.written.calendars import span_of
from maillage.interfaces.forms.accounts import DayInput
from maillage.interfaces.forms.leads.checked import checked
from maillage.interfaces.forms.leads.trees import Branch, Leaf, Tree, WrittenForm
from maillage.models import Rep
from maillage.texts import _ as now

LONGEST = 20_000


class ClockInput(forms.TextInput):
    """A time of the clock; 24:00 is the end of a day."""

    def __init__(self) -> None:
        super().__init__({"inputmode": "numeric", "placeholder": "09:00", "size": 6})


def clock_field(label: Any) -> forms.CharField:
    """A time of the clock."""
    checks = [checked(minutes_of)]
    return forms.CharField(label=label, widget=ClockInput, max_length=5, validators=checks)


def lines_field(label: Any, help_text: Any, *checks: Callable[[str], None]) -> forms.CharField:
    """Texts, one a line."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        validators=checks,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=LONGEST,
    )


def lines_of(text: str) -> list[str]:
    """Read texts, one a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def spans_of(text: str) -> list[str]:
    """Give what stands between commas."""
    return [each.strip() for each in text.split(",") if each.strip()]


class WeekLeaf(Leaf):
    """Hours of some days of the week."""

    days = forms.TypedMultipleChoiceField(
        label=_("Days"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    opens = clock_field(_("Opens"))
    closes = clock_field(_("Closes"))

    @property
    def blank(self) -> bool:
        """Whether no time is typed."""
        return not any(str(self[name].value() or "").strip() for name in ("opens", "closes"))


class SpecialLeaf(Leaf):
    """Days that differ."""

    name = forms.CharField(label=_("Reason"), max_length=120, required=False)
    first = forms.DateField(label=_("From day"), widget=DayInput)
    last = forms.DateField(label=_("To day"), widget=DayInput, required=False)
    hours = forms.CharField(
        label=_("Hours"),
        max_length=200,
        required=False,
        help_text=_("09:00-12:00, 14:00-16:00; empty where nothing is worked"),
        validators=[checked(lambda text: [span_of(each) for each in spans_of(text)])],
    )

    @classmethod
    def shown(cls, item: dict[str, Any]) -> dict[str, Any]:
        """Write the hours in one line."""
        return item | {"hours": ", ".join(item.get("hours") or [])}

    def written(self) -> dict[str, Any]:
        """Read the hours."""
        found = super().written()
        return found | {"hours": spans_of(found.get("hours", ""))}

    def clean(self) -> dict[str, Any]:
        """Refuse days and hours that are none."""
        found: dict[str, Any] = super().clean()
        first, last = found.get("first"), found.get("last")
        if first and last:
            self.refuse("last", lambda: Special(first, last))
        if first and "hours" in found:
            spans = [span_of(each) for each in spans_of(found["hours"])]
            self.refuse("hours", lambda: Special(first, first, tuple(spans)))
        return found


class ScopeForm(forms.Form):
    """Whose calendar it is: a rep's, or that of a country or a state."""

    country = forms.CharField(
        label=_("Country of the prospects"),
        max_length=2,
        required=False,
        help_text=_("two letters; empty with a rep"),
    )
    state = forms.CharField(
        label=_("State of the prospects"), max_length=3, required=False, help_text=_("such as CA")
    )
    rep = forms.ModelChoiceField(
        label=_("Or a rep"), queryset=Rep._base_manager.none(), required=False
    )
    prefix = "of"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rep"].queryset = Rep.objects.filter(active=True)

    def clean(self) -> dict[str, Any]:
        """Ask whose calendar it is: that of the company is there already."""
        found: dict[str, Any] = super().clean()
        if not found.get("country") and not found.get("rep"):
            self.add_error("country", now("Name a country or a rep."))
        elif found.get("rep") and (found.get("country") or found.get("state")):
            self.add_error("rep", now("A calendar is of a rep or of a place, not of both."))
        return found


class CalendarHead(Leaf):
    """What a calendar says once."""

    chosen: ClassVar[tuple[str, ...]] = ()
    name = forms.CharField(label=_("Name of the calendar"), max_length=120)
    zone = forms.CharField(
        label=_("Time zone"),
        max_length=40,
        help_text=_("such as America/New_York"),
        validators=[checked(time_zone)],
    )
    country = forms.CharField(
        label=_("Holidays of the country"),
        max_length=2,
        required=False,
        help_text=_("two letters, such as US or FR; empty for none"),
    )
    state = forms.CharField(
        label=_("and of the state"), max_length=6, required=False, help_text=_("such as CA")
    )
    worked = lines_field(_("Holidays that are worked all the same"), "")
    yearly = lines_field(
        _("Days off each year"),
        _("month and day, one a line: 12-24"),
        checked(lambda text: check_yearly(lines_of(text))),
    )

    @classmethod
    def shown(cls, item: dict[str, Any]) -> dict[str, Any]:
        """Put each name and each day on a line."""
        lists = {name: "\n".join(item.get(name) or []) for name in ("worked", "yearly")}
        return item | lists

    def clean(self) -> dict[str, Any]:
        """Refuse holidays that are not known, at the field that names them."""
        found: dict[str, Any] = super().clean()
        country, state = (found.get(name, "").upper() for name in ("country", "state"))
        worked = tuple(lines_of(found.get("worked", "")))
        asked = (("country", "", ()), ("state", state, ()), ("worked", state, worked))
        for field, of, names in asked:
            if not self.errors:
                self.refuse(field, partial(check_holidays, country, of, names))
        return found

    def written(self) -> dict[str, Any]:
        """Read the lines."""
        found = super().written()
        lists = {name: lines_of(found.get(name, "")) for name in ("worked", "yearly")}
        codes = {name: found.get(name, "").upper() for name in ("country", "state")}
        return found | lists | codes


WEEK = Branch(
    "weekly",
    _("Hours of the week"),
    _("Add hours"),
    WeekLeaf,
    hint=_("Several spans a day are several rows; what closes before it opens ends the day after."),
)
SPECIAL = Branch(
    "special",
    _("Special days"),
    _("Add special days"),
    SpecialLeaf,
    hint=_("They replace the hours of the week and the holidays of their days."),
)


class CalendarForm(WrittenForm):
    """A calendar as it is typed.

    Parameters
    ----------
    written
        What is shown as long as nothing was typed.
    """

    kind = WrittenCalendar

    def __init__(self, written: WrittenCalendar, data: Any = None) -> None:
        item = written.model_dump(mode="json")
        initial = CalendarHead.shown(item)
        super().__init__(
            CalendarHead(data, initial=initial, use_required_attribute=False),
            Tree((WEEK, SPECIAL), item, data),
        )
        known = holiday_names(written.country, written.state) if written.country else ()
        self.head.fields["worked"].help_text = now("one a line, among: %(names)s") % {
            "names": ", ".join(sorted(known)) or "–"
        }
