"""The REST API: everything the pages do, for programs."""

from maillage.api import (
    accounts,
    claims,
    comments,
    comparing,
    consulting,
    decisions,
    documents,
    duplicates,
    exports,
    hours,
    icp,
    imports,
    indicators,
    jobs,
    letters,
    market,
    meetings,
    ownership,
    people,
    plans,
    policy,
    priority,
    proposals,
    reviews,
    scenarios,
    segments,
    signals,
    transfers,
)
from maillage.api.program import api, open_to_all

ROOMS = (
    accounts,
    scenarios,
    comparing,
    comments,
    jobs,
    consulting,
    decisions,
    ownership,
    transfers,
    claims,
    duplicates,
    proposals,
    icp,
    signals,
    imports,
    segments,
    hours,
    priority,
    market,
    policy,
    reviews,
    meetings,
    indicators,
    letters,
    exports,
    people,
    plans,
    documents,
)

for room in ROOMS:
    api.add_router("", room.router)

__all__ = ["api", "open_to_all"]
