"""Forms about scenarios: where one begins, what the engine is asked, what is said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.core.geography.states import US_STATES
from maillage.domain.territories.comments import LONGEST
from maillage.domain.territories.request import (
    CONTIGUOUS_STATES,
    LONGEST_NAME,
    MOST_TERRITORIES,
    DesignRequest,
    Homes,
    Level,
    MeasureRequest,
    Source,
    Targets,
)
from maillage.domain.territories.starting import Origin
from maillage.models import Comment, Rep

MEASURES = [
    (Source.POTENTIAL.value, _("Potential")),
    (Source.REVENUE.value, _("Sales")),
    (Source.ACCOUNTS.value, _("Number of accounts")),
    (Source.EMPLOYEES.value, _("Employees")),
    (Source.WORKLOAD.value, _("Visits a year")),
    (Source.POPULATION.value, _("Population")),
]
LONGEST_PART = 120
EFFORTS = [("0.1", _("a sketch")), ("1", _("usual")), ("4", _("thorough"))]


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
        choices=[(code, code) for code in sorted(US_STATES)],
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
    targets = forms.ChoiceField(
        label=_("Targets"),
        choices=[
            (Targets.EQUAL.value, _("equal")),
            (Targets.CAPACITY.value, _("as the capacity of the reps")),
        ],
    )
    homes = forms.ChoiceField(
        label=_("Centres"),
        choices=[
            (Homes.FREE.value, _("anywhere")),
            (Homes.REPS.value, _("the homes of the reps")),
        ],
    )
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
        help_text=_("Otherwise the engine designs anew; locked units stay in either case."),
    )
    effort = forms.ChoiceField(label=_("Effort"), choices=EFFORTS, initial="1")
    prove = forms.BooleanField(label=_("Prove how near to the best it is"), required=False)


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
