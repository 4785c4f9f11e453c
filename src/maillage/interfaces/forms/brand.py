"""The form of how documents look."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.domain.brand.look import LONGEST_NAME, Brand, brand_of
from maillage.errors import MaillageError
from maillage.interfaces.importers.logos import LARGEST, logo_of


class BrandForm(forms.Form):
    """Name, colours and logo of a company."""

    name = forms.CharField(label=_("Company"), max_length=LONGEST_NAME, required=False)
    colour = forms.CharField(
        label=_("Colour"),
        max_length=40,
        required=False,
        help_text=_("Of headings, like #1f3a5f; it must be dark enough to be read on white."),
    )
    accent = forms.CharField(
        label=_("Second colour"),
        max_length=40,
        required=False,
        help_text=_("Of bars and marks, like #c2612c."),
    )
    logo = forms.FileField(
        label=_("Logo"), required=False, help_text=_("PNG or SVG, at most 1 MB.")
    )
    no_logo = forms.BooleanField(label=_("Take the logo off"), required=False)

    def __init__(self, *args: Any, before: Brand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = before

    def clean(self) -> dict[str, Any]:
        """Make the look, or say why it cannot be."""
        found = super().clean() or {}
        sent = found.get("logo")
        try:
            logo = logo_of(sent.read(LARGEST + 1), name=sent.name) if sent else self.before.logo
            kept = b"" if found.get("no_logo") else logo
            chosen = (found.get(each, "") for each in ("name", "colour", "accent"))
            found["brand"] = brand_of(*chosen, kept)
        except MaillageError as error:
            raise forms.ValidationError(str(error)) from error
        return found
