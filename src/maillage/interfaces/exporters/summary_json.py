"""The outcome for machines: figures, checks and territories as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, is_dataclass
from datetime import date
from numbers import Integral, Real
from pathlib import Path
from typing import Any

from maillage import __version__
from maillage.domain.territories.outcome import DesignOutcome
from maillage.interfaces.exporters.findings import findings
from maillage.interfaces.exporters.folder import GENERATOR
from maillage.interfaces.exporters.wording import clean, known


def outcome_summary(outcome: DesignOutcome) -> dict[str, Any]:
    """Everything but the long tables, in types that JSON knows; missing numbers are null."""
    kept = (
        "title", "created_at", "country", "unit_level", "geography_vintage", "measures", "checks",
        "gain", "disruption", "disruption_measure", "compactness_gap", "seconds", "seed",
        "generated_data", "parameters",
    )  # fmt: skip
    summary = {name: getattr(outcome, name) for name in kept}
    counts = asdict(findings(outcome))
    territories = outcome.territories.to_dict("records")
    generator = {"generator": f"{GENERATOR} {__version__}"}
    return _plain({**generator, **summary, "counts": counts, "territories": territories})


def write_summary(outcome: DesignOutcome, path: Path) -> None:
    """Write the summary as one JSON file."""
    text = json.dumps(outcome_summary(outcome), ensure_ascii=False, allow_nan=False, indent=2)
    path.write_text(f"{text}\n", encoding="utf-8")


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Real):
        return _plain_number(value)
    return value.isoformat() if isinstance(value, date) else clean(value)


def _plain_number(value: Real) -> float | int | None:
    if not known(value):
        return None
    return int(value) if isinstance(value, Integral) else float(value)
