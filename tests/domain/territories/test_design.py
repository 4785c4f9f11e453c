"""Designs from end to end on a small company (A-04, A-14, A-30, B-01 to B-07)."""

import dataclasses
from datetime import date

import numpy as np
import pytest

from maillage.core.geography.adjacency import component_labels
from maillage.domain.market.load import load_market_file
from maillage.domain.territories import design
from maillage.domain.territories.design import design_territories
from maillage.domain.territories.request import Homes, Level, MeasureRequest, Source, Targets
from maillage.errors import CancelledError, InfeasibleError
from maillage.models import Account, Event, Scenario
from tests.domain.accounts.factories import make_account, make_rep, own, touch
from tests.domain.market.builders import market_file
from tests.domain.territories.scene import (
    BURLINGTON,
    CONCORD,
    ask,
    checks,
    cover,
    designed,
    place,
)

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

PASSED, WARNING, FAILED = "passed", "warning", "failed"


def two_reps(**second):
    return make_rep(1, **BURLINGTON), make_rep(2, **{**CONCORD, **second})


def pieces(outcome) -> list[int]:
    """Number of pieces of each territory, counted anew from the edges of the outcome."""
    territory = dict(zip(outcome.units["unit"], outcome.units["territory"], strict=True))
    counted = []
    for number in outcome.territories["number"]:
        members = [unit for unit in territory if territory[unit] == number]
        place_of = {unit: index for index, unit in enumerate(members)}
        inside = [(place_of[a], place_of[b]) for a, b in outcome.edges if {a, b} <= set(place_of)]
        edges = np.array(inside, dtype=np.intp).reshape(-1, 2)
        counted.append(len(set(component_labels(len(members), edges).tolist())))
    return counted


@pytest.mark.parametrize("level", Level)
def test_every_unit_once_connected_and_within_tolerance(level):
    cover(each=2)
    outcome = designed(ask(territories=3, level=level))
    assert outcome.unit_level == level.value
    assert outcome.units["unit"].is_unique
    assert pieces(outcome) == [1, 1, 1]
    totals = outcome.units.groupby("territory")["potential"].sum()
    assert totals.tolist() == outcome.territories["potential"].tolist()
    assert totals.sum() == 4800.0
    assert (np.abs(totals / 1600 - 1) <= 0.25).all()
    assert outcome.accounts["territory"].value_counts().sort_index().tolist() == (
        outcome.territories["accounts"].tolist()
    )


def test_territories_are_counted_from_the_west_and_named_apart():
    cover()
    outcome = designed(ask(territories=5))
    assert outcome.territories["longitude"].is_monotonic_increasing
    assert outcome.territories["name"].is_unique
    assert outcome.territories["number"].tolist() == [1, 2, 3, 4, 5]
    units = outcome.units[outcome.units["territory"] == 1]
    assert set(units["state"]) == {"VT"}


def test_without_owners_there_is_no_gain_and_nothing_to_compare():
    cover()
    outcome = designed(ask(territories=2))
    measure = outcome.measures[0]
    assert (outcome.gain, outcome.disruption) == (None, None)
    assert (measure.largest_deviation_before, measure.variation_before, measure.ratio_before) == (
        None, None, None
    )  # fmt: skip
    assert (measure.total, measure.residual) == (2400.0, 0.0)
    assert outcome.territories["rep"].tolist() == ["", ""]
    assert checks(outcome)["no_owner"] == (WARNING, 24)


def test_before_and_after_of_an_unequal_company():
    first, second = two_reps()
    for number, account in enumerate(cover()):
        own(account, first if number < 18 else second)
    outcome = designed(ask())
    measure = outcome.measures[0]
    assert measure.largest_deviation_before == pytest.approx(0.5)
    assert measure.variation_before == pytest.approx(0.5)
    assert measure.ratio_before == pytest.approx(3.0)
    assert measure.largest_deviation_after <= 0.25
    assert outcome.gain is not None
    assert outcome.gain.low > 0
    assert outcome.gain.variation_before == pytest.approx(0.5)


def test_several_measures_with_tolerances_of_their_own():
    cover(employees=10)
    measures = (
        MeasureRequest(Source.POTENTIAL, 0.3),
        MeasureRequest(Source.EMPLOYEES, 0.35),
        MeasureRequest(Source.POPULATION, 0.6),
    )
    outcome = designed(ask(territories=2, measures=measures))
    assert [(each.name, each.tolerance) for each in outcome.measures] == [
        ("potential", 0.3), ("employees", 0.35), ("population", 0.6),
    ]  # fmt: skip
    balance = [check for check in outcome.checks if check.code == "balance"]
    assert [(each.severity.value, each.limit, each.subjects) for each in balance] == [
        (PASSED, 0.3, ("potential",)),
        (PASSED, 0.35, ("employees",)),
        (PASSED, 0.6, ("population",)),
    ]


def test_a_market_alone_is_enough():
    """A company without one account designs on establishments; their remainder is shown."""
    counties = ("44001", "44003", "44005", "44007", "44009")
    rows = [(code, "county", "54", 100, 1, 1) for code in counties]
    load_market_file(file=market_file(*rows))
    establishments = (MeasureRequest(Source.ESTABLISHMENTS, 0.3, ("54",)),)
    asked = ask(states=("RI",), territories=2, measures=establishments, contiguity=False)
    assert checks(designed(asked))["market_residual_unknown"] == (WARNING, 0)
    load_market_file(file=market_file(("44", "state", "54", 625, 1, 1)))
    outcome = designed(asked)
    residual = next(check for check in outcome.checks if check.code == "market_residual")
    assert (residual.severity.value, residual.count, residual.value) == (WARNING, 125, 0.2)
    assert sorted(outcome.territories["establishments"]) == [200.0, 300.0]
    assert outcome.accounts.empty


def test_without_contiguity_nobody_checks_pieces():
    cover()
    outcome = designed(ask(territories=3, contiguity=False))
    assert "connected" not in checks(outcome)


def test_territories_of_reps_keep_their_reps():
    two_reps(capacity=0.5)
    cover()
    outcome = designed(ask(homes=Homes.REPS, targets=Targets.CAPACITY))
    assert outcome.territories["rep_id"].tolist() == ["R1", "R2"]
    assert outcome.territories["potential_target"].tolist() == [1600.0, 800.0]
    assert (outcome.territories["potential_deviation"].abs() <= 0.25).all()


def test_a_unit_that_is_kept_goes_to_its_rep():
    two_reps()
    cover()
    outcome = designed(ask(keep=(("50007", "R2"), ("33011", "R1")), contiguity=False))
    units = outcome.units.set_index("unit")
    assert units.loc[["50007", "33011"], "territory"].tolist() == [2, 1]
    assert units.index[units["locked"]].tolist() == ["33011", "50007"]
    assert checks(outcome)["locks"] == (PASSED, 0)


def test_the_cap_holds_on_the_real_accounts():
    """North and south are owned 14 to 10; the accounts of one who left are no disruption."""
    first, second = two_reps()
    gone = make_rep(3, active=False)
    accounts = cover()
    by_latitude = sorted(accounts, key=lambda each: each.latitude)
    for number, account in enumerate(by_latitude):
        own(account, second if number < 10 else first)
    extra = make_account(90, **{**place("50007", 1), "potential": 100.0})
    own(extra, gone)
    outcome = designed(ask(disruption_cap=0.2))
    moved = outcome.moves[outcome.moves["from_rep"] != gone.name]["potential"].sum()
    assert outcome.disruption == pytest.approx(moved / 2400)
    assert outcome.disruption <= 0.2
    assert checks(outcome)["disruption_cap"] == (PASSED, 0)
    row = outcome.moves.set_index("account").loc["A90"]
    assert (row["from_rep"], row["reason"]) == (gone.name, "owner_left")


def test_a_dear_change_of_owner_is_not_made():
    first, second = two_reps()
    for account in cover():
        own(account, first if account.state == "VT" else second)
    outcome = designed(ask(disruption_price_km=10_000.0))
    assert (len(outcome.moves), outcome.disruption) == (0, 0.0)


def test_named_parents_outside_and_unlocated_accounts():
    """The rules of B-02, one account each, in a design of Vermont and New Hampshire."""
    first, second = two_reps()
    cover()
    own(make_account(80, **place("50007", 1) | {"potential": 1.0}), second, locked=True)
    head = make_account(81, **{**place("50007", 2), "potential": 900.0})
    make_account(82, **{**place("33011", 1), "potential": 1.0}, parent=head)
    own(make_account(83, **place("48201")), first)
    own(make_account(84, state="VT"), first)
    make_account(85, state="VT")
    outcome = designed(ask(contiguity=False, keep=(("50007", "R1"), ("33011", "R2"))))
    rows = outcome.accounts.set_index("account")
    columns = ["rule", "owner_after_id", "territory"]
    assert rows.loc[["A80", "A81", "A82", "A83", "A84", "A85"], columns].to_numpy().tolist() == [
        ["named", "R2", 1],
        ["parent", "R1", 1],
        ["parent", "R1", 2],
        ["kept", "R1", 0],
        ["kept", "R1", 0],
        ["unassigned", "", 0],
    ]
    found = {check.code: check for check in outcome.checks}
    assert found["not_located"].subjects == ("A84", "A85")
    assert found["no_owner"].subjects == ("A85",)


def test_detectors_of_coverage_fire():
    """A-04 and A-14: never approached, approached by two, unequal books."""
    first, second = two_reps()
    accounts = cover()
    touch(accounts[0], first, date(2026, 6, 1))
    touch(accounts[0], second, date(2026, 6, 2))
    for number, county in enumerate(("33011", "33015", "50007")):
        rich = make_account(100 + number, **{**place(county, 1), "potential": 3000.0})
        own(rich, first, locked=True)
    measures = (MeasureRequest(Source.ACCOUNTS, 0.25),)
    found = checks(designed(ask(measures=measures)))
    assert found["never_approached"] == (WARNING, 26)
    assert found["double_contact"] == (WARNING, 1)
    assert found["potential_ratio"] == (WARNING, 1)
    assert found["no_owner"] == (PASSED, 0)


def test_a_regional_design_speaks_of_its_region_alone():
    """Accounts elsewhere neither dilute what changes owner nor fill the coverage figures."""
    first, second = two_reps()
    accounts = cover()
    for account in accounts:
        own(account, second if account.state == "VT" else first)
    for number in range(9):
        own(make_account(100 + number, **{**place("48201", number), "potential": 5000.0}), first)
    outcome = designed(ask(territories=2))
    inside = outcome.accounts[outcome.accounts["state"] != "TX"]
    changed = inside["owner_before"] != inside["owner_after"]
    assert outcome.disruption == pytest.approx(changed.mean())
    assert checks(outcome)["never_approached"] == (WARNING, 24)
    assert outcome.measures[0].book_deviation_after == pytest.approx(
        abs(inside["owner_after"].value_counts() / 12 - 1).max()
    )
    elsewhere = outcome.accounts[outcome.accounts["state"] == "TX"]
    assert set(elsewhere["rule"]) == {"kept"}


def test_a_size_that_cannot_be_met_is_told():
    two_reps()
    cover()
    found = {check.code: check for check in designed(ask(target_size=1700.0)).checks}
    size = found["target_size"]
    assert (size.severity, size.value, size.limit) == (WARNING, 2400.0, 1700.0)
    even = {check.code: check for check in designed(ask(target_size=1200.0)).checks}
    assert even["target_size"].severity == PASSED


def test_territories_are_named_after_places_that_exist():
    two_reps()
    cover()
    for number, county in enumerate(("33011", "50007")):
        make_account(100 + number, **{**place(county, 1), "potential": 500.0})
    names = designed(ask(territories=2)).territories["name"].tolist()
    assert names == ["Burlington, VT", "Manchester, NH"]


def test_a_split_county_has_its_parts_in_the_outcome():
    cover()
    make_account(90, **{**place("33011"), "postal_code": "00000", "potential": 1.0})
    outcome = designed(ask(territories=2, split=("33011",)))
    units = outcome.units["unit"]
    parts = units[units.str.startswith("33011/")].tolist()
    assert (units == "33011").sum() == 0
    assert sorted(outcome.shapes) == sorted(parts)
    where = outcome.accounts.set_index("account").loc["A90", "unit"]
    assert where == f"33011/{place('33011')['postal_code']}"
    assert outcome.parameters["split"] == ["33011"]


def test_a_long_town_and_a_strange_name_are_kept():
    for number in range(1, 5):
        town = {"city": "Ö" * 120, "name": "=cmd|'x'!A1 😀"}
        make_account(number, **{**place("50007", number), **town})
    outcome = design_territories(request=ask(territories=2, level=Level.ACCOUNT, name="🗺️"))
    assert Scenario.objects.get().name == "🗺️"
    assert outcome.territories["name"].str.len().max() <= 110


def test_a_design_that_is_stopped_keeps_nothing():
    cover()

    def stop(progress):
        if progress.stage == "searching":
            raise CancelledError("Stopped.")

    with pytest.raises(CancelledError):
        design_territories(request=ask(territories=3), progress=stop)
    assert (Scenario.objects.count(), Event.objects.count(), Account.objects.count()) == (0, 0, 24)


def test_the_distance_to_the_most_compact_plan_is_proven_when_asked():
    cover(each=2)
    stages = []
    request = ask(territories=2, prove=True)
    outcome = design_territories(request=request, progress=lambda at: stages.append(at.stage))
    assert 0.0 <= outcome.compactness_gap < 0.5
    assert list(dict.fromkeys(stages))[-1] == "proving"
    assert designed(ask(territories=2)).compactness_gap is None


def test_about_units_the_plan_is_proven_to_be_the_best_without_asking():
    cover()
    outcome = designed(ask(territories=3, homes=Homes.UNITS))
    assert outcome.compactness_gap == 0.0
    free = designed(ask(territories=3))
    assert free.compactness_gap is None


def test_about_units_what_no_plan_can_keep_is_refused(monkeypatch):
    """Fifteen hundreds in two halves, where each county holds one hundred or two."""
    usual = design.effort
    patient = lambda frame: dataclasses.replace(usual(frame), exact=120.0)  # noqa: E731
    monkeypatch.setattr(design, "effort", patient)
    cover(("VT",))
    make_account(99, potential=100.0, **place("50007"))
    tight = (MeasureRequest(Source.POTENTIAL, 0.02),)
    with pytest.raises(InfeasibleError) as caught:
        designed(ask(states=("VT",), measures=tight, territories=2, homes=Homes.UNITS))
    assert [finding.code for finding in caught.value.findings] == ["no_plan"]


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (0.0, "Proven optimal: no plan within these tolerances is more compact."),
        (0.1234, "Proven: no plan within these tolerances is more than 12.3% more compact."),
        (None, None),
    ],
)
def test_the_answer_says_what_is_proven(gap, words):
    from maillage.cli.design_output import figures

    cover()
    outcome = dataclasses.replace(designed(ask(territories=3)), compactness_gap=gap)
    assert [line for line in figures(outcome) if "Proven" in line] == ([words] if words else [])


def test_about_the_homes_of_reps_the_distance_is_proven_too():
    two_reps()
    cover()
    request = ask(homes=Homes.REPS, contiguity=False, prove=True)
    assert 0.0 <= design_territories(request=request).compactness_gap < 0.05
