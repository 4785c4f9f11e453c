"""`maillage leads inbox`, `hot` and `notices`: the same as the pages and the API say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.cli import leads
from maillage.errors import ParameterError
from maillage.models import Notice
from tests.cli.doors import doors
from tests.domain.accounts.factories import make_account
from tests.people import member
from tests.web.leads.scene import mql, notice, owes, rep

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def run(monkeypatch):
    return doors(monkeypatch, leads.register)


def test_what_is_due_first_comes_first_and_is_narrowed(run):
    assert run("leads", "inbox") == run("leads", "hot") == "No lead waits here.\n"
    now, ada, account = timezone.now(), rep("Ada"), make_account(1)
    soon = mql("Soon", owner=ada, account=account)
    owes(soon, began=now - timedelta(minutes=10), due=now + timedelta(minutes=50))
    late = mql("Late", owner=ada)
    owes(late, began=now - timedelta(hours=2), due=now - timedelta(hours=1))
    mql("Raw", life="raw", total=90.0)
    mql("Nobody", total=10.0, mql_at=now - timedelta(days=30), band="C3")
    found = run.json("leads", "inbox")
    assert [each["name"] for each in found] == ["Late", "Soon", "Nobody"]
    assert [(each["owed"], each["state"]) for each in found] == [
        ("First contact", "late"), ("First contact", "in time"), ("", ""),
    ]  # fmt: skip
    assert found[1]["account"] == account.external_id
    assert [each["pressure"] for each in found[0]["deadlines"]] == ["late"]
    for asked, names in (
        (("--late",), ["Late"]),
        (("--owner", "-"), ["Nobody"]),
        (("--account", account.external_id), ["Soon"]),
        (("--account", "A9"), []),
        (("--life", "raw"), ["Raw"]),
        (("--life", "all", "--most", 3), ["Late", "Soon", "Raw"]),
        (("--search", "soo"), ["Soon"]),
    ):
        assert [each["name"] for each in run.json("leads", "inbox", *asked)] == names, asked
    shown = run("leads", "inbox")
    assert "First contact" in shown
    assert "in time" in shown
    assert [each["name"] for each in run.json("leads", "list", "--account", "A9")] == []
    hot = [each["name"] for each in run.json("leads", "hot")]
    assert hot == [each["name"] for each in found if each["name"] in hot] != []
    assert "Nobody" not in hot


def test_notices_are_those_of_who_asks_and_are_read_when_told(run):
    with pytest.raises(ParameterError):
        run("leads", "notices")
    ada, max_ = member("marketing"), member("reader")
    notice(ada)
    notice(max_)
    run.acting(ada)
    (row,) = run.json("leads", "notices", "--unread")
    assert row["id"] == Notice.objects.get(member=ada).pk
    assert row["read_at"] is None
    assert row["text"] in run("leads", "notices", "--read").replace("\n", " ")
    assert run("leads", "notices", "--unread") == "You were told nothing yet.\n"
    (row,) = run.json("leads", "notices")
    assert row["read_at"] is not None
    assert Notice.objects.get(member=max_).read_at is None
