"""The form of the agreement of marketing and sales."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maillage.core.leads.scoring.model import refuse_twice
from maillage.core.leads.sla.policies import Basis, Direction, Target
from maillage.domain.leads.agreements import refuse_past
from maillage.domain.leads.written import WrittenPolicy, WrittenTerms
from maillage.domain.leads.written.base import amount_of
from maillage.domain.remarks import SHORT
from maillage.errors import InputError
from maillage.interfaces.forms.leads.checked import checked
from maillage.interfaces.forms.leads.rows import EVENTS, conditions
from maillage.interfaces.forms.leads.trees import Branch, Leaf, Tree, WrittenForm
from maillage.interfaces.forms.plans.rows import Whole, name_field
from maillage.models import Whose

DIRECTIONS = [
    (Direction.MARKETING_TO_SALES.value, _("marketing to sales")),
    (Direction.SALES_TO_MARKETING.value, _("sales to marketing")),
]
BASES = [
    (Basis.CALENDAR.value, _("without a stop")),
    (Basis.BUSINESS.value, _("while the calendar is open")),
    (Basis.ELAPSED.value, _("without a stop, due at the next opening")),
]
LISTS = ("requires", "pauses_on", "resumes_on", "cancelled_by")


def kinds_field(label: Any, help_text: Any = "") -> forms.CharField:
    """Kinds of events, or fields, with commas between them."""
    return forms.CharField(label=label, help_text=help_text, max_length=400, required=False)


def among(text: str) -> list[str]:
    """Read what stands between commas."""
    return [each.strip() for each in text.split(",") if each.strip()]


class EscalationLeaf(Leaf):
    """Who hears of a breach."""

    chosen = ("after",)
    to = name_field(_("Who hears of a breach"), required=True)
    after = forms.CharField(
        label=_("How long after it"),
        max_length=20,
        initial="0m",
        validators=[checked(amount_of)],
    )


class PromiseLeaf(Leaf):
    """A promise."""

    chosen = ("direction", "basis", "moves_on", "position", "warnings")
    name = name_field(_("Promise"), required=True)
    direction = forms.ChoiceField(label=_("Who owes whom"), choices=DIRECTIONS)
    begins = forms.CharField(
        label=_("Begins with the event"), max_length=200, widget=forms.TextInput(EVENTS)
    )
    fulfilled_by = forms.CharField(
        label=_("Kept by the event"), max_length=200, widget=forms.TextInput(EVENTS)
    )
    within = forms.CharField(
        label=_("Within"),
        max_length=20,
        help_text=_("15m, 1h, 24h, 2d"),
        validators=[checked(lambda text: Target(amount_of(text), Basis.CALENDAR))],
    )
    basis = forms.ChoiceField(label=_("Time counts"), choices=BASES)
    requires = kinds_field(_("Must carry"), _("such as brief, next_action"))
    warnings = kinds_field(_("Warnings"), _("in percent of the time: 50, 80"))
    pauses_on = kinds_field(_("Paused by"))
    resumes_on = kinds_field(_("Resumed by"))
    cancelled_by = kinds_field(_("Cancelled by"))
    position = Whole(
        _("Precedence"), max_value=1000, help_text=_("of several that apply, the lowest is taken")
    )
    moves_on = forms.BooleanField(
        label=_("On a breach the lead goes to the next rep"), required=False
    )
    asked: ClassVar[tuple[str, ...]] = LISTS

    @classmethod
    def shown(cls, item: dict[str, Any]) -> dict[str, Any]:
        """Write lists with commas, shares in percent."""
        lists = {name: ", ".join(item.get(name) or []) for name in cls.asked}
        shares = [f"{100 * share:g}" for share in item.get("warnings", (0.5, 0.8))]
        return item | lists | {"warnings": ", ".join(shares)}

    def clean_warnings(self) -> list[float]:
        """Read shares in percent."""
        try:
            return [float(each.rstrip("% ")) / 100 for each in among(self.cleaned_data["warnings"])]
        except ValueError as error:
            raise forms.ValidationError(_("Write percents with commas: 50, 80.")) from error

    def written(self) -> dict[str, Any]:
        """Read the lists."""
        found = dict(self.cleaned_data)
        lists = {name: among(found[name]) for name in self.asked}
        return found | lists | {"position": found["position"] or 0}


class AgreementHead(Leaf):
    """What an agreement says once."""

    whose = forms.ChoiceField(label=_("Whose calendar governs"), choices=Whose.choices)
    effective_from = forms.DateTimeField(
        label=_("In force from"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=_("empty for at once"),
    )
    note = forms.CharField(label=_("Note"), max_length=SHORT, required=False)

    def clean_effective_from(self) -> datetime | None:
        """Refuse what would begin in the past."""
        begins: datetime | None = self.cleaned_data["effective_from"]
        if begins is not None:
            checked(lambda _text: refuse_past(begins, timezone.now()))("")
        return begins


PROMISES = Branch(
    "policies",
    _("Promises"),
    _("Add a promise"),
    PromiseLeaf,
    (
        conditions("when", _("Only for leads of which"), _("none is for all")),
        Branch(
            "escalations",
            pgettext_lazy("promise", "Escalation"),
            _("Add somebody who hears of it"),
            EscalationLeaf,
            hint=_("manager, director, or an e-mail address; in order"),
        ),
    ),
)


class AgreementForm(WrittenForm):
    """An agreement as it is typed.

    Parameters
    ----------
    written
        What is shown as long as nothing was typed.
    """

    kind = WrittenTerms
    suggests = True

    def __init__(self, written: WrittenTerms, data: Any = None) -> None:
        item = written.model_dump(mode="json")
        for each in item["policies"]:
            each["moves_on"] = each["name"] in written.reassign_on_breach
        super().__init__(
            AgreementHead(data, initial=item, use_required_attribute=False),
            Tree((PROMISES,), item, data),
        )

    def said(self) -> dict[str, Any]:
        """Give what is typed, with the promises on whose breach a lead moves on by name."""
        policies = self.tree.written()["policies"]
        moves = [each["name"] for each in policies if each.pop("moves_on")]
        whose = self.head.cleaned_data["whose"]
        return {"whose": whose, "policies": policies, "reassign_on_breach": moves}

    def check(self) -> None:
        """Refuse what contradicts itself, at the promise that does."""
        names: set[str] = set()
        for place, each in enumerate(self.written.policies):
            try:
                each.read()
                refuse_twice("promise", [each.name, *names.intersection({each.name})])
            except InputError as error:
                self.tree.blame(("policies", place, at_fault(each, names)), str(error))
            names.add(each.name)
        super().check()


def at_fault(policy: WrittenPolicy, names: Container[str]) -> str:
    """Name the field by which a promise contradicts itself."""
    if policy.name in names:
        return "name"
    for field in ("warnings", "escalations"):
        try:
            policy.model_copy(update={field: []}).read()
        except InputError:
            continue
        return field
    return "fulfilled_by"
