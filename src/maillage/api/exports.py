"""Every list as a file: CSV, a workbook, or GeoJSON where it can be drawn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from maillage.api.calling import allowed
from maillage.api.export_query import ExportQuery
from maillage.api.export_tables import TABLES, accounts_asked, number_of
from maillage.api.files import answers_file
from maillage.api.listing import asked
from maillage.api.scenarios import seen
from maillage.domain.territories.editing.bench import bench_of
from maillage.interfaces.downloads import attached
from maillage.interfaces.exporters.map_layers import (
    GEOJSON,
    account_features,
    as_geojson,
    territory_features,
    unit_features,
)
from maillage.interfaces.lists.files import CSV, KINDS, XLSX, as_file
from maillage.permissions import Action, require

router = Router(tags=["exports"])
Listed = Literal[
    "accounts", "reps", "letters", "rules", "tested", "transfers", "transferred", "claims",
    "scenarios", "units", "moves", "comments", "challenges", "publications", "published",
    "icp", "fitting", "segmentations", "segmented", "market", "zones", "reviews", "people",
    "duplicates", "merges", "imports", "addresses", "sites", "events", "indicators", "behind",
    "compared", "alignment", "behind_alignment",
    "sources", "asides", "plans", "objectives",
    "tops", "pay", "wins", "notices", "inbox", "hot", "breaches",
    "opportunities", "score-models", "costs", "calendars", "agreements",
    "leads", "promises", "lead-events",
]  # fmt: skip
Layer = Literal["accounts", "units", "territories"]
FEATURES = {"type": "object", "required": ["type", "features"]}


@router.get("/{workspace}/exports/{listed}.csv", **answers_file(CSV))
@allowed(Action.EXPORT)
def export_csv(
    request: HttpRequest,
    workspace: str,  # noqa: ARG001
    listed: Listed,
    query: Query[ExportQuery],
) -> HttpResponse:
    """Give all rows of a list as CSV, in UTF-8; cells that could be formulas are harmless."""
    return exported(request, listed, query, "csv")


@router.get("/{workspace}/exports/{listed}.xlsx", **answers_file(XLSX))
@allowed(Action.EXPORT)
def export_xlsx(
    request: HttpRequest,
    workspace: str,  # noqa: ARG001
    listed: Listed,
    query: Query[ExportQuery],
) -> HttpResponse:
    """Give all rows of a list as a workbook."""
    return exported(request, listed, query, "xlsx")


def exported(request: HttpRequest, name: str, query: ExportQuery, kind: str) -> HttpResponse:
    """Answer with a list as a file, for those who may see it."""
    action, table = TABLES[name]
    require(request.member, action)
    title, rows = table(request, query)
    return attached(as_file(rows, kind, title), KINDS[kind], f"{name}.{kind}")


@router.get("/{workspace}/exports/{layer}.geojson", **answers_file(GEOJSON, schema=FEATURES))
@allowed(Action.EXPORT)
def export_geojson(
    request: HttpRequest,
    workspace: str,  # noqa: ARG001
    layer: Layer,
    query: Query[ExportQuery],
) -> HttpResponse:
    """Give accounts, or the units or territories of a scenario, for any map."""
    title, features = LAYERS[layer](request, query)
    return attached(as_geojson(title, features), GEOJSON, f"{layer}.geojson")


def account_layer(request: HttpRequest, query: ExportQuery) -> tuple[str, Iterable[Any]]:
    """The accounts on a day, narrowed as their list is."""
    listing, rows = accounts_asked(query)
    found = listing.of(rows, asked(query), request.path)
    return listing.caption, account_features(found.ordered.iterator(chunk_size=2_000))


def unit_layer(request: HttpRequest, query: ExportQuery) -> tuple[str, Iterable[Any]]:
    """The units of a scenario."""
    scenario = seen(request, number_of(query))
    return scenario.name, unit_features(scenario, bench_of(scenario))


def territory_layer(request: HttpRequest, query: ExportQuery) -> tuple[str, Iterable[Any]]:
    """The territories of a scenario."""
    scenario = seen(request, number_of(query))
    return scenario.name, territory_features(scenario, bench_of(scenario))


LAYERS = {"accounts": account_layer, "units": unit_layer, "territories": territory_layer}
