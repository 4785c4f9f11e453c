"""The pages of opportunities: listed, on the page of their account, and where a rep stands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.domain.plans.deciding import accept_plan, propose_plan
from maillage.domain.plans.writing import create_plan
from maillage.interfaces.importers.plans.stored import stored_plan
from maillage.models import Opportunity, Rep, RepPlan
from tests.domain.accounts.factories import make_account, make_rep, own
from tests.domain.plans.factories import small
from tests.factories import HOSTILE_NAMES
from tests.people import member, member_elsewhere, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def book():
    rep = make_rep(1)
    account = make_account(1, segment="Gold")
    own(account, rep)
    today = timezone.localdate()
    for place, name in enumerate(HOSTILE_NAMES):
        Opportunity.objects.create(
            external_id=f"O{place}", rep=rep, account=account, name=name.replace("\0", "")[:200],
            amount=1000.0 + place, opened_on=today - timedelta(days=place), stage="<b>Offer",
            source="new",
        ).entries.create(stage="<b>Offer", entered_on=today)  # fmt: skip
    Opportunity.objects.create(
        external_id="W", rep=rep, account=account, outcome="won", amount=7777.0,
        opened_on=today - timedelta(days=40), closed_on=today, source="existing",
    )  # fmt: skip
    return rep, account


def test_they_are_listed_filtered_and_exported(client, book):
    signed_in(client, member())
    page = client.get("/main/opportunities/").content.decode()
    assert "&lt;b&gt;Offer" in page
    assert "<b>Offer" not in page
    won = client.get("/main/opportunities/", {"outcome": "won"}).content.decode()
    assert ("7,778" in won or "7,777" in won, "1,003" in won) == (True, False)
    assert client.get("/main/opportunities/", {"stage": "nope", "opened": "x"}).status_code == 200
    answer = client.get("/main/opportunities/", {"format": "csv", "outcome": "won"})
    assert answer.content.decode("utf-8-sig").count("\n") == 2


def test_the_page_of_the_account_shows_them_with_their_stages(client, book):
    _rep, account = book
    signed_in(client, member())
    page = client.get(f"/main/accounts/{account.pk}/").content.decode()
    assert 'id="opportunities"' in page
    assert "&lt;b&gt;Offer" in page
    assert page.count("Rep 1 ·") > 3


def test_where_a_rep_stands_begins_with_oneself(client, book):
    rep, account = book
    signed_in(client, member("rep", rep=rep))
    page = client.get("/main/tracking/", {"objective": "100000"}).content.decode()
    for words in ("Pace index", "Coverage of the pipeline", "8 times of 10", account.name):
        assert words in page
    assert '<option value="R1" selected>' in page
    assert "outcome=open&amp;stage=%3Cb%3EOffer" in page
    assert 'data-meaning="Sold so far / the objective' in page
    assert "/main/glossary/#sales-cycle" in page
    everyone = client.get("/main/tracking/", {"rep": ""}).content.decode()
    assert '<option value="R1" selected>' not in everyone


def test_a_rep_is_held_against_the_plan_that_was_accepted(client, book):
    rep, _account = book
    year = timezone.localdate().replace(month=1, day=1)
    manager = member("manager", name="Max Man")
    Rep.objects.filter(pk=rep.pk).update(manager=str(manager))
    rep.refresh_from_db()
    owner = member("rep", rep=rep)
    written = small(
        starts_on=year.isoformat(), segments=[
            {"name": "Gold", "accounts": 1, "sales": "1", "time": "1"},
        ],
    )  # fmt: skip
    plan = create_plan(rep=rep, written=written, by=owner)
    propose_plan(plan=plan, seen=1, by=owner)
    signed_in(client, owner)
    assert 'id="objective"' in client.get("/main/tracking/").content.decode()
    accept_plan(plan=plan, seen=1, read=stored_plan, by=manager)
    page = client.get("/main/tracking/", {"objective": "5"}).content.decode()
    for words in ("1,200,000, from the accepted plan (version 1)", 'id="plan-sources"',
                  f'href="/main/plans/{plan.pk}/"', "Existing clients"):  # fmt: skip
        assert words in page, words
    assert 'id="objective"' not in page
    quarter = client.get("/main/tracking/", {"period": "quarter"}).content.decode()
    assert "The objective is 300,000, from the accepted plan" in quarter


def test_without_an_accepted_plan_it_is_said_once_who_has_none(client, book):
    """G-06, K-10: nothing to compare with is no row; who has no plan is named, with what is next."""
    rep, _account = book
    year = timezone.localdate().replace(month=1, day=1)
    other, gone = make_rep(2), make_rep(3)
    Rep.objects.filter(pk=gone.pk).update(active=False)
    writer = member()
    plan = create_plan(rep=rep, written=small(starts_on=year.isoformat()), by=writer)
    signed_in(client, writer)
    page = client.get("/main/tracking/").content.decode()
    assert "Against the plan" not in page
    assert "Planned share" not in page
    assert page.count("not in the plan") == 0
    card = page[page.index('id="unplanned"') :].partition("</section>")[0]
    for words in ("choose one whose plan is accepted", f'href="/main/plans/{plan.pk}/">Rep 1</a>',
                  "being written", "proposes it", "1 rep has no plan for this year:",
                  "</strong> Rep 2</p>", 'href="/main/plans/new/"'):  # fmt: skip
        assert words in card, words
    alone = client.get("/main/tracking/", {"rep": "R2"}).content.decode()
    assert "the shares below are compared with nothing" in alone
    assert f"/main/plans/{plan.pk}/" not in alone
    RepPlan.objects.filter(pk=plan.pk).update(state="proposed")
    assert "accepts it or sends it back" in client.get("/main/tracking/").content.decode()
    signed_in(client, member("rep", rep=other))
    own = client.get("/main/tracking/", {"rep": ""}).content.decode()
    assert ("</strong> Rep 2</p>" in own, f"/main/plans/{plan.pk}/" in own) == (True, False)
    assert 'id="unplanned"' not in client.get("/main/tracking/", {"rep": "R1"}).content.decode()


def test_where_every_rep_has_an_accepted_plan_one_is_to_be_chosen(client, book):
    rep, _account = book
    year = timezone.localdate().replace(month=1, day=1)
    writer = member()
    plan = create_plan(rep=rep, written=small(starts_on=year.isoformat()), by=writer)
    RepPlan.objects.filter(pk=plan.pk).update(state="accepted", in_force=1)
    signed_in(client, writer)
    assert "Every rep you may look at has one." in client.get("/main/tracking/").content.decode()


def test_an_objective_typed_by_hand_is_written_as_the_other_amounts(client, book):
    signed_in(client, member())
    for typed in ("600000", "600,000", "600000.00"):
        page = client.get("/main/tracking/", {"rep": "R1", "objective": typed}).content.decode()
        assert 'value="600,000"' in page
        assert "of 600,000" in page
    assert 'value="0.5"' not in client.get("/main/tracking/", {"objective": "0.5"}).content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        {"rep": "R9"}, {"rep": "\0"}, {"on": "soon"}, {"on": "1990-01-01"}, {"period": "century"},
        {"objective": "-1"}, {"objective": "nan"}, {"objective": "inf"}, {"period": "quarter"},
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_left_out(client, book, asked):
    signed_in(client, member())
    assert client.get("/main/tracking/", asked).status_code == 200


def test_a_workspace_without_opportunities_says_what_to_do(client):
    signed_in(client, member())
    assert "maillage import opportunities" in client.get("/main/opportunities/").content.decode()
    assert client.get("/main/tracking/").status_code == 200


def test_members_elsewhere_find_nothing(client, book):
    signed_in(client, member_elsewhere())
    assert client.get("/main/opportunities/").status_code == 404
