"""Every address of a workspace and who may use it: all of them, for all roles, and for strangers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from maillage.core.accounts.icp.presets import PRESETS
from maillage.domain.imports.uploads import keep_upload
from maillage.domain.people.tokens import create_token
from maillage.models import (
    Absence,
    Account,
    Agreement,
    AssignmentRule,
    BusinessCalendar,
    Challenge,
    ChatHook,
    Claim,
    Decision,
    DuplicatePair,
    IcpVersion,
    ImportRun,
    Job,
    Layer,
    Lead,
    Merge,
    Notice,
    ObjectiveYear,
    Overlay,
    Predictor,
    Publication,
    Rep,
    RepPlan,
    Review,
    Ritual,
    Role,
    Scenario,
    ScoreModel,
    Segmentation,
    Submission,
    Territory,
    Transfer,
)
from maillage.permissions import MATRIX, Action, may
from maillage.web.urls import urlpatterns
from tests.factories import lead_source
from tests.people import member, member_elsewhere, other_workspace, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

PAGES = {
    "coverage": Action.VIEW,
    "coverage_map": Action.VIEW,
    "lead_sources": Action.MANAGE_SOURCES,
    "lead_source_new": Action.MANAGE_SOURCES,
    "lead_source": Action.MANAGE_SOURCES,
    "lead_source_rotate": Action.MANAGE_SOURCES,
    "lead_source_switch": Action.MANAGE_SOURCES,
    "lead_events_aside": Action.MANAGE_SOURCES,
    "lead_events_again": Action.MANAGE_SOURCES,
    "accounts": Action.VIEW,
    "accounts_map": Action.VIEW,
    "account": Action.VIEW,
    "account_give": Action.EDIT_ACCOUNTS,
    "claim_new": Action.CHALLENGE,
    "accounts_selected": Action.EDIT_ACCOUNTS,
    "accounts_export": Action.EXPORT,
    "accounts_scenario": Action.EDIT_SCENARIOS,
    "accounts_give": Action.EDIT_ACCOUNTS,
    "accounts_overlay": Action.EDIT_ACCOUNTS,
    "overlay_end": Action.EDIT_ACCOUNTS,
    "rules": Action.VIEW,
    "rule_new": Action.EDIT_RULES,
    "rules_test": Action.VIEW_DRAFTS,
    "rules_apply": Action.EDIT_RULES,
    "rules_policy": Action.EDIT_RULES,
    "rules_cut": Action.EDIT_RULES,
    "rule": Action.EDIT_RULES,
    "rule_remove": Action.EDIT_RULES,
    "claims": Action.VIEW,
    "claim": Action.VIEW,
    "claim_withdraw": Action.CHALLENGE,
    "alignment": Action.VIEW,
    "alignment_rows": Action.VIEW,
    "calendars": Action.VIEW,
    "calendar_new": Action.EDIT_SCORING,
    "calendar": Action.VIEW,
    "calendar_edit": Action.EDIT_SCORING,
    "calendar_give_up": Action.EDIT_SCORING,
    "agreements": Action.VIEW,
    "agreement_new": Action.EDIT_SCORING,
    "agreement": Action.VIEW,
    "costs": Action.VIEW,
    "costs_record": Action.EDIT_SCORING,
    "costs_remove": Action.EDIT_SCORING,
    "predictor_learn": Action.EDIT_SCORING,
    "predictor_on": Action.EDIT_SCORING,
    "predictor_off": Action.EDIT_SCORING,
    "score_models": Action.VIEW,
    "score_model_new": Action.EDIT_SCORING,
    "score_model_check": Action.EDIT_SCORING,
    "score_model": Action.VIEW,
    "score_model_edit": Action.EDIT_SCORING,
    "score_model_activate": Action.EDIT_SCORING,
    "score_model_withdraw": Action.EDIT_SCORING,
    "segments": Action.VIEW,
    "segmentation_new": Action.EDIT_SEGMENTS,
    "segmentation": Action.VIEW,
    "segmentation_edit": Action.EDIT_SEGMENTS,
    "segmentation_remove": Action.EDIT_SEGMENTS,
    "segment_accounts": Action.VIEW,
    "segment_count": Action.EDIT_SEGMENTS,
    "segment_new": Action.EDIT_SEGMENTS,
    "segment": Action.EDIT_SEGMENTS,
    "segment_remove": Action.EDIT_SEGMENTS,
    "icp": Action.VIEW,
    "icp_new": Action.EDIT_ICP,
    "icp_count": Action.EDIT_ICP,
    "icp_version": Action.VIEW,
    "icp_edit": Action.EDIT_ICP,
    "icp_sign": Action.SIGN_ICP,
    "icp_withdraw": Action.EDIT_ICP,
    "icp_accounts": Action.VIEW,
    "imports": Action.IMPORT,
    "import_new": Action.IMPORT,
    "import_run": Action.IMPORT,
    "import_undo": Action.IMPORT,
    "upload": Action.IMPORT,
    "upload_look": Action.IMPORT,
    "upload_import": Action.IMPORT,
    "upload_forget": Action.IMPORT,
    "opportunities": Action.VIEW,
    "tracking": Action.VIEW,
    "objectives": Action.VIEW_DRAFTS,
    "objectives_new": Action.SET_OBJECTIVES,
    "objective_year": Action.VIEW_DRAFTS,
    "objectives_pin": Action.SET_OBJECTIVES,
    "objectives_hand_down": Action.SET_OBJECTIVES,
    "market": Action.VIEW,
    "market_map": Action.VIEW,
    "market_places": Action.VIEW,
    "priority": Action.VIEW,
    "duplicates": Action.EDIT_ACCOUNTS,
    "duplicates_find": Action.EDIT_ACCOUNTS,
    "duplicates_merge": Action.EDIT_ACCOUNTS,
    "duplicate": Action.EDIT_ACCOUNTS,
    "duplicate_merge": Action.EDIT_ACCOUNTS,
    "duplicate_refuse": Action.EDIT_ACCOUNTS,
    "duplicate_reopen": Action.EDIT_ACCOUNTS,
    "addresses": Action.EDIT_ACCOUNTS,
    "addresses_find": Action.EDIT_ACCOUNTS,
    "addresses_decide": Action.EDIT_ACCOUNTS,
    "sites": Action.EDIT_ACCOUNTS,
    "sites_find": Action.EDIT_ACCOUNTS,
    "sites_decide": Action.EDIT_ACCOUNTS,
    "merges": Action.EDIT_ACCOUNTS,
    "merge": Action.EDIT_ACCOUNTS,
    "merge_undo": Action.EDIT_ACCOUNTS,
    "letters": Action.VIEW,
    "letters_pdf": Action.VIEW_DRAFTS,
    "letter": Action.VIEW,
    "letter_pdf": Action.VIEW,
    "transfers": Action.VIEW_DRAFTS,
    "transfer": Action.VIEW_DRAFTS,
    "transfer_undo": Action.EDIT_ACCOUNTS,
    "members": Action.MANAGE_PEOPLE,
    "member_new": Action.MANAGE_PEOPLE,
    "member": Action.MANAGE_PEOPLE,
    "member_remove": Action.MANAGE_PEOPLE,
    "log": Action.VIEW_LOG,
    "brand": Action.MANAGE_WORKSPACE,
    "glossary": Action.VIEW,
    "me": Action.VIEW,
    "messages_choose": Action.COMMENT,
    "token_new": Action.USE_TOKENS,
    "token_revoke": Action.USE_TOKENS,
    "scenarios": Action.VIEW,
    "scenario_new": Action.EDIT_SCENARIOS,
    "scenario_compare": Action.VIEW,
    "scenario": Action.VIEW,
    "scenario_stage": Action.EDIT_SCENARIOS,
    "scenario_copy": Action.EDIT_SCENARIOS,
    "scenario_delete": Action.EDIT_SCENARIOS,
    "scenario_comments": Action.VIEW,
    "comments_settle": Action.COMMENT,
    "scenario_comment": Action.COMMENT,
    "scenario_figures": Action.VIEW,
    "scenario_fill": Action.EDIT_SCENARIOS,
    "scenario_repairs": Action.VIEW,
    "scenario_repair": Action.EDIT_SCENARIOS,
    "scenario_territory": Action.EDIT_SCENARIOS,
    "scenario_units": Action.VIEW,
    "scenario_units_change": Action.EDIT_SCENARIOS,
    "scenario_moves": Action.VIEW,
    "scenario_merge": Action.EDIT_SCENARIOS,
    "scenario_ask": Action.EDIT_SCENARIOS,
    "scenario_run": Action.EDIT_SCENARIOS,
    "scenario_sweep": Action.EDIT_SCENARIOS,
    "scenario_state": Action.VIEW,
    "scenario_places": Action.VIEW,
    "scenario_move": Action.EDIT_SCENARIOS,
    "scenario_undo": Action.EDIT_SCENARIOS,
    "scenario_redo": Action.EDIT_SCENARIOS,
    "scenario_lock": Action.EDIT_SCENARIOS,
    "territory": Action.VIEW,
    "territory_accept": Action.CHALLENGE,
    "challenge_new": Action.CHALLENGE,
    "challenges": Action.VIEW,
    "challenge": Action.VIEW,
    "challenge_answer": Action.ANSWER_CHALLENGES,
    "challenge_withdraw": Action.CHALLENGE,
    "approval": Action.VIEW_DRAFTS,
    "consult": Action.EDIT_SCENARIOS,
    "consult_end": Action.EDIT_SCENARIOS,
    "approval_submit": Action.EDIT_SCENARIOS,
    "approval_speak": Action.APPROVE,
    "approval_take_back": Action.EDIT_SCENARIOS,
    "publish": Action.PUBLISH,
    "publications": Action.VIEW,
    "publication": Action.VIEW_DRAFTS,
    "roll_back": Action.PUBLISH,
    "letters_again": Action.PUBLISH,
    "plans": Action.VIEW,
    "plan_new": Action.WRITE_PLAN,
    "plan": Action.VIEW,
    "plan_edit": Action.WRITE_PLAN,
    "plan_figures": Action.WRITE_PLAN,
    "plan_propose": Action.WRITE_PLAN,
    "plan_discuss": Action.ACCEPT_PLAN,
    "plan_accept": Action.ACCEPT_PLAN,
    "plan_reopen": Action.WRITE_PLAN,
    "plan_note": Action.COMMENT,
    "plan_version": Action.VIEW,
    "plan_restore": Action.WRITE_PLAN,
    "plan_file": Action.VIEW,
    "reviews": Action.VIEW_DRAFTS,
    "review_new": Action.HOLD_REVIEWS,
    "review_call": Action.HOLD_REVIEWS,
    "review_settings": Action.MANAGE_WORKSPACE,
    "meetings": Action.VIEW_DRAFTS,
    "meeting_set": Action.HOLD_REVIEWS,
    "meetings_calendar": Action.VIEW_DRAFTS,
    "meeting_end": Action.HOLD_REVIEWS,
    "rollout_begin": Action.HOLD_REVIEWS,
    "rollout_tick": Action.HOLD_REVIEWS,
    "review": Action.VIEW_DRAFTS,
    "review_hold": Action.HOLD_REVIEWS,
    "review_decide": Action.HOLD_REVIEWS,
    "review_minutes": Action.VIEW_DRAFTS,
    "review_calendar": Action.VIEW_DRAFTS,
    "decision_settle": Action.HOLD_REVIEWS,
    "leads": Action.VIEW,
    "leads_hot": Action.VIEW,
    "leads_board": Action.VIEW,
    "lead": Action.VIEW,
    "lead_contact": Action.WORK_LEADS,
    "lead_accept": Action.WORK_LEADS,
    "lead_refuse": Action.WORK_LEADS,
    "lead_feedback": Action.WORK_LEADS,
    "lead_call": Action.WORK_LEADS,
    "lead_qualify": Action.WORK_LEADS,
    "lead_pursue": Action.WORK_LEADS,
    "lead_recycle": Action.WORK_LEADS,
    "lead_assign": Action.ROUTE_LEADS,
    "lead_account": Action.WORK_LEADS,
    "lead_routing": Action.VIEW,
    "lead_routing_rule": Action.ROUTE_LEADS,
    "lead_routing_change": Action.ROUTE_LEADS,
    "lead_routing_seat": Action.ROUTE_LEADS,
    "absence_new": Action.WORK_LEADS,
    "absence_remove": Action.WORK_LEADS,
    "chat_new": Action.ROUTE_LEADS,
    "chat_remove": Action.ROUTE_LEADS,
    "leads_live": Action.VIEW,
    "notices": Action.VIEW,
    "notice_read": Action.VIEW,
    "notices_read": Action.VIEW,
    "wins": Action.VIEW,
    "top_accounts": Action.VIEW,
    "top_name": Action.CHALLENGE,
    "top_list": Action.VIEW,
    "pay": Action.VIEW,
    "pay_new": Action.EDIT_RULES,
    "pay_rep": Action.VIEW,
    "indicators": Action.VIEW,
    "indicator": Action.VIEW,
    "compared": Action.HOLD_REVIEWS,
    "job": Action.VIEW,
    "job_events": Action.VIEW,
    "job_cancel": Action.EDIT_SCENARIOS,
}
PATTERNS = {each.name: each.pattern for each in urlpatterns}
ABOUT_ONE = {name: pattern for name, pattern in PATTERNS.items() if pattern.converters}
SUBJECTS = {
    "account": "account",
    "claim_new": "account",
    "claim": "claim",
    "icp": "icp",
    "score": "score",
    "calendar": "calendar",
    "agreement": "agreement",
    "import": "import",
    "upload": "upload",
    "objective_year": "objectives",
    "objectives": "objectives",
    "lead_source": "source",
    "lead_source_rotate": "source",
    "lead_source_switch": "source",
    "segment": "segmentation",
    "segmentation": "segmentation",
    "duplicate": "duplicate",
    "merge": "merge",
    "overlay": "overlay",
    "rule": "rule",
    "letter": "rep",
    "transfer": "transfer",
    "member": "member",
    "token": "token",
    "scenario": "scenario",
    "indicator": "account",
    "alignment_rows": "account",
    "top_list": "rep",
    "pay_rep": "rep",
    "job": "job",
    "approval": "scenario",
    "challenge": "challenge",
    "challenge_new": "scenario",
    "comments_settle": "scenario",
    "consult": "scenario",
    "letters_again": "publication",
    "publication": "publication",
    "plan": "plan",
    "publish": "scenario",
    "meeting": "ritual",
    "lead": "lead",
    "predictor": "predictor",
    "notice": "notice",
    "absence": "absence",
    "chat": "chat",
    "review": "review",
    "decision": "decision",
    "roll_back": "publication",
    "territory_accept": "scenario",
}
MISSING = 987_654
SENT = {"stage": "draft", "name": "N", "text": "T", "effort": "1", "points": "3"}
"""Enough for what is looked at before the object."""


def path_of(name: str, key: int = MISSING) -> str:
    """The address of a page, about an object of that key."""
    keys = dict.fromkeys(PATTERNS[name].converters, key)
    return reverse(name, kwargs={"workspace": "main"} | keys)


def test_the_table_names_every_address():
    assert sorted(PAGES) == sorted(each.name for each in urlpatterns)


@pytest.mark.parametrize("role", Role.values)
def test_a_role_does_what_it_may_and_nothing_else(client, role):
    found = member(role)
    signed_in(client, found)
    refused = {name for name in PAGES if client.post(path_of(name)).status_code == 403}
    assert refused == {name for name, action in PAGES.items() if not may(found, action)}


def test_reading_is_refused_too(client):
    found = signed_in(client, member("reader"))
    for name, action in PAGES.items():
        status = found.get(path_of(name)).status_code
        assert status in (
            {403, 405} if action not in MATRIX[Role.READER] else {200, 404, 405, 422}
        ), name


def test_strangers_are_led_to_the_sign_in_page(client):
    for name in PAGES:
        for answer in (client.get(path_of(name)), client.post(path_of(name))):
            where = answer.url.partition("?")[0]
            assert (name, answer.status_code, where) == (name, 302, "/accounts/login/")


def test_members_of_another_workspace_find_nothing(client):
    signed_in(client, member_elsewhere())
    for name in PAGES:
        assert client.get(path_of(name)).status_code == 404, name
        assert client.post(path_of(name)).status_code == 404, name


def test_no_change_without_the_token_of_the_form():
    strict = signed_in(Client(enforce_csrf_checks=True), member())
    for name in PAGES:
        assert strict.post(path_of(name)).status_code == 403, name


@pytest.fixture
def elsewhere() -> dict[str, int]:
    """One object of each kind in another workspace, by its key."""
    now, today = timezone.now(), timezone.localdate()
    with scope(workspace=other_workspace()):
        found = member()
        rep = Rep.objects.create(external_id="R", name="R")
        account = Account.objects.create(external_id="A", name="A")
        scenario = Scenario.objects.create(name="S", status="approved")
        Territory.objects.create(scenario=scenario, number=1, name="T")
        rule = AssignmentRule.objects.create(name="Rule", rep=rep, starts_on=today)
        submission = Submission.objects.create(
            scenario=scenario, revision=1, effective_on=today, by=found
        )
        review = Review.objects.create(layer=Layer.PLAN, due_on=today)
        subjects = {
            "plan": RepPlan.objects.create(rep=rep, starts_on=today, content={}, objective=1),
            "review": review,
            "ritual": Ritual.objects.create(
                rhythm="weekly", first_on=today, at="09:00", minutes=45, time_zone="UTC"
            ),
            "decision": Decision.objects.create(review=review, text="T", owner=found, due_on=today),
            "account": account,
            "icp": IcpVersion.objects.create(
                number=1, criteria=PRESETS["tech"].stored(), wanted_on=today
            ),
            "calendar": BusinessCalendar.objects.create(
                key="us", name="US", content={"zone": "UTC"}
            ),
            "agreement": Agreement.objects.create(version=2, effective_from=now, policies=[]),
            "source": lead_source(),
            "predictor": Predictor.objects.create(version=1, fields={}, content={}, calibration={}),
            "score": ScoreModel.objects.create(version=2, content={}),
            "segmentation": Segmentation.objects.create(
                name="S", segments=[{"name": "A", "criteria": {"field": "state", "is": ["NY"]}}]
            ),
            "rep": rep,
            "duplicate": DuplicatePair.objects.create(
                first=account,
                second=Account.objects.create(external_id="B", name="B"),
                grade=1.0,
            ),
            "merge": Merge.objects.create(
                kept=account.pk, kept_code="A", gone=0, gone_code="C", name="A"
            ),
            "scenario": scenario,
            "rule": rule,
            "member": found,
            "token": create_token(member=found, name="t", scopes=["read"])[0],
            "claim": Claim.objects.create(
                account=account,
                claimant=rep,
                code="other",
                opened_at=now,
                escalates_at=now,
                due_at=now + timedelta(days=1),
            ),
            "overlay": Overlay.objects.create(
                account=account, rep=rep, role="sdr", starts_on=today
            ),
            "transfer": Transfer.objects.create(title="T", kind="rules", starts_on=today),
            "challenge": Challenge.objects.create(
                scenario=scenario,
                rep=rep,
                subject="account",
                reference="A",
                wanted=rep,
                code="other",
                text="T",
                by=found,
            ),
            "publication": Publication.objects.create(
                scenario=scenario, submission=submission, effective_on=today, by=found
            ),
            "job": Job.objects.create(kind="design", scenario=scenario),
            "lead": Lead.objects.create(name="L"),
            "import": ImportRun.objects.create(kind="reps", file_name="f.csv", sha256="x"),
            "upload": keep_upload(kind="reps", file_name="f", content=b"x", terms={}, by=found),
            "objectives": ObjectiveYear.objects.create(starts_on=today, total=1),
            "notice": Notice.objects.create(member=found, kind="plan", about="plan:1"),
            "absence": Absence.objects.create(
                rep=rep, begins_at=now, ends_at=now + timedelta(days=1)
            ),
            "chat": ChatHook.objects.create(name="C", kind="slack", url="https://rooms.example"),
        }
    return {name: subject.pk for name, subject in subjects.items()}


def test_a_number_no_database_holds_is_of_nothing(client):
    signed_in(client, member())
    for name in ABOUT_ONE:
        assert client.get(path_of(name, 10**30)).status_code in (403, 404, 405), name


def test_an_object_of_another_workspace_is_not_there(elsewhere):
    rep = Rep.objects.create(external_id="mine", name="Mine")
    people = {
        Role.OPERATIONS: signed_in(Client(), member()),
        Role.REP: signed_in(Client(), member("rep", rep=rep)),
        Role.DIRECTOR: signed_in(Client(), member("director")),
    }
    for name in ABOUT_ONE:
        client = next(who for role, who in people.items() if PAGES[name] in MATRIX[role])
        kind = SUBJECTS.get(name) or SUBJECTS[name.partition("_")[0]]
        path = path_of(name, elsewhere[kind])
        answers = {client.get(path).status_code, client.post(path, SENT).status_code}
        assert answers in ({404}, {404, 405}), name
