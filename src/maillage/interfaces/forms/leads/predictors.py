"""The form by which a predictive score is learnt."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.core.leads.predictive import KnownAt
from maillage.domain.leads.learnt import Method


class PredictorForm(forms.Form):
    """What a predictive score is learnt from, and how."""

    fields_named = forms.CharField(
        label=_("Fields that are known when a lead is created"),
        help_text=_("Separated by commas, as sources call them: origin, industry"),
        max_length=1_000,
    )
    method = forms.ChoiceField(
        label=_("How it is learnt"),
        choices=[
            (Method.BAYES.value, _("naive Bayes: each field counts by itself")),
            (Method.LOGISTIC.value, _("logistic regression: what fields say alike counts once")),
        ],
    )

    def asked(self) -> dict[str, str]:
        """Give the fields, each with the moment from which it is known."""
        names = (each.strip() for each in self.cleaned_data["fields_named"].split(","))
        return {name: KnownAt.CREATION.value for name in names if name}
