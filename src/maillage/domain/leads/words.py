"""What events, channels, reasons and advice about leads are called, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maillage.texts import _, percent

if TYPE_CHECKING:
    from maillage.domain.leads.explaining import Found


def kind_word(kind: str) -> str:
    """Name what a lead did, or what was done; what we do not know keeps its code, in words."""
    return kind_words().get(kind, kind.replace("_", " "))


def kind_words() -> dict[str, str]:
    """Name the kinds of events we know, and what a hand-off must carry."""
    return {
        "accepted": _("sales accepted it"),
        "case_study_download": _("downloaded a case study"),
        "contact": _("contacted again"),
        "crm_updated": _("noted in the CRM"),
        "demo_requested": _("asked for a demonstration"),
        "download": _("downloaded a document"),
        "email_clicked": _("followed a link in an e-mail"),
        "email_opened": _("opened an e-mail"),
        "feedback": _("judged by sales"),
        "first_contact": _("contacted for the first time"),
        "form_submitted": _("filled in a form"),
        "handed_over": _("handed over"),
        "brief": _("brief"),
        "meeting": _("met us"),
        "mql": _("became an MQL"),
        "next_action": _("next action"),
        "opportunity": _("pursued as an opportunity"),
        "page_view": _("visited a page"),
        "pricing_page_view": _("looked at the prices"),
        "recycled": _("given back to marketing"),
        "rejected": _("refused by sales"),
        "sql": _("became an SQL"),
        "status_changed": _("changed its status"),
        "validation_call": _("validated by a call"),
        "webinar_attended": _("took part in a webinar"),
        "white_paper_download": _("downloaded a white paper"),
    }


def channel_word(channel: str) -> str:
    """Name a way of contact."""
    return {
        "phone": _("by phone"),
        "email": _("by e-mail"),
        "meeting": _("in a meeting"),
        "chat": _("by chat"),
        "linkedin": _("on LinkedIn"),
        "other": _("in another way"),
    }.get(channel, channel)


def outcome_word(outcome: str) -> str:
    """Name what came of a contact."""
    return {
        "reached": _("spoke with them"),
        "left_message": _("left a message"),
        "no_answer": _("nobody answered"),
        "wrong_details": _("wrong number or address"),
    }.get(outcome, outcome)


def refusal_word(code: str) -> str:
    """Name a reason to refuse a lead; one in somebody's own words stays."""
    return {
        "no_budget": _("no budget"),
        "no_authority": _("does not decide"),
        "no_need": _("no need"),
        "timing": _("too early"),
        "outside_icp": _("outside of the ideal customer profile"),
        "unreachable": _("cannot be reached"),
        "duplicate": _("known already"),
        "competitor": _("a competitor or a supplier"),
        "wrong_data": _("wrong data"),
        "other": _("another reason"),
    }.get(code, code)


def quality_word(quality: str) -> str:
    """Name the quality of a lead, as sales judge it."""
    return {
        "good": _("good lead"),
        "fair": _("fair lead"),
        "poor": _("poor lead"),
    }.get(quality, quality)


def passed_word(why: str) -> str:
    """Say why a rule, or a rep of it, was passed over."""
    return {
        "conditions": _("its conditions do not hold"),
        "nobody": _("names nobody"),
        "unknown": _("has left"),
        "excluded": _("had it already"),
        "away": _("is away"),
        "full": _("has as many open leads as they take"),
        "too_late": _("works only after the deadline"),
        "not_next": _("is not next in turn"),
    }.get(why, why)


def match_words(found: Found) -> str:
    """Say by what the account of a lead was found, and how sure that is."""
    by = {
        "domain": _("by its domain"),
        "name": _("by its name"),
        "close_name": _("by a name that is nearly the same"),
    }
    place = {
        "street": _("same street"),
        "postal_code": _("same postal code"),
        "city": _("same city"),
        "state": _("same state"),
        "unknown": _("place not known"),
        "elsewhere": _("another place"),
    }
    return _("%(by)s, %(place)s, %(share)s sure") % {
        "by": by.get(found.by, found.by),
        "place": place.get(found.place, found.place),
        "share": percent(found.grade, 0),
    }


def question(field: str) -> str:
    """Ask for a field that is not known."""
    return {
        "budget_confirmed": _("Is there a budget for it, and how much?"),
        "decision_authority": _("Who decides with you, and what matters to them?"),
        "timing_identified": _("By when should it be in place?"),
        "icp_match": _("How large is the company, and what does it do?"),
    }.get(field, field)


def advice(action: dict[str, Any]) -> str:
    """Say what to do next (E-02)."""
    said = {
        "answer_request": _("Answer their request, and propose two dates."),
        "discuss_offer": _("Talk about the offer: what they need, and which price goes with it."),
        "follow_webinar": _("Come back to the webinar: what did they want to solve?"),
        "continue_content": _("Go on from what they read, with one more page on the same subject;"
                              " then call."),
        "answer_interest": _("Ask what they are looking for, and send one page that fits."),
        "introduce": _("Introduce yourself, and ask what they work on."),
    }  # fmt: skip
    return said.get(action.get("action", ""), "")


def opening(action: dict[str, Any]) -> str:
    """Give a first sentence that goes on from what they read or did (E-11)."""
    kind, content = action.get("content_kind", ""), action.get("content", "")
    names = {"content": content}
    if not content:
        return _("I would like to understand what brought you to us.")
    if "webinar" in kind:
        return _("You took part in “%(content)s”: which part matters most to you?") % names
    if "pric" in kind:
        return _("You looked at %(content)s: shall we go through what fits you?") % names
    if "download" in kind or "paper" in kind or "study" in kind:
        return _("You read “%(content)s”: how do you deal with it today?") % names
    return _("You were interested in “%(content)s”: what would you like to reach?") % names
