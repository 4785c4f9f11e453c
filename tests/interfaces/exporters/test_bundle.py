"""All outputs, or none."""

import errno
import json
from dataclasses import replace
from pathlib import Path

import pytest
from xlsxwriter.exceptions import FileCreateError

from maillage import __version__
from maillage.errors import CancelledError, FileError
from maillage.interfaces.exporters.bundle import cause_of, write_outputs
from maillage.interfaces.exporters.folder import check_folder, unwritable
from tests.factories import make_outcome

pytestmark = pytest.mark.integration

NAMES = [
    "report.pdf",
    "workbook.xlsx",
    "letters.pdf",
    "map.png",
    "map.svg",
    "assignment.geojson",
    "units.csv",
    "accounts.csv",
    "outcome.json",
]


def test_everything_is_written(outcome, tmp_path):
    steps = []
    files = write_outputs(
        outcome, tmp_path / "a" / "b", language="en", progress=lambda *step: steps.append(step)
    )
    assert [file.name for file in files] == NAMES
    assert sorted(path.name for path in (tmp_path / "a" / "b").iterdir()) == sorted(NAMES)
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b"]
    assert steps == [("outputs", share / 9) for share in range(10)]


def test_other_files_are_left_alone_and_old_outputs_replaced(outcome, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    write_outputs(outcome, tmp_path, language="en")
    (tmp_path / "map.svg").write_text("old")
    write_outputs(outcome, tmp_path, language="en")
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert (tmp_path / "map.svg").read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize(
    "theirs", ["", "not JSON", "[]", "{}", '{"generator": 1}', '{"generator": "maillages 1"}']
)
def test_files_of_the_person_are_not_overwritten(outcome, tmp_path, theirs):
    """A newcomer lost the accounts.csv kept in the folder named with --out."""
    (tmp_path / "accounts.csv").write_text("mine")
    (tmp_path / "outcome.json").write_text(theirs)
    with pytest.raises(FileError) as refusal:
        write_outputs(outcome, tmp_path, language="en")
    assert str(refusal.value) == (
        f"{tmp_path} holds files that Maillage did not write: accounts.csv, outcome.json."
        " Name another folder, or add --force to overwrite them."
    )
    assert (tmp_path / "accounts.csv").read_text() == "mine"


def test_force_overwrites_them(outcome, tmp_path):
    (tmp_path / "accounts.csv").write_text("mine")
    write_outputs(outcome, tmp_path, language="en", force=True)
    assert (tmp_path / "accounts.csv").read_text(encoding="utf-8-sig").startswith("account")


@pytest.mark.parametrize("below", ["", "below", "below/that"])
def test_a_file_in_place_of_the_folder_or_of_one_above_is_refused(tmp_path, below):
    target = tmp_path / "target"
    target.write_text("a file")
    with pytest.raises(FileError) as refusal:
        check_folder(target / below)
    assert refusal.value.message == f"{target} is a file, not a folder."


def test_a_folder_in_place_of_an_output_is_refused_before_anything_moves(outcome, tmp_path):
    (tmp_path / "map.svg").mkdir()
    with pytest.raises(FileError, match="is a folder"):
        write_outputs(outcome, tmp_path, language="en", force=True)
    assert [path.name for path in tmp_path.iterdir()] == ["map.svg"]


@pytest.mark.parametrize("name", ["n" * 300, "n" * 300 + "/below"])
def test_too_long_a_name_is_refused(tmp_path, name):
    with pytest.raises(FileError) as refusal:
        check_folder(tmp_path / name)
    assert refusal.value.remedy == "Give the folder a shorter name."
    assert len(refusal.value.message) < 300


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (errno.ENOSPC, "Free space on the disk, or name a folder on another one."),
        (errno.EACCES, "Make it writable, or name another folder."),
        (errno.EBUSY, "Close its files in other programs, or name another folder."),
    ],
)
def test_the_remedy_follows_the_reason_also_inside_the_workbook_writer(number, remedy):
    cause = cause_of(FileCreateError(OSError(number, "reason")))
    error = unwritable(Path("there"), cause)
    assert str(error) == f"there cannot be written to (reason). {remedy}"


def test_stopping_leaves_nothing(outcome, tmp_path):
    def stop(_phase, share):
        if share > 0.5:
            raise CancelledError("Stopped.")

    with pytest.raises(CancelledError):
        write_outputs(outcome, tmp_path / "out", language="en", progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_the_summary_for_machines(outcome, tmp_path):
    write_outputs(outcome, tmp_path, language="fr")
    summary = json.loads((tmp_path / "outcome.json").read_text(encoding="utf-8"))
    assert summary["generator"] == f"maillage {__version__}"
    assert summary["created_at"] == "2026-11-21T09:30:00+00:00"
    assert summary["gain"]["base"] == 0.0178
    assert summary["counts"]["territories"] == len(summary["territories"]) == 6
    assert summary["checks"][1] == {
        "code": "balance",
        "severity": "passed",
        "count": 0,
        "value": 0.042,
        "limit": 0.05,
        "subjects": ["establishments"],
    }


def test_an_empty_outcome_is_written_too(nothing, tmp_path):
    made = [file.name for file in write_outputs(nothing, tmp_path, language="fr")]
    assert made == [name for name in NAMES if name != "letters.pdf"]


def test_there_are_letters_only_where_there_are_reps(tmp_path):
    """A later design without reps takes the letters of an earlier one away."""
    staffed = make_outcome(hostile=False, account_count=20)
    assert "letters.pdf" in {path.name for path in write_outputs(staffed, tmp_path, language="en")}
    nobody = staffed.territories.assign(rep="", rep_id="")
    alone = replace(staffed, territories=nobody, reps=staffed.reps.assign(territory=0))
    made = {path.name for path in write_outputs(alone, tmp_path, language="en")}
    assert "letters.pdf" not in made
    assert not (tmp_path / "letters.pdf").exists()
