"""The size of a market by zone (A-12, A-13, A-18 step 2)."""

import ibis
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.core.market.figures import table_of
from maillage.core.market.tam import tam_by_zone
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit

COLUMNS = ["zone", "level", "naics", "establishments", "employees", "payroll"]


def table(*rows):
    frame = pd.DataFrame(rows, columns=COLUMNS).astype({"zone": "str", "naics": "str"})
    return frame.astype(dict.fromkeys(COLUMNS[3:], "Int64"))


CELLS = table(
    ("US", "nation", "54", 100, 900, 9000),
    ("48", "state", "54", 60, 500, 5000),
    ("48", "state", "5415", 20, 150, 1500),
    ("48001", "county", "54", 30, 300, 3000),
    ("48001", "county", "5415", 9, 70, 700),
    ("48001", "county", "541511", 5, 40, 400),
    ("48001", "county", "5411", 15, None, 900),
    ("48003", "county", "54", 12, 100, 1000),
    ("48003", "county", "541511", 3, 10, 100),
    ("48005", "county", "5411", 4, 9, 80),
    ("48999", "county", "54", 6, 50, 500),
    ("06001", "county", "54", 20, 200, 2000),
)


def residual(result, area, industry, measure="establishments"):
    rows = result.residual.set_index(["area", "industry", "measure"])
    return rows.loc[(area, industry, measure)].to_dict()


def test_published_figures_count_at_the_chosen_level():
    result = tam_by_zone(CELLS, ["54"])
    assert result.zones["establishments"].to_dict() == {
        "06001": 20,
        "48001": 30,
        "48003": 12,
        "48005": 4,
    }


def test_parts_stand_in_for_what_is_not_published():
    result = tam_by_zone(CELLS, ["5415"])
    rows = result.cells[result.cells["measure"] == "establishments"]
    assert rows[["zone", "value", "basis"]].to_numpy().tolist() == [
        ["48001", 9, "published"],
        ["48003", 3, "parts"],
    ]


def test_the_broader_figure_bounds_what_is_unpublished():
    result = tam_by_zone(CELLS, ["5415"])
    assert result.zones["unpublished"].to_dict() == {
        "06001": 20,
        "48001": 0,
        "48003": 9,
        "48005": 0,
    }


def test_the_residual_is_kept_by_state_and_overall():
    result = tam_by_zone(CELLS, ["54"])
    assert residual(result, "48", "54") == {
        "official": 60,
        "found": 46,
        "unlocated": 6,
        "residual": 14,
        "allocated": 0,
    }
    assert residual(result, "US", "54")["residual"] == 34
    assert result.remainder() == 34


def test_the_states_stand_in_for_a_missing_national_figure():
    result = tam_by_zone(CELLS, ["5415"])
    assert result.remainder() == 8
    assert result.remainder("employees") == 70


def test_without_any_official_figure_the_remainder_is_unknown():
    result = tam_by_zone(CELLS[CELLS["level"] == "county"], ["54"])
    assert result.remainder() is None
    assert result.without_official == ("54",)


def test_an_industry_of_another_edition_is_reported():
    result = tam_by_zone(CELLS, ["54", "4551"])
    assert result.without_figures == ("4551",)


def test_withheld_employees_are_taken_from_the_parts_not_as_zero():
    cells = table(
        ("48001", "county", "54", 10, None, 5),
        ("48001", "county", "5411", 3, 30, None),
        ("48001", "county", "5415", 4, 12, None),
    )
    zones = tam_by_zone(cells, ["54"]).zones
    assert zones[["establishments", "employees", "payroll"]].to_numpy().tolist() == [[10, 42, 5]]


def test_the_stated_rule_spreads_the_residual_in_proportion():
    result = tam_by_zone(CELLS, ["54"], allocate="proportional")
    activity = result.activity()
    assert activity.sum() == pytest.approx(100)
    assert activity[["48001", "48003", "48005"]].sum() == pytest.approx(60 + 20 * 46 / 66)
    assert activity["48001"] == pytest.approx(30 * (1 + 14 / 46 + 20 / 66))
    assert result.remainder() == pytest.approx(0)


def test_a_state_without_zones_keeps_its_residual_apart():
    cells = pd.concat([CELLS, table(("11", "state", "54", 11, 110, 1100))])
    result = tam_by_zone(cells, ["54"], allocate="proportional")
    assert residual(result, "11", "54")["residual"] == 11
    assert result.remainder() == pytest.approx(11)
    assert result.activity().sum() == pytest.approx(89)


def test_overlapping_industries_count_once():
    once = tam_by_zone(CELLS, ["54"])
    twice = tam_by_zone(CELLS, ["54", "5415", "541511"])
    pd.testing.assert_frame_equal(once.zones, twice.zones)


def test_states_are_zones_too():
    result = tam_by_zone(CELLS, ["54"], level="state")
    assert result.zones["establishments"].to_dict() == {"48": 60}
    assert result.remainder() == 40


def test_a_table_of_an_ibis_backend_gives_the_same():
    backend = ibis.duckdb.connect()
    cells = backend.create_table("cells", table_of(CELLS))
    pd.testing.assert_frame_equal(
        tam_by_zone(cells, ["54"]).zones, tam_by_zone(CELLS, ["54"]).zones
    )


@pytest.mark.parametrize("wrong", [{"level": "city"}, {"allocate": "magic"}])
def test_unknown_options_are_refused(wrong):
    with pytest.raises(ParameterError):
        tam_by_zone(CELLS, ["54"], **wrong)


TREE = ["5411", "5412", "5415", "5416"]


@st.composite
def published_tables(draw):
    """Counties whose small cells are left out, under official totals that are complete."""
    rows, totals = [], dict.fromkeys([*TREE, "54"], 0)
    for county in ("48001", "48003", "06001"):
        counts = {code: draw(st.integers(0, 12)) for code in TREE}
        shown = {code: count for code, count in counts.items() if count >= 3}
        shown |= {"54": sum(counts.values())} if draw(st.booleans()) else {}
        rows += [(county, "county", code, count, count, count) for code, count in shown.items()]
        for code, count in counts.items():
            totals[code] += count
            totals["54"] += count
    rows += [("US", "nation", code, count, count, count) for code, count in totals.items()]
    return table(*rows), totals


@settings(max_examples=20, deadline=None)
@given(published_tables(), st.sampled_from([["54"], ["5411"], ["5411", "5415"], ["54", "5416"]]))
def test_nothing_is_dropped(drawn, industries):
    """Found plus remainder is the official total, with and without the rule."""
    cells, totals = drawn
    official = sum(totals[code] for code in tam_by_zone(cells, industries).industries)
    for rule in ("none", "proportional"):
        result = tam_by_zone(cells, industries, allocate=rule)
        assert result.activity().sum() + result.remainder() == pytest.approx(official)
        assert (result.activity() >= 0).all()
        assert result.remainder() >= -1e-9
