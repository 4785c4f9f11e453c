"""Forms of the routing of leads: a rule, a seat of a pool, an absence, a chat room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.core.leads.conditions import Operator
from maillage.core.leads.routing import How
from maillage.domain.leads.routing_terms import routing_now
from maillage.domain.leads.written.base import WrittenCondition
from maillage.domain.leads.written.routing import WrittenRoutingRule, WrittenSeat
from maillage.models import ChatKind, MessageKind, Rep, RoutingHow
from maillage.texts import _ as now

AMOUNTS = {Operator.AT_LEAST, Operator.AT_MOST}
TYPED = "%Y-%m-%dT%H:%M"
ANSWERS = {"true": True, "false": False}


def active_reps() -> Any:
    """The reps who are still here."""
    return Rep.objects.filter(active=True).order_by("name")


def operators() -> list[tuple[str, str]]:
    """Name the ways in which a field is compared."""
    return [
        (Operator.IS, now("is")),
        (Operator.IN, now("is one of")),
        (Operator.AT_LEAST, now("is at least")),
        (Operator.AT_MOST, now("is at most")),
        (Operator.KNOWN, now("is known")),
    ]


def value_of(operator: str, text: str) -> Any:
    """Read what a field is compared with: a number, yes or no, several words, or one."""
    if operator in AMOUNTS:
        return float(text.replace(",", "."))
    if operator == Operator.IN:
        return [each.strip() for each in text.split(",") if each.strip()]
    return ANSWERS.get(text.strip().casefold(), text.strip())


class RoutingRuleForm(forms.Form):
    """A rule: for which leads, and to whom."""

    name = forms.CharField(label=_("Name of the rule"), max_length=120)
    field = forms.CharField(
        label=_("Field of the lead (optional)"), required=False, max_length=100,
        help_text=_("country, state, segment, band, total, budget_confirmed…"),
    )  # fmt: skip
    operator = forms.ChoiceField(label=_("Comparison"), required=False)
    value = forms.CharField(
        label=_("Value"), required=False, max_length=200,
        help_text=_("true or false for yes or no; commas between several."),
    )  # fmt: skip
    how = forms.ChoiceField(label=_("Goes to"), choices=RoutingHow.choices)
    pool = forms.ChoiceField(label=_("Pool"), required=False)
    rep = forms.ModelChoiceField(
        None, label=_("Rep"), required=False, to_field_name="external_id", empty_label="–"
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, auto_id="rule-%s", **options)
        self.fields["operator"].choices = operators()
        pools = [each.name for each in routing_now().pools]
        self.fields["pool"].choices = [("", "–"), *((each, each) for each in pools)]
        self.fields["rep"].queryset = active_reps()

    def clean(self) -> dict[str, Any]:
        """Read the condition."""
        said = super().clean() or {}
        self.when: list[WrittenCondition] = []
        if said.get("field"):
            operator = said.get("operator") or Operator.IS
            try:
                value = value_of(operator, said.get("value", ""))
                self.when = [
                    WrittenCondition(field=said["field"], operator=Operator(operator), value=value)
                ]
            except ValueError:
                self.add_error("value", now("The value must be a number here."))
        for name in ("pool", "rep"):
            if said.get("how") == name and not said.get(name):
                self.add_error(name, now("This is needed."))
        return said

    @property
    def written(self) -> WrittenRoutingRule:
        """The rule."""
        said = self.cleaned_data
        return WrittenRoutingRule(
            name=said["name"],
            when=self.when,
            how=How(said["how"]),
            pool=said["pool"],
            rep=said["rep"].external_id if said["rep"] else "",
        )


class SeatForm(forms.Form):
    """A rep of a pool; a pool that is new is made."""

    pool = forms.CharField(label=_("Pool"), max_length=120)
    rep = forms.ModelChoiceField(None, label=_("Rep"), to_field_name="external_id")
    weight = forms.IntegerField(label=_("Weight"), min_value=0, max_value=1_000, initial=1,
                                help_text=_("0 takes them out of the pool."))  # fmt: skip
    capacity = forms.IntegerField(
        label=_("Open leads at most"), min_value=0, max_value=100_000, required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, auto_id="seat-%s", **options)
        self.fields["rep"].queryset = active_reps()

    @property
    def written(self) -> WrittenSeat | None:
        """The seat; None where it is given up."""
        said = self.cleaned_data
        if not said["weight"]:
            return None
        return WrittenSeat(
            rep=said["rep"].external_id, weight=said["weight"], capacity=said["capacity"]
        )


def instant_field(label: Any) -> forms.DateTimeField:
    """An instant on the clock of the workspace."""
    return forms.DateTimeField(
        label=label,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=TYPED),
        input_formats=[TYPED],
    )


class AbsenceForm(forms.Form):
    """When a rep takes no leads, and who takes them."""

    rep = forms.ModelChoiceField(None, label=_("Rep"), to_field_name="external_id")
    begins_at = instant_field(_("Away from"))
    ends_at = instant_field(_("Away until"))
    substitute = forms.ModelChoiceField(
        None, label=_("Leads go to"), required=False, to_field_name="external_id", empty_label="–"
    )
    reason = forms.CharField(label=_("Reason (optional)"), required=False, max_length=120)

    def __init__(self, *args: Any, own: Rep | None = None, **options: Any) -> None:
        super().__init__(*args, auto_id="absence-%s", **options)
        known = active_reps()
        self.fields["rep"].queryset = known.filter(pk=own.pk) if own else known
        self.fields["substitute"].queryset = known


class RoomForm(forms.Form):
    """A chat room that is told of leads."""

    name = forms.CharField(label=_("Name of the room"), max_length=120)
    kind = forms.ChoiceField(label=_("Where it is"), choices=ChatKind.choices)
    url = forms.CharField(label=_("Secret address"), max_length=500)
    kinds = forms.MultipleChoiceField(
        label=_("Is told"), required=False, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[("en", "English"), ("fr", "Français")]
    )
    rep = forms.ModelChoiceField(
        None, label=_("Leads of"), required=False, to_field_name="external_id",
        empty_label=_("everybody"),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, auto_id="room-%s", **options)
        self.fields["rep"].queryset = active_reps()
        self.fields["kinds"].choices = [
            (MessageKind.LEAD, now("Leads handed over")),
            (MessageKind.DEADLINE, now("Deadlines of leads")),
        ]
