"""Published correspondences are read with their weights, or refused cell by cell (A-18)."""

import pytest
from openpyxl import Workbook

from maillage.errors import FileError, ParameterError, RowError
from maillage.interfaces.importers.market.crosswalks import read_crosswalk
from tests.interfaces.importers.market import files

pytestmark = pytest.mark.unit


def read(tmp_path, name, *lines, encoding="utf-8"):
    return read_crosswalk(files.write(tmp_path, name, files.lines(*lines), encoding))


def shares(found):
    return [tuple(each) for each in found.shares.to_numpy().tolist()]


def workbook(path, *rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


LIST1 = ["CBSA Code", "CBSA Title", "FIPS State Code", "FIPS County Code"]


def test_delineation_of_metropolitan_areas(tmp_path):
    path = workbook(
        tmp_path / "list1_2023.xlsx",
        ["List 1. Core based statistical areas"],
        [],
        LIST1,
        ["33860", "Montgomery, AL", "01", "001"],
        ["14860", "Bridgeport, CT", "09", "120"],
        ["Note: delineations of July 2023"],
    )
    found = read_crosswalk(path)
    assert (found.kind, found.vintage, found.geography_vintage) == ("county-metro", 2023, 2022)
    assert shares(found) == [("01001", "33860", 1.0), ("09120", "14860", 1.0)]


def test_ratios_of_businesses_and_of_all_addresses_where_there_is_none(tmp_path):
    found = read(
        tmp_path,
        "ZIP_COUNTY_122023.csv",
        "TOT_RATIO,ZIP,COUNTY,RES_RATIO,BUS_RATIO",
        "0.4,501,36103,0.1,0.25",
        "0.6,501,36059,0.9,0.75",
        "1.0,00502,36103,1.0,0",
    )
    assert found.kind == "postal-county"
    assert shares(found) == [
        ("00501", "36059", 0.75),
        ("00501", "36103", 0.25),
        ("00502", "36103", 1.0),
    ]
    assert (found.origins, found.divided) == (2, 1)
    assert found.assumptions == ("zone codes whose leading zeros were put back: 2",)


def test_the_part_outside_every_metropolitan_area(tmp_path):
    found = read(
        tmp_path, "hud_2025.csv", "zip,geoid,bus_ratio", "00601,38660,0.5", "00601,99999,0.5"
    )
    assert found.kind == "postal-metro"
    assert shares(found) == [("00601", "", 0.5), ("00601", "38660", 0.5)]


def test_french_postal_codes_of_both_layouts(tmp_path):
    for header in (
        "code_commune_insee;nom_de_la_commune;code_postal;ligne_5",
        "#Code_commune_INSEE;Nom_commune;Code_postal;Ligne_5",
    ):
        found = read(
            tmp_path,
            "hexasmal_2023.csv",
            header,
            "01001;L ABERGEMENT;01400;",
            "01002;AUTRE;01400;",
            "2A004;AJACCIO;20000;",
            "2A004;AJACCIO;20000;CAMPO",
        )
        assert shares(found) == [
            ("01400", "01001", 0.5),
            ("01400", "01002", 0.5),
            ("20000", "2A004", 1.0),
        ]
        assert found.licence == "Licence Ouverte 2.0 (Etalab)"


def test_a_concordance_of_industries(tmp_path):
    found = read(
        tmp_path, "naics_2022.csv", "naics2022,naics2017", "455110,452210", "455211,452311"
    )
    assert (found.kind, shares(found)[0]) == ("naics", ("452210", "455110", 1.0))


def problems(tmp_path, *rows):
    with pytest.raises(RowError) as caught:
        read(tmp_path, "zip_2023.csv", "zip,county,bus_ratio", "00501,36103,1", *rows)
    return [(each.row, each.column, each.value) for each in caught.value.problems]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("005O1,36103,1", (3, "origin", "005O1")),
        ("00501,New York,1", (3, "target", "New York")),
        ("00501,36103,1.5", (3, "weight", "1.5")),
        ("00501,36103,-1", (3, "weight", "-1")),
        ("00501,36103,=1", (3, "weight", "=1")),
        ("00501,36103,", (3, "weight", "")),
        ("00501,36", (3, "", "")),
    ],
)
def test_wrong_cells_are_named(tmp_path, row, expected):
    found = problems(tmp_path, row)
    assert found[0] == expected or found == [(3, "the whole row", "00501;36")]


def test_a_file_that_is_cut_or_mis_encoded(tmp_path):
    whole = files.gzipped(tmp_path, "z2023.csv.gz", b"zip,county\n" + b"00501,36103\n" * 9000)
    cut = tmp_path / "cut2023.csv.gz"
    cut.write_bytes(whole.read_bytes()[:-20])
    with pytest.raises(FileError):
        read_crosswalk(cut)
    with pytest.raises(FileError):
        read_crosswalk(files.write(tmp_path, "u2023.csv", "zip,county\n00501,36103\n", "utf-16"))
    latin = read(tmp_path, "l2023.csv", "zip,county,city", "00501,36103,Doña", encoding="latin-1")
    assert shares(latin) == [("00501", "36103", 1.0)]


def test_what_is_no_correspondence(tmp_path):
    assert read(tmp_path, "x.csv", "name,city", "Acme,Dallas") is None
    assert read(tmp_path, "x.csv", files.COUNTY_HEADER) is None
    with pytest.raises(FileError):
        read(tmp_path, "z2023.csv", "zip,county")
    with pytest.raises(ParameterError):
        read(tmp_path, "z.csv", "zip,county", "00501,36103")


def test_the_real_correspondences(shared_data):
    folder = shared_data / "market"
    metros = read_crosswalk(folder / "list1_2023.xlsx")
    assert (metros.origins, metros.shares["target"].nunique()) == (1915, 935)
    counties = read_crosswalk(folder / "zip_county_fips_2018_03.csv.gz")
    assert (counties.divided, counties.origins) == (10_996, 39_438)
    assert counties.geography_vintage == 2020
    hud = read_crosswalk(folder / "hud_zip_cbsa_2025.csv.gz")
    assert (hud.origins, hud.shares["target"].nunique()) == (39_482, 936)
    assert hud.shares.groupby("origin")["weight"].sum().round(9).eq(1).all()
    communes = read_crosswalk(folder / "laposte_hexasmal_2023.csv.gz")
    assert (communes.origins, communes.shares["target"].nunique()) == (6_328, 35_079)
