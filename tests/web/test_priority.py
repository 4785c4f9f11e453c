"""Priority of zones: page, API and command line say the same (A-16)."""

from __future__ import annotations

import pytest

from maillage.cli import market_priority
from tests.api.caller import Caller
from tests.cli.doors import doors
from tests.domain.accounts.factories import make_account
from tests.domain.market.test_priority import book, in_force
from tests.people import member, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def test_the_page_ranks_by_the_weights_of_its_address(client, django_assert_max_num_queries):
    book()
    in_force()
    who = member("marketing")
    signed_in(client, who)
    with django_assert_max_num_queries(23):
        page = client.get("/main/market/priority/?potential=10&level=state").content.decode()
    assert "accounts/?state=NY" in page
    assert "fit=yes&amp;state=NY" in page
    assert 'value="10"' in page
    file = client.get("/main/market/priority/?format=csv&level=metro").content.decode("utf-8-sig")
    assert [line.split(",")[:2] for line in file.splitlines()[1:]] == [
        ['"New York-Newark-Jersey City', ' NY-NJ"'], ['"Cheyenne', ' WY"'],
    ]  # fmt: skip
    assert file.count(" + ") >= 1


@pytest.mark.parametrize(("speaks", "name"), [("en", "New Mexico"), ("fr", "Nouveau-Mexique")])
def test_states_are_called_as_the_reader_calls_them(client, speaks, name):
    make_account(1, state="NM", county="35001")
    signed_in(client, member("marketing"))
    client.cookies["django_language"] = speaks
    answer = client.get("/main/market/priority/?format=csv&q=mexi").content.decode("utf-8-sig")
    assert [line.partition(",")[0] for line in answer.splitlines()[1:]] == [name]


@pytest.mark.parametrize("asked", ["level=planet", "potential=x", "keep=0", "keep=x", "spread=-1", "potential=-1", "density=nan",
                                   "potential=0&density=0&distance=0&signals=0"])  # fmt: skip
def test_what_cannot_be_asked_is_left_out(client, asked):
    book()
    signed_in(client, member("reader"))
    answer = client.get(f"/main/market/priority/?{asked}")
    assert answer.status_code == 200
    assert ("All weights are 0" in answer.content.decode()) == asked.startswith("potential=0")


def test_programs_and_commands_get_the_same(monkeypatch):
    book()
    in_force()
    caller = Caller(member("marketing"))
    found = caller.get("/market/priority", potential=3, signals=0)
    assert [row["zone"] for row in found["zones"]] == ["NY", "WY"]
    assert found["zones"][1]["potential"] is None
    assert (found["icp"], found["not_placed"]) == (1, 1)
    assert [each["criterion"] for each in found["stability"]] == [
        "potential", "density", "distance", "signals",
    ]  # fmt: skip
    assert len(caller.get("/market/priority", top=1)["zones"]) == 1
    caller.get("/market/priority", 422, level="planet")
    caller.get("/market/priority", 422, potential=0, density=0, distance=0, signals=0)

    def register(app):
        app.command("priority")(market_priority.show_priority)

    run = doors(monkeypatch, register)
    assert [(row["rank_from"], row["rank_to"]) for row in found["zones"]] == [(1, 1), (2, 2)]
    first = caller.get("/market/priority", keep=1, spread=1)
    assert ([row["kept"] for row in first["zones"]], first["kept_error"]) == ([1, 0], 0)
    caller.get("/market/priority", 422, spread=1.5)
    caller.get("/market/priority", 422, keep=0)
    told = run.json("priority", "--potential", 3, "--signals", 0)["zones"]
    assert [row["score"] for row in told] == [row["score"] for row in found["zones"]]
    assert "New York" in run("priority")
    assert "Among the first 1" in run("priority", "--keep", 1, "--spread", 0.1)
