"""A letter per rep: which accounts are theirs, which rules apply, how variable pay is computed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from maillage.domain.territories.outcome import DesignOutcome
from maillage.interfaces.exporters.findings import main_measure, numbers, texts
from maillage.interfaces.exporters.labels import level_label, measure_label, rule_label
from maillage.interfaces.exporters.report import compile_document
from maillage.interfaces.exporters.story import generated_banner
from maillage.interfaces.exporters.wording import (
    clean,
    compact,
    day,
    kilometres,
    number,
    signed_percent,
)

TEMPLATE = "letters.typ"
MOST_ACCOUNTS = 20


def write_letters(outcome: DesignOutcome, path: Path, *, language: str) -> None:
    """Write one page or two for each rep who holds a territory (B-02), as one PDF to print."""
    with override(language):
        data = letters_data(outcome, language=language)
    files = {"data.json": json.dumps(data, ensure_ascii=False)}
    path.write_bytes(compile_document(TEMPLATE, files, made_at=outcome.created_at))


def letters_data(outcome: DesignOutcome, *, language: str) -> dict[str, Any]:
    """Collect the texts of the letters, in the language that is active."""
    territories = outcome.territories[texts(outcome.territories, "rep") != ""]
    return {
        "language": language,
        "paper": "us-letter" if language == "en" else "a4",
        "title": _("Territory letters: %(title)s") % {"title": clean(outcome.title, 120)},
        "kind": _("Territory letter"),
        "date": day(outcome.created_at),
        "design": clean(outcome.title, 120),
        "banner": generated_banner() if outcome.generated_data else "",
        "page": _("Page"),
        "nobody": _("No rep holds a territory."),
        "rules_heading": _("2. Which rules settle who owns an account"),
        "rules": _rules(),
        "pay_heading": _("3. How your variable pay is computed"),
        "pay": _pay(),
        "signatures": [_("Rep"), _("Sales management"), _("Date")],
        "heads": [_("Account"), _("City"), _("Potential"), _("Rule"), _("Owner before")],
        "letters": [_letter(outcome, row) for row in territories.to_dict("records")],
    }


def _rules() -> list[str]:
    return [
        _("A named account belongs to the rep it is assigned to by name, wherever it is."),
        _("A site belongs to the owner of its parent account: one customer, one owner."),
        _("Every other account belongs to the owner of the territory it lies in."),
        _("In doubt, sales management decides in writing before anyone calls the customer."),
    ]


def _pay() -> dict[str, Any]:
    return {
        "note": _(
            "To be completed with sales management; the target follows the potential of the "
            "territory, not past results alone."
        ),
        "lines": [
            _("Annual target"),
            _("Variable pay when the target is met"),
            _("Rate below and above the target"),
            _("Accounts in transition: who is credited, and until when"),
        ],
    }


def _letter(outcome: DesignOutcome, territory: dict[str, Any]) -> dict[str, Any]:
    accounts = outcome.accounts[texts(outcome.accounts, "owner_after") == territory["rep"]]
    largest = accounts.loc[
        numbers(accounts, "potential").sort_values(ascending=False, kind="stable").index
    ][:MOST_ACCOUNTS]
    return {
        "rep": clean(territory["rep"], 80),
        "number": str(territory["number"]),
        "colour": clean(territory["colour"]),
        "territory": clean(territory["name"], 80),
        "figures": _figures(outcome, territory, accounts),
        "accounts_heading": _("1. Which accounts are yours"),
        "rows": [_account(row, territory["rep"]) for row in largest.to_dict("records")],
        "more": _more(len(accounts), len(largest)),
    }


def _figures(
    outcome: DesignOutcome, territory: dict[str, Any], accounts: pd.DataFrame
) -> list[dict[str, str]]:
    figures = [
        (number(territory["units"]), level_label(outcome.unit_level)),
        (number(len(accounts)), _("accounts")),
        (compact(numbers(accounts, "potential").sum()), _("of potential in accounts")),
        (kilometres(territory["mean_km"]), _("mean distance")),
    ]
    measure = main_measure(outcome)
    if measure:
        deviation = signed_percent(territory[f"{measure.name}_deviation"])
        label = _("%(measure)s against the target") % {"measure": measure_label(measure.name)}
        figures.insert(1, (deviation, label))
    return [{"figure": figure, "label": label} for figure, label in figures]


def _account(row: dict[str, Any], rep: str) -> list[str]:
    before = clean(row["owner_before"], 60)
    place = ", ".join(part for part in (clean(row["city"], 40), clean(row["state"], 12)) if part)
    return [
        clean(row["name"], 48) or clean(row["account"], 48),
        place,
        compact(row["potential"]),
        rule_label(clean(row["rule"])),
        _("you") if before == rep else before or _("nobody"),
    ]


def _more(total: int, shown: int) -> str:
    if total <= shown:
        return ""
    hidden = total - shown
    return ngettext(
        "and %(count)s account of lower potential: see the workbook, sheet Accounts.",
        "and %(count)s accounts of lower potential: see the workbook, sheet Accounts.",
        hidden,
    ) % {"count": number(hidden)}
