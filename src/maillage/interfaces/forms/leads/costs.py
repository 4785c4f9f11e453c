"""The form of a cost, or of a file of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.interfaces.forms.accounts import DayInput
from maillage.interfaces.forms.plans.rows import amount_field
from maillage.models import CostKind
from maillage.texts import _ as now

FIELDS = ("starts_on", "ends_on", "amount")


class CostForm(forms.Form):
    """What marketing or sales cost in a period, or a file that says so."""

    kind = forms.ChoiceField(label=_("Kind"), choices=CostKind.choices)
    starts_on = forms.DateField(label=_("From day"), widget=DayInput, required=False)
    ends_on = forms.DateField(label=_("To day"), widget=DayInput, required=False)
    amount = amount_field(_("Amount"))
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        help_text=_("CSV or XLSX with the columns kind, from, to, amount"),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for all of a period where there is no file."""
        found: dict[str, Any] = super().clean()
        for name in FIELDS if not found.get("file") else ():
            if name not in self.errors and found.get(name) is None:
                self.add_error(name, now("This is needed."))
        return found
