"""The page on the API keeps its word: its commands are run as they stand, its Python is called."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from maillage.domain.programs.webhooks import signature
from tests.e2e import files
from tests.postgresql import free_port

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
TEXT = PAGE.read_text(encoding="utf-8")
BODIES = ("operations", "director", "finance")
SET_UP = """
import sys
from maillage.cli.program import app
folder, source, *bodies = sys.argv[1:]
def maillage(*words):
    app(["--data-dir", folder, *words], standalone_mode=False)
maillage("init")
for kind in ("reps", "accounts", "owners"):
    maillage("import", kind, f"{source}/{kind}.csv", "--apply")
scopes = [word for scope in ("read", "write", "design") for word in ("--scope", scope)]
for body in bodies:
    maillage("people", "add", f"{body}@example.com", "--role", body)
for body in bodies:
    maillage("--as", f"{body}@example.com", "people", "token", "Walk", *scopes)
"""


def blocks(kind: str) -> list[str]:
    """The examples of a kind on the page."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", TEXT, flags=re.DOTALL | re.MULTILINE)


@pytest.fixture
def checker():
    """The function with which receivers check a signature."""
    names: dict = {}
    exec("\n".join(blocks("python")), names)
    return names["is_from_maillage"]


@pytest.mark.unit
def test_the_signature_is_checked_as_the_page_says(checker):
    body, secret = '{"verb": "é"}'.encode(), "s3cret"
    good = signature(secret, body, datetime.now(UTC))
    assert checker(secret, body, good)
    assert not checker(secret, body + b" ", good)
    assert not checker("other", body, good)
    late = signature(secret, body, datetime.fromtimestamp(time.time() - 400, UTC))
    assert not checker(secret, body, late)
    assert checker(secret, body, late, within=500)
    for nonsense in ("", "t=1", "v1=", "t=,v1=", "t=x,v1=y", ",=,=", f"{good},t=0"):
        assert not checker(secret, body, nonsense)


@pytest.fixture
def tokens(maillage, tmp_path) -> dict[str, str]:
    """A small company, and a token for each body as the page says: all commands in one process."""
    files.reps(tmp_path / "reps.csv")
    files.english_accounts(tmp_path / "accounts.csv")
    files.owners(tmp_path / "owners.csv")
    done = subprocess.run(
        [sys.executable, "-c", SET_UP, maillage.data_dir, tmp_path, *BODIES],
        check=True, capture_output=True, encoding="utf-8", env=clean(),
    )  # fmt: skip
    found = re.findall(r"Token, shown this once: (\S+)", done.stdout)
    return dict(zip((body.upper() for body in BODIES), found, strict=True))


def clean() -> dict[str, str]:
    """The surroundings without what these tests work in."""
    return {name: text for name, text in os.environ.items() if not name.startswith("MAILLAGE_")}


@pytest.mark.e2e
def test_a_scenario_goes_into_force_and_back_with_curl(maillage, tmp_path, tokens):
    for program in ("bash", "curl", "jq"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not here, which the walk needs")
    site = maillage("serve", "--background", "--port", free_port()).stdout.split()[-1]
    walk = tmp_path / "walk.sh"
    walk.write_text("\n".join(blocks("sh")), encoding="utf-8")
    try:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", walk],
            check=False, capture_output=True, encoding="utf-8", timeout=240, cwd=tmp_path,
            env=clean() | tokens | {"ADDRESS": f"{site}api/v1/main"},
        )  # fmt: skip
    finally:
        maillage("stop")
    assert done.returncode == 0, (done.stdout, done.stderr)
    assert "[true,true,true]" in done.stdout
    assert re.fullmatch(r'"20\d\d-.*"', done.stdout.splitlines()[-1])
    drawn = json.loads((tmp_path / "territories.geojson").read_text())
    assert sum(each["properties"]["units"] for each in drawn["features"]) == files.COUNTIES
    with (tmp_path / "published.csv").open(encoding="utf-8-sig") as stream:
        assert len(list(csv.DictReader(stream))) > 0
