"""Forms about scenarios: where one begins, what the engine is asked, what is said."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.core.geography.states import US_STATES
from maillage.domain.remarks import LONGEST
from maillage.domain.territories.request import (
    CONTIGUOUS_STATES,
    LONGEST_NAME,
    MOST_TERRITORIES,
    SEEDS,
    DesignRequest,
    Homes,
    Level,
    MeasureRequest,
    Source,
    Targets,
)
from maillage.domain.territories.starting import Origin
from maillage.models import Comment, Rep
from maillage.texts import language

MEASURES = [
    (Source.POTENTIAL.value, _("Potential")),
    (Source.REVENUE.value, _("Sales")),
    (Source.ACCOUNTS.value, _("Number of accounts")),
    (Source.EMPLOYEES.value, _("Employees")),
    (Source.WORKLOAD.value, _("Visits a year")),
    (Source.POPULATION.value, _("Population")),
]
TARGETS = [
    (Targets.EQUAL.value, _("equal")),
    (Targets.CAPACITY.value, _("as the capacity of the reps")),
]
HOMES = [
    (Homes.FREE.value, _("anywhere")),
    (Homes.REPS.value, _("the homes of the reps")),
    (Homes.UNITS.value, _("in one of their units")),
]
LONGEST_PART = 120
EFFORTS = [("0.1", _("a sketch")), ("1", _("usual")), ("4", _("thorough"))]


def states() -> list[tuple[str, str]]:
    """The states by name, in the reader's language."""
    french = language() == "fr"
    named = {code: names[2 if french else 1] for code, names in US_STATES.items()}
    return sorted(named.items(), key=lambda pair: unicodedata.normalize("NFD", pair[1]))


class StartForm(forms.Form):
    """A new scenario."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    origin = forms.ChoiceField(
        label=_("Begins with"),
        choices=[
            (Origin.TODAY.value, _("today's ownership")),
            (Origin.NOTHING.value, _("nothing")),
        ],
        widget=forms.RadioSelect,
        initial=Origin.TODAY.value,
    )
    level = forms.ChoiceField(
        label=_("Basic units"),
        choices=[
            (Level.COUNTY.value, _("counties")),
            (Level.POSTAL.value, _("postal codes")),
            (Level.ACCOUNT.value, _("accounts")),
        ],
    )
    states = forms.MultipleChoiceField(
        label=_("States"),
        choices=states,
        required=False,
        help_text=_("None chosen: the 48 contiguous states and the capital."),
    )
    measures = forms.MultipleChoiceField(
        label=_("Balance"),
        choices=MEASURES,
        initial=[Source.POTENTIAL.value],
        widget=forms.CheckboxSelectMultiple,
    )
    tolerance = forms.FloatField(
        label=_("Tolerance (%)"),
        initial=10,
        min_value=0.1,
        max_value=99,
        help_text=_("How far a territory may be from its target."),
    )
    territories = forms.IntegerField(
        label=_("Number of territories"),
        min_value=1,
        max_value=MOST_TERRITORIES,
        required=False,
        help_text=_("Empty: one for each active rep. From today, each owner has one."),
    )
    targets = forms.ChoiceField(label=_("Targets"), choices=TARGETS)
    homes = forms.ChoiceField(label=_("Centres"), choices=HOMES[:2])
    contiguity = forms.BooleanField(
        label=_("Every territory in one piece"), initial=True, required=False
    )
    disruption_cap = forms.FloatField(
        label=_("At most so much changes owner (%)"), min_value=0, max_value=100, required=False
    )

    def asked(self) -> DesignRequest:
        """Give what the form asks of a design.

        Raises
        ------
        ParameterError
            If it cannot be asked.
        """
        given: dict[str, Any] = self.cleaned_data
        share = given["tolerance"] / 100
        cap = given["disruption_cap"]
        today = given["origin"] == Origin.TODAY.value
        return DesignRequest(
            name=given["name"],
            level=Level(given["level"]),
            states=tuple(given["states"]) or CONTIGUOUS_STATES,
            measures=tuple(MeasureRequest(Source(each), share) for each in given["measures"]),
            territories=None if today else given["territories"],
            targets=Targets(given["targets"]),
            homes=Homes(given["homes"]),
            contiguity=given["contiguity"],
            disruption_cap=None if cap is None else cap / 100,
        )


class RunForm(forms.Form):
    """What the engine is asked to do with a scenario."""

    improve = forms.BooleanField(
        label=_("Begin from the plan as it is"),
        required=False,
        help_text=_("Otherwise the engine designs anew."),
    )
    keep_locks = forms.BooleanField(
        label=_("Locked units stay where they are"), required=False, initial=True
    )
    keep_edits = forms.BooleanField(
        label=_("What was assigned by hand stays where it is"), required=False
    )
    effort = forms.ChoiceField(label=_("Effort"), choices=EFFORTS, initial="1")
    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=0,
        max_value=SEEDS - 1,
        required=False,
        help_text=_("Another number looks elsewhere; the same one finds the same plan again."),
    )
    prove = forms.BooleanField(label=_("Prove how near to the best it is"), required=False)


class AskForm(forms.Form):
    """What a scenario is asked: everything but its basic units, which stay."""

    territories = forms.IntegerField(
        label=_("Number of territories"),
        min_value=1,
        max_value=MOST_TERRITORIES,
        help_text=_("New ones are empty until the engine designs. Of fewer, those without a rep go"
                    " first, then those whose rep owns least today."),
    )  # fmt: skip
    targets = forms.ChoiceField(label=_("Targets"), choices=TARGETS)
    homes = forms.ChoiceField(label=_("Centres"), choices=HOMES)
    contiguity = forms.BooleanField(label=_("Every territory in one piece"), required=False)
    disruption_cap = forms.FloatField(
        label=_("At most so much changes owner (%)"), min_value=0, max_value=100, required=False
    )
    disruption_price_km = forms.FloatField(
        label=_("An account must come nearer by (km) to change owner"), min_value=0, required=False
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, asked: DesignRequest, **kwargs: Any) -> None:
        self.asked = asked
        self.kept = {each.source: each for each in asked.measures}
        begun = self.begun(kwargs.pop("initial", {}))
        super().__init__(*args, **kwargs, initial=begun)
        for source, label in self.sources():
            self.fields[f"tolerance_{source}"] = forms.FloatField(
                label=_("Tolerance of %(measure)s (%%)") % {"measure": label},
                min_value=0.1,
                max_value=99,
                required=False,
                help_text=_("Empty: not balanced."),
            )

    def sources(self) -> list[tuple[str, str]]:
        """The measures that can be asked: those every company has, and those asked before."""
        known = dict(MEASURES)
        more = {each.value: _("Establishments") for each in self.kept if each.value not in known}
        return [*known.items(), *more.items()]

    def begun(self, given: dict[str, Any]) -> dict[str, Any]:
        """What the form begins with: what is asked now."""
        cap = self.asked.disruption_cap
        found: dict[str, Any] = {
            "territories": self.asked.territories,
            "targets": self.asked.targets.value,
            "homes": self.asked.homes.value,
            "contiguity": self.asked.contiguity,
            "disruption_cap": None if cap is None else short(100 * cap),
            "disruption_price_km": short(self.asked.disruption_price_km),
        }
        for source, measure in self.kept.items():
            found[f"tolerance_{source.value}"] = short(100 * measure.tolerance)
        return found | given

    def wanted(self) -> DesignRequest:
        """Give what the form asks.

        Raises
        ------
        ParameterError
            If it cannot be asked.
        """
        given: dict[str, Any] = self.cleaned_data
        cap = given["disruption_cap"]
        return dataclasses.replace(
            self.asked,
            measures=tuple(self.measures()),
            territories=given["territories"],
            targets=Targets(given["targets"]),
            homes=Homes(given["homes"]),
            contiguity=given["contiguity"],
            disruption_cap=None if cap is None else cap / 100,
            disruption_price_km=given["disruption_price_km"] or 0.0,
        )

    def measures(self) -> Iterator[MeasureRequest]:
        """Give the measures that have a tolerance: those asked before first, as they stood."""
        order = [
            *(source.value for source in self.kept),
            *(name for name, _label in self.sources()),
        ]
        for name in dict.fromkeys(order):
            tolerance = self.cleaned_data.get(f"tolerance_{name}")
            if tolerance is not None:
                before = self.kept.get(Source(name))
                industries = before.industries if before else ()
                yield MeasureRequest(Source(name), tolerance / 100, industries)


def short(value: float) -> float | int:
    """A number as a person writes it: without decimals where it has none."""
    rounded = round(value, 4)
    return int(rounded) if rounded == int(rounded) else rounded


class SweepForm(forms.Form):
    """How many plans of a frontier are made."""

    points = forms.IntegerField(label=_("Plans"), min_value=2, max_value=12, initial=5)
    effort = forms.ChoiceField(label=_("Effort"), choices=EFFORTS, initial="0.1")


class NameForm(forms.Form):
    """A name for a copy or a branch."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME, required=False)


class TerritoryForm(forms.Form):
    """The name of a territory, and its rep."""

    name = forms.CharField(label=_("Name"), max_length=120)
    rep = forms.ModelChoiceField(
        label=_("Rep"),
        queryset=Rep._base_manager.none(),
        required=False,
        empty_label=_("nobody"),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rep"].queryset = Rep.objects.filter(active=True)


class CommentForm(forms.Form):
    """What somebody says of a scenario, or a part of it: ``about`` is its kind and reference."""

    about = forms.CharField(
        label=_("About"), required=False, max_length=LONGEST_PART, widget=forms.Select
    )
    text = forms.CharField(
        label=_("Comment"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, parts: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].widget.choices = [("", _("the whole scenario")), *parts]

    def clean_about(self) -> tuple[str, str]:
        """Read the kind of part and its reference."""
        subject, _colon, reference = self.cleaned_data["about"].partition(":")
        return subject or Comment.Subject.SCENARIO.value, reference
