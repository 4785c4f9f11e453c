"""All outputs of a design run in one folder, or none of them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from maillage.domain.territories.outcome import DesignOutcome
from maillage.errors import FileError
from maillage.interfaces.exporters.csv_files import write_accounts, write_units
from maillage.interfaces.exporters.geojson import write_geojson
from maillage.interfaces.exporters.letters import write_letters
from maillage.interfaces.exporters.maps import svg_map
from maillage.interfaces.exporters.maps.picture import picture
from maillage.interfaces.exporters.report import write_report
from maillage.interfaces.exporters.summary_json import write_summary
from maillage.interfaces.exporters.workbook import write_workbook
from maillage.texts import _

Progress = Callable[[str, float], None]
Writer = Callable[[Path], object]

MAP_WIDTH = 1400
SHARPNESS = 1.5


def write_outputs(
    outcome: DesignOutcome, directory: Path, *, language: str, progress: Progress | None = None
) -> list[Path]:
    """Write workbook, report, map, GeoJSON, CSV and summary: all of them or, on error, none.

    Parameters
    ----------
    outcome
        What the design run found.
    directory
        The folder, made when it does not exist; files of other names in it are left alone.
    language
        ``en`` or ``fr``.
    progress
        Called with ``"outputs"`` and the share that is done, before each file and at the end.

    Returns
    -------
    list of Path
        The files, the ones to read first first.

    Raises
    ------
    FileError
        When the folder is a file, or cannot be written to.
    """
    _refuse_files(directory)
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=directory.parent, prefix=".maillage-") as made:
            names = _write_all(outcome, Path(made), language, progress)
            return _move_in(Path(made), directory, names)
    except OSError as error:
        raise FileError(
            _("%(folder)s cannot be written to (%(reason)s).")
            % {"folder": directory, "reason": error.strerror or error},
            remedy=_("Close its files in other programs, or name another folder."),
        ) from error


def _refuse_files(directory: Path) -> None:
    if directory.exists() and not directory.is_dir():
        raise FileError(
            _("%(folder)s is a file, not a folder.") % {"folder": directory},
            remedy=_("Name a folder."),
        )


def _write_all(
    outcome: DesignOutcome, folder: Path, language: str, progress: Progress | None
) -> list[str]:
    writers = _writers(outcome, language)
    for done, (name, write) in enumerate(writers.items()):
        if progress:
            progress("outputs", done / len(writers))
        write(folder / name)
    if progress:
        progress("outputs", 1.0)
    return list(writers)


def _writers(outcome: DesignOutcome, language: str) -> dict[str, Writer]:
    svg = svg_map(outcome, language=language, width=MAP_WIDTH)
    image = picture(svg, SHARPNESS)
    width = round(MAP_WIDTH * SHARPNESS)
    return {
        "report.pdf": lambda path: write_report(outcome, path, language=language),
        "workbook.xlsx": lambda path: write_workbook(
            outcome, path, language=language, picture=image, picture_width=width
        ),
        "letters.pdf": lambda path: write_letters(outcome, path, language=language),
        "map.png": lambda path: path.write_bytes(image),
        "map.svg": lambda path: path.write_text(svg, encoding="utf-8"),
        "assignment.geojson": lambda path: write_geojson(outcome, path),
        "units.csv": lambda path: write_units(outcome, path),
        "accounts.csv": lambda path: write_accounts(outcome, path),
        "outcome.json": lambda path: write_summary(outcome, path),
    }


def _move_in(made: Path, directory: Path, names: list[str]) -> list[Path]:
    directory.mkdir(exist_ok=True)
    for name in names:
        if (directory / name).is_dir():
            raise FileError(f"{directory / name} is a folder.", remedy="Move it away.")
    return [(made / name).replace(directory / name) for name in names]
