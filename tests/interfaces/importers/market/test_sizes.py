"""Classes of employees in official files: columns, rows, withheld ones (A-13)."""

import pytest

from maillage.errors import RowError
from maillage.interfaces.importers.market import read_market_file
from tests.interfaces.importers.market import files

pytestmark = pytest.mark.unit


def sizes(found):
    return found.sizes.to_numpy().tolist()


def test_columns_of_a_county_file(tmp_path):
    rest = ',"N","N","N","N","N","N",2,0,0,0,0'
    text = files.lines(files.COUNTY_HEADER, f'"01","001","54----","G",9,"G",1,"G",5,10,5,"N"{rest}')
    assert sizes(read_market_file(files.write(tmp_path, "cbp21co.txt", text))) == [
        ["01001", "county", "54", "1-4", 5],
        ["01001", "county", "54", "1000-", 2],
    ]


def test_a_county_file_before_noise_names_the_first_class_otherwise(tmp_path):
    row = '01,001,54----,,G,9,G,1,G,5,10,4,3,2,1,0,0,0,0,0,0,0,0,0,"63","1"'
    text = files.lines(files.OLD_COUNTY_HEADER, row)
    found = sizes(read_market_file(files.write(tmp_path, "cbp12co.txt", text)))
    assert [row[3:] for row in found[:5]] == [
        ["1-4", 4], ["5-9", 3], ["10-19", 2], ["20-49", 1], ["50-99", 0],
    ]  # fmt: skip


def test_rows_of_a_download(tmp_path):
    text = files.lines(
        files.DOWNLOAD_HEADER,
        files.DOWNLOAD_LABELS,
        files.download_row("0100000US", "31-33"),
        files.download_row("0100000US", "31-33", size="210"),
        files.download_row("0100000US", "31-33", size="260", emp="N"),
        files.download_row("0100000US", "31-33", size="262"),
        files.download_row("0100000US", "31-33", size="210", lfo="920"),
    )
    found = read_market_file(files.write(tmp_path, "data.csv", text))
    assert sizes(found) == [
        ["US", "nation", "31-33", "1-4", 12],
        ["US", "nation", "31-33", "1000-", 12],
    ]
    assert len(found.cells) == 1
    assert found.assumptions == (
        "rows of a single legal form left out: 1",
        "rows of a single size class left out: 1",
    )


def test_a_file_without_classes_has_none(tmp_path):
    found = read_market_file(
        files.write(tmp_path, "a.csv", "fips,naics,est,year\n01001,54,3,2021\n")
    )
    assert sizes(found) == []


def test_a_wrong_class_is_named_with_its_place(tmp_path):
    rest = ',"N"' * 11
    text = files.lines(
        files.COUNTY_HEADER, f'"01","001","54----","G",9,"G",1,"G",5,10,5,"many"{rest}'
    )
    with pytest.raises(RowError) as caught:
        read_market_file(files.write(tmp_path, "cbp21co.txt", text))
    assert "row 2, n5_9 = 'many': not a whole number" in str(caught.value)


def test_a_class_given_twice_is_refused(tmp_path):
    row = files.download_row("0100000US", "54", size="210")
    text = files.lines(files.DOWNLOAD_HEADER, files.download_row("0100000US", "54"), row, row)
    with pytest.raises(RowError, match="already given"):
        read_market_file(files.write(tmp_path, "data.csv", text))


def test_the_classes_of_the_nation_add_up_to_its_establishments(shared_data):
    path = shared_data / "market" / "CBP2021.CB2100CBP-Data.US.csv.gz"
    found = read_market_file(path).sizes
    assert found[found["naics"] == ""]["establishments"].sum() == 8_148_606
    small = found[(found["naics"] == "54") & (found["size"] == "1-4")]
    assert len(small) == 1
