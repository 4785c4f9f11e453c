"""Regional accounts, enterprises, businesses without employees and land (A-13)."""

import json

import pytest

from maillage.errors import FileError, ParameterError, RowError
from maillage.interfaces.importers.market import read_market_file
from maillage.interfaces.importers.market.fetch import accounts_url
from tests.interfaces.importers.market import files
from tests.interfaces.importers.market.test_layouts import rows

pytestmark = pytest.mark.unit

HEADER = (
    "GeoFIPS,GeoName,Region,TableName,LineCode,IndustryClassification,Description,Unit,2021,2022"
)
MILLIONS = '"Millions of current dollars"'
NOTES = ['"Note: See the included footnote file."', '"Last updated: March 31, 2023-- new, old."']
GDP_ROWS = [
    f' "00000","United States *", ,SAGDP2N,1,"...","All industry total ",{MILLIONS},9.0,25462722.0',
    f' "00000","United States *", ,SAGDP2N,100,"...","Overseas ",{MILLIONS},(NA),146309.0',
    f' "01000","Alabama",5,SAGDP2N,1,"...","All industry total ",{MILLIONS},1.0,277817.5',
    f' "01000","Alabama",5,SAGDP2N,3,"11"," Agriculture",{MILLIONS},1.0,5117.1',
    f' "01000","Alabama",5,SAGDP2N,4,"111-112"," Farms ",{MILLIONS},1.0,(NA)',
    f' "01000","Alabama",5,SAGDP2N,6,"21"," Mining",{MILLIONS},1.0,(D)',
    f' "01000","Alabama",5,SAGDP2N,10,"22"," Utilities",{MILLIONS},1.0,-1.5',
    f' "98000","Far West",8,SAGDP2N,1,"...","All industry total ",{MILLIONS},1.0,850014.9',
]


def read(tmp_path, name, *lines, year=None, encoding="utf-8"):
    path = files.write(tmp_path, name, files.lines(*lines), encoding=encoding)
    return read_market_file(path, year=year)


def test_gross_domestic_product_with_footnotes_quotes_and_codes(tmp_path):
    found = read(tmp_path, "SAGDP2N.csv", HEADER, *GDP_ROWS, *NOTES)
    assert (found.kind, found.vintage) == ("gdp", 2022)
    assert found.source == "US Bureau of Economic Analysis, regional economic accounts"
    assert rows(found, "zone", "level", "naics", "output") == [
        ["US", "nation", "", 25_462_722_000],
        ["01", "state", "", 277_817_500],
        ["01", "state", "11", 5_117_100],
        ["01", "state", "21", None],
        ["01", "state", "22", -1500],
    ]
    assert found.assumptions == (
        "rows of several industries together left out: 2",
        "rows of other geographic levels left out: 1",
    )


def test_another_year_is_chosen_and_an_absent_one_refused(tmp_path):
    found = read(tmp_path, "SAGDP2N.csv", HEADER, *GDP_ROWS, *NOTES, year=2021)
    assert (found.vintage, found.cells["output"].iloc[0]) == (2021, 9000)
    with pytest.raises(ParameterError):
        read(tmp_path, "SAGDP2N.csv", HEADER, *GDP_ROWS, year=1990)


INCOME_ROWS = [
    ' "35013","Doña Ana, NM",6,CAINC1,1,"...","Personal income","Thousands of dollars",5,7',
    ' "35013","Doña Ana, NM",6,CAINC1,2,"...","Population (persons) 1/","Number of persons",2,3',
    ' "35013","Doña Ana, NM",6,CAINC1,3,"...","Per capita","Dollars",2500,2333',
    ' "51901","Albemarle + City, VA",5,CAINC1,1,"...","Personal","Thousands of dollars",5,(NA)',
    ' "10180","Abilene, TX (Metropolitan Statistical Area)",,CAINC1,1,"...","P","Thousands",1,2',
]


def test_income_and_population_share_a_row(tmp_path):
    found = read(tmp_path, "CAINC1.csv", HEADER, *INCOME_ROWS, *NOTES, encoding="latin-1")
    assert found.kind == "income"
    assert rows(found, "zone", "level", "output", "population") == [
        ["35013", "county", 7, 3],
        ["51901", "county", None, None],
        ["10180", "metro", 2, None],
    ]
    assert found.assumptions[-1].startswith("rows of counties of Virginia")


def test_the_states_of_an_archive_are_read_together(tmp_path):
    parts = {f"CAINC1_{i}.csv": files.lines(HEADER, row) for i, row in enumerate(INCOME_ROWS[:2])}
    found = read_market_file(files.zipped(tmp_path, "CAINC1.zip", parts))
    assert rows(found, "zone", "output", "population") == [["35013", 7, 3]]
    whole = {
        "X__ALL_AREAS_1.csv": files.lines(HEADER, *GDP_ROWS),
        "X_AL.csv": parts["CAINC1_0.csv"],
    }
    assert read_market_file(files.zipped(tmp_path, "X.zip", whole)).kind == "gdp"


def test_only_current_dollars_are_kept_of_a_summary(tmp_path):
    found = read(
        tmp_path,
        "CAGDP1.csv",
        HEADER,
        ' "01001","Autauga, AL",5,CAGDP1,1,"...","Real GDP","Thousands of chained dollars",1,2',
        ' "01001","Autauga, AL",5,CAGDP1,2,"...","Index","Quantity index",1,2',
        ' "01001","Autauga, AL",5,CAGDP1,3,"...","Current","Thousands of dollars",3,4',
    )
    assert rows(found, "zone", "output") == [["01001", 4]]


def bad(tmp_path, row):
    with pytest.raises(RowError) as caught:
        read(tmp_path, "x.csv", HEADER, *GDP_ROWS[:1], row)
    return [(each.row, each.column, each.value) for each in caught.value.problems]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (f' "0100","A",5,SAGDP2N,1,"...","All",{MILLIONS},1,1', (3, "geofips", '"0100"')),
        (f' "01000","A",5,MARPP,1,"...","All",{MILLIONS},1,1', (3, "tablename", "MARPP")),
        (f' "01000","A",5,SAGDP2N,one,"...","All",{MILLIONS},1,1', (3, "linecode", "one")),
        (f' "01000","A",5,SAGDP2N,1,"...","All",{MILLIONS},1,many', (3, "2022", "many")),
    ],
)
def test_wrong_cells_of_accounts_are_named(tmp_path, row, problem):
    assert bad(tmp_path, row) == [problem]


def test_a_row_of_accounts_that_is_cut(tmp_path):
    assert bad(tmp_path, ' "01000","A",5,SAGDP2N')[0][:2] == (3, "the whole row")


def answer(*data):
    return json.dumps({"BEAAPI": {"Request": {}, "Results": {"Data": list(data)}}})


def fact(code="CAGDP2-12", value="18,715,757", fips="06037"):
    return {
        "Code": code,
        "GeoFips": fips,
        "GeoName": "Los Angeles, CA",
        "TimePeriod": "2022",
        "CL_UNIT": "Thousands of dollars",
        "UNIT_MULT": "3",
        "DataValue": value,
    }


def test_an_answer_of_the_bureau(tmp_path):
    text = answer(fact(), fact("CAGDP2-1", "(D)"), fact("CAGDP2-13", "5"))
    found = read_market_file(files.write(tmp_path, "a.json", text))
    assert (found.kind, found.vintage) == ("gdp", 2022)
    assert rows(found, "zone", "naics", "output") == [
        ["06037", "31-33", 18_715_757],
        ["06037", "", None],
    ]


def test_a_refusal_of_the_bureau_is_quoted(tmp_path):
    error = {"APIErrorCode": "3", "APIErrorDescription": "bad UserID"}
    text = json.dumps({"BEAAPI": {"Results": {"Error": error}}})
    with pytest.raises(FileError) as caught:
        read_market_file(files.write(tmp_path, "a.json", text))
    assert "bad UserID" in caught.value.message
    url = accounts_url(table="CAGDP2", line=1, areas="STATE", year=2022, key="k")
    assert url.endswith("TableName=CAGDP2&LineCode=1&GeoFips=STATE&Year=2022&ResultFormat=JSON")


def test_enterprises_of_all_sizes_only(tmp_path):
    found = read(
        tmp_path,
        "us_state_6digitnaics_2022.txt",
        "STATE,NAICS,ENTRSIZE,FIRM,ESTB,EMPL,EMPLFL_N,PAYR,PAYRFL_N,RCPT,RCPTFL_N,STATEDSCR",
        "00,--,01,6,8,100,G,900,G,5000,G,United States",
        "01,31-33,01,2,3,40,H,300,G,1000,D,Alabama",
        "01,31-33,02,1,1,4,H,30,G,10,G,Alabama",
    )
    assert (found.kind, found.vintage) == ("susb", 2022)
    assert rows(found, "zone", "level", "naics", "establishments", "employees", "output") == [
        ["US", "nation", "", 8, 100, 5000],
        ["01", "state", "31-33", 3, 40, None],
    ]


def test_businesses_without_employees(tmp_path):
    found = read(
        tmp_path,
        "nonemp21co.txt",
        "ST,CTY,NAICS,ESTAB_F,ESTAB,RCPTOT_F,RCPTOT",
        "01,000,00,,9,,90",
        "01,001,11,,3,,30",
    )
    assert (found.kind, found.vintage) == ("nonemployer", 2021)
    assert rows(found, "zone", "level", "naics", "establishments", "output") == [
        ["01", "state", "", 9, 90],
        ["01001", "county", "11", 3, 30],
    ]
    text = json.dumps([["NESTAB", "NRCPTOT", "NAICS2017", "us"], ["7", "70", "00", "1"]])
    path = files.write(tmp_path, "nonemp2021.json", text)
    assert rows(read_market_file(path), "zone", "establishments", "output") == [["US", 7, 70]]


def test_land_of_counties_and_postal_codes(tmp_path):
    header = "GEOID\tANSICODE\tNAME\tALAND\tAWATER\tINTPTLONG             "
    county = read(
        tmp_path,
        "2024_Gaz_counties_national.txt",
        f"USPS\t{header}",
        "AL\t01001\t1\tAutauga\t1539631459\t5\t-86.6     ",
    )
    assert (county.kind, county.vintage, county.geography_vintage) == ("land", 2024, 2022)
    assert rows(county, "zone", "level", "land") == [["01001", "county", 1_539_631_459]]
    postal = read(tmp_path, "2024_Gaz_zcta_national.txt", "GEOID\tALAND\tAWATER", "00601\t7\t1")
    assert rows(postal, "zone", "level", "land") == [["00601", "postal", 7]]


def test_the_real_accounts(shared_data):
    gdp = read_market_file(shared_data / "market" / "SAGDP2N__ALL_AREAS_1997_2022.csv.gz")
    total = gdp.cells[gdp.cells["naics"] == ""]
    states = total.loc[total["level"] == "state", "output"]
    assert (gdp.vintage, len(states)) == (2022, 51)
    assert round(states.sum() / 1000) == 25_316_414
    assert total.loc[total["zone"] == "US", "output"].tolist() == [25_462_722_000]
    income = read_market_file(shared_data / "market" / "CAINC1_1969_2018.zip")
    people = income.cells[income.cells["level"] == "state"]["population"].sum()
    assert (income.kind, income.vintage, people) == ("income", 2018, 327_167_434)
    land = read_market_file(shared_data / "market" / "2024_Gaz_counties_national.txt.gz")
    assert (land.zones, land.geography_vintage) == ({"county": 3222}, 2022)
