"""Every operation of the API and who may call it: all of them, for all roles, tokens and strangers."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from maillage.api import api
from maillage.domain.people.tokens import SCOPES, create_token
from maillage.models import Role
from maillage.permissions import Action, may
from tests.people import member, member_elsewhere, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

ROOT = "/api/v1/main"
READS, WRITES, RUNS, MANAGES = "read", "write", "design", "admin"
OPERATIONS = {
    "GET /accounts": (Action.VIEW, READS),
    "GET /accounts/{account}": (Action.VIEW, READS),
    "GET /accounts/{account}/owners": (Action.VIEW, READS),
    "POST /accounts/{account}/owners": (Action.EDIT_ACCOUNTS, WRITES),
    "GET /reps": (Action.VIEW, READS),
    "GET /coverage": (Action.VIEW, READS),
    "POST /scenarios/{scenario}/stage": (Action.EDIT_SCENARIOS, WRITES),
    "GET /scenarios/{scenario}/approvals": (Action.VIEW_DRAFTS, READS),
    "POST /scenarios/{scenario}/submit": (Action.EDIT_SCENARIOS, WRITES),
    "POST /scenarios/{scenario}/approvals": (Action.APPROVE, WRITES),
    "POST /scenarios/{scenario}/publish": (Action.PUBLISH, WRITES),
    "GET /publications": (Action.VIEW, READS),
    "POST /publications/{publication}/roll-back": (Action.PUBLISH, WRITES),
    "GET /rules": (Action.VIEW, READS),
    "POST /rules": (Action.EDIT_RULES, WRITES),
    "PUT /rules/{number}": (Action.EDIT_RULES, WRITES),
    "DELETE /rules/{number}": (Action.EDIT_RULES, WRITES),
    "GET /rules/test": (Action.VIEW_DRAFTS, READS),
    "POST /rules/apply": (Action.EDIT_RULES, WRITES),
    "GET /transfers": (Action.VIEW_DRAFTS, READS),
    "POST /transfers/{transfer}/undo": (Action.EDIT_ACCOUNTS, WRITES),
    "GET /overlays": (Action.VIEW, READS),
    "POST /overlays": (Action.EDIT_ACCOUNTS, WRITES),
    "POST /overlays/{overlay}/end": (Action.EDIT_ACCOUNTS, WRITES),
    "GET /claims": (Action.VIEW, READS),
    "POST /claims": (Action.CHALLENGE, WRITES),
    "POST /claims/{claim}/decide": (Action.ANSWER_CHALLENGES, WRITES),
    "POST /claims/{claim}/withdraw": (Action.CHALLENGE, WRITES),
    "GET /me": (Action.VIEW, READS),
    "GET /leads/inbox": (Action.VIEW, READS),
    "GET /leads/hot": (Action.VIEW, READS),
    "GET /leads/board": (Action.VIEW, READS),
    "GET /leads/{lead}": (Action.VIEW, READS),
    "GET /notices": (Action.VIEW, READS),
    "GET /notices/unread": (Action.VIEW, READS),
    "POST /notices/read": (Action.VIEW, WRITES),
    "POST /notices/{notice}/read": (Action.VIEW, WRITES),
    "GET /plans/groups": (Action.VIEW, READS),
    "GET /opportunities": (Action.VIEW, READS),
    "POST /opportunities": (Action.IMPORT, WRITES),
    "GET /opportunities/{opportunity}": (Action.VIEW, READS),
    "GET /tracking": (Action.VIEW, READS),
    "GET /tracking/measured": (Action.VIEW, READS),
    "GET /tracking/questions": (Action.VIEW, READS),
    "POST /tracking/questions": (Action.VIEW, READS),
    "GET /tracking/plan": (Action.VIEW, READS),
    "POST /tracking/plan": (Action.VIEW, READS),
    "POST /plans/examine": (Action.VIEW, READS),
    "GET /plans/{plan}/files/{kind}": (Action.VIEW, READS),
    "GET /plans/proposal": (Action.WRITE_PLAN, READS),
    "POST /plans/calculator": (Action.VIEW, READS),
    "POST /plans/calendar": (Action.VIEW, READS),
    "POST /plans/document": (Action.VIEW, READS),
    "GET /plans/document": (Action.VIEW, READS),
    "POST /plans/slides": (Action.VIEW, READS),
    "GET /brand": (Action.MANAGE_WORKSPACE, READS),
    "PUT /brand": (Action.MANAGE_WORKSPACE, WRITES),
    "GET /glossary": (Action.VIEW, READS),
    "POST /plans/checklist": (Action.VIEW, READS),
    "GET /plans/checklist": (Action.VIEW, READS),
    "GET /plans": (Action.VIEW, READS),
    "POST /plans": (Action.WRITE_PLAN, WRITES),
    "GET /objectives": (Action.VIEW_DRAFTS, READS),
    "GET /objectives/{starts_on}": (Action.VIEW_DRAFTS, READS),
    "GET /objectives/{starts_on}/attainment": (Action.VIEW_DRAFTS, READS),
    "PUT /objectives/{starts_on}": (Action.SET_OBJECTIVES, WRITES),
    "POST /objectives/{starts_on}/from-territories": (Action.SET_OBJECTIVES, WRITES),
    "POST /objectives/{starts_on}/pin": (Action.SET_OBJECTIVES, WRITES),
    "POST /objectives/{starts_on}/hand-down": (Action.SET_OBJECTIVES, WRITES),
    "GET /objectives/{starts_on}/gaps": (Action.VIEW_DRAFTS, READS),
    "GET /plans/in-force": (Action.VIEW, READS),
    "GET /plans/{plan}": (Action.VIEW, READS),
    "PUT /plans/{plan}": (Action.WRITE_PLAN, WRITES),
    "POST /plans/{plan}/propose": (Action.WRITE_PLAN, WRITES),
    "POST /plans/{plan}/discuss": (Action.ACCEPT_PLAN, WRITES),
    "POST /plans/{plan}/accept": (Action.ACCEPT_PLAN, WRITES),
    "POST /plans/{plan}/reopen": (Action.WRITE_PLAN, WRITES),
    "POST /plans/{plan}/restore": (Action.WRITE_PLAN, WRITES),
    "POST /plans/{plan}/copy": (Action.WRITE_PLAN, WRITES),
    "GET /plans/{plan}/versions": (Action.VIEW, READS),
    "GET /plans/{plan}/versions/{number}": (Action.VIEW, READS),
    "GET /plans/{plan}/notes": (Action.VIEW, READS),
    "POST /plans/{plan}/notes": (Action.COMMENT, WRITES),
    "GET /lead-sources": (Action.MANAGE_SOURCES, READS),
    "POST /lead-sources": (Action.MANAGE_SOURCES, MANAGES),
    "GET /lead-sources/{source}": (Action.MANAGE_SOURCES, READS),
    "POST /lead-sources/{source}/rotate": (Action.MANAGE_SOURCES, MANAGES),
    "POST /lead-sources/{source}/switch": (Action.MANAGE_SOURCES, MANAGES),
    "GET /lead-events/aside": (Action.MANAGE_SOURCES, READS),
    "POST /lead-events/aside/again": (Action.MANAGE_SOURCES, MANAGES),
    "GET /people": (Action.MANAGE_PEOPLE, READS),
    "POST /people": (Action.MANAGE_PEOPLE, MANAGES),
    "PUT /people/{member}": (Action.MANAGE_PEOPLE, MANAGES),
    "DELETE /people/{member}": (Action.MANAGE_PEOPLE, MANAGES),
    "GET /events": (Action.VIEW_LOG, READS),
    "GET /webhooks": (Action.MANAGE_WEBHOOKS, READS),
    "POST /webhooks": (Action.MANAGE_WEBHOOKS, MANAGES),
    "DELETE /webhooks/{webhook}": (Action.MANAGE_WEBHOOKS, MANAGES),
    "GET /scenarios": (Action.VIEW, READS),
    "POST /scenarios": (Action.EDIT_SCENARIOS, WRITES),
    "GET /scenarios/compare": (Action.VIEW, READS),
    "GET /scenarios/{scenario}": (Action.VIEW, READS),
    "DELETE /scenarios/{scenario}": (Action.EDIT_SCENARIOS, WRITES),
    "GET /scenarios/{scenario}/state": (Action.VIEW, READS),
    "POST /scenarios/{scenario}/moves": (Action.EDIT_SCENARIOS, WRITES),
    "POST /scenarios/{scenario}/accounts": (Action.EDIT_SCENARIOS, WRITES),
    "POST /scenarios/{scenario}/locks": (Action.EDIT_SCENARIOS, WRITES),
    "POST /scenarios/{scenario}/undo": (Action.EDIT_SCENARIOS, WRITES),
    "POST /scenarios/{scenario}/redo": (Action.EDIT_SCENARIOS, WRITES),
    "POST /scenarios/{scenario}/fill": (Action.EDIT_SCENARIOS, WRITES),
    "PATCH /scenarios/{scenario}/territories/{number}": (Action.EDIT_SCENARIOS, WRITES),
    "GET /scenarios/{scenario}/repairs": (Action.VIEW, READS),
    "POST /scenarios/{scenario}/copy": (Action.EDIT_SCENARIOS, WRITES),
    "POST /scenarios/{scenario}/branch": (Action.EDIT_SCENARIOS, WRITES),
    "GET /scenarios/{scenario}/merge": (Action.EDIT_SCENARIOS, READS),
    "POST /scenarios/{scenario}/merge": (Action.EDIT_SCENARIOS, WRITES),
    "PATCH /scenarios/{scenario}/request": (Action.EDIT_SCENARIOS, WRITES),
    "POST /scenarios/{scenario}/jobs": (Action.EDIT_SCENARIOS, RUNS),
    "GET /jobs/{job}": (Action.VIEW, READS),
    "POST /jobs/{job}/cancel": (Action.EDIT_SCENARIOS, RUNS),
    "GET /scenarios/{scenario}/comments": (Action.VIEW, READS),
    "POST /scenarios/{scenario}/comments": (Action.COMMENT, WRITES),
    "POST /scenarios/{scenario}/comments/{comment}/settle": (Action.COMMENT, WRITES),
    "GET /accounts/{account}/more": (Action.VIEW, READS),
    "GET /coverage/zones": (Action.VIEW, READS),
    "GET /scenarios/{scenario}/units": (Action.VIEW, READS),
    "GET /scenarios/{scenario}/units/moves": (Action.VIEW, READS),
    "GET /scenarios/{scenario}/accounts/moves": (Action.VIEW, READS),
    "GET /scenarios/{scenario}/apart/{other}": (Action.VIEW, READS),
    "GET /scenarios/{scenario}/frontier": (Action.VIEW, READS),
    "GET /scenarios/{scenario}/jobs": (Action.VIEW, READS),
    "GET /scenarios/{scenario}/publish": (Action.PUBLISH, READS),
    "GET /publications/{publication}": (Action.VIEW_DRAFTS, READS),
    "GET /publications/{publication}/accounts": (Action.VIEW_DRAFTS, READS),
    "GET /publications/{publication}/letters": (Action.VIEW_DRAFTS, READS),
    "POST /publications/{publication}/letters": (Action.PUBLISH, WRITES),
    "GET /scenarios/{scenario}/consultation": (Action.VIEW_DRAFTS, READS),
    "POST /scenarios/{scenario}/consultation": (Action.EDIT_SCENARIOS, WRITES),
    "POST /scenarios/{scenario}/consultation/end": (Action.EDIT_SCENARIOS, WRITES),
    "POST /scenarios/{scenario}/acceptance": (Action.CHALLENGE, WRITES),
    "GET /territory": (Action.VIEW, READS),
    "POST /scenarios/{scenario}/challenges": (Action.CHALLENGE, WRITES),
    "GET /challenges": (Action.VIEW, READS),
    "GET /challenges/{challenge}": (Action.VIEW, READS),
    "POST /challenges/{challenge}/answer": (Action.ANSWER_CHALLENGES, WRITES),
    "POST /challenges/{challenge}/withdraw": (Action.CHALLENGE, WRITES),
    "GET /rules/presets": (Action.EDIT_RULES, READS),
    "GET /rules/{number}": (Action.VIEW, READS),
    "GET /rules/test/{finding}": (Action.VIEW_DRAFTS, READS),
    "POST /transfers": (Action.EDIT_ACCOUNTS, WRITES),
    "POST /transfers/preview": (Action.EDIT_ACCOUNTS, WRITES),
    "GET /transfers/{transfer}": (Action.VIEW_DRAFTS, READS),
    "GET /transfers/{transfer}/accounts": (Action.VIEW_DRAFTS, READS),
    "POST /reps/{rep}/leave": (Action.EDIT_ACCOUNTS, WRITES),
    "GET /claims/{claim}": (Action.VIEW, READS),
    "GET /policy": (Action.EDIT_RULES, READS),
    "PUT /policy": (Action.EDIT_RULES, WRITES),
    "POST /policy/cut": (Action.EDIT_RULES, WRITES),
    "GET /reviews": (Action.VIEW_DRAFTS, READS),
    "POST /reviews": (Action.HOLD_REVIEWS, WRITES),
    "POST /reviews/call": (Action.HOLD_REVIEWS, WRITES),
    "GET /reviews/due": (Action.VIEW_DRAFTS, READS),
    "GET /reviews/rhythm": (Action.VIEW_DRAFTS, READS),
    "PUT /reviews/rhythm": (Action.MANAGE_WORKSPACE, WRITES),
    "GET /reviews/{review}": (Action.VIEW_DRAFTS, READS),
    "POST /reviews/{review}/hold": (Action.HOLD_REVIEWS, WRITES),
    "POST /reviews/{review}/decisions": (Action.HOLD_REVIEWS, WRITES),
    "POST /decisions/{decision}": (Action.HOLD_REVIEWS, WRITES),
    "GET /reviews/{review}/minutes.docx": (Action.VIEW_DRAFTS, READS),
    "GET /reviews/{review}/next.ics": (Action.VIEW_DRAFTS, READS),
    "GET /meetings": (Action.VIEW_DRAFTS, READS),
    "GET /meetings/calendar.ics": (Action.VIEW_DRAFTS, READS),
    "PUT /meetings/{rhythm}": (Action.HOLD_REVIEWS, WRITES),
    "DELETE /meetings/{rhythm}": (Action.HOLD_REVIEWS, WRITES),
    "GET /rollout": (Action.VIEW_DRAFTS, READS),
    "PUT /rollout": (Action.HOLD_REVIEWS, WRITES),
    "POST /rollout/{step}": (Action.HOLD_REVIEWS, WRITES),
    "GET /wins": (Action.VIEW, READS),
    "GET /mine": (Action.VIEW, READS),
    "GET /top-accounts": (Action.VIEW, READS),
    "GET /top-accounts/{rep}": (Action.VIEW, READS),
    "PUT /top-accounts": (Action.CHALLENGE, WRITES),
    "GET /pay": (Action.VIEW, READS),
    "GET /pay/schemes": (Action.EDIT_RULES, READS),
    "POST /pay/schemes": (Action.EDIT_RULES, WRITES),
    "GET /pay/cost": (Action.APPROVE, READS),
    "GET /pay/reps/{rep}": (Action.VIEW, READS),
    "GET /indicators": (Action.VIEW, READS),
    "GET /indicators/compared": (Action.HOLD_REVIEWS, READS),
    "GET /indicators/{key}/rows": (Action.VIEW, READS),
    "GET /alignment": (Action.VIEW, READS),
    "GET /alignment/compare": (Action.VIEW, READS),
    "GET /alignment/losses": (Action.VIEW, READS),
    "GET /alignment/{key}/rows": (Action.VIEW, READS),
    "GET /icp": (Action.VIEW, READS),
    "POST /icp": (Action.EDIT_ICP, WRITES),
    "GET /icp/presets": (Action.VIEW, READS),
    "GET /icp/in-force": (Action.VIEW, READS),
    "POST /icp/count": (Action.EDIT_ICP, READS),
    "GET /icp/activity": (Action.VIEW_DRAFTS, READS),
    "GET /icp/{number}": (Action.VIEW, READS),
    "PUT /icp/{number}": (Action.EDIT_ICP, WRITES),
    "DELETE /icp/{number}": (Action.EDIT_ICP, WRITES),
    "POST /icp/{number}/sign": (Action.SIGN_ICP, WRITES),
    "GET /icp/{number}/counts": (Action.VIEW, READS),
    "GET /icp/{number}/accounts": (Action.VIEW, READS),
    "GET /accounts/{account}/fit": (Action.VIEW, READS),
    "GET /calendars": (Action.VIEW, READS),
    "POST /calendars": (Action.EDIT_SCORING, WRITES),
    "GET /calendars/overlaps": (Action.VIEW, READS),
    "GET /calendars/{key}": (Action.VIEW, READS),
    "DELETE /calendars/{key}": (Action.EDIT_SCORING, WRITES),
    "GET /calendars/{key}/month": (Action.VIEW, READS),
    "GET /calendars/{key}/versions": (Action.VIEW, READS),
    "GET /agreements": (Action.VIEW, READS),
    "POST /agreements": (Action.EDIT_SCORING, WRITES),
    "GET /agreements/in-force": (Action.VIEW, READS),
    "GET /agreements/{version}": (Action.VIEW, READS),
    "GET /agreements/{version}/differences": (Action.VIEW, READS),
    "GET /costs": (Action.VIEW, READS),
    "POST /costs": (Action.EDIT_SCORING, WRITES),
    "DELETE /costs/{cost}": (Action.EDIT_SCORING, WRITES),
    "GET /predictors": (Action.VIEW, READS),
    "POST /predictors": (Action.EDIT_SCORING, WRITES),
    "POST /predictors/{version}/activate": (Action.EDIT_SCORING, WRITES),
    "POST /predictors/{version}/switch-off": (Action.EDIT_SCORING, WRITES),
    "GET /score-models": (Action.VIEW, READS),
    "POST /score-models": (Action.EDIT_SCORING, WRITES),
    "GET /score-models/presets": (Action.VIEW, READS),
    "POST /score-models/what-if": (Action.EDIT_SCORING, READS),
    "GET /score-models/{version}": (Action.VIEW, READS),
    "PUT /score-models/{version}": (Action.EDIT_SCORING, WRITES),
    "DELETE /score-models/{version}": (Action.EDIT_SCORING, WRITES),
    "POST /score-models/{version}/activate": (Action.EDIT_SCORING, WRITES),
    "GET /score-models/{version}/what-if": (Action.VIEW, READS),
    "GET /score-models/{version}/differences": (Action.VIEW, READS),
    "GET /lead-routing": (Action.VIEW, READS),
    "PUT /lead-routing": (Action.ROUTE_LEADS, WRITES),
    "GET /leads/{lead}/routing": (Action.VIEW, READS),
    "GET /absences": (Action.VIEW, READS),
    "POST /absences": (Action.WORK_LEADS, WRITES),
    "DELETE /absences/{absence}": (Action.WORK_LEADS, WRITES),
    "GET /chat-hooks": (Action.ROUTE_LEADS, READS),
    "POST /chat-hooks": (Action.ROUTE_LEADS, WRITES),
    "DELETE /chat-hooks/{hook}": (Action.ROUTE_LEADS, WRITES),
    "GET /leads": (Action.VIEW, READS),
    "GET /leads/{lead}/events": (Action.VIEW, READS),
    "GET /leads/{lead}/scores": (Action.VIEW, READS),
    "GET /leads/{lead}/promises": (Action.VIEW, READS),
    "POST /leads/{lead}/contact": (Action.WORK_LEADS, WRITES),
    "POST /leads/{lead}/accept": (Action.WORK_LEADS, WRITES),
    "POST /leads/{lead}/refuse": (Action.WORK_LEADS, WRITES),
    "POST /leads/{lead}/feedback": (Action.WORK_LEADS, WRITES),
    "POST /leads/{lead}/call": (Action.WORK_LEADS, WRITES),
    "POST /leads/{lead}/sql": (Action.WORK_LEADS, WRITES),
    "POST /leads/{lead}/opportunity": (Action.WORK_LEADS, WRITES),
    "POST /leads/{lead}/recycle": (Action.WORK_LEADS, WRITES),
    "POST /leads/{lead}/assign": (Action.ROUTE_LEADS, WRITES),
    "POST /leads/{lead}/account": (Action.WORK_LEADS, WRITES),
    "GET /segmentations": (Action.VIEW, READS),
    "POST /segmentations": (Action.EDIT_SEGMENTS, WRITES),
    "GET /segmentations/presets": (Action.EDIT_SEGMENTS, READS),
    "POST /segmentations/count": (Action.EDIT_SEGMENTS, READS),
    "GET /segmentations/{number}": (Action.VIEW, READS),
    "PUT /segmentations/{number}": (Action.EDIT_SEGMENTS, WRITES),
    "DELETE /segmentations/{number}": (Action.EDIT_SEGMENTS, WRITES),
    "GET /segmentations/{number}/counts": (Action.VIEW, READS),
    "GET /segmentations/{number}/accounts": (Action.VIEW, READS),
    "GET /accounts/{account}/segments": (Action.VIEW, READS),
    "GET /market/datasets": (Action.VIEW, READS),
    "GET /market/map": (Action.VIEW, READS),
    "GET /accounts/{account}/calls": (Action.VIEW, READS),
    "GET /accounts/{account}/signals": (Action.VIEW, READS),
    "POST /accounts/{account}/signals": (Action.EDIT_ACCOUNTS, WRITES),
    "GET /uploads": (Action.IMPORT, READS),
    "POST /uploads": (Action.IMPORT, WRITES),
    "GET /uploads/{upload}": (Action.IMPORT, READS),
    "POST /uploads/{upload}/look": (Action.IMPORT, WRITES),
    "POST /uploads/{upload}/import": (Action.IMPORT, WRITES),
    "DELETE /uploads/{upload}": (Action.IMPORT, WRITES),
    "GET /imports": (Action.IMPORT, READS),
    "POST /imports/{run}/undo": (Action.IMPORT, WRITES),
    "POST /signals": (Action.EDIT_ACCOUNTS, WRITES),
    "DELETE /signals/{signal}": (Action.EDIT_ACCOUNTS, WRITES),
    "GET /hours/overlap": (Action.VIEW, READS),
    "GET /duplicates": (Action.EDIT_ACCOUNTS, READS),
    "POST /duplicates": (Action.EDIT_ACCOUNTS, WRITES),
    "POST /duplicates/merge": (Action.EDIT_ACCOUNTS, WRITES),
    "GET /duplicates/{pair}": (Action.EDIT_ACCOUNTS, READS),
    "POST /duplicates/{pair}/merge": (Action.EDIT_ACCOUNTS, WRITES),
    "POST /duplicates/{pair}/refuse": (Action.EDIT_ACCOUNTS, WRITES),
    "POST /duplicates/{pair}/reopen": (Action.EDIT_ACCOUNTS, WRITES),
    "GET /proposals": (Action.EDIT_ACCOUNTS, READS),
    "POST /proposals": (Action.EDIT_ACCOUNTS, WRITES),
    "POST /proposals/apply": (Action.EDIT_ACCOUNTS, WRITES),
    "POST /proposals/refuse": (Action.EDIT_ACCOUNTS, WRITES),
    "POST /proposals/reopen": (Action.EDIT_ACCOUNTS, WRITES),
    "POST /proposals/undo": (Action.EDIT_ACCOUNTS, WRITES),
    "GET /merges": (Action.EDIT_ACCOUNTS, READS),
    "POST /merges/{merge}/undo": (Action.EDIT_ACCOUNTS, WRITES),
    "GET /market/launch": (Action.VIEW, READS),
    "GET /market/priority": (Action.VIEW, READS),
    "GET /letters": (Action.VIEW_DRAFTS, READS),
    "GET /letters/letters.pdf": (Action.VIEW_DRAFTS, READS),
    "GET /letters/{rep}": (Action.VIEW, READS),
    "GET /letters/{rep}/letter.pdf": (Action.VIEW, READS),
    "GET /exports/{listed}.csv": (Action.EXPORT, READS),
    "GET /exports/{listed}.xlsx": (Action.EXPORT, READS),
    "GET /exports/{layer}.geojson": (Action.EXPORT, READS),
    "GET /me/messages": (Action.VIEW, READS),
    "PUT /me/messages": (Action.COMMENT, WRITES),
    "PATCH /me": (Action.VIEW, WRITES),
    "GET /me/tokens": (Action.USE_TOKENS, READS),
    "DELETE /me/tokens/{token}": (Action.USE_TOKENS, WRITES),
    "GET /people/{member}": (Action.MANAGE_PEOPLE, READS),
}


BY_SOURCES = {
    "POST /lead-events",
    "POST /lead-events/batch",
    "POST /lead-webhooks/{source}",
}
"""What programs do with the token of a source or a signature, which are no member's."""


def described() -> Iterator[str]:
    """Name every operation of the description."""
    for path, operations in api.get_openapi_schema(path_prefix="")["paths"].items():
        short = re.sub(r"\{\w+:(\w+)\}", r"{\1}", path.removeprefix("/{workspace}"))
        for method in operations:
            yield f"{method.upper()} {short}"


def call(client: Client, operation: str, root: str = ROOT, key: int = 987654) -> int:
    """Call an operation about something that is not there, with an empty body; give the status."""
    method, path = operation.split()
    about = root + re.sub(r"\{\w+\}", str(key), path)
    return client.generic(method, about, "{}", "application/json").status_code


def test_the_table_names_every_operation():
    assert sorted([*OPERATIONS, *BY_SOURCES]) == sorted(described())


def test_what_sources_do_no_member_does(client):
    _token, secret = create_token(member=member(), name="t", scopes=SCOPES)
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    signed_in(client, member())
    for who in (client, program, Client()):
        assert {call(who, each) for each in BY_SOURCES} == {401}


@pytest.mark.parametrize("role", Role.values)
def test_a_role_does_what_it_may_and_nothing_else(client, role):
    found = member(role)
    signed_in(client, found)
    refused = {each for each in OPERATIONS if call(client, each) == 403}
    assert refused == {each for each, (action, _) in OPERATIONS.items() if not may(found, action)}


@pytest.mark.parametrize("scope", SCOPES)
def test_a_token_does_what_its_scope_allows_and_nothing_else(scope):
    _token, secret = create_token(member=member(), name="t", scopes=[scope])
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    allowed = {each for each in OPERATIONS if call(client, each) != 403}
    assert allowed == {
        each
        for each, (action, needed) in OPERATIONS.items()
        if needed == scope and action not in {Action.CHALLENGE, Action.SIGN_ICP, Action.ACCEPT_PLAN}
    }


def test_strangers_are_told_so(client):
    assert {call(client, each) for each in OPERATIONS} == {401}


def test_members_of_another_workspace_find_nothing(client):
    signed_in(client, member_elsewhere())
    assert {call(client, each) for each in OPERATIONS} == {404}
    assert {call(client, each, "/api/v1/nowhere") for each in OPERATIONS} == {404}


def test_a_number_no_database_holds_is_of_nothing(client):
    signed_in(client, member())
    statuses = {call(client, each, key=10**30) for each in OPERATIONS if "{" in each}
    assert statuses <= {403, 404, 422}


def test_a_session_changes_nothing_without_its_csrf_token():
    strict = signed_in(Client(enforce_csrf_checks=True), member())
    changing = [each for each in OPERATIONS if not each.startswith("GET")]
    assert {call(strict, each) for each in changing} == {403}
