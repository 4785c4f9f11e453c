"""What the doctor sees."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from maillage import audit
from maillage.domain import doctor
from maillage.domain.doctor import Health, examine
from maillage.domain.leads.asides import put_aside
from maillage.models import Delivery, LeadEvent, Webhook
from tests.factories import lead_source
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def health(look) -> Health:
    return look().health


def test_everything_is_looked_at():
    assert len(examine()) == len(doctor.LOOKS)


def test_a_look_that_fails_is_a_bad_sign():
    def broken():
        raise OSError("gone")

    assert doctor.looked(broken) == doctor.Sign("broken", Health.BAD, "OSError: gone")


def test_a_workspace_without_operations_is_seen():
    assert health(doctor.people) is Health.WARNING
    member("operations")
    assert health(doctor.people) is Health.GOOD


def test_events_that_never_arrive_are_seen(settings):
    assert health(doctor.webhooks) is Health.GOOD
    webhook = Webhook.objects.create(url="https://example.com/", secret="s")
    event = audit.record(verb="x", subject=webhook)
    Delivery.objects.create(webhook=webhook, event=event, state="failed")
    assert health(doctor.webhooks) is Health.WARNING


def test_events_of_leads_that_do_not_count_are_named():
    assert health(doctor.leads) is Health.GOOD
    told = LeadEvent.objects.create(source=lead_source(key="crm"), key="7", at=timezone.now())
    put_aside(event=told, error=ValueError("bad\0 x"), now=timezone.now())
    sign = doctor.leads()
    assert sign.health is Health.WARNING
    assert sign.detail == "1 are set aside; the first is 7 of crm: ValueError: bad x"
    assert "maillage leads aside again" in sign.remedy


def test_a_data_directory_is_private_writable_and_has_room(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    tmp_path.chmod(0o700)
    assert health(doctor.data_directory) is Health.GOOD
    tmp_path.chmod(0o755)
    assert health(doctor.data_directory) is Health.WARNING
    monkeypatch.setattr(doctor, "LEAST_FREE", 2**62)
    assert "MB are free" in doctor.data_directory().detail
    settings.DATA_DIR = tmp_path / "none"
    assert health(doctor.data_directory) is Health.BAD


def test_the_database_is_up_to_date():
    assert health(doctor.database) is Health.GOOD


def test_tasks_without_a_worker_are_seen():
    from django_tasks_db.models import DBTaskResult

    assert health(doctor.background) is Health.GOOD
    DBTaskResult.objects.create(
        task_path="x", args_kwargs={"args": [], "kwargs": {}}, queue_name="default",
        backend_name="default",
    )  # fmt: skip
    DBTaskResult.objects.update(
        enqueued_at=timezone.now() - timedelta(minutes=5),
        run_after=timezone.now() - timedelta(minutes=5),
    )
    assert health(doctor.background) is Health.BAD


def test_safety_needs_https(settings):
    assert health(doctor.safety) is Health.WARNING
    settings.HTTPS = True
    assert health(doctor.safety) is Health.WARNING


def test_messages_that_reach_nobody_are_seen(settings, tmp_path):
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": tmp_path},
        }
    }
    assert health(doctor.messages) is Health.WARNING
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend"}}
    assert health(doctor.messages) is Health.GOOD
