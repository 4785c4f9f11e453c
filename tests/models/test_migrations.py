"""Databases of earlier versions are upgraded with what they hold."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django_scopes import scopes_disabled

from maillage.models import Account, Event, Workspace

pytestmark = [pytest.mark.integration, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def first_version():
    """The models of the first version, on a database of that version."""
    executor = MigrationExecutor(connection)
    executor.migrate([("maillage", "0001_initial"), ("auth", None)])
    yield executor.loader.project_state([("maillage", "0001_initial")]).apps
    call_command("migrate", verbosity=0)


def test_rows_of_the_first_version_enter_the_first_workspace(first_version):
    first_version.get_model("maillage", "Account").objects.create(external_id="A1", name="One")
    first_version.get_model("maillage", "Event").objects.create(
        verb="import", subject_type="importrun", subject_id="1", at=timezone.now()
    )
    call_command("migrate", verbosity=0)
    with scopes_disabled():
        workspace = Workspace.objects.get(slug="main")
        assert Account.objects.get().workspace == workspace
        assert Event.objects.get().workspace == workspace


def test_no_migration_is_missing():
    call_command("makemigrations", "maillage", check=True, dry_run=True, verbosity=0)
