"""Versions of the profile, who signs them, what fits them, and what is done off them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from maillage.core.accounts.icp.criteria import read_icp
from maillage.core.accounts.icp.fit import Answer
from maillage.core.accounts.icp.presets import PRESETS
from maillage.domain.accounts.icp.activity import activity_on_icp
from maillage.domain.accounts.icp.matching import count_fits, fit_of, fits
from maillage.domain.accounts.icp.versions import (
    change_icp,
    draft_icp,
    icp_in_force,
    sign_icp,
    withdraw_icp,
)
from maillage.domain.accounts.icp.words import asked_words, known_words
from maillage.errors import ConflictError, InputError, PermissionDeniedError
from maillage.models import Event, IcpSignature, IcpVersion
from tests.domain.accounts.factories import make_account, make_rep, touch
from tests.factories import HOSTILE_NAMES
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

SMALL_TECH = {
    "company_revenue": {"to": 5e7}, "employees": {"from": 50, "to": 200},
    "industries": ["5415"], "excluded": ["541513"], "metros": ["35620"],
}  # fmt: skip
GOOD = {
    "company_revenue": 1e6, "employees": 120, "naics": "541511", "state": "NY", "county": "36061",
}  # fmt: skip
FIRST, LATER = date(2026, 3, 1), date(2026, 6, 1)


def signed(criteria=SMALL_TECH, on=FIRST) -> IcpVersion:
    """Write a version and have both teams sign it on a day."""
    version = draft_icp(criteria=criteria, wanted_on=on, by=member("marketing"))
    for role in ("marketing", "director"):
        version = sign_icp(version=version, seen=version.fingerprint, by=member(role), on=on)
    return version


def test_two_persons_of_two_teams_bring_a_version_into_force():
    """C-02: signed by marketing and by sales, with a date."""
    writer, seller = member("marketing"), member("manager")
    version = draft_icp(criteria=SMALL_TECH, note="Workshop.", wanted_on=FIRST, by=writer)
    version = sign_icp(version=version, seen=version.fingerprint, by=writer, on=FIRST)
    assert (version.in_force_from, icp_in_force(LATER)) == (None, None)
    version = sign_icp(version=version, seen=version.fingerprint, by=seller, on=date(2026, 3, 5))
    assert version.in_force_from == date(2026, 3, 5)
    assert icp_in_force(date(2026, 3, 4)) is None
    assert icp_in_force(date(2026, 3, 5)) == version
    told = Event.objects.filter(subject_type="icpversion").order_by("pk")
    assert [(each.verb, each.user) for each in told] == [
        ("icp.drafted", writer.user), ("icp.signed", writer.user), ("icp.signed", seller.user),
    ]  # fmt: skip
    assert told.last().after["in_force_from"] == "2026-03-05"
    assert [(each.team, each.member) for each in version.signatures.all()] == [
        ("marketing", writer), ("sales", seller),
    ]  # fmt: skip


def test_a_version_holds_until_the_next_begins():
    one, two = signed(), signed(on=LATER)
    days = (date(2026, 2, 28), FIRST, date(2026, 5, 31), LATER, date(2030, 1, 1))
    assert [icp_in_force(day) for day in days] == [None, one, one, two, two]


def test_a_version_begins_when_it_is_wanted_at_the_earliest():
    version = draft_icp(criteria=SMALL_TECH, wanted_on=LATER, by="x")
    for role in ("marketing", "director"):
        version = sign_icp(version=version, seen=version.fingerprint, by=member(role), on=FIRST)
    assert version.in_force_from == LATER


def test_one_team_does_not_sign_twice_and_others_not_at_all():
    version = draft_icp(criteria=SMALL_TECH, by="x")
    seen = version.fingerprint
    sign_icp(version=version, seen=seen, by=member("manager"))
    with pytest.raises(ConflictError, match="signed for sales already"):
        sign_icp(version=version, seen=seen, by=member("director"))
    for role in ("operations", "rep", "finance", "reader", "partner_manager"):
        with pytest.raises(PermissionDeniedError, match="Marketing and sales"):
            sign_icp(version=version, seen=seen, by=member(role))
    assert IcpSignature.objects.count() == 1


def test_nobody_signs_for_both_teams_after_a_change_of_role():
    person = member("marketing")
    version = draft_icp(criteria=SMALL_TECH, by="x")
    sign_icp(version=version, seen=version.fingerprint, by=person)
    person.role = "director"
    with pytest.raises(ConflictError):
        sign_icp(version=version, seen=version.fingerprint, by=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        IcpSignature.objects.create(version=version, team="sales", member=person)


def test_what_is_signed_is_what_was_read_and_stays():
    version = draft_icp(criteria=SMALL_TECH, by="x")
    seen = version.fingerprint
    changed = SMALL_TECH | {"excluded": []}
    version = change_icp(version=version, criteria=changed, note="", wanted_on=FIRST, by="x")
    assert version.criteria["excluded"] == []
    with pytest.raises(ConflictError, match="after you read it"):
        sign_icp(version=version, seen=seen, by=member("marketing"))
    sign_icp(version=version, seen=version.fingerprint, by=member("marketing"))
    with pytest.raises(ConflictError, match="does not change any more"):
        change_icp(version=version, criteria=SMALL_TECH, note="", wanted_on=FIRST, by="x")


def test_what_is_not_in_force_can_be_withdrawn():
    version = draft_icp(criteria=SMALL_TECH, by="x")
    withdraw_icp(version=version, by="x")
    assert not IcpVersion.objects.exists()
    assert Event.objects.get(verb="icp.withdrawn").before["criteria"] == version.criteria
    with pytest.raises(ConflictError, match="it stays"):
        withdraw_icp(version=signed(), by="x")


def test_areas_that_do_not_exist_and_endless_notes_are_refused():
    with pytest.raises(InputError, match="no metropolitan area '99999'"):
        draft_icp(criteria=SMALL_TECH | {"metros": ["99999"]}, by="x")
    with pytest.raises(InputError, match="note is too long"):
        draft_icp(criteria=SMALL_TECH, note="x" * 4001, by="x")
    for preset in PRESETS.values():
        assert draft_icp(criteria=preset.stored(), by="x").criteria == preset.stored()


@pytest.mark.parametrize("text", HOSTILE_NAMES)
def test_hostile_notes_are_kept_or_refused(text):
    try:
        version = draft_icp(criteria=SMALL_TECH, note=text, by="x")
    except InputError:
        return
    version.refresh_from_db()
    assert version.note == text.strip()


def test_accounts_are_counted_with_unknown_apart():
    make_account(1, **GOOD)
    make_account(2, **GOOD | {"employees": 10})
    make_account(3, **GOOD | {"employees": None})
    make_account(4, **GOOD | {"county": "", "naics": "541513"})
    counts = count_fits(read_icp(SMALL_TECH))
    assert counts.all == {Answer.YES: 1, Answer.NO: 2, Answer.UNKNOWN: 1}
    assert counts.accounts == 4
    assert counts.criteria["employees"] == {Answer.YES: 2, Answer.NO: 1, Answer.UNKNOWN: 1}
    assert counts.criteria["geography"] == {Answer.YES: 3, Answer.NO: 0, Answer.UNKNOWN: 1}
    assert counts.criteria["exclusion"] == {Answer.YES: 3, Answer.NO: 1, Answer.UNKNOWN: 0}


def test_one_account_is_explained_as_all_are_counted():
    accounts = [
        make_account(1, **GOOD, technologies=["SAP"]), make_account(2, **GOOD),
        make_account(3, county="36061"), make_account(4, county="36003", personas=["CFO"]),
        make_account(5, county="00000", technologies=["Odoo"], budget=3.0),
    ]  # fmt: skip
    icp = read_icp(SMALL_TECH | {"technologies": ["sap"], "personas": ["cfo"], "budget": 2})
    table = fits(icp)
    for account in accounts:
        fit = fit_of(account, icp)
        found = {each.criterion: each.answer for each in fit.findings}
        assert {name: table.loc[account.pk, f"fit_{name}"] for name in icp.asked} == found
        assert table.loc[account.pk, "fit"] == fit.answer


def test_no_account_is_no_fit():
    assert count_fits(read_icp(SMALL_TECH)).accounts == 0


def test_a_profile_and_a_fit_are_said_in_words():
    icp = read_icp(SMALL_TECH)
    assert asked_words(icp) == {
        "company_revenue": "at most 50,000,000",
        "employees": "50 to 200",
        "industry": "5415 Computer Systems Design and Related Services",
        "exclusion": "none of: 541513 Computer Facilities Management Services",
        "geography": "US: New York-Newark-Jersey City, NY-NJ",
    }
    findings = fit_of(make_account(1, **GOOD | {"employees": None}), icp).findings
    assert [known_words(each) for each in findings] == [
        "1,000,000", "not known", "541511 Custom Computer Programming Services",
        "541511 Custom Computer Programming Services",
        "US, NY, New York-Newark-Jersey City, NY-NJ",
    ]  # fmt: skip


def test_activity_is_judged_by_the_version_of_its_day():
    """C-03: small tech firms of 50 to 200 wanted, firms of 10 called on."""
    signed()
    signed(SMALL_TECH | {"employees": {"from": 5, "to": 200}}, on=LATER)
    ann, bob = make_rep(1), make_rep(2)
    good, tiny = make_account(1, **GOOD), make_account(2, **GOOD | {"employees": 10})
    vague = make_account(3, **GOOD | {"employees": None})
    touch(tiny, ann, date(2026, 2, 28))  # before any version
    touch(good, ann, FIRST)
    touch(tiny, ann, date(2026, 5, 31))
    touch(tiny, bob, date(2026, 5, 30))
    touch(vague, bob, date(2026, 5, 30))
    touch(tiny, bob, LATER)  # by then firms of 10 are wanted
    touch(tiny, bob, date(2026, 7, 2))  # after the period
    found = activity_on_icp(since=date(2026, 1, 1), until=date(2026, 7, 1))
    assert [found.count(each) for each in ("yes", "no", "unknown", "unjudged")] == [2, 2, 1, 1]
    assert (found.judged, found.off, found.off_at_most) == (5, 0.4, 0.6)
    assert list(found.touches["version"]) == [0, 1, 1, 1, 1, 2]
    assert found.by_rep().drop(columns="rep").to_dict("records") == [
        {"rep_name": "Rep 1", "yes": 1, "no": 1, "unknown": 0, "off": 0.5},
        {"rep_name": "Rep 2", "yes": 1, "no": 1, "unknown": 1, "off": 1 / 3},
    ]


def test_without_a_version_or_a_touch_no_share_is_made_up():
    found = activity_on_icp(since=FIRST, until=LATER)
    assert (found.off, found.off_at_most, len(found.by_rep())) == (None, None, 0)
    touch(make_account(1), make_rep(1), FIRST)
    found = activity_on_icp(since=FIRST, until=LATER)
    assert (found.judged, found.off, found.count("unjudged")) == (0, None, 1)
