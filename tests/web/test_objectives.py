"""The page of objectives: a tree that sums, set and handed down by who may."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from maillage.domain.plans.objectives import write_objectives
from maillage.interfaces.lists.objectives import DEEPER
from maillage.models import Objective, ObjectiveYear
from tests.domain.accounts.factories import make_account, make_rep, own
from tests.domain.plans.factories import People
from tests.domain.plans.test_attaining import NODES, YEAR
from tests.people import member, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def people():
    return People()


@pytest.fixture
def year(people):
    return write_objectives(
        starts_on=YEAR, total=Decimal(1600), currency="EUR", mix={"size": 1}, nodes=NODES, by="test"
    )


def held() -> dict[str, Decimal]:
    return dict(Objective.objects.values_list("name", "objective"))


def test_the_tree_its_sums_and_what_does_not_agree(client, people, year):
    plan = people.plan(objective="1000.00")
    signed_in(client, people["finance"])
    page = client.get("/main/objectives/").content.decode()
    for words in (f"{DEEPER * 2}Élise W", "1,200.00", "company", "75.0%", ">60<", ">1,600<",
                  f'<a href="/main/plans/{plan.pk}/">The plan of', "no plan"):  # fmt: skip
        assert words in page, words
    assert page.index(f"{DEEPER}West") < page.index("Élise W") < page.index(f"{DEEPER}East")
    assert 'id="pin"' not in page
    assert "whatever it weighs" not in page
    assert client.get(f"/main/objectives/{year.pk}/").status_code == 200
    assert client.get("/main/objectives/987/").status_code == 404
    found = client.get("/main/objectives/", {"format": "csv"}).content.decode("utf-8-sig")
    assert found.splitlines()[2].startswith("West,All,,region,1200.0,0.75")
    assert "/main/objectives/" in client.get("/main/plans/").content.decode()


def test_reps_do_not_read_it(client, people, year):
    signed_in(client, people["rep"])
    assert client.get("/main/objectives/").status_code == 403
    assert "/main/objectives/" not in client.get("/main/plans/").content.decode()


def test_a_part_is_pinned_and_the_rest_follows(client, people, year):
    signed_in(client, people["director"])
    here = f"/main/objectives/{year.pk}"
    sent = {"seen": 1, "name": "Bob", "amount": "500"}
    assert client.post(f"{here}/pin/", sent).status_code == 302
    assert held()["Élise W"] == 900
    page = client.get(f"{here}/").content.decode()
    assert "sums to 1,400.00" in page
    assert "whatever it weighs" in page
    assert client.post(f"{here}/pin/", sent).status_code == 409
    assert client.post(f"{here}/pin/", sent | {"seen": 2, "name": "Nobody"}).status_code == 422
    assert client.post(f"{here}/pin/", sent | {"seen": 2, "amount": "-1"}).status_code == 422
    assert client.post(f"{here}/hand-down/", {"seen": 2}).status_code == 302
    assert (held()["Bob"], held()["Élise W"]) == (500, 700)
    assert client.post(f"{here}/hand-down/", {"seen": "x"}).status_code == 409
    client.post(f"{here}/pin/", {"seen": 3, "name": "Bob", "amount": "1300"})
    refused = client.post(f"{here}/hand-down/", {"seen": 4})
    assert (refused.status_code, "1,300" in refused.content.decode()) == (422, True)
    client.post(f"{here}/pin/", {"seen": 4, "name": "Bob", "amount": ""})
    client.post(f"{here}/hand-down/", {"seen": 5})
    assert held()["Bob"] == 300


def test_a_part_hands_out_more_than_it_holds(client, people, year):
    signed_in(client, people["director"])
    here = f"/main/objectives/{year.pk}"
    pinned = {"seen": 1, "name": "West", "amount": "1000"}
    assert client.post(f"{here}/pin/", pinned).status_code == 302
    more = {"seen": 2, "name": "West", "amount": "", "over": "5"}
    assert client.post(f"{here}/pin/", more | {"over": "1001"}).status_code == 422
    assert client.post(f"{here}/pin/", more | {"over": "x"}).status_code == 422
    assert client.post(f"{here}/pin/", more).status_code == 302
    west = Objective.objects.get(name="West")
    assert (west.pinned, west.over) == (1000, Decimal("0.05"))
    client.post(f"{here}/hand-down/", {"seen": 3})
    beyond = dict(Objective.objects.values_list("name", "beyond"))
    assert beyond["Élise W"] + beyond["Bob"] == beyond["West"] + 50


def test_a_year_is_begun_with_what_reps_hold_or_a_file_and_written_over(client):
    one, other = make_rep(1, manager="Max"), make_rep(2, manager="Max")
    for number, rep in ((1, one), (3, other)):
        own(make_account(number), rep)
    signed_in(client, member("operations"))
    assert "No objectives yet." in client.get("/main/objectives/").content.decode()
    form = {"starts_on": "2026-03-01", "total": "1,000", "company": "Acme", "potential": "1"}
    assert client.post("/main/objectives/new/", form).status_code == 302
    assert held() == {"Acme": 1000, "Max": 1000, "Rep 1": 250, "Rep 2": 750}
    assert client.post("/main/objectives/new/", form).status_code == 422
    year = ObjectiveYear.objects.get()
    page = client.get("/main/objectives/new/", {"year": year.pk}).content.decode()
    assert 'name="seen" value="1"' in page
    rows = b"name,parent,rep,weight\nAcme,,,\nA,Acme,R1,1\nB,Acme,R2,3\n"
    file = SimpleUploadedFile("parts.csv", rows)
    sent = form | {"seen": "1", "total": "400.01", "file": file}
    assert client.post("/main/objectives/new/", sent).status_code == 302
    assert held() == {
        "Acme": Decimal("400.01"), "A": Decimal("100.00"), "B": Decimal("300.01"),
    }  # fmt: skip
    assert ObjectiveYear.objects.get().starts_on == date(2026, 3, 1)
    assert client.get("/main/objectives/new/", {"year": "9" * 30}).status_code == 200


@pytest.mark.parametrize(
    ("name", "content"),
    [("parts.csv", b"\0\0"), ("parts.xlsx", b"no workbook"), ("../x.csv", b"a,b\n1,2\n"),
     ("parts.csv", b"name,parent,weight\nA,B,x\n")],
)  # fmt: skip
def test_a_file_that_is_none_is_refused(client, name, content):
    signed_in(client, member("operations"))
    form = {"starts_on": "2026-03-01", "total": "1", "file": SimpleUploadedFile(name, content)}
    assert client.post("/main/objectives/new/", form).status_code == 422
    assert not ObjectiveYear.objects.exists()
