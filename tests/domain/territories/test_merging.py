"""A branch goes back into its base: three-way, nothing lost silently (B-05)."""

import pytest

from maillage.domain.territories.editing.changes import undo
from maillage.domain.territories.editing.moves import move_several, move_units, rename_territory
from maillage.domain.territories.editing.naming import name_accounts
from maillage.domain.territories.merging import Difference, differences, merge_scenarios
from maillage.domain.territories.starting import branch_scenario, copy_scenario
from maillage.errors import ConflictError, InputError
from maillage.models import Account
from tests.domain.territories.today import (
    ADDISON,
    BENNINGTON,
    COOS,
    WINDSOR,
    fresh,
    owned_today,
    territory_of,
    today,
)
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def by():
    return member()


@pytest.fixture
def sides(by):
    """A base that gave Addison and Windsor away, and a branch that gave Bennington and Windsor."""
    owned_today()
    base = today(by, name="Base")
    branch = branch_scenario(scenario=base, by=by)
    move_units(scenario=base, units=[ADDISON, WINDSOR], territory=2, revision=0, by=by)
    move_several(
        scenario=branch, moves={2: [BENNINGTON], 0: [WINDSOR], 1: [COOS]}, revision=0, by=by
    )
    return fresh(base), fresh(branch)


def test_differences_say_who_changed_what(sides):
    merge = differences(branch=sides[1])
    assert merge.incoming == (
        Difference(COOS, 2, 2, 1), Difference(BENNINGTON, 1, 1, 2)
    )  # fmt: skip
    assert merge.kept == (Difference(ADDISON, 1, 2, 1),)
    assert merge.conflicts == (Difference(WINDSOR, 1, 2, 0),)


@pytest.mark.parametrize(
    ("choices", "windsor"),
    [({WINDSOR: "ours"}, 2), ({WINDSOR: "theirs"}, 0), ({"*": "theirs"}, 0)],
)
def test_a_merge_takes_both_sides_and_the_choices(sides, by, choices, windsor):
    base, branch = sides
    before = territory_of(base)
    edit = merge_scenarios(branch=branch, choices=choices, revision=1, by=by)
    after = territory_of(base)
    assert after == before | {COOS: 1, BENNINGTON: 2, WINDSOR: windsor}
    assert (edit.revision, edit.undoable) == (2, "merge")
    again = differences(branch=fresh(branch))
    assert (again.incoming, again.conflicts) == ((), ())
    undo(scenario=base, revision=2, by=by)
    assert territory_of(base) == before


def test_a_merge_does_not_give_the_branch_what_is_the_bases(sides, by):
    """Merged twice, the base keeps its own changes."""
    base, branch = sides
    merge_scenarios(branch=branch, choices={"*": "ours"}, revision=1, by=by)
    once = territory_of(base)
    merge_scenarios(branch=fresh(branch), choices={}, revision=2, by=by)
    assert territory_of(base) == once
    assert (once[ADDISON], once[WINDSOR]) == (2, 2)


def test_a_branch_goes_on_after_a_merge(sides, by):
    base, branch = sides
    merge_scenarios(branch=branch, choices={"*": "ours"}, revision=1, by=by)
    move_units(scenario=branch, units=[BENNINGTON], territory=1, revision=1, by=by)
    merge_scenarios(branch=fresh(branch), choices={}, revision=2, by=by)
    assert territory_of(base)[BENNINGTON] == 1
    assert territory_of(base)[WINDSOR] == 2


def test_an_undecided_conflict_is_not_merged(sides, by):
    base, branch = sides
    before = territory_of(base)
    with pytest.raises(InputError, match="1 conflict is not decided"):
        merge_scenarios(branch=branch, choices={ADDISON: "theirs"}, revision=1, by=by)
    with pytest.raises(InputError, match="'both' is no side"):
        merge_scenarios(branch=branch, choices={WINDSOR: "both"}, revision=1, by=by)
    with pytest.raises(ConflictError):
        merge_scenarios(branch=branch, choices={"*": "ours"}, revision=0, by=by)
    assert territory_of(base) == before


def test_names_are_merged_too(by):
    owned_today()
    base = today(by)
    was = base.territories.get(number=1).name
    branch = branch_scenario(scenario=base, by=by)
    rename_territory(scenario=branch, territory=1, name="West", revision=0, by=by)
    rename_territory(scenario=base, territory=1, name="Sunset", revision=0, by=by)
    assert differences(branch=branch).conflicts == (Difference("1.name", was, "Sunset", "West"),)
    merge_scenarios(branch=branch, choices={"1.name": "theirs"}, revision=1, by=by)
    assert base.territories.get(number=1).name == "West"


def test_what_is_no_branch_is_not_merged(by):
    owned_today()
    base = today(by)
    with pytest.raises(InputError, match="is no branch of another"):
        differences(branch=copy_scenario(scenario=base, by=by))
    branch = branch_scenario(scenario=base, by=by)
    base.territories.get(number=2).delete()
    with pytest.raises(InputError, match="do not have the same territories"):
        differences(branch=branch)


def test_accounts_given_by_name_are_merged_too(by):
    reps = owned_today()
    base = today(by, name="Base")
    one, two, three, four = Account.objects.filter(state="VT").values_list(
        "external_id", flat=True
    )[:4]

    def give(scenario, accounts, rep, revision):
        name_accounts(scenario=scenario, accounts=accounts, rep=rep, revision=revision, by=by)
        return fresh(scenario)

    base = give(base, [four], reps[1], 0)
    branch = branch_scenario(scenario=base, by=by)
    base = give(base, [one, two], reps[1], 1)
    branch = give(give(branch, [two, three], reps[0], 0), [four], None, 1)
    merge = differences(branch=branch)
    assert merge.incoming == (
        Difference(f"account:{three}", "", "", "R1"), Difference(f"account:{four}", "R2", "R2", "")
    )  # fmt: skip
    assert merge.kept == (Difference(f"account:{one}", "", "R2", ""),)
    assert merge.conflicts == (Difference(f"account:{two}", "", "R2", "R1"),)
    merge_scenarios(branch=branch, choices={f"account:{two}": "theirs"}, revision=2, by=by)
    assert fresh(base).exceptions == {one: "R2", two: "R1", three: "R1"}
    again = differences(branch=fresh(branch))
    assert (again.incoming, again.conflicts) == ((), ())
    undo(scenario=base, revision=3, by=by)
    assert fresh(base).exceptions == {one: "R2", two: "R2", four: "R2"}
