"""Backups that are none, and what is kept of a filled database."""

from __future__ import annotations

import json
import zipfile

import pytest

from maillage.domain.backup import back_up, models, restore
from maillage.errors import ConflictError, FileError
from maillage.models import Account, Workspace
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def backup(tmp_path):
    member()
    Account.objects.create(external_id="A1", name="Été & fils 😀", revenue=1.5)
    file = tmp_path / "backup.zip"
    back_up(to=file)
    return file


def rewritten(backup, tmp_path, change) -> None:
    """Write the backup anew with one part changed."""
    file = tmp_path / "changed.zip"
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return file


def test_a_backup_holds_every_row_and_is_private(backup):
    assert backup.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(backup) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        lines = archive.read("maillage.account.jsonl").decode().splitlines()
    assert manifest["rows"]["maillage.account"] == len(lines) - 1 == 1
    row = dict(zip(json.loads(lines[0]), json.loads(lines[1]), strict=True))
    assert (row["name"], row["revenue"]) == ("Été & fils 😀", 1.5)
    assert ["maillage", "0001_initial"] not in manifest["migrations"]


def test_every_model_is_kept_or_left_out_on_purpose():
    from django.apps import apps

    kept = {model._meta.label_lower for model in models(apps)}
    ours = {model._meta.label_lower for model in apps.get_app_config("maillage").get_models()}
    assert ours - kept == {"maillage.upload"}  # of a day, and not imported yet
    assert "account.emailaddress" in kept
    assert "sessions.session" not in kept


def test_a_backup_never_replaces_a_file(backup):
    before = backup.read_bytes()
    with pytest.raises(FileError, match="cannot be written"):
        back_up(to=backup)
    assert backup.read_bytes() == before


def test_nothing_is_left_where_it_cannot_be_written(tmp_path):
    with pytest.raises(FileError):
        back_up(to=tmp_path / "no" / "folder.zip")


def test_a_filled_database_is_not_mixed_with_a_backup(backup):
    with pytest.raises(ConflictError, match="holds something already"):
        restore(file=backup)
    assert Workspace.objects.count() == 1


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip", b"\0" * 5_000])
def test_other_files_are_no_backups(tmp_path, content):
    file = tmp_path / "x.zip"
    file.write_bytes(content)
    with pytest.raises(FileError, match="is no backup"):
        restore(file=file)


def test_a_missing_file_is_no_backup(tmp_path):
    with pytest.raises(FileError, match="is no backup"):
        restore(file=tmp_path / "none.zip")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("manifest.json", None),
        ("manifest.json", b"{"),
        ("manifest.json", b"[]"),
        ("manifest.json", b'{"format": 1, "version": "1", "migrations": []}'),
        ("maillage.account.jsonl", None),
        ("maillage.account.jsonl", b'["id"]\n[1]\n'),
        ("secret.key", b"another"),
        ("secret.key", None),
    ],
)
def test_a_damaged_backup_is_refused(backup, tmp_path, name, content):
    file = rewritten(backup, tmp_path, lambda part, old: content if part == name else old)
    with pytest.raises(FileError, match="is damaged"):
        restore(file=file)


def test_a_backup_of_a_newer_version_is_refused(backup, tmp_path):
    def newer(part, old):
        if part != "manifest.json":
            return old
        manifest = json.loads(old)
        manifest["migrations"].append(["maillage", "9999_future"])
        return json.dumps(manifest)

    with pytest.raises(FileError, match="another Maillage"):
        restore(file=rewritten(backup, tmp_path, newer))
