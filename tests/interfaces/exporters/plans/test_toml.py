"""A plan written as a file is read back the same, whatever its names are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.interfaces.exporters.plans.toml import plan_toml
from maillage.interfaces.importers.plans.files import EXAMPLE, IN_FRENCH, plan_from, read_plan

pytestmark = pytest.mark.unit
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


@pytest.mark.parametrize("example", [EXAMPLE, IN_FRENCH])
def test_the_examples_come_back(example):
    written = read_plan(example)
    assert plan_from(plan_toml(written).encode(), name="plan.toml") == written


@settings(max_examples=40)
@given(name=NAMES, note=NAMES, share=st.decimals(0, 1, places=6), hours=st.floats(0, 1e6))
def test_any_words_and_numbers_come_back(name, note, share, hours):
    written = read_plan(EXAMPLE)
    written.name, written.steps_note = name, {"time": note}
    written.sources[1].name, written.sources[1].share = name, share
    written.segments[0].effort_hours = hours
    assert plan_from(plan_toml(written).encode(), name="plan.toml") == written
