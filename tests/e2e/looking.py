"""What is looked at on every page, and what the pages are filled with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import Resolver404, resolve

from tests.e2e.application import open_page

WHOLE = {"resultTypes": ["violations"], "preload": False}
"""What axe is asked; it reads no style sheet anew, which only rules that are off would need."""

DARK = WHOLE | {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
"""What the other theme can change of what axe finds."""

WIDE, WIDTHS = 1280, (640, 390)
"""A desktop, the same at 200 %, and a phone."""

NAMED = {
    "scenario_compare": "main/scenarios/compare/?scenario=1",
    "objective_year": "main/objectives/1/",
    "plan_edit": "main/plans/3/edit/",
    "plan that waits": "main/plans/1/",
    "plan in force": "main/plans/2/",
    "plan sent back": "main/plans/3/",
    "tracking of a rep": "main/tracking/?rep=R2",
}
"""Pages behind a form, and further faces of pages."""

OTHERS = {
    "rep": ("territory/", "challenges/", "plans/1/", "pay/1/", "tracking/", "top-accounts/1/"),
    "manager": ("plans/1/", "objectives/"),
}
"""What others see of a consultation, of plans and of pay."""

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

PLANNED = """
from datetime import date, timedelta
from decimal import Decimal
from django.utils import timezone
from maillage.domain.people.workspaces import working_in
from maillage.domain.plans.objectives import Given, write_objectives
from maillage.domain.reviews.pay.schemes import EXAMPLE, write_scheme
from maillage.interfaces.demo_plans import plan_demonstration
from maillage.models import Account, Membership, Opportunity, Rep, StageEntry
with working_in(""):
    today, people = timezone.localdate(), {role: f"{role}@demo.example" for role in ("rep", "manager")}
    manager = Membership.objects.get(user__email=people["manager"])
    Rep.objects.update(manager=str(manager))
    plan_demonstration(addresses=people, on=today)
    year, reps = date(today.year, 1, 1), Rep.objects.order_by("external_id")
    parts = [Given("All", "company"), Given("East", "region", "All", pinned=Decimal(900_000))]
    parts += [Given("West", "region", "All", measures={"size": 1})]
    parts += [
        Given(each.name, "rep", ("West", "East")[number % 2], each.external_id, {"size": 1})
        for number, each in enumerate(reps)
    ]
    write_objectives(
        starts_on=year, total=Decimal(1_000_000), mix={"size": 1}, nodes=parts, by="test"
    )
    write_scheme(name="This year", content=EXAMPLE, starts_on=year, by=None)
    for number, account in enumerate(Account.objects.all()[:9]):
        outcome, opened = ("open", "won", "lost")[number % 3], today - timedelta(days=9 * number)
        found = Opportunity.objects.create(
            external_id=f"D{number}", rep=reps[number % 2], account=account, outcome=outcome,
            opened_on=opened, closed_on=None if outcome == "open" else today, amount=9_000,
            source="new", name=f"Deal {number}",
        )
        StageEntry.objects.create(opportunity=found, stage="Proposal", entered_on=opened)
"""
"""A plan in each state, opportunities, objectives handed down, and variable pay."""


@dataclass(frozen=True)
class Seen:
    """What was seen of a page: what axe finds in it, and where it is wider than its window."""

    faults: list[Any]
    wider: dict[int, int]


def name_of(link):
    """Name the kind of page an inner link leads to."""
    path = link.partition("?")[0].partition("#")[0]
    if not path.startswith("/") or not path.endswith("/") or "format=" in link:
        return None
    try:
        return resolve(path).url_name
    except Resolver404:
        pytest.fail(f"a link leads nowhere: {link}")


def look_at(page, url, language):
    """Open a page and look at it, at each of its tabs, and in narrow windows."""
    answer = open_page(page, url)
    assert (url, answer.status) == (url, 200)
    assert page.locator("html").get_attribute("lang") == language
    assert not page.console_errors, page.console_errors
    faults, wider = faults_of(page), wider_than_windows(page)
    for tab in page.get_by_role("tab", selected=False).all():
        tab.click()
        faults += faults_of(page, "[role=tabpanel]:not([hidden])")
        wider |= wider_than_windows(page)
    return Seen(faults, wider)


def faults_of(page, part=None):
    """What axe finds on a page or a part of it, in both themes."""
    from axe_playwright_python.sync_playwright import Axe

    page.emulate_media(color_scheme="light")
    found = Axe().run(page, part, WHOLE).response["violations"]
    page.emulate_media(color_scheme="dark")
    found += Axe("").run(page, part, DARK).response["violations"]
    return [(each["id"], each["nodes"][0]["html"]) for each in found]


def wider_than_windows(page):
    """The windows a page is wider than, and how wide it is there."""
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        found[width] = page.evaluate("() => document.scrollingElement.scrollWidth")
    page.set_viewport_size({"width": WIDE, "height": 860})
    return {width: least for width, least in found.items() if least > width}
