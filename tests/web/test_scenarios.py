"""The pages of scenarios and what their map asks and sends (B-05, B-07, B-09)."""

import json
from urllib.parse import quote_plus

import pytest
from asgiref.sync import async_to_sync
from django.test import Client
from django.urls import reverse

from maillage.domain import jobs
from maillage.domain.territories.comments import add_comment, open_comments
from maillage.domain.territories.editing.changes import undo
from maillage.domain.territories.editing.moves import (
    lock_units,
    move_several,
    move_units,
    rename_territory,
)
from maillage.domain.territories.editing.naming import name_accounts
from maillage.domain.territories.lifecycle import move_on
from maillage.domain.territories.request import Level
from maillage.domain.territories.running import run_design, run_frontier
from maillage.domain.territories.starting import (
    Origin,
    branch_scenario,
    copy_scenario,
    start_scenario,
)
from maillage.models import Account, Comment, Event, Job, Rep, Scenario
from maillage.web.views.scenarios.jobs import told
from tests.domain.territories.scene import ask, cover
from tests.domain.territories.today import (
    ADDISON,
    BENNINGTON,
    COOS,
    owned_today,
    territory_of,
    today,
)
from tests.factories import HOSTILE_NAMES
from tests.people import member, member_elsewhere, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

PAGES = ["scenario", "scenario_figures", "scenario_units", "scenario_moves", "scenario_state"]
CHANGES = [
    "scenario_stage", "scenario_copy", "scenario_delete", "scenario_fill", "scenario_repair",
    "scenario_units_change", "scenario_run", "scenario_sweep", "scenario_move", "scenario_undo",
    "scenario_redo", "scenario_lock",
]  # fmt: skip


@pytest.fixture
def by():
    return member(name="Ada")


@pytest.fixture
def plan(by):
    owned_today()
    return today(by, name="Plan")


@pytest.fixture
def ada(client, by):
    return signed_in(client, by)


def at(name: str, **words) -> str:
    return reverse(name, kwargs={"workspace": "main"} | words)


def send(client, name: str, pk: int, **body):
    return client.post(at(name, pk=pk), json.dumps(body), content_type="application/json")


def test_the_first_list_says_what_to_do(ada):
    page = ada.get(at("scenarios")).content.decode()
    assert "No scenario yet" in page
    assert at("scenario_new") in page


def test_a_list_shows_stage_and_figures(ada, plan, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        page = ada.get(at("scenarios")).content.decode()
    assert "Plan" in page
    assert "16.7%" in page
    assert ada.get(at("scenarios") + "?status=approved").content.decode().count("Plan<") == 0


def test_a_scenario_is_begun_in_a_form(ada):
    owned_today()
    given = {
        "name": "Mine", "origin": "today", "level": "county", "states": ["VT", "NH"],
        "measures": ["potential"], "tolerance": "25", "targets": "equal", "homes": "free",
        "contiguity": "on",
    }  # fmt: skip
    answer = ada.post(at("scenario_new"), given)
    made = Scenario.objects.get()
    assert answer.url == at("scenario", pk=made.pk)
    assert (made.name, made.request["measures"][0]["tolerance"]) == ("Mine", 0.25)
    refused = ada.post(at("scenario_new"), given | {"states": ["TX"]})
    assert refused.status_code == 422
    assert "give no potential to balance" in refused.content.decode()


def test_pages_answer_with_few_queries(ada, plan, django_assert_max_num_queries):
    for name in PAGES:
        with django_assert_max_num_queries(30):
            assert ada.get(at(name, pk=plan.pk)).status_code == 200


def test_drafts_are_not_there_for_reps_until_consultation(client, plan, by):
    reader = signed_in(client, member("rep"))
    assert {reader.get(at(name, pk=plan.pk)).status_code for name in PAGES} == {404}
    assert "Plan<" not in reader.get(at("scenarios")).content.decode()
    move_on(scenario=plan, to="consultation", by=by)
    assert {reader.get(at(name, pk=plan.pk)).status_code for name in PAGES} == {200}


@pytest.mark.parametrize("role", ["rep", "reader", "finance", "marketing", "partner_manager"])
def test_changes_are_refused_for_other_roles(client, role):
    person = signed_in(client, member(role))
    for name in CHANGES:
        assert person.post(at(name, pk=1)).status_code == 403, name
    assert person.get(at("scenario_new")).status_code == 403


def test_nothing_is_there_for_another_workspace(client, plan):
    stranger = signed_in(client, member_elsewhere())
    for name in [*PAGES, "scenario_places", "scenario_repairs", "scenario_merge"]:
        assert stranger.get(at(name, pk=plan.pk)).status_code == 404, name


def test_the_map_gets_the_whole_scenario(ada, plan, by):
    lock_units(scenario=plan, units=[ADDISON], locked=True, revision=0, by=by)
    state = ada.get(at("scenario_state", pk=plan.pk)).json()
    assert state["revision"] == 1
    assert dict(zip(state["units"], state["labels"], strict=True)) == territory_of(plan)
    assert state["reference"] == state["labels"]
    assert [state["units"][index] for index in state["locked"]] == [ADDISON]
    assert state["names"][state["units"].index(ADDISON)] == "Addison County, VT"
    assert [each["rep"] for each in state["territories"]] == ["Rep 1", "Rep 2"]
    measure = state["measures"][0]
    assert (measure["name"], measure["targets"], measure["tolerance"]) == (
        "potential", [1200.0, 1200.0], 0.25
    )  # fmt: skip
    assert sum(measure["values"]) == 2400.0
    assert (state["undo"], state["redo"]) == (True, False)


def test_the_map_moves_undoes_and_redoes(ada, plan):
    answer = send(ada, "scenario_move", plan.pk, revision=0, units=[ADDISON, COOS], territory=2)
    assert answer.status_code == 200
    body = answer.json()
    assert (body["revision"], body["changed"]) == (1, {"units": [ADDISON], "labels": [2]})
    assert body["indicators"] == [
        {"territory": 1, "measure": "potential", "value": 1300.0, "deviation": pytest.approx(1 / 12)},
        {"territory": 2, "measure": "potential", "value": 1100.0, "deviation": pytest.approx(-1 / 12)},
    ]  # fmt: skip
    assert body["warnings"] == [f"{plan.territories.get(number=2).name} is in 2 pieces"]
    assert (body["undo"], body["redo"]) == (True, False)
    body = send(ada, "scenario_undo", plan.pk, revision=1).json()
    assert (body["changed"]["labels"], body["undo"], body["redo"]) == ([1], False, True)
    body = send(ada, "scenario_redo", plan.pk, revision=2).json()
    assert (body["changed"]["labels"], body["revision"]) == ([2], 3)
    assert territory_of(plan)[ADDISON] == 2


def test_the_map_locks(ada, plan):
    body = send(ada, "scenario_lock", plan.pk, revision=0, units=[COOS], locked=True).json()
    units = ada.get(at("scenario_state", pk=plan.pk)).json()["units"]
    assert [units[index] for index in body["locked"]] == [COOS]
    refused = send(ada, "scenario_move", plan.pk, revision=1, units=[COOS], territory=1)
    assert (refused.status_code, refused.json()["message"]) == (422, "The unit 33007 is locked.")


def test_the_map_is_told_who_was_faster(ada, plan, by):
    move_units(scenario=plan, units=[ADDISON], territory=2, revision=0, by=by)
    answer = send(ada, "scenario_move", plan.pk, revision=0, units=[COOS], territory=1)
    changed = Scenario.objects.get().changed_at.isoformat()
    assert (answer.status_code, answer.json()) == (409, {"revision": 1, "by": "Ada", "at": changed})
    assert territory_of(plan)[COOS] == 2


UNREADABLE = [
    b"", b"[]", b"{", b"\xff", b'{"revision": "0"}', b'{"revision": true}',
    b'{"revision": 0, "units": "x", "territory": 1}',
    b'{"revision": 0, "units": [1], "territory": 1}',
    b'{"revision": 0, "units": ["50001"], "territory": null}',
    b'{"revision": 0, "units": ["50001"], "territory": 1.5}',
    b'{"revision": 0, "units": ["<script>"], "territory": 1}',
]  # fmt: skip


def test_what_cannot_be_read_is_refused(ada, plan):
    for body in UNREADABLE:
        answer = ada.post(at("scenario_move", pk=plan.pk), body, content_type="application/json")
        assert answer.status_code == 422, body
        assert answer.json()["message"]
    assert plan.changes.count() == 0


def test_nothing_to_undo_is_no_conflict_of_people(ada, plan):
    answer = send(ada, "scenario_undo", plan.pk, revision=0)
    assert (answer.status_code, answer.json()["message"]) == (422, "There is nothing to undo.")


def test_places_of_postal_codes(ada):
    cover()
    asked = ask(level=Level.POSTAL, territories=2)
    plan = start_scenario(request=asked, origin=Origin.NOTHING, by=member())
    places = ada.get(at("scenario_places", pk=plan.pk)).json()
    assert len(places["codes"]) == len(places["lon"]) == len(places["lat"])
    assert set(places["codes"]) == set(territory_of(plan))


def test_the_table_finds_what_is_asked(ada, plan):
    here = at("scenario_units", pk=plan.pk)
    page = ada.get(here, {"q": "addison", "territory": "1"}).content.decode()
    assert page.count('name="unit"') == 1
    assert ADDISON in page
    assert "No unit fits" in ada.get(here, {"q": "addison", "territory": "2"}).content.decode()
    assert ada.get(here, {"state": "NH"}).content.decode().count('name="unit"') == 10
    down = ada.get(here, {"sort": "-unit"}).content.decode()
    assert down.index('value="50027"') < down.index('value="33001"')


def test_the_table_stands_hostile_words(ada, plan):
    for text in HOSTILE_NAMES:
        asked = dict.fromkeys(("q", "territory", "state", "sort", "page"), text)
        answer = ada.get(at("scenario_units", pk=plan.pk), asked)
        assert answer.status_code == 200, text
        assert "<script>alert" not in answer.content.decode()


def test_the_table_does_what_the_map_does(ada, plan):
    there = at("scenario_units_change", pk=plan.pk)
    ticked = {"unit": [ADDISON, BENNINGTON], "revision": "0"}
    answer = ada.post(there + "?q=a", ticked | {"do": "assign", "territory": "2"})
    assert answer.url == at("scenario_units", pk=plan.pk) + "?q=a"
    assert [territory_of(plan)[unit] for unit in (ADDISON, BENNINGTON)] == [2, 2]
    ada.post(there, ticked | {"do": "lock", "revision": "1"})
    assert plan.units.filter(locked=True).count() == 2
    ada.post(there, ticked | {"do": "unlock", "revision": "2"})
    assert plan.units.filter(locked=True).count() == 0
    for revision in ("3", "4", "5"):
        ada.post(there, {"do": "undo", "revision": revision})
    assert territory_of(plan)[ADDISON] == 1
    ada.post(there, {"do": "redo", "revision": "6"})
    assert territory_of(plan)[ADDISON] == 2
    assert ada.post(there, ticked | {"do": "assign", "territory": "1"}).status_code == 409
    for wrong in ({"do": "assign", "territory": ""}, {"do": "dance"}, {"revision": "x"}):
        assert ada.post(there, ticked | {"revision": "7"} | wrong).status_code == 422


def test_repairs_are_offered_and_made(ada, plan, by):
    move_units(scenario=plan, units=[ADDISON, BENNINGTON], territory=2, revision=0, by=by)
    page = ada.get(at("scenario_repairs", pk=plan.pk)).content.decode()
    assert "all as asked" in page
    sent = {"revision": "1", "move": [f"1 {ADDISON}", f"1 {BENNINGTON}"]}
    assert ada.post(at("scenario_repair", pk=plan.pk), sent).status_code == 302
    assert territory_of(plan)[ADDISON] == 1
    wrong = ada.post(at("scenario_repair", pk=plan.pk), {"revision": "2", "move": ["x y"]})
    assert wrong.status_code == 422


def test_gaps_are_filled(ada, by):
    cover()
    plan = start_scenario(request=ask(territories=2), origin=Origin.NOTHING, by=by)
    move_units(scenario=plan, units=[ADDISON], territory=1, revision=0, by=by)
    page = ada.get(at("scenario_figures", pk=plan.pk)).content.decode()
    assert "23 units are in no territory" in page
    ada.post(at("scenario_fill", pk=plan.pk), {"revision": "1"})
    assert 0 not in territory_of(plan).values()


def test_a_territory_gets_a_name_and_a_rep(ada, plan):
    page = at("scenario_territory", pk=plan.pk, number=1)
    assert "Rep 1" in ada.get(page).content.decode()
    assert ada.post(page, {"name": "West", "rep": "", "revision": "0"}).status_code == 302
    territory = plan.territories.get(number=1)
    assert (territory.name, territory.rep) == ("West", None)
    late = ada.post(page, {"name": "East", "rep": "", "revision": "0"})
    assert late.status_code == 422
    assert "Ada changed this scenario" in late.content.decode()
    assert ada.get(at("scenario_territory", pk=plan.pk, number=9)).status_code == 404


def test_stages_copies_and_ends(ada, plan):
    ada.post(at("scenario_stage", pk=plan.pk), {"stage": "consultation"})
    plan.refresh_from_db()
    assert plan.status == "consultation"
    for refused in ("published", "approved", "nonsense"):
        answer = ada.post(at("scenario_stage", pk=plan.pk), {"stage": refused})
        assert answer.status_code == 422
    ada.post(at("scenario_copy", pk=plan.pk), {"name": "Twin", "copy": ""})
    twin = Scenario.objects.get(name="Twin")
    ada.post(at("scenario_copy", pk=plan.pk), {"name": "Twig", "branch": ""})
    assert Scenario.objects.get(name="Twig").base == plan
    assert ada.post(at("scenario_delete", pk=plan.pk)).status_code == 422
    ada.post(at("scenario_delete", pk=twin.pk))
    assert not Scenario.objects.filter(name="Twin").exists()


def test_reps_comment_from_consultation_on(client, plan, by):
    rep = signed_in(client, member("rep", name="Rita"))
    there = at("scenario_comment", pk=plan.pk)
    assert rep.post(there, {"text": "Hello"}).status_code == 404
    move_on(scenario=plan, to="consultation", by=by)
    rep.post(there, {"text": "<b>Mine</b>", "about": f"move:{ADDISON}"})
    page = rep.get(at("scenario", pk=plan.pk)).content.decode()
    assert "&lt;b&gt;Mine&lt;/b&gt;" in page
    assert "Rita" in page
    assert Comment.objects.get().subject == "move"
    assert rep.post(there, {"text": ""}).status_code == 422
    assert at("scenario_move", pk=plan.pk) not in page


def test_each_part_is_spoken_of_where_it_is_shown(ada, plan, by):
    move_units(scenario=plan, units=[ADDISON], territory=2, revision=0, by=by)
    account = Account.objects.get(county=ADDISON)
    for part in ("territory:1", f"account:{account.external_id}", f"move:{ADDISON}"):
        there = f"{at('scenario_comments', pk=plan.pk)}?about={quote_plus(part)}"
        assert f'<option value="{part}" selected>' in ada.get(there).content.decode()
        answer = ada.post(at("scenario_comment", pk=plan.pk), {"text": f"Of {part}", "about": part})
        assert answer.url == there
        assert [row["cells"][1].text for row in ada.get(there).context["table"]["rows"]] == [
            f"Of {part}"
        ]
    names = ("units", "figures", "moves")
    asked = {name: ada.get(at(f"scenario_{name}", pk=plan.pk)) for name in names}
    asked["unit moves"] = ada.get(f"{at('scenario_moves', pk=plan.pk)}?show=units")
    for page, table, key in (
        ("units", "table", ADDISON), ("figures", "territories", 1),
        ("unit moves", "table", ADDISON), ("moves", "table", account.external_id),
    ):  # fmt: skip
        rows = asked[page].context[table]["rows"]
        counts = {row["key"]: row["cells"][-1].text for row in rows}
        assert counts.pop(key) == "1"
        assert set(counts.values()) <= {"Comment"}


def test_comments_are_settled_and_opened_again(client, plan, by):
    ada, rita = signed_in(client, by), member("rep", name="Rita")
    move_on(scenario=plan, to="consultation", by=by)
    hers = add_comment(scenario=plan, text="Hers", by=rita)
    his = add_comment(scenario=plan, text="Ours", by=by)
    there = at("comments_settle", pk=plan.pk)
    rep = signed_in(Client(), rita)
    rep.post(there, {"row": [hers.pk, his.pk], "do": "settle"})
    assert [each.text for each in open_comments(plan)] == ["Ours"]
    page = rep.get(at("scenario", pk=plan.pk)).content.decode()
    assert ("Ours" in page, "Hers" in page) == (True, False)
    ada.post(there, {"row": [hers.pk, his.pk], "do": "settle"})
    assert not open_comments(plan).exists()
    assert "Everything is settled." in ada.get(at("scenario", pk=plan.pk)).content.decode()
    ada.post(there, {"row": [hers.pk], "do": "reopen"})
    assert [each.text for each in open_comments(plan)] == ["Hers"]
    rows = ada.get(f"{at('scenario_comments', pk=plan.pk)}?state=settled").context["table"]["rows"]
    assert [row["cells"][1].text for row in rows] == ["Ours"]


def test_open_comments_reach_the_comparison_and_the_approvers(ada, plan, by):
    twin = copy_scenario(scenario=plan, by=by, name="Twin")
    add_comment(scenario=plan, text="Why Addison?", subject="move", reference=ADDISON, by=by)
    compared = ada.get(at("scenario_compare"), {"scenario": [plan.pk, twin.pk]})
    assert [row["cells"][-1].text for row in compared.context["table"]["rows"]] == ["1", "0"]
    decided = ada.get(at("approval", pk=plan.pk))
    for page in (compared.content.decode(), decided.content.decode()):
        assert "Why Addison?" in page
        assert "move Addison" in page
    assert {tile["label"]: tile["figure"] for tile in decided.context["tiles"]}[
        "Open comments"
    ] == "1"
    assert "Why Addison?" not in ada.get(at("approval", pk=twin.pk)).content.decode()


def test_scenarios_are_compared(ada, plan, by):
    branch = branch_scenario(scenario=plan, by=by, name="Twig")
    move_units(scenario=branch, units=[ADDISON], territory=2, revision=0, by=by)
    page = ada.get(at("scenario_compare"), {"scenario": [plan.pk, branch.pk]}).content.decode()
    assert "Plan and Twig: 1 units differ" in page
    assert page.count("<circle") == 2
    assert ada.get(at("scenario_compare")).status_code == 422


def test_moves_tell_why(ada, plan, by):
    move_units(scenario=plan, units=[ADDISON], territory=2, revision=0, by=by)
    there = at("scenario_moves", pk=plan.pk)
    assert "1 accounts change owner" in ada.get(there).content.decode()
    page = ada.get(f"{there}?show=units").content.decode()
    assert "1 units change hands" in page
    assert "from Rep 1 to Rep 2, because" in page


def test_moves_are_sorted_narrowed_and_exported(ada, plan, by):
    units = [ADDISON, BENNINGTON, COOS]
    move_several(scenario=plan, moves={2: units[:2], 1: units[2:]}, revision=0, by=by)
    there = at("scenario_moves", pk=plan.pk)

    def names(query: str) -> list[str]:
        rows = ada.get(f"{there}?{query}").context["table"]["rows"]
        return [row["cells"][0].text for row in rows]

    everything = names("")
    assert (len(everything), names("sort=-name")) == (3, sorted(everything, reverse=True))
    assert len(names("from_rep=Rep+2")) == len(names("state=NH")) == 1
    assert names("to_rep=Rep+2&reason=balance") == names("to_rep=Rep+2")
    assert names("from_rep=nobody&sort=x&page=9") == everything
    assert sorted(names("show=units")) == ["Addison County", "Bennington County", "Coos County"]
    assert names("show=units&q=coos") == names("show=units&former=Rep+2") == ["Coos County"]
    lines = ada.get(f"{there}?format=csv").content.decode("utf-8-sig").splitlines()
    assert (len(lines), lines[0].split(",")[:2]) == (4, ["Account", "City"])
    assert ada.get(f"{there}?show=units&format=xlsx").content[:2] == b"PK"


def test_a_branch_is_merged_on_a_page(ada, plan, by):
    branch = branch_scenario(scenario=plan, by=by, name="Twig")
    move_units(scenario=branch, units=[ADDISON, BENNINGTON], territory=2, revision=0, by=by)
    move_units(scenario=plan, units=[ADDISON], territory=0, revision=0, by=by)
    account = Account.objects.get(county=COOS)
    rep = Rep.objects.get(external_id="R1")
    name_accounts(scenario=branch, accounts=[account.external_id], rep=rep, revision=1, by=by)
    rename_territory(scenario=branch, territory=1, name="Left", revision=2, by=by)
    there = at("scenario_merge", pk=branch.pk)
    answer = ada.get(there)
    assert f'name="side-{ADDISON}"' in answer.content.decode()
    named = plan.territories.get(number=1).name
    assert [(each["about"], each["before"], each["theirs"]) for each in
            answer.context["incoming"]] == [
        ("Bennington County", named, plan.territories.get(number=2).name),
        ("name of territory 1", named, "Left"),
        (f"account {account.name}", "follows its territory", "Rep 1"),
    ]  # fmt: skip
    assert ada.post(there, {"revision": "1"}).status_code == 422
    done = ada.post(there, {"revision": "1", f"side-{ADDISON}": "theirs"})
    assert done.url == at("scenario", pk=plan.pk)
    assert [territory_of(plan)[unit] for unit in (ADDISON, BENNINGTON)] == [2, 2]
    assert Scenario.objects.get(pk=plan.pk).exceptions == {account.external_id: "R1"}
    assert ada.get(at("scenario_merge", pk=plan.pk)).status_code == 422


def streamed(answer) -> list[str]:
    async def gather():
        return [chunk.decode() async for chunk in answer.streaming_content]

    return async_to_sync(gather)()


def test_a_design_is_begun_watched_and_ends(ada, plan):
    ada.post(at("scenario_run", pk=plan.pk), {"effort": "0.1"})
    job = Job.objects.get()
    assert (job.kind, job.options["effort"], job.options["improve"]) == ("design", 0.1, False)
    assert at("job_events", pk=job.pk) in ada.get(at("scenario", pk=plan.pk)).content.decode()
    jobs.run_job.func(job.pk)
    answer = ada.get(at("job_events", pk=job.pk))
    assert answer["Content-Type"] == "text/event-stream"
    events = streamed(answer)
    assert len(events) == 2
    assert at("scenario", pk=plan.pk) in events[0]
    assert all(line.startswith("data: ") for line in events[0].strip().splitlines())
    assert events[1] == "event: over\ndata: over\n\n"


def test_each_step_of_a_job_is_told_once(plan, by, monkeypatch):
    job = Job.objects.create(kind="design", scenario=plan, state="running")
    steps = iter([0.2, 0.2, 0.7, None])

    async def pass_time(_seconds):
        share = next(steps)
        found = Job.objects.filter(pk=job.pk)
        if share is None:
            await found.aupdate(state="cancelled")
        else:
            await found.aupdate(progress={"stage": "searching", "share": share, "seconds": 3.0})

    monkeypatch.setattr("maillage.web.views.scenarios.jobs.asyncio.sleep", pass_time)

    async def gather():
        return [text async for text in told(job.pk, by, "en")]

    events = async_to_sync(gather)()
    shares = [text.partition('data-share="')[2].partition('"')[0] for text in events]
    assert shares == ["", "0.2", "0.7", "", ""]
    assert "cancelled" in events[3]


def test_a_job_is_cancelled_from_the_page(ada, plan, by):
    job = run_design(scenario=plan, by=by)
    answer = ada.post(at("job_cancel", pk=job.pk), headers={"HX-Request": "true"})
    assert "cancelled" in answer.content.decode()
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert ada.post(at("job_cancel", pk=job.pk)).status_code == 409


def test_a_sweep_is_begun_from_the_page(ada, plan):
    ada.post(at("scenario_sweep", pk=plan.pk), {"points": "3", "effort": "0.1"})
    assert Job.objects.get().options["points"] == 3
    assert ada.post(at("scenario_sweep", pk=plan.pk), {"points": "99"}).status_code == 422
    assert ada.post(at("scenario_run", pk=plan.pk), {"effort": "9"}).status_code == 422


def test_jobs_of_drafts_are_not_there_for_reps(client, plan, by):
    job = run_frontier(scenario=plan, by=by)
    rep = signed_in(client, member("rep"))
    assert rep.get(at("job_events", pk=job.pk)).status_code == 404
    assert rep.post(at("job_cancel", pk=job.pk)).status_code == 403


def test_every_change_is_in_the_log_by_name(ada, plan, by):
    move_units(scenario=plan, units=[ADDISON], territory=2, revision=0, by=by)
    undo(scenario=plan, revision=1, by=by)
    verbs = Event.objects.filter(subject_type="scenario").order_by("pk")
    assert list(verbs.values_list("verb", "actor")) == [
        ("scenario.started", "Ada"), ("scenario.move", "Ada"), ("scenario.move.undone", "Ada"),
    ]  # fmt: skip


def words_of(page) -> dict[str, object]:
    """What a form is sent with as it was shown."""
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: "on" if value is True else value for name, value in values.items() if value}


def test_what_a_scenario_is_asked_is_changed_and_designed_again(ada, plan, by):
    there = at("scenario_ask", pk=plan.pk)
    page = ada.get(there)
    words = words_of(page) | {"revision": 0, "effort": "0.1"}
    assert words["tolerance_potential"] == 25
    assert "tolerance_accounts" not in words
    wanted = {"territories": 3, "tolerance_potential": "30", "tolerance_accounts": "60"}
    assert ada.post(there, words | wanted).url == at("scenario", pk=plan.pk)
    found = Scenario.objects.get(pk=plan.pk)
    assert [(each["source"], each["tolerance"]) for each in found.request["measures"]] == [
        ("potential", 0.3), ("accounts", 0.6)
    ]  # fmt: skip
    assert (found.territories.count(), Job.objects.count()) == (3, 0)
    designing = {"revision": 1, "design": "", "seed": "9", "keep_edits": "on"}
    ada.post(there, words | wanted | designing)
    options = Job.objects.get().options
    assert options == {"improve": False, "effort": 0.1, "seed": 9, "prove": False,
                       "keep_locks": False, "keep_edits": True}  # fmt: skip
    for wrong in ({"territories": 0}, {"tolerance_potential": "", "tolerance_accounts": ""},
                  {"disruption_cap": "x"}, {"effort": "7"}):  # fmt: skip
        assert ada.post(there, words | wanted | {"revision": 1} | wrong).status_code == 422
    late = ada.post(there, words | {"revision": 0})
    assert b"changed this scenario" in late.content


@pytest.mark.parametrize(("language", "name"), [("en", "Pennsylvania"), ("fr", "Pennsylvanie")])
def test_states_are_named_in_the_readers_language(ada, language, name):
    ada.cookies["django_language"] = language
    text = ada.get(at("scenario_new")).content.decode()
    assert f'<option value="PA">{name}</option>' in text
