"""Forms of what people do with a lead."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.core.leads.next_action import Channel
from maillage.domain.leads.choices import Caller, ContactOutcome, Quality, Refusal
from maillage.domain.leads.details import field_word, role_word
from maillage.domain.leads.qualifying import ASKABLE
from maillage.domain.leads.recording import LONGEST_NOTE
from maillage.domain.leads.words import (
    channel_word,
    outcome_word,
    quality_word,
    refusal_word,
)
from maillage.interfaces.forms.accounts import DayInput
from maillage.models import Account, Lead, Rep


def note(label: Any = None) -> forms.CharField:
    """Ask for a few words."""
    return forms.CharField(
        label=label or _("Note (optional)"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class LeadForm(forms.Form):
    """What all of them send: the version of the lead its reader looked at."""

    name = ""
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, auto_id=f"{self.name}-%s", **options)


class ContactForm(LeadForm):
    """A contact, and whether it went on from what they read (E-11)."""

    name = "contact"
    channel = forms.ChoiceField(label=_("How"))
    outcome = forms.ChoiceField(label=_("What came of it"))
    referenced_content = forms.BooleanField(
        label=_("I spoke of what they read or did"), required=False
    )
    note = note()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["channel"].choices = [(each, channel_word(each)) for each in Channel]
        self.fields["outcome"].choices = [(each, outcome_word(each)) for each in ContactOutcome]


class RefuseForm(LeadForm):
    """A refusal with its reason (E-06)."""

    name = "refuse"
    reason = forms.ChoiceField(label=_("Reason"))
    note = note(_("In your words (needed for another reason)"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reasons = [(each.value, refusal_word(each)) for each in Refusal]
        self.fields["reason"].choices = [("", "–"), *reasons]


class FeedbackForm(LeadForm):
    """How good a lead is (E-04)."""

    name = "feedback"
    quality = forms.ChoiceField(label=_("How good is this lead?"))
    note = note(_("What should marketing know?"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["quality"].choices = [(each, quality_word(each)) for each in Quality]


class CallForm(LeadForm):
    """A validation call, and what was learnt in it (D-04, X-11, X-12)."""

    name = "call"
    role = forms.ChoiceField(label=_("You called as"))
    note = note()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"].choices = [(each, role_word(each)) for each in Caller]
        for each in ASKABLE:
            self.fields[each] = forms.ChoiceField(
                label=field_word(each),
                required=False,
                choices=[("", _("not spoken of")), ("yes", _("yes")), ("no", _("no"))],
            )
        self.order_fields(["role", *ASKABLE, "note"])

    @property
    def learnt(self) -> dict[str, bool]:
        """What was learnt: yes or no for each thing that was spoken of."""
        return {each: self.cleaned_data[each] == "yes" for each in ASKABLE
                if self.cleaned_data[each]}  # fmt: skip


class PursueForm(LeadForm):
    """The opportunity a lead becomes."""

    name = "pursue"
    title = forms.CharField(label=_("Name of the opportunity"), required=False, max_length=200)
    amount = forms.FloatField(label=_("Amount"), required=False, min_value=0, max_value=1e12)
    expected_on = forms.DateField(label=_("Expected on"), required=False, widget=DayInput)


class RecycleForm(LeadForm):
    """A refused lead that goes back to marketing."""

    name = "recycle"
    back_on = forms.DateField(
        label=_("To be asked again from (optional)"), required=False, widget=DayInput
    )
    note = note()


class AssignForm(LeadForm):
    """Who takes a lead."""

    name = "assign"
    rep = forms.ModelChoiceField(label=_("Rep"), queryset=Rep._base_manager.none())
    note = note(_("Why (optional)"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["rep"].queryset = Rep.objects.filter(active=True)


class AccountForm(LeadForm):
    """The account a lead belongs to, by its id; empty: it is found by itself again."""

    name = "account"
    account = forms.CharField(
        label=_("Id of the account"), required=False, max_length=100,
        help_text=_("Leave it empty, and the account is found again from what is known."),
    )  # fmt: skip

    def clean_account(self) -> Account | None:
        """Find it."""
        code = self.cleaned_data["account"].strip()
        if not code:
            return None
        found = None if "\0" in code else Account.objects.filter(external_id=code).first()
        if found is None:
            raise forms.ValidationError(
                _("There is no account %(code)s."), params={"code": code[:40]}
            )
        return found


def forms_for(lead: Lead, initial: dict[str, Any]) -> dict[str, LeadForm]:
    """All forms of the page of a lead, by their names."""
    kinds = (ContactForm, RefuseForm, FeedbackForm, CallForm, PursueForm, RecycleForm, AssignForm,
             AccountForm)  # fmt: skip
    given = {"version": lead.version} | initial
    return {kind.name: kind(initial=given) for kind in kinds}
