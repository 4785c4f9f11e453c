"""What tests are made of: a realistic outcome of a design run, leads and their sources.

The outcome has six territories over the north-east of the United States.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pandas as pd

from maillage.core.territories.colours import territory_colours
from maillage.domain.territories.outcome import (
    Check,
    DesignOutcome,
    ExpectedGain,
    MeasureSummary,
    Reason,
    Severity,
)
from maillage.models import Lead, LeadSource
from maillage.reference import polygons

VINTAGE = "2022"
NORTH_EAST = {
    "09": "CT",
    "25": "MA",
    "33": "NH",
    "34": "NJ",
    "36": "NY",
    "42": "PA",
    "44": "RI",
    "50": "VT",
}
HOSTILE_NAMES = (
    "=cmd|' /C calc'!A0",
    "+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "<script>alert('x')</script>",
    'Fish & Chips "Ltd" <b>',
    "A very long name of a company " * 12,
    "Émoji 😀 SARL",
    "שלום עליכם בע״מ",
    "شركة المثال",
    "naughty\x00\x0b\u202echaracters",
    "#set page(fill: red) $x^2$ \\ * _",
    "株式会社例",
    "",
)
REPS = (
    ("R1", "Camille Durand", "Boston", "MA", 42.36, -71.06),
    ("R2", "Élise Moreau", "New York", "NY", 40.71, -74.01),
    ("R3", "James O'Connor", "Philadelphia", "PA", 39.95, -75.17),
    ("R4", "Priya Raman", "Pittsburgh", "PA", 40.44, -79.99),
    ("R5", "Tom Becker", "Buffalo", "NY", 42.89, -78.88),
    ("R6", "Sofia Álvarez", "Albany", "NY", 42.65, -73.75),
)
CHECKS = (
    Check("every_unit_once", Severity.PASSED),
    Check("balance", Severity.PASSED, value=0.042, limit=0.05, subjects=("establishments",)),
    Check("connected", Severity.WARNING, count=1, subjects=("Territory 3",)),
    Check("locks", Severity.PASSED),
    Check("groups", Severity.PASSED),
    Check("territory_count", Severity.PASSED, value=6, limit=6),
    Check("no_owner", Severity.FAILED, count=7, subjects=tuple(f"A{n:04d}" for n in range(7))),
    Check(
        "never_approached", Severity.WARNING, count=118, subjects=("A0003", "A0012", "=cmd|'x'!A1")
    ),
    Check("double_contact", Severity.WARNING, count=9, subjects=("A0101", "A0102")),
    Check("potential_ratio", Severity.PASSED, value=1.12, limit=3.0),
    Check("not_located", Severity.WARNING, count=3, subjects=HOSTILE_NAMES[:3]),
    Check("market_residual", Severity.WARNING, value=0.034),
    Check("disruption_cap", Severity.PASSED, value=0.184, limit=0.2),
    Check("geography_vintage", Severity.PASSED),
)


def make_outcome(
    *, hostile: bool = True, seed: int = 7, account_count: int = 400, **changes
) -> DesignOutcome:
    """Build an outcome; ``changes`` replace its fields."""
    rng = np.random.default_rng(seed)
    units = _units(rng)
    territories = _territories(units)
    accounts = _accounts(rng, units, territories, account_count, hostile=hostile)
    outcome = DesignOutcome(
        title="North-East 2027 — 6 territories",
        created_at=datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
        country="US",
        unit_level="county",
        geography_vintage=VINTAGE,
        territories=territories,
        units=units.drop(columns="before"),
        accounts=accounts,
        reps=_reps(territories, accounts),
        moves=_moves(rng, accounts),
        measures=_measures(units),
        checks=CHECKS,
        gain=ExpectedGain(0.0148, 0.0178, 0.0198, 0.41, 0.021, sales=24_500_000.0),
        disruption=0.184,
        disruption_measure="revenue",
        seconds=3.42,
        seed=seed,
        generated_data=True,
        parameters={
            "level": "county",
            "states": list(NORTH_EAST.values()),
            "territories": 6,
            "homes": "free",
            "targets": "equal",
            "contiguity": True,
            "locks": 0,
            "links": [],
            "disruption_cap": 0.2,
            "measures": [
                {"name": "establishments", "tolerance": 0.05, "industries": ["5415", "5182"]}
            ],
        },
    )
    return replace(outcome, **changes)


def empty_outcome() -> DesignOutcome:
    """Build an outcome without a single row, measure, check or gain."""
    full = make_outcome()
    tables = {
        name: getattr(full, name).iloc[:0]
        for name in ("territories", "units", "accounts", "reps", "moves")
    }
    return replace(
        full, **tables, measures=(), checks=(), gain=None, disruption=None, parameters={}
    )


def lead_source(kind: str = "rest", *, key: str = "", **fields) -> LeadSource:
    """Make a source of events in the workspace in scope."""
    key = key or f"{kind}-{LeadSource.objects.count()}"
    return LeadSource.objects.create(key=key, name=fields.pop("name", key), kind=kind, **fields)


def lead(name: str = "Dana Reed", **fields) -> Lead:
    """Make a lead in the workspace in scope, with an e-mail address of its own."""
    number = Lead.objects.count()
    return Lead.objects.create(name=name, **{"email": f"lead{number}@example.com"} | fields)


def _units(rng) -> pd.DataFrame:
    shapes = {
        code: shape for code, shape in polygons("county", VINTAGE).items() if code[:2] in NORTH_EAST
    }
    points = {code: shape.representative_point() for code, shape in sorted(shapes.items())}
    codes = list(points)
    latitude = np.array([point.y for point in points.values()])
    longitude = np.array([point.x for point in points.values()])
    weight = rng.lognormal(5.2, 1.1, len(codes)).round()
    places = np.column_stack([latitude, longitude * 0.75])
    homes = np.array([[rep[4], rep[5] * 0.75] for rep in REPS])
    apart = np.linalg.norm(places[:, None] - homes[None], axis=2)
    before = (apart * [1.0, 0.8, 1.2, 1.1, 1.2, 1.0]).argmin(axis=1)
    return pd.DataFrame(
        {
            "unit": codes,
            "name": [f"County {code}" for code in codes],
            "state": [NORTH_EAST[code[:2]] for code in codes],
            "latitude": latitude,
            "longitude": longitude,
            "territory": apart.argmin(axis=1) + 1,
            "locked": rng.random(len(codes)) < 0.05,
            "previous": [
                "" if draw < 0.12 else REPS[rep][1]
                for draw, rep in zip(rng.random(len(codes)), before, strict=True)
            ],
            "before": before,
            "establishments": weight,
            "potential": (weight * rng.uniform(120, 280, len(codes))).round(2),
        }
    )


def _measures(units: pd.DataFrame) -> tuple[MeasureSummary, ...]:
    before = units[units["previous"] != ""].groupby("previous")["establishments"].sum()
    establishments = MeasureSummary(
        name="establishments",
        tolerance=0.05,
        total=float(units["establishments"].sum()),
        residual=3_100.0,
        largest_deviation_after=0.042,
        largest_deviation_before=float((before / before.mean() - 1).abs().max()),
        variation_after=0.028,
        variation_before=float(before.std(ddof=0) / before.mean()),
        ratio_after=1.09,
        ratio_before=float(before.max() / before.min()),
    )
    total = float(units["potential"].sum())
    potential = MeasureSummary("potential", 0.1, total, largest_deviation_after=0.042)
    return establishments, potential


def _territories(units: pd.DataFrame) -> pd.DataFrame:
    groups = units.groupby("territory")
    table = groups.agg(
        units=("unit", "size"),
        latitude=("latitude", "mean"),
        longitude=("longitude", "mean"),
        establishments=("establishments", "sum"),
        potential=("potential", "sum"),
    ).reset_index()
    for measure in ("establishments", "potential"):
        target = table[measure].mean()
        table[f"{measure}_target"] = target
        table[f"{measure}_deviation"] = np.linspace(-0.042, 0.04, len(table))
        table[measure] = target * (1 + table[f"{measure}_deviation"])
    centres = table[["longitude", "latitude"]].to_numpy()
    return table.rename(columns={"territory": "number"}).assign(
        name=[f"Territory {number}" for number in range(1, len(table) + 1)],
        colour=territory_colours(len(table), centres=centres),
        rep_id=[rep[0] for rep in REPS],
        rep=[rep[1] for rep in REPS],
        accounts=[70, 64, 66, 71, 60, 62],
        mean_km=[82.5, 41.2, 77.0, 101.9, 96.4, 88.0],
        radius_km=[310.0, 120.4, 221.0, 260.7, 240.0, 280.2],
        components=[1, 1, 2, 1, 1, 1],
    )


def _accounts(rng, units, territories, count, *, hostile) -> pd.DataFrame:
    places = units.iloc[rng.integers(0, len(units), count)].reset_index(drop=True)
    names = [f"Company {number:04d}" for number in range(count)]
    if hostile:
        names[: len(HOSTILE_NAMES)] = HOSTILE_NAMES
    reps = territories.set_index("number")["rep"]
    potential = rng.lognormal(10, 1, count).round(2)
    potential[3] = np.nan
    owned = rng.random(count) < 0.7
    accounts = pd.DataFrame(
        {
            "account": [f"A{number:04d}" for number in range(count)],
            "name": names,
            "status": rng.choice(["prospect", "customer"], count),
            "state": places["state"],
            "county": places["name"],
            "city": "Springfield",
            "postal_code": [f"{number % 2000:05d}" for number in range(count)],
            "parent": ["A0020" if number % 90 == 21 else "" for number in range(count)],
            "potential": potential,
            "revenue": np.where(owned, rng.lognormal(9, 1.2, count).round(2), 0.0),
            "unit": places["unit"],
            "territory": places["territory"],
            "owner_before": [
                REPS[rep][1] if kept else ""
                for rep, kept in zip(places["before"], owned, strict=True)
            ],
            "owner_after": places["territory"].map(reps),
            "rule": rng.choice(["named", "parent", "territory"], count, p=[0.05, 0.05, 0.9]),
            "touches": rng.integers(0, 9, count),
            "touching_reps": rng.integers(0, 3, count),
        }
    )
    accounts.loc[accounts.index[:7], ["owner_after", "rule", "territory"]] = ["", "unassigned", 0]
    return accounts


def _moves(rng, accounts: pd.DataFrame) -> pd.DataFrame:
    moved = accounts[
        (accounts["owner_before"] != accounts["owner_after"]) & (accounts["owner_after"] != "")
    ]
    changing = rng.choice(
        [Reason.BALANCE, Reason.DISTANCE, Reason.CONTIGUITY, Reason.PARENT],
        len(moved),
        p=[0.6, 0.25, 0.1, 0.05],
    )
    return pd.DataFrame(
        {
            "account": moved["account"],
            "name": moved["name"],
            "state": moved["state"],
            "from_rep": moved["owner_before"],
            "to_rep": moved["owner_after"],
            "potential": moved["potential"],
            "revenue": moved["revenue"],
            "territory": moved["territory"],
            "reason": np.where(moved["owner_before"] == "", Reason.NO_OWNER.value, changing),
            "detail": "",
        }
    ).reset_index(drop=True)


def _reps(territories: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    before, after = accounts.groupby("owner_before"), accounts.groupby("owner_after")
    kept = (
        accounts[accounts["owner_before"] == accounts["owner_after"]].groupby("owner_after").size()
    )
    names = [rep[1] for rep in REPS]
    return pd.DataFrame(
        {
            "rep_id": [rep[0] for rep in REPS],
            "name": names,
            "seniority": ["senior", "senior", "junior", "confirmed", "junior", "senior"],
            "capacity": [1600.0, 1600.0, 1500.0, 1600.0, 1500.0, 800.0],
            "city": [rep[2] for rep in REPS],
            "state": [rep[3] for rep in REPS],
            "latitude": [rep[4] for rep in REPS],
            "longitude": [rep[5] for rep in REPS],
            "territory": territories["number"],
            "territory_name": territories["name"],
            "home_km": [36.1, 12.0, 25.5, 48.9, 61.3, 30.7],
            "accounts_before": before.size().reindex(names, fill_value=0).to_numpy(),
            "accounts_after": after.size().reindex(names, fill_value=0).to_numpy(),
            "kept": kept.reindex(names, fill_value=0).to_numpy(),
            "potential_before": before["potential"].sum().reindex(names, fill_value=0).to_numpy(),
            "potential_after": after["potential"].sum().reindex(names, fill_value=0).to_numpy(),
        }
    )
