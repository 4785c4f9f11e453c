"""Forms of a segmentation and of one of its segments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.domain.accounts.segments.reading import LONGEST_NAME, MOST_SEGMENTS
from maillage.domain.remarks import LONGEST
from maillage.interfaces.forms.conditions import CRITERIA_PARTS, CriteriaForm


class SegmentationForm(forms.Form):
    """What a segmentation is called, and what it is for."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    note = forms.CharField(
        label=_("Note"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=LONGEST,
    )


class NewSegmentationForm(SegmentationForm):
    """A new one, from nothing or from an example; ``presets`` are key and name of each."""

    preset = forms.ChoiceField(label=_("Begin with an example"), required=False)

    def __init__(self, *args: Any, presets: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["preset"].choices = [("", _("no segment yet")), *presets]


class SegmentForm(CriteriaForm):
    """One segment: its name, its place among the others, and what it asks."""

    parts = ((_("The segment"), "name position"), *CRITERIA_PARTS)
    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    position = forms.IntegerField(
        label=_("Order"),
        min_value=1,
        max_value=MOST_SEGMENTS,
        help_text=_("The first segment that fits has an account."),
    )
