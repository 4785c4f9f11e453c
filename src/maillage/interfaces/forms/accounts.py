"""Forms about accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maillage.domain.accounts.ownership import LONGEST_REASON
from maillage.models import Rep


class DayInput(forms.DateInput):
    """A day, chosen in the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class GiveForm(forms.Form):
    """A new owner."""

    rep = forms.ModelChoiceField(
        label=_("New owner"),
        queryset=Rep._base_manager.none(),
        required=False,
        empty_label=_("nobody"),
    )
    starts_on = forms.DateField(
        label=pgettext_lazy("day", "From"), widget=DayInput, initial=timezone.localdate
    )
    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_REASON)
    named = forms.BooleanField(
        label=_("Named account"),
        required=False,
        help_text=_("Designs leave it with this owner."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rep"].queryset = Rep.objects.filter(active=True)
