"""The form of a scheme of variable pay: measures as rows, each with its accelerators (N-02)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maillage.core.reviews.pay.scheme import MONEY, Kind, read_scheme
from maillage.core.reviews.pay.words import kind_word
from maillage.errors import InputError
from maillage.interfaces.forms.accounts import DayInput
from maillage.interfaces.forms.leads.trees import Branch, Leaf, Tree
from maillage.interfaces.forms.plans.fields import Percentage
from maillage.interfaces.forms.plans.panels import Block
from maillage.interfaces.forms.plans.rows import amount_field, name_field
from maillage.models import Segmentation
from maillage.texts import _ as now

MOST_PERCENT = 1_000
WINDFALL = ("windfall_above", "windfall_share")


def times_field(label: Any, **options: Any) -> Percentage:
    """A share that may be some times the whole."""
    return Percentage(label, **{"max_value": MOST_PERCENT} | options)


class SchemeHead(Leaf):
    """What a scheme says once."""

    name = forms.CharField(label=_("Name of the scheme"), max_length=120)
    starts_on = forms.DateField(
        label=_("In force from"), widget=DayInput, initial=timezone.localdate
    )
    base = amount_field(_("Base a year"), required=True)
    variable = amount_field(_("Variable part, all targets reached"), required=True)
    cap = times_field(
        _("The variable part is capped at"), help_text=_("in percent; empty for no cap")
    )
    windfall_above = amount_field(
        _("Large deals: counted in full up to"), help_text=_("empty: all deals count in full")
    )
    windfall_share = Percentage(
        _("Of what exceeds it counts"), help_text=_("in percent; empty for nothing of it")
    )

    @classmethod
    def shown(cls, item: dict[str, Any]) -> dict[str, Any]:
        """Show the rule for windfalls beside the rest."""
        rule = item.get("windfall") or {}
        return item | {name: rule.get(name.removeprefix("windfall_")) for name in WINDFALL}

    def clean(self) -> dict[str, Any]:
        """Ask for the amount beyond which a share counts."""
        found: dict[str, Any] = super().clean()
        if found.get("windfall_share") is not None and found.get("windfall_above") is None:
            self.add_error("windfall_above", now("This is needed."))
        return found

    def written(self) -> dict[str, Any]:
        """Put the rule for windfalls together."""
        found = super().written()
        above, share = (found.pop(name, None) for name in WINDFALL)
        return (
            found if above is None else found | {"windfall": {"above": above, "share": share or 0}}
        )


class StepLeaf(Leaf):
    """An accelerator."""

    above = times_field(_("Beyond this part of the target"), required=True)
    rate = times_field(
        _("each percent pays"),
        help_text=_("in percent of one: 150 is one and a half"),
        required=True,
    )


class MeasureLeaf(Leaf):
    """A measure."""

    chosen = ("kind", "segment")
    name = name_field(_("Measure of the scheme"), required=True)
    kind = forms.ChoiceField(label=_("What it counts"))
    weight = Percentage(_("Weight"), required=True, help_text=_("in percent of the variable part"))
    target = amount_field(
        _("Target"),
        help_text=_(
            "an amount for sales, percent for the others; empty: the objective of each rep's plan"
        ),
    )
    threshold = Percentage(_("Pays nothing below"), help_text=_("in percent of the target"))
    cap = times_field(_("Pays at most"), help_text=_("in percent of its share; empty for no cap"))
    segment = forms.ChoiceField(
        label=_("Segment"), required=False, help_text=_("for sales in a segment")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [(kind.value, kind_word(kind)) for kind in Kind]
        chosen = str(self["segment"].value() or "")
        known = dict([("", "–"), *segments_offered()])
        self.fields["segment"].choices = [*({chosen: chosen} | known).items()]

    @classmethod
    def shown(cls, item: dict[str, Any]) -> dict[str, Any]:
        """Show a target that is a share in percent."""
        target = item.get("target")
        if target is None or item.get("kind") in MONEY:
            return item
        return item | {"target": Decimal(str(target)) * 100}

    def written(self) -> dict[str, Any]:
        """Read a target that is a share from its percents."""
        found = super().written()
        if "target" in found and found["kind"] not in MONEY:
            found["target"] /= 100
        return found


STEPS = Branch(
    "steps", _("Accelerators"), _("Add an accelerator"), StepLeaf,
    hint=_("Up to the first one, and without any, a percent of the target pays a percent."),
)  # fmt: skip
MEASURES = Branch(
    "measures", _("Measures of the scheme"), _("Add a measure"), MeasureLeaf, (STEPS,),
    _("Their weights make 100 %."),
)  # fmt: skip


class SchemeForm:
    """A version of the scheme as it is typed.

    Parameters
    ----------
    name
        What it begins with to be called.
    content
        What is shown as long as nothing was typed.
    """

    head_names: ClassVar[tuple[str, ...]] = ("name", "starts_on")
    suggests: ClassVar[bool] = False

    def __init__(self, name: str, content: dict[str, Any], data: Any = None) -> None:
        initial = SchemeHead.shown(content) | {"name": name}
        self.head = SchemeHead(data, initial=initial, use_required_attribute=False)
        self.tree = Tree((MEASURES,), content, data)
        self.problems: list[str] = []

    def valid(self) -> bool:
        """Whether what is typed can be; what is wrong stands where it is, and above."""
        if not all([self.head.is_valid(), self.tree.valid()]):
            self.problems.append(now("Some fields cannot be read: see below."))
            return False
        try:
            read_scheme(self.content())
        except InputError as error:
            self.problems.append(str(error))
        return not self.problems

    def content(self) -> dict[str, Any]:
        """Give the scheme as programs write it."""
        said = self.head.written() | self.tree.written()
        found: dict[str, Any] = plain({k: v for k, v in said.items() if k not in self.head_names})
        return found

    def blocks(self) -> list[Block]:
        """Lay the measures out for plans/block.html."""
        return [each.block() for each in self.tree.lists.values()]


def plain(value: Any) -> Any:
    """Give values as JSON holds them: numbers without decimals whole, no empty list."""
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items() if each != []}
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def segments_offered() -> list[tuple[str, str]]:
    """The segments whose sales can count, by key."""
    return [
        (f"{row.pk}-{place}", f"{row.name}: {each['name']}")
        for row in Segmentation.objects.all()
        for place, each in enumerate(row.segments)
    ]
