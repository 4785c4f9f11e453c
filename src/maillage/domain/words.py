"""What the codes of the log and of touches are called, in the reader's language."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime

from maillage.texts import _


def verb_word(verb: str) -> str:
    """Name what happened; a verb we do not know keeps its code."""
    change, _dot, ending = verb.rpartition(".")
    again = {"undone": _("%(change)s: undone"), "redone": _("%(change)s: done again")}
    if change in _about_scenarios() and ending in again:
        return again[ending] % {"change": verb_word(change)}
    known = _about_accounts() | _about_scenarios() | _about_reviews() | _about_plans()
    return (known | _about_leads() | _about_the_workspace()).get(verb, verb)


def subject_word(kind: str) -> str:
    """Name the kind of thing an event is about; one we do not know keeps its code."""
    return {
        "account": _("account"),
        "apitoken": _("token"),
        "assignmentrule": _("rule"),
        "challenge": _("challenge"),
        "claim": _("claim"),
        "comment": _("comment"),
        "cadence": _("rhythm of reviews"),
        "decision": _("decision"),
        "duplicatepair": _("possible duplicate"),
        "icpversion": _("ideal customer profile"),
        "importrun": _("import"),
        "absence": _("absence"),
        "chathook": _("chat room"),
        "job": _("background work"),
        "leadsource": _("source of leads"),
        "lead": _("lead"),
        "routingpool": _("pool of reps"),
        "routingrule": _("rule for leads"),
        "marketdataset": _("market figures"),
        "membership": _("access"),
        "objectiveyear": _("objectives of a year"),
        "overlay": _("role on an account"),
        "policy": _("policy"),
        "publication": _("publication"),
        "rep": _("rep"),
        "repplan": _("plan of a rep"),
        "review": _("review"),
        "ritual": _("meeting that comes again"),
        "rollout": _("ninety days of taking up"),
        "scenario": _("scenario"),
        "acquisitioncost": _("cost of winning customers"),
        "agreement": _("agreement of marketing and sales"),
        "businesscalendar": _("business calendar"),
        "predictor": _("predictive score"),
        "scoremodel": _("score model"),
        "segmentation": _("segmentation"),
        "submission": _("submission"),
        "transfer": _("transfer"),
        "webhook": _("webhook"),
        "toplist": _("best accounts"),
        "payscheme": _("scheme of variable pay"),
        "workspace": _("workspace"),
    }.get(kind, kind)


def day_word(day: date | datetime) -> str:
    """Write a day as its reader does."""
    local = localtime(day) if isinstance(day, datetime) else day
    return str(date_format(local, "SHORT_DATE_FORMAT"))


def touch_word(kind: str) -> str:
    """Name a way of contact; one we do not know keeps the name it came with."""
    return {
        "call": _("call"),
        "email": _("e-mail"),
        "meeting": _("meeting"),
        "visit": _("visit"),
    }.get(kind, kind)


def field_names() -> dict[str, str]:
    """Name the values of an account that suppliers of data tell."""
    return {
        "city": _("City"),
        "company_revenue": _("Sales of the company per year"),
        "country": _("Country"),
        "domain": _("Domain"),
        "employees": _("Employees"),
        "industry": _("Industry"),
        "keywords": _("Keywords"),
        "linkedin_url": _("LinkedIn"),
        "naics": _("NAICS code"),
        "phone": _("Phone"),
        "postal_code": _("Postal code"),
        "state": _("State"),
        "street": _("Street"),
    }


def _about_accounts() -> dict[str, str]:
    return {
        "account.given": _("account given"),
        "account.given_back": _("account given back"),
        "account.merged": _("accounts merged"),
        "account.unmerged": _("merged accounts separated"),
        "addresses.found": _("addresses checked"),
        "claim.decided": _("claim decided"),
        "claim.escalated": _("claim passed on"),
        "claim.expired": _("claim expired"),
        "claim.opened": _("account claimed"),
        "claim.withdrawn": _("claim withdrawn"),
        "duplicate.refused": _("no duplicate"),
        "duplicate.reopened": _("duplicate to be looked at again"),
        "duplicates.found": _("duplicates looked for"),
        "icp.changed": _("ideal customer profile changed"),
        "icp.drafted": _("ideal customer profile drafted"),
        "icp.signed": _("ideal customer profile signed"),
        "icp.withdrawn": _("ideal customer profile withdrawn"),
        "overlay.added": _("role on an account added"),
        "overlay.ended": _("role on an account ended"),
        "proposal.applied": _("proposal applied"),
        "proposal.refused": _("proposal refused"),
        "proposal.reopened": _("proposal to be looked at again"),
        "proposal.undone": _("proposal undone"),
        "rep.added": _("rep added"),
        "rep.capacity": _("capacity of a rep changed"),
        "rep.left": _("rep left"),
        "signals.forgotten": _("signal removed"),
        "signals.recorded": _("signals recorded"),
        "rule.changed": _("rule changed"),
        "rule.removed": _("rule removed"),
        "rule.written": _("rule written"),
        "segmentation.changed": _("segmentation changed"),
        "segmentation.removed": _("segmentation removed"),
        "segmentation.written": _("segmentation written"),
        "sites.found": _("sites looked for"),
        "transfer.made": _("accounts given at once"),
        "transfer.undone": _("transfer undone"),
    }


def _about_scenarios() -> dict[str, str]:
    return {
        "challenge.accepted": _("challenge accepted"),
        "challenge.opened": _("move challenged"),
        "challenge.refused": _("challenge refused"),
        "challenge.withdrawn": _("challenge withdrawn"),
        "comment.added": _("comment added"),
        "comment.reopened": _("comment reopened"),
        "comment.settled": _("comment settled"),
        "consultation.closed": _("consultation closed"),
        "consultation.opened": _("consultation opened"),
        "job.begun": _("background work begun"),
        "job.cancelled": _("background work cancelled"),
        "messages.chosen": _("messages chosen"),
        "scenario.approvals_void": _("approvals void"),
        "scenario.approved_by": _("scenario approved by a body"),
        "scenario.branched": _("scenario branched"),
        "scenario.copied": _("scenario copied"),
        "scenario.deleted": _("scenario deleted"),
        "scenario.design": _("territories designed"),
        "scenario.designed": _("scenario designed"),
        "scenario.exception": _("accounts given by name"),
        "scenario.fill": _("free units assigned"),
        "scenario.lock": _("units locked"),
        "scenario.merge": _("branch merged in"),
        "scenario.merged": _("branch merged"),
        "scenario.move": _("units moved"),
        "scenario.moved_on": _("stage changed"),
        "scenario.published": _("scenario published"),
        "scenario.rename": _("territory renamed"),
        "scenario.rep": _("territory staffed"),
        "scenario.repair": _("repair made"),
        "scenario.request": _("design asked otherwise"),
        "scenario.rolled_back": _("publication rolled back"),
        "scenario.sent_back": _("scenario sent back"),
        "scenario.started": _("scenario begun"),
        "scenario.submitted": _("scenario submitted"),
        "scenario.swap": _("units exchanged"),
        "scenario.unlock": _("units unlocked"),
        "territory.accepted": _("territory accepted"),
    }


def _about_reviews() -> dict[str, str]:
    return {
        "cadence.set": _("rhythm of reviews set"),
        "decision.made": _("decision made"),
        "decision.settled": _("decision settled"),
        "pay.written": _("scheme of variable pay written"),
        "top.named": _("best accounts named"),
        "review.called": _("review called for"),
        "review.held": _("review held"),
        "review.overdue": _("review overdue"),
        "review.planned": _("review planned"),
        "ritual.ended": _("meeting given up"),
        "ritual.set": _("meeting set"),
        "rollout.begun": _("ninety days begun"),
        "rollout.ticked": _("step of the ninety days ticked"),
    }


def _about_plans() -> dict[str, str]:
    return {
        "objectives.handed_down": _("objectives handed down"),
        "objectives.pinned": _("objective pinned"),
        "objectives.written": _("objectives written"),
        "plan.accepted": _("plan accepted"),
        "plan.coached": _("coaching note written"),
        "plan.created": _("plan begun"),
        "plan.discussed": _("plan sent back"),
        "plan.proposed": _("plan proposed"),
        "plan.remarked": _("remark on a plan"),
        "plan.reopened": _("plan opened again"),
        "plan.restored": _("version of a plan restored"),
        "plan.written": _("plan written"),
    }


def _about_leads() -> dict[str, str]:
    return {
        "absence.added": _("absence noted"),
        "absence.removed": _("absence taken back"),
        "chat.added": _("chat room added"),
        "chat.removed": _("chat room removed"),
        "lead.accepted": _("lead accepted"),
        "lead.account_fixed": _("account of a lead said"),
        "lead.assigned": _("lead assigned by hand"),
        "lead.called": _("validation call noted"),
        "lead.contacted": _("lead contacted"),
        "lead.handed_over": _("lead handed over"),
        "lead.judged": _("lead judged"),
        "lead.pursued": _("lead made an opportunity"),
        "lead.qualified": _("lead made an SQL"),
        "lead.recycled": _("lead given back to marketing"),
        "lead.refused": _("lead refused"),
        "routing.changed": _("rules for leads changed"),
        "agreement.changed": _("agreement of marketing and sales changed"),
        "calendar.changed": _("business calendar changed"),
        "calendar.given_up": _("business calendar given up"),
        "costs.recorded": _("costs of marketing and sales recorded"),
        "costs.removed": _("cost of marketing and sales removed"),
        "predictor.activated": _("predictive score switched on"),
        "predictor.learnt": _("predictive score learnt"),
        "predictor.switched_off": _("predictive score switched off"),
        "score_model.activated": _("score model activated"),
        "score_model.changed": _("score model changed"),
        "score_model.drafted": _("score model drafted"),
        "score_model.withdrawn": _("score model withdrawn"),
    }


def _about_the_workspace() -> dict[str, str]:
    return {
        "cut.chosen": _("cut of the market chosen"),
        "demo.loaded": _("demonstration loaded"),
        "import": _("file imported"),
        "import.undone": _("import undone"),
        "market.loaded": _("market figures loaded"),
        "member.added": _("access given"),
        "member.changed": _("access changed"),
        "member.removed": _("access ended"),
        "policy.changed": _("policy changed"),
        "brand.changed": _("look of documents changed"),
        "token.created": _("token made"),
        "token.revoked": _("token ended"),
        "webhook.added": _("webhook added"),
        "webhook.removed": _("webhook removed"),
        "lead_source.added": _("source of leads added"),
        "lead_source.file": _("events of leads read from a file"),
        "lead_source.rotated": _("new secret of a source of leads"),
        "lead_source.tried_again": _("events of leads tried again"),
        "lead_source.switched_on": _("source of leads switched on"),
        "lead_source.switched_off": _("source of leads switched off"),
        "workspace.created": _("workspace created"),
    }
