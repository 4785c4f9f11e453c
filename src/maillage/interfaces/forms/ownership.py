"""Forms about many accounts at once, roles beside the owner, and claims."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maillage.domain.accounts.claims import LONGEST_TEXT
from maillage.domain.accounts.ownership import LONGEST_REASON
from maillage.interfaces.forms.accounts import DayInput, GiveForm
from maillage.models import Account, Rep
from maillage.models.ownership import ClaimReason, OverlayRole

LONGEST_KEY = 18


class AccountsField(forms.ModelMultipleChoiceField):
    """Accounts that were selected in a list."""

    widget = forms.MultipleHiddenInput

    def __init__(self) -> None:
        super().__init__(queryset=Account._base_manager.none())

    def clean(self, value: Any) -> Any:
        """Read the keys of accounts; one that no database can hold is of no account."""
        for key in value or ():
            if not str(key).isdecimal() or len(str(key)) > LONGEST_KEY:
                raise forms.ValidationError(_("Select accounts in the list."))
        return super().clean(value)


class GiveSelectedForm(GiveForm):
    """A new owner for several accounts."""

    row = AccountsField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["row"].queryset = Account.objects.all()


class OverlayForm(forms.Form):
    """An additional role on accounts."""

    row = AccountsField()
    rep = forms.ModelChoiceField(label=_("Rep"), queryset=Rep._base_manager.none())
    role = forms.ChoiceField(label=_("Role"), choices=OverlayRole.choices)
    share = forms.FloatField(
        label=_("Share of the credit, in percent"), min_value=0, max_value=100, initial=0
    )
    starts_on = forms.DateField(
        label=pgettext_lazy("day", "From"), widget=DayInput, initial=timezone.localdate
    )
    ends_on = forms.DateField(label=_("Until, excluded"), widget=DayInput, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_REASON, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["row"].queryset = Account.objects.all()
        self.fields["rep"].queryset = Rep.objects.filter(active=True)


class ClaimForm(forms.Form):
    """Why an account should be one's own."""

    code = forms.ChoiceField(label=_("Reason"), choices=ClaimReason.choices)
    reason = forms.CharField(
        label=_("In your own words"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_TEXT,
        required=False,
    )


class DecisionForm(forms.Form):
    """What becomes of a claim."""

    upheld = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("The claimant gets the account")), ("no", _("The owner keeps it"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Why"), widget=forms.Textarea(attrs={"rows": 4}), max_length=LONGEST_TEXT
    )
