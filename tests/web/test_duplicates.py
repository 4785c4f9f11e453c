"""The pages of duplicates: compared, side by side, merged, refused, separated (A-26)."""

from __future__ import annotations

from itertools import pairwise

import pytest

from maillage.core.accounts.duplicates import splinking
from maillage.domain.accounts.duplicates.finding import look_for_duplicates, pairs_to_review
from maillage.models import Account, DuplicatePair, Merge
from tests.domain.accounts.duplicates.test_finding import SAME
from tests.domain.accounts.factories import make_account
from tests.factories import HOSTILE_NAMES
from tests.people import member, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
ROOT = "/main/duplicates/"
UNLIKE = {"name": 0, "domain": 1, "phone": 1, "place": 0}


@pytest.fixture
def who():
    return member("manager")


@pytest.fixture
def page(client, who):
    make_account(1, **SAME)
    make_account(2, **SAME | {"name": "KESTSPIRE ROBOTICS, Inc.", "street": ""})
    return signed_in(client, who)


def text(answer):
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_an_empty_list_says_what_to_do_and_comparing_fills_it(page):
    assert "Compare all accounts" in text(page.get(ROOT))
    said = text(page.post(f"{ROOT}find/", follow=True))
    assert "To be looked at: 1 pairs." in said
    assert "KESTSPIRE ROBOTICS, Inc." in said
    assert "1 pair is nearly certain" in said
    assert "KESTSPIRE" in page.get(ROOT, {"format": "csv"}).content.decode("utf-8-sig")


def test_differing_fields_are_marked_and_keys_press_the_buttons(page, who):
    look_for_duplicates(by=who)
    said = text(page.get(f"{ROOT}{pairs_to_review().get().pk}/"))
    assert "<mark>KESTSPIRE ROBOTICS, Inc.</mark>" in said
    assert "<mark>Boston</mark>" not in said
    assert "They have the same telephone number." in said
    assert "99.9%" in said
    assert [key in said for key in ('data-key="m"', 'data-key="n"', 'data-key="u"')] == [
        True, True, False,
    ]  # fmt: skip


def test_merged_with_what_was_ticked_and_separated(page, who):
    look_for_duplicates(by=who)
    key = pairs_to_review().get().pk
    asked = {"keep": "second", "take": ["name"]}
    assert page.post(f"{ROOT}{key}/merge/", asked).url == ROOT
    left = Account.objects.get()
    assert (left.external_id, left.name) == ("A2", "Kestspire Robotics LLC")
    merge = Merge.objects.get()
    assert "Separate the two accounts?" in text(page.get(f"/main/merges/{merge.pk}/"))
    assert "A1" in text(page.get("/main/merges/"))
    assert "as they were" in text(page.post(f"/main/merges/{merge.pk}/undo/", follow=True))
    assert Account.objects.count() == 2
    assert "Undo your last merge" not in text(page.get(f"{ROOT}{key}/"))
    assert "undone already" in text(page.post(f"/main/merges/{merge.pk}/undo/", follow=True))


def test_after_one_decision_the_next_pair_and_u_for_the_last_merge(page, who):
    make_account(3, **SAME | {"name": "Kestspire Robotics Corp."})
    make_account(4, name="Aldvane Insurance", **{k: v for k, v in SAME.items() if k != "name"})
    make_account(5, name="Aldvane Insurance", **{k: v for k, v in SAME.items() if k != "name"})
    look_for_duplicates(by=who)
    first = pairs_to_review().first()
    after = page.post(f"{ROOT}{first.pk}/merge/", {"keep": "first"}, follow=True)
    assert 'data-key="u"' in text(after)
    second = pairs_to_review().first()
    assert after.request["PATH_INFO"] == f"{ROOT}{second.pk}/"
    page.post(f"{ROOT}{second.pk}/refuse/")
    refused = text(page.get(ROOT, {"state": "refused"}))
    assert f"{ROOT}{second.pk}/" in refused
    page.post(f"{ROOT}{second.pk}/reopen/")
    assert pairs_to_review().filter(pk=second.pk).exists()


def test_the_sure_ones_are_merged_at_once(page, who):
    look_for_duplicates(by=who)
    assert "1 accounts merged." in text(page.post(f"{ROOT}merge/", follow=True))
    assert Account.objects.count() == 1


def test_a_wrong_field_is_refused_and_hostile_names_are_shown_as_they_are(page, who):
    names = [name for name in HOSTILE_NAMES if name and "\x00" not in name]
    accounts = [make_account(n, name=name[:255]) for n, name in enumerate(names, start=10)]
    pairs = [
        DuplicatePair.objects.create(first=one, second=other, grade=0.9, levels=UNLIKE)
        for one, other in pairwise(accounts)
    ]  # fmt: skip
    for pair in pairs:
        assert "<script>alert" not in text(page.get(f"{ROOT}{pair.pk}/"))
    wrong = page.post(f"{ROOT}{pairs[0].pk}/merge/", {"take": ["<b>"]}, follow=True)
    assert "to take" in text(wrong)
    assert Merge.objects.count() == 0


def test_the_list_asks_the_database_as_often_for_many_pairs(page, django_assert_max_num_queries):
    accounts = [make_account(n) for n in range(10, 60)]
    for one, other in pairwise(accounts):
        DuplicatePair.objects.create(first=one, second=other, grade=0.9, levels=UNLIKE)  # fmt: skip
    with django_assert_max_num_queries(16):
        page.get(ROOT)


def test_splink_is_offered_where_it_is_installed(page, monkeypatch):
    offered = f"{ROOT}find/?with=splink"
    assert (offered in text(page.get(ROOT))) == splinking.is_installed()
    monkeypatch.setattr(splinking, "find_spec", lambda _name: object())
    assert offered in text(page.get(ROOT))
    monkeypatch.setattr(splinking, "find_spec", lambda _name: None)
    assert offered not in text(page.get(ROOT))
    assert page.post(offered).status_code == 422
