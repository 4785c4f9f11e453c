"""Scores that change without an event: the fit of the account, another model, time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import OperationalError

from maillage.core.leads.told import happening_of
from maillage.domain.leads.digest import digest
from maillage.domain.leads.events import NewEvent, record
from maillage.domain.leads.fit import fits_of
from maillage.domain.leads.rescoring import rescore
from maillage.domain.leads.terms import first_model, model_at
from maillage.models import Account, Event, Lead, ScoreModel, ScoreSnapshot
from tests.domain.accounts.icp.test_icp import GOOD, SMALL_TECH, signed
from tests.factories import lead_source

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
NOW = datetime(2026, 3, 9, 15, tzinfo=UTC)


@pytest.fixture
def acme():
    return Account.objects.create(external_id="A1", name="Acme", domain="acme.com", **GOOD)


def told(key, kind="facts", *, hours=0, subject="L1", **carried):
    return NewEvent(key, "lead", subject, kind, NOW + timedelta(hours=hours), carried)


def tell(*events, now=NOW + timedelta(days=1)):
    record(source=lead_source(key=f"s{ScoreSnapshot.objects.count()}"), events=events, now=now)
    digest(now=now)
    return Lead.objects.get()


DANA = (told("1", email="dana@acme.com"), told("2", "pricing_page_view", hours=1),
        told("3", "case_study_download", hours=2))  # fmt: skip


def test_a_lead_of_an_account_that_fits_has_the_points_of_the_profile(acme):
    """D-02: the match with the profile is worth 20, known since the lead was first heard of."""
    signed(SMALL_TECH, date(2026, 3, 1))
    lead = tell(*DANA)
    assert (lead.account, lead.fit, lead.total, lead.life) == (acme, "yes", 45, "mql")
    assert lead.mql_at == NOW + timedelta(hours=2)
    reason = next(each for each in lead.reasons if each["rule"] == "icp_match")
    assert (reason["source"], reason["at"]) == ("ICP 1", NOW.isoformat())


def test_without_a_profile_or_an_account_nothing_is_known_of_the_fit(acme):
    assert tell(*DANA).fit == ""
    assert "icp_match" in Lead.objects.get().unknown
    assert fits_of([acme.pk], now=NOW) == {}


@pytest.mark.parametrize(
    ("hours", "said", "total", "unknown"),
    [(0, False, 25, False), (3, False, 25, False), (3, None, 25, True), (3, True, 45, False)],
)
def test_what_a_source_tells_of_the_fit_counts_from_then_on(acme, hours, said, total, unknown):
    signed(SMALL_TECH, date(2026, 3, 1))
    lead = tell(*DANA, told("4", hours=hours, icp_match=said))
    assert (lead.total, "icp_match" in lead.unknown) == (total, unknown)


def test_a_profile_signed_later_and_an_account_that_changes_are_followed(acme):
    lead, now = tell(*DANA), NOW + timedelta(days=1)
    assert (lead.total, lead.life) == (25, "raw")
    signed(SMALL_TECH, date(2026, 3, 1))
    assert rescore(now=now) == 1
    lead.refresh_from_db()
    assert (lead.fit, lead.total, lead.life) == ("yes", 45, "mql")
    assert rescore(now=now) == 0
    Account.objects.update(employees=5_000)
    Event.objects.create(verb="account.changed", subject_type="account", subject_id=str(acme.pk))
    assert rescore(now=now) == 1
    lead.refresh_from_db()
    assert (lead.fit, lead.total) == ("no", 25)


def test_what_could_not_be_added_up_is_tried_again(acme, monkeypatch):
    lead, now = tell(*DANA), NOW + timedelta(days=1)
    rescore(now=now)
    signed(SMALL_TECH, date(2026, 3, 1))
    with monkeypatch.context() as patched:
        patched.setattr("maillage.domain.leads.rescoring.add_up", fail)
        with pytest.raises(OperationalError):
            rescore(now=now)
    assert rescore(now=now) == 1
    lead.refresh_from_db()
    assert lead.fit == "yes"


def fail(*_numbers):
    raise OperationalError("the database is locked")


def test_a_model_that_takes_effect_scores_everybody_again():
    lead, now = tell(*DANA), NOW + timedelta(days=1)
    first, _model = model_at(now)
    content = first.content
    for dimension in content["dimensions"]:
        for group in dimension["groups"]:
            for rule in group["rules"]:
                rule["points"] *= 2
    second = ScoreModel.objects.create(
        version=2, content=content, effective_from=now, activated_at=now
    )
    assert rescore(now=now) == 1
    lead.refresh_from_db()
    assert (lead.model, lead.total) == (second, 50)
    assert [each.total for each in lead.snapshots.all()] == [25, 50]
    assert rescore(now=now) == 0


def test_a_lead_that_cannot_be_added_up_keeps_no_other_waiting(monkeypatch, caplog):
    now = NOW + timedelta(days=1)
    events = (told(str(n), "pricing_page_view", subject=f"L{n}") for n in range(7))
    record(source=lead_source(key="s"), events=list(events), now=now)
    digest(now=now)
    content = model_at(now)[0].content
    second = ScoreModel.objects.create(
        version=2, content=content, effective_from=now, activated_at=now
    )

    def read(event):
        if event.key == "3":
            raise RuntimeError(event.key)
        return happening_of(event)

    monkeypatch.setattr("maillage.domain.leads.reading.happening_of", read)
    rescore(now=now)
    left = Lead.objects.exclude(model=second).get()
    assert left.identities.filter(subject="L3").exists()
    assert f"lead {left.pk} cannot be added up anew" in caplog.text


def test_points_that_fade_are_counted_anew_each_day():
    model = first_model()
    for group in model.content["dimensions"][1]["groups"]:
        for rule in group["rules"]:
            if "event" in rule:
                rule |= {"decay": "linear", "decay_days": 10}
    model.save()
    lead = tell(*DANA, now=NOW + timedelta(hours=2))
    before = lead.total
    assert rescore(now=NOW + timedelta(hours=20)) == 0
    assert rescore(now=NOW + timedelta(days=5, hours=2)) == 1
    lead.refresh_from_db()
    assert (before, lead.total) == (pytest.approx(25 - 15 / 240), pytest.approx(12.5 - 15 / 240))
