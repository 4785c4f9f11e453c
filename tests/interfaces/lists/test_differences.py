"""What differs between two versions, in words rather than in codes."""

from __future__ import annotations

import pytest

from maillage.core.leads.calendars import Whose, office
from maillage.core.leads.conditions import Operator
from maillage.core.leads.scoring.model import Decay
from maillage.core.leads.scoring.presets import RECOMMENDED, SEED
from maillage.core.leads.sla.policies import SEED_POLICIES, Basis
from maillage.domain.leads.differences import differences
from maillage.domain.leads.written import (
    WrittenCalendar,
    WrittenCondition,
    WrittenEscalation,
    WrittenModel,
    WrittenPolicy,
    WrittenTerms,
)
from maillage.interfaces.lists.differences import different

pytestmark = pytest.mark.unit


def words(before, after):
    """Give the texts of the table, row by row."""
    found = differences(before.model_dump(mode="json"), after.model_dump(mode="json"))
    return [tuple(cell.text for cell in row["cells"]) for row in different(found, "1", "2")["rows"]]


def test_a_model():
    before = WrittenModel.of(SEED)
    after = before.model_copy(deep=True)
    webinar = after.dimensions[1].groups[0].rules[2]
    webinar.points, webinar.decay, webinar.decay_days = 12.5, Decay.HALF_LIFE, 30
    after.dimensions[0].bands = (30, 20)
    after.stages[0].at_least = 45
    after.stages[0].gates = WrittenModel.of(RECOMMENDED).stages[0].gates
    after.stages[1].needs[0].where[0].value = ["marketing"]
    rule = "Interest shown › Interest in our content › took part in a webinar"
    assert words(before, after) == [
        ("Profile fit › Bands", "35, 20", "30, 20"),
        (f"{rule} › Points", "10", "12.50"),
        (f"{rule} › The points", "do not fade", "fade to half after so many days"),
        ("MQL › From points", "40", "45"),
        (
            "SQL › Needed events › 1 › Where the event carries › 1",
            "made by: Marketing or SDR",
            "made by: Marketing",
        ),
        (f"{rule} › Days of fading", "–", "30"),
        ("MQL › Gates › 1", "–", "in the ideal customer profile: yes"),
    ]


def test_an_agreement():
    before = WrittenTerms(policies=[WrittenPolicy.of(each) for each in SEED_POLICIES])
    after = before.model_copy(deep=True)
    promise = after.policies[1]
    promise.within, promise.warnings, promise.basis = "1h30m", [0.5], Basis.ELAPSED
    promise.pauses_on, promise.fulfilled_by = ["meeting"], "feedback"
    promise.when = [WrittenCondition(field="employees", operator=Operator.AT_LEAST, value=50.0)]
    promise.escalations = [WrittenEscalation(to="owner", after="2h")]
    after.whose, after.reassign_on_breach = Whose.OWNER, ["E-03"]
    assert words(before, after) == [
        ("Whose calendar governs", "the prospect's", "the owner's"),
        ("E-03 › Kept by the event", "contacted for the first time", "judged by sales"),
        ("E-03 › Within", "1 h", "1 h 30 min"),
        (
            "E-03 › Time counts",
            "while the calendar is open",
            "without a stop, due at the next opening",
        ),
        ("E-03 › Warnings", "50%, 80%", "50%"),
        ("E-03 › Who hears of a breach › 1", "sales manager", "the owner of the lead"),
        ("E-03 › Who hears of a breach › 1 › How long after it", "0 min", "2 h"),
        ("On a breach the lead goes to the next rep", "–", "E-03"),
        ("E-03 › On condition that › 1", "–", "Employees: at least 50"),
        ("E-03 › Paused by", "–", "met us"),
    ]


def test_a_calendar():
    before = WrittenCalendar.of(office("ny", "America/New_York", country="US"))
    after = before.model_copy(deep=True)
    after.zone, after.weekly[0].days = "America/Chicago", [0, 1, 3]
    assert words(before, after) == [
        ("Time zone", "America/New_York", "America/Chicago"),
        ("Hours of the week › 1 › Days", "Monday–Friday", "Monday, Tuesday, Thursday"),
    ]
