"""All outputs of a design run in one folder, or none of them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from xlsxwriter.exceptions import XlsxFileError

from maillage.domain.territories.outcome import DesignOutcome
from maillage.interfaces.exporters.csv_files import write_accounts, write_units
from maillage.interfaces.exporters.folder import OUTPUTS, check_folder, unwritable
from maillage.interfaces.exporters.geojson import write_geojson
from maillage.interfaces.exporters.letters import has_letters, write_letters
from maillage.interfaces.exporters.maps import svg_map
from maillage.interfaces.exporters.maps.picture import picture
from maillage.interfaces.exporters.report import write_report
from maillage.interfaces.exporters.summary_json import write_summary
from maillage.interfaces.exporters.workbook import write_workbook

Progress = Callable[[str, float], None]
Writer = Callable[[Path], object]

MAP_WIDTH = 1400
SHARPNESS = 1.5


def write_outputs(
    outcome: DesignOutcome,
    directory: Path,
    *,
    language: str,
    progress: Progress | None = None,
    force: bool = False,
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
    force
        Whether files of these names that Maillage did not write may be overwritten.

    Returns
    -------
    list of Path
        The files, the ones to read first first.

    Raises
    ------
    FileError
        When the folder cannot be written to, or holds such files.
    """
    check_folder(directory, force=force)
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=directory.parent, prefix=".maillage-") as made:
            _write_all(outcome, Path(made), language, progress)
            return _move_in(Path(made), directory)
    except OSError as error:
        raise unwritable(directory, error) from error
    except XlsxFileError as error:
        raise unwritable(directory, cause_of(error)) from error


def cause_of(error: XlsxFileError) -> Exception:
    """What the operating system said, which the workbook's writer wraps."""
    wrapped = error.args[0] if error.args else error
    return wrapped if isinstance(wrapped, OSError) else error


def _write_all(
    outcome: DesignOutcome, folder: Path, language: str, progress: Progress | None
) -> None:
    writers = _writers(outcome, language)
    for done, (name, write) in enumerate(writers.items()):
        if progress:
            progress("outputs", done / len(writers))
        write(folder / name)
    if progress:
        progress("outputs", 1.0)


def _writers(outcome: DesignOutcome, language: str) -> dict[str, Writer]:
    svg = svg_map(outcome, language=language, width=MAP_WIDTH)
    image = picture(svg, SHARPNESS)
    width = round(MAP_WIDTH * SHARPNESS)
    writers: dict[str, Writer] = {
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
    if not has_letters(outcome):
        del writers["letters.pdf"]
    return writers


def _move_in(made: Path, directory: Path) -> list[Path]:
    """Move what was made in; what an earlier run made and this one did not is removed."""
    directory.mkdir(exist_ok=True)
    for name in OUTPUTS:
        if not (made / name).exists():
            (directory / name).unlink(missing_ok=True)
    return [(made / name).replace(directory / name) for name in OUTPUTS if (made / name).exists()]
