"""The first page, the accounts, and an account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_scopes import scope

from maillage.models import Account, Ownership, Rep, Touch
from tests.factories import HOSTILE_NAMES
from tests.people import member, other_workspace, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def chief(client):
    found = member("operations")
    signed_in(client, found)
    return found


@pytest.fixture
def company():
    today = timezone.localdate()
    ana = Rep.objects.create(external_id="R1", name="Ana")
    bea = Rep.objects.create(external_id="R2", name="Bea")
    sites = [
        Account.objects.create(
            external_id=f"A{n}", name=f"Site {n}", county="36061", state="NY", potential=n * 100.0
        )
        for n in range(4)
    ]
    for rep, site in ((ana, sites[1]), (bea, sites[2]), (bea, sites[3])):
        Ownership.objects.create(rep=rep, account=site, starts_on=today - timedelta(days=300))
    for rep in (ana, bea):
        Touch.objects.create(
            account=sites[1], rep=rep, occurred_on=today - timedelta(days=9), kind="visit"
        )
    Touch.objects.create(account=sites[2], rep=bea, occurred_on=today - timedelta(days=200))
    return sites


def figures(answer) -> dict[str, str]:
    return {tile["label"]: tile["figure"] for tile in answer.context["tiles"]}


def test_the_first_page_counts_and_every_count_opens_its_rows(client, chief, company):
    answer = client.get("/main/")
    assert figures(answer) == {
        "Owned": "3",
        "Nobody answers for": "1",
        "Never approached": "2",
        "Touched by two reps": "1",
        "No touch for six months": "1",
        "Richest book to poorest": "5.0",
        "Reviews past their date": "0",
    }
    for tile in answer.context["tiles"][:-2]:
        rows = client.get(tile["url"]).context["table"]["rows"]
        assert str(len(rows)) == tile["figure"], tile["url"]


def test_another_day_is_kept_on_the_way(client, chief, company):
    long_ago = (timezone.localdate() - timedelta(days=400)).isoformat()
    answer = client.get(f"/main/?on={long_ago}")
    assert figures(answer)["Owned"] == "0"
    url = answer.context["tiles"][1]["url"]
    assert f"on={long_ago}" in url
    assert len(client.get(url).context["table"]["rows"]) == 4
    assert f"on={long_ago}" in client.get(url).context["table"]["columns"][0]["sort_url"]


@pytest.mark.parametrize("day", ["", "soon", "2026-02-30", "0000-00-00", "'", "9999-12-31"])
def test_any_text_may_stand_for_a_day(client, chief, company, day):
    assert client.get("/main/", {"on": day}).status_code == 200
    assert client.get("/main/accounts/", {"on": day}).status_code == 200


def test_the_map_shows_who_leads_each_county(client, chief, company):
    state = client.get("/main/map.json").json()
    assert state["units"] == ["36061"]
    assert state["names"] == ["New York County, NY"]
    assert state["territories"][state["labels"][0] - 1]["name"] == "Bea"
    assert {each["name"]: each["values"] for each in state["measures"]} == {
        "potential": [600.0], "accounts": [4], "holes": [1],
    }  # fmt: skip


def test_the_first_page_has_the_map_of_its_day(client, chief, company):
    assert client.get("/main/").context["map"]["state_url"] == "/main/map.json"
    asked = client.get("/main/?on=2020-01-01").context["map"]["state_url"]
    assert asked == "/main/map.json?on=2020-01-01"


def test_a_new_workspace_says_what_to_do(client, chief):
    first = client.get("/main/")
    assert b"maillage import reps" in first.content
    assert first.context["map"] is None
    assert b"maillage import accounts" in client.get("/main/accounts/").content
    assert client.get("/main/map.json").json()["units"] == []


def test_a_rep_sees_their_own_accounts_first(client, company):
    signed_in(client, member("rep", rep=Rep.objects.get(name="Bea")))
    rows = client.get("/main/accounts/").context["table"]["rows"]
    assert [row["cells"][0].text for row in rows] == ["Site 3", "Site 2"]
    assert len(client.get("/main/accounts/?owner=").context["table"]["rows"]) == 4


def test_accounts_are_exported(client, chief, company):
    text = client.get("/main/accounts/?format=csv&finding=no_owner").content.decode("utf-8-sig")
    assert [line.split(",")[0] for line in text.splitlines()] == ["Account", "Site 0"]


def test_an_account_tells_everything(client, chief, company):
    content = client.get(f"/main/accounts/{company[1].pk}/").content.decode()
    assert "Ana" in content
    assert "Never approached." not in content


def test_an_account_tells_it_in_the_language_of_its_reader(client, chief, company):
    url, bea = f"/main/accounts/{company[1].pk}/", Rep.objects.get(name="Bea")
    day = timezone.localdate().isoformat()
    client.post(f"{url}give/", {"rep": bea.pk, "starts_on": day, "reason": "nearer"})
    content = client.get(url, headers={"accept-language": "fr"}).content.decode()
    assert "· Bea · visite" in content
    assert "· compte attribué" in content
    assert "À partir du" in content


def test_an_account_is_given_with_a_reason(client, chief, company):
    bea = Rep.objects.get(name="Bea")
    url = f"/main/accounts/{company[1].pk}/give/"
    entry = {"rep": bea.pk, "starts_on": timezone.localdate().isoformat()}
    assert client.post(url, entry).status_code == 422
    assert client.post(url, entry | {"reason": "nearer"}).status_code == 302
    assert company[1].ownerships.get(ends_on=None).rep == bea
    answer = client.post(url, entry | {"reason": "again"})
    assert answer.status_code == 422
    assert b"Nothing would change" in answer.content


@pytest.mark.parametrize("role", ["rep", "marketing", "partner_manager", "finance", "reader"])
def test_other_roles_do_not_give_accounts(client, company, role):
    signed_in(client, member(role))
    url = f"/main/accounts/{company[1].pk}/"
    assert b"Give it to somebody else" not in client.get(url).content
    assert client.post(f"{url}give/", {"reason": "x"}).status_code == 403


def test_accounts_of_another_workspace_are_not_there(client, chief):
    with scope(workspace=other_workspace()):
        theirs = Account.objects.create(external_id="X", name="Theirs")
    assert client.get(f"/main/accounts/{theirs.pk}/").status_code == 404
    assert client.post(f"/main/accounts/{theirs.pk}/give/", {"reason": "x"}).status_code == 404
    assert b"Theirs" not in client.get("/main/accounts/").content


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_names_are_shown_as_they_are(client, chief, name):
    name = name.replace("\0", "")  # no database keeps it
    site = Account.objects.create(external_id=name[:100] or "x", name=name[:255], city=name[:120])
    assert b"<script>alert" not in client.get(f"/main/accounts/{site.pk}/").content
    assert b"<script>alert" not in client.get("/main/accounts/").content


def test_pages_take_few_queries(client, chief, company, django_assert_max_num_queries):
    for most in (30, 24):
        with django_assert_max_num_queries(most):
            client.get("/main/")
    with django_assert_max_num_queries(15):
        client.get("/main/accounts/")


def test_a_rep_sees_their_own_figures_first(client, company):
    """N-04: each opens its rows, which are as many."""
    bea = Rep.objects.get(external_id="R2")
    signed_in(client, member("rep", rep=bea))
    page = client.get("/main/")
    own = {tile["label"]: tile for tile in page.context["own"]}
    assert {label: tile["figure"] for label, tile in own.items()} == {
        "Yours": "2",
        "Never approached": "1",
        "Touched by two reps": "0",
        "No touch for six months": "1",
    }
    assert own["Yours"]["note"] == "potential 500"
    for tile in own.values():
        rows = client.get(tile["url"]).context["table"]["rows"]
        assert str(len(rows)) == tile["figure"]
    text = page.content.decode()
    assert text.index("Your accounts") < text.index("All accounts")


def test_who_is_no_rep_sees_all_alone(client, chief, company):
    assert client.get("/main/").context["own"] == []


def test_the_map_gets_a_point_for_each_account_that_has_a_place(client, chief, company):
    Account.objects.filter(external_id="A1").update(latitude=40.75, longitude=-73.98765)
    assert client.get("/main/").context["map"]["accounts_url"] == "/main/accounts/map.json"
    answer = client.get("/main/accounts/map.json")
    assert answer["Content-Type"] == "application/geo+json"
    point = {"type": "Point", "coordinates": [-73.9877, 40.75]}
    assert answer.json() == {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {}, "geometry": point}],
    }


def test_the_map_has_no_account_of_another_workspace(client, chief):
    with scope(workspace=other_workspace()):
        Account.objects.create(external_id="X", name="X", latitude=1.0, longitude=1.0)
    assert client.get("/main/accounts/map.json").json()["features"] == []
