"""Many accounts change owner in the background: watched, stopped, all of them or none."""

from __future__ import annotations

import pytest

from maillage.domain import jobs
from maillage.domain.accounts import giving
from maillage.domain.accounts.giving import give_selected
from maillage.domain.accounts.ownership import give_account
from maillage.domain.accounts.transfers import Gift, Seen, transfer_accounts
from maillage.domain.jobs import begin_job, cancel_job, jobs_seen
from maillage.domain.territories.publishing import background
from maillage.domain.territories.publishing.background import begin_publishing
from maillage.domain.territories.rules import applying
from maillage.domain.territories.rules.applying import begin_applying
from maillage.domain.territories.rules.testing import try_rules
from maillage.errors import ConflictError, InputError, PermissionDeniedError
from maillage.models import Event, Job, Ownership, Publication, Scenario, Transfer
from tests.domain.territories.publishing.committee import approved_for, person, soon
from tests.domain.territories.rules.factories import DAY, account, rep, rule
from tests.domain.territories.today import owned_today
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def one_is_many(monkeypatch):
    for module in (applying, giving, background):
        monkeypatch.setattr(module, "MANY", 0)


@pytest.fixture
def chief():
    return member("operations")


def applied(chief) -> Job:
    """Two accounts for a rule, and the work that gives them."""
    ana, bea = rep("Ana"), rep("Bea")
    account("A1", ana, state="NY")
    account("A2", state="NY")
    rule("New York", {"field": "state", "is": ["NY"]}, bea)
    return begin_applying(on=DAY, seen=try_rules(on=DAY).fingerprint, by=chief)


def run(job: Job) -> Job:
    jobs.run_job.func(job.pk)
    job.refresh_from_db()
    return job


def owners() -> list[tuple]:
    return sorted(Ownership.objects.values_list("account__name", "rep__name", "ends_on"), key=str)


def test_rules_are_applied_in_the_background(chief):
    job = applied(chief)
    assert (job.kind, job.state, job.options["accounts"]) == ("rules", "queued", 2)
    assert not Transfer.objects.exists()
    run(job)
    done = Transfer.objects.get()
    assert (job.state, job.result) == ("done", {"transfer": done.pk, "accounts": 2})
    assert done.made_by == str(chief)
    assert owners() == [("A1", "Ana", DAY), ("A1", "Bea", None), ("A2", "Bea", None)]
    assert run(job).result["transfer"] == Transfer.objects.get().pk


def test_the_same_work_is_begun_once(chief):
    job = applied(chief)
    again = begin_applying(on=DAY, seen=job.options["seen"], by=chief)
    assert again == job
    assert Event.objects.filter(verb="job.begun").count() == 1
    account("A3", state="NY")
    with pytest.raises(ConflictError, match="going on already"):
        begin_applying(on=DAY, seen=try_rules(on=DAY).fingerprint, by=chief)


def test_what_changed_before_it_began_stops_it(chief):
    job = applied(chief)
    account("A3", state="NY")
    before = owners()
    assert (run(job).state, owners()) == ("failed", before)
    assert "have changed since you looked" in job.message


def test_who_asks_before_the_end_stops_all_of_it(chief, monkeypatch):
    job = applied(chief)
    before = owners()

    def stopped_meanwhile(**words):
        done = transfer_accounts(**words)
        assert len(owners()) == 3
        cancel_job(job=job, by=chief)
        return done

    monkeypatch.setattr(applying, "transfer_accounts", stopped_meanwhile)
    run(job)
    assert (job.state, job.result, owners()) == ("cancelled", {}, before)
    assert not Transfer.objects.exists()
    assert not Event.objects.filter(verb="account.given").exists()


def test_who_asks_before_the_writing_stops_it_there(chief, monkeypatch):
    job = applied(chief)
    seen = applying.gifts_seen

    def stopped_meanwhile(on, mark):
        cancel_job(job=job, by=chief)
        return seen(on, mark)

    monkeypatch.setattr(applying, "gifts_seen", stopped_meanwhile)
    monkeypatch.setattr(applying, "transfer_accounts", None)
    assert run(job).state == "cancelled"


def test_an_account_taken_meanwhile_is_not_taken_back(chief):
    ana, bea = rep("Ana"), rep("Bea")
    one = account("A1", ana)
    gift = Gift(one.pk, bea.pk, "rule", seen=Seen(None))
    with pytest.raises(ConflictError, match="changed owner meanwhile"):
        transfer_accounts(gifts=[gift], starts_on=DAY, title="T", kind="rules", by=chief)
    kept = Gift(one.pk, bea.pk, "rule", seen=Seen(ana.pk))
    transfer_accounts(gifts=[kept], starts_on=DAY, title="T", kind="rules", by=chief)
    assert owners() == [("A1", "Ana", DAY), ("A1", "Bea", None)]


def test_selected_accounts_are_given_in_the_background(chief):
    bea = rep("Bea")
    gifts = [Gift(account(f"A{n}").pk, bea.pk, "hand over", locked=n == 1) for n in range(2)]
    job = give_selected(gifts=gifts, starts_on=DAY, title="Hand over", by=chief)
    begun = Event.objects.get(verb="job.begun").after["options"]
    assert begun == {"title": "Hand over", "from": DAY.isoformat(), "accounts": 2}
    run(job)
    assert list(Ownership.objects.order_by("pk").values_list("rep", "locked", "reason")) == [
        (bea.pk, False, "hand over"), (bea.pk, True, "hand over")
    ]  # fmt: skip
    with pytest.raises(InputError, match="for a reason"):
        give_selected(gifts=[Gift(gifts[0].account, None, "")], starts_on=DAY, title="T", by=chief)


def test_a_scenario_is_published_in_the_background(chief):
    owned_today()
    director = person("director")
    scenario = approved_for(soon(), director)
    words = {"scenario": scenario, "effective_on": soon(), "by": director}
    job = begin_publishing(**words, revision=scenario.revision)
    assert (job.kind, job.scenario) == ("publication", scenario)
    assert not Publication.objects.exists()
    with pytest.raises(ConflictError, match="going on already"):
        begin_publishing(**words)
    run(job)
    assert job.result == {"publication": Publication.objects.get().pk, "accounts": 1}
    assert Scenario.objects.get().status == "published"
    with pytest.raises(ConflictError, match="cannot be published"):
        begin_publishing(**words)


def test_a_publication_that_cannot_be_is_refused_before_it_begins():
    owned_today()
    director = person("director")
    scenario = approved_for(soon(), director)
    with pytest.raises(InputError, match="approved the"):
        begin_publishing(scenario=scenario, effective_on=soon(40), by=director)
    with pytest.raises(ConflictError, match="changed since you looked"):
        begin_publishing(scenario=scenario, effective_on=soon(), by=director, revision=0)
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("role", "kinds"),
    [("operations", {"rules", "gifts", "design"}), ("manager", {"gifts", "design"}),
     ("finance", {"design"}), ("rep", set())],
)  # fmt: skip
def test_work_is_seen_and_stopped_by_those_who_might_have_begun_it(chief, role, kinds):
    draft = Scenario.objects.create(name="S", unit_level="county", geography_vintage="2022")
    for kind in ("rules", "gifts"):
        begin_job(kind=kind, by=chief)
    begin_job(kind="design", scenario=draft, by=chief)
    someone = member(role)
    assert {job.kind for job in jobs_seen(member=someone)} == kinds
    rules = Job.objects.get(kind="rules")
    if role == "operations":
        assert cancel_job(job=rules, by=someone).state == "cancelled"
    else:
        with pytest.raises(PermissionDeniedError):
            cancel_job(job=rules, by=someone)


def test_a_hand_that_gives_first_makes_the_rules_look_again(chief):
    job = applied(chief)
    one = Ownership.objects.get().account
    give_account(account=one, rep=rep("Cy"), starts_on=DAY, reason="asked for", by=chief)
    assert run(job).state == "failed"
    assert not Transfer.objects.exists()
