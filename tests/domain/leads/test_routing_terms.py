"""Rules, pools, absences and chat rooms, as who routes leads keeps them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from maillage.domain.leads.away import add_absence, add_hook, remove_absence, remove_hook
from maillage.domain.leads.routing_terms import next_of, routing_now, set_routing
from maillage.domain.leads.standing import make_first_rules
from maillage.domain.leads.written.routing import WrittenRouting
from maillage.errors import InputError, ParameterError, PermissionDeniedError
from maillage.models import Absence, ChatHook, Event, PoolMember, Rep, RoutingPool, RoutingRule
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
NOW = datetime(2026, 3, 6, 16, 50, tzinfo=UTC)


@pytest.fixture
def reps():
    return [Rep.objects.create(external_id=f"R{n}", name=f"Rep {n}") for n in range(3)]


def test_the_first_rules_are_made_once():
    first = routing_now()
    make_first_rules()
    assert routing_now() == first


def whole(**changes) -> WrittenRouting:
    said = {
        "pools": [
            {"name": "East", "members": [{"rep": "R0", "weight": 2}, {"rep": "R1", "capacity": 5}]}
        ],
        "rules": [
            {"name": "Own", "how": "territory"},
            {
                "name": "France",
                "when": [{"field": "country", "value": "FR"}],
                "how": "rep",
                "rep": "R2",
            },
            {"name": "Turn", "how": "pool", "pool": "East"},
        ],
    }
    return WrittenRouting.model_validate(said | changes)


def test_it_is_read_as_it_was_written_and_logged_once(reps):
    boss = member("director")
    for _again in range(2):
        assert set_routing(written=whole(), by=boss) == routing_now() == whole()
    assert [each.position for each in RoutingRule.objects.all()] == [10, 20, 30]
    assert Event.objects.get(verb="routing.changed").after == whole().model_dump(mode="json")


def test_without_rules_there_are_the_first(reps):
    found = routing_now()
    assert [each.how for each in found.rules] == ["territory", "pool"]
    assert [each.rep for each in found.pools[0].members] == ["R0", "R1", "R2"]


def test_turns_go_on_as_long_as_the_seats_stay_the_same(reps):
    set_routing(written=whole(), by="x")
    PoolMember.objects.filter(rep=reps[0]).update(taken=2)
    pool = RoutingPool.objects.get(name="East")
    assert next_of(pool) == reps[1]
    kept = whole()
    kept.pools[0].members[1].capacity = 9
    set_routing(written=kept, by="x")
    assert list(PoolMember.objects.values_list("taken", flat=True)) == [2, 0]
    kept.pools[0].members[1].weight = 3
    set_routing(written=kept, by="x")
    assert list(PoolMember.objects.values_list("taken", flat=True)) == [0, 0]
    assert next_of(RoutingPool.objects.create(name="Nobody")) is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rules": []}, "No rule"),
        ({"rules": [{"name": "A", "how": "pool"}]}, "to whom"),
        ({"rules": [{"name": "A", "how": "territory", "rep": "R0"}]}, "to whom"),
        ({"rules": [{"name": "A", "how": "rep", "rep": "R9"}]}, "no pool or active rep"),
        ({"rules": [{"name": "A", "how": "pool", "pool": "West"}]}, "no pool or active rep"),
        ({"rules": [{"name": "A", "how": "territory"}] * 2}, "comes twice"),
        ({"pools": [{"name": "East"}] * 2}, "comes twice"),
        ({"pools": [{"name": "East", "members": [{"rep": "R0"}] * 2}]}, "comes twice"),
        ({"pools": [{"name": "East", "members": [{"rep": "R9"}]}]}, "no pool or active rep"),
    ],
)
def test_what_contradicts_itself_is_refused(reps, changes, said):
    set_routing(written=whole(), by="x")
    with pytest.raises(InputError, match=said):
        set_routing(written=whole(**changes), by="x")
    assert routing_now() == whole()


def test_a_condition_that_cannot_be_decided_is_refused(reps):
    asked = [{"field": "total", "operator": "at_least", "value": "many"}]
    with pytest.raises(ParameterError):
        set_routing(written=whole(rules=[{"name": "A", "how": "territory", "when": asked}]), by="x")


def test_a_rep_notes_their_own_absence_and_who_routes_that_of_all(reps):
    ana = member("rep", rep=reps[0])
    times = {"begins_at": NOW, "ends_at": NOW + timedelta(days=1)}
    made = add_absence(rep=reps[0], substitute=reps[1], by=ana, **times)
    add_absence(rep=reps[1], by=member("manager"), **times)
    with pytest.raises(PermissionDeniedError):
        add_absence(rep=reps[1], by=ana, **times)
    with pytest.raises(InputError, match="replaces"):
        add_absence(rep=reps[0], substitute=reps[0], by=ana, **times)
    with pytest.raises(InputError, match="ends after"):
        add_absence(rep=reps[0], by=ana, begins_at=NOW, ends_at=NOW)
    remove_absence(absence=made, by=ana)
    assert Absence.objects.get().rep == reps[1]
    with pytest.raises(PermissionDeniedError):
        remove_absence(absence=Absence.objects.get(), by=ana)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "irc"},
        {"kinds": ["plan"]},
        {"language": "de"},
        {"url": "ftp://rooms.example/x"},
        {"url": "http://127.0.0.1/x"},
        {"name": "  "},
    ],
)
def test_a_room_that_cannot_be_told_is_refused(wrong):
    asked = {"name": "Team", "kind": "slack", "url": "https://93.184.215.14/x"}
    with pytest.raises(InputError):
        add_hook(by="x", **asked | wrong)
    made = add_hook(by="x", kinds=["lead"], **asked)
    assert ChatHook.objects.get() == made
    remove_hook(hook=made, by="x")
    assert not ChatHook.objects.exists()
