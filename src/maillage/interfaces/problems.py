"""Errors as ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse

from maillage.errors import (
    CancelledError,
    ConflictError,
    InfeasibleError,
    InputError,
    MaillageError,
    NotFoundError,
    PermissionDeniedError,
    RowError,
)

STATUS: dict[type[MaillageError], int] = {
    PermissionDeniedError: 403,
    NotFoundError: 404,
    ConflictError: 409,
    CancelledError: 409,
    InputError: 422,
    InfeasibleError: 422,
}


def status_of(error: MaillageError) -> int:
    """Give the HTTP status of an error."""
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 500)


def problem(request: HttpRequest, status: int, title: str, **more: Any) -> HttpResponse:
    """Build an answer in the form programs know."""
    body = {"type": "about:blank", "title": title, "status": status, "instance": request.path}
    return HttpResponse(
        json.dumps(body | more, ensure_ascii=False),
        status=status,
        content_type="application/problem+json",
    )


def answer_error(request: HttpRequest, error: MaillageError) -> HttpResponse:
    """Answer an error raised on purpose, with its remedy and its details."""
    more: dict[str, Any] = {"code": type(error).__name__}
    if error.remedy:
        more["remedy"] = error.remedy
    if isinstance(error, RowError):
        more["errors"] = [
            {"row": each.row, "column": each.column, "value": each.value[:200],
             "message": each.message, "remedy": each.remedy}
            for each in error.problems
        ]  # fmt: skip
    if isinstance(error, InfeasibleError):
        more["errors"] = [str(each) for each in error.findings]
    return problem(request, status_of(error), error.message, **more)
