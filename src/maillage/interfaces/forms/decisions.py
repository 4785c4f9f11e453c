"""Forms about consultation, approval and publication."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from maillage.domain.remarks import LONGEST
from maillage.domain.territories.publishing.plan import Later
from maillage.interfaces.forms.accounts import DayInput
from maillage.models import ChallengeReason, Rep


class Text(forms.CharField):
    """A text of some lines."""

    def __init__(self, label: Any, *, required: bool = False, help_text: Any = "") -> None:
        super().__init__(
            label=label,
            required=required,
            help_text=help_text,
            max_length=LONGEST,
            widget=forms.Textarea(attrs={"rows": 3}),
        )


class ConsultationForm(forms.Form):
    """Until when reps are heard, and what they are told."""

    deadline = forms.DateField(label=_("Until the end of"), widget=DayInput)
    message = Text(_("What you tell them"))


class ChallengeForm(forms.Form):
    """Who should have it instead, and why."""

    wanted = forms.ModelChoiceField(label=_("Should go to"), queryset=Rep._base_manager.none())
    code = forms.ChoiceField(label=_("Reason"), choices=ChallengeReason)
    text = Text(_("In your words"), required=True)

    def __init__(self, *args: Any, reps: QuerySet[Rep], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wanted"].queryset = reps


class AnswerForm(forms.Form):
    """What a manager answers."""

    text = Text(_("Your answer"), help_text=_("A refusal needs one."))


class SubmitForm(forms.Form):
    """The day a scenario is to be in force from."""

    effective_on = forms.DateField(label=_("In force from"), widget=DayInput)


class VerdictForm(forms.Form):
    """What a body says."""

    text = Text(_("What you say"), help_text=_("Who sends a scenario back says why."))


class PublishForm(forms.Form):
    """What becomes of changes planned for later."""

    later = forms.ChoiceField(
        label=_("Changes planned for later that contradict the scenario"),
        choices=[
            (Later.KEEP.value, _("stay: the new owner has the account until then")),
            (Later.DROP.value, _("are dropped: the new owner keeps the account")),
        ],
        widget=forms.RadioSelect,
    )
