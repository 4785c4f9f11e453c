"""All outputs, or none."""

import json

import pytest

from maillage.errors import CancelledError, FileError
from maillage.interfaces.exporters.bundle import write_outputs

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
    (tmp_path / "map.svg").write_text("old")
    write_outputs(outcome, tmp_path, language="en")
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert (tmp_path / "map.svg").read_text(encoding="utf-8").startswith("<svg")


def test_a_file_in_place_of_the_folder_is_refused(outcome, tmp_path):
    target = tmp_path / "target"
    target.write_text("a file")
    with pytest.raises(FileError, match="is a file, not a folder"):
        write_outputs(outcome, target, language="en")
    assert target.read_text() == "a file"


def test_a_folder_below_a_file_is_refused(outcome, tmp_path):
    (tmp_path / "file").write_text("a file")
    with pytest.raises(FileError, match="cannot be written to"):
        write_outputs(outcome, tmp_path / "file" / "below", language="en")


def test_a_folder_in_place_of_an_output_is_refused_before_anything_moves(outcome, tmp_path):
    (tmp_path / "map.svg").mkdir()
    with pytest.raises(FileError, match="is a folder"):
        write_outputs(outcome, tmp_path, language="en")
    assert [path.name for path in tmp_path.iterdir()] == ["map.svg"]


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
    assert [file.name for file in write_outputs(nothing, tmp_path, language="fr")] == NAMES
