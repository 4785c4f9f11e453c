"""Fit and zones of the same accounts on DuckDB, PostgreSQL and Spark, against plain Python."""

from __future__ import annotations

import importlib.util
import math
import random
from collections import defaultdict
from contextlib import contextmanager

import ibis
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from maillage.core.accounts.criteria import (
    FIELDS,
    Containing,
    Either,
    Every,
    Labelled,
    Neither,
    OfIndustry,
    OneOf,
    Size,
    Within,
)
from maillage.core.accounts.icp.criteria import Icp, Span
from maillage.core.accounts.icp.fit import Answer, explain
from maillage.core.accounts.icp.reading import handed_back, scored
from maillage.core.accounts.segments import Segment
from maillage.core.accounts.segments.explanation import place
from maillage.core.accounts.segments.expression import PERHAPS, SEGMENT, placed, segment_table
from maillage.core.accounts.zones import by_zone, with_density
from tests import postgresql
from tests.core.accounts.segments.test_segments import BLANK

pytestmark = [
    pytest.mark.integration,
    pytest.mark.filterwarnings("ignore:'verifySchema' is ignored:UserWarning"),
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]

ICP = Icp(
    company_revenue=Span(5e6, 5e7), employees=Span(50, 200), industries=("31-33", "5415"),
    excluded=("3254", "541513"), technologies=("SAP", "Café Noir"), budget=20_000,
    states=("NY",), metros=("14460",), personas=("CFO",),
)  # fmt: skip
METROS = pd.DataFrame({"county": ["25025", "36061", "56021"], "metro": ["14460", "35620", ""]})
AREAS = pd.DataFrame({"zone": ["25025", "36061"], "area_km2": [500.0, 60.0]})
NAMES = {"naics": "Industry Code", "technologies": "stack", "country": ""}
POOLS = {
    "company_revenue": [5e6, 6e6, 5e7, 5.1e7, 4e6, 1e7, math.nan, math.inf, None],
    "employees": [49, 50, 120, 200, 201, None],
    "budget": [20_000.0, 19_999.99, 50_000.0, None, math.nan],
    "Industry Code": ["541511", "5415", "541513", "54", "331///", "32", "3254", "62", "abc", "", None],
    "state": ["NY", "ny ", "MA", "", None],
    "county": ["25025", "36061", "56021", " 25025", "99999", "", None],
    "stack": ["SAP", "odoo | sap", "CAFÉ  noir; Odoo", "Sage, Cafe-Noir", "Sage", "naïve®", " ; ", "", None],
    "personas": [["CFO"], ["CEO", "cfo"], ["CEO"], [], None],
    "potential": [100.0, 2.5, 0.0, None, math.nan],
    "note": ["kept"],
}  # fmt: skip
LABELS = {
    "SAP": ["SAP"], "odoo | sap": ["odoo", "sap"], "CAFÉ  noir; Odoo": ["Café Noir", "odoo"],
    "Sage, Cafe-Noir": ["sage", "cafe noir"], "Sage": ["sage"], "naïve®": ["naive"],
}  # fmt: skip
TYPES = {"employees": pa.int32(), "personas": pa.list_(pa.string())}
COLUMNS = {
    name: TYPES.get(name, pa.float64() if isinstance(pool[0], float) else pa.string())
    for name, pool in POOLS.items()
}
ABSENT = "Spark needs pysail and pyspark-client (dependency group dev)"


def make_accounts(count=400):
    draw = random.Random(5)
    usual = {name: pool[: max(2, len(pool) // 2)] for name, pool in POOLS.items()}
    return [
        {name: draw.choice((usual if number % 2 else POOLS)[name]) for name in POOLS}
        for number in range(count)
    ]


ACCOUNTS = make_accounts()


def known(value):
    return value if value is not None and math.isfinite(value) else None


def expected_fit(row):
    county = (row["county"] or "").strip()
    return explain(
        {
            "company_revenue": known(row["company_revenue"]), "employees": row["employees"],
            "budget": known(row["budget"]), "naics": row["Industry Code"] or "",
            "country": "US", "state": (row["state"] or "").strip(),
            "metro": dict(METROS.itertuples(index=False)).get(county),
            "technologies": LABELS.get(row["stack"], []), "personas": row["personas"] or [],
        },
        ICP,
    ).answer  # fmt: skip


def expected_zones():
    zones = defaultdict(lambda: dict.fromkeys([*Answer, "potential", "qualified_potential"]))
    for row in ACCOUNTS:
        zone, fit = zones[(row["county"] or "").strip()], expected_fit(row)
        zone[fit] = (zone[fit] or 0) + 1
        worth = known(row["potential"])
        for name in ("potential", *(["qualified_potential"] if fit == Answer.YES else [])):
            zone[name] = zone[name] if worth is None else (zone[name] or 0) + worth
    areas = dict(AREAS.itertuples(index=False))
    return {
        name: (
            sum(zone[each] or 0 for each in Answer), *(zone[each] or 0 for each in Answer),
            zone["potential"], zone["qualified_potential"],
            (zone[Answer.YES] or 0) / areas[name] * 1000 if name in areas else None,
        )
        for name, zone in zones.items()
    }  # fmt: skip


@contextmanager
def on_duckdb(path):
    yield ibis.duckdb.connect().read_parquet(path)


@contextmanager
def on_postgresql(path):
    programs = postgresql.binaries()
    if programs is None:
        pytest.skip(postgresql.ABSENT)
    url = postgresql.start_cluster(programs)
    engine = ibis.connect(url.rpartition("/")[0] + "/postgres")
    yield engine.create_table("accounts", pq.read_table(path))
    engine.disconnect()


@contextmanager
def spark_server():
    """A Spark Connect server, and its address."""
    if not all(map(importlib.util.find_spec, ("pysail", "pyspark"))):
        pytest.skip(ABSENT)
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer(ip="127.0.0.1", port=0)
    server.start(background=True)
    _host, port = server.listening_address
    yield f"sc://127.0.0.1:{port}"
    server.stop()


@contextmanager
def on_spark(path):
    with spark_server() as address:
        from pyspark.sql import SparkSession

        session = SparkSession.builder.remote(address).create()
        yield ibis.pyspark.connect(session).read_parquet(path)
        session.stop()


@pytest.fixture(scope="module", params=[on_duckdb, on_postgresql, on_spark])
def accounts(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("accounts") / "accounts.parquet"
    columns = {
        name: pa.array([row[name] for row in ACCOUNTS], kind) for name, kind in COLUMNS.items()
    }
    pq.write_table(pa.table(columns), path)
    with request.param(path) as table:
        yield table


def judged(accounts):
    return scored(accounts, ICP, by="county", names=NAMES, country="US", metros=METROS)


def test_the_generated_accounts_have_every_verdict():
    counts = pd.Series([expected_fit(row) for row in ACCOUNTS]).value_counts()
    assert set(counts.index) == set(Answer)
    assert counts.min() >= 5


def test_zones_have_the_same_figures_on_every_engine(accounts):
    rows = with_density(by_zone(judged(accounts)), AREAS).to_pyarrow().to_pylist()
    names = ["accounts", "qualified", "unqualified", "unknown", "potential", "qualified_potential",
             "density"]  # fmt: skip
    found = {row["zone"]: tuple(row[name] for name in names) for row in rows}
    assert found == expected_zones()


def test_accounts_are_handed_back_with_their_fit(accounts):
    table = handed_back(judged(accounts), ICP)
    assert table.columns[: len(POOLS)] == tuple(POOLS)
    counts = table.group_by("fit", "note").aggregate(number=lambda rows: rows.count())
    found = {row["fit"]: row["number"] for row in counts.to_pyarrow().to_pylist()}
    expected = pd.Series([str(expected_fit(row)) for row in ACCOUNTS]).value_counts()
    assert found == expected.to_dict()


SEGMENTS = [
    Segment("strategic", Size("potential", low=500_000.5, low_included=False)),
    Segment("makers", Every((OfIndustry(("31-33", "5415")), Neither((OneOf("state", ("TX",)),))))),
    Segment("finance", Either((Labelled("personas", ("CFO",)), Labelled("tags", ("vip",))))),
    Segment("downtown", Within("010", "0299")),
    Segment("cafés", Containing("city", ("café",))),
]
DRAWN = {
    "potential": [500_000.5, 500_000.51, 3.0, None], "naics": ["331", "54151", "54", "62", ""],
    "state": ["TX", "NY", ""], "personas": [["CFO"], ["CEO"], []], "tags": [["VIP"], []],
    "postal_code": ["01000", "0299", "0300", "H2X", ""], "city": ["Le Café", "Bar", ""],
}  # fmt: skip


def test_segments_are_the_same_on_every_engine(accounts):
    draw = random.Random(3)
    rows = [
        BLANK | {name: draw.choice(pool) for name, pool in DRAWN.items()} for _row in range(150)
    ]
    table = placed(segment_table(pd.DataFrame(rows).assign(key=range(150)), FIELDS), SEGMENTS)
    asked = table.select("key", SEGMENT, PERHAPS)
    found = accounts.get_backend().to_pyarrow(asked).sort_by("key").to_pylist()
    told = [place(row, SEGMENTS) for row in rows]
    assert [(row[SEGMENT], row[PERHAPS]) for row in found] == [
        (each.place, each.perhaps) for each in told
    ]
    assert {each.place for each in told} == {-1, 0, 1, 2, 3, 4}
