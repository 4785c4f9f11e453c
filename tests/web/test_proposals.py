"""The pages of repairs and sites: looked for, applied, refused, undone (issue 5)."""

from __future__ import annotations

import pytest

from maillage.domain.accounts.proposals import finding
from maillage.models import Account, Proposal
from tests.domain.accounts.factories import make_account
from tests.factories import HOSTILE_NAMES
from tests.people import member, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
ROOT = "/main/addresses/"


@pytest.fixture
def page(client):
    plain = {"name": "Kestspire", "domain": "kestspire.example"}
    make_account(1, **plain, state="MA", city="Cambridge", postal_code="2139")
    make_account(2, **plain, state="CO", city="Denver", postal_code="80202", county="08031")
    return signed_in(client, member("manager"))


def text(answer):
    assert answer.status_code == 200, answer
    return answer.content.decode()


def keys(kind="addresses"):
    return list(finding.proposals_to_review(kind=kind).values_list("pk", flat=True))


def test_an_empty_list_says_what_to_do_and_looking_fills_it(page):
    assert "Check all addresses" in text(page.get(ROOT))
    said = text(page.post(f"{ROOT}find/", follow=True))
    assert "Looked at: 2 accounts. Proposals: 1." in said
    assert "A leading zero was restored." in said
    assert "02139" in page.get(ROOT, {"format": "csv"}).content.decode("utf-8-sig")
    assert "Nothing matches" in text(page.get(ROOT, {"field": "city"}))
    assert 'aria-current="page"' in said


def test_ticked_repairs_are_applied_and_undone(page):
    page.post(f"{ROOT}find/")
    asked = {"row": keys(), "do": "apply"}
    assert "Done with 1 proposal." in text(page.post(f"{ROOT}decide/", asked, follow=True))
    assert Account.objects.filter(postal_code="02139").exists()
    assert "Undo" in text(page.get(ROOT, {"state": "applied"}))
    asked["do"] = "undo"
    page.post(f"{ROOT}decide/", asked)
    assert Account.objects.filter(postal_code="2139").exists()
    assert "undone already" in text(page.post(f"{ROOT}decide/", asked, follow=True))


def test_all_that_match_are_refused_and_asked_again(page):
    page.post("/main/sites/find/")
    assert len(keys("sites")) == 1
    (parent,) = finding.proposals_to_review(kind="sites").values_list("after", flat=True)
    Account.objects.filter(external_id=parent).update(name="Upper Kestspire")
    asked = {"matching": "q=kestspire&state=", "do": "refuse"}
    page.post("/main/sites/decide/", asked)
    assert keys("sites") == []
    page.post("/main/sites/decide/", {"matching": "q=&state=refused", "do": "reopen"})
    assert len(keys("sites")) == 1
    said = text(page.get("/main/sites/", {"sort": "parent"}))
    assert "They have the same internet domain." in said
    assert "Upper Kestspire" in said


def test_what_changed_since_is_said(page):
    page.post(f"{ROOT}find/")
    Account.objects.update(postal_code="")
    said = text(page.post(f"{ROOT}decide/", {"row": keys(), "do": "apply"}, follow=True))
    assert "Left out, as the account has changed since: 1." in said


def test_nothing_selected_or_asked_does_nothing(page):
    page.post(f"{ROOT}find/")
    for asked in ({}, {"row": keys()}, {"row": keys(), "do": "destroy"}, {"row": ["x"]}):
        assert "Select proposals first." in text(page.post(f"{ROOT}decide/", asked, follow=True))
    assert len(keys()) == 1


def test_hostile_texts_are_shown_as_they_are_and_queries_are_bounded(
    page, django_assert_max_num_queries
):
    account = make_account(3)
    for number, name in enumerate(HOSTILE_NAMES):
        Proposal.objects.create(
            account=make_account(10 + number), field="city", before=name.replace("\0", "")[:255],
            after=name.replace("\0", "")[:255] or "x", grounds={"repairs": ["city_spelling"]},
            confidence=0.9,
        )  # fmt: skip
    Proposal.objects.create(account=account, field="parent", after="<script>alert(1)</script>",
                            grounds={"name": 8, "domain": 3, "phone": 1, "place": 0},
                            confidence=0.9)  # fmt: skip
    with django_assert_max_num_queries(16):
        said = text(page.get(ROOT))
    assert "<script>alert" not in said
    assert "<script>alert" not in text(page.get("/main/sites/"))
