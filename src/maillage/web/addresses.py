"""Addresses within the workspace of a request."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse


def address(
    request: HttpRequest, name: str, query: dict[str, Any] | None = None, **words: Any
) -> str:
    """Give the address of a page of the workspace; empty values of the query are left out."""
    path = reverse(name, kwargs={"workspace": request.member.workspace.slug} | words)
    kept = {key: value for key, value in (query or {}).items() if value not in ("", None)}
    return f"{path}?{urlencode(kept)}" if kept else path
