"""The pages of the ideal customer profile: editor with its count, signatures, accounts, fit."""

from __future__ import annotations

import pytest
from django.utils import timezone

from maillage.domain.accounts.icp.versions import draft_icp, sign_icp
from maillage.models import IcpVersion
from tests.domain.accounts.factories import make_account, make_rep, touch
from tests.domain.accounts.icp.test_icp import GOOD, SMALL_TECH
from tests.factories import HOSTILE_NAMES
from tests.people import member, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

TYPED = {
    "revenue_to": "50000000", "employees_from": "50", "employees_to": "200", "industries": "5415",
    "excluded": "541513", "country": "US", "metros": "New York-Newark", "wanted_on": "2026-01-01",
}  # fmt: skip


def test_a_profile_is_written_changed_signed_and_in_force(client):
    writer = member("marketing")
    signed_in(client, writer)
    answer = client.post("/main/icp/new/", TYPED)
    version = IcpVersion.objects.get()
    assert answer.url == f"/main/icp/{version.pk}/"
    assert (version.criteria["metros"], version.criteria["excluded"]) == (["35620"], ["541513"])
    shown = client.get(f"{answer.url}edit/").content.decode()
    assert 'value="541513"' in shown
    client.post(f"{answer.url}edit/", TYPED | {"excluded": "none", "note": "<b>Workshop</b>"})
    version.refresh_from_db()
    assert version.criteria["excluded"] == []
    for who in (writer, member("director")):
        signed_in(client, who)
        page = client.get(answer.url).content.decode()
        assert "&lt;b&gt;Workshop" in page
        client.post(f"{answer.url}sign/", {"seen": version.fingerprint})
    version.refresh_from_db()
    assert version.in_force_from == timezone.localdate()
    assert "in force" in client.get("/main/icp/").content.decode()
    assert client.post(f"{answer.url}withdraw/").status_code == 409


def test_the_form_reads_in_french_what_it_shows_in_french(client):
    signed_in(client, member("marketing"))
    at = client.post("/main/icp/new/", TYPED | {"excluded": "none"}).url
    client.cookies["django_language"] = "fr"
    shown = client.get(f"{at}edit/").content.decode()
    assert 'value="aucune"' in shown
    assert "<h1>Version 1</h1>" in shown
    assert "ICP" not in client.get(f"{at}accounts/").content.decode()
    client.post(f"{at}edit/", TYPED | {"excluded": "541513"})
    client.post(f"{at}edit/", TYPED | {"excluded": "aucune"})
    assert IcpVersion.objects.get().criteria["excluded"] == []


def test_the_count_follows_the_form_and_opens_its_rows(client, django_assert_max_num_queries):
    signed_in(client, member("marketing"))
    make_account(1, **GOOD)
    make_account(2, **GOOD | {"employees": 10})
    make_account(3, **GOOD | {"employees": None})
    with django_assert_max_num_queries(12):
        page = client.post("/main/icp/count/", TYPED).content.decode()
    assert "50 to 200" in page
    assert not IcpVersion.objects.exists()
    client.post("/main/icp/new/", TYPED)
    at = f"/main/icp/{IcpVersion.objects.get().pk}/"
    assert f"{at}accounts/?employees=unknown" in client.get(at).content.decode()
    for asked, name in (("fit=yes", "Account 1"), ("employees=no", "Account 2"),
                        ("employees=unknown", "Account 3")):  # fmt: skip
        rows = client.get(f"{at}accounts/?{asked}&format=csv").content.decode("utf-8-sig")
        assert [line.split(",")[0] for line in rows.splitlines()[1:]] == [name]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"employees_from": "300"}, "no range of employees"),
        ({"metros": "New"}, "no code of a metropolitan area"),
        ({"industries": "lawyers"}, "is not a NAICS code"),
        ({"excluded": ""}, "Fill in the fields with a star"),
    ],
)
def test_the_form_says_what_is_wrong(client, changed, said):
    signed_in(client, member("marketing"))
    assert said in client.post("/main/icp/count/", TYPED | changed).content.decode()
    assert client.post("/main/icp/new/", TYPED | changed).status_code == 422


@pytest.mark.parametrize("field", ["industries", "excluded", "metros", "technologies", "note"])
def test_hostile_texts_break_nothing(client, field):
    signed_in(client, member("marketing"))
    for text in HOSTILE_NAMES:
        assert client.post("/main/icp/new/", TYPED | {field: text}).status_code in {302, 422}
    assert b"<script>alert" not in client.get("/main/icp/").content


def test_examples_fill_the_form(client):
    signed_in(client, member("marketing"))
    page = client.get("/main/icp/new/?from=finance").content.decode()
    assert 'value="35620"' in page


def test_an_account_shows_its_fit_and_the_list_what_is_done_off_it(client):
    version = draft_icp(criteria=SMALL_TECH, by="x")
    account = make_account(1, **GOOD | {"employees": 10})
    touch(account, make_rep(1), timezone.localdate())
    boss = member("director")
    signed_in(client, boss)
    nothing = client.get(f"/main/accounts/{account.pk}/").content.decode()
    assert "No profile was in force that day." in nothing
    for who in (boss, member("marketing")):
        sign_icp(version=version, seen=version.fingerprint, by=who)
    page = client.get(f"/main/accounts/{account.pk}/").content.decode()
    assert 'id="fit"' in page
    assert "50 to 200" in page
    assert "100.0%" in client.get("/main/icp/").content.decode()
