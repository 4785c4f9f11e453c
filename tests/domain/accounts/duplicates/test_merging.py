"""Two accounts become one and two again: everything follows, and comes back exactly (A-26)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from maillage.domain.accounts.duplicates.carrying import CARRIED, gaps
from maillage.domain.accounts.duplicates.merging import (
    LISTS,
    PLACE,
    PLAIN,
    merge_accounts,
    merge_sure,
    undo_merge,
)
from maillage.domain.imports.accounts import BLANKS
from maillage.errors import ConflictError, InputError
from maillage.models import (
    Account,
    AccountAssignment,
    Challenge,
    Change,
    Claim,
    Comment,
    DuplicatePair,
    Event,
    Lead,
    Merge,
    Opportunity,
    Overlay,
    Scenario,
    Touch,
    Transfer,
    TransferredAccount,
    UnitAssignment,
)
from tests.domain.accounts.factories import make_account, make_rep, own, touch
from tests.factories import lead
from tests.people import member, other_workspace

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
NOW = datetime(2026, 3, 1, 9, 30, 15, 123456, tzinfo=UTC)
DAY = date(2026, 1, 1)
PHASES = (Phase.explicit, Phase.generate)


def content():
    """Every row of every table but the log and the merges themselves."""
    return {
        model._meta.label: sorted(map(repr, model._base_manager.values_list()))
        for model in apps.get_models()
        if model not in {Event, Merge}
    }


def scenario(name="Plan", level="account", **fields):
    return Scenario.objects.create(name=name, unit_level=level, geography_vintage="2022", **fields)


def claim(account, rep, state="open"):
    return Claim.objects.create(
        account=account, claimant=rep, code="relation", state=state, opened_at=NOW,
        escalates_at=NOW + timedelta(days=1), due_at=NOW + timedelta(days=2),
    )  # fmt: skip


@pytest.fixture
def pair():
    return make_account(1, name="Acme Inc."), make_account(2, name="Acme", phone="617")


def test_every_relation_to_an_account_has_a_rule():
    relations = {each.get_accessor_name() for each in Account._meta.related_objects}
    assert set(CARRIED) == relations


def test_every_field_that_is_imported_has_a_rule():
    assert {*PLACE, *PLAIN, *LISTS, "parent"} == {*BLANKS}


def test_owners_touches_roles_and_claims_follow(pair):
    kept, gone = pair
    first, second = make_rep(1), make_rep(2)
    own(kept, first, starts_on=date(2026, 2, 1))
    own(gone, second, starts_on=date(2025, 6, 1))
    touch(kept, first, DAY)
    touch(gone, first, DAY)
    touch(gone, second, DAY)
    Overlay.objects.create(account=gone, rep=second, role="sdr", share=20, starts_on=DAY)
    claim(kept, second)
    claim(gone, second)
    merge_accounts(kept=kept, gone=gone, by="test")
    assert list(Account.objects.values_list("external_id", flat=True)) == ["A1"]
    held = kept.ownerships.order_by("starts_on").values_list("rep__name", "starts_on", "ends_on")
    assert list(held) == [
        ("Rep 2", date(2025, 6, 1), date(2026, 2, 1)),
        ("Rep 1", date(2026, 2, 1), None),
    ]
    assert sorted(kept.touches.values_list("rep__name", flat=True)) == ["Rep 1", "Rep 2"]
    assert kept.overlays.get().share == 20
    assert sorted(kept.claims.values_list("state", flat=True)) == ["open", "withdrawn"]


def test_opportunities_follow_and_come_back(pair):
    kept, gone = pair
    rep = make_rep(1)
    for number, account in enumerate(pair):
        Opportunity.objects.create(external_id=f"O{number}", rep=rep, account=account)
    merge = merge_accounts(kept=kept, gone=gone, by="test")
    of = Opportunity.objects.order_by("external_id").values_list("account__external_id", flat=True)
    assert list(of) == ["A1", "A1"]
    undo_merge(merge=merge, by="test")
    assert list(of.all()) == ["A1", "A2"]


def test_leads_follow_and_come_back(pair):
    kept, gone = pair
    found, fixed = lead(account=gone), lead(account=gone, account_fixed=True)
    merge = merge_accounts(kept=kept, gone=gone, by="test")
    of = Lead.objects.order_by("pk").values_list("pk", "account", "account_fixed")
    assert list(of) == [(found.pk, kept.pk, False), (fixed.pk, kept.pk, True)]
    undo_merge(merge=merge, by="test")
    assert list(of.all()) == [(found.pk, gone.pk, False), (fixed.pk, gone.pk, True)]


def test_what_is_empty_is_filled_and_what_is_taken_replaces(pair):
    kept, gone = pair
    Account.objects.filter(pk=gone.pk).update(
        status="customer", city="Boston", state="MA", tags=["x"], potential=7.0
    )
    Account.objects.filter(pk=kept.pk).update(tags=["y"], city="Denver")
    merge_accounts(kept=kept, gone=gone, by="test", take=["potential"])
    kept.refresh_from_db()
    assert (kept.phone, kept.status, kept.tags, kept.potential) == (
        "617",
        "customer",
        ["y", "x"],
        7,
    )
    assert (kept.city, kept.state, kept.name) == ("Denver", "NY", "Acme Inc.")


def test_the_place_is_taken_whole(pair):
    kept, gone = pair
    Account.objects.filter(pk=gone.pk).update(city="Boston", state="MA", postal_code="02116")
    Account.objects.filter(pk=kept.pk).update(city="Denver", postal_code="80202", street="9 Elm")
    merge_accounts(kept=kept, gone=gone, by="test", take=["place"])
    kept.refresh_from_db()
    assert (kept.city, kept.state, kept.postal_code, kept.street) == ("Boston", "MA", "02116", "")


def test_scenarios_name_the_account_that_stays(pair):
    kept, gone = pair
    rep, who = make_rep(1), member("operations")
    plan = scenario(exceptions={"A2": "R1", "A9": "R1"}, fork={"exceptions": {"A2": "R1"}})
    AccountAssignment.objects.create(scenario=plan, account=gone, rep=rep, rule="named")
    UnitAssignment.objects.create(scenario=plan, unit="A2")
    step = Change.objects.create(
        scenario=plan, number=1, kind="give", payload={"exceptions": {"A2": ["", "R1"]}}
    )
    Comment.objects.create(scenario=plan, subject="account", reference="A2", text="mine", by=who)
    for number in ("A1", "A2"):
        Challenge.objects.create(
            scenario=plan, rep=rep, subject="account", reference=number, wanted=rep,
            code="relation", by=who,
        )  # fmt: skip
    merge_accounts(kept=kept, gone=gone, by=who)
    plan.refresh_from_db()
    step.refresh_from_db()
    assert plan.exceptions == {"A1": "R1", "A9": "R1"}
    assert plan.fork == {"exceptions": {"A1": "R1"}}
    assert step.payload == {"exceptions": {"A1": ["", "R1"]}}
    assert plan.accounts.get().account == kept
    assert plan.units.get().unit == "A1"
    assert plan.comments.get().reference == "A1"
    assert sorted(plan.challenges.values_list("reference", "state")) == [
        ("A1", "open"),
        ("A1", "withdrawn"),
    ]


def test_sites_follow_without_a_circle(pair):
    kept, gone = pair
    top, site = make_account(3), make_account(4, parent=gone)
    Account.objects.filter(pk=gone.pk).update(parent=top)
    Account.objects.filter(pk=kept.pk).update(parent=site)
    merge_accounts(kept=kept, gone=gone, by="test")
    parents = dict(Account.objects.values_list("external_id", "parent__external_id"))
    assert parents == {"A1": "A3", "A3": None, "A4": "A1"}


def test_roles_beyond_the_whole_credit_are_refused_and_nothing_changes(pair):
    kept, gone = pair
    for account, rep in ((kept, make_rep(1)), (gone, make_rep(2))):
        Overlay.objects.create(account=account, rep=rep, role="sdr", share=60, starts_on=DAY)
    before = content()
    with pytest.raises(ConflictError, match="more than the whole credit"):
        merge_accounts(kept=kept, gone=gone, by="test")
    assert content() == before


def test_the_log_says_what_was_merged_and_undone(pair):
    kept, gone = pair
    who = member("operations")
    merge = merge_accounts(kept=kept, gone=gone, by=who, grade=0.97)
    undo_merge(merge=merge, by=who)
    verbs = Event.objects.filter(verb__startswith="account.").order_by("pk")
    assert list(verbs.values_list("verb", "subject_id", "user")) == [
        ("account.merged", str(kept.pk), who.user.pk),
        ("account.unmerged", str(gone.pk), who.user.pk),
    ]


def test_undoing_is_refused_twice_after_a_new_import_and_after_changes(pair):
    kept, gone = pair
    touch(gone, make_rep(1), DAY)
    merge = merge_accounts(kept=kept, gone=gone, by="test")
    fresh = make_account(2)
    with pytest.raises(ConflictError, match="There is an account A2 again"):
        undo_merge(merge=merge, by="test")
    fresh.delete()
    moved = Touch.objects.get()
    key = moved.pk
    moved.delete()
    before = content()
    with pytest.raises(ConflictError, match="changed since"):
        undo_merge(merge=merge, by="test")
    assert content() == before
    moved.pk = key
    moved.save(force_insert=True)
    undo_merge(merge=merge, by="test")
    with pytest.raises(ConflictError, match="undone already"):
        undo_merge(merge=merge, by="test")


def test_merges_of_merges_are_undone_last_first(pair):
    kept, gone = pair
    third = make_account(3)
    before = content()
    first = merge_accounts(kept=kept, gone=gone, by="test")
    second = merge_accounts(kept=third, gone=kept, by="test")
    with pytest.raises(ConflictError):
        undo_merge(merge=first, by="test")
    undo_merge(merge=second, by="test")
    undo_merge(merge=first, by="test")
    assert content() == before


def test_hostile_requests(pair):
    kept, gone = pair
    with pytest.raises(InputError, match="with itself"):
        merge_accounts(kept=kept, gone=kept, by="test")
    with pytest.raises(InputError, match="no workspace_id to take"):
        merge_accounts(kept=kept, gone=gone, by="test", take=["workspace_id"])
    from django_scopes import scope

    with scope(workspace=other_workspace()):
        stranger = make_account(1)
    with pytest.raises(ConflictError, match="no longer there"):
        merge_accounts(kept=kept, gone=stranger, by="test")


def test_many_are_merged_at_once_only_where_they_are_sure():
    accounts = [make_account(number) for number in range(1, 6)]
    accounts[1].phone = "617"
    accounts[1].save()

    def found(one, other, grade):
        return DuplicatePair.objects.create(
            first=accounts[one], second=accounts[other], grade=grade
        )

    unsure = found(3, 4, 0.98)
    with pytest.raises(InputError, match="too uncertain"):
        merge_sure(pairs=[found(0, 2, 0.999), unsure], by="test")
    assert Merge.objects.count() == 0
    DuplicatePair.objects.exclude(pk=unsure.pk).delete()
    pairs = [found(0, 1, 0.999), found(0, 2, 0.995)]
    merges = merge_sure(pairs=pairs, by="test")
    assert [(each.gone_code, each.kept_code) for each in merges] == [("A1", "A2"), ("A3", "A2")]
    assert list(DuplicatePair.objects.values_list("pk", flat=True)) == [unsure.pk]


@given(
    st.tuples(st.integers(0, 20), st.integers(1, 20)),
    st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)), max_size=4),
    st.booleans(),
)
def test_gaps_are_the_days_of_a_span_nobody_else_has(span, others, endless):
    def day(number):
        return DAY + timedelta(days=number)

    start, length = span
    wanted = (day(start), None if endless else day(start + length))
    taken = [(day(begin), day(begin + days)) for begin, days in others]
    inside = {n for n in range(60) if n >= start and (endless or n < start + length)}
    inside -= {n for begin, days in others for n in range(begin, begin + days)}
    found = gaps(wanted, taken)
    covered = [n for n in range(60) for a, b in found if day(n) >= a and (b is None or day(n) < b)]
    assert sorted(covered) == sorted(inside)


@settings(
    max_examples=12,
    deadline=None,
    phases=PHASES,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.data())
def test_merging_and_undoing_is_the_identity_over_the_whole_content(db, data):
    with transaction.atomic():
        accounts, merges = strange_world(data), []
        before = content()
        for _round in range(data.draw(st.integers(1, 2))):
            kept, gone = data.draw(st.permutations(accounts))[:2]
            take = data.draw(st.lists(st.sampled_from(["name", "place", "phone", "status"])))
            try:
                with transaction.atomic():
                    merges.append(merge_accounts(kept=kept, gone=gone, by="test", take=take))
            except ConflictError:
                continue
            accounts.remove(gone)
        assert all(not pointing(each.gone) for each in merges)
        for merge in reversed(merges):
            undo_merge(merge=merge, by="test")
        assert content() == before
        transaction.set_rollback(True)


def pointing(key):
    """Rows that still point to an account that is gone."""
    return [
        relation.get_accessor_name()
        for relation in Account._meta.related_objects
        if relation.related_model._base_manager.filter(**{relation.field.name: key}).exists()
    ]


def strange_world(data):
    """Three accounts and a bystander with rows of every kind on any of them."""
    accounts = [make_account(n, phone=data.draw(st.sampled_from(["", "617"]))) for n in (1, 2, 3)]
    reps, who = [make_rep(n) for n in (1, 2)], member("operations")
    some, rep = st.sampled_from(accounts), st.sampled_from(reps)
    plan, transfer = scenario(), Transfer.objects.create(title="T", kind="rules", starts_on=DAY)
    exceptions = data.draw(st.sets(st.sampled_from(["A1", "A2", "A3", "A7"])))
    Scenario.objects.filter(pk=plan.pk).update(exceptions=dict.fromkeys(exceptions, "R1"))
    for child, parent in ((1, 0), (2, 1), (0, 2))[: data.draw(st.integers(0, 2))]:
        Account.objects.filter(pk=accounts[child].pk).update(parent=accounts[parent])
    for account in accounts:
        days = sorted(data.draw(st.sets(st.integers(0, 9), max_size=4)))
        for begin, end in zip(days, [*days[1:], None], strict=False):
            own(account, data.draw(rep), starts_on=DAY + timedelta(days=begin),
                ends_on=None if end is None else DAY + timedelta(days=end))  # fmt: skip
        if data.draw(st.booleans()):
            AccountAssignment.objects.create(scenario=plan, account=account, rule="named")
            TransferredAccount.objects.create(transfer=transfer, account=account, reason="r")
            UnitAssignment.objects.create(scenario=plan, unit=account.external_id)
        if data.draw(st.booleans()):
            claim(account, data.draw(rep), data.draw(st.sampled_from(["open", "upheld"])))
    for account, whose, day in data.draw(
        st.lists(st.tuples(some, rep, st.integers(0, 2)), unique=True, max_size=5)
    ):
        touch(account, whose, DAY + timedelta(days=day))
    for account, whose, day in data.draw(
        st.lists(st.tuples(some, rep, st.integers(0, 3)), max_size=3)
    ):
        Overlay.objects.create(
            account=account, rep=whose, role="sdr", share=30, starts_on=DAY + timedelta(days=day)
        )
    for one, other in data.draw(st.sets(st.sampled_from([(0, 1), (0, 2), (1, 2)]))):
        DuplicatePair.objects.create(
            first=accounts[one], second=accounts[other], grade=0.9, levels={"name": 8}
        )
    Comment.objects.create(scenario=plan, subject="account", reference="A2", text="t", by=who)
    return accounts
