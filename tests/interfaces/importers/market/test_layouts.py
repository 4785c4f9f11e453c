"""Official layouts are recognised by their content and read in full (A-13)."""

import pandas as pd
import pytest

from maillage.errors import FileError, ParameterError
from maillage.interfaces.importers.market import read_market_file
from tests.interfaces.importers.market import files

pytestmark = pytest.mark.unit


def rows(market_file, *columns):
    cells = market_file.cells[list(columns)].astype(object)
    return cells.where(cells.notna(), None).to_numpy().tolist()


def test_county_file_with_noise_flags(tmp_path):
    path = files.write(tmp_path, "cbp21co.txt", files.county_file())
    found = read_market_file(path)
    assert (found.kind, found.vintage, found.geography_vintage) == ("cbp", 2021, 2020)
    assert found.layout == "County Business Patterns, county file"
    assert found.licence == "US government work, public domain"
    assert rows(found, "zone", "naics", "establishments", "employees", "payroll", "flag") == [
        ["01001", "", 924, 11216, 424826, "GG"],
        ["01001", "11", 10, 78, 5107, "GG"],
        ["01001", "113", 7, 68, 4563, "GG"],
        ["01001", "31-33", 30, 900, 40000, "JH"],
        ["01999", "", 12, None, None, "DD"],
    ]
    assert set(found.cells["level"]) == {"county"}
    assert found.flags == {"DD": 1, "GG": 3, "JH": 1}


def test_old_county_file_with_size_class_of_withheld_employees(tmp_path):
    text = files.lines(
        files.OLD_COUNTY_HEADER,
        "01,001,------,,G,100,G,1,G,4000,10,5,5,0,0,0,0,0,0,0,0,0,0,0,63,1",
        "01,001,1131//,B,D,0,D,0,D,0,3,3,0,0,0,0,0,0,0,0,0,0,0,0,63,1",
        "01,001,1132//,E,S,0,D,0,H,55,2,2,0,0,0,0,0,0,0,0,0,0,0,0,63,1",
    )
    found = read_market_file(files.write(tmp_path, "cbp08co.txt", text))
    assert found.vintage == 2008
    assert rows(found, "naics", "establishments", "employees", "payroll", "flag") == [
        ["", 10, 100, 4000, "GG"],
        ["1131", 3, None, None, "DDB"],
        ["1132", 2, None, 55, "SHE"],
    ]


def test_county_file_before_noise_has_only_the_size_class(tmp_path):
    text = files.lines(
        "FIPSTATE,FIPSCTY,NAICS,EMPFLAG,EMP,QP1,AP,EST,N1_4",
        "01,001,------,,100,1,4000,10,5",
        "01,001,1131//,B,0,0,0,3,3",
    )
    found = read_market_file(files.write(tmp_path, "cbp98co.txt", text))
    assert found.vintage == 1998
    assert rows(found, "employees", "flag") == [[100, ""], [None, "--B"]]


def test_state_file_keeps_all_legal_forms_together_only(tmp_path):
    text = files.lines(
        files.STATE_HEADER,
        "06,------,-,G,100,G,1,G,2,30",
        "06,------,C,G,60,G,1,G,2,20",
        "06,------,O,G,40,G,1,G,2,10",
    )
    found = read_market_file(files.write(tmp_path, "cbp22st.txt", text))
    assert rows(found, "zone", "level", "naics", "establishments") == [["06", "state", "", 30]]
    assert found.assumptions == ("rows of a single legal form left out: 2",)


def test_national_file(tmp_path):
    text = files.lines(files.NATION_HEADER, "-,54----,G,1,G,1,G,2,30", "Z,54----,G,1,G,1,G,2,9")
    found = read_market_file(files.write(tmp_path, "cbp22us.txt", text))
    assert rows(found, "zone", "level", "naics", "establishments") == [["US", "nation", "54", 30]]


def test_download_keeps_totals_of_every_level(tmp_path):
    text = files.lines(
        files.DOWNLOAD_HEADER,
        files.DOWNLOAD_LABELS,
        files.download_row("0100000US", "00"),
        files.download_row("0400000US06", "31-33"),
        files.download_row("0500000US01001", "44-45"),
        files.download_row("0500000US01001", "44-45", size="210"),
        files.download_row("0500000US01001", "44-45", lfo="920"),
        files.download_row("8610000US90305", "23", emp="N"),
        files.download_row("1400000US01001020100", "23"),
    )
    found = read_market_file(files.write(tmp_path, "data.csv", text))
    assert (found.vintage, found.geography_vintage) == (2022, 2022)
    assert rows(found, "zone", "level", "naics", "establishments", "employees") == [
        ["US", "nation", "", 12, 40],
        ["06", "state", "31-33", 12, 40],
        ["01001", "county", "44-45", 12, 40],
        ["90305", "postal", "23", 12, None],
    ]


def test_download_without_the_row_of_labels(tmp_path):
    text = files.lines(files.DOWNLOAD_HEADER, files.download_row())
    assert len(read_market_file(files.write(tmp_path, "data.csv", text)).cells) == 1


def test_any_table_of_zone_industry_and_establishments(tmp_path):
    text = files.lines(
        "county_fips;naics_code;establishments;employment;year",
        "1001;54;12.0;40;2021",
        "US;54;100;;2021",
        "48000;54;60;D;2021",
        "6;54;9;3;2021",
    )
    found = read_market_file(files.write(tmp_path, "anything.csv", text))
    assert rows(found, "zone", "level", "establishments", "employees") == [
        ["01001", "county", 12, 40],
        ["US", "nation", 100, None],
        ["48", "state", 60, None],
        ["06", "state", 9, 3],
    ]
    assert found.assumptions == ("zone codes whose leading zeros were put back: 2",)


POPULATION = files.lines(
    "SUMLEV,REGION,STATE,COUNTY,STNAME,CTYNAME,POPESTIMATE2021,POPESTIMATE2023",
    "40,3,1,0,Alabama,Alabama,10,12",
    "50,3,1,1,Alabama,Autauga County,4,5",
    "050,4,35,013,New Mexico,Doña Ana County,6,7",
    "162,4,35,013,New Mexico,Some place,6,7",
)


def test_population_of_the_newest_year(tmp_path):
    path = files.write(tmp_path, "co-est.csv", POPULATION, encoding="latin-1")
    found = read_market_file(path)
    assert (found.kind, found.vintage) == ("population", 2023)
    assert rows(found, "zone", "level", "population") == [
        ["01", "state", 12],
        ["01001", "county", 5],
        ["35013", "county", 7],
    ]


def test_population_of_a_chosen_year(tmp_path):
    path = files.write(tmp_path, "co-est.csv", POPULATION, encoding="latin-1")
    found = read_market_file(path, year=2021)
    assert (found.vintage, found.cells["population"].tolist()) == (2021, [10, 4, 6])
    with pytest.raises(ParameterError):
        read_market_file(path, year=1999)


@pytest.mark.parametrize(("zone", "geography"), [("09001", 2020), ("09110", 2022)])
def test_the_codes_of_connecticut_date_the_boundaries(tmp_path, zone, geography):
    text = files.lines("fips,naics,est,year", f"{zone},54,3,2021", "09999,54,3,2021")
    found = read_market_file(files.write(tmp_path, "x.csv", text))
    assert found.geography_vintage == geography


def test_both_systems_of_connecticut_in_one_file_are_refused(tmp_path):
    text = files.lines("fips,naics,est,year", "09001,54,3,2021", "09110,54,3,2021")
    with pytest.raises(FileError) as caught:
        read_market_file(files.write(tmp_path, "x.csv", text))
    assert str(caught.value) == (
        "x.csv mixes the counties and the planning regions of Connecticut. "
        "Keep those of one year: counties before 2022, planning regions since."
    )


def test_gzip_and_zip_hold_the_same_figures(tmp_path):
    text = files.county_file()
    plain = read_market_file(files.write(tmp_path, "cbp21co.txt", text))
    packed = read_market_file(files.gzipped(tmp_path, "cbp21co.txt.gz", text.encode()))
    archive = files.zipped(tmp_path, "cbp21co.zip", {"cbp21co.txt": text, "readme.txt": "Hello"})
    unpacked = read_market_file(archive)
    for each in (packed, unpacked):
        pd.testing.assert_frame_equal(each.cells, plain.cells)
        assert each.sha256 == plain.sha256
    assert unpacked.file_name == "cbp21co.zip/cbp21co.txt"


def test_the_year_must_be_known(tmp_path):
    path = files.write(tmp_path, "counties.txt", files.county_file())
    with pytest.raises(ParameterError) as caught:
        read_market_file(path)
    assert str(caught.value) == (
        "counties.txt does not say which year its figures describe. Give it with --year."
    )
    assert read_market_file(path, year=2021).vintage == 2021


def test_one_year_of_several_is_chosen(tmp_path):
    text = files.lines("year,fipstate,naics,est", "2007,01,------,5", "2011,01,------,6")
    path = files.write(tmp_path, "x.csv", text)
    with pytest.raises(ParameterError) as caught:
        read_market_file(path)
    assert str(caught.value) == (
        "x.csv holds figures of 2007, 2011. Choose one of them with --year."
    )
    assert read_market_file(path, year=2011).cells["establishments"].tolist() == [6]
