"""`maillage icp`: written from a file, signed by two persons, counted, measured."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone

from maillage.cli import icp
from maillage.errors import FileError, NotFoundError, ParameterError, PermissionDeniedError
from tests.cli.doors import Doors, doors
from tests.domain.accounts.factories import make_account, make_rep, touch
from tests.domain.accounts.icp.test_icp import GOOD, SMALL_TECH
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def run(monkeypatch) -> Doors:
    return doors(monkeypatch, icp.register)


def test_a_profile_is_written_signed_counted_and_measured(run, tmp_path):
    file = tmp_path / "icp.json"
    file.write_text(json.dumps(SMALL_TECH))
    assert run("icp", "list").startswith("No ideal customer profile yet")
    assert run("icp", "draft", file) == (
        "Version 1 is written; marketing and sales have to sign it.\n"
    )
    with pytest.raises(ParameterError, match="in somebody's name"):
        run("icp", "sign", 1)
    with pytest.raises(PermissionDeniedError):
        run.acting(member("operations"))("icp", "sign", 1)
    assert "the other team" in run.acting(member("marketing"))("icp", "sign", 1)
    today = timezone.localdate()
    assert f"in force from {today}" in run.acting(member("director"))("icp", "sign", 1)
    run.acting(None)
    [row] = run.json("icp", "list")
    assert (row["number"], row["state"], row["in_force_from"]) == (1, "in force", str(today))
    assert run("icp", "activity", today, today).startswith("No contact on a day")
    touch(make_account(1, **GOOD | {"employees": 10}), make_rep(1), today)
    touch(make_account(2, **GOOD), make_rep(2), today)
    counts = run.json("icp", "count")
    assert {name: counts[0][name] for name in ("yes", "no", "unknown")} == {
        "yes": 1, "no": 1, "unknown": 0,
    }  # fmt: skip
    assert run.json("icp", "count", "--file", file) == counts
    assert run.json("icp", "activity", today, today)["off"] == 0.5
    said = run("icp", "activity", today, today)
    assert "50.0% of 2 contacts are off the profile, at most 50.0%." in said


def test_presets_are_files_to_begin_with(run, tmp_path):
    file = tmp_path / "tech.json"
    file.write_text(json.dumps(json.loads(run("icp", "presets"))["tech"]))
    assert run.json("icp", "count", "--file", file)[0]["yes"] == 0


def test_what_cannot_be_read_is_refused(run, tmp_path):
    file = tmp_path / "icp.json"
    for content in (b"", b"{", b"\xff\xfe", b"[" * 100_000, b" " * 1_000_001):
        file.write_bytes(content)
        with pytest.raises(FileError):
            run("icp", "draft", file)
    with pytest.raises(FileError, match="cannot be read"):
        run("icp", "draft", tmp_path / "nowhere.json")
    with pytest.raises(NotFoundError, match="in force that day"):
        run("icp", "count")
    with pytest.raises(NotFoundError, match="no version 7"):
        run("icp", "count", "--version", 7)
