"""Territory letters: which accounts are mine, which rules, how I am paid (B-02)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language

from maillage.domain.accounts.holdings import books
from maillage.domain.accounts.policy import policy_in_force
from maillage.domain.reviews.pay.schemes import pay_words
from maillage.interfaces.downloads import attached
from maillage.interfaces.exporters.letters import definition
from maillage.interfaces.exporters.territory_letters import (
    conflict_rules,
    letters_pdf,
    own_accounts,
)
from maillage.interfaces.exporters.wording import number
from maillage.interfaces.lists import ownership as lists
from maillage.models import Rep
from maillage.permissions import Action, may, reads_letter
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.asked import day_asked, day_kept
from maillage.web.guard import needs
from maillage.web.lists import show_list


@needs(Action.VIEW)
def letters(request: HttpRequest) -> HttpResponse:
    """List the reps for whom there is a letter; a rep is led to their own."""
    on = day_asked(request)
    if not may(request.member, Action.VIEW_DRAFTS):
        if request.member.rep_id is None:
            raise Http404
        return redirect(address(request, "letter", day_kept(request), pk=request.member.rep_id))
    listing = lists.letters(lambda row: address(request, "letter", day_kept(request), pk=row.pk))
    every = {"label": _("All as one PDF"), "icon": "download",
             "url": address(request, "letters_pdf", day_kept(request))}  # fmt: skip
    header = {
        "title": _("Territory letters"),
        "lead": _("What each rep has to know: their accounts, the rules, their pay."),
        "actions": [every],
    }
    return show_list(
        request,
        listing,
        books(on=on).filter(active=True),
        "maillage/ownership/letters.html",
        kept=day_kept(request),
        header=header,
        on=on,
        today=timezone.localdate(),
    )


@needs(Action.VIEW)
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the letter of a rep, as it is printed."""
    rep = readable(request, pk)
    on = day_asked(request)
    accounts = list(own_accounts(rep, on))
    policy = policy_in_force()
    context = {
        "rep": rep,
        "on": on,
        "today": timezone.localdate(),
        "tiles": tiles(accounts),
        "accounts": accounts,
        "rules": conflict_rules(rep, on, policy),
        "pay": pay_words(on),
        "definition": definition(),
        "header": {
            "title": rep.name,
            "lead": _("Territory letter"),
            "crumbs": crumbs(request),
            "actions": [
                {
                    "label": "PDF",
                    "icon": "download",
                    "url": address(request, "letter_pdf", day_kept(request), pk=pk),
                }
            ],
        },
    }
    return render(request, "maillage/ownership/letter.html", context)


def crumbs(request: HttpRequest) -> list[dict[str, str]]:
    """The way back to the list, for those who may see it."""
    if not may(request.member, Action.VIEW_DRAFTS):
        return []
    return [{"label": _("Territory letters"), "url": address(request, "letters")}]


def tiles(accounts: list[Any]) -> list[dict[str, str]]:
    """The figures of a letter."""
    return [
        {"label": _("Accounts"), "figure": number(len(accounts))},
        {"label": _("Potential"), "figure": number(sum(row.potential or 0.0 for row in accounts))},
        {"label": _("Sales"), "figure": number(sum(row.revenue or 0.0 for row in accounts))},
    ]


def readable(request: HttpRequest, pk: int) -> Rep:
    """Find a rep whose letter the member may read; to others there is none."""
    rep = get_object_or_404(Rep.objects.all(), pk=pk)
    if not reads_letter(request.member, rep):
        raise Http404
    return rep


@needs(Action.VIEW)
def letter_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the letter of a rep as a PDF."""
    return as_pdf(request, [readable(request, pk)], f"letter-{pk}")


@needs(Action.VIEW_DRAFTS)
def letters_all(request: HttpRequest) -> HttpResponse:
    """Answer with the letters of all reps as one PDF."""
    return as_pdf(request, list(Rep.objects.filter(active=True)), "letters")


def as_pdf(request: HttpRequest, reps: list[Rep], name: str) -> HttpResponse:
    """Answer with letters as a PDF."""
    language = "fr" if (get_language() or "").startswith("fr") else "en"
    content = letters_pdf(reps, on=day_asked(request), language=language)
    return attached(content, "application/pdf", f"{name}.pdf")
