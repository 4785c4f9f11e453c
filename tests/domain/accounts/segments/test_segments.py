"""Segments of the accounts of a workspace (A-05, A-07, K-03)."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import caches

from maillage.domain.accounts.holdings import accounts_at
from maillage.domain.accounts.segments.placing import (
    NONE,
    UNKNOWN,
    accounts_in,
    count_segments,
    placed_accounts,
)
from maillage.domain.accounts.segments.presets import segment_presets
from maillage.domain.accounts.segments.reading import MOST_SEGMENTS, segments_of
from maillage.domain.accounts.segments.words import account_told, growth_words
from maillage.domain.accounts.segments.writing import (
    MOST_SEGMENTATIONS,
    remove_segmentation,
    save_segmentation,
)
from maillage.errors import ConflictError, InputError
from maillage.models import Account, Event, Segmentation
from tests.domain.accounts.factories import TODAY, make_account, make_rep, own
from tests.factories import HOSTILE_NAMES

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

LARGE = {"name": "Large", "criteria": {"field": "potential", "above": 200}}
DORMANT = {"name": "Dormant", "criteria": {"field": "status", "is": ["dormant"]}}
SEGMENTS = [LARGE, DORMANT]


@pytest.fixture(autouse=True)
def fresh_counts():
    caches["process"].clear()


@pytest.fixture
def book():
    """Large and owned; dormant and small; dormant of unknown potential; neither; not known."""
    first, gone = make_rep(1), make_rep(2, active=False)
    own(make_account(3, status="customer", revenue=120.0), first)
    own(make_account(2, status="dormant", revenue=None), gone)
    make_account(10, status="dormant", potential=None)
    make_account(1)
    make_account(11, potential=None)


def test_what_each_segment_holds(book):
    found = count_segments(segments_of(SEGMENTS), TODAY)
    assert [
        (each.key, each.accounts, each.perhaps, each.potential, each.without_potential)
        for each in found
    ] == [
        ("0", 1, 0, 300.0, 0), ("1", 2, 1, 200.0, 1), (NONE, 1, 0, 100.0, 0),
        (UNKNOWN, 1, 1, 0.0, 1),
    ]  # fmt: skip
    assert [
        (each.sales, each.white_space, each.without_room, each.owners, each.unowned)
        for each in found
    ] == [
        (120.0, 180.0, 0, 1, 0), (0.0, 0.0, 2, 0, 2), (0.0, 100.0, 0, 0, 1), (0.0, 0.0, 1, 0, 1),
    ]  # fmt: skip


def test_the_rows_behind_each_count(book):
    rows = placed_accounts(segments_of(SEGMENTS), TODAY).set_index("external_id")
    assert rows["segment"].to_dict() == {
        "A3": "0", "A2": "1", "A10": "1", "A1": NONE, "A11": UNKNOWN,
    }  # fmt: skip
    assert rows["perhaps"].to_dict() == {"A3": "", "A2": "", "A10": "0", "A1": "", "A11": "0"}
    assert rows["owner_name"].to_dict() == {
        "A3": "Rep 1", "A2": "", "A10": "", "A1": "", "A11": "",
    }  # fmt: skip


def test_accounts_of_a_segment_narrow_a_query(book):
    made = save_segmentation(name="S", segments=SEGMENTS, by="t")
    keys = accounts_in(made, "1", TODAY)
    found = accounts_at(TODAY).filter(pk__among=keys).order_by("pk")
    assert [account.external_id for account in found] == ["A2", "A10"]
    assert not Account.objects.filter(pk__among=[]).exists()


def test_an_empty_workspace_and_no_segments():
    assert [each.accounts for each in count_segments(segments_of(SEGMENTS), TODAY)] == [0] * 4
    make_account(1)
    assert [each.accounts for each in count_segments((), TODAY)] == [1, 0]


def test_a_segmentation_is_written_changed_and_removed_with_its_log():
    made = save_segmentation(name=" By  size ", segments=SEGMENTS, note="Why.", by="ana")
    assert (made.name, Segmentation.objects.get().segments) == ("By size", SEGMENTS)
    save_segmentation(segmentation=made, name="Size", segments=[LARGE], by="bea")
    remove_segmentation(segmentation=made, by="ana")
    log = Event.objects.filter(subject_type="segmentation").order_by("pk")
    first = {"name": "By size", "note": "Why.", "segments": SEGMENTS}
    second = {"name": "Size", "note": "", "segments": [LARGE]}
    assert [(event.verb, event.actor, event.before, event.after) for event in log] == [
        ("segmentation.written", "ana", None, first),
        ("segmentation.changed", "bea", first, second),
        ("segmentation.removed", "ana", second, None),
    ]
    assert not Segmentation.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"segments": None}, "These are no segments"),
        ({"segments": {}}, "These are no segments"),
        ({"segments": [LARGE | {"more": 1}]}, "These are no segments"),
        ({"segments": [[]]}, "These are no segments"),
        ({"segments": [LARGE] * (MOST_SEGMENTS + 1)}, "These are no segments"),
        ({"segments": [LARGE, LARGE | {"name": "LARGE!"}]}, "Two segments are called 'LARGE!'"),
        ({"segments": [LARGE | {"name": "..."}]}, "'...' is no name"),
        ({"segments": [LARGE | {"name": 7}]}, "'7' is no name"),
        ({"segments": [LARGE | {"criteria": {}}]}, "Segment 'Large': A rule cannot say"),
        ({"segments": [LARGE | {"criteria": {"field": "x", "is": ["y"]}}]}, "Segment 'Large'"),
        ({"name": "x" * 81}, "no name"),
        ({"name": ""}, "no name"),
        ({"note": "x" * 4_001}, "4001 characters"),
        ({"name": "Taken"}, "already"),
    ],
)
def test_what_cannot_be_is_refused(wrong, said):
    save_segmentation(name="Taken", segments=[], by="t")
    with pytest.raises(InputError) as caught:
        save_segmentation(**{"name": "New", "segments": SEGMENTS, "by": "t"} | wrong)
    assert said in str(caught.value)
    assert Segmentation.objects.count() == 1


def test_there_is_room_for_so_many():
    for number in range(MOST_SEGMENTATIONS):
        Segmentation.objects.create(name=f"S{number}")
    with pytest.raises(ConflictError):
        save_segmentation(name="One more", segments=[], by="t")


@pytest.mark.parametrize("text", HOSTILE_NAMES)
def test_hostile_names_are_kept_or_refused(text):
    try:
        made = save_segmentation(name=text, segments=[LARGE | {"name": text}], note=text, by="t")
    except InputError:
        return
    assert Segmentation.objects.get(pk=made.pk).segments[0]["name"] == made.name


@pytest.mark.parametrize("kind", [*segment_presets()])
def test_presets_can_be_kept(kind):
    name, segments = segment_presets()[kind]
    assert save_segmentation(name=name, segments=segments, by="t").segments == segments


@pytest.mark.parametrize(
    ("potential", "place"),
    [(500_000.01, "0"), (500_000.0, "1"), (100_000.0, "1"), (99_999.99, "2"), (None, UNKNOWN)],
)
def test_the_boundaries_of_potential(potential, place):
    """K-03 with the rule of X-24."""
    make_account(1, potential=potential)
    _name, segments = segment_presets()["potential"]
    assert placed_accounts(segments_of(segments), TODAY)["segment"].tolist() == [place]


@pytest.mark.parametrize(
    ("kind", "field", "words"),
    [
        ("cycle", "sales_cycle", ["short", "medium", "long"]),
        ("decision", "decision", ["single", "committee", "influencers"]),
    ],
)
def test_cycle_and_decision_where_they_are_known(kind, field, words):
    """K-03: what is not known of an account is no segment."""
    for number, word in enumerate([*words, ""]):
        make_account(number, **{field: word})
    _name, segments = segment_presets()[kind]
    found = placed_accounts(segments_of(segments), TODAY)["segment"].tolist()
    assert found == ["0", "1", "2", UNKNOWN]


def test_growth_is_where_white_space_is():
    """A-07: dormant with a high potential; A-08: customers that grow by more than 20 %."""
    rows = [
        {"status": "dormant", "potential": 300_000.0, "revenue": 10_000.0},
        {"status": "customer", "potential": 50_000.0, "revenue": 50_000.0, "growth": 0.21},
        {"status": "customer", "potential": 300_000.0, "revenue": 1.0, "growth": 0.2},
        {"status": "prospect", "potential": 100_000.0},
        {"status": "prospect", "potential": 99_999.0},
    ]
    for number, fields in enumerate(rows):
        make_account(number, **fields)
    _name, segments = segment_presets()["growth"]
    found = placed_accounts(segments_of(segments), TODAY)["segment"].tolist()
    assert found == ["0", "1", "2", "3", NONE]


def test_an_account_is_explained(django_assert_max_num_queries):
    account = make_account(1, status="dormant", potential=None, revenue=30.0, growth=0.1)
    for name in ("A", "B"):
        save_segmentation(name=name, segments=SEGMENTS, by="t")
    with django_assert_max_num_queries(3):
        told = account_told(account, TODAY)
    assert told["placements"][0] | {"segmentation": 0} == {
        "segmentation": 0,
        "segmentation_name": "A",
        "segment": "Dormant",
        "perhaps": "Large",
        "said": "Dormant",
        "doubt": "may belong to Large: not enough is known",
        "segments": [
            {"name": "Large", "answer": "unknown",
             "conditions": ["the potential is above 200: not known"]},
            {"name": "Dormant", "answer": "yes",
             "conditions": ["the status is dormant: yes, dormant"]},
        ],
    }  # fmt: skip
    assert growth_words(told["growth"]) == [
        "White space: potential not known less sales 30 per year = not known.",
        "Expected over twelve months: 3 of growth.",
    ]


def test_more_sold_than_the_potential_says_is_pointed_out():
    told = account_told(make_account(1, status="customer", potential=100.0, revenue=130.0), TODAY)
    assert growth_words(told["growth"]) == [
        "White space: potential 100 less sales 130 per year = 0.",
        "More is sold than the potential says: look at the potential again.",
    ]


def test_technology_signals_count_until_they_end():
    account = make_account(1)
    account.signals.create(
        kind="technology", name="SAP", seen_on=date(2026, 1, 1), expires_on=date(2026, 12, 31)
    )
    uses = {"name": "SAP", "criteria": {"field": "technologies", "has": ["sap"]}}
    segments = segments_of([uses])
    assert placed_accounts(segments, TODAY)["segment"].tolist() == ["0"]
    assert placed_accounts(segments, date(2027, 6, 1))["segment"].tolist() == [UNKNOWN]
    save_segmentation(name="S", segments=[uses], by="t")
    assert account_told(account, TODAY)["placements"][0]["segment"] == "SAP"
