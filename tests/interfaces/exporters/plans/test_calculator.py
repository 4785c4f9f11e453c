"""The calculator: its formulas give the figures of the plan, and it is read back (M-03)."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.utils.translation import override

from maillage.core.plans.examining import examine
from maillage.errors import FileError, ParameterError
from maillage.interfaces.exporters.plans.calculator import FIRST_SOURCE, calculator
from maillage.interfaces.importers.plans.calculator import read_calculator
from maillage.interfaces.importers.plans.files import EXAMPLE, plan_from, read_plan
from maillage.interfaces.importers.plans.stored import stored_plan
from tests.factories import HOSTILE_NAMES
from tests.interfaces.exporters.plans.office import recalculated

pytestmark = pytest.mark.unit
PAGE = 734
"""Points that lying Letter paper has within the margins; A4 has 50 more."""
ELISE = read_plan(EXAMPLE)
SLOW = plan_from(
    EXAMPLE.read_bytes()
    .replace(b"worked_weeks = 52", b"worked_weeks = 45.5\nramp_months = 3\nbegan_on = 2026-02-01")
    .replace(b"[{ rate = 0.25 }]", b"[{ rate = 0.25, trials = 40 }]\nlag_weeks = 6"),
    name="slow.toml",
)
SAID = ELISE.model_dump(mode="json")
RICH = stored_plan(
    SAID
    | {
        "quarters": ["0.1", "0.2", "0.3", "0.4"],
        "products": [{"name": "month", "share": "0.25"}, {"name": "12", "share": "0.75"}],
        "sources": [each | ({"hours": [0, 1.5]} if len(each["stages"]) == 2 else {})
                    for each in SAID["sources"]],
        "segments": [each | {"priorities": ["A; B", "semaine"], "effort_hours": 12.5}
                     for each in SAID["segments"]],
        "opportunities": [
            {"segment": SAID["segments"][0]["name"], "name": "=1+1", "amount": 5, "probability": 0.5,
             "horizon": "quick_win", "account": 7},
            {"segment": SAID["segments"][1]["name"], "name": "quick win", "amount": 6.5,
             "probability": 0, "horizon": "project", "effort_hours": 3},
        ],
        "blocks": [{"segment": SAID["segments"][0]["name"], "weekday": 0, "starts": "09:00",
                    "hours": 2.5}],
        "potential_bounds": {"low": 1, "high": 2},
        "review_weeks": 4,
        "holidays": "CA-QC",
        "steps_note": {"time": "Two\nlines.", "review": "Yes."},
    }
)  # fmt: skip
"""With something in every field."""
LEFT_OUT = {"sold"}
"""What is the sum of what the months say."""


def written(plan, folder, language="en"):
    file = folder / "plan.xlsx"
    with override(language):
        file.write_bytes(calculator(plan, examine(plan.read())))
    return file


def sheets(file):
    return openpyxl.load_workbook(file, data_only=True).worksheets


def check_figures(file, plan):
    """Every figure that is calculated equals the engine's."""
    found = examine(plan.read())
    first, months, spent, tracked, _rest = sheets(file)
    row = FIRST_SOURCE + 1
    for step in found.steps:
        assert first.cell(row, 4).value == pytest.approx(step.target / 100, rel=1e-6)
        if step.chance:
            source = step.need.source
            sold = step.chance.planned * step.need.in_time * source.deals.mean
            for each in source.conversions:
                sold *= each.rate
            assert first.cell(row, 15).value == pytest.approx(step.chance.planned, rel=1e-6)
            assert first.cell(row, 17).value == pytest.approx(sold, rel=1e-6)
            assert first.cell(row, 18).value == pytest.approx(sold - step.target / 100, abs=1e-3)
            assert first.cell(row, 19).value == pytest.approx(step.chance.probability, rel=1e-6)
        for volume in step.need.volumes if step.need else [None]:
            if volume:
                assert first.cell(row, 8).value == volume.stage
                assert first.cell(row, 11).value == pytest.approx(volume.yearly, rel=1e-6)
                assert first.cell(row, 12).value == pytest.approx(volume.weekly, rel=1e-6)
            row += 1
    assert first.cell(row, 3).value == pytest.approx(1)
    assert first.cell(row + 1, 2).value in {None, ""}
    year = plan.read().year
    for place in range(12):
        passed = 1 - year.effective(on=year.months()[place + 1]) if place < 11 else 1
        expected = float(plan.objective) * passed
        assert months.cell(5 + place, 17).value == pytest.approx(expected, rel=1e-6)
    check_tracking(tracked, plan)
    for place, each in enumerate(plan.segments):
        sales = float(plan.objective) * float(each.sales)
        cells = [spent.cell(3 + place, column).value for column in (6, 7, 8, 9)]
        assert cells == pytest.approx(
            [sales, sales / each.accounts, sales / float(each.time) / 100,
             float(each.time) * plan.weekly_hours], rel=1e-6,
        )  # fmt: skip


def check_tracking(sheet, plan, done=()):
    """What is planned and was done in each month, both so far, the gap and the pace."""
    planned = examine(plan.read()).steps[1].chance.planned
    weights = [each / sum(plan.seasonality) for each in plan.seasonality]
    for place in range(12):
        cells = [sheet.cell(5 + place, column).value for column in range(3, 9)]
        so_far = planned * sum(weights[: place + 1])
        assert [cells[0], cells[2]] == pytest.approx([planned * weights[place], so_far], rel=1e-6)
        if place < len(done):
            reached = sum(done[: place + 1])
            assert [cells[1], *cells[3:]] == pytest.approx(
                [done[place], reached, reached - so_far, reached / so_far], rel=1e-6
            )
        else:
            assert {cells[1], *cells[3:]} <= {None, ""}


def test_the_tracking_sheet_follows_what_is_filled_in(tmp_path):
    file = written(SLOW, tmp_path, "fr")
    book = openpyxl.load_workbook(file)
    done = (3, 9, 14)
    for place, count in enumerate(done):
        book.worksheets[1].cell(5 + place, 5).value = count
    book.worksheets[1].cell(5, 8).value = 40_000
    rules = book.worksheets[3].conditional_formatting
    assert sorted(str(each.sqref) for each in rules) == ["H5:H16", "N5:N16", "T5:T16"]
    book.save(file)
    tracked = sheets(recalculated(file, tmp_path))[3]
    check_tracking(tracked, SLOW, done)
    sales = [tracked.cell(5, column).value for column in range(15, 21)]
    expected = float(SLOW.objective) / 12
    assert sales == pytest.approx(
        [expected, 40_000, expected, 40_000, 40_000 - expected, 40_000 / expected], rel=1e-6
    )
    assert {tracked.cell(6, column).value for column in (16, 18, 19, 20)} <= {None, ""}


@pytest.mark.parametrize("plan", [ELISE, SLOW])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_shows_the_figures_of_the_plan(plan, language, tmp_path):
    check_figures(written(plan, tmp_path, language), plan)


def test_its_formulas_give_the_figures_of_the_plan(tmp_path):
    check_figures(recalculated(written(SLOW, tmp_path), tmp_path), SLOW)


def test_what_is_changed_changes_the_figures(tmp_path):
    """Its values are written for another plan: only its formulas can give those of this one."""
    file = written(ELISE, tmp_path, "fr")
    book = openpyxl.load_workbook(file)
    first = book.worksheets[0]
    first["C3"], first["C6"] = 2_400_000, 40
    row = FIRST_SOURCE + 2
    assert [first.cell(place, 14).value for place in (row, row + 2)] == ["mois", "mois"]
    first.cell(row, 13).value, first.cell(row, 14).value = 5, "semaine"
    book.save(file)
    changed = read_calculator(file)
    assert (changed.objective, changed.worked_weeks) == (2_400_000, 40)
    assert changed.sources[1].planned.model_dump() == {"count": 5, "per": "week"}
    with pytest.raises(AssertionError):
        check_figures(file, changed)
    calculated = openpyxl.load_workbook(recalculated(file, tmp_path), data_only=True)
    first = calculated.worksheets[0]
    chance = examine(changed.read()).steps[1].chance
    assert first.cell(row, 15).value == chance.planned == 200
    assert first.cell(row, 17).value == pytest.approx(200 * 0.25 * 20_000)


@pytest.mark.parametrize("plan", [ELISE, SLOW, RICH])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_is_read_back_as_it_was_written(plan, language, tmp_path):
    found = read_calculator(written(plan, tmp_path, language))
    assert found == plan.model_validate({name: each for name, each in plan if name not in LEFT_OUT})


def test_rows_of_the_last_sheet_are_filled_in_changed_and_emptied(tmp_path):
    file = written(RICH, tmp_path, "fr")
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[4]
    rows = {}
    for row in range(1, sheet.max_row + 1):
        rows.setdefault(sheet.cell(row, 1).value, []).append(row)
    first, second, empty = rows["activities"][0], rows["opportunities"][1], rows["indicators"][-1]
    assert sheet.cell(rows["opportunities"][0], 8).value == "gain rapide"
    for column, value in enumerate(("Salons", 3, "trimestre"), start=3):
        sheet.cell(first, column).value = value
    for column, value in enumerate(("Marge", 0.2), start=3):
        sheet.cell(empty, column).value = value
    for column in range(3, 10):
        sheet.cell(second, column).value = None
    for column in range(3, 7):
        sheet.cell(rows["quarters"][0], column).value = None
    book.save(file)
    found = read_calculator(file)
    assert found.activities[0].model_dump() == {"name": "Salons", "count": 3, "per": "quarter"}
    assert found.indicators[-1].model_dump() == {
        "name": "Marge", "target": 0.2, "per": None, "unit": "",
    }  # fmt: skip
    assert (len(found.opportunities), found.quarters) == (1, [])
    sheet.cell(rows["blocks"][0], 4).value = "Monday"
    book.save(file)
    with pytest.raises(ParameterError, match=f"!D{rows['blocks'][0]}"):
        read_calculator(file)


@pytest.mark.parametrize("name", [each for each in HOSTILE_NAMES if 1 <= len(each) <= 200])
def test_names_stay_texts(name, tmp_path):
    plan = ELISE.model_copy(deep=True)
    plan.sources[0].name = name
    file = written(plan, tmp_path)
    cell = openpyxl.load_workbook(file).worksheets[0].cell(FIRST_SOURCE + 1, 2)
    assert cell.data_type == "s"
    assert len(read_calculator(file).sources) == 3


def test_months_that_are_filled_in_are_what_was_reached(tmp_path):
    """A row inserted above, and an empty one between, change nothing."""
    file = written(ELISE, tmp_path)
    book = openpyxl.load_workbook(file)
    book.worksheets[0].insert_rows(2)
    months = book.worksheets[1]
    for month, (done, won, lost, sold) in enumerate([(8, 2, 3, 40_000), (9, 1, 4, 20_500.5)]):
        for column, value in zip((5, 6, 7, 8), (done, won, lost, sold), strict=True):
            months.cell(5 + month, column).value = value
    months.cell(7, 14).value = 100_000
    book.save(file)
    found = read_calculator(file)
    assert found.sources[1].so_far.model_dump() == {
        "on": date(2026, 4, 1), "done": 17, "resolved": 10, "won": 3, "sold": 60_500.5,
    }  # fmt: skip
    assert found.sources[2].so_far is None
    assert found.sold.model_dump() == {"on": date(2026, 4, 1), "amount": 160_500.5}
    assert examine(found.read()).steps[1].ahead.open == 7


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "words"),
    [
        (0, "C3", "lots", "plan.xlsx, Calculator!C3 = 'lots'"),
        (0, "C3", -5, "plan.xlsx, Calculator!C3 = '-5"),
        (0, "C5", "soon", "plan.xlsx, Calculator!C5 = 'soon'"),
        (0, "C6", 60, "plan.xlsx, Calculator!C6 = '60"),
        (0, "C14", 1.5, "plan.xlsx, Calculator!C14 = '1.5'"),
        (0, "I15", 0, "plan.xlsx, Calculator!I15 = '0"),
        (0, "N15", "day", "plan.xlsx, Calculator!N15 = 'day'"),
        (0, "C14", None, "plan.xlsx, Calculator!C14: it is missing."),
        (1, "C5", "summer", "plan.xlsx, Months!C5 = 'summer'"),
        (1, "E5", "many", "Months!E5 = 'many': it is no number of 0 or more."),
        (1, "F6", -1, "Months!F6 = '-1.0': it is no number of 0 or more."),
        (2, "D3", 2, "plan.xlsx, Time!D3 = '2"),
        (0, "I15", None, "The funnel of 'New clients' is not complete."),
        (0, "C14", 0.4, "sum to 90.00%. 10.00% is missing."),
    ],
)
def test_a_wrong_cell_is_named(sheet, cell, value, words, tmp_path):
    file = written(ELISE, tmp_path)
    book = openpyxl.load_workbook(file)
    book.worksheets[sheet][cell] = value
    book.save(file)
    with pytest.raises((FileError, ParameterError)) as caught:
        examine(read_calculator(file).read())
    assert words in str(caught.value)


def test_what_is_no_calculator_is_refused(tmp_path):
    other = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(other)
    with pytest.raises(FileError, match=r"'other.xlsx' is no calculator of Maillage"):
        read_calculator(other)
    for content in (b"", b"PK\x03\x04", b"<html>", written(ELISE, tmp_path).read_bytes()[:2000]):
        other.write_bytes(content)
        with pytest.raises(FileError, match=r"other\.xlsx"):
            read_calculator(other)
    with pytest.raises(FileError):
        read_calculator(tmp_path / "none.xlsx")


def test_every_sheet_prints_as_wide_as_a_page_with_its_name_below():
    """M-03: the first is 60 % of its size at least, the last 70 %."""
    book = openpyxl.load_workbook(BytesIO(calculator(ELISE, examine(ELISE.read()))))
    first, rest = book.worksheets[0], book.worksheets[-1]
    for sheet in book.worksheets:
        assert (sheet.page_setup.orientation, sheet.oddFooter.left.text) == (
            "landscape",
            "Élise · &A",
        )
        assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (
            True,
            0,
        )
        assert sheet.print_area.startswith(f"'{sheet.title}'!$B$1:")
    assert first.print_title_rows == f"${FIRST_SOURCE}:${FIRST_SOURCE}"
    assert (PAGE / width_of(first) > 0.6, PAGE / width_of(rest) > 0.7) == (True, True)


def width_of(sheet):
    """The columns of a sheet that are shown, in points."""
    shown = (each for each in sheet.column_dimensions.values() if not each.hidden)
    return sum(each.width * 7 * 0.75 * (each.max - each.min + 1) for each in shown)
