"""The objective of a year, handed down by what reps hold or the parts in a file."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maillage.domain.plans.objectives import MEASURES, Given
from maillage.interfaces.forms.accounts import DayInput
from maillage.interfaces.forms.plans.fields import Percentage
from maillage.interfaces.forms.plans.rows import amount_field, number_field
from maillage.interfaces.importers.objectives import read_objectives

LARGEST_FILE = 10_000_000


class ObjectivesForm(forms.Form):
    """What is handed down, and to whom; without a file, to managers and reps by what they hold."""

    seen = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    starts_on = forms.DateField(label=_("First day of the year"), widget=DayInput)
    total = amount_field(_("What the company is to sell"), min_value=0.01, required=True)
    currency = forms.CharField(label=_("Currency"), max_length=10, required=False)
    company = forms.CharField(
        label=_("Name of the company"), max_length=200, required=False,
        help_text=_("where there is no file"),
    )  # fmt: skip
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_(
            "CSV or XLSX, a row for each part: name, parent, kind, rep, objective, over, and a"
            " column for each measure. Without one, managers and reps share by what they hold."
        ),
    )
    potential = number_field(_("Potential counts"), help_text=_("0: not at all"))
    accounts = number_field(_("Accounts count"))
    revenue = number_field(_("Sales of today count"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["starts_on"].initial = timezone.localdate().replace(month=1, day=1)
        self.fields["potential"].initial = 1

    def clean_file(self) -> UploadedFile | None:
        """Refuse a file that is too large."""
        sent: UploadedFile | None = self.cleaned_data.get("file")
        if sent and (sent.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(_("This file is too large."))
        return sent

    def mix(self, nodes: list[Given]) -> dict[str, float]:
        """What each measure counts; the measures of a file alike where none is named here."""
        said = {name: float(self.cleaned_data.get(name) or 0) for name in MEASURES}
        named = {name for each in nodes for name in each.measures}
        used = {name: counts for name, counts in said.items() if counts and name in named}
        return used or dict.fromkeys(sorted(named), 1.0)


def uploaded_nodes(file: UploadedFile) -> list[Given]:
    """Read the parts in an uploaded file.

    Raises
    ------
    FileError
        If it cannot be read.
    RowError
        Naming row, column and value of each cell that cannot be.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder, Path(file.name or "parts.csv").name)
        path.write_bytes(file.read())
        return read_objectives(path)


class PinForm(forms.Form):
    """An amount for one part; without one, its share again."""

    seen = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    name = forms.ChoiceField(label=_("Part of the company"))
    amount = amount_field(
        _("Amount"), help_text=_("empty: its share again at the next handing down")
    )
    over = Percentage(
        _("Hands out beyond what it holds"),
        max_value=1_000,
        decimal_places=2,
        help_text=_("in percent: 5 assigns 105 %; empty: as it is; without an amount, only this"),
    )

    def __init__(self, *args: Any, names: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].choices = [(name, name) for name in names]
