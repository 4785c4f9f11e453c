"""How far the accepted plan of a rep is, in plain values: for programs, commands and pages."""

from __future__ import annotations

from typing import Any

from maillage.core.plans.conversion import overall
from maillage.core.plans.examining import Step, Stream
from maillage.domain.opportunities.actuals import Reached
from maillage.domain.plans.pursuing import planned_deals
from maillage.interfaces.exporters.plans.words import ahead_row, said
from maillage.interfaces.exporters.wording import DASH, number, percent
from maillage.interfaces.importers.plans.in_force import InForce
from maillage.interfaces.importers.plans.tracking import meant, together
from maillage.texts import _

type Row = dict[str, Any]


def progress_as_data(found: InForce) -> Row:
    """Write how far a plan is: its sources, activities and opportunities against the year."""
    agreed, plan = found.agreed, found.version.plan
    return {
        "plan": plan.pk,
        "version": found.version.number,
        "name": agreed.name,
        "rep": found.rep.external_id,
        "since": found.year[0],
        "until": found.year[1],
        "on": found.on,
        "objective": float(agreed.objective),
        "currency": agreed.currency,
        "sold": found.reached.sold,
        "expected": float(agreed.objective) * found.passed,
        "pace_index": pace(found.reached.sold, float(agreed.objective) * found.passed),
        "sources": sources(found),
        "beside": beside(found),
        "activities": activities(found),
        "opportunities": opportunities(found),
        "findings": [said(each) for each in found.examined.findings],
    }


def sources(found: InForce) -> list[Row]:
    """What each source of the plan was to bring and did."""
    steps = zip(found.agreed.read().streams, found.examined.steps, strict=True)
    reached = found.reached.sources
    return [
        source_row(step, stream, together([reached[n] for n in meant(stream.name, list(reached))]),
                   found)
        for stream, step in steps
    ]  # fmt: skip


def source_row(step: Step, agreed: Stream, seen: Reached, found: InForce) -> Row:
    """One source: planned and done, its conversion as planned and as learned, the pace from now."""
    target = step.target / 100
    ahead = ahead_row(step.ahead) if step.ahead else None
    weekly = step.chance.planned / found.agreed.worked_weeks if step.chance else None
    return {
        "name": step.stream.name,
        "target": target,
        "expected": target * found.passed,
        "sold": seen.sold,
        "pace_index": pace(seen.sold, target * found.passed),
        "opened": seen.opened,
        "won": seen.won,
        "resolved": seen.resolved,
        "open": seen.done - seen.resolved,
        "planned_rate": overall(agreed.source.conversions) if agreed.source else None,
        "rate": ahead["rate"] if ahead else None,
        "probability": ahead["probability"] if ahead else None,
        "planned_weekly": weekly,
        "needed_weekly": ahead["needed_weekly"] if ahead else None,
    }


def beside(found: InForce) -> float:
    """What was sold from sources that the plan does not have."""
    known = list(found.reached.sources)
    planned = {name for each in found.agreed.sources for name in meant(each.name, known)}
    return sum(each.sold for name, each in found.reached.sources.items() if name not in planned)


def activities(found: InForce) -> list[Row]:
    """What is counted until the day against what the plan implies for the year."""
    return [
        {
            "name": each.name,
            "yearly": each.yearly,
            "expected": each.yearly * found.passed,
            "reached": each.reached,
            "pace_index": pace(each.reached, each.yearly * found.passed),
        }
        for each in found.written.counts
        if each.on == found.on
    ]


def opportunities(found: InForce) -> list[Row]:
    """The quick wins and projects of the plan, and what became of them."""
    rows = planned_deals(found.version.content, rep=found.rep, since=found.year[0], on=found.on)
    return [
        {
            "name": each.name,
            "segment": each.segment,
            "horizon": each.horizon,
            "amount": each.amount,
            "account": each.account.external_id if each.account else None,
            "stand": each.stand,
        }
        for each in rows
    ]


def pace(reached: float, expected: float) -> float | None:
    """Reached / expected, None while nothing is expected."""
    return reached / expected if expected else None


def heads() -> dict[str, dict[str, str]]:
    """The columns of what :func:`source_rows`, :func:`activity_rows`, :func:`deal_rows` write."""
    return {
        "sources": {
            "name": _("Source"),
            "target": _("Target"),
            "sold": _("Sold"),
            "expected": _("Expected by now"),
            "pace": _("Pace index"),
            "rate": _("Conversion: planned, now"),
            "odds": _("Odds of the target"),
            "weekly": _("A week: planned, from now on"),
        },
        "activities": {
            "name": _("What is done"),
            "yearly": _("Planned in the year"),
            "reached": _("Done"),
            "expected": _("Expected by now"),
            "pace": _("Pace index"),
        },
        "opportunities": {
            "name": _("Opportunity"),
            "segment": _("Segment"),
            "horizon": _("Horizon"),
            "amount": _("Amount"),
            "stand": _("Where it stands"),
        },
    }


def source_rows(plan: Row) -> list[Row]:
    """The sources in words; what is sold beside them in a last row."""
    rows = [
        {
            "name": each["name"],
            "target": number(each["target"]),
            "sold": number(each["sold"]),
            "expected": number(each["expected"]),
            "pace": number(each["pace_index"], 2),
            "rate": both(percent(each["planned_rate"], 0), percent(each["rate"], 0)),
            "odds": percent(each["probability"], 0),
            "weekly": both(number(each["planned_weekly"], 1), number(each["needed_weekly"], 1)),
        }
        for each in plan["sources"]
    ]
    if plan["beside"]:
        rows.append(dict.fromkeys(heads()["sources"], DASH) | {
            "name": _("not in the plan"), "sold": number(plan["beside"])
        })  # fmt: skip
    return rows


def both(planned: str, now: str) -> str:
    """What was planned and what is now; a dash where neither is."""
    return DASH if planned == now == DASH else f"{planned} → {now}"


def activity_rows(plan: Row) -> list[Row]:
    """The activities in words."""
    return [
        {
            "name": each["name"],
            "yearly": number(each["yearly"]),
            "reached": number(each["reached"]),
            "expected": number(each["expected"]),
            "pace": number(each["pace_index"], 2),
        }
        for each in plan["activities"]
    ]


def deal_rows(plan: Row) -> list[Row]:
    """The planned opportunities in words."""
    return [
        each
        | {
            "horizon": horizon_word(each["horizon"]),
            "amount": number(each["amount"]),
            "stand": stand_word(each["stand"]),
        }
        for each in plan["opportunities"]
    ]


def stand_word(stand: str) -> str:
    """Say what became of a planned opportunity."""
    return {
        "won": _("won already"),
        "open": _("being worked on"),
        "lost": _("lost meanwhile"),
        "not_opened": _("not begun"),
    }[stand]


def horizon_word(horizon: str) -> str:
    """Name the horizon of an opportunity."""
    return {"quick_win": _("quick win"), "project": _("long project")}[horizon]
