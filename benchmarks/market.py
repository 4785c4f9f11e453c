"""Official figures into an empty workspace, and markets out of it: CPU seconds and memory.

    python benchmarks/market.py [--counties N] [--establishments N] [--accounts N] [--file FILE]

A county file in the layout of the Census Bureau, generated from the industries and counties that
ship, is read, kept, and asked for three industries on four levels; FILE takes its place. A table
in the layout of SIRENE is counted. Accounts in parquet that are not imported are judged by a
profile of all criteria and counted by county. Each runs in a process of its own.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COUNTIES = 3200
ESTABLISHMENTS = 1_000_000
ACCOUNTS = 10_000_000
SHARE_PUBLISHED = 0.15
INDUSTRIES = ("31-33", "54", "62")
PROFILE = {
    "company_revenue": {"from": 5e6, "to": 50e6},
    "employees": {"from": 50, "to": 200},
    "industries": ["31-33", "5415"],
    "excluded": ["3254", "541513"],
    "technologies": ["SAP", "Odoo"],
    "budget": 20_000,
    "states": ["NY", "TX", "OH"],
    "metros": ["14460", "41860"],
    "personas": ["CFO"],
}
HEADER = "fipstate,fipscty,naics,emp_nf,emp,qp1_nf,qp1,ap_nf,ap,est"
SIRENE = (
    "siren,nic,siret,trancheEffectifsEtablissement,codePostalEtablissement,"
    "codeCommuneEtablissement,etatAdministratifEtablissement,activitePrincipaleEtablissement,"
    "nomenclatureActivitePrincipaleEtablissement"
)


def write_counties(path: Path, count: int) -> None:
    """Write a file in the county layout: every sector, and a part of the narrower industries."""
    import numpy as np

    from maillage import reference

    random = np.random.default_rng(1)
    counties = reference.table("us_counties").query("vintage == '2020'")["code"].head(count)
    codes = sorted({code for code in reference.table("naics")["code"] if not code.startswith("92")})
    pads = {2: "----", 3: "///", 4: "//", 5: "/", 6: ""}
    names = ["------", *(code[:2] + pads[2] for code in codes if len(code.split("-")[0]) == 2)]
    deeper = np.array(
        [code + pads[len(code)] for code in codes if code.isdigit() and len(code) > 2]
    )
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(HEADER + "\n")
        for county in counties:
            kept = deeper[random.random(len(deeper)) < SHARE_PUBLISHED]
            sizes = random.integers(3, 400, len(names) + len(kept))
            for naics, size in zip([*names, *kept], sizes, strict=True):
                place = f'"{county[:2]}","{county[2:]}","{naics}"'
                stream.write(f'{place},"G",{size * 15},"G",9,"G",{size * 700},{size}\n')


def write_sirene(path: Path, count: int) -> None:
    """Write a table in the layout of SIRENE."""
    import numpy as np

    from maillage import reference

    random = np.random.default_rng(1)
    places = reference.table("fr_postal").sample(count, replace=True, random_state=1)
    sizes = random.choice(["NN", "01", "02", "03", "11", "12"], count)
    industries = random.choice(["70.10Z", "62.01Z", "46.21Z", "47.11F", "86.21Z"], count)
    rows = zip(places["postal_code"], places["commune_code"], sizes, industries, strict=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(SIRENE + "\n")
        for postal, commune, size, naf in rows:
            stream.write(f"552032534,1,55203253400019,{size},{postal},{commune},A,{naf},NAFRev2\n")


def write_accounts(path: Path, count: int) -> None:
    """Write accounts in parquet: names, sizes, industries, counties, technologies, personas."""
    import duckdb

    from maillage import reference

    counties = reference.table("us_counties").query("vintage == '2022'")[["code", "state"]]
    codes = reference.table("naics")[["code"]]
    store = duckdb.connect(config={"memory_limit": "1GB", "threads": 1})
    store.register("counties", counties.assign(row=range(len(counties))))
    store.register("codes", codes.assign(row=range(len(codes))))
    words = "['SAP', 'Odoo; Sage', 'Salesforce, SAP', 'Oracle', NULL]"
    store.execute(
        "COPY (SELECT i AS id, 'Company ' || i AS name, exp(12 + 6 * random()) AS company_revenue,"
        " 1 + floor(exp(7 * random()))::INTEGER AS employees, codes.code AS naics,"
        " counties.code AS county, counties.state, 'US' AS country,"
        f" {words}[1 + i % 5] AS technologies, ['CFO', 'CEO; CFO', NULL][1 + i % 3] AS personas,"
        " CASE WHEN i % 4 = 0 THEN NULL ELSE 100000 * random() END AS budget,"
        " exp(10 + 3 * random()) AS potential"
        f" FROM range({count}) t(i)"
        f" JOIN counties ON counties.row = (hash(i) % {len(counties)})"
        f" JOIN codes ON codes.row = (hash(i + 7) % {len(codes)}))"
        f" TO '{path}' (FORMAT parquet, COMPRESSION zstd)"
    )


def told(label: str, seconds: float, outcome: str) -> None:
    """Print one line."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{label:34} {seconds:6.1f} CPU s  {peak:6.0f} MB  {outcome}", flush=True)


def run_counties(path: Path) -> None:
    """Read a file, keep it, and ask for a market on four levels."""
    from maillage.cli.workspace import make_directory, set_up_django

    make_directory(Path(os.environ["MAILLAGE_DATA_DIR"]))
    set_up_django()
    from maillage.domain.market.choice import choice_of
    from maillage.domain.market.levels import market_map
    from maillage.domain.market.load import load_market_file
    from maillage.domain.people.workspaces import working_in
    from maillage.domain.workspace import prepare_database
    from maillage.interfaces.importers.market import read_market_file

    prepare_database(create=True)
    with working_in(""):
        started = time.process_time()
        file = read_market_file(path)
        told("read a county file", time.process_time() - started, f"{len(file.cells):,} figures")
        started = time.process_time()
        created = load_market_file(file=file).created
        told("keep it", time.process_time() - started, f"{created:,} figures")
        for level in ("county", "metro", "state", "postal"):
            started = time.process_time()
            found = market_map(choice=choice_of(industries=INDUSTRIES), level=level)
            outcome = f"{found.total:,} establishments in {len(found.zones):,} zones"
            told(f"market by {level}", time.process_time() - started, outcome)


def run_sirene(path: Path) -> None:
    """Count a table of establishments."""
    from maillage.cli.workspace import make_directory, set_up_django

    make_directory(Path(os.environ["MAILLAGE_DATA_DIR"]))
    set_up_django()
    from maillage.interfaces.importers.market.sirene import read_sirene

    started = time.process_time()
    file = read_sirene(path, year=2025)
    total = int(file.cells.query("zone == 'FR' and naics == ''")["establishments"].sum())
    told("count SIRENE", time.process_time() - started, f"{total:,} establishments with employees")


def run_accounts(path: Path) -> None:
    """Judge accounts that are not imported, and count them by county."""
    from maillage.cli.workspace import make_directory, set_up_django

    make_directory(Path(os.environ["MAILLAGE_DATA_DIR"]))
    set_up_django()
    from maillage.core.accounts.icp.criteria import read_icp
    from maillage.domain.market.scoring import score_table, zone_table
    from maillage.interfaces.importers.account_tables import open_parquet

    started, since = time.process_time(), time.perf_counter()
    judged = score_table(accounts=open_parquet(path), icp=read_icp(PROFILE), by="county")
    zones = zone_table(judged=judged, by="county")
    counts = zones[["accounts", "qualified", "unknown"]].sum()
    outcome = "{:,} accounts, {:,} fit, {:,} not known".format(*counts)
    elapsed = time.perf_counter() - since
    told("judge and count accounts", time.process_time() - started, outcome)
    size = path.stat().st_size / 1e6
    print(f"  elapsed {elapsed:.1f} s; {len(zones):,} counties; {size:.0f} MB of parquet")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--counties", type=int, default=COUNTIES)
    parser.add_argument("--establishments", type=int, default=ESTABLISHMENTS)
    parser.add_argument("--accounts", type=int, default=ACCOUNTS)
    parser.add_argument("--file", type=Path, help="a county file of the Census Bureau")
    parser.add_argument("--one", nargs=2, metavar=("WHAT", "FILE"))
    asked = parser.parse_args()
    if asked.one:
        run = {"counties": run_counties, "sirene": run_sirene, "accounts": run_accounts}
        run[asked.one[0]](Path(asked.one[1]))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        counties, sirene = asked.file or folder / "cbp21co.txt", folder / "StockEtablissement.csv"
        if asked.file is None:
            write_counties(counties, asked.counties)
        write_sirene(sirene, asked.establishments)
        accounts = folder / "accounts.parquet"
        write_accounts(accounts, asked.accounts)
        for what, path in (("counties", counties), ("sirene", sirene), ("accounts", accounts)):
            environment = {
                **os.environ,
                "MAILLAGE_DATABASE_URL": "",
                "MAILLAGE_DATA_DIR": str(folder / what),
            }
            command = [sys.executable, __file__, "--one", what, str(path)]
            subprocess.run(command, check=True, env=environment)


if __name__ == "__main__":
    main()
