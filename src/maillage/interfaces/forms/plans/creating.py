"""The form that begins a plan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maillage.interfaces.forms.accounts import DayInput
from maillage.interfaces.forms.plans.rows import amount_field
from maillage.interfaces.importers.plans.files import LARGEST
from maillage.models import Rep

NOTHING, FILE, LAST = "nothing", "file", "last"
LARGEST_WORKBOOK = 10 * LARGEST


class NewPlanForm(forms.Form):
    """Whose plan, for which year, and with what it begins."""

    rep = forms.ModelChoiceField(label=_("Rep"), queryset=Rep._base_manager.none())
    starts_on = forms.DateField(
        label=_("First day of the year"), widget=DayInput, help_text=_("a file has its own")
    )
    begins = forms.ChoiceField(
        label=_("It begins with"),
        choices=[
            (NOTHING, _("a proposal made from the rep's accounts")),
            (LAST, _("the rep's plan of the year before")),
            (FILE, _("a file: a filled calculator (XLSX) or a plan (TOML)")),
        ],
        initial=NOTHING,
    )
    objective = amount_field(
        _("Objective of the year"),
        min_value=0.01,
        help_text=_("empty: what was handed down to the rep; a file has its own"),
    )
    file = forms.FileField(label=_("File"), required=False)

    def __init__(self, *args: Any, reps: QuerySet[Rep], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rep"].queryset = reps
        self.fields["starts_on"].initial = timezone.localdate().replace(month=1, day=1)

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen beginning needs."""
        found: dict[str, Any] = super().clean()
        needed = {FILE: "file"}.get(found.get("begins", ""))
        if needed and needed not in self.errors and not found.get(needed):
            self.add_error(needed, _("This is needed."))
        sent = found.get("file")
        if sent and sent.size > LARGEST_WORKBOOK:
            self.add_error("file", _("This file is too large for a plan."))
        return found
