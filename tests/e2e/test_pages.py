"""Every page that can be reached: nothing refused, nothing failing, readable by all, in two languages.

A page is opened once in each language, and everything about it is looked at while it is there. And
what two people on the same page are told of each other.
"""

from __future__ import annotations

import pytest
from django.utils import timezone

from tests.e2e.application import open_page, start_scenario, within
from tests.e2e.looking import NAMED, OTHERS, OWED, PLANNED, Seen, look_at, name_of

pytestmark = [pytest.mark.e2e, pytest.mark.looks]


@pytest.fixture(scope="module")
def furnished(application):
    """The application with a scenario, a lead and plans in it."""
    within(application.program, OWED + PLANNED)
    with application.visit() as page:
        start_scenario(page, application.address, "Spring")
        page.goto(f"{page.url}decide/")
        page.get_by_label("Until the end of").fill(timezone.localdate().isoformat())
        page.get_by_role("button", name="Open to reps").click()
        page.get_by_role("button", name="Submit").wait_for()
        send_file(page, application.address)
    return application


def send_file(page, address):
    """Send a file with a wrong row, and leave it there."""
    page.goto(f"{address}main/imports/new/")
    rows = b"Id,Name,Potential\nA1,Another name,10\nA2,Wrong,-1\n"
    sent = {"name": "accounts.csv", "mimeType": "text/csv", "buffer": rows}
    page.locator("input[name=file]").set_input_files(sent)
    page.get_by_role("button", name="Look at it").click()
    page.wait_for_url("**/imports/files/*/")


@pytest.fixture(scope="module")
def seen_in_english(furnished):
    """One page of every kind that links lead to from the first, with its address."""
    found, left, seen = dict(NAMED), [("coverage", "main/"), *NAMED.items()], {}
    with furnished.visit() as page:
        while left:
            name, address = left.pop()
            seen[name] = look_at(page, furnished.address + address, "en")
            links = page.eval_on_selector_all(
                "a[href]", "(all) => all.map((each) => each.getAttribute('href'))"
            )
            for link in links:
                kind = name_of(link)
                if kind and kind not in found:
                    found[kind] = link.removeprefix("/")
                    left.append((kind, found[kind]))
    return found, seen


@pytest.fixture(scope="module")
def seen_in_french(furnished, seen_in_english):
    """The same pages in French."""
    addresses, _seen = seen_in_english
    with furnished.visit(language="fr") as page:
        return {
            name: look_at(page, furnished.address + address, "fr")
            for name, address in addresses.items()
        }


@pytest.fixture(scope="module")
def seen(seen_in_english, seen_in_french):
    """All that was seen, by language and page."""
    _addresses, english = seen_in_english
    return {("en", name): each for name, each in english.items()} | {
        ("fr", name): each for name, each in seen_in_french.items()
    }


def test_links_lead_to_every_page(seen_in_english):
    addresses, _seen = seen_in_english
    assert {
        "account", "accounts", "agreement", "agreement_new", "agreements", "alignment",
        "alignment_rows", "approval", "brand", "calendar", "calendar_edit", "calendar_new",
        "calendars", "challenges", "claims", "compared", "costs", "coverage", "duplicates",
        "glossary", "icp", "icp_new", "import_new", "import_run", "imports", "indicator", "indicators", "lead", "lead_events_aside",
        "lead_routing", "lead_routing_rule", "lead_source", "lead_source_new", "lead_sources", "leads", "leads_board",
        "leads_hot", "letter", "letters", "log", "market", "me", "meetings", "member",
        "member_new", "members", "merges", "notices", "objectives", "objectives_new",
        "opportunities", "pay", "pay_new", "pay_rep", "plan", "plan_new", "plan_version", "plans",
        "reviews", "rule_new", "rules", "scenario", "scenario_moves", "scenario_new",
        "scenario_territory", "scenario_units", "scenarios", "score_model", "score_model_new",
        "score_models", "top_accounts", "top_list", "tracking", "transfers", "upload", "wins",
    } <= set(addresses)  # fmt: skip


def test_every_page_can_be_read_by_everybody(seen):
    assert {page: each.faults for page, each in seen.items() if each.faults} == {}


def test_no_page_is_wider_than_a_narrow_window(seen):
    assert {page: each.wider for page, each in seen.items() if each.wider} == {}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("role", OTHERS)
def test_what_others_see_can_be_read_by_everybody(furnished, language, role):
    with furnished.visit(role, language=language) as page:
        found = {
            each: look_at(page, f"{furnished.address}main/{each}", language)
            for each in OTHERS[role]
        }
    assert found == dict.fromkeys(OTHERS[role], Seen([], {}))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_who_is_not_signed_in_can_read_the_door(furnished, language):
    with furnished.visit(language=language) as page:
        page.context.clear_cookies()
        page.context.add_cookies(
            [{"name": "django_language", "value": language, "url": furnished.address}]
        )
        assert look_at(page, furnished.address, language) == Seen([], {})


def test_in_a_narrow_window_the_rooms_open_with_a_button(application):
    with application.visit() as page:
        page.set_viewport_size({"width": 390, "height": 844})
        open_page(page, f"{application.address}main/")
        rooms, menu = page.locator("nav#rooms"), page.get_by_role("button", name="Menu")
        assert not rooms.is_visible()
        menu.press("Enter")
        assert rooms.is_visible()
        page.keyboard.press("Escape")
        assert not rooms.is_visible()
        menu.press("Enter")
        rooms.get_by_role("link", name="Accounts", exact=True).press("Enter")
        page.wait_for_url("**/main/accounts/")
        page.set_viewport_size({"width": 1280, "height": 844})
        assert (rooms.is_visible(), menu.is_visible()) == (True, False)


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


def test_a_dialog_keeps_the_focus_and_escape_closes_it(application, begin):
    scenario = begin("Thrown away")
    with application.visit("operations") as page:
        open_page(page, scenario)
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


@pytest.fixture
def begin(application):
    """Begin a scenario of three states, and give its address."""

    def begun(name):
        with application.visit() as page:
            start_scenario(page, application.address, name)
            return page.url

    return begun


def give(page, county, place):
    """Find a county, choose a territory by its place in the list, press Enter on the map."""
    search = page.get_by_role("searchbox", name="Find a place")
    search.fill(county)
    search.press("Enter")
    page.get_by_role("application").press(str(place))
    page.get_by_role("application").press("Enter")


def labels(page):
    """Which territory each county is in, for the server."""
    return page.evaluate(
        "async () => { const state = await (await fetch(`${location.pathname}state.json`)).json();"
        " return Object.fromEntries(state.names.map((name, at) => [name, state.labels[at]])); }"
    )


def legend(page):
    return page.get_by_role("list", name="Territories").inner_text()


def wait_for(page, check):
    """Wait until something holds on a page."""
    for _ in range(400):
        if check():
            return
        page.wait_for_timeout(50)
    raise AssertionError(check())


def elsewhere(page, county):
    """The place of a territory that a county is not in."""
    return 1 if labels(page)[county] != 1 else 2


def test_who_is_overtaken_on_the_map_is_told_and_goes_on(application, begin):
    """B-05: two people edit the same scenario; nothing is overwritten silently."""
    scenario, mine, theirs = begin("Two"), "Kent County, RI", "Berkshire County, MA"
    with application.visit("operations") as olga, application.visit("director") as denis:
        open_page(olga, scenario)
        open_page(denis, scenario)
        to, goal = elsewhere(olga, mine), elsewhere(denis, theirs)
        back = 3 - to  # there are two territories
        was = legend(olga)
        give(olga, mine, to)
        wait_for(olga, lambda: labels(olga)[mine] == to)
        give(denis, theirs, goal)
        told = denis.get_by_text("Olga Ops changed this at")
        told.wait_for()
        assert "What you moved (1) stays selected" in told.inner_text()
        assert (labels(denis)[mine], labels(denis)[theirs] == goal) == (to, False)
        assert legend(denis) == legend(olga) != was
        denis.get_by_role("button", name="Assign to").click()
        wait_for(denis, lambda: labels(denis)[theirs] == goal)
        assert labels(denis)[mine] == to
        give(olga, mine, back)
        olga.get_by_text("Denis Dir changed this at").wait_for()
        open_page(olga, scenario)
        assert legend(olga) == legend(denis)
        give(olga, mine, back)
        wait_for(olga, lambda: labels(olga)[mine] == back)
        assert labels(olga)[theirs] == goal
        denis.console_errors.clear()  # a browser logs every 409
        olga.console_errors.clear()


def test_who_is_overtaken_in_the_table_is_told_and_goes_on(application, begin):
    scenario, mine, theirs = begin("Table"), "Kent County, RI", "Berkshire County, MA"
    with application.visit("operations") as olga, application.visit("director") as denis:
        open_page(olga, scenario)
        to = elsewhere(olga, mine)
        goal = elsewhere(olga, theirs)
        denis.goto(f"{scenario}units/?q=berkshire")
        give(olga, mine, to)
        wait_for(olga, lambda: labels(olga)[mine] == to)
        assign(denis, goal)
        told = denis.get_by_role("alert").inner_text()
        assert "Olga Ops changed this scenario on" in told
        assert "nothing of that was overwritten" in told
        assert labels(olga)[theirs] != goal
        denis.get_by_role("link", name="Back to where you were").click()
        assign(denis, goal)
        wait_for(olga, lambda: labels(olga)[theirs] == goal)
        assert labels(olga)[mine] == to
        denis.console_errors.clear()


def assign(page, place):
    """Tick every unit of the table and give them to a territory by its place in the list."""
    page.get_by_role("checkbox", name="Select all").check()
    page.get_by_label("New territory").select_option(str(place))
    page.get_by_role("button", name="Assign the ticked units").click()


def test_who_edits_what_somebody_publishes_is_told(application, begin):
    """B-04: what is published is what was approved; a late move is refused and taken back."""
    scenario, mine = begin("Late"), "Kent County, RI"
    with application.visit("manager") as late:
        open_page(late, scenario)
        before, was = labels(late), legend(late)
        publish(application, scenario)
        give(late, mine, elsewhere(late, mine))
        told = late.get_by_text("The change was not saved and is taken back")
        told.wait_for()
        assert "its stage is published" in told.inner_text()
        assert "change a copy" in told.inner_text()
        assert (labels(late), legend(late)) == (before, was)
        open_page(late, scenario)
        assert late.get_by_role("button", name="Undo").count() == 0
        late.get_by_text("Published, in force from").wait_for()
        late.console_errors.clear()


def publish(application, scenario):
    """Bring a scenario into force, each body by its own person."""
    today = timezone.localdate().isoformat()
    with application.visit("operations") as page:
        page.goto(f"{scenario}decide/")
        page.get_by_label("Until the end of").fill(today)
        page.get_by_role("button", name="Open to reps").click()
        page.get_by_label("In force from").fill(today)
        page.get_by_role("button", name="Submit").click()
        page.get_by_role("button", name="Approve", exact=True).wait_for()
        for role in ("operations", "director", "finance"):
            with application.visit(role) as other:
                other.goto(f"{scenario}decide/")
                approve = other.get_by_role("button", name="Approve", exact=True)
                approve.click()
                approve.wait_for(state="detached")
        page.goto(f"{scenario}publish/")
        page.get_by_role("button", name="Publish", exact=True).click()
        page.get_by_role("heading", name="Letters").wait_for()
