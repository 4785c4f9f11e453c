"""Every page that can be reached: nothing refused, nothing failing, readable by all, in two languages."""

from __future__ import annotations

import pytest
from django.urls import Resolver404, resolve

from tests.e2e.application import MAP_READY, open_page

pytestmark = pytest.mark.e2e

LOOKS = (("en", "light"), ("fr", "dark"))
BY_A_FORM = {"scenario_compare": "main/scenarios/compare/?scenario=1"}


@pytest.fixture(scope="module")
def furnished(application):
    """The application with a scenario in it."""
    with application.visit() as page:
        page.goto(f"{application.address}main/scenarios/new/")
        page.locator("[name=name]").fill("Spring")
        for state in ("CT", "RI", "MA"):
            page.locator("[name=states]").evaluate(
                "(list, code) => { for (const each of list.options)"
                " if (each.value === code) each.selected = true; }",
                state,
            )
        page.locator("main button:not([type=button])").last.click()
        page.wait_for_selector(MAP_READY)
    return application


@pytest.fixture(scope="module")
def reachable(furnished):
    """One address of every kind of page that links lead to from the first, all seen without fault."""
    found, left = dict(BY_A_FORM), ["main/", *BY_A_FORM.values()]
    with furnished.visit() as page:
        while left:
            address = left.pop()
            open_page(page, furnished.address + address)
            links = page.eval_on_selector_all(
                "a[href]", "(all) => all.map((each) => each.getAttribute('href'))"
            )
            for link in links:
                name = name_of(link)
                if name and name not in found:
                    found[name] = link.removeprefix("/")
                    left.append(found[name])
    return found


def name_of(link):
    """Name the kind of page an inner link leads to."""
    path = link.partition("?")[0].partition("#")[0]
    if not path.startswith("/") or not path.endswith("/") or "format=" in link:
        return None
    try:
        return resolve(path).url_name
    except Resolver404:
        pytest.fail(f"a link leads nowhere: {link}")


def test_links_lead_to_every_page(reachable):
    assert {
        "account", "accounts", "claims", "coverage", "letter", "letters", "log", "me", "member",
        "member_new", "members", "rule_new", "rules", "scenario", "scenario_compare",
        "scenario_moves", "scenario_new", "scenario_territory", "scenario_units", "scenarios",
        "transfers",
    } <= set(reachable)  # fmt: skip


@pytest.mark.parametrize(("language", "scheme"), LOOKS)
def test_every_page_can_be_read_by_everybody(furnished, reachable, language, scheme):
    from axe_playwright_python.sync_playwright import Axe

    faults = {}
    look = {"language": language, "color_scheme": scheme}
    with furnished.visit(**look, bypass_csp=True) as page:
        for name, address in reachable.items():
            answer = open_page(page, furnished.address + address)
            assert (name, answer.status) == (name, 200)
            assert page.locator("html").get_attribute("lang") == language
            found = Axe().run(page).response["violations"]
            if found:
                faults[name] = [(each["id"], each["nodes"][0]["html"]) for each in found]
        page.console_errors.clear()
    assert faults == {}


def test_no_page_is_wider_than_the_window_at_200_percent(furnished, reachable):
    wide = {}
    with furnished.visit(language="fr", viewport={"width": 640, "height": 430}) as page:
        for name, address in reachable.items():
            page.goto(furnished.address + address)
            width = page.evaluate("() => document.scrollingElement.scrollWidth")
            if width > 640:
                wide[name] = width
    assert wide == {}


def test_the_keyboard_skips_to_the_content(application):
    with application.visit() as page:
        open_page(page, f"{application.address}main/")
        page.keyboard.press("Tab")
        skip = page.locator(":focus")
        assert skip.get_attribute("href") == "#main"
        assert skip.bounding_box()["y"] >= 0
        page.keyboard.press("Enter")
        assert page.evaluate("() => document.activeElement.id") == "main"
        page.keyboard.press("Tab")
        assert page.locator("main :focus").count() == 1


def test_the_focus_can_be_seen(application):
    with application.visit() as page:
        page.goto(f"{application.address}main/accounts/")
        unseen = []
        for _step in range(30):
            page.keyboard.press("Tab")
            shown = page.evaluate(
                "() => { const style = getComputedStyle(document.activeElement);"
                " return [document.activeElement.outerHTML.slice(0, 80),"
                " style.outlineStyle !== 'none' || style.boxShadow !== 'none']; }"
            )
            if not shown[1]:
                unseen.append(shown[0])
        assert unseen == []


def test_a_dialog_keeps_the_focus_and_escape_closes_it(furnished, reachable):
    with furnished.visit() as page:
        page.goto(furnished.address + reachable["scenario"])
        opener = page.locator("[data-opens]").first
        opener.focus()
        page.keyboard.press("Enter")
        dialog = page.locator("dialog[open]")
        dialog.wait_for()
        assert page.evaluate("() => document.activeElement.closest('dialog') !== null")
        page.keyboard.press("Escape")
        dialog.wait_for(state="detached")
        assert opener.evaluate("(each) => each === document.activeElement")


def test_a_page_without_scripts_still_works(application):
    with application.visit(java_script_enabled=False) as page:
        page.goto(f"{application.address}main/accounts/?q=Soci%C3%A9t%C3%A9+12")
        assert page.locator("tbody tr").count() == 1
