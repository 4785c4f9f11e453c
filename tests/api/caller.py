"""A program with a token, as tests use it."""

from __future__ import annotations

import json

from django.test import Client

from maillage.domain.people.tokens import create_token
from maillage.models import Membership

ROOT = "/api/v1/main"


class Caller:
    """A program with a token."""

    def __init__(self, who: Membership, scopes=("read", "write", "design", "admin")) -> None:
        self.token, secret = create_token(member=who, name="test", scopes=scopes)
        self.client = Client(headers={"Authorization": f"Bearer {secret}"})

    def get(self, path: str, expect: int = 200, **query):
        answer = self.client.get(ROOT + path, query)
        assert answer.status_code == expect, answer.content
        return answer.json() if answer.content else None

    def send(self, method: str, path: str, body=None, status: int = 200, **headers):
        answer = self.client.generic(
            method, ROOT + path, json.dumps(body), "application/json", headers=headers
        )
        assert answer.status_code == status, answer.content
        return answer.json() if answer.content else None
