"""An objective is handed down to the cent; what is assigned beyond it is kept apart (K-01)."""

from __future__ import annotations

from collections import defaultdict
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.plans.cascade import Held, Node, cascade
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit
MIX = {"potential": 2, "accounts": 1}


@st.composite
def trees(draw):
    """Nodes in any order, each under an earlier one, with measures above 0."""
    count = draw(st.integers(1, 40))
    over = st.sampled_from([0, 0.05, 0.333])
    nodes = [Node("0", over=draw(over))]
    for number in range(1, count):
        measures = {"potential": draw(st.floats(0.01, 1e6)), "accounts": draw(st.integers(0, 500))}
        parent = str(draw(st.integers(0, number - 1)))
        nodes += [Node(str(number), parent, measures, over=draw(over))]
    return draw(st.permutations(nodes))


@given(st.integers(0, 10**12), trees())
def test_children_hold_what_their_parent_holds(total, nodes):
    held = cascade(total, nodes, mix=MIX)
    below = defaultdict(list)
    for node in nodes:
        below[node.parent].append(held[node.name])
    assert below[None] == [Held(total, 0)]
    for node in nodes:
        if node.name in below:
            own = held[node.name]
            added = sum(each.beyond for each in below[node.name]) - own.beyond
            assert sum(each.objective for each in below[node.name]) == own.objective
            assert abs(added - own.objective * node.over) <= 0.5


def test_measures_are_mixed_and_pinned_amounts_are_served_first():
    nodes = [
        Node("company", over=0.1),
        Node("east", "company", {"potential": 3, "accounts": 10}),
        Node("west", "company", {"potential": 1, "accounts": 30}),
        Node("lab", "company", pinned=10_000),
    ]
    held = cascade(100_000, nodes, mix=MIX)
    # east: 2 x 3/4 + 1 x 1/4 = 1.75 of 3; west: 2 x 1/4 + 1 x 3/4 = 1.25 of 3
    assert held == {
        "company": Held(100_000, 0), "east": Held(52_500, 5_250), "west": Held(37_500, 3_750),
        "lab": Held(10_000, 1_000),
    }  # fmt: skip
    assert held["east"].assigned == 57_750


def test_a_measure_that_nobody_has_does_not_count():
    nodes = [Node("c"), Node("a", "c", {"accounts": 1}), Node("b", "c", {"accounts": 3})]
    assert cascade(400, nodes, mix=MIX)["b"].objective == 300


ROOT = Node("c")


@pytest.mark.parametrize(
    ("nodes", "words"),
    [
        ([], "0 nodes hang on no other"),
        ([ROOT, Node("d")], "2 nodes hang on no other"),
        ([ROOT, Node("c")], "'c' comes twice"),
        ([ROOT, Node("a", "x")], "'a' hangs on 'x', which is not there"),
        ([ROOT, Node("a", "b"), Node("b", "a")], "hangs on itself"),
        ([ROOT, Node("a", "c")], "Nothing says how 'c' is shared among 1"),
        ([ROOT, Node("a", "c", pinned=101)], "sum to 1.01; it holds 1.00. Change them by 0.01"),
        ([ROOT, Node("a", "c", pinned=99)], "sum to 0.99; it holds 1.00. Change them by 0.01"),
        ([ROOT, Node("a", "c", pinned=-1), Node("b", "c", {"accounts": 1})], "sum to -0.01"),
        ([ROOT, Node("a", "c", {"accounts": -1})], "A share or weight is -1"),
    ],
)
def test_what_cannot_be_handed_down_is_refused(nodes, words):
    with pytest.raises(ParameterError, match=words):
        cascade(100, nodes, mix=MIX)


def test_two_thousand_nodes_are_exact_to_the_cent_in_less_than_half_a_second():
    nodes = [Node("company", over=0.05)]
    for count, level, above in ((9, "region", ""), (90, "team", "region"), (1_900, "rep", "team")):
        parents = [each.name for each in nodes if each.name.startswith(above or "company")]
        nodes += [
            Node(f"{level}{place}", parents[place % len(parents)],
                 {"potential": place % 17 + 0.3, "accounts": place % 11 + 1},
                 pinned=100_001 if level == "rep" and place % 50 == 0 else None)
            for place in range(count)
        ]  # fmt: skip
    began = process_time()
    held = cascade(12_345_678_901, nodes, mix=MIX)
    assert process_time() - began < 0.5
    below = defaultdict(list)
    for node in nodes[1:]:
        below[node.parent].append(held[node.name])
    assert (len(nodes), len(below)) == (2_000, 100)
    for parent, children in below.items():
        assert sum(each.objective for each in children) == held[parent].objective
    assert sum(held[f"rep{place}"].objective for place in range(1_900)) == 12_345_678_901
