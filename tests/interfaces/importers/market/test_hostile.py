"""Hostile market files are refused with the right message, and nothing is kept of them."""

import os

import pytest

from maillage.errors import CellProblem, FileError, RowError
from maillage.interfaces.importers.market import read_market_file, rows, sources
from tests.interfaces.importers.market import files

pytestmark = pytest.mark.unit

HEADER = "fips,naics,est,emp,year"


def refused(path, error=FileError):
    with pytest.raises(error) as caught:
        read_market_file(path)
    return caught.value


def problems(tmp_path, *rows, header=HEADER):
    error = refused(files.write(tmp_path, "x.csv", files.lines(header, *rows)), RowError)
    return [(each.row, each.column, each.value, each.message) for each in error.problems]


WHOLE = "not a whole number from 0 to 2147483647."


def test_every_wrong_cell_is_named(tmp_path):
    assert problems(
        tmp_path,
        "01001,54,3,1,2021",
        "01003,54,-3,1,2021",
        "01005,54,NaN,1,2021",
        "01007,54,,1,2021",
        "01009,54,1.5,1,2021",
        "01011,54,2147483648,1,2021",
        "01013,5x,3,1,2021",
        "99001,54,3,1,2021",
        "Texas,54,3,1,2021",
        "01015,54,3,many,2021",
        "01017,54,=1+1,1,2021",
    ) == [
        (3, "est", "-3", WHOLE),
        (4, "est", "NaN", WHOLE),
        (5, "est", "", WHOLE),
        (6, "est", "1.5", WHOLE),
        (7, "est", "2147483648", WHOLE),
        (8, "naics", "5x", "not a NAICS code."),
        (9, "fips", "99001", "no state has this FIPS code."),
        (10, "fips", "Texas", "not the code of a zone."),
        (11, "emp", "many", WHOLE),
        (12, "est", "=1+1", WHOLE),
    ]


def test_the_message_names_file_row_column_value_and_remedy(tmp_path):
    path = files.write(tmp_path, "x.csv", files.lines(HEADER, "01001,54,-3,1,2021"))
    assert str(refused(path, RowError)) == (
        "x.csv: row 2, est = '-3': not a whole number from 0 to 2147483647. "
        "Give the figure as published; D, S, N and X stand for a withheld one."
    )


def test_a_second_figure_for_a_zone_and_industry(tmp_path):
    assert problems(tmp_path, "01001,54,3,1,2021", "01001,54----,4,1,2021") == [
        (3, "naics", "01001 54", "this zone and industry were already given.")
    ]


def test_a_row_that_is_too_long_or_too_short(tmp_path):
    for row, seen in (("01003,54,3,1,2021,9", 6), ("01003,54", 2)):
        error = refused(
            files.write(tmp_path, "x.csv", files.lines(HEADER, "01001,54,3,1,2021", row)), RowError
        )
        assert error.problems == (
            CellProblem(
                3,
                "the whole row",
                row,
                f"{seen} columns instead of 5.",
                "The file may be cut off or edited: download it again.",
            ),
        )


def test_rows_are_numbered_across_blocks(tmp_path, monkeypatch):
    monkeypatch.setattr(rows, "BLOCK_BYTES", 200)
    good = [f"{state:02d}{county:03d},54,3,1,2021" for state in (1, 4) for county in range(1, 99)]
    assert problems(tmp_path, *good, "01999,54,x,1,2021") == [(198, "est", "x", WHOLE)]
    assert problems(tmp_path, *good, "01999,54")[0][:3] == (198, "the whole row", "01999,54")


def test_reading_stops_after_a_hundred_wrong_cells(tmp_path):
    rows = [f"01{county:03d},54,x,1,2021" for county in range(1, 300)]
    assert len(problems(tmp_path, *rows)) == 100


def test_a_million_characters_in_a_cell(tmp_path):
    found = problems(tmp_path, f"01001,54,{'9' * 1_000_000},1,2021")
    assert [(row, column) for row, column, _value, _message in found] == [(2, "est")]
    path = files.write(tmp_path, "x.csv", files.lines(HEADER, f'01001,54,"{"9" * 9_000_000}'))
    assert refused(path).remedy == "A quote may be left open: download the file again."


def test_what_is_not_a_market_file(tmp_path):
    path = files.write(tmp_path, "x.csv", files.lines("name,city", "Acme,Dallas"))
    assert refused(path).message == "x.csv is not a market file that Maillage knows."


def test_a_missing_column(tmp_path):
    path = files.write(tmp_path, "x.csv", files.lines("fipstate,fipscty,naics,emp", "01,001,54,3"))
    assert refused(path).message == "x.csv is not a market file that Maillage knows."


def test_a_header_alone(tmp_path):
    path = files.write(tmp_path, "cbp21co.csv", files.lines(files.STATE_HEADER))
    assert refused(path).message == "cbp21co.csv holds no figure."


def test_only_other_legal_forms(tmp_path):
    text = files.lines(files.STATE_HEADER, "06,------,C,G,60,G,1,G,2,20")
    assert refused(files.write(tmp_path, "cbp22st.txt", text)).message == (
        "cbp22st.txt holds no figure."
    )


def test_an_empty_file_a_directory_and_a_missing_one(tmp_path):
    assert refused(files.write(tmp_path, "x.csv", "")).message == "x.csv is empty."
    assert refused(tmp_path).message == f"{tmp_path} is not a file."
    assert refused(tmp_path / "none.csv").message == f"There is no file {tmp_path / 'none.csv'}."


def test_utf16_and_binary(tmp_path):
    message = "x.csv is not a plain text table (binary, or UTF-16)."
    assert refused(files.write(tmp_path, "x.csv", files.county_file(), "utf-16")).message == message
    path = tmp_path / "x.csv"
    path.write_bytes(bytes(range(256)) * 10)
    assert refused(path).message == message


def test_a_workbook(tmp_path):
    path = files.zipped(tmp_path, "x.xlsx", {"[Content_Types].xml": "<a/>", "xl/workbook.xml": ""})
    assert refused(path).message == "x.xlsx is an Excel workbook."


def test_several_tables_in_one_archive(tmp_path):
    text = files.county_file()
    path = files.zipped(tmp_path, "x.zip", {"cbp20co.txt": text, "cbp21co.txt": text})
    assert refused(path).message == "x.zip holds several tables: cbp20co.txt, cbp21co.txt."


def test_a_sparse_file_of_two_gigabytes(tmp_path):
    path = tmp_path / "x.csv"
    with path.open("wb") as stream:
        os.truncate(stream.fileno(), 2 << 30)
    assert refused(path).message == (
        "x.csv is too large, or expands too much (limit 1024 MB, 100 times)."
    )


def test_bombs(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "RATIO_COUNTS_FROM", 1 << 20)
    text = (files.lines(HEADER) + files.lines("01001,54,3,1,2021") * 500_000).encode()
    for path in (
        files.gzipped(tmp_path, "x.csv.gz", text),
        files.zipped(tmp_path, "x.zip", {"x.csv": text}),
    ):
        name = {"x.csv.gz": "x.csv.gz", "x.zip": "x.zip/x.csv"}[path.name]
        assert refused(path).message == (
            f"{name} is too large, or expands too much (limit 1024 MB, 100 times)."
        )


def test_damaged_archives(tmp_path):
    good = files.gzipped(tmp_path, "x.csv.gz", files.county_file().encode()).read_bytes()
    path = tmp_path / "cut.csv.gz"
    path.write_bytes(good[:-20])
    assert refused(path).message.startswith("cut.csv.gz cannot be read: ")
    broken = files.zipped(tmp_path, "x.zip", {"cbp21co.txt": files.county_file()})
    data = bytearray(broken.read_bytes())
    data[60:80] = b"\xff" * 20
    broken.write_bytes(data)
    assert refused(broken).message.startswith("x.zip/cbp21co.txt cannot be read: ")


def test_a_truncated_zip(tmp_path):
    path = tmp_path / "x.zip"
    path.write_bytes(b"PK\x03\x04" + b"\0" * 50)
    assert refused(path).message == "x.zip cannot be read: File is not a zip file."
