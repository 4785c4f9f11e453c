"""From nothing to an accepted plan and its printed document, by a rep and a manager in Chromium."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from tests.e2e.application import within

pytestmark = pytest.mark.e2e

LED = """
from maillage.domain.people.workspaces import working_in
from maillage.models import Membership, Rep
with working_in(""):
    manager = Membership.objects.get(user__email="manager@demo.example")
    Rep.objects.update(manager=manager.user.email)
"""


@pytest.fixture(scope="module")
def led(application):
    """The application in which the manager leads the reps."""
    within(application.program, LED)
    return application


def test_a_rep_goes_from_nothing_to_an_accepted_plan(led):
    with led.visit("rep") as rep, led.visit("manager") as manager:
        rep.goto(f"{led.address}main/plans/new/")
        rep.locator("[name=starts_on]").fill("2026-01-01")
        rep.locator("[name=objective]").fill("480000")
        rep.locator("main .actions button").click()
        rep.wait_for_url("**/edit/")
        rep.get_by_role("tab", name="2 Sources").click()
        share = rep.locator("[name=sources-0-share]")
        share.fill("55")
        rep.locator("#sum-sources", has_text="95.00%").wait_for()
        share.fill("60")
        rep.locator("[name=sources-1-planned__count]").fill("12")
        rep.locator("#figures").get_by_text("144", exact=False).first.wait_for()
        rep.get_by_role("button", name="Save").click()
        rep.get_by_text("Saved.").wait_for()
        plan = rep.url
        rep.get_by_role("button", name="Propose the plan").click()
        rep.locator("#propose").get_by_role("button", name="Propose", exact=True).click()
        rep.wait_for_load_state()
        manager.goto(plan)
        manager.get_by_role("button", name="Accept the plan").click()
        manager.locator("#accept").get_by_role("button", name="Accept", exact=True).click()
        manager.get_by_text("It is in force").first.wait_for()
        rep.goto(plan)
        assert "It is in force" in rep.locator("main").inner_text()
        with rep.expect_download() as download:
            rep.get_by_role("link", name="The plan to print (Word)").click()
        document = Document(BytesIO(Path(download.value.path()).read_bytes()))
    words = "\n".join(each.text for each in document.paragraphs)
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert "2026" in words
    assert any("New clients" in text for text in cells)
    assert any("144" in text for text in cells)
