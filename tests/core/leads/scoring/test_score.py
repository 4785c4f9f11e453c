"""Scores: reasons, caps, windows, decay, order and repetition, many at once, and what-if."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.core.leads.conditions import Condition, Operator
from maillage.core.leads.happenings import Fact, Happening, Lead
from maillage.core.leads.scoring.many import score_many, table_of
from maillage.core.leads.scoring.model import (
    Decay,
    Dimension,
    EventRule,
    FieldRule,
    Group,
    Model,
    Needed,
    Stage,
    in_force,
)
from maillage.core.leads.scoring.presets import RECOMMENDED, SEED
from maillage.core.leads.scoring.score import Reason, crossed, score, standing_at
from maillage.core.leads.scoring.whatif import Change, compare
from maillage.errors import ParameterError
from tests.core.leads.leads import NOW, happening, lead, opened, seed_lead

pytestmark = pytest.mark.unit
DAY = timedelta(days=1)


def one_rule(rule, **group):
    return Model("m", 1, NOW - 999 * DAY, (Dimension("d", (Group("g", (rule,), **group),)),), ())


def points(rule, *told: Happening) -> float:
    return score(one_rule(rule), lead(events=told), NOW).total


def test_d06_each_reason_has_its_criterion_points_date_and_source():
    found = score(SEED, lead({"icp_match": True}, opened(4)), NOW)
    assert found.reasons == (
        Reason("fit", "profile", "icp_match", 20, NOW - 2 * DAY, "crm"),
        Reason("engagement", "content", "emails", 5, NOW - 3 * DAY, "web"),
    )
    assert (found.lead, found.model, found.version, found.at) == ("L1", "seed", 1, NOW)


def test_caps_of_groups_and_dimensions_are_reasons_of_their_own():
    rule = EventRule("views", 10, "view", most=None)
    model = Model(
        "m",
        1,
        NOW,
        (
            Dimension(
                "d", (Group("g", (rule,), cap=25), Group("h", (replace(rule, id="v2"),))), cap=30
            ),
        ),
        (),
    )
    found = score(model, lead(events=[happening("view", 1, each) for each in range(3)]), NOW)
    assert found.total == 30
    caps = [(each.group, each.points) for each in found.reasons if each.rule == "cap"]
    assert caps == [("g", -5), ("", -25)]


def test_windows_spacing_and_the_most_that_count():
    views = [happening("view", days) for days in (40, 30, 20, 10.5, 10, 1)]
    rule = EventRule("views", 1, "view", most=None)
    assert points(rule, *views) == 6
    assert points(replace(rule, window_days=30), *views) == 4
    assert points(replace(rule, every_days=10), *views) == 4
    assert points(replace(rule, every_days=10, most=2), *views) == 2
    assert points(replace(rule, at_least=3), *views) == 4
    assert points(replace(rule, at_least=7), *views) == 0


def test_points_fade_in_a_line_or_by_halves_and_the_latest_counts():
    form = [happening("form", 90), happening("form", 30)]
    half = EventRule("form", 10, "form", decay=Decay.HALF_LIFE, decay_days=30)
    assert points(half, *form) == 5
    assert points(replace(half, decay_days=15), *form) == 2.5
    linear = replace(half, decay=Decay.LINEAR, decay_days=60)
    assert points(linear, *form) == 5
    assert points(replace(linear, decay_days=20), *form) == 0
    assert points(replace(half, most=None), *form) == 5 + 1.25


def test_conditions_on_what_an_event_carries():
    rule = EventRule("pricing", 15, "page", (Condition("path", Operator.IS, ("/pricing",)),))
    assert points(rule, happening("page", path="/Pricing")) == 15
    assert points(rule, happening("page", path="/")) == 0
    assert points(rule, happening("page")) == 0


def test_the_latest_fact_counts_and_what_is_to_come_does_not():
    facts = [
        Fact("icp_match", True, NOW - 3 * DAY),
        Fact("icp_match", False, NOW - DAY),
        Fact("budget_confirmed", True, NOW + DAY),
    ]
    later = Lead("L", facts, [happening("pricing_page_view", -1)])
    assert score(SEED, later, NOW - 2 * DAY).total == 20
    assert score(SEED, later, NOW).total == 0
    assert score(SEED, later, NOW + 2 * DAY).total == 30


def test_points_that_are_taken_away_never_raise_the_potential():
    rule = FieldRule("competitor", -50, (Condition("competitor"),))
    model = one_rule(rule)
    assert (score(model, lead(), NOW).potential, score(model, lead(), NOW).unknown) == (
        0,
        ("competitor",),
    )
    assert score(model, lead({"competitor": True}), NOW).total == -50


def test_e01_the_clock_begins_when_the_threshold_is_crossed():
    base = lead(
        {"icp_match": True, "budget_confirmed": True},
        [*opened(5), happening("webinar_attended", 9)],
    )
    assert crossed(SEED, base, "mql", NOW) == NOW - 2 * DAY
    assert crossed(SEED, base, "sql", NOW) is None
    assert crossed(SEED, base, "mql", NOW - 3 * DAY) is None


def test_where_a_score_stood_is_told_by_the_model_and_the_facts_of_then():
    half = replace(SEED, effective_from=NOW - DAY, version=2, stages=(Stage("mql", 5),))
    someone = lead({"icp_match": True}, [happening("pricing_page_view", 1.5)])
    for at, expected in (
        (NOW - 3 * DAY, ("C3", "", 0)),
        (NOW - 2 * DAY, ("B3", "", 20)),
        (NOW - 1.2 * DAY, ("B2", "", 35)),
        (NOW, ("B2", "mql", 35)),
    ):
        found = standing_at([half, SEED], someone, at)
        assert (found["band"], found["stage"], found["total"]) == expected
    before = standing_at([half], someone, NOW - 1.2 * DAY)
    assert before == {"band": "B2", "stage": "mql", "total": 35}


def test_the_version_in_force_is_the_last_that_took_effect():
    second = replace(SEED, version=2, effective_from=NOW)
    assert in_force([second, SEED], NOW - DAY) is SEED
    assert in_force([SEED, second], NOW) is second
    with pytest.raises(ParameterError, match="No score model was in force at 1999"):
        in_force([SEED], datetime(1999, 1, 1, tzinfo=UTC))


RULES = st.builds(
    EventRule,
    st.just("r"),
    st.integers(-20, 30).map(float),
    st.sampled_from(["a", "b"]),
    st.sampled_from([(), (Condition("x", Operator.AT_LEAST, (3,)),)]),
    st.integers(1, 3),
    st.sampled_from([None, 1, 2]),
    st.sampled_from([0.0, 0.5, 7.0]),
    st.sampled_from([None, 10.0]),
)
DECAYS = st.sampled_from([(Decay.NONE, None), (Decay.LINEAR, 9.0), (Decay.HALF_LIFE, 4.0)])
HAPPENINGS = st.lists(
    st.tuples(st.sampled_from(["a", "b", "call"]), st.integers(-2, 30), st.integers(0, 5)),
    max_size=8,
)
VALUES = st.sampled_from([True, False, None, 1, 5, "x"])


@st.composite
def models(draw) -> Model:
    events = []
    for place in range(draw(st.integers(1, 3))):
        decay, days = draw(DECAYS)
        events.append(replace(draw(RULES), id=f"e{place}", decay=decay, decay_days=days))
    fields = (
        FieldRule("f1", draw(st.integers(-20, 30)), (Condition("f1"),)),
        FieldRule("f2", 5, (Condition("f1"), Condition("f2", Operator.AT_LEAST, (3,)))),
    )
    caps = draw(st.tuples(*[st.sampled_from([None, 12.0])] * 3))
    fit = Dimension("fit", (Group("g", fields, caps[0]),), bands=(20, 5))
    did = Dimension("did", (Group("h", tuple(events), caps[1]),), caps[2], bands=(10, 3))
    gates = draw(st.sampled_from([(), (Condition("f2", Operator.KNOWN, ()),)]))
    stages = (Stage("mql", 10, gates), Stage("sql", 20, needs=(Needed("call"),)))
    return Model("m", 1, NOW, (fit, did), stages)


@st.composite
def drawn_leads(draw) -> list[Lead]:
    found = []
    for place in range(draw(st.integers(1, 4))):
        told = [
            Happening(f"{n}", kind, NOW - timedelta(days=days), {"x": x})
            for n, (kind, days, x) in enumerate(draw(HAPPENINGS))
        ]
        facts = [
            Fact(name, draw(VALUES), NOW - draw(st.integers(-1, 5)) * DAY)
            for name in ("f1", "f2", "f1")
        ]
        found.append(Lead(str(place), facts, told))
    return found


@settings(max_examples=100, deadline=None)
@given(models(), drawn_leads(), st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter_and_many_are_as_one_by_one(model, leads, shuffle):
    singly = [score(model, each, NOW) for each in leads]
    many = score_many(model, table_of(leads, NOW))
    names = [*(each.id for each in model.stages), ""]
    for place, (each, found) in enumerate(zip(leads, singly, strict=True)):
        told = [*each.happenings, *each.happenings[::2]]
        shuffle.shuffle(told)
        mixed = Lead(each.id, shuffle.sample(list(each.facts), len(each.facts)), told)
        assert score(model, mixed, NOW) == found
        assert sum(reason.points for reason in found.reasons) == pytest.approx(found.total)
        assert found.potential >= found.total - 1e-9
        assert many.total[place] == pytest.approx(found.total)
        assert many.potential[place] == pytest.approx(found.potential)
        assert many.dimensions[place].tolist() == pytest.approx(list(found.dimensions))
        assert (many.band[place], names[many.stage[place]]) == (found.band, found.stage)


def test_what_if_says_who_changes_band_or_stage():
    leads = [
        seed_lead(
            ("pricing_page_view", "case_study_download", "webinar_attended", "email_opened"),
            "no icp",
        ),
        seed_lead(("icp_match", "budget_confirmed", "email_opened"), "icp"),
        seed_lead((), "cold"),
    ]
    found = compare(SEED, RECOMMENDED, table_of(leads, NOW))
    assert found.changes == (Change("no icp", ("C1", "mql"), ("C1", ""), 0),)
    assert found.stages == {("", ""): 1, ("mql", ""): 1, ("mql", "mql"): 1}
    assert found.bands == Counter({("A3", "A3"): 1, ("C1", "C1"): 1, ("C3", "C3"): 1})
    assert found.leads == 3


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"at_least": 0}, "at_least and most are 1 or more"),
        ({"most": 0}, "at_least and most are 1 or more"),
        ({"window_days": 0.0}, "days are above 0"),
        ({"every_days": -1.0}, "days are above 0"),
        ({"every_days": float("nan")}, "days are above 0"),
        ({"decay": Decay.LINEAR}, "go together"),
        ({"decay_days": 3.0}, "go together"),
        ({"points": float("inf")}, "give a name"),
        ({"event": ""}, "give a name"),
    ],
)
def test_rules_that_count_nothing_are_refused(change, message):
    with pytest.raises(ParameterError, match=message):
        replace(EventRule("r", 1, "view"), **change)


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (lambda: one_rule(FieldRule("f", 1, ())), "a condition"),
        (lambda: one_rule(EventRule("r", 1, "e"), cap=0), "a cap is not above 0"),
        (lambda: replace(SEED, dimensions=()), "it has no dimension"),
        (lambda: replace(SEED, dimensions=SEED.dimensions[:1] * 2), "'icp_match' comes twice"),
        (lambda: replace(SEED, stages=SEED.stages[::-1]), "asks for fewer points"),
        (
            lambda: replace(SEED, dimensions=(replace(SEED.dimensions[0], bands=(1, 2)),)),
            "first band",
        ),
        (lambda: replace(SEED, effective_from=datetime(2026, 1, 1)), "no time zone"),  # noqa: DTZ001
    ],
)
def test_models_that_contradict_themselves_are_refused(model, message):
    with pytest.raises(ParameterError, match=message):
        model()


def test_two_events_with_one_id_are_refused():
    told = [happening("a"), replace(happening("a"), kind="b")]
    with pytest.raises(ParameterError, match="Two different events"):
        score(SEED, lead(events=told), NOW)
