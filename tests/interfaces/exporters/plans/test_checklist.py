"""The checklist to print: seven steps, five errors with their good practice, the plan's days."""

from __future__ import annotations

import shutil
from datetime import date

import pytest
from django.utils.translation import override

from maillage.domain.brand.look import Brand
from maillage.interfaces.exporters.plans.checklist import checklist_of, told
from maillage.interfaces.importers.plans.files import EXAMPLE, read_plan
from tests.interfaces.exporters.plans.papers import pages_of, squeezed
from tests.interfaces.exporters.plans.test_word import NORDET, hostile

pytestmark = pytest.mark.unit
ELISE = read_plan(EXAMPLE)
TODAY = date(2026, 1, 5)


def test_it_has_seven_steps_and_five_errors_with_their_good_practice():
    found = told(None, Brand(), TODAY)
    assert [each["title"] for each in found["steps"]] == [
        "1. Objectives", "2. Sources of sales", "3. Segments",
        "4. Opportunities of each segment", "5. Time", "6. Indicators",
        "7. Reviews and adjustments",
    ]  # fmt: skip
    assert [each["error"] for each in found["errors"]] == [
        "A territory is only a piece of geography.", "Accounts are split by habit or history.",
        "Only past results count.", "The plan stays as it is all year.",
        "The plan is made by one person alone.",
    ]  # fmt: skip
    assert all(each["practice"] for each in found["errors"])
    assert [each["days"] for each in found["reminders"]] == ["", "", "", ""]


def test_its_reminders_have_the_days_of_the_plan():
    days = [each["days"].split(" · ") for each in told(ELISE, Brand(), TODAY)["reminders"]]
    assert (len(days[1]), days[1][0], days[1][-1]) == (11, "February\u00a01", "December\u00a01")
    assert days[2][:2] == ["January\u00a029", "February\u00a026"]
    assert days[3] == ["April\u00a01", "July\u00a01", "October\u00a01"]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("plan", [None, ELISE, hostile()])
def test_all_of_it_is_on_one_page(plan, language, tmp_path):
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    file = tmp_path / "list.pdf"
    with override(language):
        file.write_bytes(checklist_of(plan, NORDET))
        texts = told(plan, NORDET, TODAY)
    found = pages_of(file)
    assert (found.count, found.outside) == (1, [])
    expected = [text for step in texts["steps"] for text in [step["title"], *step["checks"]]]
    expected += [text for pair in texts["errors"] for text in pair.values()]
    expected += [text for row in texts["reminders"] for text in [*row["checks"], row["days"]]]
    assert [each for each in expected if squeezed(each) not in found.text] == []
    assert "NordetSA" in found.text
