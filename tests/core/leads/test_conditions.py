"""Conditions: what is not known is neither yes nor no (X-11)."""

from __future__ import annotations

import pytest

from maillage.core.leads.conditions import Condition, Operator, all_hold
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("condition", "value", "answer"),
    [
        (Condition("a"), True, True),
        (Condition("a"), False, False),
        (Condition("a"), None, None),
        (Condition("a", Operator.IS, ("US",)), "us", True),
        (Condition("a", Operator.IN, ("US", "CA")), "CA", True),
        (Condition("a", Operator.IN, ("US", "CA")), "FR", False),
        (Condition("a", Operator.AT_LEAST, (50,)), 50, True),
        (Condition("a", Operator.AT_LEAST, (50,)), 49.9, False),
        (Condition("a", Operator.AT_LEAST, (50,)), "many", False),
        (Condition("a", Operator.AT_MOST, (50,)), 50, True),
        (Condition("a", Operator.AT_MOST, (50,)), 51, False),
        (Condition("a", Operator.AT_MOST, (50,)), "many", False),
        (Condition("a", Operator.KNOWN, ()), False, True),
        (Condition("a", Operator.KNOWN, ()), None, False),
    ],
)
def test_each_operator(condition, value, answer):
    assert condition.holds({"a": value}) is answer


def test_of_several_one_no_decides_and_one_unknown_leaves_it_open():
    two = (Condition("a"), Condition("b"))
    assert all_hold(two, {"a": True, "b": True}) is True
    assert all_hold(two, {"a": True}) is None
    assert all_hold(two, {"b": False}) is False
    assert all_hold((), {}) is True


@pytest.mark.parametrize(
    "wrong",
    [
        ("", Operator.IS, (1,)),
        ("a", Operator.IS, ()),
        ("a", Operator.IS, (1, 2)),
        ("a", Operator.IN, ()),
        ("a", Operator.AT_LEAST, ("x",)),
        ("a", Operator.AT_MOST, (True,)),
    ],
)
def test_what_cannot_be_decided_is_refused(wrong):
    with pytest.raises(ParameterError, match="cannot be decided"):
        Condition(*wrong)
