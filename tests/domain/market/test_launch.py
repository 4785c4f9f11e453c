"""Beachhead of small teams and signs of a launch gone wrong (A-19, A-20)."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from maillage.cli import market_priority
from maillage.core.market.launch import Finding, Sign, beachhead, launch_findings
from maillage.domain.market.launch import launch_advice, said
from maillage.errors import ParameterError
from tests.api.caller import Caller
from tests.cli.doors import doors
from tests.domain.accounts.factories import make_account, make_rep, own, touch
from tests.people import member, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

ON = date(2026, 7, 1)
RANKED = pd.DataFrame({"zone": ["NY", "TX", "CA", "WY"], "score": [0.9, 0.8, 0.1, 0.0]})


@pytest.mark.parametrize(
    ("team", "zones"), [(1, ["NY"]), (2, ["NY", "TX"]), (3, ["NY", "TX"]), (4, [])]
)
def test_a_small_team_begins_with_two_zones_at_most(team, zones):
    assert beachhead(RANKED, team) == zones


def test_zones_of_which_nothing_is_known_are_none_to_begin_with():
    assert beachhead(RANKED.tail(1), 1) == []
    with pytest.raises(ParameterError, match="team of 0"):
        beachhead(RANKED, 0)


def signs(touches, potential, owners=(), team=9):
    zones = pd.DataFrame({"zone": ["NY", "TX", "CA"], "touches": touches, "potential": potential})
    return launch_findings(zones, pd.DataFrame(list(owners), columns=["rep", "zone"]), team)


def test_signs_by_hand():
    everywhere = [("Ann", "NY"), ("Ann", "TX"), ("Ann", "CA"), ("Bob", "NY"), ("Bob", "TX")]
    assert signs([0, 0, 0], [1.0, 1.0, 1.0], everywhere) == [
        Finding(Sign.WHOLE_COUNTRY, "Ann", 3, 3)
    ]
    assert signs([5, 5, 1], [1.0, 1.0, 1.0], team=2) == [Finding(Sign.TOO_MANY_ZONES, "", 3, 2)]
    assert signs([5, 5, 0], [1.0, 1.0, 1.0], team=2) == []
    assert signs([80, 10, 10], [40.0, 30.0, 30.0]) == [Finding(Sign.OVERWORKED, "NY", 0.8, 0.4)]
    assert signs([79, 11, 10], [40.0, 30.0, 30.0]) == []
    assert signs([8, 1, 0], [40.0, 30.0, 30.0]) == []  # too few to tell
    assert signs([80, 10, 10], [float("nan")] * 3) == []


def test_the_whole_country_given_to_one_person_is_told():
    ann = make_rep(1, name="Ann")
    for number, state in enumerate(("NY", "TX", "CA"), 1):
        own(make_account(number, state=state), ann)
    account = make_account(9, state="NY", potential=0.0)
    for day in range(1, 13):
        touch(account, ann, date(2026, 6, day))
    touch(account, ann, date(2026, 1, 1))  # before the period
    found = launch_advice(on=ON)
    assert (found.team, [each.sign for each in found.findings]) == (
        1, [Sign.WHOLE_COUNTRY, Sign.OVERWORKED],
    )  # fmt: skip
    assert len(found.zones) == 1
    assert [said(each) for each in found.findings] == [
        "Ann has accounts in all 3 states: that is the whole country.",
        "NY gets 100.0% of the contacts and holds 16.7% of the potential.",
    ]
    assert launch_advice(on=ON, team=9).zones == []


def test_programs_ask_for_it():
    make_account(1, state="NY")
    make_account(2, state="TX")
    caller = Caller(member("manager"))
    found = caller.get("/market/launch", team=2)
    assert (found["zones"], found["findings"]) == (["TX"], [])
    caller.get("/market/launch", 422, team=0)


def test_the_page_and_the_command_say_it(client, monkeypatch):
    rep = make_rep(1, name="<b>Ann</b>")
    for number, state in enumerate(("NY", "TX", "CA"), 1):
        own(make_account(number, state=state), rep)
    signed_in(client, member("reader"))
    page = client.get("/main/market/priority/").content.decode()
    assert "Begin in CA and grow dense" in page
    assert "&lt;b&gt;Ann&lt;/b&gt; has accounts in all 3 states" in page

    def register(app):
        app.command("launch")(market_priority.show_launch)

    run = doors(monkeypatch, register)
    assert run("launch").startswith("Begin in CA and grow dense there before you extend.\n<b>Ann")
    assert run.json("launch", "--team", 9)["zones"] == []
