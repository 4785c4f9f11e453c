"""The pages of segments: written, tried in the editor, counted, listed, explained."""

from __future__ import annotations

import pytest
from django.core.cache import caches

from maillage.domain.accounts.segments.writing import save_segmentation
from maillage.models import Segmentation
from tests.domain.accounts.factories import make_account
from tests.domain.accounts.segments.test_segments import DORMANT, LARGE, SEGMENTS
from tests.factories import HOSTILE_NAMES
from tests.people import member, member_elsewhere, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def accounts():
    caches["process"].clear()
    make_account(3, status="dormant")
    make_account(2, status="dormant")
    make_account(1, potential=None)


@pytest.fixture
def editor(client):
    signed_in(client, member("marketing"))
    return client


def test_a_segmentation_grows_segment_by_segment(editor):
    at = editor.post("/main/segments/new/", {"name": "S", "note": "<b>Why</b>"}).url
    made = Segmentation.objects.get()
    assert at == f"/main/segments/{made.pk}/"
    assert "&lt;b&gt;Why" in editor.get(at).content.decode()
    typed = {"name": "Dormant", "position": 1, "join": "all", "status": ["dormant"]}
    assert editor.post(f"{at}add/", typed).url == at
    typed = {"name": "Large", "position": 1, "join": "all", "potential": "> 200"}
    editor.post(f"{at}add/", typed)
    made.refresh_from_db()
    assert made.segments == [
        LARGE | {"criteria": {"all": [LARGE["criteria"]]}},
        DORMANT | {"criteria": {"all": [DORMANT["criteria"]]}},
    ]
    shown = editor.get(f"{at}0/").content.decode()
    assert 'value="&gt; 200"' in shown
    editor.post(f"{at}0/", typed | {"position": 2, "name": "Largest"})
    made.refresh_from_db()
    assert [each["name"] for each in made.segments] == ["Dormant", "Largest"]
    editor.post(f"{at}0/remove/")
    editor.post(f"{at}edit/", {"name": "T", "note": ""})
    made.refresh_from_db()
    assert (made.name, [each["name"] for each in made.segments]) == ("T", ["Largest"])
    assert editor.get(f"{at}1/").status_code == 404
    assert editor.post(f"{at}remove/").url == "/main/segments/"
    assert not Segmentation.objects.exists()


def test_the_count_follows_the_editor(editor, django_assert_max_num_queries):
    made = save_segmentation(name="S", segments=SEGMENTS, by="t")
    at = f"/main/segments/{made.pk}/"
    typed = {"name": "Small", "position": 1, "join": "all", "potential": "≤ 200"}
    with django_assert_max_num_queries(16):
        page = editor.post(f"{at}count/", typed)
    rows = page.context["table"]["rows"]
    assert [[cell.text for cell in row["cells"]][:4] for row in rows] == [
        ["Small", "the potential is at most 200", "1", "0"],
        ["Large", "the potential is above 200", "1", "0"],
        ["Dormant", "the status is dormant", "0", "0"],
        ["in no segment", "", "0", "0"],
        ["not known", "", "1", "1"],
    ]
    in_place = editor.post(f"{at}count/?place=1", typed).context["table"]["rows"]
    assert [row["cells"][0].text for row in in_place][:2] == ["Small", "Large"]
    assert (
        "Two segments are called"
        in editor.post(f"{at}count/", typed | {"name": "large"}).content.decode()
    )
    assert "Say how the segment" in editor.post(f"{at}count/", {"name": "x"}).content.decode()
    made.refresh_from_db()
    assert made.segments == SEGMENTS


def test_each_count_opens_its_rows_and_accounts_are_narrowed_by_segment(editor):
    made = save_segmentation(name="S", segments=SEGMENTS, by="t")
    at = f"/main/segments/{made.pk}/"
    page = editor.get(at).content.decode()
    assert f"{at}accounts/?segment=unknown" in page
    for key, name in (("0", "Account 3"), ("1", "Account 2"), ("unknown", "Account 1")):
        rows = editor.get(f"{at}accounts/?segment={key}&format=csv").content.decode("utf-8-sig")
        assert [line.split(",")[0] for line in rows.splitlines()[1:]] == [name]
        rows = editor.get(f"/main/accounts/?segment={made.pk}-{key}&format=csv")
        lines = rows.content.decode("utf-8-sig").splitlines()
        assert [line.split(",")[0] for line in lines[1:]] == [name]
    rows = editor.get("/main/segments/?format=csv").content.decode("utf-8-sig")
    assert "Large, Dormant" in rows


def test_an_account_says_its_segments_and_its_growth(editor):
    save_segmentation(name="By size", segments=SEGMENTS, by="t")
    account = make_account(4, status="customer", revenue=100.0)
    page = editor.get(f"/main/accounts/{account.pk}/").content.decode()
    assert "White space: potential 400 less sales 100 per year = 300." in page
    assert "the potential is above 200: yes, 400" in page


def test_examples_begin_a_segmentation(editor):
    assert (
        editor.post("/main/segments/new/", {"name": "P", "preset": "potential"}).status_code == 302
    )
    assert [each["name"] for each in Segmentation.objects.get().segments] == [
        "High potential", "Medium potential", "Low potential",
    ]  # fmt: skip
    assert editor.post("/main/segments/new/", {"name": "Q", "preset": "x"}).status_code == 422
    assert editor.post("/main/segments/new/", {"name": "P"}).status_code == 422


def test_who_may_not_edit_reads_and_others_see_nothing(client):
    made = save_segmentation(name="S", segments=SEGMENTS, by="t")
    at = f"/main/segments/{made.pk}/"
    signed_in(client, member("reader"))
    page = client.get(at).content.decode()
    assert f"{at}0/" not in page
    assert f"{at}accounts/?segment=0" in page
    for address in ("/main/segments/new/", f"{at}edit/", f"{at}add/", f"{at}0/"):
        assert client.get(address).status_code == 403
    for address in (f"{at}remove/", f"{at}0/remove/", f"{at}count/"):
        assert client.post(address).status_code == 403
    signed_in(client, member_elsewhere())
    assert client.get(at).status_code == 404


@pytest.mark.parametrize("field", ["name", "industry", "potential", "tags", "advanced"])
def test_hostile_texts_break_nothing(editor, field):
    made = save_segmentation(name="S", segments=[], by="t")
    typed = {"name": "N", "position": 1, "join": "all", "status": ["dormant"]}
    for text in HOSTILE_NAMES:
        asked = typed | {field: text}
        assert editor.post(f"/main/segments/{made.pk}/add/", asked).status_code in {302, 422}
    assert b"<script>alert" not in editor.get(f"/main/segments/{made.pk}/").content
