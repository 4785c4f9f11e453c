"""What a member is told in the application: the bell, the page, and the API."""

from __future__ import annotations

import pytest

from maillage.models import Notice
from tests.api.caller import Caller
from tests.people import member, signed_in
from tests.web.leads.scene import notice

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def told(client):
    """Somebody who was told two things, and somebody else who was told one."""
    found = member("rep")
    notice(found, "plan:1", path="leads/7/")
    notice(found, "plan:2")
    notice(member("marketing"), "plan:1")
    return signed_in(client, found), found


def unread(found):
    return Notice.objects.filter(member=found, read_at=None).count()


def test_the_bell_counts_what_is_not_read(told):
    client, _found = told
    assert "2 unread notices" in client.get("/main/").content.decode()
    client.post("/main/notices/read/")
    assert "0 unread notices" in client.get("/main/").content.decode()


def test_the_page_lists_ones_own_and_reads_them(told):
    client, found = told
    page = client.get("/main/notices/").content.decode()
    assert page.count('id="notice-') == 2
    assert 'href="/main/leads/7/"' in page
    assert page.count("Accepted: 2027") == 2
    first = Notice.objects.get(member=found, about="plan:1")
    answer = client.post(f"/main/notices/{first.pk}/read/")
    assert (answer.status_code, answer.url) == (302, "/main/leads/7/")
    assert unread(found) == 1
    page = client.get("/main/notices/?state=unread").content.decode()
    assert page.count('id="notice-') == 1
    second = Notice.objects.get(member=found, about="plan:2")
    assert client.post(f"/main/notices/{second.pk}/read/").url == "/main/notices/"
    assert "Read all" not in client.get("/main/notices/").content.decode()


def test_nobody_reads_the_notices_of_others(told):
    client, found = told
    other = Notice.objects.exclude(member=found).get()
    assert client.post(f"/main/notices/{other.pk}/read/").status_code == 404
    client.post("/main/notices/read/")
    other.refresh_from_db()
    assert other.read_at is None


def test_programs_read_the_same(told):
    _client, found = told
    caller = Caller(found)
    page = caller.get("/notices")
    assert [each["text"] for each in page["items"]] == ["Accepted: 2027"] * 2
    assert caller.get("/notices/unread") == {"unread": 2}
    first = page["items"][0]["id"]
    assert caller.send("POST", f"/notices/{first}/read") == {"unread": 1}
    assert caller.get("/notices", state="unread")["count"] == 1
    assert caller.send("POST", "/notices/read") == {"unread": 0}
    assert caller.send("POST", "/notices/987654/read", status=404)["status"] == 404


def test_the_list_is_exported_to_who_may(told):
    client, found = told
    assert client.get("/main/notices/?format=csv").status_code == 403
    found.role = "operations"
    found.save()
    lines = client.get("/main/notices/?format=csv").content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Told,Notice,About what,Read at"
    assert len(lines) == 3
