"""Forms about reviews."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maillage.domain.reviews.rituals import LONGEST, PLACE, SHORTEST
from maillage.interfaces.forms.accounts import DayInput
from maillage.interfaces.forms.decisions import Text
from maillage.models import LAYERS, Membership, Rep, Ritual, Trigger

LAYER_CHOICES = [(each.value, each.label) for each in LAYERS]
CALLS = [(each.value, each.label) for each in Trigger if each is not Trigger.CALENDAR]


class ReviewForm(forms.Form):
    """A review to be held."""

    layer = forms.ChoiceField(
        label=_("What"), choices=[(each.value, each.label) for each in LAYERS]
    )
    rep = forms.ModelChoiceField(
        label=_("Of"), queryset=Rep._base_manager.none(), required=False, empty_label=_("all reps")
    )
    due_on = forms.DateField(label=_("On"), widget=DayInput, initial=timezone.localdate)
    note = Text(_("What it is about"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rep"].queryset = Rep.objects.filter(active=True)


class CallForm(forms.Form):
    """Something happened that calls for a review."""

    trigger = forms.ChoiceField(label=_("What happened"), choices=CALLS)
    note = Text(_("In words"), required=True)


class HoldForm(forms.Form):
    """A review was held."""

    held_on = forms.DateField(label=_("Held on"), widget=DayInput, initial=timezone.localdate)
    minutes = Text(_("Minutes"))


class DecisionForm(forms.Form):
    """What was decided."""

    text = Text(_("What is to be done"), required=True)
    owner = forms.ModelChoiceField(label=_("Who"), queryset=Membership._base_manager.none())
    due_on = forms.DateField(label=_("Until"), widget=DayInput)

    def __init__(self, *args: Any, member: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = Membership.objects.filter(
            workspace=member.workspace_id, active=True
        ).select_related("user")


class RitualForm(forms.Form):
    """A meeting that comes again."""

    rhythm = forms.ChoiceField(label=_("Meeting"), choices=Ritual.Rhythm)
    first_on = forms.DateField(label=_("First on"), widget=DayInput, initial=timezone.localdate)
    at = forms.TimeField(
        label=_("Begins at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    minutes = forms.IntegerField(
        label=_("Duration in minutes"),
        min_value=SHORTEST,
        max_value=LONGEST,
        required=False,
        help_text=_("Usual: 10 a day, 45 a week, 120 a month, 240 a quarter."),
    )
    time_zone = forms.CharField(label=_("Time zone"), max_length=40)
    place = forms.CharField(
        label=_("Place, or address of the call"), max_length=PLACE, required=False
    )


class RolloutForm(forms.Form):
    """When the ninety days begin."""

    starts_on = forms.DateField(
        label=pgettext_lazy("day", "From"), widget=DayInput, initial=timezone.localdate
    )


class CadenceForm(forms.Form):
    """How often is reviewed."""

    plan_days = forms.IntegerField(label=_("Plans, every … days"), min_value=1, max_value=366)
    assignment_days = forms.IntegerField(
        label=_("Assignments, every … days"), min_value=1, max_value=183
    )
    assignment_most_days = forms.IntegerField(
        label=_("Assignments, never later than … days"), min_value=1, max_value=183
    )
    structure_months = forms.IntegerField(
        label=_("Structure, every … months"), min_value=1, max_value=24
    )
    potential_percent = forms.IntegerField(
        label=_("When all potential changed by … percent"), min_value=1, max_value=100
    )
