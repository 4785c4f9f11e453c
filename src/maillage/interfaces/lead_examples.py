"""What to set up on the other side of a source: where to send, and an example to copy."""

from __future__ import annotations

import json
from typing import Final

from django.conf import settings

from maillage.models import LeadSource, SourceKind

SHOWN: Final = "mls_…"
EVENT: Final = {
    "key": "order-4711",
    "subject": "dana@northwind.example",
    "of": "contact",
    "kind": "download",
    "at": "2026-03-06T16:50:00-05:00",
    "carried": {"content": "Guide"},
}
FACTS: Final = EVENT | {
    "key": "order-4712",
    "kind": "facts",
    "carried": {"name": "Dana Reed", "company": "Northwind", "budget_confirmed": True},
}


def address_of(source: LeadSource) -> str:
    """Give the address to which a source sends; empty for files and for Maillage itself."""
    root = f"{settings.ADDRESS}/api/v1/{source.workspace.slug}"
    if source.kind == SourceKind.REST:
        return f"{root}/lead-events"
    if source.kind in {SourceKind.FILE, SourceKind.MAILLAGE}:
        return ""
    query = f"?token={SHOWN}" if source.kind == SourceKind.SALESFORCE else ""
    return f"{root}/lead-webhooks/{source.key}{query}"


def example_of(source: LeadSource) -> str:
    """Give commands that can be copied; empty where there is nothing to copy."""
    to = address_of(source)
    if source.kind == SourceKind.REST:
        head = f"-H 'Authorization: Bearer {SHOWN}' -H 'Content-Type: application/json'"
        one, many = json.dumps(EVENT, indent=2), json.dumps({"events": [EVENT, FACTS]}, indent=2)
        return f"curl {head} {to} \\\n  -d '{one}'\n\ncurl {head} {to}/batch \\\n  -d '{many}'"
    if source.kind == SourceKind.HMAC:
        return (
            f"BODY='{json.dumps(EVENT)}'\nT=$(date +%s)\n"
            'V=$(printf \'%s.%s\' "$T" "$BODY" | openssl dgst -sha256 -hmac "$SECRET" -r'
            " | cut -d' ' -f1)\n"
            f'curl -H "Maillage-Signature: t=$T,v1=$V" -d "$BODY" {to}'
        )
    if source.kind == SourceKind.FILE:
        return f"maillage leads receive events.csv --source {source.key} --apply"
    return ""
