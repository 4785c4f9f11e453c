"""Rules from their writing to their undoing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from maillage.domain.accounts.criteria.presets import named_rules, presets, size_rules
from maillage.domain.accounts.criteria.reading import criterion_of
from maillage.domain.accounts.transfers import undo_transfer
from maillage.domain.territories.rules.applying import apply_rules
from maillage.domain.territories.rules.editing import remove_rule, save_rule
from maillage.domain.territories.rules.sentences import sentence
from maillage.domain.territories.rules.testing import try_rules
from maillage.errors import ConflictError, InputError
from maillage.models import Account, AssignmentRule, Event, Ownership, Scenario, Territory
from tests.domain.territories.rules.factories import DAY, START, account, rep, rule, state
from tests.factories import HOSTILE_NAMES

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def reps():
    return rep("Ana"), rep("Bea")


def names(test, finding: str) -> list[str]:
    return sorted(test.rows(finding)["external_id"])


def territory(status: str) -> Territory:
    scenario = Scenario.objects.create(
        name=status, unit_level="county", geography_vintage="2022", status=status
    )
    return Territory.objects.create(scenario=scenario, number=1, name="North", colour="#000000")


def matched(name: str) -> list[str]:
    return names(try_rules(on=DAY, rules=[AssignmentRule.objects.get(name=name)]), "matched")


def test_the_three_rules_of_the_course(reps):
    """A-08, word for word."""
    account("big", revenue=500_000.01, industry="Manufacturing of toys", state="HI")
    account("by code", revenue=600_000.0, naics="325412", country="CA", status="customer")
    account("half a million", revenue=500_000.0, naics="31-33", status="customer", growth=0.2)
    account("grows", status="customer", growth=0.21)
    account("new", state="NY")
    (large, junior, senior, _dormant) = named_rules()
    for name, criteria in named_rules().items():
        rule(name, criteria, reps[0])
    assert matched(large) == ["big", "by code"]
    assert matched(junior) == ["big", "new"]
    assert matched(senior) == ["grows"]


@pytest.mark.parametrize("preset", ["macro", "census_regions", "census_divisions"])
def test_each_state_is_in_exactly_one_region(reps, preset):
    """A-03, X-20."""
    from maillage.core.geography.states import US_STATES
    from maillage.core.geography.zones import MACRO_REGION_OF_STATE

    states = sorted(code for code in US_STATES if code in MACRO_REGION_OF_STATE)
    assert len(states) == 51
    for code in states:
        account(code, state=code)
    for number, (name, criteria) in enumerate(presets()[preset].items()):
        rule(name, criteria, reps[number % 2], position=1)
    test = try_rules(on=DAY)
    assert test.accounts["matches"].tolist() == [1] * 51


def test_segments_by_size_leave_no_gap(reps):
    """X-24."""
    revenues = (0.0, 99_999.99, 100_000.0, 500_000.0, 500_000.01, None)
    for number, revenue in enumerate(revenues):
        account(f"A{number}", revenue=revenue)
    for name, criteria in size_rules().items():
        rule(name, criteria, reps[0], position=1)
    assert try_rules(on=DAY).accounts["matches"].tolist() == [1, 1, 1, 1, 1, 0]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (state("NY"), {"field": "revenue", "above": 9}),
        ({"field": "industry", "contains": ["Bank"]}, {"field": "status", "is": ["customer"]}),
        ({"field": "products", "has": ["ERP"]}, {"field": "personas", "has": ["CFO"]}),
        ({"field": "metro", "is": ["35620"]}, {"field": "employees", "at_least": 5, "below": 6}),
    ],
)
def test_any_two_criteria_combine(reps, first, second):
    """A-05, A-07, A-10: pairs of criteria, and metropolitan areas across states."""
    both = {"state": "NY", "revenue": 10.0, "industry": "banking", "status": "customer",
            "products": ["erp"], "personas": ["Cfo"], "county": "36061", "employees": 5}  # fmt: skip
    account("both", **both)
    neighbour = both | {"state": "NJ", "county": "34003", "industry": "", "products": [],
                        "employees": 6}  # fmt: skip
    account("one", **neighbour)
    account("neither", country="CA")
    for join in ("all", "any"):
        rule(join, {join: [first, second]}, reps[0])
    assert matched("all") == ["both"]
    assert matched("any") == ["both", "one"]


def test_a_test_tells_all_and_writes_nothing(reps):
    ana, bea = reps
    account("A1", bea, state="NY", potential=10.0)
    account("A2", bea, state="NY", locked=True)
    account("A3", state="PA", potential=None)
    account("A4", ana, state="TX")
    head = account("B", state="NY")
    account("C", parent=head, state="OH")
    rule("ny", state("NY"), ana, position=1)
    rule("pa one", state("PA"), ana, position=2)
    rule("pa two", state("PA"), bea, position=2)
    test = try_rules(on=DAY)
    assert names(test, "matched") == ["A1", "A2", "A3", "B"]
    assert names(test, "twice") == ["A3"]
    assert names(test, "none") == ["A4"]
    assert names(test, "named") == ["A2"]
    assert names(test, "family") == ["C"]
    assert names(test, "changes") == ["A1", "B", "C"]
    assert test.count("changes").potential == 210.0
    assert test.of_rule(AssignmentRule.objects.get(name="ny")).accounts == 3
    assert [(row["name"], row["gained"], row["lost"], row["potential"]) for row in test.by_rep()
            ] == [("Ana", 3, 0, 210.0), ("Bea", 0, 1, -10.0)]  # fmt: skip
    assert Ownership.objects.count() == 3


def test_rules_hold_between_their_days(reps):
    account("A1", state="NY")
    rule("later", state("NY"), reps[0], starts_on=DAY, ends_on=DAY + timedelta(days=2))
    rule("off", state("NY"), reps[0], active=False)
    days = [-1, 0, 1, 2]
    assert [len(try_rules(on=DAY + timedelta(days=n)).rules) for n in days] == [0, 1, 1, 0]


def test_a_rule_may_give_to_a_territory_and_waits_for_its_rep(reps):
    place = territory("published")
    account("A1", state="NY")
    rule("north", state("NY"), None, territory=place)
    test = try_rules(on=DAY)
    assert ([str(each) for each in test.idle], test.rules) == (["north"], ())
    place.rep = reps[1]
    place.save()
    assert try_rules(on=DAY).rows("changes")["proposed"].tolist() == [reps[1].pk]
    Scenario.objects.update(status="archived")
    assert [str(each) for each in try_rules(on=DAY).idle] == ["north"]


def test_a_rule_on_somebody_who_left_is_idle(reps):
    account("A1", state="NY")
    rule("ny", state("NY"), reps[0])
    reps[0].active = False
    reps[0].save()
    assert [str(each) for each in try_rules(on=DAY).idle] == ["ny"]


def test_named_accounts_of_those_who_left_are_given(reps):
    gone = rep("Gil", active=False)
    account("A1", gone, locked=True, state="NY")
    rule("ny", state("NY"), reps[0])
    assert names(try_rules(on=DAY), "changes") == ["A1"]


def test_rules_are_applied_and_undone(reps):
    ana, bea = reps
    moved, kept = account("A1", bea, state="NY"), account("A2", bea, state="TX")
    kept.ownerships.update(ends_on=DAY + timedelta(days=9))
    planned = Ownership.objects.create(account=kept, rep=ana, starts_on=DAY + timedelta(days=9))
    before = sorted(Ownership.objects.values_list("account", "rep", "starts_on", "ends_on"))
    rule("New York", state("NY", "TX"), ana)
    seen = try_rules(on=DAY).fingerprint
    done = apply_rules(on=DAY, seen=seen, by="test")
    assert done.figures == {"accounts": 2}
    now = Ownership.objects.get(account=moved, ends_on=None)
    assert (now.rep, now.starts_on, now.reason) == (ana, DAY, "New York")
    assert list(
        kept.ownerships.order_by("starts_on").values_list("rep__name", "starts_on", "ends_on")
    ) == [
        ("Bea", START, DAY), ("Ana", DAY, planned.starts_on), ("Ana", planned.starts_on, None),
    ]  # fmt: skip
    assert Event.objects.filter(verb="account.given").count() == 2
    undo_transfer(transfer=done, by="test")
    after = sorted(Ownership.objects.values_list("account", "rep", "starts_on", "ends_on"))
    assert after == before
    assert Event.objects.filter(verb="account.given_back").count() == 2


def test_what_was_not_seen_is_not_applied(reps):
    account("A1", state="NY")
    rule("ny", state("NY"), reps[0])
    seen = try_rules(on=DAY).fingerprint
    account("A2", state="NY")
    with pytest.raises(ConflictError, match="changed since you looked"):
        apply_rules(on=DAY, seen=seen, by="test")
    assert not Ownership.objects.exists()
    with pytest.raises(InputError, match="Nothing would change"):
        apply_rules(on=START - timedelta(days=1), seen=seen, by="test")


def test_writing_changing_and_removing_are_logged(reps):
    written = rule("ny", state("NY"), reps[0], description="nearest rep")
    save_rule(rule=written, name="ny", criteria=state("NJ"), rep=reps[1], starts_on=START, by="t")
    remove_rule(rule=AssignmentRule.objects.get(), by="t")
    events = Event.objects.order_by("pk")
    assert [event.verb for event in events] == ["rule.written", "rule.changed", "rule.removed"]
    assert events[1].before["criteria"] == state("NY")
    assert events[1].after["rep"] == "Bea"
    assert not AssignmentRule.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "}, {"name": "x" * 121}, {"name": "a\0b"}, {"name": "taken"},
        {"criteria": {}}, {"rep": None}, {"ends_on": START}, {"position": -1},
        {"position": 10**9}, {"description": "x" * 2_001}, {"description": "\0"}, {"basis": "x"},
    ],
)  # fmt: skip
def test_rules_that_cannot_be_are_refused(reps, wrong):
    rule("taken", state("NY"), reps[0])
    with pytest.raises(InputError):
        rule(**{"name": "one", "criteria": state("NY"), "to": None, "rep": reps[0]} | wrong)
    assert AssignmentRule.objects.count() == 1


def test_a_rule_gives_to_one_and_to_nobody_who_left(reps):
    with pytest.raises(InputError, match="one rep, or to one territory"):
        rule("both", state("NY"), reps[0], territory=territory("published"))
    with pytest.raises(InputError, match="not published"):
        rule("draft", state("NY"), None, territory=territory("draft"))
    with pytest.raises(InputError, match="has left"):
        rule("gone", state("NY"), rep("Gil", active=False))


def test_habit_is_reported(reps):
    """A-27."""
    account("A1", state="NY")
    rule("always was", state("NY"), reps[0], basis="habit")
    rule("near", state("PA"), reps[0])
    assert [each.name for each in try_rules(on=DAY).habits] == ["always was"]


def test_rules_read_as_sentences(reps):
    written = rule(
        "all of it",
        {"all": [
            {"any": [state("CT", "DC", "DE", "MA", "MD", "ME", "NH", "NJ", "NY", "PA", "RI", "VT"),
                     {"field": "postal_code", "from": "10001", "to": "14999"}]},
            {"none": [{"field": "status", "is": ["dormant"]}]},
            {"field": "revenue", "at_least": 100_000, "at_most": 500_000},
            {"field": "growth", "above": 0.2},
            {"field": "tags", "has": [f"t{n}" for n in range(10)]},
            {"field": "naics", "within": ["31-33"]},
            {"field": "industry", "contains": ["health"]},
            {"field": "postal_code", "starts_with": ["9"]},
        ]},
        reps[0],
    )  # fmt: skip
    assert sentence(written, criterion_of(written.criteria)) == (
        "Accounts for which (the state is of the Northeast "
        "(CT, DC, DE, MA, MD, ME, NH, NJ, NY, PA, RI, VT) or "
        "the postal code is from 10001 to 14999) and not (the status is dormant) and "
        "the sales figure per year is at least 100,000 and at most 500,000 and "
        "the growth expected over twelve months is above 20% and "
        "the tags include t0, t1, t2, t3, t4, t5, t6, t7 and 2 more and "
        "the NAICS code is 31-33 or a part of it and the industry contains health and "
        "the postal code begins with 9 go to Ana."
    )


def test_every_preset_is_read_and_said(reps):
    for group in presets().values():
        for name, criteria in group.items():
            written = rule(name + str(id(criteria)), criteria, reps[0])
            assert sentence(written, criterion_of(criteria)).endswith(" go to Ana.")


@pytest.mark.parametrize("text", HOSTILE_NAMES)
def test_hostile_texts_change_nothing(reps, text):
    account("A1", industry=text[:100].replace("\0", ""), tags=[text.replace("\0", "")])
    try:
        rule("r", {"field": "tags", "has": [text]}, reps[0])
    except InputError:
        return
    assert names(try_rules(on=DAY), "matched") == ["A1"]


def test_an_empty_workspace():
    test = try_rules(on=date(2026, 1, 1))
    assert test.count("changes").accounts == 0
    assert test.by_rep() == []


def test_a_test_takes_few_queries(reps, django_assert_max_num_queries):
    for number in range(30):
        account(f"A{number}", reps[0], state="NY")
        rule(f"r{number}", state("NY"), reps[1], position=number)
    with django_assert_max_num_queries(7):
        try_rules(on=DAY)
    assert Account.objects.count() == 30
