"""Score models and agreements in files (TOML)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ValidationError

from maillage.core.leads.scoring.model import Model
from maillage.core.leads.scoring.presets import RECOMMENDED, SEED
from maillage.domain.leads.written import WrittenAgreement, WrittenModel
from maillage.errors import FileError, ParameterError
from maillage.interfaces.importers.files import check_size
from maillage.interfaces.importers.plans.files import in_words, problem
from maillage.texts import _, quoted

MODEL: Final = Path(__file__).with_name("model.toml")
AGREEMENT: Final = MODEL.with_name("agreement.toml")
PRESETS: Final = {"seed": SEED, "recommended": RECOMMENDED}


def read_model(named: str) -> Model:
    """Read a score model: one that ships, by its name, or a file.

    Raises
    ------
    FileError
        If there is no such file, or it is no TOML.
    ParameterError
        If a value cannot be; the message names the file, the place, the value and why.
    """
    return PRESETS.get(named) or read_written(Path(named), WrittenModel).read()


def read_agreement(path: Path) -> WrittenAgreement:
    """Read an agreement from a file; see :func:`read_model`."""
    return read_written(path, WrittenAgreement)


def read_written[W: BaseModel](path: Path, kind: type[W]) -> W:
    """Read what is written in a file."""
    check_size(path)
    remedy = _('Begin with what "maillage leads example" writes.')
    try:
        written = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise FileError(
            _("%(file)s is not written in TOML: %(reason)s.")
            % {"file": quoted(path.name), "reason": error},
            remedy=remedy,
        ) from error
    try:
        return kind.model_validate(written)
    except ValidationError as error:
        places = (f"{path.name}, {in_words(each['loc'])}" for each in error.errors())
        found = zip(places, error.errors()[:10], strict=False)
        raise ParameterError(
            " ".join(problem(place, dict(each)) for place, each in found), remedy=remedy
        ) from error
