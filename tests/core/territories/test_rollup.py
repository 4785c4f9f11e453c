"""Accounts rolled up to units and back, against pandas."""

import ibis
import numpy as np
import pandas as pd
import pytest

from maillage.core.market.figures import frame_of, table_of
from maillage.core.territories.rollup import hand_back, roll_up
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit


def many(count=200_000):
    generator = np.random.default_rng(0)
    unit = generator.integers(0, 500, count).astype(str).astype(object)
    unit[generator.random(count) < 0.01] = None
    revenue = np.where(unit == "7", 0.0, generator.lognormal(3, 1, count))
    return pd.DataFrame(
        {
            "id": np.arange(count), "zip": unit, "latitude": generator.uniform(30, 45, count),
            "longitude": generator.uniform(-120, -70, count), "revenue": revenue,
            "visits": np.where(generator.random(count) < 0.1, np.nan, 2.0),
        }
    )  # fmt: skip


def test_units_have_the_sums_and_the_middle_of_their_accounts():
    accounts = many()
    found = roll_up(table_of(accounts), unit="zip", measures=["revenue", "visits"])
    assert found.unplaced == accounts["zip"].isna().sum()
    groups = accounts.groupby("zip")
    units = found.units.set_index("unit")
    assert units["accounts"].to_dict() == groups.size().to_dict()
    for name in ("revenue", "visits"):
        assert units[name].to_numpy() == pytest.approx(groups[name].sum()[units.index].to_numpy())
    for axis in ("latitude", "longitude"):
        product = (accounts[axis] * accounts["revenue"]).groupby(accounts["zip"]).sum()
        expected = product / groups["revenue"].sum().replace(0, np.nan)
        expected = expected.fillna(groups[axis].mean())[units.index]
        assert units[axis].to_numpy() == pytest.approx(expected.to_numpy())


def test_every_account_gets_the_territory_of_its_unit_and_only_once():
    accounts = many()
    names = [str(number) for number in range(400)]
    plan = pd.DataFrame({"unit": names, "territory": np.arange(400) % 9})
    back = frame_of(hand_back(table_of(accounts), plan, unit="zip")).sort_values("id")
    expected = accounts["zip"].map(dict(zip(names, plan["territory"], strict=True)))
    assert list(back.columns) == [*accounts.columns, "territory"]
    assert back["id"].tolist() == accounts["id"].tolist()
    assert back["territory"].astype(float).tolist() == pytest.approx(
        expected.astype(float).tolist(), nan_ok=True
    )


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda t: roll_up(t, unit="zip", measures=[]), "No measure is given. Name one column or more."),
        (lambda t: roll_up(t, unit="x", measures=["y"]), "The table lacks the columns x, y."),
        (lambda t: hand_back(t, pd.DataFrame({"unit": []}), unit="zip"), "The table lacks the columns territory."),
        (lambda t: hand_back(t, pd.DataFrame({"unit": ["a", "a"], "territory": [1, 2]}), unit="zip"), "The unit a is listed more than once."),
    ],
)  # fmt: skip
def test_what_cannot_be_rolled_up_is_refused(ask, message):
    with pytest.raises(ParameterError) as caught:
        ask(table_of(many(10)))
    assert str(caught.value) == message


def test_a_file_on_disk_is_read_where_it_lies(tmp_path):
    accounts = many(1_000)
    accounts.to_parquet(tmp_path / "accounts.parquet")
    table = ibis.duckdb.connect().read_parquet(tmp_path / "accounts.parquet")
    found = roll_up(table, unit="zip", measures=["revenue"])
    assert found.units["accounts"].sum() + found.unplaced == 1_000
