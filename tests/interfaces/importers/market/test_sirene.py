"""Establishments of the SIRENE register, by name, in both NAF (A-18)."""

import duckdb
import pytest

from maillage.errors import FileError, ParameterError, RowError
from maillage.interfaces.importers.market.sirene import is_sirene, read_sirene
from tests.interfaces.importers.market import files

pytestmark = pytest.mark.unit

HEADER = (
    "siren,nic,siret,trancheEffectifsEtablissement,dateDernierTraitementEtablissement,"
    "libelleVoieEtablissement,codePostalEtablissement,codeCommuneEtablissement,"
    "etatAdministratifEtablissement,activitePrincipaleEtablissement,"
    "nomenclatureActivitePrincipaleEtablissement,activitePrincipaleNAF25Etablissement"
)
START = "552032534,00019,55203253400019"
ROWS = [
    f'{START},11,2025-11-03T10:00:00,"DE LA PAIX, 8",75002,75102,A,70.10Z,NAFRev2,70.10Y',
    f"{START},01,2025-10-03T10:00:00,RUE,75002,75102,A,,,46.21Z",
    f"{START},53,2024-10-03T10:00:00,RUE,20000,2A004,A,62.01Z,NAF2025,",
    f"{START},12,2024-10-03T10:00:00,RUE,97110,97120,A,45.11Z,NAF1993,47.11Y",
    f"{START},02,2024-10-03T10:00:00,[ND],[ND],[ND],A,86.21Z,NAFRev2,",
    f"{START},NN,2024-10-03T10:00:00,RUE,75002,75102,A,70.10Z,NAFRev2,",
    f"{START},11,2024-10-03T10:00:00,RUE,75002,75102,F,70.10Z,NAFRev2,",
]


def write(tmp_path, *rows, header=HEADER, encoding="utf-8"):
    return files.write(
        tmp_path, "StockEtablissement_utf8.csv", files.lines(header, *rows), encoding
    )


def counts(found, level):
    rows = found.cells[found.cells["level"] == level]
    return {(row.zone, row.naics): row.establishments for row in rows.itertuples()}


def test_active_establishments_with_employees_by_place_and_sector(tmp_path):
    path = write(tmp_path, *ROWS)
    assert is_sirene(path)
    found = read_sirene(path)
    assert (found.kind, found.vintage, found.licence) == (
        "sirene",
        2025,
        "Licence Ouverte 2.0 (Etalab)",
    )
    assert counts(found, "nation") == {
        ("FR", ""): 5,
        ("FR", "42"): 1,
        ("FR", "44-45"): 1,
        ("FR", "51"): 1,
        ("FR", "54"): 1,
        ("FR", "62"): 1,
    }
    assert counts(found, "dept") == {
        ("75", ""): 2,
        ("75", "42"): 1,
        ("75", "54"): 1,
        ("2A", ""): 1,
        ("2A", "51"): 1,
        ("971", ""): 1,
        ("971", "44-45"): 1,
    }
    assert counts(found, "postal")["75002", ""] == 2
    assert counts(found, "commune")["75102", "54"] == 1
    assert found.assumptions == ("establishments that are closed or without employees left out: 2",)


def test_the_order_of_columns_and_the_packing_do_not_matter(tmp_path):
    path = write(tmp_path, *ROWS)
    whole = read_sirene(path)
    packed = files.gzipped(tmp_path, "StockEtablissement_utf8.csv.gz", path.read_bytes())
    turned = tmp_path / "turned.csv"
    parquet = tmp_path / "stock.parquet"
    columns = ", ".join(f'"{name}"' for name in reversed(HEADER.split(",")))
    query = f"SELECT {columns} FROM read_csv('{path}', all_varchar=true, quote='\"')"
    duckdb.execute(f"COPY ({query}) TO '{turned}' (HEADER)")
    duckdb.execute(f"COPY ({query}) TO '{parquet}' (FORMAT parquet)")
    for each in (packed, turned, parquet):
        assert is_sirene(each)
        assert read_sirene(each).cells.equals(whole.cells)


def test_a_missing_column_is_named(tmp_path):
    path = write(tmp_path, *ROWS, header=HEADER.replace("trancheEffectifs", "tranche"))
    with pytest.raises(FileError) as caught:
        read_sirene(path)
    assert caught.value.message == (
        "StockEtablissement_utf8.csv lacks the columns trancheeffectifsetablissement."
    )


@pytest.mark.parametrize(
    ("wrong", "row", "column", "value"),
    [
        (ROWS[1].replace(",75102,", ",PARIS,"), 3, "codecommuneetablissement", "PARIS"),
        (ROWS[1].replace(",75002,", ",7500,"), 3, "codepostaletablissement", "7500"),
        (ROWS[1].replace(",01,", ",99,"), 3, "trancheeffectifsetablissement", "99"),
        (ROWS[1].replace(",A,", ",=A,"), 3, "etatadministratifetablissement", "=A"),
    ],
)
def test_wrong_cells_are_named(tmp_path, wrong, row, column, value):
    with pytest.raises(RowError) as caught:
        read_sirene(write(tmp_path, ROWS[0], wrong, ROWS[2]))
    assert [(each.row, each.column, each.value) for each in caught.value.problems] == [
        (row, column, value)
    ]


def test_a_file_that_is_cut_mis_encoded_or_empty(tmp_path):
    with pytest.raises(RowError) as caught:
        read_sirene(write(tmp_path, *ROWS, "552032534,00019"))
    assert caught.value.problems[0].row == len(ROWS) + 2
    latin = write(tmp_path, ROWS[0].replace("PAIX", "CÔTÉ"), encoding="latin-1")
    assert counts(read_sirene(latin), "postal")["75002", ""] == 1
    with pytest.raises(FileError):
        read_sirene(write(tmp_path, ROWS[0], encoding="utf-16"))
    with pytest.raises(FileError):
        read_sirene(write(tmp_path, ROWS[5]), year=2025)
    with pytest.raises(ParameterError):
        read_sirene(write(tmp_path, ROWS[0].replace("2025-11-03T10:00:00", "")))
    assert not is_sirene(tmp_path / "none.csv")
    assert not is_sirene(files.write(tmp_path, "x.csv", files.county_file()))
