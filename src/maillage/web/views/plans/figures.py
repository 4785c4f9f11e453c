"""What a plan comes to, as a page shows it beside the plan."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe

from maillage.core.plans.checklist import Check, State
from maillage.core.plans.curve import odds_curve
from maillage.core.plans.examining import Examination, Step, examine
from maillage.core.plans.findings import Finding, Kind
from maillage.core.plans.funnel import Chance
from maillage.core.plans.scenarios import Scenario
from maillage.core.plans.year import SalesYear
from maillage.errors import MaillageError
from maillage.interfaces.exporters.plans.answers import questions, said_of_check
from maillage.interfaces.exporters.plans.charts import (
    effort_dots,
    effort_picture,
    matrix_chart,
    odds_chart,
    pace_chart,
    segmentation_dots,
    segmentation_picture,
)
from maillage.interfaces.exporters.plans.words import said
from maillage.interfaces.exporters.wording import compact, number, percent, signed_percent
from maillage.interfaces.forms.plans.plan import WHOLE, PlanForm
from maillage.interfaces.importers.plans.schema import WrittenPlan
from maillage.interfaces.importers.plans.stored import stored_plan
from maillage.texts import _

type Shown = dict[str, Any]

BEYOND: Final = 1.25
"""How far a picture of the odds goes beyond what is planned and needed."""
GOOD, FAIR = 0.65, 0.35


def drawn(picture: str) -> SafeString:
    """Let a picture of ours into a page: its parts are escaped where they are drawn."""
    return mark_safe(picture)  # noqa: S308 - see above


def odds_state(odds: float | None) -> str:
    """How good odds are: as the findings say."""
    if odds is None:
        return ""
    return "good" if odds >= GOOD else "warn" if odds >= FAIR else "bad"


def beside(form: PlanForm) -> Shown:
    """What stands beside the form: its figures, or what keeps them from being computed."""
    problems = list(form.problems)
    if form.found is None and not problems:
        problems = list(form.faults.values()) or [
            _("A field is wrong or missing: look at the steps with a mark.")
        ]
    figures = figures_of(form.written, form.found) if form.written and form.found else None
    return {"problems": problems, "sums": sums_of(form), "figures": figures}


def beside_stored(content: dict[str, Any], *, discussed: bool | None = None) -> Shown:
    """What stands beside a stored plan; why it cannot be read where it cannot any more."""
    try:
        written = stored_plan(content)
        figures = figures_of(written, examine(written.read(), discussed=discussed))
    except MaillageError as error:
        return {"problems": [str(error)], "sums": [], "figures": None}
    whole = [
        {"key": key, "text": all_of(Decimal(1)), "state": "good"}
        for key, name, _field in WHOLE
        if content.get(name)
    ]
    return {"problems": [], "sums": whole, "figures": figures}


def all_of(total: Decimal) -> str:
    """Say what shares sum to."""
    return _("In all %(sum)s") % {"sum": percent(float(total), 0)}


def sums_of(form: PlanForm) -> list[dict[str, str]]:
    """What the shares of each list sum to, with what is missing."""
    return [
        {
            "key": key,
            "text": form.faults.get(key) or all_of(total),
            "state": "bad" if key in form.faults else "good",
        }
        for key, total in form.totals.items()
    ]


def figures_of(written: WrittenPlan, found: Examination) -> Shown:
    """What a plan comes to."""
    return {
        "tiles": tiles_of(written, found),
        "sources": [source_of(step) for step in found.steps],
        "pace": pace_of(written),
        "findings": [finding_of(each) for each in found.findings],
        "matrices": matrices_of(written, found),
        "returns": returns_of(written),
        "questions": questions(found.answers),
        "checks": [check_of(each) for each in found.checks],
        "scenarios": [scenario_of(each) for each in found.seven.scenarios],
    }


def tiles_of(written: WrittenPlan, found: Examination) -> list[Shown]:
    """The objective, the weakest odds, the sales to expect, the pace."""
    odds = min((step.chance.probability for step in found.steps if step.chance), default=None)
    tiles: list[Shown] = [
        {"label": _("Objective"), "figure": compact(float(written.objective)),
         "unit": written.currency},
        {"label": _("Odds of the weakest source"), "figure": percent(odds, 0),
         "state": odds_state(odds),
         "note": "" if odds is None or odds >= GOOD else _("not enough activity")},
    ]  # fmt: skip
    if found.together:
        low, high = (compact(found.together.quantile(share)) for share in (0.1, 0.9))
        tiles.append({
            "label": _("To be expected from the funnels"), "figure": compact(found.together.mean),
            "note": _("%(low)s to %(high)s, 8 years of 10") % {"low": low, "high": high},
        })  # fmt: skip
    if found.pace_index is not None:
        tiles.append({
            "label": _("Pace index"), "figure": number(found.pace_index, 2),
            "state": "good" if found.pace_index >= 1 else "warn",
            "note": _("ahead of the plan") if found.pace_index >= 1 else _("behind the plan"),
        })  # fmt: skip
    return tiles


def source_of(step: Step) -> Shown:
    """A source: its target, what it needs each week, its odds."""
    shown: Shown = {"name": step.stream.name, "target": number(step.target / 100), "stages": []}
    if step.need:
        shown["stages"] = [
            {"name": each.stage, "weekly": number(each.weekly, 1), "yearly": number(each.yearly)}
            for each in step.need.volumes
        ]
    if step.need and step.chance:
        most = round(BEYOND * max(step.chance.planned, step.chance.for_confidence))
        shown["odds"] = odds_words(step.chance)
        shown["state"] = odds_state(step.chance.probability)
        curve = odds_curve(step.need, max(most, 1))
        shown["chart"] = drawn(odds_chart(step.stream.name, curve, step.chance))
    if step.ahead and step.ahead.weeks_left > 0:
        shown["ahead"] = _(
            "From now on: %(odds)s; %(needed)s a week would do for %(confidence)s."
        ) % {
            "odds": percent(step.ahead.probability, 0),
            "needed": number(step.ahead.needed_weekly, 1),
            "confidence": percent(step.chance.confidence if step.chance else None, 0),
        }
    return shown


def odds_words(chance: Chance) -> str:
    """Say how likely the planned activity is enough, and how much would be."""
    return _(
        "%(planned)s planned: %(odds)s. Even odds need %(half)s, %(confidence)s need %(sure)s."
    ) % {
        "planned": number(chance.planned),
        "odds": percent(chance.probability, 0),
        "half": number(chance.for_half),
        "confidence": percent(chance.confidence, 0),
        "sure": number(chance.for_confidence),
    }


def pace_of(written: WrittenPlan) -> SafeString | None:
    """The picture of what was sold, None where nothing says."""
    if written.sold is None:
        return None
    year = SalesYear(written.starts_on, written.worked_weeks, tuple(written.seasonality))
    objective = float(written.objective)
    expected = objective * (1 - year.effective(on=written.sold.on))
    return drawn(pace_chart(written.sold.amount, expected, objective)) if expected else None


def matrices_of(written: WrittenPlan, found: Examination) -> list[Shown]:
    """Both matrices, each where its figures are known; never merged (X-07)."""
    plan, placed = written.read(), found.seven.segments
    first = segmentation_dots(placed, plan.potential_bounds, plan.probability_bounds)
    pictures = (
        (segmentation_picture(), first, "segmentation"),
        (effort_picture(), effort_dots(placed), "potential-effort-matrix"),
    )
    return [
        {"title": picture.title, "chart": drawn(matrix_chart(picture, dots)), "term": term}
        for picture, dots, term in pictures
        if dots
    ]


def returns_of(written: WrittenPlan) -> list[Shown]:
    """What each segment brings, and returns for a percent of time and an hour (X-03)."""
    objective = float(written.objective)
    rows = []
    for each in written.segments:
        sales, time = float(each.sales) * objective, float(each.time)
        hours = time * (written.weekly_hours or 0)
        rows.append({
            "name": each.name,
            "sales": number(sales),
            "per_account": number(sales / each.accounts) if each.accounts else "–",
            "per_percent": number(sales / time / 100) if time else "–",
            "hours": number(hours, 1) if hours else "–",
        })  # fmt: skip
    return rows


def finding_of(finding: Finding) -> Shown:
    """What is wrong, and what to do about it."""
    return {"text": said(finding), "why": explained(finding.kind)}


def explained(kind: Kind) -> str:
    """What a finding means, and what helps."""
    return {
        Kind.COIN_FLIP: _(
            "The average of many years is just enough: about every second year is not. Plan more"
            " activity, or work on the conversion."
        ),
        Kind.UNLIKELY: _(
            "Most years would miss it. Plan more activity, or move a part of the objective."
        ),
        Kind.THIN_PIPELINE: _(
            "What is open is won at the win rate only: it has to be that many times larger than"
            " what it is to bring."
        ),
        Kind.TIME_AGAINST_RETURN: _(
            "Each percent of time brings more elsewhere. Shift time, or say in a note why this"
            " segment deserves it."
        ),
        Kind.OVER_CAPACITY: _(
            "There are not enough hours of selling in the year. Do less, or take less time for"
            " each."
        ),
        Kind.EFFORT_OVER_HOURS: _("Lower the effort of a segment, or leave one for another year."),
        Kind.WEEK_TOO_FULL: _("Shorten blocks, or find more hours of selling."),
        Kind.WEEK_WITHOUT_ROOM: _("Spread the blocks over more days, or lower the hours."),
        Kind.WEEK_OFF_SHARES: _("Move blocks until the week gives each segment its share."),
        Kind.BEHIND: _("It will not be reached at this pace. Catch up, or adjust the plan."),
    }.get(kind, "")


def check_of(check: Check) -> Shown:
    """One of the five errors: found, avoided, or not known (K-10)."""
    icons = {State.FOUND: ("triangle-alert", "warn"), State.AVOIDED: ("circle-check", "good")}
    icon, state = icons.get(check.state, ("info", "faint"))
    return {"text": said_of_check(check), "icon": icon, "state": state}


def scenario_of(found: Scenario) -> Shown:
    """What is sold at more or less than the objective, and the odds of it (K-08)."""
    return {
        "change": signed_percent(found.change, 0),
        "sales": number(found.sales),
        "range": _("%(low)s to %(high)s") % {
            "low": compact(found.low), "high": compact(found.high)
        },
        "odds": percent(found.probability, 0),
    }  # fmt: skip
