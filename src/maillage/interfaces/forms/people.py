"""Forms about people and their tokens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.domain.people.tokens import LONGEST_DAYS, SCOPES
from maillage.models import MessageKind, Rep, Role


class MemberForm(forms.Form):
    """What a person is in the workspace."""

    role = forms.ChoiceField(label=_("Role"), choices=Role, initial=Role.REP)
    rep = forms.ModelChoiceField(
        label=_("Rep"),
        queryset=Rep._base_manager.none(),
        required=False,
        help_text=_("For a rep: whose accounts and territory are theirs."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rep"].queryset = Rep.objects.filter(active=True)


class NewMemberForm(MemberForm):
    """A person to let in."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=150, required=False)
    field_order = ("email", "name", "role", "rep")


class TokenForm(forms.Form):
    """A token to make."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("What will use it, for example: CRM sync.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("Scopes"),
        choices=[
            ("read", _("read")),
            ("write", _("change")),
            ("design", _("run designs")),
            ("admin", _("administer")),
        ],
        widget=forms.CheckboxSelectMultiple,
        initial=SCOPES[:1],
    )
    days = forms.IntegerField(
        label=_("Days it lasts"), min_value=1, max_value=LONGEST_DAYS, initial=90
    )


class MessagesForm(forms.Form):
    """Which messages a person gets."""

    kinds = forms.MultipleChoiceField(
        label=_("Write to me when"),
        choices=MessageKind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class ProfileForm(forms.Form):
    """How a person is called and addressed."""

    name = forms.CharField(label=_("Name"), max_length=150)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("en", "English"), ("fr", "Français")]
    )
