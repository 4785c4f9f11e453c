"""Signatures of what comes in: who sent it, and that it was just now."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime
from typing import Final

WITHIN_SECONDS: Final = 300
LONGEST_TIMESTAMP: Final = 16
ENCODED: Final = {
    "%3A": ":", "%2F": "/", "%3F": "?", "%40": "@", "%21": "!", "%24": "$", "%27": "'",
    "%28": "(", "%29": ")", "%2A": "*", "%2C": ",", "%3B": ";",
}  # fmt: skip
"""What HubSpot writes in clear where it signs an address."""


def signed_by_hubspot(
    *,
    secret: str,
    uris: Iterable[str],
    body: bytes,
    timestamp: str,
    signature: str,
    now: datetime,
) -> bool:
    """Whether HubSpot signed a POST (version 3) within 300 seconds, before or after now.

    ``uris`` are the addresses under which it may have been sent: behind a proxy, the one known
    here is not the one that was signed.
    """
    if not timestamp.isascii() or not timestamp.isdecimal() or len(timestamp) > LONGEST_TIMESTAMP:
        return False
    if abs(now.timestamp() - int(timestamp) / 1000) > WITHIN_SECONDS:
        return False
    made = [_hubspot(secret, uri, body, timestamp) for uri in uris]
    return any([hmac.compare_digest(each, signature.encode()) for each in made])  # noqa: C419 - each takes the same time


def _hubspot(secret: str, uri: str, body: bytes, timestamp: str) -> bytes:
    text = b"POST" + decoded(uri).encode() + body + timestamp.encode()
    return base64.b64encode(hmac.new(secret.encode(), text, hashlib.sha256).digest())


def decoded(uri: str) -> str:
    """Write in clear what HubSpot does, whatever the case of its code."""
    for code, clear in ENCODED.items():
        uri = uri.replace(code, clear).replace(code.lower(), clear)
    return uri
