"""All that the pages do is in the API, for the same roles: page by page, action by action (issue 4).

A page that is added without an operation, or without a reason why it has none, fails here.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections import Counter

import pytest
from pydantic import BaseModel

import maillage.api
from maillage.permissions import MATRIX, Action
from maillage.web.urls import urlpatterns
from tests.api.test_matrix import OPERATIONS

pytestmark = pytest.mark.unit

FILES = "GET /exports/{listed}.csv"
"""Lists of pages are exported as CSV and XLSX; so are those of the API."""

SAME = {
    # who covers what
    "coverage GET": ["GET /coverage", "GET /reps"],
    "coverage_map GET": ["GET /coverage/zones"],
    "accounts GET": ["GET /accounts"],
    "accounts_map GET": ["GET /accounts"],
    "account GET": [
        "GET /accounts/{account}", "GET /accounts/{account}/owners", "GET /accounts/{account}/more",
        "GET /accounts/{account}/fit", "GET /accounts/{account}/calls",
        "GET /accounts/{account}/signals",
        "GET /accounts/{account}/segments",
    ],
    "account_give POST": ["POST /accounts/{account}/owners"],
    "accounts_export POST": ["GET /exports/{listed}.csv"],
    "accounts_scenario POST": ["POST /scenarios/{scenario}/accounts"],
    "accounts_give POST": ["POST /transfers", "POST /transfers/preview"],
    "accounts_overlay POST": ["POST /overlays"],
    "overlay_end POST": ["POST /overlays/{overlay}/end"],
    "transfers GET": ["GET /transfers"],
    "transfer GET": ["GET /transfers/{transfer}", "GET /transfers/{transfer}/accounts"],
    "transfer_undo POST": ["POST /transfers/{transfer}/undo"],
    "claims GET": ["GET /claims"],
    "claim_new POST": ["POST /claims"],
    "claim GET": ["GET /claims/{claim}"],
    "claim POST": ["POST /claims/{claim}/decide"],
    "claim_withdraw POST": ["POST /claims/{claim}/withdraw"],
    "letters GET": ["GET /letters"],
    "letters_pdf GET": ["GET /letters/letters.pdf"],
    "letter GET": ["GET /letters/{rep}"],
    "letter_pdf GET": ["GET /letters/{rep}/letter.pdf"],
    # the ideal customer profile
    "icp GET": ["GET /icp", "GET /icp/in-force"],
    "icp_new POST": ["POST /icp"],
    "icp_count POST": ["POST /icp/count"],
    "icp_version GET": ["GET /icp/{number}", "GET /icp/{number}/counts"],
    "icp_edit POST": ["PUT /icp/{number}"],
    "icp_sign POST": ["POST /icp/{number}/sign"],
    "icp_withdraw POST": ["DELETE /icp/{number}"],
    "icp_accounts GET": ["GET /icp/{number}/accounts"],
    # to whom leads go
    "lead_routing GET": [
        "GET /lead-routing", "GET /leads/{lead}/routing", "GET /absences", "GET /chat-hooks",
    ],
    "lead_routing_rule POST": ["PUT /lead-routing"],
    "lead_routing_change POST": ["PUT /lead-routing"],
    "lead_routing_seat POST": ["PUT /lead-routing"],
    "absence_new POST": ["POST /absences"],
    "absence_remove POST": ["DELETE /absences/{absence}"],
    "chat_new POST": ["POST /chat-hooks"],
    "chat_remove POST": ["DELETE /chat-hooks/{hook}"],
    # what both teams agree on for leads
    "calendars GET": ["GET /calendars", "GET /calendars/overlaps"],
    "calendar_new POST": ["POST /calendars"],
    "calendar GET": ["GET /calendars/{key}", "GET /calendars/{key}/month", "GET /calendars/{key}/versions"],
    "calendar_edit POST": ["POST /calendars"],
    "calendar_give_up POST": ["DELETE /calendars/{key}"],
    "agreements GET": ["GET /agreements", "GET /agreements/in-force"],
    "agreement GET": [
        "GET /agreements/{version}", "GET /agreements/{version}/differences",
    ],
    "agreement_new POST": ["POST /agreements"],
    "costs GET": ["GET /costs"],
    "costs_record POST": ["POST /costs"],
    "costs_remove POST": ["DELETE /costs/{cost}"],
    "predictor_learn POST": ["POST /predictors"],
    "predictor_on POST": ["POST /predictors/{version}/activate"],
    "predictor_off POST": ["POST /predictors/{version}/switch-off"],
    "score_models GET": ["GET /score-models", "GET /predictors"],
    "score_model_new GET": ["GET /score-models/presets"],
    "score_model_new POST": ["POST /score-models"],
    "score_model_check POST": ["POST /score-models/what-if"],
    "score_model GET": [
        "GET /score-models/{version}", "GET /score-models/{version}/what-if",
        "GET /score-models/{version}/differences",
    ],
    "score_model_edit POST": ["PUT /score-models/{version}"],
    "score_model_activate POST": ["POST /score-models/{version}/activate"],
    "score_model_withdraw POST": ["DELETE /score-models/{version}"],
    # segments
    "segments GET": ["GET /segmentations"],
    "segmentation_new GET": ["GET /segmentations/presets"],
    "segmentation_new POST": ["POST /segmentations"],
    "segmentation GET": [
        "GET /segmentations/{number}", "GET /segmentations/{number}/counts",
    ],
    "segmentation_edit POST": ["PUT /segmentations/{number}"],
    "segmentation_remove POST": ["DELETE /segmentations/{number}"],
    "segment_accounts GET": ["GET /segmentations/{number}/accounts"],
    "segment_count POST": ["POST /segmentations/count"],
    "segment_new POST": ["PUT /segmentations/{number}"],
    "segment POST": ["PUT /segmentations/{number}"],
    "segment_remove POST": ["PUT /segmentations/{number}"],
    # files
    "imports GET": ["GET /imports", "GET /uploads"],
    "import_new POST": ["POST /uploads"],
    "import_run GET": ["GET /imports"],
    "import_undo POST": ["POST /imports/{run}/undo"],
    "upload GET": ["GET /uploads/{upload}"],
    "upload_look POST": ["POST /uploads/{upload}/look"],
    "upload_import POST": ["POST /uploads/{upload}/import"],
    "upload_forget POST": ["DELETE /uploads/{upload}"],
    # opportunities
    "opportunities GET": ["GET /opportunities"],
    "objectives GET": ["GET /objectives", "GET /objectives/{starts_on}/attainment"],
    "objective_year GET": [
        "GET /objectives/{starts_on}", "GET /objectives/{starts_on}/attainment",
        "GET /objectives/{starts_on}/gaps",
    ],
    "objectives_new POST": [
        "PUT /objectives/{starts_on}", "POST /objectives/{starts_on}/from-territories",
    ],
    "objectives_pin POST": ["POST /objectives/{starts_on}/pin"],
    "objectives_hand_down POST": ["POST /objectives/{starts_on}/hand-down"],
    "tracking GET": ["GET /tracking", "GET /tracking/questions"],
    # the market
    "market GET": ["GET /market/map", "GET /market/datasets"],
    "market_map GET": ["GET /market/map"],
    "market_places GET": ["GET /market/map"],
    "priority GET": ["GET /market/priority", "GET /market/launch"],
    # rules
    "rules GET": ["GET /rules"],
    "rule_new GET": ["GET /rules/presets"],
    "rule_new POST": ["POST /rules"],
    "rule GET": ["GET /rules/{number}", "GET /rules/test"],
    "rule POST": ["PUT /rules/{number}"],
    "rule_remove POST": ["DELETE /rules/{number}"],
    "rules_test GET": ["GET /rules/test", "GET /rules/test/{finding}"],
    "rules_apply POST": ["POST /rules/apply"],
    "rules_policy GET": ["GET /policy"],
    "rules_policy POST": ["PUT /policy"],
    "rules_cut POST": ["POST /policy/cut"],
    # plans of reps
    "plans GET": ["GET /plans"],
    "plan_new GET": ["GET /plans/proposal"],
    "plan_new POST": ["POST /plans", "POST /plans/{plan}/copy"],
    "plan GET": ["GET /plans/{plan}", "GET /plans/{plan}/notes", "GET /plans/{plan}/versions"],
    "plan_edit POST": ["PUT /plans/{plan}"],
    "plan_figures POST": ["POST /plans/examine"],
    "plan_propose POST": ["POST /plans/{plan}/propose"],
    "plan_discuss POST": ["POST /plans/{plan}/discuss"],
    "plan_accept POST": ["POST /plans/{plan}/accept"],
    "plan_reopen POST": ["POST /plans/{plan}/reopen"],
    "plan_note POST": ["POST /plans/{plan}/notes"],
    "plan_version GET": ["GET /plans/{plan}/versions/{number}"],
    "plan_restore POST": ["POST /plans/{plan}/restore"],
    "plan_file GET": ["GET /plans/{plan}/files/{kind}"],
    # sources of leads
    "lead_sources GET": ["GET /lead-sources"],
    "lead_source_new POST": ["POST /lead-sources"],
    "lead_source GET": ["GET /lead-sources/{source}"],
    "lead_source_rotate POST": ["POST /lead-sources/{source}/rotate"],
    "lead_source_switch POST": ["POST /lead-sources/{source}/switch"],
    "lead_events_aside GET": ["GET /lead-events/aside"],
    "lead_events_again POST": ["POST /lead-events/aside/again"],
    # people
    "members GET": ["GET /people"],
    "member_new POST": ["POST /people"],
    "member GET": ["GET /people/{member}"],
    "member POST": ["PUT /people/{member}"],
    "member_remove POST": ["DELETE /people/{member}"],
    "log GET": ["GET /events"],
    "brand GET": ["GET /brand"],
    "brand POST": ["PUT /brand"],
    "glossary GET": ["GET /glossary"],
    "me GET": ["GET /me", "GET /me/tokens", "GET /me/messages"],
    "me POST": ["PATCH /me"],
    "messages_choose POST": ["PUT /me/messages"],
    "token_revoke POST": ["DELETE /me/tokens/{token}"],
    # scenarios
    "scenarios GET": ["GET /scenarios"],
    "scenario_new POST": ["POST /scenarios"],
    "scenario GET": [
        "GET /scenarios/{scenario}", "GET /scenarios/{scenario}/state",
        "GET /scenarios/{scenario}/comments", "GET /scenarios/{scenario}/jobs",
    ],
    "scenario_stage POST": ["POST /scenarios/{scenario}/stage"],
    "scenario_copy POST": [
        "POST /scenarios/{scenario}/copy", "POST /scenarios/{scenario}/branch",
    ],
    "scenario_delete POST": ["DELETE /scenarios/{scenario}"],
    "scenario_comments GET": ["GET /scenarios/{scenario}/comments"],
    "scenario_comment POST": ["POST /scenarios/{scenario}/comments"],
    "comments_settle POST": ["POST /scenarios/{scenario}/comments/{comment}/settle"],
    "scenario_ask GET": ["GET /scenarios/{scenario}"],
    "scenario_ask POST": ["PATCH /scenarios/{scenario}/request"],
    "scenario_figures GET": ["GET /scenarios/{scenario}/state"],
    "scenario_fill POST": ["POST /scenarios/{scenario}/fill"],
    "scenario_repairs GET": ["GET /scenarios/{scenario}/repairs"],
    "scenario_repair POST": ["POST /scenarios/{scenario}/moves"],
    "scenario_territory GET": ["GET /scenarios/{scenario}/state"],
    "scenario_territory POST": ["PATCH /scenarios/{scenario}/territories/{number}"],
    "scenario_units GET": ["GET /scenarios/{scenario}/units"],
    "scenario_units_change POST": [
        "POST /scenarios/{scenario}/moves", "POST /scenarios/{scenario}/locks",
        "POST /scenarios/{scenario}/undo", "POST /scenarios/{scenario}/redo",
    ],
    "scenario_compare GET": ["GET /scenarios/compare", "GET /scenarios/{scenario}/apart/{other}"],
    "scenario_moves GET": [
        "GET /scenarios/{scenario}/units/moves", "GET /scenarios/{scenario}/accounts/moves",
        "GET /scenarios/{scenario}/frontier",
    ],
    "scenario_merge GET": ["GET /scenarios/{scenario}/merge"],
    "scenario_merge POST": ["POST /scenarios/{scenario}/merge"],
    "scenario_run POST": ["POST /scenarios/{scenario}/jobs"],
    "scenario_sweep POST": ["POST /scenarios/{scenario}/jobs"],
    "scenario_state GET": ["GET /scenarios/{scenario}/state"],
    "scenario_places GET": ["GET /scenarios/{scenario}/units"],
    "scenario_move POST": ["POST /scenarios/{scenario}/moves"],
    "scenario_undo POST": ["POST /scenarios/{scenario}/undo"],
    "scenario_redo POST": ["POST /scenarios/{scenario}/redo"],
    "scenario_lock POST": ["POST /scenarios/{scenario}/locks"],
    "job GET": ["GET /jobs/{job}"],
    "job_events GET": ["GET /jobs/{job}"],
    "job_cancel POST": ["POST /jobs/{job}/cancel"],
    # duplicates
    "duplicates GET": ["GET /duplicates"],
    "duplicates_find POST": ["POST /duplicates"],
    "duplicates_merge POST": ["POST /duplicates/merge"],
    "duplicate GET": ["GET /duplicates/{pair}"],
    "duplicate_merge POST": ["POST /duplicates/{pair}/merge"],
    "duplicate_refuse POST": ["POST /duplicates/{pair}/refuse"],
    "duplicate_reopen POST": ["POST /duplicates/{pair}/reopen"],
    "addresses GET": ["GET /proposals"],
    "addresses_find POST": ["POST /proposals"],
    "addresses_decide POST": [
        "POST /proposals/apply", "POST /proposals/refuse", "POST /proposals/reopen",
        "POST /proposals/undo",
    ],
    "sites GET": ["GET /proposals"],
    "sites_find POST": ["POST /proposals"],
    "sites_decide POST": [
        "POST /proposals/apply", "POST /proposals/refuse", "POST /proposals/reopen",
        "POST /proposals/undo",
    ],
    "merges GET": ["GET /merges"],
    "merge GET": ["GET /merges"],
    "merge_undo POST": ["POST /merges/{merge}/undo"],
    # decisions
    "territory GET": ["GET /territory", "GET /mine"],
    "territory_accept POST": ["POST /scenarios/{scenario}/acceptance"],
    "challenge_new POST": ["POST /scenarios/{scenario}/challenges"],
    "challenges GET": ["GET /challenges"],
    "challenge GET": ["GET /challenges/{challenge}"],
    "challenge_answer POST": ["POST /challenges/{challenge}/answer"],
    "challenge_withdraw POST": ["POST /challenges/{challenge}/withdraw"],
    "approval GET": [
        "GET /scenarios/{scenario}/approvals", "GET /scenarios/{scenario}/consultation",
    ],
    "consult POST": ["POST /scenarios/{scenario}/consultation"],
    "consult_end POST": ["POST /scenarios/{scenario}/consultation/end"],
    "approval_submit POST": ["POST /scenarios/{scenario}/submit"],
    "approval_speak POST": ["POST /scenarios/{scenario}/approvals"],
    "approval_take_back POST": ["POST /scenarios/{scenario}/stage"],
    "publish GET": ["GET /scenarios/{scenario}/publish"],
    "publish POST": ["POST /scenarios/{scenario}/publish"],
    "publications GET": ["GET /publications"],
    "publication GET": [
        "GET /publications/{publication}", "GET /publications/{publication}/accounts",
        "GET /publications/{publication}/letters",
    ],
    "roll_back POST": ["POST /publications/{publication}/roll-back"],
    "letters_again POST": ["POST /publications/{publication}/letters"],
    # reviews
    "reviews GET": ["GET /reviews", "GET /reviews/due", "GET /reviews/rhythm"],
    "review_new POST": ["POST /reviews"],
    "review_call POST": ["POST /reviews/call"],
    "review_settings POST": ["PUT /reviews/rhythm"],
    "review GET": ["GET /reviews/{review}"],
    "review_hold POST": ["POST /reviews/{review}/hold"],
    "review_decide POST": ["POST /reviews/{review}/decisions"],
    "review_minutes GET": ["GET /reviews/{review}/minutes.docx"],
    "review_calendar GET": ["GET /reviews/{review}/next.ics"],
    "decision_settle POST": ["POST /decisions/{decision}"],
    "meetings GET": ["GET /meetings", "GET /rollout"],
    "meeting_set POST": ["PUT /meetings/{rhythm}"],
    "meeting_end POST": ["DELETE /meetings/{rhythm}"],
    "meetings_calendar GET": ["GET /meetings/calendar.ics"],
    "rollout_begin POST": ["PUT /rollout"],
    "rollout_tick POST": ["POST /rollout/{step}"],
    # leads
    "leads GET": ["GET /leads/inbox"],
    "leads_hot GET": ["GET /leads/hot"],
    "leads_board GET": ["GET /leads/board"],
    "lead GET": ["GET /leads/{lead}"],
    "lead_contact POST": ["POST /leads/{lead}/contact"],
    "lead_accept POST": ["POST /leads/{lead}/accept"],
    "lead_refuse POST": ["POST /leads/{lead}/refuse"],
    "lead_feedback POST": ["POST /leads/{lead}/feedback"],
    "lead_call POST": ["POST /leads/{lead}/call"],
    "lead_qualify POST": ["POST /leads/{lead}/sql"],
    "lead_pursue POST": ["POST /leads/{lead}/opportunity"],
    "lead_recycle POST": ["POST /leads/{lead}/recycle"],
    "lead_assign POST": ["POST /leads/{lead}/assign"],
    "lead_account POST": ["POST /leads/{lead}/account"],
    # notices
    "leads_live GET": ["GET /notices/unread"],
    "notices GET": ["GET /notices"],
    "notice_read POST": ["POST /notices/{notice}/read"],
    "notices_read POST": ["POST /notices/read"],
    # recognition
    "wins GET": ["GET /wins"],
    "top_accounts GET": ["GET /top-accounts"],
    "top_name POST": ["PUT /top-accounts"],
    "top_list GET": ["GET /top-accounts/{rep}"],
    "pay GET": ["GET /pay"],
    "pay_new POST": ["POST /pay/schemes"],
    "pay_new GET": ["GET /pay/schemes"],
    "pay_rep GET": ["GET /pay/reps/{rep}"],
    # indicators
    "indicators GET": ["GET /indicators"],
    "indicator GET": ["GET /indicators/{key}/rows"],
    "compared GET": ["GET /indicators/compared"],
    "alignment GET": ["GET /alignment", "GET /alignment/compare", "GET /alignment/losses"],
    "alignment_rows GET": ["GET /alignment/{key}/rows"],
}  # fmt: skip

FORM = "shows an empty form"
NOT_IN_THE_API = {
    "accounts_selected POST": "opens the form for the accounts ticked in a list",
    "accounts_overlay GET": FORM,
    "claim_new GET": FORM,
    "import_new GET": FORM,
    "challenge_new GET": FORM,
    "icp_new GET": FORM,
    "icp_edit GET": FORM,
    "lead_source_new GET": FORM,
    "member_new GET": FORM,
    "plan_edit GET": FORM,
    "objectives_new GET": FORM,
    "scenario_new GET": FORM,
    "agreement_new GET": FORM,
    "lead_routing_rule GET": FORM,
    "calendar_new GET": FORM,
    "calendar_edit GET": FORM,
    "score_model_edit GET": FORM,
    "segmentation_edit GET": FORM,
    "segment_new GET": FORM,
    "segment GET": FORM,
    "rules_cut GET": FORM,
    "token_new POST": "a token makes no other token: its secret is shown to a person who signed in",
}

WIDER = {
    "plan_figures POST": "a plan that is sent is examined for everybody; none is read or stored",
    "rule GET": "the page is the form that changes a rule; the list of rules shows as much to all",
    "score_model_new GET": "the page is the form; the examples it begins with ship with the product",
    "scenario_territory GET": "the page is the form; who sees the scenario sees name and rep",
    "scenario_ask GET": "the page is the form; who sees the scenario sees what it is asked",
}
"""Where an operation is open to more roles than its page, and why that tells nobody more."""


def actions() -> dict[str, Action]:
    """Name what each page is asked, GET or POST, with what one must be allowed to do."""
    found = {}
    for page in urlpatterns:
        source = inspect.getsource(inspect.unwrap(page.callback))
        action = inspect.unwrap(page.callback, stop=lambda view: hasattr(view, "action")).action
        methods = ["POST"] if "POST" in source else []
        methods += [] if "@require_POST" in source else ["GET"]
        found |= {f"{page.name} {method}": action for method in methods}
    return found


def roles(action: Action) -> set[str]:
    return {role for role, allowed in MATRIX.items() if action in allowed}


def test_every_page_has_an_operation_or_a_reason():
    assert sorted([*SAME, *NOT_IN_THE_API]) == sorted(actions())


def test_the_operations_are_there():
    named = {operation for operations in SAME.values() for operation in operations}
    assert named - set(OPERATIONS) == set()


def test_pages_and_operations_are_for_the_same_roles():
    asked = actions()
    wider = {
        page
        for page, operations in SAME.items()
        if any(not roles(OPERATIONS[each][0]) <= roles(asked[page]) for each in operations)
    }
    assert wider == set(WIDER)


def test_what_changes_something_on_a_page_changes_it_in_the_api():
    for page, operations in SAME.items():
        if page == "accounts_export POST":  # sends what was ticked, and changes nothing
            continue
        changes = {not each.startswith("GET ") for each in operations}
        assert changes == {page.endswith("POST")}, page


def test_lists_that_pages_export_the_api_exports():
    from maillage.api.export_tables import TABLES

    listing = {
        page.name
        for page in urlpatterns
        if "show_list(" in inspect.getsource(inspect.unwrap(page.callback))
    }
    exported = {
        "coverage": "reps", "accounts": "accounts", "duplicates": "duplicates",
        "addresses": "addresses", "sites": "sites", "merges": "merges", "imports": "imports", "transfers": "transfers",
        "transfer": "transferred", "rules": "rules", "rules_test": "tested", "claims": "claims",
        "icp": "icp", "icp_accounts": "fitting", "opportunities": "opportunities", "market": "market", "priority": "zones", "letters": "letters", "members": "people", "lead_sources": "sources", "lead_events_aside": "asides", "log": "events", "scenarios": "scenarios", "scenario_comments": "comments",
        "scenario_moves": "moves", "score_models": "score-models", "costs": "costs", "calendars": "calendars", "agreements": "agreements", "segments": "segmentations", "segment_accounts": "segmented",
        "challenges": "challenges", "publications": "publications", "publication": "published",
        "plans": "plans",
        "notices": "notices", "leads": "inbox", "leads_hot": "hot", "leads_board": "breaches",
        "wins": "wins", "top_accounts": "tops", "pay": "pay",
        "indicators": "indicators", "indicator": "behind", "compared": "compared",
        "alignment": "alignment", "alignment_rows": "behind_alignment",
    }  # fmt: skip
    assert listing == set(exported)
    assert set(TABLES) == {
        *exported.values(),
        "lead-events",
        "leads",
        "plans",
        "promises",
        "objectives",
        "reviews",
        "units",
        "moves",
        "alignment",
        "behind_alignment",
    }
    assert FILES in OPERATIONS


def test_each_schema_has_a_name_of_its_own():
    """Of two schemas with one name, the description of the API shows only one."""
    for module in pkgutil.iter_modules(maillage.api.__path__, "maillage.api."):
        importlib.import_module(module.name)
    made = [each for each in descendants(BaseModel) if each.__module__.startswith("maillage.")]
    names = Counter(schema.__name__ for schema in made)
    assert [name for name, times in names.items() if times > 1] == []


def descendants(kind: type) -> list[type]:
    """All classes that are made from another, near and far."""
    return [each for child in kind.__subclasses__() for each in (child, *descendants(child))]
