"""The plan in five slides, with charts and tables that PowerPoint edits."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.slide import Slide
from pptx.util import Emu, Inches, Length, Pt

from maillage.core.plans.examining import Examination
from maillage.domain.brand.look import Brand
from maillage.interfaces.exporters.maps.markup import fitted
from maillage.interfaces.exporters.plans.answers import few
from maillage.interfaces.exporters.plans.days import months_of, short_month
from maillage.interfaces.exporters.plans.fields import Fields, matrices
from maillage.interfaces.exporters.plans.story import (
    Story,
    Table,
    adjustments,
    indicators,
    monthly,
    odds,
    segments,
    shares,
    sources,
)
from maillage.interfaces.exporters.safety import neutralised
from maillage.interfaces.importers.plans.schema import WrittenPlan
from maillage.texts import _, language, ngettext

PPTX: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
EDGE, TOP, ROW = Inches(0.5), Inches(1.35), Inches(0.36)
HALF = Length((WIDTH - 3 * EDGE) // 2)
TITLE_ONLY: Final = 5
MOST_ROWS, MOST_LINES = 5, 5
CELL, EDGES, LOOSE, NAME = 10.5, 10.0, 0.8, 190.0
"""Points: the size of texts in cells, the room at their edges, the width of names in charts; and
the share of a line that is counted on, as programs break lines and draw letters differently."""
PALE: Final = "#eef2f7"
GREYS: Final = ("#6b7c93", "#a9b4c0", "#3f4d5c", "#cfd6de")
type Box = tuple[Length, Length, Length, Length]


def slides_of(written: WrittenPlan, examination: Examination, brand: Brand) -> bytes:
    """Write the slides of a plan in the reader's language.

    What is too long or too much for a slide is shortened; the Word document has all of it.
    """
    deck = Deck(Story(written, examination), brand)
    deck.objective()
    deck.funnel()
    deck.segments()
    deck.time()
    deck.follow()
    stream = io.BytesIO()
    deck.show.save(stream)
    return stream.getvalue()


def box(left: float, top: float, width: float, height: float) -> Box:
    """A place on a slide, in inches."""
    return Inches(left), Inches(top), Inches(width), Inches(height)


LEFT, RIGHT = box(0.5, 1.45, 5.9, 2.6), box(6.9, 1.45, 5.9, 5.3)
BELOW, WHOLE = box(0.5, 4.4, 5.9, 2.4), box(0.5, 1.45, 12.3, 2.6)


class Deck:
    """Slides being made."""

    def __init__(self, story: Story, brand: Brand) -> None:
        self.story = story
        self.brand = brand
        self.show = Presentation()
        self.show.slide_width, self.show.slide_height = WIDTH, HEIGHT
        core = self.show.core_properties
        core.title, core.author, core.language = story.title, brand.name or "Maillage", language()
        title = self.show.slide_layouts[TITLE_ONLY].placeholders[0]
        title.left, title.top, title.width, title.height = box(0.5, 0.3, 10.6, 0.9)

    def slide(self, title: str) -> Slide:
        """A slide with a title, the logo, and the name of the plan below."""
        slide = self.show.slides.add_slide(self.show.slide_layouts[TITLE_ONLY])
        shape = slide.shapes.title
        shape.text = title
        frame = shape.text_frame
        frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        line = frame.paragraphs[0]
        line.alignment = PP_ALIGN.LEFT
        line.font.size, line.font.bold = Pt(28), True
        line.font.color.rgb = colour(self.brand.colour)
        self.logo(slide)
        said = " · ".join(filter(None, [self.brand.name, cut(self.story.title, 700, 10)]))
        number = len(self.show.slides)
        self.lines(slide, box(0.5, 6.95, 12.3, 0.35), [f"{said} · {number}"], size=10)
        return slide

    def logo(self, slide: Slide) -> None:
        """The logo, at the top on the right."""
        if not self.brand.logo:
            return
        shape = slide.shapes.add_picture(io.BytesIO(self.brand.logo), 0, 0)
        scale = min(Inches(1.6) / shape.width, Inches(0.8) / shape.height)
        shape.width, shape.height = Emu(int(shape.width * scale)), Emu(int(shape.height * scale))
        shape.left, shape.top = Emu(WIDTH - EDGE - shape.width), Inches(0.35)
        said = _("Logo of %(company)s") % {"company": self.brand.name or "Maillage"}
        describe(shape, said)

    def lines(self, slide: Slide, where: Box, texts: Sequence[str], *, size: float = 14) -> None:
        """Some lines of text."""
        frame = slide.shapes.add_textbox(*where).text_frame
        frame.word_wrap = True
        for place, text in enumerate(texts):
            line = frame.paragraphs[0] if not place else frame.add_paragraph()
            line.text = text
            line.font.size = Pt(size)

    def table(
        self, slide: Slide, table: Table, where: Box, *, most: int = MOST_ROWS, lines: int = 2
    ) -> None:
        """A table that PowerPoint edits, with as much in it as there is room for."""
        shown = fitting(table, most, where[2], lines)
        rows = len(shown.rows) + 1
        frame = slide.shapes.add_table(rows, len(shown.heads), *where[:3], Emu(ROW * rows))
        describe(frame, shown.title)
        grid = frame.table
        for column, width in zip(grid.columns, shown.widths, strict=True):
            column.width = Emu(int(where[2] * width / sum(shown.widths)))
        for place, texts in enumerate([shown.heads, *shown.rows]):
            grid.rows[place].height = ROW
            for column, text in enumerate(texts):
                self.cell(grid.cell(place, column), text, column >= shown.texts, head=not place)

    def cell(self, cell: Any, text: str, number: bool, *, head: bool = False) -> None:
        """A cell of a table."""
        cell.text = text
        cell.margin_left = cell.margin_right = Inches(0.06)
        cell.margin_top = cell.margin_bottom = Inches(0.03)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        cell.fill.solid()
        cell.fill.fore_color.rgb = colour(self.brand.colour if head else PALE)
        line = cell.text_frame.paragraphs[0]
        line.alignment = PP_ALIGN.RIGHT if number else PP_ALIGN.LEFT
        line.font.size, line.font.bold = Pt(CELL), head
        line.font.color.rgb = colour("#ffffff" if head else "#1b2a3d")

    def chart(
        self, slide: Slide, title: str, data: CategoryChartData, where: Box, kind: Any
    ) -> Any:
        """A chart that PowerPoint edits."""
        frame = slide.shapes.add_chart(kind, *where, data)
        describe(frame, title)
        chart = frame.chart
        chart.has_title = True
        chart.chart_title.text_frame.text = title
        chart.chart_title.text_frame.paragraphs[0].font.size = Pt(14)
        chart.font.size = Pt(10)
        chart.value_axis.tick_labels.number_format = data.number_format
        chart.value_axis.tick_labels.number_format_is_linked = False
        several = len(list(chart.plots[0].series)) > 1
        chart.has_legend = several
        if several:
            chart.legend.position = XL_LEGEND_POSITION.BOTTOM
            chart.legend.include_in_layout = False
        for series, shade in zip(chart.plots[0].series, self.shades(), strict=False):
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = colour(shade)
        return chart

    def shades(self) -> Iterator[str]:
        """The colours of series: those of the brand, then greys."""
        yield from (
            self.brand.colour,
            self.brand.accent,
            "#6b7c93",
            "#a9b4c0",
            "#3f4d5c",
            "#cfd6de",
        )

    def objective(self) -> None:
        """What is to be sold, and how likely that is."""
        slide = self.slide(_("Objective and odds"))
        told = odds(self.story)
        plan, found = self.story.plan, self.story.found
        texts = [_("Objective: %(amount)s") % {"amount": self.story.money(float(plan.objective))}]
        if found.pace_index is not None:
            texts.append(indicators(self.story).lead)
        self.lines(slide, box(0.5, 1.45, 5.9, 1.2), texts, size=18)
        self.table(slide, told.tables[0], box(0.5, 3.1, 5.9, 2.6), lines=3)
        data = CategoryChartData(number_format="#,##0")
        known = list(islice(self.story.steps, MOST_ROWS))
        data.categories = [name_of(step.stream.name) for _written, step in known]
        data.add_series(_("Target"), [step.target / 100 for _written, step in known])
        likely = [step.chance.median if step.chance else None for _written, step in known]
        data.add_series(_("Median of sales"), likely)
        self.chart(slide, _("Target and likely sales"), data, RIGHT, XL_CHART_TYPE.COLUMN_CLUSTERED)

    def funnel(self) -> None:
        """Where sales come from, and what that takes."""
        slide = self.slide(_("Sources and funnel"))
        self.table(slide, sources(self.story), LEFT)
        rows = tuple(
            (step.stream.name, volume.stage, few(volume.yearly), few(volume.weekly))
            for _written, step in self.story.steps
            if step.need
            for volume in step.need.volumes
        )
        heads = (_("Source"), _("Stage"), _("Per year"), _("Per worked week"))
        needed = Table(_("What the targets need"), heads, rows, (2.5, 2, 0.8, 1), texts=2)
        self.table(slide, needed, BELOW, lines=1)
        data = CategoryChartData(number_format="0%")
        known = self.story.plan.sources[:MOST_ROWS]
        data.categories = [name_of(each.name) for each in known]
        data.add_series(_("Share"), [float(each.share) for each in known])
        chart = self.chart(
            slide, _("Shares of the objective"), data, RIGHT, XL_CHART_TYPE.BAR_CLUSTERED
        )
        chart.category_axis.reverse_order = True
        chart.plots[0].has_data_labels = True

    def segments(self) -> None:
        """Who is worth which effort."""
        slide = self.slide(_("Segments and matrices"))
        self.table(slide, shares(self.story), WHOLE, most=4)
        found = matrices(self.story.plan, self.story.found)
        for matrix, left in zip(found, (0.5, 6.9), strict=True):
            self.matrix(slide, matrix, box(left, 3.75, 5.9, 3.0))

    def matrix(self, slide: Slide, shown: Fields, where: Box) -> None:
        """Four fields between two axes, as a table."""
        matrix = shown.matrix
        low, high = _("%(axis)s: low"), _("%(axis)s: high")
        across, up = {"axis": matrix.across.capitalize()}, {"axis": matrix.up.capitalize()}
        said = [
            _("%(name)s: %(value)s") % {"name": corner, "value": ", ".join(names)}
            if names
            else corner
            for corner, names in zip(matrix.corners, shown.names, strict=True)
        ]
        rows = ((high % up, *said[:2]), (low % up, *said[2:]))
        table = Table(
            matrix.title, (matrix.title, low % across, high % across), rows, (1.4, 2, 2), 3
        )
        self.table(slide, table, where, lines=4)
        grid = slide.shapes[-1].table
        for row in list(grid.rows)[1:]:
            row.height = Inches(1)

    def time(self) -> None:
        """What is done when, and for whom."""
        slide = self.slide(_("Time and activities"))
        self.table(slide, segments(self.story).tables[0], LEFT)
        plan = self.story.plan
        data = CategoryChartData(number_format="0%")
        known = plan.segments[:MOST_ROWS]
        if known:
            data.categories = [name_of(each.name) for each in known]
            data.add_series(_("Share of sales"), [float(each.sales) for each in known])
            data.add_series(_("Share of time"), [float(each.time) for each in known])
            kind = XL_CHART_TYPE.BAR_CLUSTERED
            self.chart(slide, _("Sales and time by segment"), data, BELOW, kind)
        self.months(slide)

    def months(self, slide: Slide) -> None:
        """The activities of each month as a chart."""
        rows = monthly(self.story)[:MOST_ROWS]
        if not rows:
            return
        data = CategoryChartData(number_format="#,##0")
        data.categories = [short_month(each) for each in months_of(self.story.plan)]
        for name, numbers in rows:
            data.add_series(name_of(name), numbers)
        self.chart(slide, _("Activities by month"), data, RIGHT, XL_CHART_TYPE.COLUMN_STACKED)

    def follow(self) -> None:
        """What is looked at, what speaks against the plan, what was decided."""
        slide = self.slide(_("Indicators, reviews and decisions"))
        self.table(slide, indicators(self.story).tables[0], LEFT)
        points = odds(self.story).points
        lines = [f"• {cut(each, 410, 11, 3)}" for each in points[:MOST_LINES]]
        self.lines(slide, box(0.5, 4.4, 5.9, 2.5), lines, size=11)
        table = adjustments(self.story).tables[0]
        self.table(slide, replace(table, rows=table.rows[:MOST_ROWS]), RIGHT)
        grid = slide.shapes[-1].table
        for row in list(grid.rows)[1:]:
            row.height = Inches(0.9)


def fitting(table: Table, most: int, width: int, lines: int) -> Table:
    """As much of a table as a slide has room for; the last row says how many are left out."""
    rooms = [Emu(int(width * each / sum(table.widths))).pt for each in table.widths]
    said = [row for row in table.rows if any(row)]
    rows = [
        tuple(cut(cell, room, CELL, lines) for cell, room in zip(row, rooms, strict=True))
        for row in said[:most]
    ]
    left = len(said) - most
    if left > 0:
        more = ngettext("and %(count)d more", "and %(count)d more", left) % {"count": left}
        rows.append((more, *[""] * (len(table.heads) - 1)))
    return replace(table, rows=tuple(rows))


def cut(text: str, width: float, size: float, lines: int = 1) -> str:
    """As much of a text as some lines of a width, both in points, have room for."""
    room = lines * (width - EDGES) * LOOSE
    return fitted(" ".join(re.split(r"[ \t\r\n]+", text)), room, size)


def name_of(text: str) -> str:
    """A name in the data sheet of a chart, where nothing may be a formula."""
    return neutralised(cut(text, NAME, CELL))


def colour(code: str) -> RGBColor:
    """A colour as PowerPoint knows it."""
    return RGBColor.from_string(code[1:].upper())


def describe(shape: Any, text: str) -> None:
    """Say to those who do not see it what a shape shows."""
    next(shape._element.iter("{*}cNvPr")).set("descr", text)
