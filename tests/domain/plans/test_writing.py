"""Plans are written in versions: none is lost, none overwritten unseen."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from maillage.domain.plans.differences import differences, in_words
from maillage.domain.plans.queries import counts_by_state, plans_led_by, reps_without_plan
from maillage.domain.plans.writing import copy_plan, create_plan, restore_version, write_plan
from maillage.errors import ConflictError, InputError, NotFoundError, ParameterError, StaleError
from maillage.interfaces.importers.plans.stored import stored_plan
from maillage.models import PlanVersion, Rep, RepPlan
from tests.domain.plans.factories import FUNNEL, People, elise, small

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def people():
    return People()


def test_what_is_stored_reads_back_as_it_was_written(people):
    written = elise()
    plan = create_plan(rep=people.rep, written=written, by=people["rep"])
    plan.refresh_from_db()
    assert stored_plan(plan.content) == written
    assert stored_plan(plan.versions.get().content) == written
    assert (plan.starts_on, plan.objective, plan.currency, plan.name) == (
        written.starts_on, written.objective, written.currency, written.name,
    )  # fmt: skip
    assert (plan.state, plan.version, plan.in_force) == ("draft", 1, None)


def test_each_version_is_kept_with_what_changed(people):
    plan = people.plan()
    plan = write_plan(plan=plan, written=small(worked_weeks=44), seen=1, by=people["manager"])
    first, second = PlanVersion.objects.order_by("number")
    assert (first.content["worked_weeks"], second.content["worked_weeks"]) == (45, 44)
    assert second.changes == [{"place": ["worked_weeks"], "before": 45, "after": 44}]
    assert (plan.version, second.by, first.by) == (2, people["manager"], people["rep"])


def test_writing_what_is_there_already_makes_no_version(people):
    plan = people.plan()
    assert write_plan(plan=plan, written=small(), seen=1, by=people["rep"]).version == 1
    assert PlanVersion.objects.count() == 1


def test_a_version_somebody_did_not_see_is_not_overwritten(people):
    plan = people.plan()
    write_plan(plan=plan, written=small(worked_weeks=44), seen=1, by=people["manager"])
    with pytest.raises(StaleError, match="Max Man changed this plan") as refused:
        write_plan(plan=plan, written=small(worked_weeks=43), seen=1, by=people["rep"])
    assert (refused.value.revision, refused.value.by) == (2, "Max Man")
    assert RepPlan.objects.get().content["worked_weeks"] == 44


def test_an_earlier_version_is_restored_as_a_new_one(people):
    plan, rep = people.plan(), people["rep"]
    write_plan(plan=plan, written=small(worked_weeks=44), seen=1, by=rep)
    plan = restore_version(plan=plan, number=1, seen=2, read=stored_plan, by=rep)
    assert (plan.version, plan.content["worked_weeks"]) == (3, 45)
    with pytest.raises(NotFoundError, match="no version 9"):
        restore_version(plan=plan, number=9, seen=3, read=stored_plan, by=rep)


def test_a_version_that_cannot_be_read_any_more_is_not_restored(people):
    plan, rep = people.plan(), people["rep"]
    write_plan(plan=plan, written=small(worked_weeks=44), seen=1, by=rep)
    plan.versions.filter(number=1).update(content=plan.content | {"worked_weeks": 60})
    with pytest.raises(ParameterError, match="worked_weeks = '60'"):
        restore_version(plan=plan, number=1, seen=2, read=stored_plan, by=rep)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"sources": [FUNNEL | {"share": "0.5"}]}, "50"),
        ({"sources": [FUNNEL, FUNNEL | {"share": "0.6"}]}, "'New clients' comes twice"),
        ({"name": "a\x00b"}, r"name = .*x00.*cannot be stored"),
        ({"sources": [{"name": "\ud800", "share": 1}]}, r"sources\.1\.name = .*ud800"),
        ({"starts_on": "9999-01-01"}, "cannot begin on 9999-01-01"),
        ({"starts_on": "0001-01-01"}, "cannot begin on 0001-01-01"),
    ],
)
def test_what_contradicts_itself_or_cannot_be_stored_is_refused(people, changed, message):
    with pytest.raises(InputError, match=message):
        create_plan(rep=people.rep, written=small(**changed), by=people["rep"])
    assert not RepPlan.objects.exists()


@pytest.mark.parametrize("starts_on", ["2026-01-02", "2027-01-01", "2027-07-01", "2027-12-31"])
def test_a_rep_has_one_plan_for_a_year(people, starts_on):
    people.plan()
    with pytest.raises(ConflictError, match="has a plan for the year from 2027-01-01"):
        create_plan(rep=people.rep, written=small(starts_on=starts_on), by=people["rep"])


@pytest.mark.parametrize("starts_on", ["2026-01-01", "2028-01-01"])
def test_the_years_beside_are_free(people, starts_on):
    people.plan()
    assert create_plan(
        rep=people.rep, written=small(starts_on=starts_on), by=people["rep"]
    ).starts_on == date.fromisoformat(starts_on)


def test_the_database_refuses_two_plans_of_a_year(people):
    plan = people.plan()
    with pytest.raises(IntegrityError), transaction.atomic():
        RepPlan.objects.create(
            rep=people.rep, starts_on=plan.starts_on, content={}, objective=plan.objective
        )


def test_a_draft_moves_to_another_year_but_not_an_accepted_plan(people):
    rep = people["rep"]
    plan = write_plan(
        plan=people.plan(), written=small(starts_on="2028-01-01"), seen=1, by=rep
    )  # fmt: skip
    assert plan.starts_on == date(2028, 1, 1)
    RepPlan.objects.filter(pk=plan.pk).update(in_force=1)
    with pytest.raises(InputError, match="stays in its year, from 2028-01-01"):
        write_plan(plan=plan, written=small(), seen=2, by=rep)


def test_nothing_is_planned_for_who_has_left(people):
    Rep.objects.filter(pk=people.rep.pk).update(active=False)
    with pytest.raises(InputError, match="Élise has left"):
        create_plan(rep=people.rep, written=small(), by=people["director"])


def test_next_year_begins_without_what_was_reached(people):
    plan = create_plan(rep=people.rep, written=elise(), by=people["rep"])
    start = date(plan.starts_on.year + 1, plan.starts_on.month, plan.starts_on.day)
    copy = copy_plan(plan=plan, starts_on=start, read=stored_plan, by=people["rep"])
    written = stored_plan(copy.content)
    assert (written.starts_on, written.counts, written.sold, written.pipeline) == (
        start, [], None, None,
    )  # fmt: skip
    assert [each.so_far for each in written.sources] == [None] * len(written.sources)
    assert written.segments == stored_plan(plan.content).segments
    assert (copy.state, copy.version) == ("draft", 1)


def test_plans_are_counted_by_state_and_by_leader(people):
    people.plan("proposed")
    create_plan(rep=people.other, written=small(), by=people["director"])
    counted = {"draft": 1, "proposed": 1, "discussed": 0, "accepted": 0}
    assert counts_by_state(RepPlan.objects.all()) == counted
    assert [each.rep for each in plans_led_by(people["manager"])] == [people.rep]
    assert [each.rep for each in plans_led_by(people["rep"])] == []
    assert reps_without_plan(Rep.objects.all(), date(2027, 3, 1)) == []
    assert len(reps_without_plan(Rep.objects.all(), date(2028, 3, 1))) == 2


def changed(**changes):
    before = small().model_dump(mode="json")
    return [
        in_words(each) for each in differences(before, small(**changes).model_dump(mode="json"))
    ]


def test_differences_are_said_in_words():
    sources = [
        {"name": "Existing clients", "share": "0.5"},
        FUNNEL | {"share": "0.40", "planned": {"count": 10, "per": "month"}},
        {"name": "References", "share": "0.1"},
    ]
    assert changed(sources=sources, objective="1300000", weekly_hours=30.5) == [
        "Objective: 1,200,000 → 1,300,000",
        "Hours of selling per week: added (30.5)",
        "Sources of sales › Existing clients › Share of sales: 0.6 → 0.5",
        "Sources of sales › New clients › Planned activity › How many: 8 → 10",
        "Sources of sales › References: added (References)",
    ]


def test_what_is_taken_out_and_lists_of_values_are_named():
    funnel = FUNNEL | {"share": 1, "stages": ["call", "sale"]}
    assert changed(sources=[funnel]) == [
        "Sources of sales › Existing clients: taken out (Existing clients)",
        "Sources of sales › New clients › Share of sales: 0.4 → 1",
        "Sources of sales › New clients › Stages of the funnel: meeting, sale → call, sale",
    ]


def test_differences_follow_the_language_of_the_reader():
    with translation.override("fr"):
        assert changed(objective="1300000")[0].endswith("1\u00a0200\u00a0000 → 1\u00a0300\u00a0000")


def test_items_of_one_name_are_compared_in_order():
    rows = [{"name": "A", "amount": 1}, {"name": "A", "amount": 2}]
    found = differences(
        {"opportunities": rows}, {"opportunities": [rows[0], rows[1] | {"amount": 3}]}
    )
    assert found == [{"place": ["opportunities", "2", "amount"], "before": 2, "after": 3}]
