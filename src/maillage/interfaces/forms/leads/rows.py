"""The rows of the forms of leads: conditions, rules of scores, and what they are made of."""

from __future__ import annotations

import re
from math import isfinite
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maillage.core.leads.conditions import Operator
from maillage.core.leads.scoring.model import Decay
from maillage.interfaces.forms.leads.trees import Branch, Leaf
from maillage.interfaces.forms.plans.rows import Figure, Whole, name_field
from maillage.texts import _ as now

OPERATORS = [
    (Operator.IS.value, pgettext_lazy("condition", "is")),
    (Operator.IN.value, pgettext_lazy("condition", "is one of")),
    (Operator.AT_LEAST.value, pgettext_lazy("condition", "is at least")),
    (Operator.AT_MOST.value, pgettext_lazy("condition", "is at most")),
    (Operator.KNOWN.value, pgettext_lazy("condition", "is known")),
]
DECAYS = [
    (Decay.NONE.value, _("do not fade")),
    (Decay.LINEAR.value, _("fade to nothing in a line, after so many days")),
    (Decay.HALF_LIFE.value, _("fade to half after so many days")),
]
MOST_DAYS = 3660
FIELDS, EVENTS = {"list": "field-names"}, {"list": "event-names"}
"""What inputs suggest; the lists are those of the page."""
QUOTE = '"'
PARTS = re.compile(r'\s*"(?:[^"]|"")*"\s*|[^;]+')
WORDS = {"true": True, "yes": True, "oui": True, "false": False, "no": False, "non": False}


def points_field(label: Any, **options: Any) -> Figure:
    """A number of points."""
    return Figure(label, **{"min_value": None, "max_value": 10**6, "decimal_places": 2} | options)


def values_of(text: str) -> list[bool | float | str]:
    """Read values with semicolons between them."""
    return [value_of(each) for each in PARTS.findall(text) if each.strip()]


def value_of(text: str) -> bool | float | str:
    """Read a value as people type it: yes, a number, a text; in quotes it is a text."""
    bare = text.strip()
    if len(bare) > 1 and bare[0] == bare[-1] == QUOTE:
        return bare[1:-1].replace(2 * QUOTE, QUOTE)
    if bare.casefold() in WORDS:
        return WORDS[bare.casefold()]
    try:
        number = float(bare.replace(",", "."))
    except ValueError:
        return bare
    return number if isfinite(number) else bare


def text_of(value: Any) -> str:
    """Write a value as it is typed; a text that would be read otherwise stands in quotes."""
    if isinstance(value, str):
        plain = values_of(value) == [value] and QUOTE not in value
        return value if plain else f"{QUOTE}{value.replace(QUOTE, 2 * QUOTE)}{QUOTE}"
    if isinstance(value, bool):
        return now("yes") if value else now("no")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


class ConditionLeaf(Leaf):
    """What is asked of a field."""

    chosen = ("operator", "value")
    field = forms.CharField(label=_("Field"), max_length=200, widget=forms.TextInput(FIELDS))
    operator = forms.ChoiceField(label=_("How"), choices=OPERATORS, required=False)
    value = forms.CharField(
        label=_("Value"), max_length=2000, required=False, help_text=_("yes, 50, or: a; b; c")
    )

    @classmethod
    def shown(cls, item: dict[str, Any]) -> dict[str, Any]:
        """Write the value as a text."""
        value = item.get("value", True)
        several = value if isinstance(value, list) else [value]
        known = item.get("operator") == Operator.KNOWN
        text = "" if known else "; ".join(map(text_of, several))
        return item | {"value": text if item else text_of(value)}

    @property
    def blank(self) -> bool:
        """Whether nothing is typed: no field, and no value but the one a row begins with."""
        typed = str(self["value"].value() or "").strip()
        return super().blank and (not typed or value_of(typed) is True)

    def clean(self) -> dict[str, Any]:
        """Ask for a value, unless the field must only be known."""
        said = super().clean() or {}
        asked = said.get("operator") != Operator.KNOWN and "value" not in self.errors
        if asked and not values_of(said.get("value", "")):
            self.add_error("value", now("This is needed."))
        return said

    def written(self) -> dict[str, Any]:
        """Read the value from its text."""
        said = self.cleaned_data
        operator = said.get("operator") or Operator.IS.value
        found = {"field": said["field"], "operator": operator}
        parts = values_of(said.get("value", ""))
        if operator == Operator.KNOWN or not parts:
            return found
        return found | {"value": parts if operator == Operator.IN else parts[0]}


class ScoreRuleLeaf(Leaf):
    """A rule: points for what is known, or for what a lead did."""

    chosen = ("decay", "at_least", "most")
    name = name_field(_("Rule"), required=True)
    points = points_field(_("Points"), required=True)
    event = forms.CharField(
        label=_("Event"),
        max_length=200,
        required=False,
        widget=forms.TextInput(EVENTS),
        help_text=_("what the lead did, such as webinar_attended; empty for what is known of it"),
    )
    at_least = Whole(
        _("It takes"), min_value=1, max_value=10_000, help_text=_("events before any counts")
    )
    most = Whole(_("Counted at most"), max_value=10_000, help_text=_("1 is once, 0 is each time"))
    every_days = Figure(_("Days between two"), max_value=MOST_DAYS)
    window_days = Figure(_("Counts for days"), max_value=MOST_DAYS, help_text=_("empty for ever"))
    decay = forms.ChoiceField(label=_("The points"), choices=DECAYS, required=False)
    decay_days = Figure(_("Days of fading"), max_value=MOST_DAYS)

    @classmethod
    def shown(cls, item: dict[str, Any]) -> dict[str, Any]:
        """Leave out what says nothing for a rule of what is known."""
        begun = {"at_least": 1, "most": 1} | item
        return begun | {"every_days": begun.get("every_days") or None}

    def written(self) -> dict[str, Any]:
        """Give the rule; its conditions are of a field or of what an event carries."""
        found = super().written()
        if "event" in found:
            return found
        return {key: found[key] for key in ("name", "points") if key in found}


class GroupLeaf(Leaf):
    """A group of rules."""

    name = name_field(_("Group"), required=True)
    cap = points_field(_("Cap"), help_text=_("the most points of the group; empty for none"))


class DimensionLeaf(Leaf):
    """A dimension with its bands."""

    name = name_field(_("Dimension"), required=True)
    first = points_field(_("First band from"), help_text=_("points for A, or 1"))
    second = points_field(_("Second band from"), help_text=_("points for B, or 2"))
    cap = points_field(_("Cap"), help_text=_("the most points of the dimension; empty for none"))
    places: ClassVar[dict[str, str]] = {"bands": "first"}

    @classmethod
    def shown(cls, item: dict[str, Any]) -> dict[str, Any]:
        """Show both bands."""
        first, second = item.get("bands") or (0, 0)
        return item | {"first": first, "second": second} if item else {}

    def written(self) -> dict[str, Any]:
        """Put both bands together."""
        found = super().written()
        return found | {"bands": (found.pop("first", 0), found.pop("second", 0))}


class StageLeaf(Leaf):
    """A threshold."""

    name = name_field(_("Stage"), required=True)
    at_least = points_field(_("From points"), required=True)


class NeededLeaf(Leaf):
    """An event that must be recorded."""

    event = forms.CharField(label=_("Event"), max_length=200, widget=forms.TextInput(EVENTS))


def conditions(key: str, title: Any, hint: Any = "") -> Branch:
    """A list of conditions."""
    return Branch(key, title, _("Add a condition"), ConditionLeaf, hint=hint)


RULE = Branch(
    "rules",
    _("Rules"),
    _("Add a rule"),
    ScoreRuleLeaf,
    (
        conditions(
            "when",
            _("On condition that"),
            _("what is known of the lead, or what the event carries"),
        ),
    ),
)
GROUP = Branch("groups", _("Groups"), _("Add a group"), GroupLeaf, (RULE,))
DIMENSIONS = Branch(
    "dimensions",
    _("Dimensions"),
    _("Add a dimension"),
    DimensionLeaf,
    (GROUP,),
    _("The first two make the band: A1 is the best of both."),
)
NEEDS = Branch(
    "needs",
    _("Needed events"),
    _("Add a needed event"),
    NeededLeaf,
    (conditions("where", _("Where the event carries")),),
)
STAGES = Branch(
    "stages",
    _("Thresholds"),
    _("Add a threshold"),
    StageLeaf,
    (conditions("gates", _("Gates"), _("what must be known to be so, whatever the points")), NEEDS),
    _("In their order: each asks for what the one before it asks, and more."),
)
