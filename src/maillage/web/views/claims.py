"""Claims on accounts: opened by reps, decided by who leads both sides."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from maillage.domain.accounts.claims import (
    advised,
    claims_shown_to,
    decide_claim,
    may_decide,
    open_claim,
    withdraw_claim,
)
from maillage.errors import ConflictError, InputError, PermissionDeniedError
from maillage.interfaces.forms.ownership import ClaimForm, DecisionForm
from maillage.interfaces.lists import ownership as lists
from maillage.models import Account, Claim
from maillage.permissions import Action, is_own, may, own_rep
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list


@needs(Action.VIEW)
def claims(request: HttpRequest) -> HttpResponse:
    """List the claims a person may see."""
    listing = lists.claims(lambda row: address(request, "claim", pk=row.pk))
    header = {
        "title": _("Claims"),
        "lead": _("Who says an account should be theirs, and what was decided."),
    }
    return show_list(
        request, listing, claims_shown_to(request.member), "maillage/list.html", header=header
    )


@needs(Action.CHALLENGE)
def claim_new(request: HttpRequest, account: int) -> HttpResponseBase:
    """Claim an account."""
    found = get_object_or_404(Account.objects.all(), pk=account)
    rep = own_rep(request.member)
    form = ClaimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            claim = open_claim(
                account=found,
                claimant=rep,
                **form.cleaned_data,
                by=request.member,
                now=timezone.now(),
            )
        except (InputError, ConflictError) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your claim is open."))
            return redirect(address(request, "claim", pk=claim.pk))
    back = address(request, "account", pk=account)
    context = {
        "form": form,
        "header": {
            "title": _("Claim %(account)s") % {"account": found},
            "crumbs": [{"label": found.name, "url": back}],
        },
        "submit": _("Claim"),
        "back": back,
    }
    return render(request, "maillage/form.html", context, status=422 if form.errors else 200)


def shown(request: HttpRequest) -> QuerySet[Claim]:
    """The claims a person may see."""
    return claims_shown_to(request.member)


@needs(Action.VIEW)
def claim(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show a claim; who leads both reps decides on it."""
    found = get_object_or_404(shown(request), pk=pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST":
        if form.is_valid():
            try:
                decide_claim(
                    claim=found, **form.cleaned_data, by=request.member, now=timezone.now()
                )
            except InputError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Decided."))
                return redirect(address(request, "claim", pk=pk))
        if not may_decide(request.member, found):
            raise PermissionDeniedError(_("Who decides on a claim leads both reps."))
    return render(
        request,
        "maillage/ownership/claim.html",
        of_claim(request, found, form),
        status=422 if form.errors else 200,
    )


def of_claim(request: HttpRequest, found: Claim, form: DecisionForm) -> dict[str, Any]:
    """What the page of a claim shows."""
    decides = found.pending and may_decide(request.member, found)
    advice = advised(found, timezone.now()) if found.pending else None
    return {
        "claim": found,
        "form": form if decides else None,
        "advice": advice,
        "own": found.pending and is_own(request.member, found.claimant),
        "submit": _("Decide"),
        "state": lists.claim_state(found),
        "header": {
            "title": found.account.name,
            "lead": _("claimed by %(rep)s") % {"rep": found.claimant},
            "crumbs": [{"label": _("Claims"), "url": address(request, "claims")}],
        },
    }


@require_POST
@needs(Action.CHALLENGE)
def claim_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own claim back."""
    found = get_object_or_404(shown(request), pk=pk)
    withdraw_claim(claim=found, by=request.member, now=timezone.now())
    messages.success(request, _("Your claim is withdrawn."))
    return redirect(address(request, "claim", pk=pk))


def claims_on(request: HttpRequest, account: Account) -> dict[str, Any]:
    """What the page of an account shows of claims."""
    rows = shown(request).filter(account=account)[:10]
    rep = request.member.rep
    claimable = may(request.member, Action.CHALLENGE) and rep is not None
    mine = any(row.pending and row.claimant_id == request.member.rep_id for row in rows)
    return {
        "claims": [(row, lists.claim_state(row)) for row in rows],
        "claimable": claimable and not mine and account.owner_id != request.member.rep_id,
    }
