"""A newcomer moves three counties, sees the figures, undoes, has it approved and publishes it.

Only what is on the screen is used, by its role and its words, in a real browser that follows the
product's policy, against ``maillage serve`` (B-01, B-04, B-05, B-09).
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from tests.e2e.application import MAP_READY, PATIENCE, running

pytestmark = pytest.mark.e2e

ACCOUNTS = 1_000
DEMONSTRATION = f"""
from maillage.domain.demo import load_demonstration
from maillage.domain.people.workspaces import working_in
with working_in(""):
    load_demonstration(accounts={ACCOUNTS})
"""
COUNTIES = ("Los Angeles County, CA", "Cook County, IL", "Harris County, TX")
TODAY = timezone.localdate()
LATER = TODAY + timedelta(days=30)
SPOKEN = {"fr": ("fr-FR", TODAY), "en": ("en-US", LATER)}
"""What a browser is set to, and the day its plan is to be in force from."""


@pytest.fixture(scope="module")
def demonstration(company, chromium):
    """The demonstration with its people, served."""
    with running(company, chromium, DEMONSTRATION) as application:
        yield application


class Person:
    """Somebody at a screen, who reads and clicks what is there, in their language."""

    def __init__(self, page, language):
        self.page, self.language = page, language

    def says(self, english, **values):
        """Give a text of the pages in the language of this person."""
        with translation.override(self.language):
            return translation.gettext(english) % values if values else translation.gettext(english)

    def button(self, english):
        return self.page.get_by_role("button", name=self.says(english), exact=True)

    def link(self, english, **values):
        return self.page.get_by_role("link", name=self.says(english, **values), exact=True)

    def field(self, english):
        return self.page.get_by_label(re.compile(rf"^{re.escape(self.says(english))}( \*)?$"))

    def heading(self, text):
        self.page.get_by_role("heading", name=text, level=1, exact=True).wait_for()

    def figures(self):
        """Read the figures of the tiles."""
        return [self.figure(each) for each in ("Largest deviation", "Changes owner")]

    def figure(self, english):
        tile = self.page.locator(".tile").filter(has=self.link(english))
        return tile.get_by_role("definition").first.inner_text()

    def territories(self):
        return self.page.get_by_role("list", name=self.says("Territories")).get_by_role("button")

    def legend(self):
        """Read the list of territories beside the map."""
        return [text.split("\n") for text in self.territories().all_inner_texts()]

    def until(self, read, wanted):
        """Wait until what is read is as wanted."""
        for _ in range(400):
            if wanted(read()):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(read())


@contextmanager
def at_the_screen(application, role, language):
    """Sign somebody in from the first address, as they do it; nothing may be refused or fail."""
    context = application.browser.new_context(
        locale=SPOKEN[language][0], viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
    )
    faults = []
    context.expose_function("refusedByPolicy", lambda fault: faults.append(fault))  # noqa: PLW0108 - it is given an attribute
    context.add_init_script(
        "document.addEventListener('securitypolicyviolation', (event) =>"
        " refusedByPolicy(`${event.violatedDirective} ${event.blockedURI}`));"
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: said.type == "error" and faults.append(said.text))
    page.goto(application.address)
    person = Person(page, language)
    person.field("Email").fill(f"{role}@demo.example")
    person.field("Password").fill(application.password)
    person.button("Sign in").click()
    person.heading(person.says("Who covers what"))
    assert page.locator("html").get_attribute("lang") == language
    yield person
    context.close()
    assert faults == []


def begin(person, name):
    """From the first page to a map with today's ownership."""
    person.link("Plan other territories").click()
    person.field("Name").fill(name)
    assert person.page.get_by_role("radio", name=person.says("today's ownership")).is_checked()
    person.button("Begin").click()
    person.heading(name)
    person.page.wait_for_selector(MAP_READY)


def move_counties(person):
    """Give three counties to the poorest territory, by mouse and by keyboard; name its rep."""
    place = poorest(person.legend())
    name, rep = person.legend()[place][:2]
    for county in COUNTIES:
        before, share = person.legend()[place], person.figure("Changes owner")
        move = by_mouse if county == COUNTIES[0] else by_keyboard
        move(person, county, place, name)
        person.until(lambda: person.legend()[place], lambda now, before=before: now != before)
        person.until(lambda: person.figure("Changes owner"), lambda now, share=share: now != share)
    return rep


def poorest(legend):
    """The place of the territory furthest below its target; the last line is of no territory."""
    shares = [
        float(re.sub(r"[^\d.−]", "", each[-1].replace(",", ".")).replace("−", "-"))
        for each in legend[:-1]
    ]
    return shares.index(min(shares))


def by_mouse(person, county, place, name):
    """Find a county, click on it, choose a territory, assign."""
    person.page.get_by_role("searchbox", name=person.says("Find a place")).fill(county)
    person.page.get_by_role("button", name=re.compile(f"^{county}")).click()
    person.button("Clear the selection").click()
    view = person.page.get_by_role("application")
    box = view.bounding_box()
    view.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    person.territories().nth(place).click()
    assign = f"{person.says('Assign to')} {name}"
    person.page.get_by_role("button", name=assign, exact=True).click()


def by_keyboard(person, county, place, name):
    """Find a county and press Enter on the map: the territory stays chosen."""
    search = person.page.get_by_role("searchbox", name=person.says("Find a place"))
    search.fill(county)
    search.press("Enter")
    person.page.get_by_role("application").press("Enter")


def move_and_undo(person):
    """Move, see the figures follow, undo to what was, and make it again; name the new rep."""
    before = seen(person)
    rep = move_counties(person)
    moved = seen(person)
    again(person, "Undo", before)
    assert person.button("Undo").is_disabled()
    again(person, "Redo", moved)
    assert person.button("Redo").is_disabled()
    return rep


def seen(person):
    """All figures of a scenario's page."""
    return person.figures(), person.legend()


def again(person, button, wanted):
    """Undo or redo as often as counties were moved, until the figures are as they were then."""
    for _ in COUNTIES:
        person.button(button).click()
    person.until(lambda: seen(person), lambda now: now == wanted)


def put_before_the_committee(person, day):
    """Ask the reps, then submit, led by what the page says comes next, and say yes."""
    person.link("Ask the reps").click()
    person.field("Until the end of").fill(LATER.isoformat())
    person.button("Open to reps").click()
    person.field("In force from").fill(day.isoformat())
    person.button("Submit").click()
    approve(person)


def approve(person):
    """Say yes, and see that it was heard."""
    button = person.button("Approve")
    button.click()
    button.wait_for(state="detached")


def publish(person, application, name):
    """From the first page to what was published."""
    person.page.goto(application.address)
    person.link("%(scenario)s is approved and waits to be published.", scenario=name).click()
    person.button("Publish").click()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_newcomer_moves_sees_undoes_and_publishes(demonstration, language):
    name, day = f"Plan {language}", SPOKEN[language][1]
    with at_the_screen(demonstration, "operations", language) as olga:
        begin(olga, name)
        rep = move_and_undo(olga)
        put_before_the_committee(olga, day)
        for role in ("director", "finance"):
            with at_the_screen(demonstration, role, language) as other:
                other.link("%(scenario)s waits for your approval.", scenario=name).click()
                approve(other)
        publish(olga, demonstration, name)
        open_account_given_to(olga, rep)
        assert owner(olga, day) == rep
        assert owner(olga, day - timedelta(days=1)) != rep


def open_account_given_to(person, rep):
    """From what was published to an account that a rep gets."""
    person.page.get_by_role("heading", name=person.says("Letters"), level=2).wait_for()
    person.page.get_by_role("searchbox", name=person.says("Account, city or rep")).fill(rep)

    def given():
        rows = person.page.get_by_role("row").all()[1:]
        return [row for row in rows if row.get_by_role("cell").nth(2).inner_text() == rep]

    person.until(given, bool)
    account = given()[0].get_by_role("link")
    name = account.inner_text()
    account.click()
    person.heading(name)


def owner(person, day):
    """Who answers for the account of the page on a day."""
    person.field("As of").fill(day.isoformat())
    person.button("Show").click()
    person.page.wait_for_url(f"**on={day.isoformat()}*")
    return person.page.get_by_role("definition").first.inner_text()
