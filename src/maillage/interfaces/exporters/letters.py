"""A letter per rep: which accounts are theirs, which rules apply, how variable pay is computed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from maillage.domain.territories.outcome import DesignOutcome
from maillage.interfaces.exporters.counting import level_noun, unit_levels
from maillage.interfaces.exporters.findings import numbers, texts
from maillage.interfaces.exporters.labels import rule_label
from maillage.interfaces.exporters.maps.markup import fitted
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
MOST_ACCOUNTS = 19
WIDEST_TITLE, WIDEST_NAME, WIDEST_CELL = 19.0, 16.0, 9.6  # in letters' heights


def has_letters(outcome: DesignOutcome) -> bool:
    """Whether any rep holds a territory: without one there is no letter to write."""
    return bool((texts(outcome.territories, "rep") != "").any())


def write_letters(outcome: DesignOutcome, path: Path, *, language: str) -> None:
    """Write one page for each rep who holds a territory (B-02), as one PDF to print."""
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
        "design": one_line(outcome.title, 1.5 * WIDEST_TITLE),
        "banner": generated_banner() if outcome.generated_data else "",
        "page": _("Page"),
        "nobody": _("No rep holds a territory."),
        "rules_heading": _("2. Which rules settle who owns an account"),
        "definition": definition(),
        "pay_heading": _("3. How your variable pay is computed"),
        "pay": pay_lines(),
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


def definition() -> str:
    """Say what the letter is about (B-10)."""
    return _(
        "Territory management is the strategic framework; the territories are its operational "
        "result: sectors, and portfolios of accounts entrusted to one person each."
    )


def pay_lines() -> dict[str, Any]:
    """Give the lines about pay that are filled in by hand."""
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
        "rep": one_line(territory["rep"], WIDEST_TITLE),
        "number": str(territory["number"]),
        "colour": clean(territory["colour"]),
        "territory": one_line(territory["name"], 2 * WIDEST_TITLE),
        "figures": _figures(outcome, territory, accounts),
        "accounts_heading": _("1. Which accounts are yours"),
        "rows": [_account(row, territory["rep"]) for row in largest.to_dict("records")],
        "more": _more(len(accounts), len(largest)),
        "rules": _rules(),
    }


def _figures(
    outcome: DesignOutcome, territory: dict[str, Any], accounts: pd.DataFrame
) -> list[dict[str, str]]:
    """Key figures of the book handed over; its potential is compared with that of other books."""
    worth = float(numbers(accounts, "potential").sum())
    figures = [
        (number(len(accounts)), level_noun("account", len(accounts))),
        (compact(worth), _("of potential in your accounts")),
    ]
    mean = _mean_book(outcome)
    if mean > 0:
        figures.append((signed_percent(worth / mean - 1.0), _("against the mean of the books")))
    if outcome.unit_level != "account":
        figures.insert(0, _units(outcome, territory))
    figures.append((kilometres(territory["mean_km"]), _("mean distance")))
    return [{"figure": figure, "label": label} for figure, label in figures]


def _units(outcome: DesignOutcome, territory: dict[str, Any]) -> tuple[str, str]:
    codes = texts(outcome.units, "unit")[outcome.units["territory"] == territory["number"]]
    levels = unit_levels(codes, level=outcome.unit_level)
    nouns = _(" and ").join(level_noun(level, count) for level, count in levels)
    return number(len(codes)), nouns


def _mean_book(outcome: DesignOutcome) -> float:
    """Mean potential of the accounts that each rep who holds a territory is handed."""
    staffed = {rep for rep in texts(outcome.territories, "rep") if rep}
    owners = texts(outcome.accounts, "owner_after")
    held = numbers(outcome.accounts, "potential")[owners.isin(staffed)]
    return float(held.sum()) / len(staffed)


def _account(row: dict[str, Any], rep: str) -> list[str]:
    before = one_line(row["owner_before"], WIDEST_CELL)
    place = ", ".join(part for part in (clean(row["city"], 40), clean(row["state"], 12)) if part)
    return [
        one_line(clean(row["name"]) or row["account"], WIDEST_NAME),
        one_line(place, WIDEST_CELL),
        compact(row["potential"]),
        rule_label(clean(row["rule"])),
        _("you") if row["owner_before"] == rep else before or _("nobody"),
    ]


def one_line(value: Any, width: float) -> str:
    """A text of the data on one line, as much of it as ``width`` times its size holds."""
    return fitted(" ".join(clean(value).split()), width, 1.0)


def _more(total: int, shown: int) -> str:
    if total <= shown:
        return ""
    hidden = total - shown
    return ngettext(
        "and %(count)s account of lower potential: see the workbook, sheet Accounts.",
        "and %(count)s accounts of lower potential: see the workbook, sheet Accounts.",
        hidden,
    ) % {"count": number(hidden)}
