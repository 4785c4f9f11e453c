"""Addresses within the workspace of a request."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse


def address(
    request: HttpRequest, name: str, query: dict[str, Any] | None = None, **words: Any
) -> str:
    """Give the address of a page of the workspace; empty values of the query are left out."""
    path = path_of(name, request.member.workspace.slug, tuple(words.items()))
    kept = {key: value for key, value in (query or {}).items() if value not in ("", None)}
    return f"{path}?{urlencode(kept)}" if kept else path


@lru_cache(maxsize=10_000)
def path_of(name: str, workspace: str, words: tuple[tuple[str, Any], ...]) -> str:
    """Give the path of a page: a long table asks for hundreds."""
    return reverse(name, kwargs={"workspace": workspace, **dict(words)})
