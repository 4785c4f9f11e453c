"""Plans in files, of any kind that is read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maillage.texts import _

if TYPE_CHECKING:
    from maillage.interfaces.importers.plans.schema import WrittenPlan

PlanFile = Annotated[
    Path,
    typer.Argument(
        help=_("The plan, as the example shows it (TOML), or its calculator filled in (XLSX).")
    ),
]


def read_any(file: Path) -> WrittenPlan:
    """Read a plan from a file of either kind."""
    from maillage.interfaces.importers.plans.calculator import read_calculator  # noqa: PLC0415
    from maillage.interfaces.importers.plans.files import read_plan  # noqa: PLC0415 - loads SciPy

    return read_calculator(file) if file.suffix.lower() == ".xlsx" else read_plan(file)
