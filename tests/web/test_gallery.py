"""The components: rendered, read by a browser under the policy, used by mouse and keyboard."""

from __future__ import annotations

import re

import pytest

from tests.web import gallery
from tests.web.pages import STATIC, WEB, html, render, served

pytestmark = pytest.mark.e2e

TEMPLATES = WEB / "templates"
SPRITE = STATIC / "maillage/build/icons.svg"
GALLERY = "maillage/components/gallery.html"


@pytest.fixture(scope="module")
def address():
    text = render(GALLERY, gallery.context())
    with served({"/": html(text)}) as address:
        yield address


def test_nothing_is_inline():
    text = render(GALLERY, gallery.context())
    assert re.findall(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", text) == []


def test_every_icon_is_in_the_sprite(page, address):
    text = "".join(path.read_text("utf-8") for path in TEMPLATES.rglob("*.html"))
    asked = set(re.findall(r'icon.html" with name="([\w-]+)"', text))
    drawn = re.findall(r'<symbol id="([\w-]+)"', SPRITE.read_text("utf-8"))
    assert asked - set(drawn) == set()
    page.goto(address)
    visible = page.locator("svg.icon:visible use")
    assert visible.count() > 20
    widths = visible.evaluate_all("all => all.map(each => each.getBBox().width)")
    assert [width for width in widths if width == 0] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_has_no_fault_that_axe_sees(chromium, address, theme):
    from axe_playwright_python.sync_playwright import Axe

    context = chromium.new_context(bypass_csp=True, color_scheme=theme, reduced_motion="reduce")
    page = context.new_page()
    page.goto(address)
    found = Axe().run(page).response["violations"]
    context.close()
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []


def test_shares_become_widths_without_inline_styles(page, address):
    page.goto(address)
    widths = page.locator("#p1 .track").evaluate(
        "track => track.firstElementChild.offsetWidth / track.offsetWidth"
    )
    assert widths == pytest.approx(0.42, abs=0.01)


def test_a_table_selects_all_ranges_and_counts(page, address):
    page.goto(address)
    table = page.locator("#territories")
    boxes = table.locator("tbody input[type=checkbox]")
    assert not table.locator("[data-selection-bar]").is_visible()
    boxes.nth(1).check()
    boxes.nth(4).click(modifiers=["Shift"])
    assert [box.is_checked() for box in boxes.all()] == [False, True, True, True, True, False]
    assert table.locator("[data-selection-count]").inner_text() == "4"
    assert table.locator("[data-select-all]").evaluate("box => box.indeterminate")
    table.locator("[data-select-all]").check()
    assert table.locator("tr.selected").count() == 6
    table.locator("[data-select-all]").uncheck()
    assert not table.locator("[data-selection-bar]").is_visible()


def test_tabs_follow_the_arrow_keys(page, address):
    page.goto(address)
    assert not page.locator("#reasons").is_visible()
    page.locator("#facts-tab").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#reasons").is_visible()
    assert not page.locator("#facts").is_visible()


def test_a_dialog_opens_and_escape_closes_it(page, address):
    page.goto(address)
    page.get_by_role("button", name="Publish…").click()
    dialog = page.locator("#confirm-example")
    assert dialog.is_visible()
    page.keyboard.press("Escape")
    assert not dialog.is_visible()


def test_messages_are_dismissed_and_added(page, address):
    page.goto(address)
    messages = page.locator(".toasts .message")
    messages.first.get_by_role("button", name="Dismiss").click()
    assert messages.count() == 1
    page.evaluate(
        "() => document.dispatchEvent(new CustomEvent('maillage:message',"
        " {detail: {kind: 'success', text: '<b>Moved</b>'}}))"
    )
    assert messages.last.locator("[data-message-text]").inner_text() == "<b>Moved</b>"


def test_the_choice_of_theme_is_kept_for_the_server(page, address):
    page.goto(address)
    page.locator("[data-theme-choice]").select_option("dark")
    assert page.evaluate("() => getComputedStyle(document.body).colorScheme") == "dark"
    assert [each["value"] for each in page.context.cookies()] == ["dark"]


def test_at_200_percent_nothing_is_cut_off(page, address):
    page.set_viewport_size({"width": 640, "height": 430})
    page.goto(address)
    assert page.evaluate("() => document.documentElement.scrollWidth") == 640


def test_sorting_swaps_the_table_alone(page):
    sorted_table = gallery.table() | {"caption": "Sorted"}
    pages = {
        "/": lambda path, _body: html(
            render(
                GALLERY,
                gallery.context(
                    **(
                        {"table": sorted_table, "workspace": "Other"}
                        if "sort=accounts" in path
                        else {}
                    )
                ),
            )
        )(path, b""),
    }
    with served(pages) as address:
        page.goto(address)
        page.get_by_role("link", name="Accounts").last.click()
        page.locator("#territories caption", has_text="Sorted").wait_for()
        assert page.get_by_text("Northern Freight").is_visible()
        assert page.url.endswith("?sort=accounts")
        assert (
            page.locator("#territories .swatch").first.evaluate(
                "swatch => swatch.style.getPropertyValue('--colour')"
            )
            == gallery.COLOURS[0]
        )
