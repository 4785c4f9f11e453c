"""Written plans filled from a workspace: what was measured, and what was reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from maillage.core.plans.measuring import MeasuredSource
from maillage.domain.imports.names import key
from maillage.domain.opportunities.actuals import Actuals, Reached
from maillage.interfaces.importers.plans.schema import WrittenPlan

ALIKE = {
    "existing": ("exist", "actuel"),
    "new": ("new", "nouv"),
    "references": ("refer", "recommand"),
    "partner": ("partn", "parten"),
}
"""Parts of the name of a source of a plan that tell which sources of opportunities it means."""
PRIOR = 20.0
"""How many a conversion that is only said counts as, beside those that were seen."""
TOUCHES = {
    "call": ("call", "appel"),
    "email": ("email", "courriel"),
    "meeting": ("meeting", "rendezvous", "reunion", "entretien", "interview"),
    "visit": ("visit",),
}


def meant(name: str, known: Sequence[str]) -> list[str]:
    """Give the sources of opportunities that a source of a plan means: of its name, else alike."""
    same = [each for each in known if each and key(each) == key(name)]
    if same:
        return same
    folded = key(name)
    return [each for each in known if any(part in folded for part in ALIKE.get(each, ()))]


def with_measures(written: WrittenPlan, measured: Sequence[MeasuredSource]) -> WrittenPlan:
    """Give the sources of a plan what was counted; those without opportunities stay.

    The funnel then begins at the opportunity, as what is counted does.
    """
    by_name = {each.name: each for each in measured}
    content = written.model_dump(mode="json")
    for source in content["sources"]:
        found = [by_name[name] for name in meant(source["name"], list(by_name))]
        fitting = [each for each in found if each.mean and all(s.rate for s in each.steps)]
        if fitting:
            source.update(as_written(max(fitting, key=lambda each: each.won)))
    return WrittenPlan.model_validate(content)


def as_written(found: MeasuredSource) -> dict[str, Any]:
    """Write what was counted as a source of a plan; hours belong to the stages they were for."""
    return {
        "deal": {"mean": round(found.mean or 0.0, 2), "cv": round(min(20.0, found.cv), 3)},
        "stages": [found.steps[0].before, *(each.after for each in found.steps)],
        "conversions": [
            {"rate": round(each.rate, 4), "trials": round(each.trials, 1)} for each in found.steps
        ],
        "lag_weeks": round(min(104.0, found.lag_weeks), 1),
        "hours": [],
    }


def tracked(written: WrittenPlan, found: Actuals) -> WrittenPlan:
    """Fill a plan with what was reached until a day: sources, sales, counts and the pipeline.

    A source without a funnel, and one nothing is known of, stays as it is.
    """
    content = written.model_dump(mode="json")
    for source in content["sources"]:
        names = meant(source["name"], list(found.sources))
        if source["stages"] and names:
            total = together([found.sources[name] for name in names])
            source["so_far"] = {
                "on": found.on, "done": total.done, "resolved": total.resolved,
                "won": total.won, "sold": total.sold,
            }  # fmt: skip
    content["sold"] = {"on": found.on, "amount": found.sold}
    for count in content["counts"]:
        reached = counted(count["name"], found)
        if reached is not None:
            count.update(on=found.on, reached=reached)
    content["counts"] += more_counts(written, found)
    if found.win_rate:
        content["pipeline"] = {
            "worth": found.worth,
            "win_rate": round(found.win_rate, 4),
            "monthly": float(written.objective) / 12,
            "months": round(found.months, 2),
        }
    return WrittenPlan.model_validate(content)


def together(parts: Sequence[Reached]) -> Reached:
    """Add what several sources reached."""
    return Reached(
        sum(each.done for each in parts),
        sum(each.opened for each in parts),
        sum(each.resolved for each in parts),
        sum(each.won for each in parts),
        sum(each.sold for each in parts),
    )


def counted(name: str, found: Actuals) -> float | None:
    """Count what a name means: touches of a kind, else opportunities opened from a source."""
    kinds = [kind for kind, parts in TOUCHES.items() if any(part in key(name) for part in parts)]
    if kinds:
        return sum(found.touches.get(kind, 0) for kind in kinds)
    sources = meant(name, list(found.sources))
    return sum(found.sources[each].opened for each in sources) if sources else None


def more_counts(written: WrittenPlan, found: Actuals) -> list[dict[str, Any]]:
    """Count the planned activities that touches tell of, where the plan counts none yet.

    Activities of one kind are one number: a touch does not say which of them it was.
    """
    known = {each.name for each in written.counts}
    rows: list[dict[str, Any]] = []
    for kind, parts in TOUCHES.items():
        fitting = [e for e in written.activities if any(part in key(e.name) for part in parts)]
        name = " + ".join(each.name for each in fitting)[:200]
        yearly = sum(each.read().yearly(written.worked_weeks) for each in fitting)
        if yearly and name not in known:
            reached = found.touches.get(kind, 0)
            rows.append({"name": name, "on": found.on, "reached": reached, "yearly": yearly})
    return rows


def planned_shares(written: WrittenPlan) -> dict[str, Mapping[str, float]]:
    """The shares a plan gives to sources, as opportunities name them, and to segments.

    A source that means several, such as references and partners, keeps its name for the first.
    """
    sources: dict[str, float] = {}
    for each in written.sources:
        names = meant(each.name, list(ALIKE)) or [each.name]
        sources[names[0]] = sources.get(names[0], 0.0) + float(each.share)
    return {
        "sources": sources,
        "sales": {each.name: float(each.sales) for each in written.segments},
        "time": {each.name: float(each.time) for each in written.segments},
    }


def weighed(written: WrittenPlan) -> WrittenPlan:
    """Let a conversion nobody counted weigh as ``PRIOR`` that were, so that it learns."""
    content = written.model_dump(mode="json")
    for source in content["sources"]:
        for each in source["conversions"]:
            each["trials"] = each["trials"] or PRIOR
    return WrittenPlan.model_validate(content)


def expects(written: WrittenPlan, on: date) -> bool:
    """Whether a plan expects anything by a day of its year."""
    return written.read().year.effective(on=on) < 1


def year_of(written: WrittenPlan) -> tuple[date, date]:
    """The first day of a plan, and the first day after its year."""
    months = written.read().year.months()
    return months[0], months[-1]
