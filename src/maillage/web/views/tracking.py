"""Where a rep stands: pace, pipeline, forecast, alarms, the accepted plan, the three questions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format

from maillage.core.plans.watching import Trend
from maillage.domain.opportunities.following import FALSE_ALARMS, Followed, OpenStage
from maillage.domain.opportunities.questions import Answers, ShareRow
from maillage.domain.plans.queries import plans_not_in_force, reps_without_plan
from maillage.interfaces.exporters.plans import progress
from maillage.interfaces.exporters.plans.followed import (
    advice_word,
    alert_text,
    share_word,
    source_word,
)
from maillage.interfaces.forms.plans.rows import amount_field
from maillage.interfaces.importers.plans.in_force import InForce
from maillage.interfaces.importers.plans.standing import Standing, answered, standing
from maillage.interfaces.lists import Cell, Column
from maillage.interfaces.lists import opportunities as lists
from maillage.interfaces.lists.plans import BADGES
from maillage.models import Membership, Outcome, PlanState, Rep
from maillage.permissions import Action, may
from maillage.texts import _, number, percent
from maillage.web.addresses import address
from maillage.web.guard import needs

BEHIND, AHEAD = 0.8, 1.0
LIKELY = 0.65
CENTS = 2


class AskedForm(forms.Form):
    """What the page of tracking is asked; what cannot be is left out."""

    rep = forms.CharField(max_length=100, required=False)
    on = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    period = forms.ChoiceField(choices=[("year", ""), ("quarter", "")], required=False)
    objective = amount_field("", min_value=1)


@needs(Action.VIEW)
def tracking(request: HttpRequest) -> HttpResponse:
    """Show where a rep stands, one's own first, against their accepted plan."""
    form = AskedForm(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    own = request.member.rep
    name = asked.get("rep", "") if "rep" in request.GET else own.external_id if own else ""
    rep = None if "\0" in name else Rep.objects.filter(external_id=name).first()
    on = asked.get("on") or timezone.localdate()
    typed, period = asked.get("objective"), asked.get("period") or "year"
    whose: dict[str, Any] = {"rep": rep, "on": on, "member": request.member}
    found = standing(
        **whose, quarter=period == "quarter", otherwise=float(typed) if typed else None
    )
    answers, plan = answered(**whose)
    context = {
        "header": {
            "title": _("Tracking"),
            "lead": _("Where a rep stands, and what the rest of the period will bring."),
            "actions": actions(request, plan),
        },
        "asked": {
            "rep": rep.external_id if rep else "",
            "on": on,
            "period": period,
            "objective": amount(typed),
        },
        "typing": found.origin in {None, "asked"},
        "origin": origin_word(found),
        "reps": Rep.objects.filter(active=True),
        "tiles": tiles(request, found.followed, rep),
        "progress": progress_tables(plan) if plan else None,
        "stages": stage_table(request, found.followed, rep),
        "ages": [
            {"days": _("%(days)s days") % {"days": days}, "count": count}
            for days, count in found.followed.ages
        ],
        "alarms": [
            {"text": alert_text(each), "state": "bad" if each.trend is Trend.DRIES_UP else "warn"}
            for each in found.followed.alerts
            if each.trend is not Trend.STEADY
        ],
        "watched": len(found.followed.alerts),
        "false_alarms": percent(FALSE_ALARMS, 0),
        "quiet": [
            {"url": address(request, "account", pk=each.pk), "account": each}
            for each in answers.not_contacted
        ],
        "answers": answers,
        "planned": plan is not None,
        "shares": share_tables(answers, planned=plan is not None),
        "unplanned": unplanned(request, rep, on) if plan is None else None,
    }
    return render(request, "maillage/plans/tracking.html", context)


def actions(request: HttpRequest, plan: InForce | None) -> list[dict[str, str]]:
    """What the page leads to: the plan it compares with, and the opportunities behind it."""
    rows = [{"label": _("Opportunities"), "icon": "list", "url": address(request, "opportunities")}]
    if plan is not None:
        url = address(request, "plan", pk=plan.version.plan_id)
        rows.insert(0, {"label": _("The accepted plan"), "icon": "target", "url": url})
    return rows


def unplanned(request: HttpRequest, rep: Rep | None, on: date) -> dict[str, Any] | None:
    """Who has no accepted plan for the year of a day, and what comes next for each.

    None where the reader may not know of the plans of the rep.
    """
    member, reps = request.member, reps_planned(request.member)
    if rep:
        reps = reps.filter(pk=rep.pk)
        if not reps:
            return None
    return {
        "plans": [
            {
                "name": each.rep.name,
                "url": address(request, "plan", pk=each.pk),
                "state": each.get_state_display(),
                "badge": BADGES[PlanState(each.state)],
                "next": next_word(PlanState(each.state)),
            }
            for each in plans_not_in_force(member, on).filter(rep__in=reps)
        ],
        "none": reps_without_plan(reps, on),
        "new": may(member, Action.WRITE_PLAN),
    }


def reps_planned(member: Membership) -> QuerySet[Rep]:
    """The reps whose plans a member may read."""
    reps: QuerySet[Rep] = Rep.objects.filter(active=True).order_by("name", "external_id")
    return reps if may(member, Action.VIEW_DRAFTS) else reps.filter(pk=member.rep_id)


def next_word(state: PlanState) -> str:
    """What a plan that is not in force waits for."""
    if state is PlanState.PROPOSED:
        return _("who leads the rep accepts it or sends it back")
    return _("the rep writes it and proposes it")


def amount(typed: Any) -> str:
    """What was typed as an amount, as the other amounts are written."""
    return "" if typed is None else number(float(typed), 0 if typed == int(typed) else CENTS)


def origin_word(found: Standing) -> str:
    """Say whose objective it is."""
    plan, objective = found.plan, found.followed.objective
    if found.origin == "plan" and plan:
        text = _("The objective is %(amount)s, from the accepted plan (version %(version)d).")
        return text % {"amount": number(objective or 0), "version": plan.version.number}
    if found.origin == "handed_down":
        text = _("There is no accepted plan: the objective is %(amount)s, as it was handed down.")
        return text % {"amount": number(objective or 0)}
    return ""


def progress_tables(plan: InForce) -> list[dict[str, Any]]:
    """How far the plan is: its sources, activities and opportunities."""
    data, heads = progress.progress_as_data(plan), progress.heads()
    captions = {
        "sources": _("Sources of the plan"),
        "activities": _("Activities of the plan"),
        "opportunities": _("Quick wins and projects of the plan"),
    }
    written = {
        "sources": progress.source_rows(data),
        "activities": progress.activity_rows(data),
        "opportunities": progress.deal_rows(data),
    }
    return [
        plain_table(f"plan-{name}", captions[name], columns_of(heads[name]), rows, {})
        for name, rows in written.items()
        if rows
    ]


def columns_of(heads: dict[str, str]) -> list[Column]:
    """Columns of rows in words; figures to the right."""
    texts = {"name", "segment", "horizon", "stand"}
    return [
        Column(key, head, lambda row, key=key: row[key], number=key not in texts)
        for key, head in heads.items()
    ]


def meanings() -> dict[str, str]:
    """How each figure at the top is counted: numerator, denominator, window and source."""
    return {
        "sold": _("Amounts of the opportunities won since the period began · opportunities"),
        "forecast": _(
            "Sold so far, with what is open and what is still to be opened, each at the chance to"
            " be won by the end of the period · opportunities and their stages"
        ),
        "open": _("Opportunities that are neither won nor lost on this day · opportunities"),
        "coming": _(
            "Sales of this period expected from opportunities not yet opened, at the pace of the"
            " last 52 weeks · opportunities"
        ),
        "pace": _(
            "Sold so far / the objective × the share of the period that is over · opportunities,"
            " the accepted plan"
        ),
        "odds": _(
            "The probability that the forecast reaches the objective · opportunities, the accepted"
            " plan"
        ),
        "pipeline": _(
            "Amounts of the open opportunities / what is to be sold while they turn over once ·"
            " opportunities, the accepted plan"
        ),
    }


def tiles(request: HttpRequest, found: Followed, rep: Rep | None) -> list[dict[str, Any]]:
    """The figures at the top, each with the rows behind it."""
    named = rep.external_id if rep else ""
    expected, outlook = found.expectation, found.expectation.outlook
    low, high = outlook.quantile(0.1), outlook.quantile(0.9)
    won = {"rep": named, "outcome": Outcome.WON, "closed": str(found.on.year)}
    still = {"rep": named, "outcome": Outcome.OPEN}
    found_tiles: list[dict[str, Any]] = [
        {
            "label": _("Sold"),
            "meaning": meanings()["sold"],
            "figure": number(expected.sold),
            "url": address(request, "opportunities", won),
            "note": _("since %(day)s") % {"day": date_format(found.since, "SHORT_DATE_FORMAT")},
        },
        {
            "label": _("Forecast"),
            "meaning": meanings()["forecast"],
            "figure": number(outlook.mean),
            "note": _("8 times of 10 between %(low)s and %(high)s")
            % {"low": number(low), "high": number(high)},
        },
        {
            "label": _("Open opportunities"),
            "meaning": meanings()["open"],
            "figure": number(expected.open_count),
            "url": address(request, "opportunities", still),
            "note": _("expected to bring %(amount)s") % {"amount": number(expected.open)},
        },
        {
            "label": _("Still to be opened"),
            "meaning": meanings()["coming"],
            "figure": number(expected.coming),
            "note": _("%(count)s a week, as before") % {"count": number(expected.opened_weekly, 1)},
        },
    ]
    return found_tiles + against_objective(found)


def against_objective(found: Followed) -> list[dict[str, Any]]:
    """Pace, odds and coverage, where there is an objective."""
    more: list[dict[str, Any]] = []
    if found.pace_index is not None and found.probability is not None:
        pace, odds = found.pace_index, found.probability
        good = "good" if pace >= AHEAD else "warn" if pace >= BEHIND else "bad"
        sure = "good" if odds >= LIKELY else "warn" if odds >= 1 - LIKELY else "bad"
        more += [
            {
                "label": _("Pace index"),
                "meaning": meanings()["pace"],
                "figure": number(pace, 2),
                "state": good,
                "note": _("sold / expected by now"),
            },
            {
                "label": _("Odds of the objective"),
                "meaning": meanings()["odds"],
                "figure": percent(odds, 0),
                "state": sure,
                "note": _("of %(amount)s") % {"amount": number(found.objective or 0)},
            },
        ]
    if found.pipeline:
        line = found.pipeline
        enough = line.coverage >= line.wanted
        more.append(
            {
                "label": _("Coverage of the pipeline"),
                "meaning": meanings()["pipeline"],
                "figure": number(line.coverage, 1),
                "state": "good" if enough else "warn",
                "note": _("%(wanted)s times are needed: 1 / win rate")
                % {"wanted": number(line.wanted, 1)},
            }
        )
    return more


def stage_table(request: HttpRequest, found: Followed, rep: Rep | None) -> dict[str, Any]:
    """What is open by stage; each number leads to its rows."""

    def rows(stage: OpenStage) -> str:
        query = {
            "rep": rep.external_id if rep else "",
            "outcome": Outcome.OPEN,
            "stage": stage.stage or lists.NONE,
        }
        return address(request, "opportunities", query)

    columns = [
        Column("stage", _("Stage"), lambda row: row.stage or _("no stage"), link=rows),
        Column("count", _("Open"), lambda row: row.count, link=rows, number=True),
        Column("worth", _("Worth"), lambda row: row.worth, number=True),
        Column("unknown", _("Worth unknown"), lambda row: row.unknown, number=True),
        Column("oldest", _("Oldest, days"), lambda row: row.oldest, number=True),
        Column("chance", _("Won of what ends"), lambda row: percent(row.chance, 0), number=True),
    ]
    empty = {"title": _("Nothing is open."), "icon": "handshake"}
    return plain_table("stages", _("Open opportunities by stage"), columns, found.stages, empty)


def share_tables(answers: Answers, *, planned: bool) -> dict[str, dict[str, Any]]:
    """Shares beside the planned ones; alone where there is no plan."""

    def table(name: str, caption: str, rows: tuple[ShareRow, ...], word: Any) -> dict[str, Any]:
        columns = [
            Column("name", _("Segment or source"), lambda row: word(row.name) or _("no segment")),
            Column("planned", _("Planned share"), lambda row: share_word(row.planned), number=True),
            Column("actual", _("Actual share"), lambda row: percent(row.actual, 0), number=True),
            Column("number", _("Amount or contacts"), lambda row: row.number, number=True),
            Column("advice", _("Against the plan"), lambda row: advice_word(row.advice)),
        ]
        if not planned:
            columns = [each for each in columns if each.name not in {"planned", "advice"}]
        return plain_table(name, caption, columns, rows, {"title": _("Nothing here yet.")})

    return {
        "source": table("by-source", _("Open worth by source"), answers.pipeline_by_source,
                        source_word),
        "segment": table("by-segment", _("Open worth by segment"), answers.pipeline_by_segment,
                         str),
        "time": table("time", _("Contacts by segment"), answers.time_by_segment, str),
    }  # fmt: skip


def plain_table(
    name: str, caption: str, columns: list[Column], rows: Any, empty: dict[str, Any]
) -> dict[str, Any]:
    """Give rows that are all shown to components/table.html."""
    cells: list[list[Cell]] = [[column.cell(row) for column in columns] for row in rows]
    return {
        "id": name,
        "caption": caption,
        "columns": [{"label": each.label, "number": each.number} for each in columns],
        "rows": [{"key": str(place), "cells": row} for place, row in enumerate(cells)],
        "empty": empty,
    }
