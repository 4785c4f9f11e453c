"""Reads the establishments of INSEE's SIRENE register: some thirty million rows, only counted."""

from __future__ import annotations

import csv
import gzip
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
from django.utils.translation import gettext as _

from maillage.core.market.files import COLUMNS, COUNTS, ESTABLISHMENTS, MarketFile
from maillage.core.market.naf import sector_of
from maillage.errors import CellProblem, FileError, ParameterError, RowError
from maillage.interfaces.importers.market.sources import UNREADABLE

SOURCE = "INSEE, base SIRENE des établissements"
LICENCE = "Licence Ouverte 2.0 (Etalab)"
MARK = "etatadministratifetablissement"
NEEDED = {
    "state": MARK,
    "size": "trancheeffectifsetablissement",
    "postal": "codepostaletablissement",
    "commune": "codecommuneetablissement",
    "naf": "activiteprincipaleetablissement",
}
OPTIONAL = {
    "edition": "nomenclatureactiviteprincipaleetablissement",
    "naf25": "activiteprincipalenaf25etablissement",
    "treated": "datederniertraitementetablissement",
}
EDITIONS = "('NAFRev2', 'NAF2025', 'NAF25', '')"
STAFFED = "('01','02','03','11','12','21','22','31','32','41','42','51','52','53')"
UNSTAFFED = "('', 'NN', '00')"
PLACE = r"\d[0-9AB]\d{3}|\[ND\]|"
WRONG = {
    "state": "state NOT IN ('A', 'F')",
    "size": f"size NOT IN {STAFFED} AND size NOT IN {UNSTAFFED}",
    "postal": f"NOT regexp_full_match(postal, '{PLACE}')",
    "commune": f"NOT regexp_full_match(commune, '{PLACE}')",
}
MAX_PROBLEMS = 100
HEAD_BYTES = 1 << 14
MEMORY = "1GB"


def is_sirene(path: Path) -> bool:
    """Tell whether a file is a table of establishments of SIRENE, plain, gzip or parquet."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            start = stream.read(HEAD_BYTES)
        if start.startswith(b"\x1f\x8b"):
            with gzip.open(path) as stream:
                start = stream.read(HEAD_BYTES)
        if start.startswith(b"PAR1"):
            return MARK in [name.lower() for name in header_of(path)]
    except (*UNREADABLE, duckdb.Error):
        return False
    return MARK.encode() in start.partition(b"\n")[0].lower()


def read_sirene(path: Path, *, year: int | None = None) -> MarketFile:
    """Count the active establishments with employees by place and sector.

    Parameters
    ----------
    path
        ``StockEtablissement_utf8.csv``, plain, gzip or parquet; columns are found by name.
    year
        The year of the register; by default that of the last treatment of a row.

    Returns
    -------
    MarketFile
        By nation, ``dept`` (département), ``commune`` and ``postal``, for all industries and for
        each NAICS sector. Masked places count for the nation only.

    Raises
    ------
    FileError
        If a column is missing, the file cannot be read, or nothing is counted.
    RowError
        If cells are wrong; it names each of the first hundred.
    ParameterError
        If the year is not known.
    """
    try:
        counts, left_out, treated = counted(path)
    except duckdb.Error as error:
        raise unreadable(path, error) from error
    vintage = year or (int(treated) if treated else None)
    if vintage is None:
        raise ParameterError(
            _("%(file)s does not say which year its figures describe.") % {"file": path.name},
            remedy=_("Give it with --year."),
        )
    if counts.empty:
        raise FileError(
            _("%(file)s holds no figure.") % {"file": path.name}, remedy=_("Download it again.")
        )
    with path.open("rb") as stream:
        digest = sha256(stream.read(HEAD_BYTES) + str(path.stat().st_size).encode())
    digest.update(pd.util.hash_pandas_object(counts, index=False).to_numpy().tobytes())
    said = _("establishments that are closed or without employees left out: %(rows)s")
    return MarketFile(
        kind=ESTABLISHMENTS,
        layout=_("Establishments of the SIRENE register"),
        source=SOURCE,
        licence=LICENCE,
        vintage=vintage,
        geography_vintage=vintage,
        file_name=path.name,
        sha256=digest.hexdigest(),
        cells=cells_of(counts),
        assumptions=(said % {"rows": left_out},) if left_out else (),
    )


def is_parquet(path: Path) -> bool:
    """Tell whether a file is in parquet."""
    with path.open("rb") as stream:
        return stream.read(4) == b"PAR1"


def header_of(path: Path) -> list[str]:
    """Read the names of the columns of a file."""
    if is_parquet(path):
        rows = duckdb.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
        return [str(row[0]) for row in rows]
    with path.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
    with gzip.open(path) if packed else path.open("rb") as stream:
        head = stream.read(HEAD_BYTES).decode("utf-8-sig", "replace")
    return next(csv.reader(head.splitlines()[:1]), [])


def table_in(path: Path, header: list[str]) -> str:
    """Write the SQL that reads a file, its name as a parameter, every cell as text."""
    if is_parquet(path):
        return "read_parquet(?)"
    names = ", ".join("'" + name.replace("'", "''") + "': 'VARCHAR'" for name in header)
    look = "auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"'"
    return f"read_csv(?, {look}, columns = {{{names}}})"


def projection(path: Path) -> str:
    """Write the query for the columns that matter.

    Raises
    ------
    FileError
        If one that must be there is missing.
    """
    header = header_of(path)
    names = {name.strip().lower(): name for name in header}
    missing = [each for each in NEEDED.values() if each not in names]
    if missing:
        raise FileError(
            _("%(file)s lacks the columns %(columns)s.")
            % {"file": path.name, "columns": ", ".join(missing)},
            remedy=_("Give the file of establishments as INSEE publishes it."),
        )
    parts = [
        f"coalesce(trim(\"{names[name]}\"::VARCHAR), '') AS {part}"
        if name in names
        else f"'' AS {part}"
        for part, name in (NEEDED | OPTIONAL).items()
    ]
    return f"SELECT {', '.join(parts)} FROM {table_in(path, header)}"  # noqa: S608 - names of the file


def counted(path: Path) -> tuple[pd.DataFrame, int, str]:
    """Count establishments by commune, postal code and division, in one pass over the file."""
    query = projection(path)
    checks = ", ".join(f"count(*) FILTER ({test})" for test in WRONG.values())
    kept = f"state = 'A' AND size IN {STAFFED}"
    industry = f"CASE WHEN edition IN {EDITIONS} AND naf <> '' THEN naf ELSE naf25 END"
    sql = (
        f"SELECT commune, postal, left({industry}, 2) AS division, "  # noqa: S608 - names of ours
        f"count(*) FILTER ({kept}) AS establishments, count(*) AS rows, "
        f"max(left(treated, 4)) AS treated, {checks} FROM ({query}) GROUP BY ALL"
    )
    with duckdb.connect(config={"threads": 2, "memory_limit": MEMORY}) as connection:
        table: pd.DataFrame = connection.execute(sql, [str(path)]).to_arrow_table().to_pandas()
        if table.iloc[:, 6:].to_numpy().any():
            raise RowError(path.name, problems(connection, query, path))
    years = [each for each in table["treated"] if re.fullmatch(r"20\d\d", each or "")]
    left_out = int(table["rows"].sum() - table["establishments"].sum())
    found = table.loc[
        table["establishments"] > 0, ["commune", "postal", "division", "establishments"]
    ]
    order = ["commune", "postal", "division"]
    return found.sort_values(order, ignore_index=True), left_out, max(years, default="")


def problems(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> list[CellProblem]:
    """Name the wrong cells with their rows, in a second pass."""
    connection.execute("SET preserve_insertion_order = true")
    found: list[CellProblem] = []
    for part, test in WRONG.items():
        sql = (
            f"SELECT row, {part} FROM (SELECT *, row_number() OVER () + 1 AS row FROM ({query})) "  # noqa: S608 - names of ours
            f"WHERE {test} LIMIT {MAX_PROBLEMS}"
        )
        rows: list[Any] = connection.execute(sql, [str(path)]).fetchall()
        words = _("not a value of the SIRENE register."), _("Give the file as INSEE publishes it.")
        found += [CellProblem(int(row), NEEDED[part], str(value), *words) for row, value in rows]
    return sorted(found, key=lambda each: each.row)[:MAX_PROBLEMS]


def cells_of(counts: pd.DataFrame) -> pd.DataFrame:
    """Lay counts out by level, zone and industry."""
    sectors = {each: sector_of(each) for each in counts["division"].unique()}
    rows = counts.assign(sector=counts["division"].map(sectors), nation="FR")
    known = rows["commune"].where(rows["commune"].str.fullmatch(r"\d[0-9AB]\d{3}"), "")
    beyond = known.str.startswith(("97", "98"))
    rows["dept"] = known.str[:2].mask(beyond, known.str[:3])
    rows["commune"] = known
    rows["postal"] = rows["postal"].where(rows["postal"].str.fullmatch(r"\d{5}"), "")
    frames = []
    for level in ("nation", "dept", "commune", "postal"):
        placed = rows[rows[level] != ""]
        for industry in (placed.assign(naics=""), placed.assign(naics=placed["sector"])):
            sums = industry.dropna(subset="naics").groupby([level, "naics"])["establishments"].sum()
            frames.append(sums.rename_axis(["zone", "naics"]).reset_index().assign(level=level))
    cells = pd.concat(frames, ignore_index=True)
    for name in COUNTS:
        values = cells["establishments"] if name in cells else pd.Series(pd.NA, cells.index)
        cells[name] = values.astype("Int64")
    cells["flag"] = ""
    return cells.astype({"zone": "str", "naics": "str", "level": "str", "flag": "str"})[
        list(COLUMNS)
    ]


def unreadable(path: Path, error: duckdb.Error) -> FileError | RowError:
    """Build the error for a file that is no longer a table at some row."""
    said = str(error)
    line = re.search(r"Line: (\d+)", said)
    if line is None:
        return FileError(
            _("%(file)s cannot be read: %(error)s.")
            % {"file": path.name, "error": said.splitlines()[0].rstrip(".")},
            remedy=_("It may be damaged, encrypted or protected: download it again."),
        )
    text = re.search(r"Original Line: ?(.*)", said)
    problem = CellProblem(
        int(line.group(1)),
        _("the whole row"),
        text.group(1)[:200] if text else "",
        said.splitlines()[1].rstrip(".") + "." if len(said.splitlines()) > 1 else said,
        _("The file may be cut off or edited: download it again."),
    )
    return RowError(path.name, [problem])
