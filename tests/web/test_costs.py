"""Costs on their page, in the API and from the command line."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from maillage.cli import leads
from maillage.errors import NotFoundError
from maillage.models import AcquisitionCost
from tests.api.caller import ROOT, Caller
from tests.cli.doors import doors
from tests.people import member, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
PAGE = "/main/leads/costs/"
MARCH = {"kind": "marketing", "starts_on": "2026-03-01", "ends_on": "2026-03-31", "amount": "120.5"}
FILE = b"kind,from,to,amount\nsales,2026-03-01,2026-03-31,7\n"


def test_costs_are_recorded_one_by_one_and_from_a_file(client):
    page = signed_in(client, member("marketing"))
    assert "No cost yet." in page.get(PAGE).text
    assert page.post(PAGE + "record/", MARCH).url == PAGE
    page.post(PAGE + "record/", {"kind": "sales", "file": SimpleUploadedFile("c.csv", FILE)})
    assert "120.50" in page.get(PAGE).text
    assert AcquisitionCost.objects.count() == 2
    for wrong in (MARCH | {"amount": "-1"}, MARCH | {"ends_on": ""}, MARCH | {"kind": "rent"},
                  MARCH | {"starts_on": "2026-03-02"}):  # fmt: skip
        assert page.post(PAGE + "record/", wrong).status_code == 422
    [sales] = AcquisitionCost.objects.filter(kind="sales")
    page.post(PAGE + "remove/", {"cost": [str(sales.pk), "9" * 30, "x"]})
    assert [each.kind for each in AcquisitionCost.objects.all()] == ["marketing"]
    signed_in(client, member("reader"))
    assert "Record a cost" not in client.get(PAGE).text


def test_costs_through_the_api():
    caller = Caller(member("director"))
    made = caller.send("POST", "/costs", [MARCH, MARCH | {"kind": "sales"}], 201)
    assert [(each["kind"], float(each["amount"])) for each in made] == [
        ("marketing", 120.5), ("sales", 120.5),
    ]  # fmt: skip
    assert caller.get("/costs", kind="sales")["count"] == 1
    caller.send("POST", "/costs", [MARCH | {"starts_on": "2026-03-05"}], 409)
    caller.send("POST", "/costs", [MARCH | {"amount": -1}], 422)
    caller.send("POST", "/costs", [], 422)
    caller.send("DELETE", f"/costs/{made[0]['id']}", None, 204)
    caller.send("DELETE", f"/costs/{made[0]['id']}", None, 404)
    file = caller.client.get(f"{ROOT}/exports/costs.csv").content.decode("utf-8-sig")
    assert len(file.splitlines()) == 2


def test_costs_from_the_command_line(monkeypatch, tmp_path):
    run = doors(monkeypatch, leads.register)
    assert run("leads", "costs", "list").startswith("No cost yet")
    (tmp_path / "c.csv").write_bytes(FILE)
    assert run("leads", "costs", "import", tmp_path / "c.csv") == "Costs recorded: 1.\n"
    [row] = run.json("leads", "costs", "list")
    assert (row["starts_on"], row["amount"]) == ("2026-03-01", 7.0)
    run("leads", "costs", "remove", row["id"])
    with pytest.raises(NotFoundError):
        run("leads", "costs", "remove", row["id"])
