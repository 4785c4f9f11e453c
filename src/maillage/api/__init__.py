"""The REST API: everything the pages do, for programs."""

from maillage.api.program import api, open_to_all

__all__ = ["api", "open_to_all"]
