"""The fields in which a person writes criteria, for rules and for segments."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from maillage.interfaces.forms.criteria import PLAIN, criteria_of
from maillage.models.accounts import Cycle, Decision, Status

LONGEST_TEXT = 20_000
CRITERIA = (*PLAIN, "join", "advanced")
CRITERIA_PARTS = (
    (_("Place"), "join country state county metro postal_code"),
    (_("Market"), "industry naics products personas technologies tags"),
    (
        _("Size and activity"),
        "employees company_revenue budget revenue potential white_space growth",
    ),
    (_("Relation"), "status sales_cycle decision"),
    (_("Nested groups"), "advanced"),
)


def words(label: Any, help_text: Any = "") -> forms.CharField:
    """A field for a list of words, or for bounds."""
    return forms.CharField(
        label=label, help_text=help_text, required=False, max_length=LONGEST_TEXT
    )


def chosen(label: Any, choices: type[TextChoices]) -> forms.MultipleChoiceField:
    """A field for one or more of the words a code may be."""
    return forms.MultipleChoiceField(
        label=label,
        choices=choices.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class CriteriaForm(forms.Form):
    """Criteria; ``parts`` are the fields of the form by what they are about."""

    parts: ClassVar[tuple[tuple[Any, str], ...]] = CRITERIA_PARTS
    join = forms.ChoiceField(
        label=_("An account must fit"),
        choices=[("all", _("all of these")), ("any", _("one of these"))],
        required=False,
    )
    country = words(_("Countries"), _("Two letters each, separated by commas: US, CA"))
    state = words(_("States"), _("Two letters each: NY, NJ"))
    county = words(_("Counties"), _("Five-digit codes"))
    metro = words(_("Metropolitan areas"), _("Codes of the Census Bureau: 35620 is New York"))
    postal_code = words(
        _("Postal codes"), _("Codes, beginnings and ranges: 10001, 112*, 07001-08999")
    )
    industry = words(_("Industry contains"), _("Words, separated by commas"))
    naics = words(_("NAICS codes"), _("With all their parts: 31-33, 5415"))
    employees = words(_("Employees"), _("Bounds: ≥ 50 < 250"))
    company_revenue = words(_("The company's own sales per year"), _("Bounds: ≥ 5M < 50M"))
    budget = words(_("Budget per year"), _("Bounds: ≥ 20k"))
    revenue = words(_("Sales per year"), _("Bounds: > 500 000, or ≥ 100k ≤ 500k"))
    potential = words(_("Potential"), _("Bounds: > 100k"))
    white_space = words(_("White space"), _("Potential less sales, per year: > 50k"))
    growth = words(_("Growth expected"), _("Over twelve months: > 20%"))
    status = chosen(_("Status"), Status)
    sales_cycle = chosen(_("Sales cycle"), Cycle)
    decision = chosen(_("Who decides"), Decision)
    products = words(_("Products"))
    personas = words(_("Personas"), _("Whom one talks to there: CFO, VP sales"))
    technologies = words(_("Technologies"), _("One of them is enough: SAP, Odoo"))
    tags = words(_("Tags"))
    advanced = forms.CharField(
        label=_("Or nested groups, as JSON"),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=_('Such as {"any": [{"field": "state", "is": ["NY"]}, {"all": [...]}]}; then the '
                    "fields above are not looked at."),
    )  # fmt: skip

    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Give the fields by what they are about."""
        return [(title, [self[name] for name in names.split()]) for title, names in self.parts]

    def clean(self) -> dict[str, Any]:
        """Put the fields of the criteria together."""
        found = super().clean()
        kept = {name: value for name, value in found.items() if name not in CRITERIA}
        return kept | {"criteria": criteria_of(found)}
