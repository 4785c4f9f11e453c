"""Forms of the routing of leads: a rule, a seat of a pool, an absence, a chat room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.domain.leads.routing_terms import routing_now
from maillage.domain.leads.written.routing import WrittenRoutingRule, WrittenSeat
from maillage.errors import InputError
from maillage.interfaces.forms.leads.rows import conditions
from maillage.interfaces.forms.leads.trees import Leaf, Tree, WrittenForm
from maillage.models import ChatKind, MessageKind, Rep, RoutingHow
from maillage.texts import _ as now

TYPED = "%Y-%m-%dT%H:%M"
WHEN = conditions("when", _("Only for leads of which"), _("none is for all"))


def active_reps() -> Any:
    """The reps who are still here."""
    return Rep.objects.filter(active=True).order_by("name")


class RoutingRuleHead(Leaf):
    """What a rule says once: its name, and to whom it gives."""

    name = forms.CharField(label=_("Name of the rule"), max_length=120)
    how = forms.ChoiceField(label=_("Goes to"), choices=RoutingHow.choices)
    pool = forms.ChoiceField(label=_("Pool"), required=False, help_text=_("for a pool in turn"))
    rep = forms.ChoiceField(label=_("Rep"), required=False, help_text=_("for one rep"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        pools = [each.name for each in routing_now().pools]
        reps = active_reps().values_list("external_id", "name")
        self.fields["pool"].choices = [("", "–"), *((each, each) for each in pools)]
        self.fields["rep"].choices = [("", "–"), *reps]

    def clean(self) -> dict[str, Any]:
        """Ask for the pool or the rep it goes to, and leave the other out."""
        said = super().clean() or {}
        for name in ("pool", "rep"):
            if said.get("how") != name:
                said[name] = ""
            elif not said.get(name) and name not in self.errors:
                self.add_error(name, now("This is needed."))
        return said


class RoutingRuleForm(WrittenForm):
    """A rule as it is typed: for which leads, and to whom.

    Parameters
    ----------
    written
        What is shown as long as nothing was typed; None of a new rule.
    """

    kind = WrittenRoutingRule
    suggests = True

    def __init__(self, written: WrittenRoutingRule | None, data: Any = None) -> None:
        item = written.model_dump(mode="json") if written else {}
        super().__init__(
            RoutingRuleHead(data, initial=item, use_required_attribute=False),
            Tree((WHEN,), item, data),
        )

    def check(self) -> None:
        """Refuse conditions that cannot be decided, where they stand."""
        for place, each in enumerate(self.written.when):
            try:
                each.read()
            except InputError as error:
                self.tree.blame(("when", place, "value"), str(error))
                raise


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
