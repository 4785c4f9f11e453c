"""Plans in files: the shipped example, and files that are none."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from django.utils.translation import override

from maillage.core.plans.examining import examine
from maillage.errors import FileError, ParameterError
from maillage.interfaces.exporters.plans.words import as_data
from maillage.interfaces.importers.plans.files import (
    EXAMPLE,
    IN_FRENCH,
    example,
    plan_from,
    read_plan,
)
from tests.core.plans.test_examining import PLAN
from tests.factories import HOSTILE_NAMES

pytestmark = pytest.mark.unit
TEXT = EXAMPLE.read_text()

OPPORTUNITY = (
    '[[opportunities]]\nsegment = "{}"\nname = "x"\namount = 1\nprobability = 1\nhorizon = "{}"'
)


def plan(text: str):
    return plan_from(text.encode(), name="plan.toml")


def test_the_example_is_the_plan_of_elise():
    """L-01 to L-09; the same figures as the plan that is written in Python."""
    written = read_plan(EXAMPLE)
    found, expected = examine(written.read()), examine(PLAN)
    assert [step.target for step in found.steps] == [step.target for step in expected.steps]
    assert [step.chance for step in found.steps] == [step.chance for step in expected.steps]
    told = dict.fromkeys((each.kind, round(each.figure, 9)) for each in found.findings)
    assert list(told) == [(each.kind, round(each.figure, 9)) for each in expected.findings]
    assert found.pace_index == expected.pace_index
    assert [times for _each, times in found.yearly] == [208, 96, 24]


def test_what_is_wrong_is_said_in_sentences():
    text = TEXT.replace(" and partners", "")
    texts = [each["text"] for each in as_data(examine(plan(text).read()))["findings"]]
    assert texts == [
        "'New clients' is a coin flip: the planned activity reaches its target with 46%.",
        "'References' is a coin flip: the planned activity reaches its target with 43%.",
        "The pipeline covers 3.0 times what it is to bring; at this win rate 4.0 times are needed.",
        *(
            f"'{name}' returns 10,500 for each percent of time, another segment with less time"
            " 18,000: time does not follow return."
            for name in ("Gold", "Silver")
        ),
        "'References' is at 42% of the pace that the plan implies.",
    ]


SO_FAR = "so_far = { on = 2026-07-01, done = 48, resolved = 40, won = 12, sold = 240_000 }\n"


def test_the_rest_of_the_year_is_told():
    text = TEXT.replace(
        'planned = { count = 8, per = "month" }\n',
        ('planned = { count = 8, per = "month" }\n' + SO_FAR),
    )
    ahead = as_data(examine(plan(text).read()))["sources"][1]["ahead"]
    assert (ahead["open"], ahead["rate"], ahead["pace_index"]) == (8, 0.25, pytest.approx(1))
    assert ahead["needed_weekly"] == ahead["needed"] / ahead["weeks_left"]


NAMES = [name for name in HOSTILE_NAMES if 1 <= len(name) <= 200]


@pytest.mark.parametrize("name", NAMES)
def test_names_are_kept_as_written(name):
    shown = "".join(f"\\U{ord(letter):08X}" for letter in name)
    found = as_data(examine(plan(TEXT.replace("Existing clients", shown)).read()))
    assert found["sources"][0]["name"] == name


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('name = "Existing clients"', 'name = ""', "plan.toml, sources.1.name = ''"),
        ('"Existing clients"', f'"{"x" * 201}"', "plan.toml, sources.1.name = 'xxx"),
        ("objective = 1_200_000", "", "plan.toml, objective: it is missing."),
        ("objective = 1_200_000", "objective = -1", "plan.toml, objective = '-1'"),
        ("objective = 1_200_000", "objective = nan", "plan.toml, objective"),
        ("objective = 1_200_000", 'objective = "lots"', "plan.toml, objective = 'lots'"),
        ("share = 0.5", "share = 0.6", "sum to 110.00%. That is 10.00% too much."),
        ("share = 0.5", "share = 1.5", "plan.toml, sources.1.share = '1.5'"),
        ("worked_weeks = 52", "worked_weeks = 60", "plan.toml, worked_weeks = '60'"),
        ("rate = 0.25 }]", "rate = 0 }]", "plan.toml, sources.2.conversions.1.rate = '0'"),
        ("mean = 20_000, cv = 1.0", "mean = 0", "plan.toml, sources.2.deal.mean = '0'"),
        ('per = "month" }', 'per = "day" }', "plan.toml, sources.2.planned.per = 'day'"),
        ('stages = ["meeting", "sale"]\n', "", "The funnel of 'New clients' is not complete."),
        ("conversions = [{ rate = 0.25 }]\n", "", "The funnel of 'New clients' is not complete."),
        ('name = "Bronze"\n', 'name = "Bronze"\ncolour = 1\n', "colour: there is no such setting."),
        ("sales = 0.3", "sales = 0.2", "sum to 90.00%. 10.00% is missing."),
        ("starts_on = 2026-01-01", 'starts_on = "soon"', "plan.toml, starts_on = 'soon'"),
        ("monthly = 100_000", "monthly = 0", "plan.toml, pipeline.monthly = '0'"),
        ("on = 2026-07-01, amount", "on = 2026-01-01, amount", "Nothing is expected by 2026-01-01"),
        ("[0.25, 0.25,", "[0.25, 0.15,", "sum to 90.00%. 10.00% is missing."),
        ("[0.25, 0.25, 0.25, 0.25]", "[0.5, 0.5]", "4 quarters; the plan has 2"),
        ("[0.25, 0.25,", "[0.25, nan,", "plan.toml, quarters.2 = 'NaN'"),
        ("probability = 0.6", "probability = 1.6", "plan.toml, segments.1.probability = '1.6'"),
        ("potential = 420_000", "potential = -1", "plan.toml, segments.1.potential = '-1'"),
        ("effort_hours = 374.4", "effort_hours = inf", "plan.toml, segments.1.effort_hours"),
        ("review_weeks = 4", "review_weeks = 0", "plan.toml, review_weeks = '0'"),
        ("target = 12\n", 'target = "a dozen"\n', "plan.toml, indicators.1.target = 'a dozen'"),
        ('name = "Active pipeline"', 'name = "Meetings that become sales"', "sales' comes twice"),
        ("review_weeks = 4", 'steps_note = { dance = "x" }', "plan.toml, steps_note.dance"),
    ],
)
def test_a_wrong_value_is_named_with_its_place(old, new, words):
    assert old in TEXT
    with pytest.raises(ParameterError) as caught:
        examine(plan(TEXT.replace(old, new, 1)).read())
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("added", "words"),
    [
        ('[[products]]\nname = "A"\nshare = 0.4', "sum to 40.00%. 60.00% is missing."),
        ('[[products]]\nname = "A"\nshare = 0.5\n' * 2, "'A' comes twice"),
        (
            OPPORTUNITY.format("Tin", "project"),
            "The plan has no segment 'Tin'",
        ),
        (
            OPPORTUNITY.format("Gold", "soon"),
            "plan.toml, opportunities.1.horizon = 'soon'",
        ),
        *(
            (f'[[blocks]]\nsegment = "{segment}"\nweekday = {day}\nstarts = {at}\nhours = {long}', words)
            for segment, day, at, long, words in [
                ("Tin", 0, '"09:00"', 1, "The plan has no segment 'Tin'"),
                ("Gold", 7, '"09:00"', 1, "plan.toml, blocks.1.weekday = '7'"),
                ("Gold", 0, '"24:00"', 1, "plan.toml, blocks.1.starts = '24:00'"),
                ("Gold", 0, '"9"', 1, "plan.toml, blocks.1.starts = '9'"),
                ("Gold", 0, '"09:00"', 0.4, "plan.toml, blocks.1.hours = '0.4'"),
                ("Gold", 0, '"23:00"', 1.5, "begins at 23:00 and lasts 1.50 hours"),
            ]
        ),
    ],
)  # fmt: skip
def test_a_wrong_row_that_is_added_is_named(added, words):
    with pytest.raises(ParameterError) as caught:
        examine(plan(f"{TEXT}\n{added}\n").read())
    assert words in str(caught.value)


def test_the_french_example_has_the_same_figures_and_comments_in_french():
    """Only names and remarks differ; the figures are those of the case."""
    texts = ("name", "segment", "stages", "unit")

    def figures(value):
        if isinstance(value, list):
            return [figures(each) for each in value]
        if isinstance(value, dict):
            return {name: figures(each) for name, each in value.items() if name not in texts}
        return value

    english, french = read_plan(EXAMPLE).model_dump(), read_plan(IN_FRENCH).model_dump()
    assert figures(english) == figures(french)
    assert [each["name"] for each in french["segments"]] == ["Or", "Argent", "Bronze"]
    assert [len(each["stages"]) for each in french["sources"]] == [0, 2, 3]
    assert example() == EXAMPLE
    with override("fr"):
        assert example() == IN_FRENCH


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00", b"name = ", b"[[sources", "é".encode("latin-1"), b"x = " + b"[" * 50_000,
        b" " * 1_000_001, b"objective = 1\nobjective = 2", b"PK\x03\x04",
    ],
)  # fmt: skip
def test_what_is_no_plan_is_refused(content):
    with pytest.raises(FileError, match=r"plan.toml"):
        plan_from(content, name="plan.toml")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(FileError, match="cannot be read: No such file"):
        read_plan(tmp_path / "none.toml")
    with pytest.raises(FileError, match="cannot be read"):
        read_plan(tmp_path)


def test_a_truncated_file_is_no_smaller_plan():
    """Cut anywhere, the example is refused, or all its sources are there."""
    whole = examine(read_plan(EXAMPLE).read())
    marks = [place for place, letter in enumerate(TEXT) if letter == "\n"]
    for _before, end in pairwise(marks):
        try:
            found = examine(plan(TEXT[: end + 1]).read())
        except (FileError, ParameterError):
            continue
        assert [step.target for step in found.steps] == [step.target for step in whole.steps]


def test_the_example_is_part_of_the_package():
    assert Path(EXAMPLE).name == "elise.toml"
