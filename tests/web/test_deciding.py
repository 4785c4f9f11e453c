"""From consultation to publication through the pages, by those who may."""

from __future__ import annotations

import pytest

from maillage.domain.territories.consulting.challenges import challenge_move
from maillage.domain.territories.consulting.consultation import open_consultation
from maillage.domain.territories.publishing.approval import submit_scenario
from maillage.domain.territories.publishing.publish import publish_scenario
from maillage.models import (
    Account,
    Challenge,
    Consultation,
    Letter,
    Publication,
    Role,
    Scenario,
    Stage,
)
from maillage.permissions import Action, may
from tests.domain.territories.publishing.committee import (
    approved_for,
    consulted,
    person,
    soon,
    timeline,
)
from tests.domain.territories.today import ADDISON, owned_today
from tests.factories import HOSTILE_NAMES
from tests.people import member_elsewhere, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def reps():
    return owned_today()


@pytest.fixture
def chief(reps, client):
    found = person("director", name="Dora Director")
    signed_in(client, found)
    return found


@pytest.fixture
def ana(reps):
    return person("rep", rep=reps[0], name="Ana Rep")


@pytest.fixture
def opened(chief) -> Scenario:
    made = consulted(chief)
    open_consultation(scenario=made, deadline=soon(9), by=chief, message="Tell <b>us</b>.")
    return made


def challenge_by(ana, scenario, text="Mine.") -> Challenge:
    account = Account.objects.get(county=ADDISON)
    return challenge_move(
        scenario=scenario, rep=ana.rep, subject="account", reference=account.external_id,
        wanted=ana.rep, code="deal", text=text, by=ana,
    )  # fmt: skip


@pytest.mark.parametrize("role", Role.values)
def test_every_role_opens_what_it_may(client, opened, ana, role):
    found = person(role)
    challenge = challenge_by(ana, opened)
    signed_in(client, found)
    pages = {
        "territory/": Action.VIEW,
        "challenges/": Action.VIEW,
        "publications/": Action.VIEW,
        f"scenarios/{opened.pk}/decide/": Action.VIEW_DRAFTS,
    }
    for page, action in pages.items():
        expected = 200 if may(found, action) else 403
        assert client.get(f"/main/{page}").status_code == expected, page
    seen = 200 if may(found, Action.VIEW_DRAFTS) else 404
    assert client.get(f"/main/challenges/{challenge.pk}/").status_code == seen
    posts = {
        f"scenarios/{opened.pk}/decide/consult/end/": Action.EDIT_SCENARIOS,
        f"scenarios/{opened.pk}/decide/submit/": Action.EDIT_SCENARIOS,
        f"scenarios/{opened.pk}/decide/speak/": Action.APPROVE,
        f"scenarios/{opened.pk}/decide/back/": Action.EDIT_SCENARIOS,
        f"scenarios/{opened.pk}/publish/": Action.PUBLISH,
        f"challenges/{challenge.pk}/answer/": Action.ANSWER_CHALLENGES,
        f"scenarios/{opened.pk}/accept/": Action.CHALLENGE,
    }
    for page, action in posts.items():
        if not may(found, action):
            assert client.post(f"/main/{page}").status_code == 403, page


def test_strangers_find_nothing(client, opened, ana):
    challenge = challenge_by(ana, opened)
    signed_in(client, member_elsewhere("director"))
    for page in (
        f"scenarios/{opened.pk}/decide/", f"challenges/{challenge.pk}/",
        f"territory/?scenario={opened.pk}", f"scenarios/{opened.pk}/publish/",
    ):  # fmt: skip
        assert client.get(f"/other/{page}").status_code == 404, page


def test_a_rep_sees_their_territory_challenges_and_accepts(client, opened, ana):
    signed_in(client, ana)
    page = client.get("/main/territory/")
    text = page.content.decode()
    account = Account.objects.get(county=ADDISON)
    assert "You are heard until the end of" in text
    assert "Tell &lt;b&gt;us&lt;/b&gt;." in text
    assert "Hello Rep 1," in text
    assert account.name in text
    at = f"/main/scenarios/{opened.pk}/challenge/?subject=account&reference={account.external_id}"
    assert client.get(at).status_code == 200
    given = {"wanted": ana.rep.pk, "code": "deal", "text": "A deal is on."}
    answer = client.post(at, given, follow=True)
    assert answer.redirect_chain == [(f"/main/territory/?scenario={opened.pk}", 302)]
    assert client.post(at, given).status_code == 422
    assert Challenge.objects.get().text == "A deal is on."
    answer = client.post(f"/main/scenarios/{opened.pk}/accept/", follow=True)
    assert b"You accepted this territory." in answer.content


def test_a_rep_sees_no_other_territory(client, opened, ana, reps):
    signed_in(client, ana)
    assert client.get(f"/main/territory/?rep={reps[1].pk}").status_code == 403
    assert client.get("/main/territory/?rep=x&scenario=y").status_code == 200


def test_a_manager_sees_the_cost_and_accepts(client, opened, ana, chief):
    challenge = challenge_by(ana, opened)
    page = client.get(f"/main/challenges/{challenge.pk}/")
    assert b"What accepting it changes" in page.content
    at = f"/main/challenges/{challenge.pk}/answer/"
    assert client.post(at, {"refuse": "", "text": ""}).status_code == 422
    assert client.post(at, {"accept": "", "revision": 0}).status_code == 409
    assert client.post(at, {"accept": "", "revision": 1, "text": "Yes."}).status_code == 302
    challenge.refresh_from_db()
    assert (challenge.state, challenge.answer) == ("accepted", "Yes.")
    assert b"accepted" in client.get("/main/challenges/").content


def test_a_rep_withdraws_a_challenge(client, opened, ana):
    challenge = challenge_by(ana, opened)
    signed_in(client, ana)
    client.post(f"/main/challenges/{challenge.pk}/withdraw/")
    challenge.refresh_from_db()
    assert challenge.state == "withdrawn"


@pytest.mark.parametrize("text", [name for name in HOSTILE_NAMES if name.strip("\x00")])
def test_texts_are_shown_as_they_are(client, opened, ana, text):
    challenge = challenge_by(ana, opened, text)
    for page in (f"challenges/{challenge.pk}/", "challenges/", f"scenarios/{opened.pk}/decide/"):
        answer = client.get(f"/main/{page}")
        assert answer.status_code == 200
        assert b"<script>alert" not in answer.content


def test_from_consultation_to_publication_and_back(client, opened, chief, reps):
    reps[1].email = "r2@example.com"
    reps[1].save()
    at = f"/main/scenarios/{opened.pk}/decide/"
    day = soon().isoformat()
    assert client.post(f"{at}submit/", {"effective_on": "2020-01-01"}).status_code == 422
    assert client.post(f"{at}submit/", {"effective_on": day}).status_code == 302
    assert b"has still to speak" in client.get(at).content
    assert not Consultation.objects.filter(closed_at=None).exists()
    for someone in (chief, person("operations"), person("finance")):
        signed_in(client, someone)
        assert client.post(f"{at}speak/", {"approve": "", "text": ""}).status_code == 302
    signed_in(client, chief)
    preview = client.get(f"/main/scenarios/{opened.pk}/publish/")
    assert b"Accounts that change owner" in preview.content
    done = client.post(f"/main/scenarios/{opened.pk}/publish/", {"revision": 1}, follow=True)
    publication = Publication.objects.get()
    assert done.redirect_chain == [(f"/main/publications/{publication.pk}/", 302)]
    account = Account.objects.get(county=ADDISON)
    assert [rep for rep, *_days in timeline(account)] == ["R1", "R2"]
    assert b"in force" in client.get("/main/publications/").content
    assert Letter.objects.get(rep=reps[1]).address == "r2@example.com"
    done = client.post(f"/main/publications/{publication.pk}/roll-back/", follow=True)
    assert b"1 accounts were given back; 0 that somebody changed since stay." in done.content
    assert [rep for rep, *_days in timeline(account)] == ["R1"]


def test_a_body_sends_back_and_the_page_says_that_approvals_are_void(client, opened, chief):
    submit_scenario(scenario=opened, effective_on=soon(), by=chief)
    at = f"/main/scenarios/{opened.pk}/decide/"
    assert client.post(f"{at}speak/", {"send_back": "", "text": ""}).status_code == 422
    client.post(f"{at}speak/", {"send_back": "", "text": "Too much travel."})
    page = client.get(at).content.decode()
    assert "What the committee said before is void" in page
    assert "Too much travel." in page


def test_what_is_approved_is_taken_back(client, chief):
    scenario = approved_for(soon(), chief)
    client.post(f"/main/scenarios/{scenario.pk}/decide/back/", {"reason": "a merger"})
    assert Scenario.objects.get(pk=scenario.pk).status == Stage.CONSULTATION
    answer = client.get(f"/main/scenarios/{scenario.pk}/publish/")
    assert answer.status_code == 409


def test_a_stage_that_others_decide_is_not_chosen_by_hand(client, opened, chief):
    for stage in ("approval", "approved", "published"):
        client.post(f"/main/scenarios/{opened.pk}/stage/", {"stage": stage})
        assert Scenario.objects.get(pk=opened.pk).status == Stage.CONSULTATION


def test_lists_take_few_queries(client, opened, ana, chief, django_assert_max_num_queries):
    challenge_by(ana, opened)
    with django_assert_max_num_queries(14):
        client.get("/main/challenges/")
    publish_scenario(scenario=approved_for(soon(), chief), effective_on=soon(), by=chief)
    with django_assert_max_num_queries(14):
        client.get("/main/publications/")
    with django_assert_max_num_queries(24):
        client.get(f"/main/publications/{Publication.objects.get().pk}/")


def test_the_accounts_of_a_publication_are_exported(client, chief):
    publication = publish_scenario(
        scenario=approved_for(soon(), chief), effective_on=soon(), by=chief
    )
    answer = client.get(f"/main/publications/{publication.pk}/?format=csv")
    assert "Rep 1;Rep 2" in answer.content.decode("utf-8-sig").replace(",", ";")
