"""The REST API: everything the pages do, for programs."""

from maillage.api import accounts, decisions, ownership, people, scenarios
from maillage.api.program import api, open_to_all

for room in (accounts, scenarios, decisions, ownership, people):
    api.add_router("", room.router)

__all__ = ["api", "open_to_all"]
