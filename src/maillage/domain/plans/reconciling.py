"""Whether objectives and plans agree: what does not sum is told, never changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from maillage.domain.plans.objectives import nodes_of
from maillage.models import Objective, ObjectiveYear, Rep, RepPlan
from maillage.texts import _, number, quoted


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that does not agree: ``wanted`` is held by the node, ``found`` is there.

    ``kind`` is ``children`` (they do not sum to their parent), ``plan`` (it differs from its
    objective), ``currency``, ``no_plan``, ``no_objective`` or ``left`` (the rep has). ``plan`` is
    the key of the plan meant.
    """

    kind: str
    about: str
    wanted: Decimal | None = None
    found: Decimal | None = None
    plan: int | None = None

    @property
    def difference(self) -> Decimal | None:
        """What is found beyond what is wanted."""
        return None if self.wanted is None or self.found is None else self.found - self.wanted


def gaps(year: ObjectiveYear) -> list[Gap]:
    """All that does not agree in a year: sums first, then plans by the name of the rep."""
    nodes = list(nodes_of(year))
    return [*sums(nodes), *against_plans(year, nodes)]


def sums(nodes: list[Objective]) -> Iterator[Gap]:
    """Nodes whose children hold more or less than they do."""
    below: dict[int, Decimal] = defaultdict(Decimal)
    for each in nodes:
        if each.parent_id:
            below[each.parent_id] += each.objective
    for each in nodes:
        if each.pk in below and below[each.pk] != each.objective:
            yield Gap("children", each.name, each.objective, below[each.pk])


def against_plans(year: ObjectiveYear, nodes: list[Objective]) -> Iterator[Gap]:
    """Reps whose plan for the year differs from what they hold."""
    wanted: dict[Rep, Decimal] = defaultdict(Decimal)
    for each in nodes:
        if each.rep:
            wanted[each.rep] += each.objective
    plans = {each.rep: each for each in RepPlan.objects.filter(starts_on=year.starts_on)
             .select_related("rep")}  # fmt: skip
    for rep in sorted({*wanted, *plans}, key=lambda rep: (rep.name, rep.external_id)):
        yield from of_rep(rep, wanted.get(rep), plans.get(rep), year)


def of_rep(
    rep: Rep, wanted: Decimal | None, plan: RepPlan | None, year: ObjectiveYear
) -> Iterator[Gap]:
    """What does not agree for one rep."""
    if wanted is not None and not rep.active:
        yield Gap("left", rep.name, wanted)
    if plan is None:
        yield Gap("no_plan", rep.name, wanted)
    elif wanted is None:
        yield Gap("no_objective", rep.name, None, plan.objective, plan.pk)
    elif year.currency and plan.currency and plan.currency != year.currency:
        yield Gap("currency", rep.name, wanted, plan.objective, plan.pk)
    elif plan.objective != wanted:
        yield Gap("plan", rep.name, wanted, plan.objective, plan.pk)


def gap_in_words(gap: Gap) -> str:
    """Say what does not agree, with its amounts."""
    texts = {
        "children": _("What %(about)s handed down sums to %(found)s; it holds %(wanted)s."),
        "plan": _("The plan of %(about)s says %(found)s; the objective is %(wanted)s."),
        "currency": _("The plan of %(about)s is in another currency than the objectives."),
        "no_plan": _("%(about)s has an objective of %(wanted)s and no plan."),
        "no_objective": _("%(about)s has a plan of %(found)s and no objective."),
        "left": _("%(about)s has left and holds an objective of %(wanted)s."),
    }
    return texts[gap.kind] % {
        "about": quoted(gap.about), "wanted": amount(gap.wanted), "found": amount(gap.found)
    }  # fmt: skip


def amount(value: Decimal | None) -> str:
    """Write an amount."""
    return "–" if value is None else number(float(value), 2)
