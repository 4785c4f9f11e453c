"""Files in the API: how they are described."""

from __future__ import annotations

from typing import Any

BINARY = {"type": "string", "format": "binary"}


def answers_file(*kinds: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    """Describe an operation that answers a file of one of some kinds, for its decorator."""
    content = {kind.partition(";")[0]: {"schema": schema or BINARY} for kind in kinds}
    described = {"responses": {200: {"description": "OK", "content": content}}}
    return {"response": {200: None}, "openapi_extra": described}
