"""The form of an ideal customer profile."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maillage.core.geography.states import fold
from maillage.domain.accounts.icp.versions import LONGEST_NOTE
from maillage.domain.accounts.icp.words import metro_names
from maillage.interfaces.forms.accounts import DayInput
from maillage.interfaces.forms.criteria import listed

LONGEST = 20_000
NOTHING = ("none", "aucun", "aucune", "-")


def amount(label: Any) -> forms.FloatField:
    """A number that may be left open."""
    return forms.FloatField(label=label, required=False, min_value=0, localize=True)


def words(label: Any, help_text: Any, *, required: bool = False) -> forms.CharField:
    """A list of words."""
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=LONGEST)


class IcpForm(forms.Form):
    """What an ideal customer is; the criteria are checked by the domain."""

    revenue_from = amount(_("Sales of the company per year, from"))
    revenue_to = amount(_("to"))
    employees_from = amount(_("Employees, from"))
    employees_to = amount(_("to"))
    budget = amount(_("Budget per year, at least"))
    industries = words(
        _("Industries"), _("NAICS codes with all their parts: 31-33, 5415; or all"), required=True
    )
    excluded = words(
        _("Excluded industries"),
        _("NAICS codes; write none where nothing is excluded"),
        required=True,
    )
    country = words(_("Country"), _("Two letters: US"), required=True)
    states = words(_("States"), _("Names or two letters each: NY, Texas"))
    metros = words(_("or metropolitan areas"), _("Names or codes: Boston, 41860"))
    technologies = words(_("Technologies"), _("One of them is enough: SAP, Odoo"))
    personas = words(_("Personas"), _("Whom one talks to there: CFO, VP sales"))
    wanted_on = forms.DateField(
        label=_("In force from"), widget=DayInput, initial=timezone.localdate
    )
    note = forms.CharField(
        label=_("Note"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=LONGEST_NOTE,
    )

    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Give the fields by what they are about."""
        return [(title, [self[name] for name in names.split()]) for title, names in SECTIONS]

    def clean(self) -> dict[str, Any]:
        """Put the criteria together."""
        found = super().clean()
        return {
            "criteria": criteria_of(found),
            "note": found.get("note", ""),
            "wanted_on": found.get("wanted_on"),
        }


SECTIONS = (
    (_("Size"), "revenue_from revenue_to employees_from employees_to budget"),
    (_("Industry"), "industries excluded"),
    (_("Place"), "country states metros"),
    (_("Technology and people"), "technologies personas"),
    (_("When and why"), "wanted_on note"),
)


def criteria_of(fields: dict[str, Any]) -> dict[str, Any]:
    """Write the criteria that the fields ask for."""
    texts = ("industries", "states", "technologies", "personas")
    lists = {name: listed(fields.get(name, "")) for name in texts}
    excluded = listed(fields.get("excluded", ""))
    nothing = [word.casefold() for word in excluded] in [[word] for word in NOTHING]
    return lists | {
        "excluded": [] if nothing else excluded or None,
        "metros": [metro_code(name) for name in listed(fields.get("metros", ""))],
        "country": fields.get("country", ""),
        "budget": fields.get("budget"),
        "company_revenue": {"from": fields.get("revenue_from"), "to": fields.get("revenue_to")},
        "employees": {"from": fields.get("employees_from"), "to": fields.get("employees_to")},
    }


def metro_code(typed: str) -> str:
    """Find a metropolitan area by the beginning of its name; what is not one stays as typed."""
    begun = fold(typed)
    found = [code for code, name in metro_names().items() if fold(name).startswith(begun)]
    return found[0] if len(found) == 1 else typed


def fields_of(criteria: dict[str, Any]) -> dict[str, Any]:
    """Give the fields that show criteria."""
    texts = ("industries", "excluded", "states", "metros", "technologies", "personas")
    shown: dict[str, Any] = {name: ", ".join(criteria[name]) for name in texts}
    revenue, employees = criteria["company_revenue"], criteria["employees"]
    return shown | {
        "excluded": shown["excluded"] or str(_("none")),
        "country": criteria["country"],
        "budget": plain(criteria["budget"]),
        "revenue_from": plain(revenue["from"] or None),
        "revenue_to": plain(revenue["to"]),
        "employees_from": plain(employees["from"] or None),
        "employees_to": plain(employees["to"]),
    }


def plain(amount: float | None) -> float | None:
    """Leave out decimals that are none."""
    return int(amount) if amount is not None and float(amount).is_integer() else amount
