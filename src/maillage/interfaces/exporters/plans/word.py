"""The plan as a Word document that people go on writing in (M-01, M-04)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import count
from typing import Final

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Emu, Pt, RGBColor
from docx.table import Table as Grid
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from maillage.core.plans.examining import Examination
from maillage.domain.brand.look import Brand
from maillage.interfaces.exporters.plans.days import day
from maillage.interfaces.exporters.plans.fields import Fields
from maillage.interfaces.exporters.plans.story import (
    Chapter,
    Story,
    Table,
    chapters,
)
from maillage.interfaces.exporters.wording import clean
from maillage.interfaces.importers.plans.schema import WrittenPlan
from maillage.texts import _, language

PAPERS: Final = {"fr": (Cm(21.0), Cm(29.7)), "en": (Cm(21.59), Cm(27.94))}
MARGIN: Final = Cm(2)
FONT, PALE = "Calibri", "EEF2F7"
LOGO: Final = (Cm(5), Cm(2))
TALL, HAND = Cm(1.4), Cm(0.8)
"""Heights of rows that are filled in by hand: with sentences, with a word or a number."""
FEW_POINTS: Final = 4
"""As many stay on one page with the table below them."""
TOC: Final = "toc 1"


def document_of(
    written: WrittenPlan | None, examination: Examination | None, brand: Brand
) -> bytes:
    """Write the Word document of a plan in the reader's language; without one, an empty template.

    Parameters
    ----------
    written
        The plan, None for a template to fill in by hand.
    examination
        The same, examined.
    brand
        How it is to look.
    """
    story = Story(written, examination)
    paper = Paper(brand, story.title)
    told = chapters(story)
    paper.cover(story, [each.title for each in told])
    for chapter in told:
        paper.chapter(chapter)
    paper.signatures()
    return paper.content()


class Paper:
    """A Word document being written, with styles of its own that people may change."""

    def __init__(self, brand: Brand, title: str) -> None:
        self.brand = brand
        self.document = Document()
        self.marks = count(1)
        core = self.document.core_properties
        core.title, core.author = title, brand.name or "Maillage"
        core.language = language()
        core.comments = ""
        self.styles()
        self.page(self.document.sections[0], wide=False)
        self.foot(title)

    def content(self) -> bytes:
        """The file."""
        stream = io.BytesIO()
        self.document.save(stream)
        return stream.getvalue()

    def styles(self) -> None:
        """Give the styles of the document font, colours and language."""
        colour = RGBColor.from_string(self.brand.colour[1:].upper())
        sizes = {"Normal": 10.5, "Title": 26, "Subtitle": 12, "Heading 1": 16, "Heading 2": 12,
                 "List Bullet": 10.5}  # fmt: skip
        for name, size in sizes.items():
            style = self.document.styles[name]
            style.font.name, style.font.size = FONT, Pt(size)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for each in list(fonts.attrib):
                if each.endswith("Theme"):
                    del fonts.attrib[each]
            if name not in {"Normal", "List Bullet"}:
                style.font.color.rgb = colour
        added = self.document.styles.add_style(TOC, WD_STYLE_TYPE.PARAGRAPH)
        added.base_style = self.document.styles["Normal"]
        cell = self.document.styles.add_style("Plan Cell", WD_STYLE_TYPE.PARAGRAPH)
        cell.base_style = self.document.styles["Normal"]
        cell.font.size = Pt(9.5)
        cell.paragraph_format.space_after = Pt(0)
        tongue = "fr-FR" if language() == "fr" else "en-US"
        for each in self.document.styles.element.iter(qn("w:lang")):
            each.set(qn("w:val"), tongue)

    def page(self, section: Section, *, wide: bool) -> None:
        """Set the paper of a section."""
        sides = PAPERS[language()]
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = sides[::-1] if wide else sides
        for side in ("left", "right", "top", "bottom"):
            setattr(section, f"{side}_margin", MARGIN)

    def room(self) -> int:
        """The width of a line, in EMU."""
        section = self.document.sections[-1]
        return int(section.page_width or 0) - 2 * int(MARGIN)

    def foot(self, title: str) -> None:
        """Write the title and the page below each page."""
        line = self.document.sections[0].footer.paragraphs[0]
        line.style.font.size = Pt(8)
        line.add_run(" · ".join(filter(None, [self.brand.name, title[:80]])) + " · ")
        field(line, "PAGE", "1")

    def cover(self, story: Story, titles: Sequence[str]) -> None:
        """The logo, the title, the year, and what is in it."""
        if self.brand.logo:
            self.logo()
        self.document.add_paragraph(story.title, "Title")
        kind = _("Territory plan")
        said = [self.brand.name, "" if story.title == kind else kind]
        if story.plan:
            last = story.plan.read().year.ends_on
            said.append(f"{day(story.plan.starts_on)} – {day(last)}")
        if any(said):
            self.document.add_paragraph(" · ".join(filter(None, said)), "Subtitle")
        if not story.plan:
            table = Table("", (_("Rep"), _("Territory"), _("Year")), (("", "", ""),), (2, 2, 1), 3)
            self.table(table)
        self.contents(titles)

    def logo(self) -> None:
        """The logo, within its room."""
        run = self.document.add_paragraph().add_run()
        shape = run.add_picture(io.BytesIO(self.brand.logo))
        scale = min(LOGO[0] / shape.width, LOGO[1] / shape.height)
        shape.width, shape.height = Emu(int(shape.width * scale)), Emu(int(shape.height * scale))
        about = shape._inline.docPr
        about.set("descr", _("Logo of %(company)s") % {"company": self.brand.name or "Maillage"})

    def contents(self, titles: Sequence[str]) -> None:
        """A table of contents that leads to the chapters; Word adds the pages when it opens it."""
        for place, title in enumerate(titles, start=1):
            line = self.document.add_paragraph(style=TOC)
            line.paragraph_format.space_after = Pt(2)
            if place == 1:
                mark(line, "begin", dirty=True)
                instruct(line, r'TOC \o "1-1" \h \z \u')
                mark(line, "separate")
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), f"_chapter{place}")
            run = line.add_run(f"{place}. {title}")
            line._p.append(link)
            link.append(run._r)
            if place == len(titles):
                mark(line, "end")

    def chapter(self, chapter: Chapter) -> None:
        """A chapter; a wide one on paper that lies."""
        if chapter.wide:
            self.page(self.document.add_section(WD_SECTION.NEW_PAGE), wide=True)
        self.heading(chapter.title)
        self.document.add_paragraph(chapter.lead).paragraph_format.keep_with_next = True
        for text in chapter.points:
            line = self.document.add_paragraph(text, "List Bullet")
            line.paragraph_format.keep_with_next = len(chapter.points) <= FEW_POINTS
        for table in chapter.tables:
            if table.title != chapter.title:
                self.document.add_heading(table.title, 2)
            self.table(table)
        for matrix in chapter.matrices:
            self.document.add_heading(matrix.matrix.title, 2)
            self.matrix(matrix)
        if chapter.wide:
            self.page(self.document.add_section(WD_SECTION.NEW_PAGE), wide=False)

    def heading(self, title: str) -> None:
        """A heading that the table of contents points to."""
        number = next(self.marks)
        line = self.document.add_heading(f"{number}. {title}", 1)
        begin, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for each in (begin, end):
            each.set(qn("w:id"), str(number))
        begin.set(qn("w:name"), f"_chapter{number}")
        line._p.insert(1, begin)
        line._p.append(end)

    def table(self, table: Table) -> None:
        """A table whose head is repeated on each page."""
        grid = self.grid(len(table.rows) + 1, table.widths, table.title)
        for place, head in enumerate(table.heads):
            cell = grid.cell(0, place)
            shade(cell, self.brand.colour[1:])
            self.write(cell, head, number=place >= table.texts, head=True)
        repeated(grid)
        together([grid.rows[0].cells])
        cells = [[*row.cells] for row in list(grid.rows)[1:]]
        for row, texts in zip(cells, table.rows, strict=True):
            for place, text in enumerate(texts):
                self.write(row[place], text, number=place >= table.texts)
        for row, texts in zip(list(grid.rows)[1:], table.rows, strict=True):
            if not any(texts[1:]):
                row.height = TALL if table.tall else HAND
        together(cells[:2])
        self.document.add_paragraph()

    def grid(self, rows: int, widths: Sequence[float], title: str) -> Grid:
        """An empty table as wide as the page, with columns of fixed widths."""
        grid = self.document.add_table(rows, len(widths), "Table Grid")
        grid.alignment = WD_TABLE_ALIGNMENT.CENTER
        grid.autofit = False
        room = self.room()
        for column, width in zip(grid.columns, widths, strict=True):
            column.width = Emu(int(room * width / sum(widths)))
        for row in grid.rows:
            unbroken(row._tr)
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Emu(int(room * width / sum(widths)))
        described(grid, title)
        outlined(grid)
        return grid

    def write(self, cell: _Cell, text: str, *, number: bool, head: bool = False) -> None:
        """Write the text of a cell."""
        line: Paragraph = cell.paragraphs[0]
        line.style = "Plan Cell"
        if number:
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = line.add_run(clean(text))
        if head:
            run.bold = True
            run.font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)

    def matrix(self, shown: Fields) -> None:
        """Four fields between two axes."""
        matrix = shown.matrix
        grid = self.grid(3, (1.2, 3, 3), matrix.title)
        low, high = _("%(axis)s: low"), _("%(axis)s: high")
        across, up = {"axis": matrix.across.capitalize()}, {"axis": matrix.up.capitalize()}
        heads = ((0, 1, low % across), (0, 2, high % across), (1, 0, high % up), (2, 0, low % up))
        for row, column, text in heads:
            shade(grid.cell(row, column), self.brand.colour[1:])
            self.write(grid.cell(row, column), text, number=False, head=True)
        for place, (corner, names) in enumerate(zip(matrix.corners, shown.names, strict=True)):
            cell = grid.cell(1 + place // 2, 1 + place % 2)
            shade(cell, PALE)
            self.write(cell, corner, number=False)
            cell.paragraphs[0].runs[0].bold = True
            for name in names:
                cell.add_paragraph(name, "Plan Cell")
        for each in list(grid.rows)[1:]:
            each.height = Cm(2.4)
        together([row.cells for row in list(grid.rows)[:2]])
        self.document.add_paragraph()

    def signatures(self) -> None:
        """Where the rep and the manager sign."""
        heads = (_("Rep"), _("Sales management"), _("Date"))
        self.document.add_heading(_("Agreed by"), 2)
        self.table(Table(_("Agreed by"), heads, (("", "", ""),), (2, 2, 1), 3, tall=True))


def shade(cell: _Cell, colour: str) -> None:
    """Colour the ground of a cell."""
    ground = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", colour.upper())):
        ground.set(qn(f"w:{key}"), value)
    cell._tc.get_or_add_tcPr().append(ground)


def repeated(grid: Grid) -> None:
    """Repeat the first row on each page."""
    head = OxmlElement("w:tblHeader")
    grid.rows[0]._tr.get_or_add_trPr().append(head)


def together(rows: Sequence[Sequence[_Cell]]) -> None:
    """Keep rows on the page of the row below them."""
    for row in rows:
        for cell in row:
            for line in cell.paragraphs:
                line.paragraph_format.keep_with_next = True


def outlined(grid: Grid) -> None:
    """Draw thin grey lines, and leave room around the texts of cells."""
    lines, margins = OxmlElement("w:tblBorders"), OxmlElement("w:tblCellMar")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "B9C2CC")):
            line.set(qn(f"w:{key}"), value)
        lines.append(line)
    for side, room in (("top", "40"), ("left", "80"), ("bottom", "40"), ("right", "80")):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), room)
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    layout = grid._tbl.tblPr.find(qn("w:tblLayout"))
    layout.addprevious(lines)
    layout.addnext(margins)


def unbroken(row: OxmlElement) -> None:
    """Keep a row on one page."""
    row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def described(grid: Grid, title: str) -> None:
    """Say to those who do not see it what a table is about."""
    about = OxmlElement("w:tblCaption")
    about.set(qn("w:val"), title)
    grid._tbl.tblPr.append(about)


def field(line: Paragraph, instruction: str, shown: str) -> None:
    """Add a field, and what it shows until it is made."""
    mark(line, "begin")
    instruct(line, instruction)
    mark(line, "separate")
    line.add_run(shown)
    mark(line, "end")


def mark(line: Paragraph, kind: str, *, dirty: bool = False) -> None:
    """Begin, separate or end a field."""
    each = OxmlElement("w:fldChar")
    each.set(qn("w:fldCharType"), kind)
    if dirty:
        each.set(qn("w:dirty"), "true")
    line.add_run()._r.append(each)


def instruct(line: Paragraph, text: str) -> None:
    """Say what a field shows."""
    each = OxmlElement("w:instrText")
    each.set(qn("xml:space"), "preserve")
    each.text = f" {text} "
    line.add_run()._r.append(each)
