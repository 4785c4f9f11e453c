"""The inbox of leads: what is due first, first; whose, and what can be done at once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.people import member, signed_in
from tests.web.leads.scene import handed, mql, owes, rep

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

BRIEF = {
    "trigger": {
        "kind": "white_paper_download",
        "content": "Cut IT costs",
        "at": "2026-02-10T10:00:00+00:00",
    }
}
ACTION = {"action": "continue_content", "channel": "email", "then": "phone", "content": "Cut IT costs",
          "content_kind": "white_paper_download", "ask": "", "by": None, "because": ""}  # fmt: skip


def rows(page: str) -> list[str]:
    """The names of the leads of a page, in their order."""
    return re.findall(r'<h2><a href="[^"]*">([^<]*)</a></h2>', page)


def read(client, query="") -> str:
    return client.get(f"/main/leads/{query}").content.decode()


@pytest.fixture
def ada():
    return rep("Ada")


@pytest.fixture
def leads(ada):
    """Three leads of Ada, one of Bob, one of nobody, one that is not an MQL."""
    now, bob = timezone.now(), rep("Bob")
    for name, minutes in (("Later", 50), ("Sooner", 5), ("Late", -5)):
        found = mql(name, owner=ada)
        owes(
            found, began=now - timedelta(minutes=60 - minutes), due=now + timedelta(minutes=minutes)
        )
    mql("Of nobody", total=90.0)
    mql("Of Bob", owner=bob)
    mql("Raw", owner=ada, life="raw")
    return now


def test_a_rep_sees_their_own_first_what_is_due_first(client, ada, leads):
    signed_in(client, member("rep", rep=ada))
    assert rows(read(client)) == ["Late", "Sooner", "Later"]
    assert rows(read(client, "?owner=all")) == ["Late", "Sooner", "Later", "Of nobody", "Of Bob"]
    assert rows(read(client, "?owner=-")) == ["Of nobody"]
    assert rows(read(client, "?life=raw")) == ["Raw"]
    assert rows(read(client, "?late=yes")) == ["Late"]
    assert rows(read(client, "?sort=lead")) == ["Late", "Later", "Sooner"]


def test_marketing_sees_all_and_chooses_whose(client, ada, leads):
    signed_in(client, member("marketing"))
    assert rows(read(client)) == ["Late", "Sooner", "Later", "Of nobody", "Of Bob"]
    assert rows(read(client, f"?owner={ada.external_id}")) == ["Late", "Sooner", "Later"]
    assert "Nothing matches" in read(client, "?q=zzz")


def test_each_deadline_says_how_near_it_is_and_when_that_changes(client, ada, leads):
    signed_in(client, member("rep", rep=ada))
    page = read(client)
    assert re.findall(r'data-state="(\w+)"', page) == ["late", "nearly", "fine"]
    assert re.findall(r'data-part="word">([^<]+)<', page) == ["late", "nearly over", "in time"]
    due = re.findall(r'data-due="([^"]+)" data-half="([^"]+)" data-nearly="([^"]+)"', page)
    stamps = [[timezone.datetime.fromisoformat(each) for each in three] for three in due]
    assert all(half < nearly < end for end, half, nearly in stamps)
    assert 'data-now="' in page


def test_it_says_why_now_and_what_to_do(client, ada):
    lead = mql(owner=ada)
    handed(lead, ada, brief=BRIEF, next_action=ACTION)
    signed_in(client, member("rep", rep=ada))
    page = read(client)
    assert "downloaded a white paper, “Cut IT costs”" in page
    assert "by e-mail: Go on from what they read" in page


def test_who_may_not_work_on_a_lead_has_no_buttons(client, ada, leads):
    signed_in(client, member("rep", rep=ada))
    own, all_of_them = read(client), read(client, "?owner=all")
    assert own.count("/contact/") == all_of_them.count("/contact/") == 3
    signed_in(client, member("reader"))
    assert "/contact/" not in read(client)


def test_it_listens_for_the_leads_it_shows(client, ada, leads):
    signed_in(client, member("rep", rep=ada))
    assert f"rep={ada.pk}" in re.search(r'hx-sse:connect="([^"]+)"', read(client)).group(1)
    assert "rep=" not in re.search(r'hx-sse:connect="([^"]+)"', read(client, "?owner=all")).group(1)


def test_the_list_is_a_file_for_who_may_export(client, leads):
    signed_in(client, member("marketing"))
    lines = client.get("/main/leads/?format=csv").content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Due,Owed next,Lead,Company,Account,Rep,Stage,Band,Score")
    assert len(lines) == 6


def test_a_page_asks_the_same_however_many_leads_there_are(
    client, ada, django_assert_max_num_queries
):
    signed_in(client, member("rep", rep=ada))
    now = timezone.now()
    for number in range(30):
        owes(mql(f"L{number}", owner=ada), began=now, due=now + timedelta(minutes=number))
    with django_assert_max_num_queries(40):
        assert len(rows(read(client))) == 30
