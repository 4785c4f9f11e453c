"""Every page that can be reached: nothing refused, nothing failing, readable by all, in two languages.

And what two people on the same page are told of each other.
"""

from __future__ import annotations

import pytest
from django.urls import Resolver404, resolve
from django.utils import timezone

from tests.e2e.application import MAP_READY, open_page, within

pytestmark = [pytest.mark.e2e, pytest.mark.looks]

MINE = ("territory", "challenges")
"""What a rep sees of a consultation."""

DARK = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
"""What the other theme can change of what axe finds."""

WIDTHS = (640, 390)
"""A desktop at 200 %, and a phone."""

BY_A_FORM = {"scenario_compare": "main/scenarios/compare/?scenario=1"}


OWED = """
from datetime import timedelta
from django.utils import timezone
from maillage.domain.leads.calendars import company_calendar
from maillage.domain.leads.sources import add_source
from maillage.domain.leads.terms import first_agreement, first_model
from maillage.domain.people.workspaces import working_in
from maillage.models import Handoff, Lead, Promise, Rep
with working_in(""):
    add_source(key="web", name="Website", kind="rest", by="test")
    now, rep = timezone.now(), Rep.objects.first()
    lead = Lead.objects.create(
        name="Dana Reed", email="dana@acme.example", company="Acme", owner=rep, life="mql",
        mql_at=now - timedelta(hours=5), total=45, potential=80, band="A2", stage="mql",
        model=first_model(), contacted_at=now - timedelta(hours=1),
    )
    Handoff.objects.create(lead=lead, rep=rep, at=now - timedelta(hours=4), why="territory")
    for policy, hours in (("E-03", -2), ("E-04", 2)):
        began, due = now - timedelta(hours=5), now + timedelta(hours=hours)
        Promise.objects.create(
            lead=lead, policy=policy, agreement=first_agreement(), direction="sales_to_marketing",
            status="running", calendar=company_calendar(), owner=rep, began_at=began,
            running_since=began, original_due_at=due, due_at=due, breached=hours < 0,
        )
"""
"""A lead to which something is owed, some of it late, and a source that may tell of more."""


@pytest.fixture(scope="module")
def furnished(application):
    """The application with a scenario and a lead in it."""
    within(application.program, OWED)
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


def start_scenario(page, address, name):
    """Begin a scenario of three states with today's ownership."""
    page.goto(f"{address}main/scenarios/new/")
    page.locator("[name=name]").fill(name)
    page.locator("[name=states]").select_option(["CT", "RI", "MA"])
    page.locator("main button:not([type=button])").last.click()
    page.wait_for_selector(MAP_READY)


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
        "account", "accounts", "agreement", "agreement_new", "agreements", "alignment",
        "alignment_rows", "brand", "calendar", "calendar_edit", "calendar_new", "calendars", "costs",
        "lead", "lead_events_aside", "lead_routing", "lead_source", "lead_source_new", "lead_sources", "leads",
        "leads_board", "leads_hot", "notices", "score_model", "score_model_new", "score_models", "claims", "coverage", "glossary", "letter", "letters", "log", "me", "member",
        "member_new", "members", "rule_new", "rules", "scenario", "scenario_compare",
        "scenario_moves", "scenario_new", "scenario_territory", "scenario_units", "scenarios",
        "transfers", "imports", "import_new", "import_run", "upload",
    } <= set(reachable)  # fmt: skip


def faults_of(page):
    """What axe finds on a page, in both themes."""
    from axe_playwright_python.sync_playwright import Axe

    page.emulate_media(color_scheme="light")
    found = Axe().run(page).response["violations"]
    page.emulate_media(color_scheme="dark")
    found += Axe().run(page, options=DARK).response["violations"]
    return [(each["id"], each["nodes"][0]["html"]) for each in found]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_can_be_read_by_everybody(furnished, reachable, language):
    faults = {}
    with furnished.visit(language=language, bypass_csp=True) as page:
        for name, address in reachable.items():
            answer = open_page(page, furnished.address + address)
            assert (name, answer.status) == (name, 200)
            assert page.locator("html").get_attribute("lang") == language
            faults[name] = faults_of(page)
        page.console_errors.clear()
    with furnished.visit("rep", language=language, bypass_csp=True) as page:
        for name in MINE:
            assert open_page(page, f"{furnished.address}main/{name}/").status == 200
            faults[f"{name} of a rep"] = faults_of(page)
        page.context.clear_cookies()
        page.goto(furnished.address)
        page.locator("input[name=login]").wait_for()
        faults["sign-in"] = faults_of(page)
        page.console_errors.clear()
    assert {name: found for name, found in faults.items() if found} == {}


def test_no_page_is_wider_than_a_narrow_window(furnished, reachable):
    wide = {}
    with furnished.visit(language="fr") as page:
        for name, address in reachable.items():
            page.goto(furnished.address + address)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 844})
                found = page.evaluate("() => document.scrollingElement.scrollWidth")
                if found > width:
                    wide[name, width] = found
    assert wide == {}


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
