"""Files that pages and programs download."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def attached(content: bytes | str, kind: str, name: str) -> HttpResponse:
    """Answer with a file to download; ``kind`` is its media type."""
    answer = HttpResponse(content, kind)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer
