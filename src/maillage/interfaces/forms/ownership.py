"""Forms about many accounts at once, roles beside the owner, and claims."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maillage.domain.accounts.claims import LONGEST_TEXT
from maillage.domain.accounts.ownership import LONGEST_REASON
from maillage.domain.territories.lifecycle import EDITABLE
from maillage.interfaces.exporters.wording import number
from maillage.interfaces.forms.accounts import DayInput, GiveForm
from maillage.interfaces.lists.accounts import matching
from maillage.models import Account, Rep, Scenario
from maillage.models.ownership import ClaimReason, OverlayRole

LONGEST_KEY = 18
LONGEST_ASKED = 2_000


class AccountsField(forms.ModelMultipleChoiceField):
    """Accounts that were selected in a list."""

    widget = forms.MultipleHiddenInput

    def __init__(self) -> None:
        super().__init__(queryset=Account._base_manager.none(), required=False)

    def clean(self, value: Any) -> Any:
        """Read the keys of accounts; one that no database can hold is of no account."""
        for key in value or ():
            if not str(key).isdecimal() or len(str(key)) > LONGEST_KEY:
                raise forms.ValidationError(_("Select accounts in the list."))
        return super().clean(value)


class SelectionForm(forms.Form):
    """Accounts selected in a list: those ticked (``row``), or all that match what it was asked.

    ``matching`` is what the list was asked, see :attr:`Shown.asked`; ``seen`` how many matched when
    the person looked. ``accounts`` of the cleaned data are the accounts, whichever way.
    """

    row = AccountsField()
    matching = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LONGEST_ASKED)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["row"].queryset = Account.objects.all()

    @property
    def chosen(self) -> QuerySet[Account]:
        """The accounts, also where the rest of the form is wrong or not filled in yet."""
        known = getattr(self, "cleaned_data", self.initial)
        asked = known.get("matching")
        if asked:
            return matching(asked, timezone.localdate())
        return Account.objects.filter(pk__in=[each.pk for each in known.get("row") or ()])

    def clean(self) -> dict[str, Any]:
        """Find the accounts; others than were seen are shown again before anything is done."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        found["accounts"] = list(self.chosen)
        if not found["accounts"] and "row" not in self.errors:
            raise forms.ValidationError(_("Select accounts in the list."))
        seen, now = found.get("seen"), len(found["accounts"])
        if found.get("matching") and seen != now:
            self.data = self.data.copy()
            self.data["seen"] = str(now)
            raise forms.ValidationError(
                _("%(now)s accounts match now, not %(seen)s: look again."),
                params={"now": number(now), "seen": number(seen or 0)},
            )
        return found


class GiveSelectedForm(SelectionForm, GiveForm):
    """A new owner for several accounts."""


class ScenarioSelectedForm(SelectionForm):
    """The rep several accounts get in a scenario."""

    scenario = forms.ModelChoiceField(
        label=_("Scenario"),
        queryset=Scenario._base_manager.none(),
        help_text=_("One that can still be changed."),
    )
    rep = forms.ModelChoiceField(
        label=_("Rep"),
        queryset=Rep._base_manager.none(),
        required=False,
        empty_label=_("nobody: they follow their territory"),
        help_text=_("They answer for these accounts in the scenario, wherever they lie."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scenario"].queryset = Scenario.objects.filter(status__in=EDITABLE)
        self.fields["rep"].queryset = Rep.objects.filter(active=True)


class OverlayForm(SelectionForm):
    """An additional role on accounts."""

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
