"""A download makes an MQL: its owner is told with brief and next action, the countdown runs, and the
manager hears of it when the promise is missed (issue 7), in English and French.
"""

from __future__ import annotations

import email
import email.policy
import json
import time
import urllib.request
from datetime import UTC, datetime, timedelta

import pytest

from tests.e2e.application import running, within

pytestmark = [pytest.mark.e2e]

FURNISH = """
from datetime import UTC, datetime
from maillage.domain.leads.sources import add_source
from maillage.domain.leads.terms import first_agreement
from maillage.domain.people.workspaces import working_in
from maillage.models import Agreement, Rep, RoutingRule
with working_in(""):
    rep = Rep.objects.create(
        external_id="R1", name="Ada Moreau", email="ada@example.com", manager="Max Berger",
        country="US", state="NY", time_zone="America/New_York",
    )
    RoutingRule.objects.create(position=1, name="All to Ada", how="rep", rep=rep)
    first = first_agreement()
    quick = [
        each | ({"within": "1m", "basis": "calendar"} if each["fulfilled_by"] == "first_contact" else {})
        for each in first.policies
    ]
    Agreement.objects.create(
        version=2, effective_from=datetime(2026, 1, 1, tzinfo=UTC), policies=quick
    )
    print(add_source(key="web", name="Website", kind="rest", by="test")[1])
"""
CONTENT = "Cut IT costs by 40 %"
PATIENCE = 60
AGO = timedelta(seconds=40)
"""How long before it is told the download was: two thirds of the minute are over then."""


@pytest.fixture(scope="module")
def website(company, chromium):
    """The application with a website that tells of leads, and a minute for the first contact."""
    token = within(company, FURNISH)
    with running(company, chromium) as found:
        yield found, token


def tell(address, token, name):
    """Tell of a lead that fits, looked at prices, took part in a webinar, and downloads a paper."""
    now = datetime.now(UTC)
    facts = {"name": name, "company": "Acme", "email": f"{name[:2].lower()}@acme.example",
             "icp_match": True, "phone": "+1 555 0100"}  # fmt: skip
    told = [
        ("facts", timedelta(days=1), facts),
        ("pricing_page_view", timedelta(hours=2), {"page": "Prices"}),
        ("case_study_download", AGO, {"title": CONTENT}),
    ]
    events = [
        {"key": f"{name}-{kind}", "subject": name, "kind": kind, "at": (now - ago).isoformat(),
         "carried": carried}
        for kind, ago, carried in told
    ]  # fmt: skip
    request = urllib.request.Request(
        f"{address}api/v1/main/lead-events/batch",
        json.dumps({"events": events}).encode(),
        {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        assert answer.status in {200, 201, 202}


def letters(program, name):
    """The e-mails that name a lead: to whom each is, and its text."""
    found = []
    for file in (program.data_dir / "outbox").glob("*"):
        for part in file.read_bytes().split(b"-" * 79):
            letter = email.message_from_bytes(part.strip(), policy=email.policy.default)
            text = f"{letter['Subject']}\n{letter.get_content()}" if letter["To"] else ""
            if name in text:
                found.append((letter["To"], text))
    return found


def waited(find):
    """What is found at last."""
    end = time.monotonic() + PATIENCE
    while not (found := find()) and time.monotonic() < end:
        time.sleep(0.3)
    return found


@pytest.mark.parametrize(("language", "name"), [("en", "Dana Reed"), ("fr", "Élise Roux")])
def test_a_download_is_handed_over_counted_down_and_escalated(website, language, name):
    application, token = website
    with (
        application.visit("rep", language) as page,
        application.visit("manager", language) as managers,
    ):
        page.goto(f"{application.address}main/leads/")
        managers.goto(f"{application.address}main/notices/")
        unread = page.locator("#bell .badge")
        before = int(unread.inner_text()) if unread.count() else 0
        tell(application.address, token, name)

        row = page.locator("ul.leads > li", has_text=name)
        row.wait_for()
        assert CONTENT in row.inner_text()
        assert int(unread.inner_text()) > before
        countdown = row.locator("[data-part=left]")
        ticks = {countdown.inner_text() for _look in range(4) if page.wait_for_timeout(700) is None}
        assert len(ticks) > 1
        assert page.locator("html").get_attribute("lang") == language

        row.locator("h2 a").click()
        page.locator("#brief").wait_for()
        assert CONTENT in page.locator("#do").inner_text()
        [told] = waited(
            lambda: [each for to, each in letters(application.program, name) if "rep@" in to][:1]
        )
        assert CONTENT in told

        page.locator("#do [data-state=late]").first.wait_for()
        notice = managers.locator("ul.notices > li.unread", has_text=name)
        notice.first.wait_for()
        assert waited(
            lambda: [to for to, _ in letters(application.program, name) if "manager@" in to]
        )
        notice.first.locator("a").click()
        managers.locator("#promises").wait_for()
        assert managers.locator("#do [data-state=late]").count() == 1
