"""What is proposed for accounts: repairs of addresses, parents of sites; applied and undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from maillage.domain.accounts.proposals import deciding
from maillage.domain.accounts.proposals.finding import (
    ADDRESSES,
    AT_ONCE,
    SITES,
    look_for_proposals,
)
from maillage.errors import ConflictError
from maillage.interfaces.exporters.wording import number
from maillage.interfaces.forms.ownership import LONGEST_ASKED
from maillage.interfaces.lists import Listing
from maillage.interfaces.lists import proposals as lists
from maillage.models import Job, Proposal, ProposalState
from maillage.permissions import Action
from maillage.texts import _, ngettext
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list
from maillage.web.selection import keys
from maillage.web.views.duplicates import cleaning_tabs

PAGE = "maillage/accounts/proposals.html"
type Decide = Callable[..., list[Proposal]]
DECISIONS: dict[str, Decide] = {
    "apply": deciding.apply_proposals,
    "refuse": deciding.refuse_proposals,
    "reopen": deciding.reopen_proposals,
    "undo": deciding.undo_proposals,
}


@needs(Action.EDIT_ACCOUNTS)
def addresses(request: HttpRequest) -> HttpResponse:
    """List what should be otherwise in addresses."""
    header = {
        "title": _("Addresses"),
        "lead": _(
            "What was probably meant, and what is assumed. Nothing changes unless you apply it."
        ),
        "actions": [search(request, ADDRESSES, _("Check all addresses"))],
    }
    listing, rows = rows_of(request, ADDRESSES)
    return show_list(request, listing, rows, PAGE, header=header, **beside(request, ADDRESSES))


@needs(Action.EDIT_ACCOUNTS)
def sites(request: HttpRequest) -> HttpResponse:
    """List which accounts are probably sites of another."""
    header = {
        "title": _("Parents and sites"),
        "lead": _(
            "Accounts of one company in different places. Nothing changes unless you apply it."
        ),
        "actions": [search(request, SITES, _("Look for parents and sites"))],
    }
    listing, rows = rows_of(request, SITES)
    return show_list(request, listing, rows, PAGE, header=header, **beside(request, SITES))


def search(request: HttpRequest, kind: str, label: str) -> dict[str, str]:
    """The button that looks at all accounts."""
    return {"label": label, "icon": "search", "kind": "primary",
            "post": address(request, f"{kind}_find")}  # fmt: skip


def rows_of(request: HttpRequest, kind: str) -> tuple[Listing, QuerySet[Proposal]]:
    """The proposals of a kind, in the state that is asked for, with what can be done with them."""
    state = request.GET.get("state", "")
    listing = lists.proposals(
        kind, lambda row: address(request, "account", pk=row.account_id), bulk(state)
    )
    return listing, lists.listed(kind, state)


def beside(request: HttpRequest, kind: str) -> dict[str, Any]:
    """What a page shows beside the list."""
    return {"tabs": cleaning_tabs(request, kind), "decide": address(request, f"{kind}_decide")}


def bulk(state: str) -> list[dict[str, str]]:
    """What can be done with proposals of a state."""

    def button(value: str, label: str, icon: str, kind: str = "") -> dict[str, str]:
        return {"name": "do", "value": value, "label": label, "icon": icon, "kind": kind}

    if state == ProposalState.APPLIED:
        return [button("undo", _("Undo"), "undo-2")]
    if state == ProposalState.REFUSED:
        return [button("reopen", _("Look at it again"), "history")]
    return [button("apply", _("Apply"), "check", "primary"), button("refuse", _("Refuse"), "x")]


@require_POST
@needs(Action.EDIT_ACCOUNTS)
def addresses_find(request: HttpRequest) -> HttpResponse:
    """Check all addresses."""
    return find(request, ADDRESSES)


@require_POST
@needs(Action.EDIT_ACCOUNTS)
def sites_find(request: HttpRequest) -> HttpResponse:
    """Look for sites of one company."""
    return find(request, SITES)


def find(request: HttpRequest, kind: str) -> HttpResponse:
    """Look for proposals: at once, or in the background where accounts are many."""
    found = look_for_proposals(kind=kind, by=request.member)
    if isinstance(found, Job):
        return redirect(address(request, "job", pk=found.pk))
    text = _("Looked at: %(accounts)s accounts. Proposals: %(proposals)s.")
    counts = {"accounts": number(found.accounts), "proposals": number(found.proposals)}
    messages.success(request, text % counts)
    return redirect(address(request, kind))


@require_POST
@needs(Action.EDIT_ACCOUNTS)
def addresses_decide(request: HttpRequest) -> HttpResponse:
    """Apply, refuse or undo selected repairs."""
    return decide(request, ADDRESSES)


@require_POST
@needs(Action.EDIT_ACCOUNTS)
def sites_decide(request: HttpRequest) -> HttpResponse:
    """Apply, refuse or undo selected parents."""
    return decide(request, SITES)


def decide(request: HttpRequest, kind: str) -> HttpResponse:
    """Do with the selected proposals what was asked, and say how many it was."""
    chosen = list(selected(request, kind)[: AT_ONCE + 1])
    decision = DECISIONS.get(request.POST.get("do", ""))
    if not chosen or decision is None:
        messages.warning(request, _("Select proposals first."))
        return redirect(address(request, kind))
    try:
        done = decision(proposals=chosen[:AT_ONCE], by=request.member)
    except ConflictError as error:
        messages.error(request, str(error))
        return redirect(address(request, kind))
    messages.success(request, said(len(done)))
    if len(chosen) > AT_ONCE:
        text = _("%(count)s at a time: press again for the next.")
        messages.info(request, text % {"count": number(AT_ONCE)})
    elif left := len(chosen) - len(done):
        text = _("Left out, as the account has changed since: %(count)s.")
        messages.warning(request, text % {"count": number(left)})
    return redirect(address(request, kind))


def said(count: int) -> str:
    """How many proposals something was done with."""
    text = ngettext("Done with %(count)s proposal.", "Done with %(count)s proposals.", count)
    return text % {"count": number(count)}


def selected(request: HttpRequest, kind: str) -> QuerySet[Proposal]:
    """The proposals that are ticked, or all that match what the list was asked."""
    asked = request.POST.get("matching", "")[:LONGEST_ASKED]
    if not asked:
        found: QuerySet[Proposal] = Proposal.objects.all()
        return found.filter(pk__in=keys(request.POST.getlist("row")))
    words: Any = QueryDict(asked)
    rows = lists.listed(kind, words.get("state", ""))
    return lists.proposals(kind, str).of(rows, words, "").ordered
