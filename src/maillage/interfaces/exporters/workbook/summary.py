"""The first sheet: what was asked, what came out, what it is worth, what was checked."""

from __future__ import annotations

from io import BytesIO
from math import ceil
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from maillage.domain.territories.outcome import DesignOutcome, MeasureSummary
from maillage.interfaces.exporters.checks import COLOURS, check_sentence, check_title
from maillage.interfaces.exporters.counting import units_in_words
from maillage.interfaces.exporters.findings import findings
from maillage.interfaces.exporters.labels import (
    country_label,
    measure_label,
    severity_label,
)
from maillage.interfaces.exporters.parameters import parameters
from maillage.interfaces.exporters.story import (
    NO_GAIN,
    diagnostic_question,
    gain_caveat,
    gain_source,
    generated_banner,
    less_balanced,
    sentences,
)
from maillage.interfaces.exporters.wording import clean, day, known, number
from maillage.interfaces.exporters.workbook.styles import HEADER, MUTED, Styles
from maillage.interfaces.exporters.workbook.tables import write_value

LABEL, FIRST, LAST = 1, 2, 4
LETTERS_PER_LINE = 115
PICTURE_WIDTH = 760
ROW_HEIGHT = 15.75


class SummarySheet:
    """Writes the summary from top to bottom, one row after the other."""

    def __init__(self, sheet: Worksheet, styles: Styles) -> None:
        self.sheet = sheet
        self.styles = styles
        self.row = 0

    def write(self, outcome: DesignOutcome, picture: bytes | None, width: int) -> None:
        """Write every section."""
        self._set_up()
        self._title(outcome)
        if picture:
            options = {"x_scale": PICTURE_WIDTH / width, "y_scale": PICTURE_WIDTH / width}
            options |= {
                "object_position": 3,
                "image_data": BytesIO(picture),
                "description": clean(outcome.title, 200),
            }
            self.sheet.insert_image(1, LAST + 2, "map.png", options)
        self._sentences(outcome)
        self._figures(outcome)
        self._gain(outcome)
        self._checks(outcome)
        self._parameters(outcome)

    def _set_up(self) -> None:
        self.sheet.hide_gridlines(2)
        self.sheet.fit_to_pages(1, 1)
        self.sheet.set_default_row(ROW_HEIGHT)  # said aloud, or LibreOffice shrinks rows and map
        self.sheet.set_column(0, 0, 2)
        self.sheet.set_column(LABEL, LABEL, 44)
        self.sheet.set_column(FIRST, LAST, 18)
        self.sheet.set_column(LAST + 1, LAST + 1, 3)

    def _title(self, outcome: DesignOutcome) -> None:
        self.sheet.set_row(self.row, 30)
        self._text(clean(outcome.title, 120), self.styles.get(bold=True, font_size=20))
        made = _("Territory design of %(date)s") % {"date": day(outcome.created_at)}
        self._text(made, self.styles.get(font_color=MUTED))
        if outcome.generated_data:
            style = self.styles.get(bold=True, bg_color="#fff1c9", font_color="#7a4b00", indent=1)
            self._merged(generated_banner(), style)

    def _sentences(self, outcome: DesignOutcome) -> None:
        self._heading(_("What it answers"))
        for sentence in sentences(outcome):
            self._paragraph(f"• {sentence}")

    def _figures(self, outcome: DesignOutcome) -> None:
        self._heading(_("Key figures"), _("Before"), _("After"))
        for measure in outcome.measures:
            for label, before, after, shape in _spread(measure):
                if known(before) or after:
                    style = self.styles.cell(num_format=shape, align="right")
                    self._figure(label, before, after, style)
        count = self.styles.cell(num_format="#,##0", align="right")
        counts = findings(outcome)
        missing = counts.accounts - counts.owned_before, counts.accounts - counts.owned_after
        if counts.reps:
            self._figure(_("Accounts without an owner"), *missing, count)
            self._figure(_("Accounts that change owner"), None, counts.moved, count)
        if not known(outcome.disruption):
            return
        percent = self.styles.cell(num_format="0.0%", align="right")
        disrupted = _("Share of %(measure)s that changes owner") % {
            "measure": measure_label(outcome.disruption_measure).lower()
        }
        self._figure(disrupted, None, outcome.disruption, percent)

    def _gain(self, outcome: DesignOutcome) -> None:
        if outcome.gain is None:
            return
        gain = outcome.gain
        self._heading(_("Expected gain in sales"), _("Low"), _("Base"), _("High"))
        share = self.styles.cell(num_format="0.0%", align="right", bold=True)
        self._figure(_("From balance alone"), gain.low, gain.base, share, gain.high)
        if known(gain.sales) and gain.sales:
            amount = self.styles.cell(num_format="#,##0", align="right")
            low, base, high = (part * gain.sales for part in (gain.low, gain.base, gain.high))
            self._figure(_("In amount, on today's sales"), low, base, amount, high)
        self._paragraph(less_balanced(gain) if gain.base < -NO_GAIN else gain_caveat())
        self._paragraph(gain_source(), font_color=MUTED, font_size=9)
        self._paragraph(diagnostic_question(), italic=True)

    def _checks(self, outcome: DesignOutcome) -> None:
        self._heading(_("Checks"))
        for check in outcome.checks:
            self.sheet.write_string(self.row, LABEL, check_title(check), self.styles.cell())
            pill = self.styles.pill(COLOURS[check.severity])
            self.sheet.write_string(self.row, FIRST, severity_label(check.severity), pill)
            sentence = check_sentence(check)
            style = self.styles.text(text_wrap=True)
            self.sheet.merge_range(self.row, FIRST + 1, self.row, LAST, sentence, style)
            self.sheet.set_row(self.row, 15 * ceil(len(sentence) / 42) + 3)
            self.row += 1

    def _parameters(self, outcome: DesignOutcome) -> None:
        self._heading(_("How it was made"))
        known_values = {
            _("Country"): country_label(outcome.country),
            _("Basic units"): units_in_words(outcome),
            _("Vintage of the geography"): outcome.geography_vintage,
            _("Time of calculation"): _("%(seconds)s s") % {"seconds": number(outcome.seconds, 1)},
            _("Seed"): str(outcome.seed),
        }
        for label, value in [*known_values.items(), *parameters(outcome)]:
            self.sheet.write_string(self.row, LABEL, label, self.styles.cell())
            style = self.styles.cell(text_wrap=True, quote_prefix=True)
            self.sheet.merge_range(self.row, FIRST, self.row, LAST, "", style)
            self.sheet.write_string(self.row, FIRST, clean(value, 1000), style)
            self.sheet.set_row(self.row, 15 * ceil(max(len(value), 1) / 58) + 3)
            self.row += 1

    def _heading(self, text: str, *columns: str) -> None:
        self.row += 1
        self.sheet.set_row(self.row, 22)
        line = {"bold": True, "font_color": HEADER, "bottom": 2, "bottom_color": HEADER}
        self.sheet.write_string(self.row, LABEL, text, self.styles.get(font_size=13, **line))
        for offset in range(LAST - FIRST + 1):
            shown = columns[offset] if offset < len(columns) else ""
            self.sheet.write_string(
                self.row, FIRST + offset, shown, self.styles.get(align="right", **line)
            )
        self.row += 1

    def _figure(
        self, label: str, first: Any, second: Any, style: Format, third: Any = None
    ) -> None:
        self.sheet.write_string(self.row, LABEL, label, self.styles.cell())
        for offset, value in enumerate((first, second, third)):
            write_value(self.sheet, (self.row, FIRST + offset), value, style, self.styles)
        self.row += 1

    def _text(self, text: str, style: Format) -> None:
        self.sheet.write_string(self.row, LABEL, text, style)
        self.row += 1

    def _merged(self, text: str, style: Format) -> None:
        self.sheet.merge_range(self.row, LABEL, self.row, LAST, "", style)
        self.sheet.write_string(self.row, LABEL, text, style)
        self.row += 1

    def _paragraph(self, text: str, **properties: Any) -> None:
        self.sheet.set_row(self.row, 15 * ceil(len(text) / LETTERS_PER_LINE) + 3)
        self._merged(text, self.styles.get(text_wrap=True, **properties))


def _spread(measure: MeasureSummary) -> list[tuple[str, float | None, float | None, str]]:
    """Label, before, after and number format of what tells the balance of a measure."""
    name = {"measure": measure_label(measure.name)}
    before, after = measure.largest_deviation_before, measure.largest_deviation_after
    return [
        (_("%(measure)s: largest deviation") % name, before, after, "0.0%"),
        (
            _("%(measure)s: coefficient of variation") % name,
            measure.variation_before,
            measure.variation_after,
            "0.0%",
        ),
        (
            _("%(measure)s: richest to poorest") % name,
            measure.ratio_before,
            measure.ratio_after,
            "0.0",
        ),
    ]
