"""What the documents of a plan say, chapter by chapter, in the reader's language (M-01).

A chapter is made of texts and tables that Word and PowerPoint draw in their own way. Without a plan
the same chapters come with empty cells: a plan to fill in by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from maillage.core.plans.amounts import split_by_shares
from maillage.core.plans.examining import Examination, Step
from maillage.core.plans.opportunities import Horizon
from maillage.core.plans.year import MONTHS, Per
from maillage.interfaces.exporters.plans.answers import few
from maillage.interfaces.exporters.plans.days import day, months_of, reviews, short_month
from maillage.interfaces.exporters.plans.fields import Fields, matrices
from maillage.interfaces.exporters.plans.words import said
from maillage.interfaces.exporters.wording import clean
from maillage.interfaces.glossary import terms
from maillage.interfaces.importers.plans.schema import WrittenPlan, WrittenSource
from maillage.texts import _, number, percent

EMPTY: Final = 4
"""Empty rows of a table that is filled in by hand."""
QUARTERS: Final = 4
type Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: ``widths`` are proportions, the first ``texts`` columns stand to the left."""

    title: str
    heads: Row
    rows: tuple[Row, ...]
    widths: tuple[float, ...]
    texts: int = 1
    tall: bool = False
    """Whether its rows leave room to write by hand."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: what it is about, its tables, and what speaks against the plan."""

    title: str
    lead: str
    tables: tuple[Table, ...] = ()
    matrices: tuple[Fields, ...] = ()
    points: tuple[str, ...] = ()
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """A plan and its figures; both are None where it is to be filled in by hand."""

    plan: WrittenPlan | None
    found: Examination | None

    @property
    def title(self) -> str:
        """What the document is called."""
        return clean(self.plan.name, 200) if self.plan and self.plan.name else _("Territory plan")

    @property
    def steps(self) -> list[tuple[WrittenSource, Step]]:
        """The sources of the plan beside what was found about them."""
        if self.plan is None or self.found is None:
            return []
        return list(zip(self.plan.sources, self.found.steps, strict=True))

    def money(self, amount: float) -> str:
        """An amount in the currency of the plan."""
        decimals = 0 if float(amount).is_integer() else 2
        currency = clean(self.plan.currency) if self.plan else ""
        return (
            f"{number(amount, decimals)}\u00a0{currency}" if currency else number(amount, decimals)
        )


def frequency(count: float, per: Per) -> str:
    """So many times per week, month, quarter or year."""
    said_so = {
        Per.WEEK: _("%(count)s per week"),
        Per.MONTH: _("%(count)s per month"),
        Per.QUARTER: _("%(count)s per quarter"),
        Per.YEAR: _("%(count)s per year"),
    }[per]
    return said_so % {"count": few(count)}


def blank(columns: int, rows: int = EMPTY, first: Sequence[str] = ()) -> tuple[Row, ...]:
    """Rows to fill in by hand, the first cell of which may be given."""
    firsts = [*first, *[""] * (rows - len(first))]
    return tuple((each, *[""] * (columns - 1)) for each in firsts)


def chapters(story: Story) -> list[Chapter]:
    """All chapters of a plan."""
    named = story.plan is None or story.plan.opportunities
    return [
        objectives(story),
        segments(story),
        *([opportunities(story)] if named else []),
        activities(story),
        odds(story),
        indicators(story),
        adjustments(story),
        glossary(),
    ]


def objectives(story: Story) -> Chapter:
    """What is to be sold in the year: by source, and by segment (K-01, K-02)."""
    lead = _("Objective of the year:")
    if story.plan:
        lead = _("%(amount)s in the year from %(day)s, handed down to sources and segments.") % {
            "amount": story.money(float(story.plan.objective)),
            "day": day(story.plan.starts_on),
        }
    tables = [sources(story), shares(story)]
    plan = story.plan
    quarters = [_("Quarter %(number)d") % {"number": place} for place in range(1, QUARTERS + 1)]
    if plan is None or plan.quarters:
        parts = dict(zip(quarters, plan.quarters if plan else [], strict=False))
        tables.append(split(story, _("By quarter"), _("Quarter"), parts, quarters))
    if plan is None or plan.products:
        parts = {clean(each.name): each.share for each in plan.products} if plan else {}
        tables.append(split(story, _("By product"), _("Product"), parts, []))
    return Chapter(_("Objectives"), lead, tables=tuple(tables))


def split(
    story: Story, title: str, part: str, parts: dict[str, Decimal], usual: Sequence[str]
) -> Table:
    """The objective split another way, to the cent."""
    objective = int(story.plan.objective * 100) if story.plan else 0
    amounts = split_by_shares(objective, parts) if parts else {}
    rows = tuple(
        (name, share_text(share), story.money(amounts[name] / 100)) for name, share in parts.items()
    )
    heads = (part, _("Share"), _("Sales"))
    return Table(title, heads, rows or blank(3, first=usual), (3, 1.4, 2))


def share_text(share: Decimal) -> str:
    """A share in percent, with a decimal only where it has one."""
    return percent(float(share), 0 if (share * 100) % 1 == 0 else 1)


def sources(story: Story) -> Table:
    """The sources of sales."""
    rows = tuple(
        (
            clean(written.name),
            share_text(written.share),
            story.money(step.target / 100),
            frequency(written.planned.count, written.planned.per) if written.planned else "",
            story.money(written.deal.mean) if written.deal else "",
        )
        for written, step in story.steps
    )
    usual = (_("Existing clients"), _("New clients"), _("References and partners"))
    return Table(
        _("By source of sales"),
        (_("Source"), _("Share"), _("Target"), _("Planned activity"), _("Mean deal")),
        rows or blank(5, first=usual),
        (2.8, 1, 2, 2, 1.7),
    )


def shares(story: Story) -> Table:
    """The segments: how many accounts, which share of sales, which of time."""
    plan = story.plan
    objective = float(plan.objective) if plan else 0
    rows = tuple(
        (
            clean(each.name),
            number(each.accounts),
            percent(float(each.sales), 0),
            story.money(float(each.sales) * objective),
            story.money(round(float(each.sales) * objective / each.accounts))
            if each.accounts
            else "",
        )
        for each in (plan.segments if plan else [])
    )
    return Table(
        _("By segment of accounts"),
        (_("Segment"), _("Accounts"), _("Share of sales"), _("Sales"), _("Per account")),
        rows or blank(5),
        (3, 1.4, 1.3, 2, 2),
    )


def segments(story: Story) -> Chapter:
    """Who is worth which part of the week (K-03, K-05)."""
    plan = story.plan
    objective = float(plan.objective) if plan else 0
    weekly = plan.weekly_hours if plan else None
    rows = tuple(
        (
            clean(each.name),
            percent(float(each.time), 0),
            few(float(each.time) * weekly) if weekly else "",
            story.money(round(float(each.sales) * objective / (float(each.time) * 100)))
            if each.time
            else "",
        )
        for each in (plan.segments if plan else [])
    )
    timed = Table(
        _("Time of each segment"),
        (_("Segment"), _("Share of time"), _("Hours per week"), _("Sales for 1 % of time")),
        rows or blank(4),
        (3, 1.4, 1.4, 2),
    )
    return Chapter(
        _("Segments, potential and effort"),
        _(
            "Accounts are grouped by what they may buy and how likely that is; the time they get"
            " follows what they return for the effort."
        ),
        tables=(timed,),
        matrices=matrices(story.plan, story.found),
        points=()
        if plan is None or plan.opportunities
        else (_("No opportunity is written down yet: name the quick wins and the long projects."),),
    )


def opportunities(story: Story) -> Chapter:
    """Quick wins and long projects of each segment (K-04)."""
    kinds = {Horizon.QUICK_WIN: _("quick win"), Horizon.PROJECT: _("long project")}
    rows = tuple(
        (
            clean(each.name),
            clean(each.segment),
            kinds[each.horizon],
            story.money(each.amount),
            percent(each.probability, 0),
            few(each.effort_hours) if each.effort_hours is not None else "",
        )
        for each in (story.plan.opportunities if story.plan else [])
    )
    table = Table(
        _("Opportunities"),
        (_("Opportunity"), _("Segment"), _("Kind"), _("Amount"), _("Probability"), _("Hours")),
        rows or blank(6, 5),
        (2.6, 1.9, 1.6, 1.8, 1.9, 1.3),
        texts=3,
    )
    lead = _("Quick wins bring sales soon; long projects need their time kept for them.")
    return Chapter(_("Opportunities of each segment"), lead, tables=(table,))


def activities(story: Story) -> Chapter:
    """What is to be done in each month (K-05)."""
    done: Row = (f"→ {_('done in the month')}", *[""] * (MONTHS + 1))
    rows: list[Row] = []
    for name, counts in monthly(story):
        rows.append((name, *(few(each) for each in counts), few(sum(counts))))
        rows.append(done)
    table = Table(
        _("Activities by month"),
        (_("What is done"), *(short_month(each) for each in months_of(story.plan)), _("Year")),
        tuple(rows) or blank(MONTHS + 2, 8),
        (3.2, *[0.8] * MONTHS, 0.9),
    )
    lead = _("What is planned in each month, by season. Write below what was done.")
    return Chapter(_("Monthly planning of activities"), lead, tables=(table,), wide=True)


def monthly(story: Story) -> list[tuple[str, list[float]]]:
    """What is planned in each month: the activities, else the planned activity of each source."""
    if story.plan is None or story.found is None:
        return []
    weights = story.plan.seasonality
    regular = [(clean(each.name), times) for each, times in story.found.yearly]
    planned = [
        (f"{clean(written.name)} ({clean(step.need.volumes[0].stage)})", step.chance.planned)
        for written, step in story.steps
        if step.need and step.chance
    ]
    return [
        (name, [times * each / sum(weights) for each in weights])
        for name, times in regular or planned
    ]


def odds(story: Story) -> Chapter:
    """How likely the plan is, and what speaks against it."""
    rows = tuple(
        (
            clean(written.name),
            few(step.chance.planned),
            percent(step.chance.probability, 0),
            f"{story.money(round(step.chance.low))} – {story.money(round(step.chance.high))}",
            _("%(count)s for %(share)s")
            % {
                "count": number(step.chance.for_confidence),
                "share": percent(step.chance.confidence, 0),
            },
        )
        for written, step in story.steps
        if step.chance
    )
    table = Table(
        _("How likely each source reaches its target"),
        (_("Source"), _("Planned"), _("Odds"), _("Sales, 8 years of 10"), _("For the confidence")),
        rows or blank(5, 3),
        (1.9, 1.5, 1.9, 2.8, 1.9),
    )
    points = tuple(clean(said(each)) for each in story.found.findings) if story.found else ()
    lead = _("Averages are missed every second year. These are the odds of the planned activity.")
    if story.found and not points:
        points = (_("Nothing speaks against this plan."),)
    return Chapter(_("Odds and findings"), lead, tables=(table,), points=points)


def indicators(story: Story) -> Chapter:
    """What is looked at, and what was reached (K-06)."""
    table = Table(
        _("Indicators"),
        (_("Indicator"), _("Target"), _("Reached"), _("On the day")),
        tuple(watched(story)) + blank(4, 3),
        (3, 2, 2, 2),
    )
    lead = _("What tells each month whether the plan holds.")
    if story.found and story.found.pace_index is not None:
        lead = _("Pace index: %(index)s. At 1, sales are where the objective expects them.") % {
            "index": number(story.found.pace_index, 2)
        }
    return Chapter(_("Indicators"), lead, tables=(table,))


def watched(story: Story) -> Iterator[Row]:
    """What is looked at: sales, what is counted, and the indicators."""
    plan = story.plan
    if plan is None:
        return
    if plan.sold:
        sold, target = story.money(plan.sold.amount), story.money(float(plan.objective))
        yield _("Sales"), target, sold, day(plan.sold.on)
    for each in plan.counts:
        yield (
            clean(each.name), frequency(each.yearly, Per.YEAR), few(each.reached), day(each.on),
        )  # fmt: skip
    for wanted in plan.indicators:
        yield clean(wanted.name), aim(wanted.target, clean(wanted.unit)), "", ""


def aim(target: float, unit: str) -> str:
    """A target with its unit; percent as the reader's language writes it."""
    if unit == "%":
        return _("%(number)s%%") % {"number": few(target)}
    return " ".join(filter(None, [few(target), unit]))


def adjustments(story: Story) -> Chapter:
    """Room to analyse and adjust, by hand (K-07)."""
    days = [day(each) for each in reviews(story.plan)] if story.plan else []
    table = Table(
        _("Review by review"),
        (_("Date"), _("What we see"), _("What we change"), _("Who"), _("Until")),
        blank(5, 8, days),
        (2.2, 2.6, 2.6, 1.1, 1.5),
        texts=5,
        tall=True,
    )
    questions = (
        _("Which segment dries up, which one explodes?"),
        _("Does the time still follow the return?"),
        _("Which conversion turned out to be different, and on how many cases?"),
        _("Which account changes segment, and which opportunity is given up?"),
    )
    lead = _("Filled in by hand, at each review; at least every six weeks.")
    return Chapter(_("Analysis and adjustments"), lead, tables=(table,), points=questions)


def glossary() -> Chapter:
    """The words that plans use (M-06)."""
    rows = tuple((each.name, each.meaning) for each in terms())
    table = Table(_("Glossary"), (_("Word"), _("What it means")), rows, (1.4, 4), texts=2)
    return Chapter(_("Glossary"), _("The words that plans use, and what they mean."), (table,))
