"""Canadian business counts by province and metropolitan area (A-18)."""

import pytest

from maillage.errors import FileError, RowError
from maillage.interfaces.importers.market import read_market_file
from tests.interfaces.importers.market import files
from tests.interfaces.importers.market.test_layouts import rows

pytestmark = pytest.mark.unit

HEADER = (
    '"REF_DATE","GEO","DGUID","Employment size",'
    '"North American Industry Classification System (NAICS)","UOM","VALUE","STATUS"'
)


def row(
    dguid="2021A000235",
    naics="Offices of physicians [6211]",
    value="12",
    *,
    staff="Total, with employees",
):
    return f'"2025-12","Somewhere","{dguid}","{staff}","{naics}","Number","{value}",""'


def read(tmp_path, *lines, header=HEADER, encoding="utf-8-sig"):
    path = files.write(tmp_path, "33101096.csv", files.lines(header, *lines), encoding)
    return read_market_file(path)


def test_locations_with_employees_of_all_sizes(tmp_path):
    found = read(
        tmp_path,
        row("2021A000011124", "Total, all industries", "90"),
        row(),
        row(naics="Retail trade [44-45]", value=""),
        row("2021S0503535"),
        row(staff="1 to 4 employees"),
        row(naics="Unclassified"),
        row("2021A00033520"),
        row(""),
    )
    assert (found.kind, found.vintage) == ("statcan", 2025)
    assert found.source == "Statistics Canada, Canadian Business Counts"
    assert found.licence == "Statistics Canada Open Licence"
    assert rows(found, "zone", "level", "naics", "establishments") == [
        ["CA", "nation", "", 90],
        ["35", "province", "6211", 12],
        ["35", "province", "44-45", None],
        ["535", "metro", "6211", 12],
    ]
    assert found.assumptions == (
        "rows of a single size class left out: 1",
        "rows of several industries together left out: 1",
        "rows of other geographic levels left out: 2",
    )


def test_columns_in_another_order(tmp_path):
    found = read(
        tmp_path,
        '5,"Retail trade [44-45]","Total, with employees","2021A000224","2025-12"',
        header='"VALUE","North American Industry Classification System (NAICS)",'
        '"Employment size","DGUID","REF_DATE"',
    )
    assert rows(found, "zone", "naics", "establishments") == [["24", "44-45", 5]]


@pytest.mark.parametrize(
    ("wrong", "column", "value"),
    [
        (row("Ontario"), "dguid", "Ontario"),
        (row(value="-2"), "value", "-2"),
        (row(value="many"), "value", "many"),
    ],
)
def test_wrong_cells_are_named(tmp_path, wrong, column, value):
    with pytest.raises(RowError) as caught:
        read(tmp_path, row("2021A000224"), wrong)
    assert [(each.row, each.column, each.value) for each in caught.value.problems] == [
        (3, column, value)
    ]


def test_a_cut_or_mis_encoded_file(tmp_path):
    with pytest.raises(RowError):
        read(tmp_path, row(), '"2025-12","Some')
    with pytest.raises(FileError):
        read(tmp_path, row(), encoding="utf-16")
    with pytest.raises(FileError):
        read(tmp_path, row(staff="1 to 4 employees"))
