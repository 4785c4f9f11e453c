"""What winning customers costs, by period: what the figure I-08 is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django_scopes import get_scope

from maillage import audit
from maillage.domain.words import day_word
from maillage.errors import ConflictError, InputError
from maillage.models import AcquisitionCost, CostKind, Membership, Workspace
from maillage.texts import _, quoted

LARGEST: Final = Decimal(10) ** 13
MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Cost:
    """What marketing or sales cost from one day to another, both included."""

    kind: str
    starts_on: date
    ends_on: date
    amount: Decimal


@transaction.atomic
def record_costs(*, costs: Sequence[Cost], by: Membership | str) -> list[AcquisitionCost]:
    """Record costs, all or none of them; those of a period that is known replace it.

    Raises
    ------
    InputError
        If one cannot be.
    ConflictError
        If a period overlaps another one of its kind: it would be counted twice.
    """
    if not 0 < len(costs) <= MOST:
        raise InputError(
            _("%(count)d costs cannot be recorded at once.") % {"count": len(costs)},
            remedy=_("Give 1 to %(most)d of them.") % {"most": MOST},
        )
    for each in costs:
        check(each)
    hold_costs()
    kept = [
        AcquisitionCost.objects.update_or_create(
            kind=each.kind,
            starts_on=each.starts_on,
            ends_on=each.ends_on,
            defaults={"amount": each.amount},
        )[0]
        for each in costs
    ]
    refuse_overlaps(AcquisitionCost.objects.order_by("kind", "starts_on", "ends_on"))
    audit.record(verb="costs.recorded", subject=kept[0], by=by, after=[told(each) for each in kept])
    return kept


def hold_costs() -> None:
    """Let nobody else record costs of this workspace until the transaction ends.

    Two who record overlapping periods at once would not see each other's. A transaction of SQLite
    is the only one that writes.
    """
    Workspace.objects.select_for_update(no_key=True).get(pk=get_scope()["workspace"].pk)


@transaction.atomic
def remove_cost(*, cost: AcquisitionCost, by: Membership | str) -> None:
    """Remove what was recorded of a period."""
    audit.record(verb="costs.removed", subject=cost, by=by, before=told(cost))
    cost.delete()


def check(cost: Cost) -> None:
    """Refuse what is no cost of a period."""
    if cost.kind not in CostKind.values:
        raise InputError(
            _("%(kind)s is no kind of cost.") % {"kind": quoted(cost.kind[:40])},
            remedy=_("Use one of: %(kinds)s.") % {"kinds": ", ".join(CostKind.values)},
        )
    if cost.ends_on < cost.starts_on:
        raise InputError(
            _("The days from %(first)s to %(last)s are none.")
            % {"first": day_word(cost.starts_on), "last": day_word(cost.ends_on)},
            remedy=_("Give the first day first."),
        )
    if not cost.amount.is_finite() or not 0 <= cost.amount <= LARGEST:
        raise InputError(
            _("%(amount)s is no cost.") % {"amount": quoted(str(cost.amount)[:40])},
            remedy=_("Enter the amount, 0 or more."),
        )


def refuse_overlaps(rows: Iterable[AcquisitionCost]) -> None:
    """Refuse periods of a kind that overlap."""
    last: AcquisitionCost | None = None
    for each in rows:
        if last and last.kind == each.kind and each.starts_on <= last.ends_on:
            raise ConflictError(
                _("The costs from %(first)s to %(last)s overlap those from %(begin)s to %(end)s.")
                % {"first": day_word(each.starts_on), "last": day_word(each.ends_on),
                   "begin": day_word(last.starts_on), "end": day_word(last.ends_on)},
                remedy=_("Give periods that follow one another, or remove one of them."),
            )  # fmt: skip
        last = each


def told(row: AcquisitionCost) -> dict[str, Any]:
    """Give what the log keeps of a cost."""
    days = {"starts_on": row.starts_on.isoformat(), "ends_on": row.ends_on.isoformat()}
    return {"kind": row.kind, "amount": str(row.amount), **days}
