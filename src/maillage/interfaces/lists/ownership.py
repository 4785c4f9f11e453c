"""Lists of rules, of what they would do, of claims, of accounts given at once, and of letters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.translation import pgettext

from maillage.core.territories.rules.matching import Via
from maillage.domain.accounts.criteria.reading import criterion_of
from maillage.domain.territories.rules.sentences import sentence
from maillage.domain.territories.rules.testing import RuleTest
from maillage.interfaces.lists.columns import Cell, Column, Filter
from maillage.interfaces.lists.listing import Listing
from maillage.models import AssignmentRule
from maillage.models.ownership import PENDING, Basis, ClaimState
from maillage.texts import _

Link = Callable[[Any], str]
STATES = {
    ClaimState.OPEN: "accent",
    ClaimState.ESCALATED: "warn",
    ClaimState.UPHELD: "good",
    ClaimState.REJECTED: "bad",
}


def rules(link: Link | None, new: str) -> Listing:
    """The rules of a workspace; ``link`` leads to where one is changed, for those who may."""
    return Listing(
        name="rules",
        caption=_("Rules"),
        order="position",
        search=("name__icontains", "description__icontains", "rep__name__icontains"),
        placeholder=_("Name, reason or rep"),
        empty={
            "icon": "route",
            "title": _("No rule yet."),
            "text": _("Rules say whose an account is: write one, test it, then apply it."),
            "action": {"label": _("Write a rule"), "icon": "plus", "kind": "primary", "url": new}
            if new
            else None,
        },
        columns=[
            Column("name", _("Rule"), str, ("name",), link=link),
            Column(
                "position",
                _("Precedence"),
                lambda row: row.position,
                ("position", "name"),
                number=True,
                hint=_("The lowest number comes first; equal numbers have equal standing."),
            ),
            Column("sentence", _("What it says"), in_words),
            Column("state", _("State"), lambda row: row.active, ("active",), show=in_use),
            Column("from", pgettext("day", "From"), lambda row: row.starts_on, ("starts_on",)),
            Column("to", _("Until"), lambda row: row.ends_on, ("ends_on",)),
            Column("basis", _("Rests on"), basis_text, ("basis",), show=basis),
        ],
        filters=[
            Filter(
                "active",
                _("State"),
                [("", _("All")), ("yes", _("in use")), ("no", _("not in use"))],
                lambda chosen: Q(active=chosen == "yes"),
            )
        ],
    )


def in_words(rule: AssignmentRule) -> str:
    """What a rule says, as a sentence."""
    return sentence(rule, criterion_of(rule.criteria))


def in_use(rule: AssignmentRule) -> Cell:
    """Whether a rule is in use."""
    return Cell(_("in use"), badge="good") if rule.active else Cell(_("not in use"), badge="")


def basis_text(rule: AssignmentRule) -> str:
    """What a rule rests on."""
    return rule.get_basis_display()


def basis(rule: AssignmentRule) -> Cell:
    """What a rule rests on; habit is marked (A-27)."""
    text = rule.get_basis_display()
    return Cell(text, badge="warn") if rule.basis == Basis.HABIT else Cell(text)


def findings() -> dict[str, str]:
    """What a test of rules finds, as a person reads it."""
    return {
        "changes": _("Would change owner"),
        "matched": _("Matched by a rule"),
        "twice": _("Claimed by two rules of equal standing"),
        "none": _("Matched by no rule"),
        "named": _("Named accounts, which stay"),
        "family": _("With their parent"),
    }


def ways() -> dict[str, str]:
    """How an owner was decided, as a person reads it."""
    return {
        Via.NAMED: _("named account"),
        Via.FAMILY: _("follows its parent"),
        Via.RULE: _("rule"),
        Via.CLASH: _("two rules: stays"),
        Via.NONE: _("no rule: stays"),
    }


def tested(link: Link, test: RuleTest, finding: str) -> Listing:
    """The accounts behind a finding of a test."""
    labels = ways()

    def rule_names(row: Any) -> str:
        names = [test.rules[place].name for place in (row.rule, row.rival) if place >= 0]
        return " / ".join(names)

    return Listing(
        name="tested",
        caption=findings()[finding],
        order="-potential",
        search=("name__icontains", "external_id__icontains", "city__icontains"),
        placeholder=_("Name, id or city"),
        columns=[
            Column("name", _("Account"), lambda row: row.name, ("name",), link=link),
            Column("city", _("City"), lambda row: row.city, ("city",)),
            Column("state", _("State"), lambda row: row.state, ("state",)),
            Column(
                "potential", _("Potential"), lambda row: row.potential, ("potential",), number=True
            ),
            Column("owner", _("Owner"), lambda row: row.owner_name, ("owner_name",)),
            Column("proposed", _("Would go to"), lambda row: row.proposed_name, ("proposed_name",)),
            Column("via", _("Decided by"), lambda row: labels[row.via], ("via",)),
            Column("rule", _("Rule"), rule_names, ("rule",)),
            Column("id", _("Id"), lambda row: row.external_id, ("external_id",)),
        ],
        filters=[
            Filter(
                "via",
                _("Decided by"),
                [("", _("All")), *((way.value, label) for way, label in labels.items())],
                lambda chosen: Q(via=chosen),
            )
        ],
    )


def claims(link: Link) -> Listing:
    """Claims on accounts."""
    return Listing(
        name="claims",
        caption=_("Claims"),
        order="-opened",
        search=(
            "account__name__icontains",
            "claimant__name__icontains",
            "against__name__icontains",
        ),
        placeholder=_("Account or rep"),
        empty={
            "icon": "handshake",
            "title": _("No claim."),
            "text": _("A rep claims an account on its page; whoever leads both reps decides."),
        },
        columns=[
            Column("account", _("Account"), lambda row: row.account.name, ("account__name",),
                   link=link),
            Column("claimant", _("Claimed by"), lambda row: row.claimant.name, ("claimant__name",)),
            Column("against", _("Owner"), lambda row: row.against.name if row.against else "",
                   ("against__name",)),
            Column("code", _("Reason"), lambda row: row.get_code_display(), ("code",)),
            Column("state", _("State"), lambda row: row.get_state_display(), ("state",),
                   show=claim_state),
            Column("opened", _("Opened"), lambda row: row.opened_at, ("opened_at",)),
            Column("due", _("Ends"), lambda row: row.due_at, ("due_at",)),
            Column("decided", _("Decided by"), lambda row: row.decided_by, ("decided_by",)),
        ],
        filters=[
            Filter(
                "state",
                _("State"),
                [("", _("All")), ("pending", _("to be decided")), *ClaimState.choices],
                lambda chosen: Q(state__in=PENDING if chosen == "pending" else [chosen]),
            )
        ],
    )  # fmt: skip


def claim_state(row: Any) -> Cell:
    """How far a claim is."""
    return Cell(row.get_state_display(), badge=STATES.get(ClaimState(row.state), ""))


def transfers(link: Link) -> Listing:
    """What was given at once."""
    return Listing(
        name="transfers",
        caption=_("Accounts given at once"),
        order="-made",
        search=("title__icontains", "made_by__icontains"),
        placeholder=_("Title or person"),
        empty={
            "icon": "git-compare",
            "title": _("Nothing was given at once yet."),
            "text": _("Apply rules, or select several accounts in the list and give them."),
        },
        columns=[
            Column("title", _("What"), str, ("title",), link=link),
            Column(
                "accounts", _("Accounts"), lambda row: row.figures.get("accounts", 0), number=True
            ),
            Column("starts", pgettext("day", "From"), lambda row: row.starts_on, ("starts_on",)),
            Column("made", _("When"), lambda row: row.made_at, ("made_at",)),
            Column("by", _("Who"), lambda row: row.made_by, ("made_by",)),
            Column("undone", _("Undone"), lambda row: row.undone_at, ("undone_at",)),
        ],
    )


def transferred(link: Link) -> Listing:
    """The accounts of one transfer."""
    return Listing(
        name="transferred",
        caption=_("Accounts"),
        order="account",
        search=("account__name__icontains", "account__external_id__icontains", "reason__icontains"),
        placeholder=_("Account or reason"),
        columns=[
            Column("account", _("Account"), lambda row: row.account.name, ("account__name",),
                   link=link),
            Column("from", _("From"), lambda row: row.from_rep.name if row.from_rep else "",
                   ("from_rep__name",)),
            Column("to", _("To"), lambda row: row.to_rep.name if row.to_rep else "",
                   ("to_rep__name",)),
            Column("potential", _("Potential"), lambda row: row.account.potential,
                   ("account__potential",), number=True),
            Column("reason", _("Reason"), lambda row: row.reason, ("reason",)),
        ],
    )  # fmt: skip


def letters(link: Link) -> Listing:
    """The reps for whom there is a letter."""
    return Listing(
        name="letters",
        caption=_("Territory letters"),
        order="name",
        search=("name__icontains", "external_id__icontains"),
        placeholder=_("Name or id"),
        empty={
            "icon": "file-text",
            "title": _("No letter."),
            "text": _("There is one for each rep who is here."),
        },
        columns=[
            Column("name", _("Rep"), lambda row: row.name, ("name",), link=link),
            Column("accounts", _("Accounts"), lambda row: row.accounts, ("accounts",), number=True),
            Column(
                "potential", _("Potential"), lambda row: row.potential, ("potential",), number=True
            ),
            Column("manager", _("Manager"), lambda row: row.manager, ("manager",)),
        ],
        rows=200,
    )
