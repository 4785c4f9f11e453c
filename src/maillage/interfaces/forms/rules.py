"""Forms about rules, policy and the choice of a cut."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maillage.core.territories import cuts
from maillage.domain.accounts.policy import LONGEST_CLAIM, LONGEST_PAY
from maillage.domain.territories.rules.editing import (
    LAST_POSITION,
    LONGEST_DESCRIPTION,
    LONGEST_NAME,
)
from maillage.interfaces.forms.accounts import DayInput
from maillage.interfaces.forms.conditions import CRITERIA_PARTS, CriteriaForm
from maillage.interfaces.forms.criteria import fields_of
from maillage.models import AssignmentRule, Membership, Rep, Territory
from maillage.models.ownership import Basis, Winner
from maillage.models.territories import Stage
from maillage.permissions import MATRIX, Action


class RuleForm(CriteriaForm):
    """A rule: what it asks for, and to whom it gives."""

    parts = (
        (_("The rule"), "name position rep territory active"),
        *CRITERIA_PARTS[:-1],
        (_("When and why"), "starts_on ends_on basis description by_site"),
        CRITERIA_PARTS[-1],
    )

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    position = forms.IntegerField(
        label=_("Precedence"),
        min_value=0,
        max_value=LAST_POSITION,
        initial=10,
        help_text=_("The lowest number comes first; equal numbers have equal standing."),
    )
    rep = forms.ModelChoiceField(
        label=_("Goes to the rep"), queryset=Rep._base_manager.none(), required=False
    )
    territory = forms.ModelChoiceField(
        label=_("or to the rep of the territory"),
        queryset=Territory._base_manager.none(),
        required=False,
    )
    by_site = forms.BooleanField(
        label=_("Decides for each site by itself"),
        required=False,
        help_text=_("Otherwise a parent and its sites stay together."),
    )
    starts_on = forms.DateField(
        label=pgettext_lazy("day", "From"), widget=DayInput, initial=timezone.localdate
    )
    ends_on = forms.DateField(label=_("Until, excluded"), widget=DayInput, required=False)
    basis = forms.ChoiceField(label=_("Rests on"), choices=Basis.choices, initial=Basis.COVERAGE)
    description = forms.CharField(
        label=_("Why"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=LONGEST_DESCRIPTION,
    )
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rep"].queryset = Rep.objects.filter(active=True)
        self.fields["territory"].queryset = Territory.objects.filter(
            scenario__status=Stage.PUBLISHED
        ).select_related("scenario", "rep")
        self.fields["territory"].label_from_instance = lambda row: f"{row.scenario} · {row}"


def initial_of(rule: AssignmentRule) -> dict[str, Any]:
    """Give the form what a rule says."""
    names = ("name", "position", "rep", "territory", "by_site", "starts_on", "ends_on", "basis",
             "description", "active")  # fmt: skip
    return {name: getattr(rule, name) for name in names} | fields_of(rule.criteria)


class PolicyForm(forms.Form):
    """How claims are settled, and what reps are told about their pay."""

    winner = forms.ChoiceField(label=_("Who is right"), choices=Winner.choices)
    escalate_days = forms.IntegerField(
        label=_("Days until a claim goes higher"), min_value=1, max_value=LONGEST_CLAIM
    )
    claim_days = forms.IntegerField(
        label=_("Days until a claim ends"), min_value=2, max_value=LONGEST_CLAIM
    )
    escalate_to = forms.ModelChoiceField(
        label=_("Goes higher to"), queryset=Membership.objects.none(), required=False
    )
    pay = forms.CharField(
        label=_("How variable pay is computed"),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        max_length=LONGEST_PAY,
        help_text=_("Printed on each territory letter."),
    )

    def __init__(self, *args: Any, workspace: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        deciding = [role for role, actions in MATRIX.items() if Action.ANSWER_CHALLENGES in actions]
        self.fields["escalate_to"].queryset = Membership.objects.filter(
            workspace=workspace, active=True, role__in=deciding
        ).select_related("user")


class CutForm(forms.Form):
    """What the choice of a cut depends on (A-06)."""

    offer = forms.ChoiceField(
        label=_("The offer"),
        choices=[
            (cuts.Offer.SAME.value, _("is the same for all")),
            (cuts.Offer.BY_INDUSTRY.value, _("depends on the industry")),
            (cuts.Offer.BY_SIZE.value, _("depends on the size of the customer")),
        ],
    )
    stage = forms.ChoiceField(
        label=_("The company"),
        choices=[
            (cuts.Stage.ENTERING.value, _("is entering this market")),
            (cuts.Stage.GROWING.value, _("is growing in it")),
            (cuts.Stage.ESTABLISHED.value, _("is established in it")),
        ],
    )
    team = forms.IntegerField(label=_("Reps"), min_value=1, max_value=100_000)
