"""Everything the report prints, as plain texts in the reader's language."""

from __future__ import annotations

from typing import Any

import pandas as pd
from django.utils.translation import gettext as _

from maillage.domain.territories.outcome import Check, DesignOutcome, Severity
from maillage.interfaces.exporters.checks import (
    COLOURS,
    check_sentence,
    check_subjects,
    check_title,
)
from maillage.interfaces.exporters.findings import (
    DETECTORS,
    deviations_after,
    find_check,
    findings,
    main_measure,
    texts,
    top_moves,
)
from maillage.interfaces.exporters.labels import (
    country_label,
    measure_label,
    reason_label,
    severity_label,
)
from maillage.interfaces.exporters.parameters import parameters
from maillage.interfaces.exporters.report_texts import (
    balance_note,
    detector_meanings,
    headings,
    method,
    rules,
    symptoms,
    to_watch,
)
from maillage.interfaces.exporters.story import (
    NO_GAIN,
    diagnostic_question,
    gain_caveat,
    gain_range,
    gain_source,
    generated_banner,
    headline,
    less_balanced,
    sentences,
)
from maillage.interfaces.exporters.wording import (
    clean,
    compact,
    day,
    kilometres,
    known,
    number,
    percent,
    signed_percent,
)

NAME = 60
MOST_TERRITORIES, SHOWN_TERRITORIES = 80, 40
MOST_MEASURES = 2


def report_data(outcome: DesignOutcome, *, language: str) -> dict[str, Any]:
    """Collect the texts of the report, in the language that is active."""
    return {
        "language": language,
        "paper": "us-letter" if language == "en" else "a4",
        "title": clean(outcome.title, 120),
        "kind": _("Territory design"),
        "date": day(outcome.created_at),
        "country": country_label(outcome.country),
        "headline": headline(outcome),
        "banner": generated_banner() if outcome.generated_data else "",
        "page": _("Page"),
        "heading": headings(),
        "tiles": _tiles(outcome),
        "sentences": sentences(outcome),
        "balance_note": balance_note(outcome),
        "territories": _territories(outcome),
        "moves": _moves(outcome) if findings(outcome).reps or len(outcome.moves) else None,
        "detectors": _detectors(outcome),
        "gain": _gain(outcome),
        "question": diagnostic_question(),
        "symptoms": symptoms(),
        "watch": to_watch(outcome),
        "checks": _checks(outcome),
        "rules": rules(outcome),
        "method": method(outcome),
        "parameters": [list(pair) for pair in parameters(outcome)],
    }


def _tiles(outcome: DesignOutcome) -> list[dict[str, str]]:
    """The key figures: large number, what it is, what it was."""
    counts, measure = findings(outcome), main_measure(outcome)
    tiles = [_tile(number(counts.territories), _("territories"), "")]
    if measure:
        before = percent(measure.largest_deviation_before, 0)
        after = percent(measure.largest_deviation_after)
        tiles.append(_tile(after, _("largest deviation"), _today(before)))
    if counts.accounts and counts.reps:
        before, after = (
            percent(owned / counts.accounts, 0)
            for owned in (counts.owned_before, counts.owned_after)
        )
        tiles.append(_tile(after, _("accounts with an owner"), _today(before)))
    if known(outcome.disruption):
        label = _("of %(measure)s changes owner") % {
            "measure": measure_label(outcome.disruption_measure).lower()
        }
        tiles.append(_tile(percent(outcome.disruption), label, ""))
    if outcome.gain and outcome.gain.base > 0:
        gain = f"≈\u00a0{signed_percent(outcome.gain.base)}"
        tiles.append(_tile(gain, _("of sales, from balance"), gain_range(outcome.gain)))
    return tiles


def _tile(figure: str, label: str, note: str) -> dict[str, str]:
    return {"figure": figure, "label": label, "note": note}


def _today(figure: str) -> str:
    return _("today %(figure)s") % {"figure": figure} if any(map(str.isdigit, figure)) else ""


def _territories(outcome: DesignOutcome) -> dict[str, Any]:
    counts = findings(outcome)
    names = ["name", "rep"] if counts.reps else ["name"]
    heads = [*[_("Territory"), _("Rep")][: len(names)], _("Units")]
    heads += [_("Accounts")] if counts.accounts else []
    for measure in outcome.measures[:MOST_MEASURES]:
        heads += _measure_heads(measure.name)
    rows = [
        {
            "number": str(row["number"]),
            "colour": clean(row["colour"]),
            "texts": [clean(row[key], NAME) for key in names],
            "figures": _territory_figures(outcome, row),
        }
        for row in _shown_territories(outcome).to_dict("records")
    ]
    more = _("The %(shown)s territories farthest from their target; the workbook has all of them.")
    note = more % {"shown": number(len(rows))} if len(rows) < len(outcome.territories) else ""
    heads.append(_("Mean distance"))
    return {"heads": heads, "names": len(names), "rows": rows, "note": note}


def _measure_heads(name: str) -> list[str]:
    """Headings of a measure; the number of accounts has its column already."""
    if name == "accounts":
        return [_("%(measure)s: deviation") % {"measure": measure_label(name)}]
    return [measure_label(name), _("Deviation")]


def _territory_figures(outcome: DesignOutcome, row: dict[str, Any]) -> list[str]:
    figures = [number(row["units"])]
    figures += [number(row["accounts"])] if len(outcome.accounts) else []
    for measure in outcome.measures[:MOST_MEASURES]:
        total = [] if measure.name == "accounts" else [compact(row.get(measure.name))]
        figures += [*total, signed_percent(row.get(f"{measure.name}_deviation"))]
    return [*figures, kilometres(row["mean_km"])]


def _shown_territories(outcome: DesignOutcome) -> pd.DataFrame:
    """All territories, or the farthest from their target where all would fill many pages."""
    table = outcome.territories
    if len(table) <= MOST_TERRITORIES:
        return table
    farthest = deviations_after(outcome).abs().nlargest(SHOWN_TERRITORIES).index
    return table[table["number"].isin(farthest)]


def _moves(outcome: DesignOutcome) -> dict[str, Any]:
    top = top_moves(outcome)
    heads = [_("Account"), _("From"), _("To"), _("Revenue"), _("Potential"), _("Reason")]
    return {
        "count": len(outcome.moves),
        "none": _("No account changes owner."),
        "heads": heads,
        "rows": [_move(row) for row in top.to_dict("records")],
        "more": _("All moves, with their reasons, are in the workbook."),
    }


def _move(row: dict[str, Any]) -> list[str]:
    name = clean(row["name"], 42) or clean(row["account"], 42)
    state = clean(row["state"], 12)
    return [
        f"{name} ({state})" if state else name,
        clean(row["from_rep"], NAME) or _("nobody"),
        clean(row["to_rep"], NAME) or _("nobody"),
        compact(row["revenue"]),
        compact(row["potential"]),
        reason_label(clean(row["reason"])),
    ]


def _detectors(outcome: DesignOutcome) -> list[dict[str, str]]:
    """A card for each detector that has something to say."""
    checks = [find_check(outcome, code) for code in DETECTORS]
    names = dict(
        zip(texts(outcome.accounts, "account"), texts(outcome.accounts, "name"), strict=True)
    )
    return [_card(check, names) for check in checks if check and _speaks(outcome, check)]


def _speaks(outcome: DesignOutcome, check: Check) -> bool:
    """Whether a detector could find anything: owners need reps, a ratio needs two books."""
    counts = findings(outcome)
    if check.code == "potential_ratio":
        return known(check.value)
    return counts.accounts > 0 and (check.code != "no_owner" or counts.reps > 0)


def _card(check: Check, names: dict[str, str]) -> dict[str, str]:
    ratio = check.code == "potential_ratio"
    found = check.severity != Severity.PASSED
    return {
        "figure": number(check.value, 1) if ratio else number(check.count),
        "title": check_title(check),
        "meaning": detector_meanings()[check.code] if found else check_sentence(check),
        "which": check_subjects(check, 4, names=names) if found else "",
        "colour": COLOURS[check.severity],
    }


def _gain(outcome: DesignOutcome) -> dict[str, Any] | None:
    gain = outcome.gain
    if gain is None:
        return None
    labels = headings()
    amounts = [
        part * gain.sales if gain.sales else None for part in (gain.low, gain.base, gain.high)
    ]
    shares = [signed_percent(part) for part in (gain.low, gain.base, gain.high)]
    names = [labels["low"], labels["base"], labels["high"]]
    notes = [
        _("≈ %(amount)s on today's sales") % {"amount": compact(amount)} if known(amount) else ""
        for amount in amounts
    ]
    spread = _("Coefficient of variation of the potentials: %(before)s today, %(after)s after.") % {
        "before": percent(gain.variation_before),
        "after": percent(gain.variation_after),
    }
    return {
        "tiles": [_tile(*item) for item in zip(shares, names, notes, strict=True)],
        "spread": spread,
        "caveat": less_balanced(gain) if gain.base < -NO_GAIN else gain_caveat(),
        "source": gain_source(),
    }


def _checks(outcome: DesignOutcome) -> list[dict[str, str]]:
    return [
        {
            "severity": severity_label(check.severity),
            "colour": COLOURS[check.severity],
            "title": check_title(check),
            "sentence": check_sentence(check),
        }
        for check in outcome.checks
    ]
