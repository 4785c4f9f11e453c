"""The form of a plan step by step: which fields stand where (K-01 to K-07)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.forms import BoundField

from maillage.interfaces.forms.plans.head import MONTHS, QUARTERS, STEPS
from maillage.interfaces.forms.plans.lines import Rows
from maillage.interfaces.forms.plans.plan import PlanForm
from maillage.interfaces.forms.plans.rows import Row, SourceRow
from maillage.texts import _

SEGMENT_SHOWN = ("name", "accounts", "sales", "potential", "probability", "effort_hours")
SOURCE_SHOWN = ("name", "share", "planned__count", "planned__per", "deal__mean", "deal__cv")
REACHED = ("so_far__on", "so_far__done", "so_far__resolved", "so_far__won", "so_far__sold")


@dataclass(frozen=True)
class Line:
    """A row: its fields, the key it is removed by, and the rows within it."""

    title: str
    fields: list[BoundField]
    key: str = ""
    was: BoundField | None = None
    within: Block | None = None
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Block:
    """A list of rows, or fields that belong together; ``sums`` name the wholes they make.

    ``key`` and ``add`` are there where rows can be added; ``folded`` where it is seldom needed.
    """

    title: str
    lines: list[Line]
    key: str = ""
    add: str = ""
    sums: tuple[str, ...] = ()
    hint: str = ""
    folded: bool = False


@dataclass(frozen=True)
class Panel:
    """A step."""

    name: str
    title: str
    lead: str
    blocks: list[Block]
    note: BoundField

    @property
    def wrong(self) -> bool:
        """Whether something in it cannot be."""
        lines = [line for block in self.blocks for line in lines_of(block)]
        return any(line.errors or any(each.errors for each in line.fields) for line in lines)


def lines_of(block: Block) -> Iterator[Line]:
    """The rows of a block, and those within them."""
    for line in block.lines:
        yield line
        if line.within:
            yield from lines_of(line.within)


def step_titles() -> dict[str, str]:
    """The seven steps, in order."""
    titles = (
        _("Objectives"), _("Sources"), _("Segments"), _("Opportunities"), _("Time"),
        _("Indicators"), _("Reviews"),
    )  # fmt: skip
    return dict(zip(STEPS, titles, strict=True))


def panels(form: PlanForm) -> list[Panel]:
    """The steps of a form."""
    leads = (
        _("What the year is to bring, and how it is split. Parts always make the whole."),
        _("Where sales come from, each with its share and, where you know it, its funnel."),
        _("Groups of accounts: what they could buy, how likely it is, what effort it takes."),
        _("What there is to win in each segment: quick wins and long projects."),
        _("Time goes where it returns most; blocks of the week keep it free."),
        _("What you do regularly, with its unit, and what you watch each month."),
        _("What was reached so far, and when you look at the plan again."),
    )
    blocks: dict[str, Callable[[PlanForm], list[Block]]] = {
        "objectives": objectives, "sources": sources, "segments": segments,
        "opportunities": opportunities, "time": time, "indicators": indicators, "review": review,
    }  # fmt: skip
    return [
        Panel(name, title, lead, blocks[name](form), form.head[f"note_{name}"])
        for (name, title), lead in zip(step_titles().items(), leads, strict=True)
    ]


def first_wrong(steps: list[Panel], form: PlanForm) -> str:
    """The step to show first: the one where something is wrong, else the first."""
    return next((panel.name for panel in steps if is_wrong(panel, form)), STEPS[0])


def is_wrong(panel: Panel, form: PlanForm) -> bool:
    """Whether a field of a step cannot be, or shares in it make no whole."""
    sums = {key for block in panel.blocks for key in block.sums}
    return panel.wrong or bool(sums & set(form.faults))


def head_block(form: PlanForm, title: str, names: str, **options: Any) -> Block:
    """Fields of the plan itself."""
    return Block(title, [Line("", [form.head[name] for name in names.split()])], **options)


def list_block(
    rows: Rows, title: str, names: tuple[str, ...], *, add: str = "", **options: Any
) -> Block:
    """The rows of a list; where they can be added they can be removed."""
    lines = [line_of(row, names, keyed=bool(add)) for row in rows.rows]
    return Block(title, lines, key=rows.prefix if add else "", add=add, **options)


def line_of(row: Row, names: tuple[str, ...], *, keyed: bool) -> Line:
    """A row with some of its fields."""
    shown = names or tuple(name for name in row.fields if name != "was")
    title = str(row["name"].value() or "") if "name" in row.fields else ""
    return Line(
        title, [row[name] for name in shown], str(row.prefix) if keyed else "",
        row["was"] if keyed else None, errors=list(row.non_field_errors()) if keyed else [],
    )  # fmt: skip


def objectives(form: PlanForm) -> list[Block]:
    """Step 1: the objective, by quarter and by product."""
    quarters = " ".join(f"quarter_{place}" for place in range(QUARTERS))
    seasons = " ".join(f"season_{place}" for place in range(MONTHS))
    return [
        head_block(form, _("The year"),
                   "name objective currency starts_on worked_weeks confidence"),
        head_block(form, _("Shares of the quarters, in percent"), quarters, sums=("quarters",)),
        list_block(form.lists["products"], _("Products"), (), add=_("Add a product"),
                   sums=("products",)),
        head_block(form, _("Seasons: what each month weighs"), seasons, folded=True),
        head_block(form, _("A new rep"), "began_on ramp_months", folded=True),
    ]  # fmt: skip


def sources(form: PlanForm) -> list[Block]:
    """Step 2: sources, each with its funnel."""
    lines = [source_line(row) for row in form.lists["sources"].rows if isinstance(row, SourceRow)]
    return [
        Block(_("Sources"), lines, key="sources", add=_("Add a source"), sums=("sources",),
              hint=_("Shares and the spread of deals are in percent.")),
    ]  # fmt: skip


def source_line(row: SourceRow) -> Line:
    """A source with its stages."""
    within = list_block(
        row.stages, _("Stages, from the planned activity to the sale"), (), add=_("Add a stage"),
        hint=_("“Goes on” is the share in percent that reaches the next stage."),
    )  # fmt: skip
    line = line_of(row, (*SOURCE_SHOWN, "lag_weeks"), keyed=True)
    return Line(line.title, line.fields, line.key, line.was, within, line.errors)


def segments(form: PlanForm) -> list[Block]:
    """Step 3: segments with what both matrices compare."""
    return [
        list_block(form.lists["segments"], _("Segments"), (*SEGMENT_SHOWN, "priorities"),
                   add=_("Add a segment"), sums=("sales",),
                   hint=_("Shares and probabilities are in percent; the potential is what a segment"
                          " could buy in the year.")),
    ]  # fmt: skip


def opportunities(form: PlanForm) -> list[Block]:
    """Step 4: opportunities."""
    names = ("segment", "name", "amount", "probability", "effort_hours", "horizon")
    return [
        list_block(form.lists["opportunities"], _("Opportunities"), names,
                   add=_("Add an opportunity"), hint=_("Probabilities are in percent.")),
    ]  # fmt: skip


def time(form: PlanForm) -> list[Block]:
    """Step 5: shares of time, and the week."""
    return [
        head_block(form, _("Selling hours"), "weekly_hours time_zone holidays"),
        list_block(form.lists["segments"], _("Shares of time, in percent"), ("time",),
                   sums=("time",)),
        list_block(form.lists["blocks"], _("Blocks of the week"), ("segment", "weekday", "starts",
                   "hours"), add=_("Add a block"),
                   hint=_("Without any, the week is made from the shares of time.")),
    ]  # fmt: skip


def indicators(form: PlanForm) -> list[Block]:
    """Step 6: activities, indicators, the pipeline."""
    return [
        list_block(form.lists["activities"], _("Regular activities"), ("name", "count", "per"),
                   add=_("Add an activity")),
        list_block(form.lists["indicators"], _("Indicators"), ("name", "target", "unit", "per"),
                   add=_("Add an indicator")),
        head_block(form, _("Pipeline"), "pipeline__worth pipeline__win_rate pipeline__monthly"
                   " pipeline__months"),
    ]  # fmt: skip


def review(form: PlanForm) -> list[Block]:
    """Step 7: reviews, and what was reached."""
    return [
        head_block(form, _("Reviews"), "review_weeks"),
        head_block(form, _("Sold so far, from all sources"), "sold__on sold__amount"),
        list_block(form.lists["sources"], _("Reached so far, by source"), REACHED),
        list_block(form.lists["counts"], _("Counted"), ("name", "on", "reached", "yearly"),
                   add=_("Add a count")),
    ]  # fmt: skip
