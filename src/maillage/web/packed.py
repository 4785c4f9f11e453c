"""Answers that stay the same for long and are large: packed once, and sent where they changed."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from hashlib import blake2b

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers


@dataclass(frozen=True, slots=True)
class Packed:
    """A JSON text, compressed, and what tells it from others."""

    body: bytes
    mark: str


def pack(text: str) -> Packed:
    """Compress a text that holds nothing of the request that asked for it."""
    body = gzip.compress(text.encode(), mtime=0)
    return Packed(body, f'W/"{blake2b(body, digest_size=12).hexdigest()}"')


def sent(request: HttpRequest, packed: Packed) -> HttpResponse:
    """Answer with a packed text, or that the reader has it already."""
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        answer = HttpResponse(packed.body, "application/json", headers={"Content-Encoding": "gzip"})
    else:
        answer = HttpResponse(gzip.decompress(packed.body), "application/json")
    answer["ETag"] = packed.mark
    answer["Cache-Control"] = "private, no-cache"
    patch_vary_headers(answer, ["Accept-Encoding"])
    found: HttpResponse = get_conditional_response(request, packed.mark, None, answer)
    return found
