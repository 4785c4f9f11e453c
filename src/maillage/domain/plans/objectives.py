"""The objective of a year handed down: exact to the cent, pinned by hand, never changed unseen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from maillage import audit
from maillage.core.plans.amounts import exactly
from maillage.core.plans.cascade import Held, Node, cascade
from maillage.domain.accounts.holdings import books
from maillage.domain.plans.checking import UNSTORABLE, YEARS, name_of
from maillage.domain.reviews.dates import months_after
from maillage.errors import InputError, NotFoundError, StaleError
from maillage.models import Membership, Objective, ObjectiveYear, Rep
from maillage.texts import _, quoted

CENT = Decimal("0.01")
LARGEST = Decimal(10**13)
MOST_NODES = 5_000
MEASURES = ("accounts", "potential", "revenue")
"""What is known of the territories in force."""


@dataclass(frozen=True, slots=True)
class Given:
    """A part of the company as it is written: ``rep`` is the id of one."""

    name: str
    kind: str
    parent: str = ""
    rep: str = ""
    measures: Mapping[str, float] = field(default_factory=dict)
    pinned: Decimal | None = None
    over: Decimal = Decimal(0)


def objective_year(starts_on: date) -> ObjectiveYear:
    """Find the objective of a year.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    found: ObjectiveYear | None = ObjectiveYear.objects.filter(starts_on=starts_on).first()
    if found is None:
        raise NotFoundError(
            _("There are no objectives for the year from %(day)s.")
            % {"day": starts_on.isoformat()},
            remedy=_("`maillage objectives list` lists the years there are."),
        )
    return found


def year_of(on: date) -> ObjectiveYear | None:
    """The objectives of the year a day is in, None where there are none."""
    found: ObjectiveYear | None = ObjectiveYear.objects.filter(
        starts_on__lte=on, starts_on__gt=months_after(on, -12)
    ).first()
    return found


def nodes_of(year: ObjectiveYear) -> QuerySet[Objective]:
    """The parts of the company, parents before their children."""
    nodes: QuerySet[Objective] = year.nodes.select_related("parent", "rep")
    return nodes


@transaction.atomic
def write_objectives(
    *,
    starts_on: date,
    total: Decimal,
    mix: Mapping[str, float],
    nodes: Sequence[Given],
    by: Membership | str,
    currency: str = "",
    seen: int | None = None,
) -> ObjectiveYear:
    """Hand an objective down a tree, in place of the one ``seen``, None where there was none.

    Raises
    ------
    ParameterError
        If the nodes are no tree, pinned amounts do not fit, or nothing says how to share.
    InputError
        If a value cannot be.
    StaleError
        If the year was changed since.
    """
    reps = checked(starts_on, total, nodes)
    for name, counts in {currency: 0, **mix}.items():
        check_measure(name, counts)
    held = cascade(cents(total), [node_of(each) for each in nodes], mix=mix)
    year = ObjectiveYear.objects.select_for_update().filter(starts_on=starts_on).first()
    if year is None:
        year = ObjectiveYear(starts_on=starts_on, version=0)
    check_seen(year, seen or 0)
    year.total, year.mix, year.currency = total, dict(mix), currency
    saved(year, by)
    year.nodes.all().delete()
    stored: dict[str, Objective] = {}
    for each in in_order(nodes):
        stored[each.name] = Objective.objects.create(
            year=year,
            parent=stored.get(each.parent),
            kind=each.kind,
            name=each.name,
            rep=reps.get(each.rep),
            measures=dict(each.measures),
            pinned=each.pinned,
            over=each.over,
            **amounts(held[each.name]),
        )
    record(year, "objectives.written", by, {"nodes": len(nodes)})
    return year


@transaction.atomic
def pin_objective(
    *,
    year: ObjectiveYear,
    name: str,
    amount: Decimal | None,
    over: Decimal | None = None,
    seen: int,
    by: Membership | str,
) -> ObjectiveYear:
    """Give one node an amount, or with None its share again at the next handing down.

    With ``over``, 0.05 for 105 %, it hands out more than it holds from then on; an amount of None
    then leaves what it holds. Nothing else changes: what does not sum any more is a finding until
    it is handed down again.
    """
    current = locked(year, seen)
    node = current.nodes.filter(name=name).first()
    if node is None:
        raise NotFoundError(
            _("There is no %(node)s in these objectives.") % {"node": quoted(name[:60])}
        )
    before = str(node.objective)
    if amount is not None:
        check_amount(name, amount)
        node.objective = amount
    if over is None:
        node.pinned = amount
    else:
        check_over(name, over)
        node.pinned, node.over = node.pinned if amount is None else amount, over
    node.save(update_fields=["objective", "pinned", "over"])
    saved(current, by)
    after = {"node": name, "was": before, "is": str(amount), "over": str(node.over)}
    record(current, "objectives.pinned", by, after)
    return current


@transaction.atomic
def hand_down_objectives(*, year: ObjectiveYear, seen: int, by: Membership | str) -> ObjectiveYear:
    """Share the objective anew among the nodes as they are: pinned amounts first.

    Raises
    ------
    ParameterError
        If pinned amounts do not fit; the message names the node and the difference.
    """
    current = locked(year, seen)
    nodes = list(nodes_of(current))
    given = [
        Node(
            each.name,
            each.parent.name if each.parent else None,
            each.measures,
            None if each.parent is None or each.pinned is None else cents(each.pinned),
            each.over,
        )
        for each in nodes
    ]
    held = cascade(cents(current.total), given, mix=current.mix)
    for each in nodes:
        for name, amount in amounts(held[each.name]).items():
            setattr(each, name, amount)
    Objective.objects.bulk_update(nodes, ["objective", "beyond"], batch_size=500)
    saved(current, by)
    record(current, "objectives.handed_down", by, {"nodes": len(nodes)})
    return current


def from_territories(*, on: date, company: str) -> list[Given]:
    """The company, its managers' teams and its reps, with what each rep holds on a day."""
    reps = [each for each in books(on=on) if each.active]
    teams = sorted({each.manager.strip() for each in reps} - {""})
    names = [company, *teams]
    nodes = [Given(company, "company"), *(Given(team, "team", company) for team in teams)]
    for rep in reps:
        name = rep.name if rep.name not in names else f"{rep.name} ({rep.external_id})"
        names.append(name)
        measures = {measure: float(getattr(rep, measure) or 0) for measure in MEASURES}
        parent = rep.manager.strip() or company
        nodes.append(Given(name, "rep", parent, rep.external_id, measures))
    sums = {
        team: {
            measure: sum(each.measures[measure] for each in nodes if each.parent == team)
            for measure in MEASURES
        }
        for team in teams
    }
    return [
        Given(each.name, each.kind, each.parent, each.rep, sums[each.name])
        if each.name in sums and each.kind == "team"
        else each
        for each in nodes
    ]


def checked(starts_on: date, total: Decimal, nodes: Sequence[Given]) -> dict[str, Rep]:
    """Refuse values that cannot be; gives the reps that are named, by their ids.

    Raises
    ------
    InputError
        Naming the value and what to do.
    """
    if starts_on.year not in YEARS:
        raise InputError(_("A plan cannot begin on %(day)s.") % {"day": starts_on.isoformat()})
    if not 1 <= len(nodes) <= MOST_NODES:
        raise InputError(
            _("There are %(count)d nodes.") % {"count": len(nodes)},
            remedy=_("Give from 1 to %(most)d.") % {"most": MOST_NODES},
        )
    check_amount(_("The whole"), total)
    if not total:
        raise InputError(_("An objective is above 0."))
    for each in nodes:
        check_node(each)
    wanted = {each.rep for each in nodes} - {""}
    reps = {each.external_id: each for each in Rep.objects.filter(external_id__in=wanted)}
    for missing in sorted(wanted - set(reps)):
        raise InputError(
            _("There is no rep %(rep)s.") % {"rep": quoted(missing[:60])},
            remedy=_("`maillage reps` lists them."),
        )
    return reps


def check_node(each: Given) -> None:
    """Refuse a name, a kind or an amount that cannot be."""
    if not 1 <= len(each.name) <= 200 or UNSTORABLE.search(each.name):
        raise InputError(
            _("%(name)s is no name of a node.") % {"name": quoted(ascii(each.name[:60])[1:-1])},
            remedy=_("Give 1 to 200 characters that can be printed."),
        )
    if each.kind not in Objective.Kind.values:
        raise InputError(
            _("%(name)s: there is no kind %(kind)s.")
            % {"name": quoted(each.name), "kind": quoted(each.kind[:20])},
            remedy=_("Choose among %(choices)s.") % {"choices": ", ".join(Objective.Kind.values)},
        )
    for measure, value in each.measures.items():
        check_measure(measure, value)
    if each.pinned is not None:
        check_amount(each.name, each.pinned)
    check_over(each.name, each.over)


def check_measure(name: str, value: float) -> None:
    """Refuse a name that cannot be stored, or what is no number of 0 or more.

    Raises
    ------
    InputError
        Naming the value.
    """
    if len(name) > 100 or UNSTORABLE.search(name):
        raise InputError(
            _("%(name)s is no name of a measure.") % {"name": quoted(ascii(name[:60])[1:-1])},
            remedy=_("Give at most 100 characters that can be printed."),
        )
    exactly(value)


def check_amount(name: str, amount: Decimal) -> None:
    """Refuse what is no amount of money.

    Raises
    ------
    InputError
        If it is negative, too large, or has parts of a cent.
    """
    if not (amount.is_finite() and 0 <= amount <= LARGEST and amount == amount.quantize(CENT)):
        raise InputError(
            _("%(name)s: %(amount)s is no amount.") % {"name": name, "amount": amount},
            remedy=_("Give 0 or more, in whole cents."),
        )


def check_over(name: str, over: Decimal) -> None:
    """Refuse what nobody hands out beyond what they hold.

    Raises
    ------
    InputError
        If it is no share from 0 to 10.
    """
    if not (over.is_finite() and 0 <= over <= 10):
        raise InputError(
            _("%(name)s hands out %(over)s beyond what it holds.")
            % {"name": quoted(name), "over": over},
            remedy=_("Give a share from 0 to 10: 0.05 assigns 105 %."),
        )


def in_order(nodes: Iterable[Given]) -> list[Given]:
    """Nodes of a tree, parents before their children."""
    below: dict[str, list[Given]] = {}
    for each in nodes:
        below.setdefault(each.parent, []).append(each)
    order = list(below[""])
    for each in order:
        order.extend(below.get(each.name, []))
    return order


def node_of(each: Given) -> Node:
    """A node as it is handed down to."""
    pinned = None if each.pinned is None or not each.parent else cents(each.pinned)
    return Node(each.name, each.parent or None, each.measures, pinned, each.over)


def cents(amount: Decimal) -> int:
    """An amount in whole cents."""
    return int(amount * 100)


def amounts(held: Held) -> dict[str, Decimal]:
    """What a node holds, as it is stored."""
    return {"objective": Decimal(held.objective) / 100, "beyond": Decimal(held.beyond) / 100}


def locked(year: ObjectiveYear, seen: int) -> ObjectiveYear:
    """The year as it is, nobody else's until the transaction ends."""
    current: ObjectiveYear = ObjectiveYear.objects.select_for_update().get(pk=year.pk)
    check_seen(current, seen)
    return current


def check_seen(year: ObjectiveYear, seen: int) -> None:
    """Refuse a change of what was not seen.

    Raises
    ------
    StaleError
        Saying at which version it is.
    """
    if year.version != seen:
        raise StaleError(
            _("These objectives are at version %(now)d, you saw version %(seen)d.")
            % {"now": year.version, "seen": seen},
            remedy=_("Look at them as they are now, and make your change again."),
            revision=year.version,
            by=str(year.by or ""),
            at=year.changed_at,
        )


def saved(year: ObjectiveYear, by: Membership | str) -> None:
    """Store the next version of a year."""
    year.version, year.by = year.version + 1, name_of(by)
    year.save()


def record(year: ObjectiveYear, verb: str, by: Membership | str, more: dict[str, Any]) -> None:
    """Write a step of a year into the log."""
    after = {"starts_on": year.starts_on.isoformat(), "total": str(year.total)} | more
    audit.record(verb=verb, subject=year, by=by, after=after | {"version": year.version})
