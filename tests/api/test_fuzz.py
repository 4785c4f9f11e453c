"""Whatever is sent to the API, within its description or not, is answered as the description says."""

from __future__ import annotations

from collections import Counter

import pytest
import schemathesis
from django.core.cache import caches
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
)

from maillage.domain.people.tokens import SCOPES, create_token
from maillage.models import Account, Ownership, Rep
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
EXAMPLES = 6
SETTINGS = {
    "max_examples": EXAMPLES,
    "deadline": None,
    "derandomize": True,
    "database": None,
    "suppress_health_check": list(HealthCheck),
}
ANYTHING = {"POST /api/v1/{workspace}/lead-webhooks/{source}"}
"""Operations whose description allows whatever is sent: who signs it says what it is."""


@pytest.fixture(autouse=True)
def one_connection():
    """Keep the connection of the test open, which a server would close after each request."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def headers():
    """A token that may everything, over a small company."""
    rep = Rep.objects.create(external_id="R1", name="Ana")
    site = Account.objects.create(external_id="A1", name="Site", state="NY", potential=10.0)
    Ownership.objects.create(rep=rep, account=site, starts_on=timezone.localdate())
    _token, secret = create_token(member=member(), name="fuzz", scopes=SCOPES)
    return {"Authorization": f"Bearer {secret}", "Host": "localhost"}


@pytest.mark.parametrize("mode", schemathesis.GenerationMode)
def test_no_operation_fails(headers, mode):
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    faults, seen = {}, Counter()
    for found in described.get_all_operations():
        operation = found.ok()
        if mode.is_negative and operation.label in ANYTHING:
            continue
        try:
            tried(operation, headers, mode, seen)
        except Exception as error:  # noqa: BLE001 - all faults at once
            faults[operation.label] = str(error)[:600]
    assert faults == {}
    assert seen[200] > EXAMPLES if mode.is_positive else seen[422] > EXAMPLES, seen


def tried(operation, headers, mode, seen):
    """Send what the description allows, or what it does not."""

    @settings(**SETTINGS)
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case):
        caches["process"].clear()
        case.path_parameters["workspace"] = "main"
        answer = case.call(headers=headers)
        seen[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)

    send()
