"""An objective handed down from the company to its regions and reps, exact to the cent.

Each node shares what it holds among its children in proportion to one or several measures, after
those with a pinned amount were served. What managers hand out beyond their own objective is the
over-assignment: a layer of its own, handed down by the same shares, so that objectives still sum.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from maillage.core.plans.amounts import Number, apportion, exactly, money
from maillage.errors import ParameterError
from maillage.texts import _, quoted


@dataclass(frozen=True, slots=True)
class Node:
    """A company, region, team or rep.

    Parameters
    ----------
    name
        Its name, of which there is one.
    parent
        The name of the node it hangs on, None for the company.
    measures
        What it weighs beside its siblings, by measure: potential, accounts, last year's sales.
    pinned
        Cents it holds whatever it weighs; None to take its share.
    over
        The share it hands out beyond what it holds: 0.05 assigns 105 %.
    """

    name: str
    parent: str | None = None
    measures: Mapping[str, float] = field(default_factory=dict)
    pinned: int | None = None
    over: Number = 0


@dataclass(frozen=True, slots=True)
class Held:
    """What a node holds, in cents: its objective, and what it was assigned beyond it."""

    objective: int
    beyond: int

    @property
    def assigned(self) -> int:
        """Both together."""
        return self.objective + self.beyond


def cascade(total: int, nodes: Iterable[Node], *, mix: Mapping[str, Number]) -> dict[str, Held]:
    """Hand an objective down.

    Parameters
    ----------
    total
        Cents of the company.
    nodes
        All nodes, in any order.
    mix
        What each measure counts: ``{"potential": 2, "accounts": 1}``. A child's weight is the sum
        over measures of the mix times its share of the measure among the siblings that share; a
        measure none of them has does not count.

    Returns
    -------
    dict
        Of each node, what it holds. The children of a node hold its objective, and the
        over-assignment of its children is its own plus what it adds, to the cent.

    Raises
    ------
    ParameterError
        If the nodes are no tree, pinned amounts do not fit, or nothing says how to share.
    """
    children = tree(nodes)
    root = children[None][0]
    held = {root.name: Held(total, 0)}
    order = [root]
    for node in order:
        below = children[node.name]
        if below:
            held |= hand_down(node, held[node.name], below, mix)
            order.extend(below)
    if len(order) < sum(map(len, children.values())):
        reached = {node.name for node in order}
        lost = next(each for row in children.values() for each in row if each.name not in reached)
        raise ParameterError(
            _("%(node)s hangs on itself.") % {"node": quoted(lost.name)},
            remedy=_("Follow its parents: they go round in a circle."),
        )
    return held


def tree(nodes: Iterable[Node]) -> dict[str | None, list[Node]]:
    """Give the children of each node, None for the root.

    Raises
    ------
    ParameterError
        If a name comes twice, a parent is missing, or there is not one root.
    """
    children: dict[str | None, list[Node]] = defaultdict(list)
    names: set[str] = set()
    for node in nodes:
        if node.name in names:
            raise ParameterError(_("%(node)s comes twice.") % {"node": quoted(node.name)})
        names.add(node.name)
        children[node.parent].append(node)
    for parent in children:
        if parent is not None and parent not in names:
            raise ParameterError(
                _("%(node)s hangs on %(parent)s, which is not there.")
                % {"node": quoted(children[parent][0].name), "parent": quoted(parent)}
            )
    if len(children[None]) != 1:
        raise ParameterError(
            _("%(count)d nodes hang on no other.") % {"count": len(children[None])},
            remedy=_("One is the company: give each of the others the node it hangs on."),
        )
    return children


def hand_down(
    node: Node, held: Held, below: list[Node], mix: Mapping[str, Number]
) -> dict[str, Held]:
    """Share what a node holds among its children."""
    objectives = shared(node, held.objective, below, mix)
    beyond = held.beyond + round(held.objective * exactly(node.over))
    weights = list(objectives.values()) if any(objectives.values()) else [1] * len(below)
    extra = apportion(beyond, weights)
    return {
        name: Held(objective, more)
        for (name, objective), more in zip(objectives.items(), extra, strict=True)
    }


def shared(node: Node, total: int, below: list[Node], mix: Mapping[str, Number]) -> dict[str, int]:
    """Serve pinned amounts, then share the rest by what the other children weigh."""
    pinned = sum(each.pinned or 0 for each in below)
    loose = [each for each in below if each.pinned is None]
    rest = total - pinned
    if rest < 0 or (rest and not loose) or any((each.pinned or 0) < 0 for each in below):
        raise ParameterError(
            _("Pinned amounts under %(node)s sum to %(pinned)s; it holds %(total)s.")
            % {"node": quoted(node.name), "pinned": money(pinned), "total": money(total)},
            remedy=_("Change them by %(difference)s, or unpin one.")
            % {"difference": money(abs(rest))},
        )
    parts = iter(apportion(rest, weights_of(node, loose, mix)) if rest else [0] * len(loose))
    return {each.name: next(parts) if each.pinned is None else each.pinned for each in below}


def weights_of(node: Node, loose: list[Node], mix: Mapping[str, Number]) -> list[Fraction]:
    """What each child weighs among those that share."""
    weights = [Fraction()] * len(loose)
    for measure, counts in mix.items():
        values = [exactly(each.measures.get(measure, 0)) for each in loose]
        whole = sum(values, Fraction())
        if whole:
            share = exactly(counts) / whole
            weights = [kept + share * value for kept, value in zip(weights, values, strict=True)]
    if not any(weights):
        raise ParameterError(
            _("Nothing says how %(node)s is shared among %(count)d.")
            % {"node": quoted(node.name), "count": len(loose)},
            remedy=_("Give one of them a measure above 0, or pin their amounts."),
        )
    return weights
