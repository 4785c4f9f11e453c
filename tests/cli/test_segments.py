"""`maillage segments`: written from a file, tried, counted, listed, explained."""

from __future__ import annotations

import json

import pytest
from django.core.cache import caches

from maillage.cli import segments
from maillage.errors import FileError, InputError, NotFoundError, PermissionDeniedError
from maillage.models import Rep, Segmentation
from tests.cli.doors import Doors, doors
from tests.domain.accounts.factories import make_account, make_rep, own
from tests.domain.accounts.segments.test_segments import DORMANT, SEGMENTS
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def run(monkeypatch) -> Doors:
    caches["process"].clear()
    return doors(monkeypatch, segments.register)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "segments.json"
    path.write_text(json.dumps(SEGMENTS))
    return path


def test_a_segmentation_is_tried_written_counted_and_removed(run, file):
    make_account(3, status="dormant")
    make_account(2, status="dormant")
    make_account(1, potential=None)
    tried = run.json("segments", "count", "--file", file)
    assert [(row["name"], row["accounts"]) for row in tried] == [
        ("Large", 1), ("Dormant", 1), ("", 0), ("", 1),
    ]  # fmt: skip
    assert run("segments", "list").startswith("No segmentation yet")
    assert run("segments", "write", "S", file) == (
        "Written: 'S', segments: 2. No account has changed.\n"
    )
    assert run.json("segments", "count", "S") == tried
    assert "not known" in run("segments", "count", "S")
    file.write_text(json.dumps([DORMANT]))
    run("segments", "write", "S", file, "--note", "Changed.")
    assert [(row["name"], row["note"]) for row in run.json("segments", "list")] == [
        ("S", "Changed.")
    ]
    rows = run.json("segments", "accounts", "S", "--segment", "Dormant")
    assert [(row["external_id"], row["segment"]) for row in rows] == [
        ("A3", "Dormant"), ("A2", "Dormant"),
    ]  # fmt: skip
    assert len(run.json("segments", "accounts", "S")) == 3
    with pytest.raises(NotFoundError, match="no segment 'Moon'"):
        run("segments", "accounts", "S", "--segment", "Moon")
    run("segments", "remove", "S")
    assert not Segmentation.objects.exists()


def test_an_account_is_explained(run, file):
    make_account(1, status="dormant", revenue=30.0)
    run("segments", "write", "S", file)
    assert run("segments", "explain", "A1").splitlines() == [
        "White space: potential 100 less sales 30 per year = 70.",
        "Won so far: 30.0% of the potential.",
        "",
        "S: Dormant",
        "  Large: the potential is above 200: no, 100",
        "  Dormant: the status is dormant: yes, dormant",
    ]
    assert run.json("segments", "explain", "A1")["placements"][0]["segment"] == "Dormant"


def test_presets_are_files_to_begin_with(run, tmp_path):
    file = tmp_path / "preset.json"
    presets = json.loads(run("segments", "presets"))
    for kind, written in presets.items():
        file.write_text(json.dumps(written))
        run("segments", "write", kind, file)
    assert sorted(Segmentation.objects.values_list("name", flat=True)) == sorted(presets)
    assert len(presets) == 7


def test_what_cannot_be_is_refused(run, file, tmp_path):
    with pytest.raises(PermissionDeniedError):
        run.acting(member("rep"))("segments", "write", "S", file)
    run.acting(None)
    for name in ("S", "\0", "<b>"):
        with pytest.raises(NotFoundError):
            run("segments", "count", name)
    with pytest.raises(NotFoundError):
        run("segments", "explain", "A9")
    file.write_text("{}")
    with pytest.raises(InputError):
        run("segments", "write", "S", file)
    with pytest.raises(FileError):
        run("segments", "write", "S", tmp_path / "nowhere.json")


def test_the_accounts_of_a_rep_are_grouped(run):
    """K-03: by potential, engagement and cycle; what is not known is said."""
    make_rep(1)
    assert run("segments", "groups", "R1") == "The rep owns no account on that day.\n"
    own(make_account(7, potential=600_000), Rep.objects.get())
    text = run("segments", "groups", "R1", "--on", "2026-07-01")
    assert [word in text for word in ("High potential", "Cold prospects", "not known")] == [
        True
    ] * 3
    (row,) = run.json("segments", "groups", "R1", "--on", "2026-07-01")
    assert (row["accounts"], row["amount"], row["cycle"]) == (["A7"], 600_000, None)
    with pytest.raises(NotFoundError, match="There is no rep 'R2'"):
        run("segments", "groups", "R2")
