"""The form of a score model."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.domain.leads.score_models import refuse_unreachable
from maillage.domain.leads.written import WrittenModel
from maillage.domain.remarks import SHORT
from maillage.interfaces.forms.leads.rows import DIMENSIONS, STAGES
from maillage.interfaces.forms.leads.trees import Leaf, Tree, WrittenForm


class ModelHead(Leaf):
    """What a model says once."""

    name = forms.CharField(label=_("Name of the model"), max_length=200)
    note = forms.CharField(label=_("Note"), max_length=SHORT, required=False)


class ScoreModelForm(WrittenForm):
    """A score model as it is typed: dimensions of groups of rules, and thresholds.

    Parameters
    ----------
    written
        What is shown as long as nothing was typed.
    """

    kind = WrittenModel
    suggests = True

    def __init__(self, written: WrittenModel, note: str = "", data: Any = None) -> None:
        item = shown(written)
        super().__init__(
            ModelHead(data, initial=item | {"note": note}, use_required_attribute=False),
            Tree((DIMENSIONS, STAGES), item, data),
        )

    @property
    def note(self) -> str:
        """What is said of the version."""
        return str(self.head.cleaned_data["note"])

    def said(self) -> dict[str, Any]:
        """Give what is typed, conditions of events under the name they have there."""
        return {"name": self.head.cleaned_data["name"], **read(self.tree.written())}

    def check(self) -> None:
        """Refuse what contradicts itself, and stages nobody reaches."""
        refuse_unreachable(self.written.read())


def shown(written: WrittenModel) -> dict[str, Any]:
    """Give a model with the conditions of a rule under one name, whatever they are of."""
    item = written.model_dump(mode="json")
    for rule in rules_of(item):
        rule["when"] = rule["when"] or rule["where"]
    return item


def read(item: dict[str, Any]) -> dict[str, Any]:
    """Give conditions of a rule of events the name they have there."""
    for rule in rules_of(item):
        if "event" in rule:
            rule["where"] = rule.pop("when")
    return item


def rules_of(item: dict[str, Any]) -> list[dict[str, Any]]:
    """Give all rules of a model."""
    groups = [group for each in item["dimensions"] for group in each["groups"]]
    return [rule for group in groups for rule in group["rules"]]


class ActivationForm(forms.Form):
    """From when a version holds."""

    effective_from = forms.DateTimeField(
        label=_("In force from"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=_("empty for at once"),
    )
