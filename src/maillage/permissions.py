"""Who may do what: one table of roles and actions, and rules about the object at hand.

A door asks :func:`require` before it calls the domain. What a person may not see answers 404, what
they may see and not do answers 403.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from maillage.errors import PermissionDeniedError
from maillage.models import Membership, Rep, Role
from maillage.texts import _


class Action(StrEnum):
    """What can be done in a workspace."""

    VIEW = "view"
    EXPORT = "export"
    IMPORT = "import"
    VIEW_LOG = "view_log"
    VIEW_DRAFTS = "view_drafts"
    EDIT_ACCOUNTS = "edit_accounts"
    EDIT_RULES = "edit_rules"
    EDIT_ICP = "edit_icp"
    EDIT_SEGMENTS = "edit_segments"
    SIGN_ICP = "sign_icp"
    EDIT_SCENARIOS = "edit_scenarios"
    COMMENT = "comment"
    CHALLENGE = "challenge"
    ANSWER_CHALLENGES = "answer_challenges"
    APPROVE = "approve"
    PUBLISH = "publish"
    HOLD_REVIEWS = "hold_reviews"
    WRITE_PLAN = "write_plan"
    ACCEPT_PLAN = "accept_plan"
    SET_OBJECTIVES = "set_objectives"
    WORK_LEADS = "work_leads"
    ROUTE_LEADS = "route_leads"
    EDIT_SCORING = "edit_scoring"
    MANAGE_SOURCES = "manage_sources"
    USE_TOKENS = "use_tokens"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_WEBHOOKS = "manage_webhooks"
    MANAGE_WORKSPACE = "manage_workspace"


EVERYONE = frozenset({Action.VIEW})
TAKES_PART = EVERYONE | {Action.COMMENT, Action.EXPORT, Action.USE_TOKENS}
LEADS = TAKES_PART | {
    Action.VIEW_DRAFTS,
    Action.VIEW_LOG,
    Action.EDIT_ACCOUNTS,
    Action.EDIT_SCENARIOS,
    Action.EDIT_ICP,
    Action.EDIT_SEGMENTS,
    Action.SIGN_ICP,
    Action.ANSWER_CHALLENGES,
    Action.HOLD_REVIEWS,
    Action.WRITE_PLAN,
    Action.ACCEPT_PLAN,
    Action.WORK_LEADS,
    Action.ROUTE_LEADS,
    Action.EDIT_SCORING,
}

MATRIX: dict[Role, frozenset[Action]] = {
    Role.READER: EVERYONE,
    Role.REP: EVERYONE
    | {
        Action.COMMENT,
        Action.CHALLENGE,
        Action.USE_TOKENS,
        Action.WRITE_PLAN,
        Action.WORK_LEADS,
    },
    Role.MARKETING: TAKES_PART
    | {
        Action.VIEW_DRAFTS,
        Action.EDIT_ICP,
        Action.EDIT_SEGMENTS,
        Action.SIGN_ICP,
        Action.WORK_LEADS,
        Action.EDIT_SCORING,
    },
    Role.PARTNER_MANAGER: TAKES_PART | {Action.VIEW_DRAFTS},
    Role.FINANCE: TAKES_PART | {Action.VIEW_DRAFTS, Action.VIEW_LOG, Action.APPROVE},
    Role.MANAGER: LEADS,
    Role.DIRECTOR: LEADS
    | {Action.APPROVE, Action.PUBLISH, Action.EDIT_RULES, Action.SET_OBJECTIVES},
    Role.OPERATIONS: frozenset(Action) - {Action.CHALLENGE, Action.SIGN_ICP, Action.ACCEPT_PLAN},
}


def may(member: Membership | None, action: Action) -> bool:
    """Tell whether a member's role allows an action; a former member may nothing."""
    return member is not None and member.active and action in MATRIX[Role(member.role)]


def require(member: Membership | None, action: Action) -> None:
    """Refuse what a member's role does not allow.

    Raises
    ------
    PermissionDeniedError
        Naming the roles that may.
    """
    if may(member, action):
        return
    roles = ", ".join(str(role.label) for role in Role if action in MATRIX[role])
    raise PermissionDeniedError(
        _("Your role does not allow this."),
        remedy=_("Ask somebody whose role is one of: %(roles)s.") % {"roles": roles},
    )


def own_rep(member: Membership) -> Rep:
    """The rep a member is.

    Raises
    ------
    PermissionDeniedError
        If they are none.
    """
    if member.rep is None:
        raise PermissionDeniedError(
            _("You are no rep of this workspace."),
            remedy=_("Ask sales operations to say which rep you are."),
        )
    return member.rep


def leads(member: Membership, rep: Rep | None) -> bool:
    """Tell whether a member answers for what a rep does.

    Directors and operations answer for all reps, a manager for those whose file names them as
    manager by name or e-mail address.
    """
    if member.role in {Role.DIRECTOR, Role.OPERATIONS}:
        return True
    if rep is None or member.role != Role.MANAGER:
        return False
    return rep.manager.strip().casefold() in names_of(member)


def sees_book(member: Membership, rep: Rep) -> bool:
    """Tell whether a member may see a rep's future book: their own, or as one who decides."""
    return is_own(member, rep) or leads(member, rep) or may(member, Action.APPROVE)


def reads_letter(member: Membership, rep: Rep) -> bool:
    """Tell whether a member may read the letter of a rep: their own, or as one who sees drafts."""
    return is_own(member, rep) or leads(member, rep) or may(member, Action.VIEW_DRAFTS)


def coaches(member: Membership, rep: Rep) -> bool:
    """Tell whether a member may read and write coaching notes: who leads a rep, and no rep."""
    return leads(member, rep) and not is_own(member, rep)


def writes_plan(member: Membership, rep: Rep) -> bool:
    """Tell whether a member may write the plan of a rep: their own, or as one who leads them."""
    return may(member, Action.WRITE_PLAN) and (is_own(member, rep) or leads(member, rep))


def accepts_plan(member: Membership, rep: Rep) -> bool:
    """Tell whether a member may accept the plan of a rep: who leads them; nobody their own."""
    return may(member, Action.ACCEPT_PLAN) and coaches(member, rep)


def works_lead(member: Membership, owner: Rep | None) -> bool:
    """Tell whether a member may act on a lead: marketing on all, a rep on theirs, who leads them.

    A lead that has no owner yet is worked by marketing and by who answers for all reps.
    """
    if not may(member, Action.WORK_LEADS):
        return False
    return member.role == Role.MARKETING or is_own(member, owner) or leads(member, owner)


def names_of(member: Membership) -> set[str]:
    """Give the ways in which a file may name a member."""
    return {text.strip().casefold() for text in (member.user.email, member.user.name) if text}


def is_own(member: Membership, rep: Any) -> bool:
    """Tell whether a member is that rep."""
    return rep is not None and member.rep_id == rep.pk
