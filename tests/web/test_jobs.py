"""Work in the background that is no design, through the pages and the API."""

from __future__ import annotations

import pytest
from django.utils import timezone

from maillage.domain import jobs
from maillage.domain.accounts import giving
from maillage.domain.territories.publishing import background
from maillage.domain.territories.rules import applying
from maillage.domain.territories.rules.testing import try_rules
from maillage.models import Job, Ownership, Publication, Transfer
from maillage.web.views.scenarios.jobs import looked_at
from tests.api.caller import Caller
from tests.domain.territories.publishing.committee import approved_for, person, soon
from tests.domain.territories.rules.factories import account, rep, rule, state
from tests.domain.territories.today import owned_today
from tests.people import member, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def one_is_many(monkeypatch):
    for module in (applying, giving, background):
        monkeypatch.setattr(module, "MANY", 0)


@pytest.fixture
def ruled():
    """One account that the rules give to somebody."""
    found = account("A1", state="NY")
    rule("New York", state("NY"), rep("Ana"))
    return found


def test_a_page_shows_how_far_the_rules_are_and_what_changed(client, ruled):
    signed_in(client, member())
    test = client.get("/main/rules/test/")
    answer = client.post(test.context["apply_url"])
    job = Job.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/main/jobs/{job.pk}/")
    waiting = client.get(answer.url).content.decode()
    assert f'hx-sse:connect="/main/jobs/{job.pk}/events/"' in waiting
    assert "waiting" in waiting
    jobs.run_job.func(job.pk)
    transfer = Transfer.objects.get()
    assert f'href="/main/transfers/{transfer.pk}/"' in client.get(answer.url).content.decode()
    active, live = looked_at(job.pk, job.by, "en")
    assert not active
    assert "Show what changed" in live


def test_the_rules_are_stopped_from_their_page(client, ruled):
    signed_in(client, member())
    answer = client.post(client.get("/main/rules/test/").context["apply_url"])
    assert client.post(f"{answer.url}cancel/").url == answer.url
    jobs.run_job.func(Job.objects.get().pk)
    assert "cancelled" in client.get(answer.url).content.decode()
    assert not Ownership.objects.exists()


def test_many_selected_accounts_are_given_in_the_background(client, ruled):
    signed_in(client, member())
    bea = rep("Bea")
    form = {"row": [ruled.pk], "rep": bea.pk, "starts_on": timezone.localdate().isoformat(),
            "reason": "hand over", "confirmed": "1"}  # fmt: skip
    answer = client.post("/main/accounts/give/", form)
    job = Job.objects.get(kind="gifts")
    assert answer.url == f"/main/jobs/{job.pk}/"
    jobs.run_job.func(job.pk)
    assert Ownership.objects.get().rep == bea


def test_many_changes_are_published_in_the_background(client):
    owned_today()
    director = person("director")
    scenario = approved_for(soon(), director)
    signed_in(client, director)
    answer = client.post(f"/main/scenarios/{scenario.pk}/publish/",
                         {"revision": scenario.revision})  # fmt: skip
    job = Job.objects.get(kind="publication")
    assert answer.url == f"/main/jobs/{job.pk}/"
    jobs.run_job.func(job.pk)
    publication = Publication.objects.get()
    page = client.get(answer.url).content.decode()
    assert f'href="/main/publications/{publication.pk}/"' in page


def test_a_program_is_told_of_the_work(ruled):
    caller = Caller(member())
    today = timezone.localdate()
    body = {"on": today.isoformat(), "seen": try_rules(on=today).fingerprint}
    job = caller.send("POST", "/rules/apply", body, status=202)
    assert (job["kind"], job["state"]) == ("rules", "queued")
    assert caller.send("POST", "/rules/apply", body, status=202)["id"] == job["id"]
    jobs.run_job.func(job["id"])
    done = caller.get(f"/jobs/{job['id']}")
    assert (done["state"], done["result"]["accounts"]) == ("done", 1)
    caller.send("POST", f"/jobs/{job['id']}/cancel", status=409)


def test_a_program_publishes_many_changes_in_the_background():
    owned_today()
    director = person("director")
    scenario = approved_for(soon(), director)
    caller = Caller(director)
    job = caller.send("POST", f"/scenarios/{scenario.pk}/publish",
                      {"effective_on": soon().isoformat()}, status=202)  # fmt: skip
    jobs.run_job.func(job["id"])
    done = caller.get(f"/jobs/{job['id']}")["result"]
    assert done == {"publication": Publication.objects.get().pk, "accounts": 1}


@pytest.mark.parametrize("role", ["rep", "reader", "finance"])
def test_work_of_others_is_not_there(client, ruled, role):
    job = Job.objects.create(kind="rules")
    signed_in(client, member(role))
    assert client.get(f"/main/jobs/{job.pk}/").status_code == 404
    Caller(member(role), scopes=("read",)).get(f"/jobs/{job.pk}", expect=404)
