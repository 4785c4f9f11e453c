"""The forms of files that are sent: what they hold, and how they are read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from maillage.domain.leads.receiving import FILES
from maillage.errors import MappingError
from maillage.interfaces.forms.accounts import DayInput
from maillage.models import LeadSource, SourceKind, UploadKind
from maillage.texts import _ as now

LONGEST_MAPPING = 100_000
NOT_READ = ""


class HowReadForm(forms.Form):
    """How a file is read, beyond its columns."""

    starts_on = forms.DateField(
        label=_("Owners answer from"), widget=DayInput, required=False,
        help_text=_("where the file names no day; today by default"),
    )  # fmt: skip
    source = forms.ChoiceField(
        label=_("Source of the events"), required=False,
        help_text=_("of events of leads: whose they are"),
    )  # fmt: skip
    zone = forms.CharField(
        label=_("Time zone"), max_length=60, required=False, initial="UTC",
        help_text=_("of events of leads: where times that name no zone are"),
    )  # fmt: skip
    mapping_file = forms.FileField(
        label=_("Mapping file"), required=False,
        help_text=_("YAML that says how words, dates and numbers are read"),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        sources = LeadSource.objects.exclude(kind=SourceKind.MAILLAGE).exclude(key=FILES)
        self.fields["source"].choices = [(FILES, now("Files")), *sources.values_list("key", "name")]

    def clean_mapping_file(self) -> str:
        """Read the text of a mapping file."""
        sent: UploadedFile | None = self.cleaned_data.get("mapping_file")
        if sent is None:
            return ""
        if (sent.size or 0) > LONGEST_MAPPING:
            raise forms.ValidationError(_("This file is too large."))
        try:
            return sent.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("This is no text in UTF-8.")) from error

    def terms(self) -> dict[str, Any]:
        """Give how the file is read, as it is kept."""
        said = self.cleaned_data
        day = said["starts_on"]
        return {
            "starts_on": day.isoformat() if day else "",
            "source": said["source"],
            "zone": said["zone"],
            "mapping": said["mapping_file"],
        }


class SendForm(HowReadForm):
    """A file, and what it holds."""

    kind = forms.ChoiceField(label=_("What the file holds"), choices=UploadKind.choices)
    file = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput(
            attrs={"class": "drop", "accept": ".csv,.txt,.tsv,.xlsx,.xlsm"}
        ),
        help_text=_("CSV or XLSX, up to 50 MB. Drop it here, or choose it."),
    )
    field_order = ("kind", "file", "starts_on", "source", "zone", "mapping_file")

    @property
    def first(self) -> list[forms.BoundField]:
        """What everybody fills in."""
        return [self["kind"], self["file"]]

    @property
    def more(self) -> list[forms.BoundField]:
        """What some fill in."""
        return [self[name] for name in ("starts_on", "source", "zone", "mapping_file")]


class LookForm(HowReadForm):
    """How a kept file is read: its sheet, its day, and a field for each column."""

    def __init__(self, *args: Any, kind: str, look: dict[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.look = look
        if kind == UploadKind.LEAD_EVENTS:
            del self.fields["starts_on"], self.fields["mapping_file"]
        else:
            del self.fields["source"], self.fields["zone"]
        if len(look.get("sheets", [])) > 1:
            sheets = [(name, name) for name in look["sheets"]]
            self.fields["sheet"] = forms.ChoiceField(label=_("Sheet"), choices=sheets)
            self.order_fields(["sheet"])

    def terms_from(self, before: dict[str, Any]) -> dict[str, Any]:
        """Give how the file is read, as it is kept: as before, but for what is said now.

        Raises
        ------
        MappingError
            If two columns are read as the same field.
        """
        said = self.cleaned_data
        terms = before | {name: said[name] for name in ("sheet", "source", "zone") if name in said}
        if said.get("starts_on"):
            terms["starts_on"] = said["starts_on"].isoformat()
        if said.get("mapping_file"):
            return terms | {"mapping": said["mapping_file"], "columns": {}}
        if terms.get("sheet", "") != before.get("sheet", ""):
            return terms | {"columns": {}}
        return terms | {"columns": self.columns()} if "columns" in self.data else terms

    def columns(self) -> dict[str, str]:
        """Give the column of each field; those not chosen are not read.

        Raises
        ------
        MappingError
            If two columns are read as the same field.
        """
        fields = {each["name"]: each for each in self.look.get("fields", [])}
        chosen: dict[str, str] = {}
        for place, column in enumerate(self.look.get("columns", [])):
            field = self.data.get(f"column-{place}", NOT_READ)
            if field in chosen:
                raise MappingError(
                    now("Two columns are read as %(field)s: %(one)s and %(other)s.")
                    % {"field": fields[field]["label"], "one": chosen[field],
                       "other": column["name"]},
                    remedy=now("Choose another field for one of them."),
                )  # fmt: skip
            if field in fields:
                chosen[field] = column["name"]
        stand_ins = {
            name: next((chosen[each] for each in field["instead"] if each in chosen), NOT_READ)
            for name, field in fields.items()
        }
        return stand_ins | chosen
