"""From the files of a CRM to territories with owners, command by command, in one workspace."""

from __future__ import annotations

import csv
import json

import pytest

from tests.e2e import files

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def loaded(company, tmp_path_factory):
    """The company with its accounts, reps and owners."""
    folder = tmp_path_factory.mktemp("files")
    company("import", "reps", files.reps(folder / "reps.csv"), "--apply")
    accounts = files.english_accounts(folder / "accounts.csv")
    company("import", "accounts", accounts, "--apply")
    owners = files.owners(folder / "titulaires.csv")
    company("import", "owners", owners, "--apply")
    return company


def test_the_french_file_of_the_same_accounts_changes_nothing(loaded, tmp_path):
    """Encodings, separators, decimal commas and lost zeros are read; re-import is a no-op."""
    answer = loaded.json("import", "accounts", files.french_accounts(tmp_path / "comptes.csv"))
    counts = {name: answer[name] for name in ("created", "updated", "unchanged", "rejected")}
    assert counts == {"created": 0, "updated": 0, "unchanged": files.ACCOUNTS, "rejected": 0}


def test_a_wrong_row_refuses_the_file_whole(loaded, tmp_path):
    lines = ["Id,Name,Potential", "B1,New,5", "B2,Wrong,-5"]
    file = files.write(tmp_path / "more.csv", lines, "utf-8")
    answer = loaded.json("import", "accounts", file, "--apply", code=3)
    assert (answer["applied"], answer["problems"][0]["row"]) == (False, 3)
    assert loaded.json("coverage")["accounts"] == files.ACCOUNTS


@pytest.mark.parametrize(
    ("name", "content"),
    [("empty.csv", b""), ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(64)), ("not.xlsx", b"Id\n")],
    ids=["empty", "picture", "not a workbook"],
)
def test_files_that_cannot_be_read_are_3(loaded, tmp_path, name, content):
    file = tmp_path / name
    file.write_bytes(content)
    error = loaded.json("import", "accounts", file, code=3)["error"]
    assert name in error["message"]
    assert error["remedy"]


def test_coverage_finds_the_account_without_an_owner(loaded):
    answer = loaded.json("coverage")
    found = {each["code"]: each for each in answer["findings"]}
    assert found["no_owner"]["ids"] == [f"A{files.ACCOUNTS:03d}"]
    assert found["never_approached"]["count"] == files.ACCOUNTS


def test_coverage_in_french(loaded):
    text = loaded("--lang", "fr", "coverage").stdout
    assert f"Couverture de {files.ACCOUNTS} comptes" in text
    assert "Sans titulaire" in text


def test_a_design_can_be_checked_first(loaded):
    words = ("design", "--states", files.STATES, "--measure", "potential:10%", "--check")
    assert loaded.json(*words) == {"possible": True}


def test_an_impossible_design_is_4_and_names_the_unit(loaded, tmp_path):
    """The one large employer cannot fit in a third of the whole; nothing is searched or written."""
    out = tmp_path / "out"
    words = ("design", "--states", files.STATES, "--measure", "employees:5%")
    error = loaded.json(*words, "--out", out, code=4)["error"]
    assert [each["code"] for each in error["findings"]] == ["heavy_unit"]
    assert error["findings"][0]["subjects"] == [files.SUFFOLK]
    assert error["findings"][0]["remedy"]
    assert not out.exists()
    said = loaded(*words, code=4).stderr
    assert said.strip().splitlines()[0] == "No alignment can satisfy what was asked."
    assert files.SUFFOLK in said


def test_an_impossible_design_is_refused_in_french(loaded):
    words = ("design", "--states", files.STATES, "--measure", "employees:5%")
    first, reason = loaded("--lang", "fr", *words, code=4).stderr.strip().splitlines()
    assert first == "Aucun découpage ne peut satisfaire la demande."
    assert reason.startswith(f"  • La maille {files.SUFFOLK} (")
    assert "d’un secteur en « effectifs » (" in reason
    assert "là où la tolérance d’équilibre est de 5,0 %." in reason


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--states", "ZZ"), "'ZZ' is not a state of the USA."),
        (("--measure", "charm"), "There is no measure 'charm'."),
        (("--measure", "potential:fair"), "'fair' is not a share."),
        (("--units", "parish"), "--units is 'parish'."),
    ],
)
def test_what_cannot_be_understood_is_2(loaded, words, said):
    error = loaded.json("design", *words, code=2)["error"]
    assert (error["type"], error["message"]) == ("ParameterError", said)
    assert error["remedy"]


def test_a_design_for_machines(loaded, tmp_path):
    out = tmp_path / "out"
    words = ("design", "--states", files.STATES, "--measure", "potential:10%", "--out", out)
    answer = loaded.json(*words)
    assert sorted(each["rep"] for each in answer["territories"]) == [rep[1] for rep in files.REPS]
    assert all(abs(each["potential_deviation"]) <= 0.10 for each in answer["territories"])
    assert sorted(answer["files"]) == sorted(str(path) for path in out.iterdir())
    with (out / "units.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert len(list(csv.reader(stream))) == 1 + files.COUNTIES
    with (out / "assignment.geojson").open(encoding="utf-8") as stream:
        assert len(json.load(stream)["features"]) == files.COUNTIES


def test_the_same_seed_gives_the_same_territories(loaded):
    words = ("design", "--states", files.STATES, "--effort", "0.1", "--seed", "7")
    first, second = (loaded.json(*words)["territories"] for _again in range(2))
    assert first == second


def test_what_could_not_be_kept_is_6(loaded):
    """Counties of 3,301.50 do not add up to thirds within half a percent; the result says so."""
    words = ("design", "--states", files.STATES, "--measure", "potential:0.5%", "--no-contiguity")
    answer = loaded.json(*words, code=6)
    failed = [each["code"] for each in answer["checks"] if each["severity"] == "failed"]
    assert failed == ["balance"]
    assert len(answer["territories"]) == len(files.REPS)
