"""Every page in French: dates and numbers as a French reader writes them (interface principles)."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from maillage.domain.accounts.claims import open_claim
from maillage.domain.accounts.overlays import add_overlay
from maillage.domain.accounts.transfers import Gift, transfer_accounts
from maillage.domain.reviews.holding import decide, hold_review, start_review
from maillage.domain.territories.comments import add_comment
from maillage.domain.territories.consulting.challenges import challenge_move
from maillage.domain.territories.consulting.consultation import open_consultation
from maillage.domain.territories.editing.moves import move_units
from maillage.domain.territories.lifecycle import move_on
from maillage.domain.territories.publishing.publish import publish_scenario
from maillage.domain.territories.starting import branch_scenario, copy_scenario
from maillage.models import Account, Layer
from tests.domain.territories.publishing.committee import approved_by_all, soon
from tests.domain.territories.rules.factories import rule, state
from tests.domain.territories.today import ADDISON, BENNINGTON, WINDSOR, owned_today, today
from tests.people import member, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

ISO_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
ASCII_MINUS = re.compile(r"(?:^|[\s(:·])-\d")
UNSEEN = {"script", "style", "template", "head"}
SAID = ("title", "aria-label", "placeholder", "alt")


class Reader(HTMLParser):
    """What a person sees or hears of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.hidden = 0
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.hidden += tag in UNSEEN
        self.texts += [value for name, value in attrs if name in SAID and value]

    def handle_endtag(self, tag):
        self.hidden -= tag in UNSEEN

    def handle_data(self, data):
        if not self.hidden and data.strip():
            self.texts.append(data.strip())


def objections(page: str) -> list[str]:
    """Texts with a date or a negative number as machines write them."""
    return [
        text for text in Reader(page).texts if ISO_DATE.search(text) or ASCII_MINUS.search(text)
    ]


def test_the_reader_sees_what_is_wrong():
    page = "<p title='2026-01-02'>le 2026-02-03</p><script>2026-01-01</script><p>(-3,1 %)</p>"
    assert objections(page) == ["2026-01-02", "le 2026-02-03", "(-3,1 %)"]
    assert objections("<p>DEMO-123, −3 %, 03/02/2026, 1-2</p>") == []


@pytest.fixture
def french(client):
    found = member(name="Odile")
    found.user.language = "fr"
    found.user.save()
    client.cookies["django_language"] = "fr"
    with translation.override("fr"):
        yield signed_in(client, found), found


def test_no_page_shows_a_date_or_a_number_of_machines(french):
    client, by = french
    ana, bea = owned_today()
    day = timezone.localdate()
    accounts = list(Account.objects.order_by("pk"))
    rule("nord", state("NH"), bea)
    add_overlay(
        accounts=[accounts[20]], rep=bea if accounts[20].state == "VT" else ana, role="sdr",
        share=10, starts_on=day, ends_on=day + timedelta(days=9), reason="aide", by=by,
    )  # fmt: skip
    transfer = transfer_accounts(
        gifts=[Gift(accounts[0].pk, None, "plus personne")], starts_on=day, title="Libérer",
        kind="selection", by=by,
    )  # fmt: skip
    claim = open_claim(
        account=accounts[1], claimant=bea if accounts[1].state == "VT" else ana, code="relation",
        reason="", by=by, now=timezone.now(),
    )  # fmt: skip
    plan = today(by, name="Plan")
    move_units(scenario=plan, units=[ADDISON, WINDSOR], territory=2, revision=0, by=by)
    branch = branch_scenario(scenario=plan, by=by)
    move_units(scenario=branch, units=[BENNINGTON], territory=2, revision=0, by=by)
    add_comment(scenario=plan, text="Pourquoi ?", subject="move", reference=ADDISON, by=by)
    published = copy_scenario(scenario=plan, by=by, name="En vigueur")
    chief = member("director")
    open_consultation(scenario=plan, deadline=soon(), by=by, message="Dites-le.")
    plan.refresh_from_db()
    challenge = challenge_move(
        scenario=plan, rep=ana, subject="unit", reference=ADDISON, wanted=ana, code="travel",
        text="Trop loin", by=member("rep", rep=ana),
    )  # fmt: skip
    approved_by_all(move_on(scenario=published, to="consultation", by=by), soon(), chief)
    publication = publish_scenario(scenario=published, effective_on=soon(), by=chief)
    held = start_review(layer=Layer.ASSIGNMENT, rep=None, due_on=day, by=by)
    decide(review=held, text="Revoir", owner=by, due_on=soon(), by=by)
    hold_review(review=held, held_on=day, minutes="Fait.", by=by)
    coming = start_review(layer=Layer.PLAN, rep=ana, due_on=day, by=by)

    def at(name: str, **words) -> str:
        return reverse(name, kwargs={"workspace": "main"} | words)

    pages = [
        *(at(name) for name in (
            "coverage", "accounts", "rules", "rules_test", "claims", "letters", "transfers",
            "members", "log", "me", "scenarios", "scenario_new", "challenges", "publications",
            "reviews", "meetings",
        )),
        *(at("account", pk=each.pk) for each in (accounts[0], accounts[1], accounts[20])),
        *(at(name, pk=each.pk) for each in (plan, branch, published) for name in (
            "scenario", "scenario_units", "scenario_moves", "scenario_comments", "approval",
        )),
        at("scenario_ask", pk=plan.pk),
        at("scenario_merge", pk=branch.pk),
        f"{at('scenario_moves', pk=plan.pk)}?show=units",
        f"{at('scenario_compare')}?scenario={plan.pk}&scenario={branch.pk}",
        f"{at('territory')}?scenario={plan.pk}&rep={ana.pk}",
        *(at(name, pk=each.pk) for name, each in (
            ("transfer", transfer), ("claim", claim), ("letter", ana), ("challenge", challenge),
            ("publication", publication), ("review", held), ("review", coming),
        )),
    ]  # fmt: skip
    wrong = {}
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        found = objections(answer.content.decode())
        if found:
            wrong[page] = found
    assert wrong == {}
