"""Tables of the predictive score: its versions, and how good one is."""

from __future__ import annotations

from typing import Any

from maillage.domain.leads.details import field_word
from maillage.interfaces.exporters.wording import number, percent
from maillage.interfaces.lists.columns import Cell
from maillage.models import Predictor
from maillage.texts import _


def fields(row: Predictor) -> str:
    """Name the fields it was learnt from."""
    return ", ".join(map(field_word, row.fields))


def judged(row: Predictor) -> str:
    """Say how well it tells leads apart, beside what guessing would."""
    found = row.calibration
    return _("AUC %(auc)s, Brier %(brier)s (guessing %(guess)s)") % {
        name: number(found[name], 3) for name in ("auc", "brier", "guess")
    }


def calibration(row: Predictor) -> dict[str, Any]:
    """Show what was predicted and what became of it, for components/table.html."""
    return {
        "id": "calibration",
        "caption": _("What was predicted, and what became of it (version %(number)d)")
        % {"number": row.version},
        "columns": [
            {"label": _("Predicted")},
            {"label": _("Were won"), "number": True},
            {"label": _("Leads"), "number": True},
        ],
        "rows": [
            {"key": str(place),
             "cells": [Cell(percent(each["predicted"])),
                       Cell(percent(each["won"] / each["of"]), number=True),
                       Cell(number(each["of"]), number=True)]}
            for place, each in enumerate(row.calibration["bins"])
        ],
    }  # fmt: skip
