"""The market commands as their user runs them (A-13, A-18)."""

import json

import pytest
import typer
from typer.testing import CliRunner

from maillage.cli.market import register
from maillage.errors import NotFoundError, ParameterError, RowError
from maillage.models import MarketCell
from tests.interfaces.importers.market.test_census import census  # noqa: F401 - a fixture
from tests.interfaces.importers.market.test_sirene import HEADER as SIRENE
from tests.interfaces.importers.market.test_sirene import ROWS

pytestmark = [pytest.mark.e2e, pytest.mark.django_db]

TABLE = """fips,naics,est,emp,year
48001,54,30,300,2021
48003,54,12,100,2021
06037,54,50,,2021
48,54,50,500,2021
US,54,100,1000,2021
"""


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    app, import_app = typer.Typer(), typer.Typer()
    register(import_app, app)
    app.add_typer(import_app, name="import")
    import_app.callback()(lambda: None)

    def invoke(*arguments):
        return CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)

    return invoke


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(TABLE)
    return path


def test_without_apply_nothing_is_written(run, table):
    answer = run("import", "market", table)
    assert answer.exit_code == 0
    assert answer.output.endswith("Nothing was written. Add --apply to load these figures.\n")
    assert MarketCell.objects.count() == 0


def test_a_file_is_loaded_once(run, table):
    first = json.loads(run("import", "market", table, "--apply", "--json").output)
    again = json.loads(run("import", "market", table, "--apply", "--json").output)
    assert (first["created"], first["unchanged"]) == (5, 0)
    assert (again["created"], again["unchanged"]) == (0, 5)
    assert first["zones"] == {"county": 3, "nation": 1, "state": 1}
    assert run("import", "market", table, "--apply").output.endswith(
        "This file was already loaded; nothing changed.\n"
    )


def test_the_ranking_ends_with_what_is_in_no_county(run, table):
    run("import", "market", table, "--apply")
    answer = json.loads(run("market", "tam", "--naics", "54", "--top", "2", "--json").output)
    assert [(row["zone"], row["name"]) for row in answer["ranking"]] == [
        ("06037", "Los Angeles County, CA"),
        ("48001", "Anderson County, TX"),
    ]
    assert answer["residual"] == {"establishments": 8, "employees": 600, "payroll": None}
    assert answer["residual_by_state"] == {"48": 8}
    shown = run("market", "tam", "--naics", "54").output.splitlines()
    line = next(each for each in shown if "Remainder in no county" in each)
    assert line.split() == ["Remainder", "in", "no", "county", "8"]


def test_an_unknown_remainder_is_said(run, table):
    run("import", "market", table, "--apply")
    shown = run("market", "tam", "--naics", "54", "--state", "CA").output.splitlines()
    line = next(each for each in shown if "Remainder in no county" in each)
    assert line.split(maxsplit=4)[-1].strip() == (
        "unknown: no state figure of these industries is loaded"
    )


def test_what_is_loaded_is_listed(run, table):
    run("import", "market", table, "--apply")
    listed = json.loads(run("market", "datasets", "--json").output)
    assert [(each["vintage"], each["file"]) for each in listed] == [(2021, "table.csv")]
    assert "table.csv" in run("market", "datasets").output


def test_a_wrong_cell_stops_everything(run, table):
    table.write_text(TABLE + "48005,54,-1,3,2021\n")
    with pytest.raises(RowError):
        run("import", "market", table, "--apply")
    assert MarketCell.objects.count() == 0


@pytest.mark.parametrize("words", [(), ("--state", "CA")])
def test_industries_nothing_is_published_of_are_refused(run, table, words):
    run("import", "market", table, "--apply")
    with pytest.raises(NotFoundError) as refusal:
        run("market", "tam", "--naics", "62", "--naics", "11", *words)
    assert refusal.value.message == "No figure that is loaded is about the industries 11, 62."


def test_figures_are_asked_of_the_census_bureau(run, tmp_path, census):  # noqa: F811
    words = ("--year", 2021, "--key", "secret", "--address", census.address, "--apply", "--json")
    path = tmp_path / "a.json"
    answer = json.loads(run("market", "fetch", path, *words).output)
    assert (answer["vintage"], answer["created"]) == (2021, 2)
    assert MarketCell.objects.values_list("zone", "naics", "establishments").last() == (
        "01001",
        "11",
        10,
    )


GDP = """GeoFIPS,GeoName,Region,TableName,LineCode,IndustryClassification,Description,Unit,2022
 "00000","United States *",,SAGDP2N,1,"...","All","Millions of current dollars",100.5
 "01000","Alabama",5,SAGDP2N,1,"...","All","Millions of current dollars",60.0
 "04000","Arizona",6,SAGDP2N,1,"...","All","Millions of current dollars",30.0
"Note: See the included footnote file."
"""


def test_figures_of_one_kind_with_their_sum_and_the_nation(run, tmp_path):
    path = tmp_path / "SAGDP2N.csv"
    path.write_text(GDP)
    run("import", "market", path, "--apply")
    answer = json.loads(run("market", "figures", "gdp", "--json").output)
    assert (answer["sums"], answer["nation"]) == ({"output": 90_000}, {"output": 100_500})
    assert answer["beyond_zones"] == {"output": 10_500}
    assert answer["ranking"][0] == {"zone": "01", "output": 60_000}
    assert "Output (k$), nation (10,500 in no zone)" in run("market", "figures", "gdp").output
    with pytest.raises(ParameterError):
        run("market", "figures", "weather")
    with pytest.raises(NotFoundError):
        run("market", "figures", "susb")


def test_the_market_on_a_level(run, table):
    run("import", "market", table, "--apply")
    words = ("market", "map", "--naics", "54", "--level", "state")
    answer = json.loads(run(*words, "--json").output)
    assert (answer["total"], answer["in_no_zone"], answer["residual"]) == (92, 0, 8)
    assert [(row["zone"], row["name"], row["establishments"]) for row in answer["ranking"]] == [
        ("06", "California", 50), ("48", "Texas", 42),
    ]  # fmt: skip
    assert {row["penetration"] for row in answer["ranking"]} == {0.0}
    shown = run(*words, "--quotients").output
    assert "Location quotient" in shown
    assert "California" in shown
    assert "Sales possible = establishments" in run(*words, "--average", "1000").output
    worth = json.loads(run(*words, "--average", "1000", "--json").output)
    assert (worth["revenue"], worth["ranking"][0]["revenue"]) == (92_000, 50_000)
    with pytest.raises(NotFoundError, match="no version 7 of"):
        run("market", "map", "--icp", "7")
    with pytest.raises(ParameterError, match="No figures by number of employees"):
        run(*words, "--employees", "50-99")


def test_a_correspondence_is_loaded_by_the_same_command(run, tmp_path):
    path = tmp_path / "zip_2023.csv"
    path.write_text("zip,county,bus_ratio\n00501,36103,0.5\n00501,36059,0.5\n00502,36103,1\n")
    answer = json.loads(run("import", "market", path, "--apply", "--json").output)
    assert (answer["kind"], answer["created"], answer["divided"]) == ("postal-county", 3, 1)
    assert "1 (50.0%)" in run("import", "market", path).output


def test_french_establishments_by_departement(run, tmp_path):
    path = tmp_path / "StockEtablissement_utf8.csv"
    path.write_text("\n".join([SIRENE, *ROWS]) + "\n")
    answer = json.loads(run("import", "market", path, "--apply", "--json").output)
    assert (answer["kind"], answer["vintage"]) == ("sirene", 2025)
    words = ("market", "figures", "sirene", "--level", "dept", "--naics", "54", "--json")
    assert json.loads(run(*words).output)["ranking"] == [{"zone": "75", "establishments": 1}]
