"""The pages of plans: begun, written step by step, discussed, accepted, taken as a file."""

from __future__ import annotations

import json
import re
from datetime import date
from io import BytesIO

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.html import escape
from docx import Document
from openpyxl import load_workbook

from maillage.core.plans.examining import examine
from maillage.domain.brand.keeping import change_brand
from maillage.domain.brand.look import Brand
from maillage.domain.plans.writing import create_plan
from maillage.interfaces.exporters.plans.calculator import calculator
from maillage.interfaces.forms.plans.plan import PlanForm
from maillage.interfaces.importers.plans.files import EXAMPLE, plan_from, read_plan
from maillage.models import PlanState, Rep, RepPlan
from tests.factories import HOSTILE_NAMES
from tests.interfaces.forms.plans.test_plan import typed
from tests.people import member, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def rep():
    return Rep.objects.create(external_id="R1", name="Rita", manager="Max Man")


@pytest.fixture
def writer(client, rep):
    """The rep, signed in."""
    return signed_in(client, member("rep", rep=rep))


@pytest.fixture
def leader(rep):
    """Who leads the rep, signed in."""
    return signed_in(Client(), member("manager", name="Max Man"))


@pytest.fixture
def plan(rep):
    return create_plan(rep=rep, written=read_plan(EXAMPLE), by="tests")


def sent(plan, **changed):
    """What the editor sends, with something changed."""
    form = typed(PlanForm(plan=plan.content))
    form["seen"] = str(plan.version)
    for name, value in changed.items():
        form[name.replace("_0_", "-0-").replace("_1_", "-1-")] = value
    return form.urlencode()


FORM = "application/x-www-form-urlencoded"


def post(client, url, body):
    return client.post(url, body, content_type=FORM)


def test_a_rep_begins_with_a_proposal(writer, rep):
    shown = writer.get("/main/plans/new/").content.decode()
    assert "Rita" in shown
    body = {"rep": rep.pk, "starts_on": "2026-01-01", "begins": "nothing", "objective": "1,200,000"}
    made = writer.post("/main/plans/new/", body)
    plan = RepPlan.objects.get()
    assert made.url == f"/main/plans/{plan.pk}/edit/"
    assert [source["share"] for source in plan.content["sources"]] == ["0.6", "0.3", "0.1"]
    assert plan.objective == 1_200_000
    again = writer.post("/main/plans/new/", body)
    assert again.status_code == 422
    assert "has a plan for the year" in again.content.decode()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"begins": "nothing"}, "Nothing was handed down to"),
        ({"begins": "file"}, "This is needed."),
        ({"begins": "last"}, "has no plan of the year before"),
        ({"begins": "nothing", "objective": "0"}, "greater than or equal to"),
        ({"begins": "nothing", "objective": "9" * 40}, "digits"),
    ],
)
def test_a_beginning_that_lacks_something_is_said(writer, rep, body, said):
    answer = writer.post("/main/plans/new/", {"rep": rep.pk, "starts_on": "2026-01-01"} | body)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_rep_begins_no_plan_of_another(writer):
    other = Rep.objects.create(external_id="R2", name="Otto")
    body = {"rep": other.pk, "starts_on": "2026-01-01", "begins": "nothing", "objective": "5"}
    assert writer.post("/main/plans/new/", body).status_code == 422
    assert not RepPlan.objects.exists()


@pytest.mark.parametrize("kind", ["toml", "xlsx"])
def test_a_plan_begins_with_a_file(leader, rep, kind):
    written = read_plan(EXAMPLE)
    content = (
        EXAMPLE.read_bytes() if kind == "toml" else calculator(written, examine(written.read()))
    )
    file = BytesIO(content)
    file.name = f"plan.{kind}"
    body = {"rep": rep.pk, "starts_on": "2027-01-01", "begins": "file", "file": file}
    assert leader.post("/main/plans/new/", body).status_code == 302
    plan = RepPlan.objects.get()
    assert (plan.name, plan.objective, plan.starts_on) == ("Élise", 1_200_000, date(2026, 1, 1))


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"PK\x03\x04junk", b"objective = 5", b"<html>"]
)
def test_a_file_that_is_no_plan_is_said(leader, rep, content):
    file = BytesIO(content)
    file.name = "plan.toml"
    body = {"rep": rep.pk, "starts_on": "2027-01-01", "begins": "file", "file": file}
    answer = leader.post("/main/plans/new/", body)
    assert answer.status_code == 422
    assert not RepPlan.objects.exists()


def test_a_plan_begins_with_that_of_the_year_before(writer, plan, rep):
    body = {"rep": rep.pk, "starts_on": "2027-01-01", "begins": "last"}
    assert writer.post("/main/plans/new/", body).status_code == 302
    later = RepPlan.objects.get(starts_on="2027-01-01")
    assert later.objective == plan.objective
    assert later.content["sold"] is None


def test_the_editor_shows_seven_steps_and_keeps_a_new_version(writer, plan):
    at = f"/main/plans/{plan.pk}/edit/"
    shown = writer.get(at).content.decode()
    assert re.findall(r'role="tabpanel" id="step-(\w+)"', shown) == [
        "objectives", "sources", "segments", "opportunities", "time", "indicators", "review",
    ]  # fmt: skip
    assert shown.count("In all 100%") == 4
    assert (
        post(writer, at, sent(plan, sources_1_planned__count="10")).url == f"/main/plans/{plan.pk}/"
    )
    plan.refresh_from_db()
    assert (plan.version, plan.content["sources"][1]["planned"]["count"]) == (2, 10)


def test_the_page_tells_what_the_plan_says(writer, plan):
    shown = writer.get(f"/main/plans/{plan.pk}/").content.decode()
    for text in ("partner interview 100% → reference 25% → sale", ">49%<", "1,200,000", "07/01/2026",
                 "quick win", "How many sales are needed?", "The plan is adjusted"):  # fmt: skip
        assert text in shown, text
    assert "A new rep" not in shown


def test_what_is_refused_stays_typed_at_its_step(writer, plan):
    at = f"/main/plans/{plan.pk}/edit/"
    answer = post(writer, at, sent(plan, sources_0_share="45", name="Mine"))
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert 'value="45"' in shown
    assert 'value="Mine"' in shown
    assert "5.00% is missing" in shown
    assert re.search(r'id="step-sources-tab"[^>]*aria-selected="true"', shown)
    plan.refresh_from_db()
    assert plan.version == 1


def test_a_row_comes_and_goes_without_being_kept(writer, plan):
    at = f"/main/plans/{plan.pk}/edit/"
    shown = post(writer, at, sent(plan, add="opportunities", name="Mine")).content.decode()
    assert 'name="opportunities-0-name"' in shown
    assert 'value="Mine"' in shown
    assert re.search(r'id="step-opportunities-tab"[^>]*aria-selected="true"', shown)
    shown = post(writer, at, sent(plan, remove="segments-1")).content.decode()
    assert 'value="Silver"' not in shown
    assert "49.00% is missing" in shown
    plan.refresh_from_db()
    assert plan.version == 1


def test_somebody_elses_change_is_said_and_nothing_is_lost(writer, leader, plan):
    at = f"/main/plans/{plan.pk}/edit/"
    first, second = sent(plan, name="Hers"), sent(plan, name="His")
    assert post(writer, at, first).status_code == 302
    answer = post(leader, at, second)
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "changed this plan" in shown
    assert 'value="His"' in shown
    assert 'name="seen" value="2"' in shown
    form = QueryDict(second, mutable=True)
    form["seen"] = "2"
    assert post(leader, at, form.urlencode()).status_code == 302
    plan.refresh_from_db()
    assert (plan.version, plan.name) == (3, "His")


def test_the_figures_follow_what_is_typed(writer, plan):
    at = f"/main/plans/{plan.pk}/figures/"
    shown = post(writer, at, sent(plan, sources_1_planned__count="8")).content.decode()
    assert "96 planned: 46%. Even odds need 99, 80% need 121." in shown
    assert '<output class="push" id="sum-sources" hx-swap-oob="true">' in shown
    more = post(writer, at, sent(plan, sources_1_planned__count="12")).content.decode()
    assert "144 planned: 95%" in more
    wrong = post(writer, at, sent(plan, sources_0_share="45")).content.decode()
    assert "5.00% is missing" in wrong
    nothing = post(writer, at, "").content.decode()
    assert "A field is wrong or missing" in nothing


def test_a_plan_is_proposed_sent_back_and_accepted(writer, leader, plan):
    at = f"/main/plans/{plan.pk}/"
    assert 'data-opens="propose"' in writer.get(at).content.decode()
    assert writer.post(f"{at}propose/", {"seen": 1, "text": "Ready"}).url == at
    assert writer.post(f"{at}accept/", {"seen": 1}).status_code == 403
    refused = leader.post(f"{at}discuss/", {"seen": 1, "text": ""})
    assert refused.status_code == 422
    assert leader.post(f"{at}discuss/", {"seen": 1, "text": "Too few meetings"}).status_code == 302
    assert "Sent back by Max Man: Too few meetings" in writer.get(at).content.decode()
    writer.post(f"{at}propose/", {"seen": 1})
    assert leader.post(f"{at}accept/", {"seen": 1}).url == at
    plan.refresh_from_db()
    assert (plan.state, plan.in_force) == (PlanState.ACCEPTED, 1)
    assert writer.get(f"{at}edit/").url == at
    again = leader.post(f"{at}accept/", {"seen": 1})
    assert again.status_code == 409
    assert writer.post(f"{at}reopen/", {"seen": 1, "text": "A merger"}).status_code == 302
    assert writer.get(f"{at}edit/").status_code == 200


def test_what_is_said_is_shown_to_whom_it_is_for(writer, leader, plan):
    at = f"/main/plans/{plan.pk}/"
    assert leader.post(f"{at}note/", {"kind": "coaching", "text": "<b>Breathe</b>"}).url == at
    assert "&lt;b&gt;Breathe" in writer.get(at).content.decode()
    finance = signed_in(Client(), member("finance"))
    assert "Breathe" not in finance.get(at).content.decode()
    assert writer.post(f"{at}note/", {"kind": "coaching", "text": "No"}).status_code == 403
    assert writer.post(f"{at}note/", {"kind": "remark", "text": ""}).status_code == 422


def test_versions_tell_what_changed_and_come_back(writer, plan):
    post(writer, f"/main/plans/{plan.pk}/edit/", sent(plan, sources_1_planned__count="10"))
    shown = writer.get(f"/main/plans/{plan.pk}/versions/2/").content.decode()
    assert "Planned activity › How many: 8 → 10" in shown
    first = f"/main/plans/{plan.pk}/versions/1/"
    assert "Restore this version" in writer.get(first).content.decode()
    assert writer.post(f"{first}restore/", {"seen": 2}).status_code == 302
    plan.refresh_from_db()
    assert (plan.version, plan.content["sources"][1]["planned"]["count"]) == (3, 8)
    assert writer.get(f"/main/plans/{plan.pk}/versions/9/").status_code == 404


def test_a_plan_is_taken_as_a_file(writer, plan):
    at = f"/main/plans/{plan.pk}/plan."
    toml = writer.get(f"{at}toml")
    assert toml["Content-Disposition"] == 'attachment; filename="plan-R1-2026.toml"'
    assert plan_from(toml.content, name="plan.toml") == read_plan(EXAMPLE)
    assert json.loads(writer.get(f"{at}json").content)["name"] == "Élise"
    book = load_workbook(BytesIO(writer.get(f"{at}xlsx").content))
    assert book.worksheets[0]["C3"].value == 1_200_000
    change_brand(brand=Brand("Nordet"), by="tests")
    paper = Document(BytesIO(writer.get(f"{at}docx").content))
    assert paper.core_properties.author == "Nordet"
    for kind, begins in {"docx": b"PK", "pptx": b"PK", "pdf": b"%PDF", "ics": b"BEGIN"}.items():
        assert writer.get(f"{at}{kind}").content.startswith(begins), kind
    assert writer.get(f"{at}exe").status_code == 404


def test_the_list_is_of_ones_own_and_goes_out_as_a_file(writer, leader, plan):
    other = Rep.objects.create(external_id="R2", name="Otto")
    create_plan(rep=other, written=read_plan(EXAMPLE), by="tests")
    mine = writer.get("/main/plans/").content.decode()
    assert "Rita" in mine
    assert "Otto" not in mine
    assert writer.get("/main/plans/?format=csv").status_code == 403
    every = leader.get("/main/plans/?format=csv").content.decode("utf-8-sig")
    lines = sorted(every.splitlines()[1:])
    assert [line.split(",")[0] for line in lines] == ["Otto", "Rita"]
    assert round(float(lines[0].split(",")[6]), 6) == 1.16
    assert "Otto" in leader.get("/main/plans/?state=draft&year=2026").content.decode()
    assert "Nothing matches" in leader.get("/main/plans/?year=2026&state=accepted").content.decode()


def test_others_do_not_find_a_plan(rep, plan):
    stranger = Rep.objects.create(external_id="R3", name="Sara")
    client = signed_in(Client(), member("rep", rep=stranger))
    for name in ("", "edit/", "versions/1/", "plan.toml"):
        assert client.get(f"/main/plans/{plan.pk}/{name}").status_code == 404, name
    reader = signed_in(Client(), member("reader"))
    assert reader.get(f"/main/plans/{plan.pk}/").status_code == 404
    finance = signed_in(Client(), member("finance"))
    assert finance.get(f"/main/plans/{plan.pk}/").status_code == 200


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_no_name_breaks_a_page(leader, rep, name):
    written = read_plan(EXAMPLE)
    called = "".join(letter for letter in name if letter.isprintable())[:200] or "x"
    written.name = written.sources[1].name = called
    plan = create_plan(rep=rep, written=written, by="tests")
    shown = leader.get(f"/main/plans/{plan.pk}/").content.decode()
    assert escape(called) in shown
    assert leader.get(f"/main/plans/{plan.pk}/edit/").status_code == 200


def test_a_plan_that_cannot_be_read_any_more_is_still_shown(leader, plan):
    RepPlan.objects.update(content=plan.content | {"sources": []})
    answer = leader.get(f"/main/plans/{plan.pk}/")
    assert answer.status_code == 200
    assert "sources" in answer.content.decode()
    assert leader.get(f"/main/plans/{plan.pk}/edit/").status_code == 200
