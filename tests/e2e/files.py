"""A small company in southern New England, in the files of an English and of a French CRM."""

from __future__ import annotations

from pathlib import Path

from maillage.reference import table

STATES = "CT,RI,MA"
COUNTIES, PER_COUNTY = 28, 3
ACCOUNTS = COUNTIES * PER_COUNTY
REPS = (
    ("R1", "Ada Moss", "ada@acme.com", "Boston", "MA"),
    ("R2", "Bo Lind", "bo@acme.com", "Hartford", "CT"),
    ("R3", "Cy Roe", "cy@acme.com", "Providence", "RI"),
)
SUFFOLK = "25025"


def account_rows() -> list[tuple[str, ...]]:
    """Three accounts in every county, of 1,000 to 1,200; Boston alone has a large employer."""
    postal = table("us_postal")
    postal = postal[postal["state"].isin(STATES.split(","))]
    rows: list[tuple[str, ...]] = []
    for county, places in postal.groupby("county", sort=True):
        largest = places.sort_values(["population", "postal_code"], ascending=False)
        for rank, place in enumerate(largest.head(PER_COUNTY).itertuples()):
            number = len(rows) + 1
            employees = 90_000 if (county, rank) == (SUFFOLK, 0) else 10
            amounts = f"{1000 + 100 * rank}.50", str(employees)
            rows.append(
                (f"A{number:03d}", f"Société {number}", place.state, place.postal_code, *amounts)
            )
    return rows


def english_accounts(path: Path) -> Path:
    """As Salesforce writes them: commas, UTF-8."""
    header = "Account ID,Account Name,Billing Country,Billing State,Billing Zip/Postal Code"
    lines = [f"{i},{n},United States,{s},{z},{p},{e}" for i, n, s, z, p, e in account_rows()]
    return write(path, [f"{header},Revenue potential,Employees", *lines], "utf-8")


def french_accounts(path: Path) -> Path:
    """The same, as a French Excel saves them: semicolons, decimal commas, Windows characters."""
    header = "Code client;Raison sociale;Pays;État;Code postal;CA potentiel;Effectif"
    lines = [
        f"{i};{n};États-Unis;{s};{z.lstrip('0')};{p.replace('.', ',')};{e}"
        for i, n, s, z, p, e in account_rows()
    ]
    return write(path, [header, *lines], "cp1252")


def reps(path: Path) -> Path:
    """Three reps, by name and home."""
    return write(path, ["Rep ID,Full Name,Email,City,State", *map(",".join, REPS)], "utf-8")


def owners(path: Path) -> Path:
    """Every account but the last to one of the three, in French."""
    ids = [row[0] for row in account_rows()][:-1]
    lines = [f"{each};{REPS[n % 3][2]};15/01/2026" for n, each in enumerate(ids)]
    return write(path, ["Code client;Commercial;Date de début", *lines], "utf-8")


def write(path: Path, lines: list[str], encoding: str) -> Path:
    """Write a text file."""
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path
