"""Lists about score models: their versions, what a trial moves, and what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from maillage.core.leads.metrics.rates import Rate
from maillage.core.leads.scoring.whatif import Comparison
from maillage.domain.leads.details import field_word
from maillage.domain.leads.score_models import state_of
from maillage.domain.leads.term_words import condition_words, part_word
from maillage.domain.leads.trying import Example, Trial
from maillage.domain.leads.words import kind_word
from maillage.interfaces.exporters.wording import DASH, number, percent
from maillage.interfaces.lists.columns import Cell, Column
from maillage.interfaces.lists.listing import Listing
from maillage.models import ScoreModel
from maillage.texts import _

Link = Callable[[Any], str]
BADGES = {"draft": "warn", "in_force": "good"}


def states() -> dict[str, str]:
    """Name the states of a version."""
    return {
        "draft": _("draft"),
        "to_come": _("to come"),
        "in_force": _("in force"),
        "past": _("past"),
    }


def state(row: ScoreModel, now: datetime) -> Cell:
    """Show the state of a version as a badge."""
    found = state_of(row, now)
    return Cell(states()[found], badge=BADGES.get(found, ""))


def versions(link: Link, now: datetime) -> Listing:
    """Versions of the score model, the latest first."""
    return Listing(
        name="score-models",
        caption=_("Versions of the score model"),
        order="-version",
        search=("note__icontains", "by__user__name__icontains"),
        placeholder=_("Note or author"),
        columns=[
            Column("version", _("Version"), lambda row: row.version, ("version",), link=link),
            Column("name", _("Model"), lambda row: part_word(row.content["name"])),
            Column("state", _("State"), lambda row: states()[state_of(row, now)],
                   show=lambda row: state(row, now)),
            Column("begins", _("In force from"), begins, ("effective_from",)),
            Column("stages", _("Thresholds"), stages),
            Column("author", _("Author"), lambda row: str(row.by or "")),
            Column("activated", _("Activated by"), lambda row: str(row.activated_by or "")),
            Column("note", _("Note"), lambda row: row.note),
        ],
    )  # fmt: skip


def begins(row: ScoreModel) -> datetime | str | None:
    """Say from when a version holds; the first has always held."""
    return _("always") if row.version == 1 else row.effective_from


def stages(row: ScoreModel) -> str:
    """Write the thresholds: MQL 40, SQL 60."""
    return ", ".join(
        f"{each['name'].upper()} {number(each['at_least'])}" for each in row.content["stages"]
    )


def rules(row: ScoreModel) -> dict[str, Any]:
    """Show the rules of a version, for components/table.html."""
    content = row.content
    lines = [
        (dimension, group, rule)
        for dimension in content["dimensions"]
        for group in dimension["groups"]
        for rule in group["rules"]
    ]
    return {
        "id": "rules",
        "caption": _("Rules"),
        "columns": [
            {"label": _("Rule")},
            {"label": _("Dimension")},
            {"label": _("Group")},
            {"label": _("What gives points")},
            {"label": _("Points"), "number": True},
        ],
        "rows": [
            {"key": rule["name"],
             "cells": [Cell(field_word(rule["name"])), Cell(capped(dimension)), Cell(capped(group)),
                       Cell(asked(rule)), Cell(number(rule["points"]), number=True)]}
            for dimension, group, rule in lines
        ],
    }  # fmt: skip


def capped(part: dict[str, Any]) -> str:
    """Name a dimension or a group, with its cap and its bands."""
    said = [part_word(part["name"])]
    if part["cap"] is not None:
        said.append(_("%(points)s at most") % {"points": number(part["cap"])})
    if any(part.get("bands") or ()):
        first, second = map(number, part["bands"])
        said.append(_("bands from %(first)s and %(second)s") % {"first": first, "second": second})
    return ", ".join(said)


def asked(rule: dict[str, Any]) -> str:
    """Say what a rule gives points for."""
    said = [condition_words(each) for each in [*rule["when"], *rule["where"]]]
    if rule["event"]:
        said = [kind_word(rule["event"]), *said, *counted(rule)]
    return ", ".join(said)


def counted(rule: dict[str, Any]) -> Iterator[str]:
    """Say how the events of a rule count, where it is not once and for ever."""
    if rule["at_least"] > 1:
        yield _("from %(count)d on") % {"count": rule["at_least"]}
    if rule["most"] != 1:
        most = _("%(count)d times at most") % {"count": rule["most"]}
        yield most if rule["most"] else _("each time")
    for key, text in (
        ("every_days", _("%(days)s days between two")),
        ("window_days", _("within %(days)s days")),
        ("decay_days", _("fading over %(days)s days")),
    ):
        if rule[key]:
            yield text % {"days": number(rule[key])}


def thresholds(row: ScoreModel) -> dict[str, Any]:
    """Show the thresholds of a version, for components/table.html."""
    return {
        "id": "thresholds",
        "caption": _("Thresholds"),
        "columns": [
            {"label": _("Stage")},
            {"label": _("From points"), "number": True},
            {"label": _("Gates")},
            {"label": _("Needed events")},
        ],
        "rows": [
            {"key": each["name"],
             "cells": [Cell(each["name"].upper()), Cell(number(each["at_least"]), number=True),
                       Cell(", ".join(map(condition_words, each["gates"])) or DASH),
                       Cell("; ".join(map(needed, each["needs"])) or DASH)]}
            for each in row.content["stages"]
        ],
    }  # fmt: skip


def needed(event: dict[str, Any]) -> str:
    """Name an event that must be recorded, with what it carries."""
    return ", ".join([kind_word(event["event"]), *map(condition_words, event["where"])])


def counts(trial: Trial) -> list[dict[str, Any]]:
    """Show as tiles how many leads reach each stage, before and after."""
    found = trial.comparison
    changed = {
        "label": _("Leads that change"),
        "figure": number(len(found.changes)),
        "unit": _("of %(count)s") % {"count": number(found.leads)},
        "note": _("something was told of them in the last 91 days"),
    }
    return [
        changed,
        *(
            {
                "label": _("%(stage)s or beyond") % {"stage": stage.upper()},
                "figure": number(count),
                "note": _("%(count)s before") % {"count": number(trial.before.get(stage, 0))},
            }
            for stage, count in trial.after.items()
        ),
    ]


def moves(found: Comparison, kind: str) -> dict[str, Any]:
    """Show how many leads go from which band, or stage, to which."""
    counted = found.bands if kind == "bands" else found.stages
    names = sorted({each for pair in counted for each in pair}, key=lambda each: (each == "", each))
    title = _("From band to band") if kind == "bands" else _("From stage to stage")
    return {
        "id": kind,
        "caption": title,
        "columns": [
            {"label": _("Before, then after")},
            *({"label": shown(name), "number": True} for name in names),
        ],
        "rows": [
            {"key": before,
             "cells": [Cell(shown(before)), *(move(counted, before, after) for after in names)]}
            for before in names
        ],
    }  # fmt: skip


def move(counted: dict[tuple[str, str], int], before: str, after: str) -> Cell:
    """Show a count; one off the diagonal stands out."""
    count = counted.get((before, after), 0)
    badge = "warn" if count and before != after else None
    return Cell(number(count) if count else DASH, badge=badge, number=True)


def shown(stage: str) -> str:
    """Name a band or a stage."""
    return stage.upper() or _("below every threshold")


def converted(trial: Trial) -> dict[str, Any]:
    """Show by band how many leads of known outcome converted, in both versions."""
    bands = sorted({*trial.converted_before, *trial.converted_after})
    return {
        "id": "converted",
        "caption": _("What became of the leads whose outcome is known, by band"),
        "columns": [
            {"label": _("Band")},
            {"label": _("Became an SQL, before"), "number": True},
            {"label": _("Became an SQL, after"), "number": True},
        ],
        "rows": [
            {"key": band,
             "cells": [Cell(band or DASH), *(Cell(rate_text(each.get(band)), number=True)
                                     for each in (trial.converted_before, trial.converted_after))]}
            for band in bands
        ],
        "empty": {"icon": "circle-check", "title": _("No outcome is known yet.")},
    }  # fmt: skip


def rate_text(rate: Rate | None) -> str:
    """Write a share with what it is of."""
    if rate is None:
        return DASH
    return _("%(share)s of %(count)s") % {
        "share": percent(rate.share), "count": number(rate.of),
    }  # fmt: skip


def examples(trial: Trial, link: Link) -> dict[str, Any]:
    """Show leads that change, with the rules by which they do."""
    return {
        "id": "examples",
        "caption": _("Leads that change, the largest difference first"),
        "columns": [
            {"label": _("Lead")},
            {"label": _("Before")},
            {"label": _("After")},
            {"label": _("Why")},
        ],
        "rows": [
            {"key": str(each.lead.pk),
             "cells": [Cell(str(each.lead), url=link(each.lead)),
                       *(Cell(standing(score)) for score in (each.before, each.after)),
                       Cell(why(each))]}
            for each in trial.examples
        ],
        "empty": {"icon": "circle-check", "title": _("No lead changes its band or stage.")},
    }  # fmt: skip


def standing(score: Any) -> str:
    """Write where a score stands: 60, A1, MQL."""
    parts = (number(score.total), score.band, score.stage.upper())
    return ", ".join(each for each in parts if each)


def why(example: Example) -> str:
    """Say by which rules a lead changes, else what it lacks now."""
    found = [
        _("%(name)s: %(value)s")
        % {"name": field_word(each.rule), "value": f"{number(each.before)} → {number(each.after)}"}
        for each in example.differences
    ]
    return "; ".join(found or [str(each) for each in example.after.missing])
