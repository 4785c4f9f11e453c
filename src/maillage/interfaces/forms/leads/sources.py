"""Forms about sources of events."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.domain.leads.sources import MADE


class LeadSourceForm(forms.Form):
    """A source to make."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("What sends, for example: website.")
    )
    key = forms.SlugField(
        label=_("Key"), max_length=40, help_text=_("Small letters, digits and hyphens.")
    )
    kind = forms.ChoiceField(
        label=_("How events arrive"), choices=[(kind.value, kind.label) for kind in MADE]
    )
    secret = forms.CharField(
        label=_("Client secret of the app"),
        max_length=200,
        required=False,
        help_text=_("HubSpot alone: what it signs with."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    organisation = forms.CharField(
        label=_("Id of the organisation"),
        max_length=18,
        required=False,
        help_text=_("Salesforce alone: 00D and more letters."),
    )


class NewSecretForm(forms.Form):
    """A new secret of a HubSpot app."""

    secret = forms.CharField(
        label=_("Client secret of the app"),
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
