"""``maillage market score`` as its user runs it: figures by hand, and files that are wrong."""

from __future__ import annotations

import json
import math

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from maillage import reference
from maillage.cli.market_score import score
from maillage.errors import FileError, MappingError, NotFoundError, ParameterError
from tests import postgresql
from tests.cli.doors import doors
from tests.core.accounts.test_engines import spark_server

pytestmark = [pytest.mark.e2e, pytest.mark.django_db]

ROWS = pd.DataFrame(
    [
        ("a", 6e6, 100, "541511", "36061", 50.0), ("b", 6e6, 120, "54151", "36061", math.nan),
        ("c", 6e6, 10, "5415", "36061", 70.0), ("d", None, 100, "5415", "25025", 30.0),
        ("e", 6e6, 100, "5415", None, 5.0), ("f", 6e6, 100, "5415", "99999", None),
    ],
    columns=["id", "company_revenue", "employees", "naics", "county", "potential"],
)  # fmt: skip
CRITERIA = {
    "company_revenue": {"from": 5e6}, "employees": {"from": 50, "to": 200},
    "industries": ["5415"], "excluded": [],
}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "icp.json").write_text(json.dumps(CRITERIA))
    write(tmp_path, ROWS)
    return tmp_path


def write(folder, rows, name="accounts.parquet"):
    pq.write_table(pa.Table.from_pandas(rows, preserve_index=False), folder / name)


@pytest.fixture
def run(monkeypatch, folder):
    door = doors(monkeypatch, lambda app: app.command("score")(score))

    def call(*words, source=None, json=True):
        asked = ("score", source or folder / "accounts.parquet", "--file", folder / "icp.json")
        return (door.json if json else door)(*asked, "--country", "us", *words)

    return call


def test_counties_are_counted_by_hand(run):
    found = run()
    counts = ["accounts", "qualified", "unqualified", "unknown", "potential", "qualified_potential"]
    assert [found[name] for name in counts] == [6, 4, 1, 1, 155, 55]
    assert (found["zones"], found["in_no_zone"], found["not_recognised"]) == (3, 1, 1)
    rows = {row["zone"]: [row[name] for name in counts] for row in found["ranking"]}
    assert rows == {
        "36061": [3, 2, 1, 0, 120, 50],
        "99999": [1, 1, 0, 0, None, None],
        "25025": [1, 0, 0, 1, 30, None],
    }
    first = found["ranking"][0]
    assert first["name"] == "New York County"
    area = reference.table("us_counties").query("code == '36061'")["area_km2"].iloc[-1]
    assert first["density"] == pytest.approx(2 / area * 1000)
    assert found["ranking"][1]["density"] is None


def test_metropolitan_areas_come_from_counties(run):
    found = run("--by", "metro")
    assert {row["zone"]: row["accounts"] for row in found["ranking"]} == {"35620": 3, "14460": 1}
    assert found["in_no_zone"] == 2
    shown = run("--by", "metro", json=False)
    assert "New York-Newark-Jersey City" in shown
    assert [line.split() for line in shown.splitlines() if "Accounts in no zone" in line] == [
        ["Accounts", "in", "no", "zone", "2"]
    ]


def test_any_column_makes_zones_and_columns_may_be_called_otherwise(run, folder):
    rows = ROWS.rename(columns={"company_revenue": "Sales", "naics": "NAICS"}).assign(region="East")
    write(folder, rows.drop(columns="potential"))
    words = ("--by", "region", "--column", "company_revenue=sales", "--column", "potential=")
    found = run(*words)
    assert (found["qualified"], found["potential"]) == (4, 0)
    assert found["ranking"][0]["zone"] == "East"
    assert "density" not in run(*words, json=False)


def test_a_folder_of_files_is_one_table(run, folder):
    parts = folder / "parts" / "2026"
    parts.mkdir(parents=True)
    write(parts, ROWS.iloc[:4], "one.parquet")
    write(parts, ROWS.iloc[4:], "two.parquet")
    assert run(source=folder / "parts")["qualified"] == 4


def test_zones_and_accounts_are_written(run, folder):
    zones, accounts = folder / "zones.csv", folder / "scored.parquet"
    run("-o", zones, "--accounts", accounts, json=False)
    lines = zones.read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("zone,name,accounts,qualified")
    assert lines[1].startswith("36061,New York County,3,2,1,0,120.0,50.0,")
    back = pd.read_parquet(accounts).set_index("id")
    assert back["fit"].to_dict() == {
        "a": "yes", "b": "yes", "c": "no", "d": "unknown", "e": "yes", "f": "yes",
    }  # fmt: skip
    assert back.loc["c", ["fit_employees", "fit_industry"]].tolist() == ["no", "yes"]
    assert back["naics"].tolist() == ROWS["naics"].tolist()
    for words in (("-o", zones), ("--accounts", accounts)):
        with pytest.raises(FileError, match="is there already"):
            run(*words, json=False)
    run("-o", zones, "--accounts", accounts, "--force", json=False)
    with pytest.raises(FileError, match=r"End it with one of: \.parquet"):
        run("--accounts", folder / "scored.csv")


def truncated(path):
    path.write_bytes(path.read_bytes()[:-200])


def torn_inside(path):
    content = bytearray(path.read_bytes())
    content[40:300] = bytes(260)
    path.write_bytes(content)


def changed(**columns):
    return lambda path: write(path.parent, ROWS.assign(**columns))


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        (lambda path: path.unlink(), FileError, "does not exist"),
        (lambda path: path.write_bytes(b""), FileError, "cannot be read"),
        (lambda path: path.write_text("id,naics\n1,54\n"), FileError, "cannot be read"),
        (truncated, FileError, "cannot be read.* write it again"),
        (torn_inside, FileError, "cannot be read.* write it again"),
        (lambda path: write(path.parent, ROWS.iloc[:0].astype({"county": "str", "naics": "str"})), FileError, "holds no account"),
        (lambda path: write(path.parent, ROWS.drop(columns=["naics", "potential"])), MappingError,
         "lacks the columns naics, potential.* It has: id, company_revenue, employees, county"),
        (changed(employees="many"), MappingError, "employees is of type string, not a number"),
        (changed(employees=[True] * 6), MappingError, "employees is of type boolean, not a number"),
        (changed(naics=5415), MappingError, "naics is of type int64, not a text.* lose zeros"),
        (changed(county=36061), MappingError, "county is of type int64, not a text"),
        (changed(potential=[[1.0]] * 6), MappingError, "potential is of type array<float64>, not"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_said(run, folder, change, error, said):
    change(folder / "accounts.parquet")
    with pytest.raises(error, match=said):
        run()


@pytest.mark.parametrize(
    ("words", "error", "said"),
    [
        (("--column", "naics"), ParameterError, "'naics' names no column"),
        (("--column", "luck=x"), ParameterError, "'luck' is no column that is read"),
        (("--column", "naics=x"), MappingError, "lacks the columns x"),
        (("--by", "planet"), MappingError, "lacks the columns planet"),
        (("--at", "nothing://here"), ParameterError, "No engine is known"),
        (("--at", "postgresql://me:secret@127.0.0.1:1/x"), FileError, "cannot be reached"),
    ],
)
def test_what_cannot_be_asked_is_refused(run, words, error, said):
    with pytest.raises(error, match=said) as refusal:
        run(*words)
    assert "secret" not in str(refusal.value)


def test_columns_that_say_nothing_are_not_known(run, folder):
    nothing = pd.Series([None] * 6)
    write(folder, ROWS.assign(employees=nothing.astype(float), naics=nothing.astype("str")))
    found = run()
    assert [found[name] for name in ("accounts", "qualified", "unknown")] == [6, 0, 6]


def test_a_table_of_a_warehouse_is_judged_there(run):
    programs = postgresql.binaries()
    if programs is None:
        pytest.skip(postgresql.ABSENT)
    ibis = pytest.importorskip("ibis")
    url = postgresql.start_cluster(programs).rpartition("/")[0] + "/postgres"
    engine = ibis.connect(url)
    engine.create_table("customers", pa.Table.from_pandas(ROWS, preserve_index=False))
    found = run("--at", url, source="public.customers")
    assert [found[name] for name in ("accounts", "qualified", "unknown")] == [6, 4, 1]
    with pytest.raises(NotFoundError, match="no table 'x' there"):
        run("--at", url, source="x")


@pytest.mark.filterwarnings("ignore:'verifySchema' is ignored:UserWarning")
@pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning")
def test_a_file_of_a_cluster_is_judged_there(run, folder):
    with spark_server() as address:
        found = run("--at", address, source=folder / "accounts.parquet")
        assert [found[name] for name in ("accounts", "qualified", "unknown")] == [6, 4, 1]
        assert found["ranking"][0]["name"] == "New York County"
        with pytest.raises(NotFoundError, match="no table 'x' there"):
            run("--at", address, source="x")
        with pytest.raises(NotFoundError, match=r"no table 'absent\.parquet' there"):
            run("--at", address, source="absent.parquet")
