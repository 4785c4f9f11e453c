"""From nothing to an accepted plan and its printed document, by a rep and a manager in Chromium."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from django.utils.translation import override
from docx import Document

from maillage.texts import _
from tests.e2e.application import within

pytestmark = pytest.mark.e2e

LED = """
from maillage.domain.people.workspaces import working_in
from maillage.models import Membership, Rep
with working_in(""):
    manager = Membership.objects.get(user__email="manager@demo.example")
    Rep.objects.update(manager=manager.user.email)
"""
IN_FORCE = "Accepted by %(by)s. It is in force; the next review is planned."


@pytest.fixture(scope="module")
def led(application):
    """The application in which the manager leads the reps."""
    within(application.program, LED)
    return application


def by_mouse(found):
    """Press what is found."""
    found.click()


def by_keyboard(found):
    """Press what is found, as who uses no mouse: it can be come to, and is seen to be there."""
    found.focus()
    assert found.evaluate("(each) => each.matches(':focus')")
    found.press("Enter")


def type_over(found, text):
    """Type over what stands in a field."""
    found.focus()
    found.press("ControlOrMeta+a")
    found.press_sequentially(text)


def choose_tab_by_keyboard(tabs, place):
    """Come to a step by its place, with the arrows."""
    tabs.first.focus()
    for _step in range(place):
        tabs.page.locator(":focus").press("ArrowRight")
    assert tabs.nth(place).get_attribute("aria-selected") == "true"


@pytest.mark.parametrize(
    ("language", "year", "press"), [("en", 2026, by_mouse), ("fr", 2027, by_keyboard)]
)
def test_a_rep_goes_from_nothing_to_an_accepted_plan(led, language, year, press):
    with (
        override(language),
        led.visit("rep", language=language) as rep,
        led.visit("manager", language=language) as manager,
    ):
        in_force = _(IN_FORCE).partition("%(by)s")[2].strip(". ")
        rep.goto(f"{led.address}main/plans/new/")
        rep.locator("[name=starts_on]").fill(f"{year}-01-01")
        type_over(rep.locator("[name=objective]"), "480000")
        press(rep.locator("main .actions button"))
        rep.wait_for_url("**/edit/")
        choose_tab_by_keyboard(rep.get_by_role("tab"), 1)
        type_over(rep.locator("[name=sources-0-share]"), "55")
        rep.locator("#sum-sources .bad").wait_for()
        type_over(rep.locator("[name=sources-0-share]"), "60")
        type_over(rep.locator("[name=sources-1-planned__count]"), "12")
        rep.locator("#figures").get_by_text("144", exact=False).first.wait_for()
        press(rep.get_by_role("button", name=_("Save"), exact=True))
        rep.get_by_text(_("Saved.")).wait_for()
        plan = rep.url
        press(rep.get_by_role("button", name=_("Propose the plan")))
        press(rep.locator("#propose").get_by_role("button", name=_("Propose"), exact=True))
        rep.get_by_text(_("It waits for who leads the rep. Changing it takes it back.")).wait_for()
        manager.goto(plan)
        press(manager.get_by_role("button", name=_("Accept the plan")))
        press(manager.locator("#accept").get_by_role("button", name=_("Accept"), exact=True))
        manager.get_by_text(in_force).first.wait_for()
        rep.goto(plan)
        assert in_force in rep.locator("main").inner_text()
        with rep.expect_download() as download:
            press(rep.get_by_role("link", name=_("The plan to print (Word)")))
        document = Document(BytesIO(Path(download.value.path()).read_bytes()))
        clients = _("New clients")
    words = "\n".join(each.text for each in document.paragraphs)
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert str(year) in words
    assert any(clients in text for text in cells)
    assert any("144" in text for text in cells)


def test_a_word_says_what_it_means_where_it_is_come_to(led):
    """M-06, J-01: beside the word, in the reader's sight, until Escape; and told to who hears."""
    with led.visit(language="fr") as page:
        page.goto(f"{led.address}main/indicators/")
        for word in (page.locator("summary.term").first, page.locator("a.term").first):
            word.focus()
            shown = page.locator(".meaning:popover-open")
            assert shown.inner_text() == word.get_attribute("aria-description") != ""
            page.keyboard.press("Escape")
            assert shown.count() == 0
            word.hover()
            shown.wait_for()
            box = shown.bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= page.viewport_size["width"]
