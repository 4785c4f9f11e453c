"""Build hook: compiles the translation catalogues into the wheel."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(root: Path) -> None:
    """Compile every ``.po`` file under the package's locale folder beside its source."""
    for source in sorted((root / "src/maillage/locale").rglob("*.po")):
        with source.open("rb") as stream:
            catalogue = read_po(stream)
        with source.with_suffix(".mo").open("wb") as stream:
            write_mo(stream, catalogue)


class CatalogueHook(BuildHookInterface):
    """Runs before a wheel, also an editable one, is built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile the catalogues."""
        compile_catalogues(Path(self.root))
