"""The seven steps of an examined plan on screen, and its calendar in a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any, Final

from django.utils.dates import WEEKDAYS

from maillage.interfaces.exporters.plans.answers import few, tier_name, worth_name
from maillage.texts import _, number, percent

type Found = dict[str, Any]
type Shown = tuple[str, list[Found], dict[str, str]]

MARKS: Final = {"found": "!", "avoided": "✓", "not_known": "?"}


def step_tables(found: Found) -> Iterator[Shown]:
    """The tables of the steps: title, rows and heads; a step that says nothing has no rows."""
    yield milestones(found["objectives"])
    yield products(found["objectives"])
    yield segments(found["segments"])
    yield opportunities(found["opportunities"])
    yield time(found["allocation"])
    yield week(found["week"])
    yield indicators(found["indicators"])
    yield scenarios(found["scenarios"])


def step_lines(found: Found) -> Iterator[str]:
    """What time by return is worth, the questions, what the plan is good for, and its errors."""
    if found["allocation"]:
        yield worth(found["allocation"])
        yield ""
    for each in found["questions"]:
        yield f"{each['question']} {each['answer']}"
    yield ""
    yield from (each["text"] for each in found["benefits"])
    yield ""
    yield from (f"{MARKS[each['state']]} {each['text']}" for each in found["checks"])


def whole(amount: float | None) -> float | None:
    """An amount without decimals where it has none."""
    return int(amount) if amount is not None and float(amount).is_integer() else amount


def milestones(objectives: Found) -> Shown:
    """What is to be reached by the end of each quarter."""
    rows = [
        {
            "on": date.fromisoformat(each["on"]),
            "amount": whole(each["amount"]),
            "cumulated": whole(each["cumulated"]),
        }
        for each in objectives["milestones"]
    ]
    heads = {"on": _("Until"), "amount": _("To sell"), "cumulated": _("In all")}
    return _("Milestones"), rows, heads


def products(objectives: Found) -> Shown:
    """What each product is to bring in each quarter."""
    ends = [date.fromisoformat(each["on"]) for each in objectives["milestones"]]
    rows = [
        {"name": each["name"], "all": whole(each["amount"])}
        | {
            end.isoformat(): whole(row[place])
            for end, row in zip(ends, objectives["table"], strict=True)
        }
        for place, each in enumerate(objectives["products"])
    ]
    quarters = {
        end.isoformat(): _("Quarter %(place)d") % {"place": place}
        for place, end in enumerate(ends, start=1)
    }
    return _("Products"), rows, {"name": _("Product"), **quarters, "all": _("In all")}


def segments(placed: list[Found]) -> Shown:
    """The segments in both matrices, those that come first first."""
    rows = [
        {
            "name": each["name"],
            "tier": tier_name(each["tier"]) if each["tier"] else None,
            "worth": worth_name(each["worth"]) if each["worth"] else None,
            "accounts": each["accounts"],
            "each": whole(each["amount_each"]),
            "sales": percent(each["sales"], 0),
            "time": percent(each["time"], 0),
        }
        for each in placed
    ]
    heads = {
        "name": _("Segment"), "tier": _("Potential and probability"),
        "worth": _("Potential and effort"), "accounts": _("Accounts"),
        "each": _("Sales for each"), "sales": _("Sales"), "time": _("Time"),
    }  # fmt: skip
    return _("Segments"), rows, heads


def opportunities(chosen: list[Found]) -> Shown:
    """The opportunities of each segment, quick wins before long projects."""
    rows = [
        {
            "segment": segment["segment"],
            "name": each["name"],
            "horizon": horizon,
            "amount": whole(each["amount"]),
            "expected": whole(each["expected"]),
            "hourly": whole(each["hourly"]),
        }
        for segment in chosen
        for horizon, found in (
            (_("quick win"), segment["quick_wins"]),
            (_("long project"), segment["projects"]),
        )
        for each in found
    ]
    heads = {
        "segment": _("Segment"), "name": _("Opportunity"), "horizon": _("Kind"),
        "amount": _("Amount"), "expected": _("Expected sales"), "hourly": _("For each hour"),
    }  # fmt: skip
    return _("Opportunities"), rows, heads


def time(allocation: Found | None) -> Shown:
    """The planned and the recommended shares of time."""
    heads = {
        "segment": _("Segment"), "planned": _("Planned time"), "recommended": _("By return"),
    }  # fmt: skip
    if allocation is None:
        return "", [], heads
    rows = [
        {
            "segment": each["segment"],
            "planned": percent(each["planned"], 0),
            "recommended": percent(each["recommended"], 0),
        }
        for each in allocation["rows"]
    ]
    return _("Time by return"), rows, heads


def worth(allocation: Found) -> str:
    """What time by return is worth, with its range."""
    said = _(
        "Time by return instead of the planned one is worth %(base)s of sales, an order of"
        " magnitude: from %(low)s to %(high)s."
    )
    return said % {each: percent(allocation[each]) for each in ("low", "base", "high")}


def week(found: Found | None) -> Shown:
    """The blocks of each day of the week."""
    heads = {"day": _("Day"), "blocks": _("Blocks of time")}
    blocks = found["blocks"] if found else []
    rows = [
        {"day": str(WEEKDAYS[day]), "blocks": ", ".join(map(block, group))}
        for day, group in groupby(blocks, key=lambda each: each["weekday"])
    ]
    hours = few(found["hours"]) if found else ""
    return _("Week of %(hours)s hours") % {"hours": hours}, rows, heads


def block(each: Found) -> str:
    """A block: when, how long, and for whom."""
    return _("%(clock)s %(segment)s (%(hours)s h)") % {
        "clock": each["starts"],
        "segment": each["segment"],
        "hours": few(each["hours"]),
    }


def indicators(found: list[Found]) -> Shown:
    """What is watched, and its targets."""
    rows = [each | {"target": f"{few(each['target'])} {each['unit']}".rstrip()} for each in found]
    return _("Indicators"), rows, {"name": _("Indicator"), "target": _("Target")}


def scenarios(found: list[Found]) -> Shown:
    """What more or less than the objective takes."""
    rows = [
        {
            "change": percent(scenario["change"], 0, signed=True),
            "sales": whole(scenario["sales"]),
            "source": part["source"],
            "needed": f"{few(part['needed'])} ({number(part['planned'])})",
            "odds": percent(part["probability"], 0),
        }
        for scenario in found
        for part in scenario["parts"]
    ]
    heads = {
        "change": _("Change of the objective"), "sales": _("Sold then"), "source": _("Source"),
        "needed": _("Activities needed (planned)"), "odds": _("Odds with the planned ones"),
    }  # fmt: skip
    return _("Better and worse"), rows, heads
