"""Territory letters: which accounts are mine, which rules, how I am paid (B-02)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from ninja import Field, Query, Router, Schema

from maillage.api.accounts import AccountRow, RepPage, RepQuery
from maillage.api.calling import allowed
from maillage.api.files import answers_file
from maillage.api.listing import paged
from maillage.domain.accounts.holdings import books
from maillage.domain.accounts.policy import policy_in_force
from maillage.domain.people.members import rep_called
from maillage.domain.reviews.pay.schemes import pay_words
from maillage.interfaces.downloads import attached
from maillage.interfaces.exporters.territory_letters import (
    conflict_rules,
    letters_pdf,
    own_accounts,
)
from maillage.interfaces.lists import ownership as lists
from maillage.models import Rep
from maillage.permissions import Action, reads_letter

router = Router(tags=["letters"])
PDF = "application/pdf"


class LetterView(Schema):
    """The letter of a rep on a day."""

    rep: str
    name: str
    on: date
    accounts: list[AccountRow]
    rules: list[str] = Field(description="Those that settle who owns an account.")
    pay: str


@router.get("/{workspace}/letters", response=RepPage)
@allowed(Action.VIEW_DRAFTS)
def list_letters(request: HttpRequest, workspace: str, query: Query[RepQuery]) -> Any:  # noqa: ARG001
    """List the reps for whom there is a letter."""
    rows = books(on=query.on or timezone.localdate()).filter(active=True)
    return paged(request, lists.letters(str), rows, query)


@router.get("/{workspace}/letters/letters.pdf", **answers_file(PDF))
@allowed(Action.VIEW_DRAFTS)
def every_letter(request: HttpRequest, workspace: str, on: date | None = None) -> HttpResponse:  # noqa: ARG001
    """Give the letters of all reps as one PDF."""
    return as_pdf(list(Rep.objects.filter(active=True)), on, "letters")


@router.get("/{workspace}/letters/{rep}", response=LetterView)
@allowed(Action.VIEW)
def read_letter(request: HttpRequest, workspace: str, rep: str, on: date | None = None) -> Any:  # noqa: ARG001
    """Read the letter of a rep: one's own, or as one who leads."""
    found, day = readable(request, rep), on or timezone.localdate()
    policy = policy_in_force()
    return {
        "rep": found.external_id,
        "name": found.name,
        "on": day,
        "accounts": own_accounts(found, day),
        "rules": conflict_rules(found, day, policy),
        "pay": pay_words(day),
    }


@router.get("/{workspace}/letters/{rep}/letter.pdf", **answers_file(PDF))
@allowed(Action.VIEW)
def letter_pdf(
    request: HttpRequest,
    workspace: str,  # noqa: ARG001
    rep: str,
    on: date | None = None,
) -> HttpResponse:
    """Give the letter of a rep as a PDF."""
    found = readable(request, rep)
    return as_pdf([found], on, f"letter-{found.pk}")


def readable(request: HttpRequest, rep: str) -> Rep:
    """Find a rep whose letter the caller may read; to others there is none."""
    found = rep_called(rep)
    if not reads_letter(request.member, found):
        raise Http404
    return found


def as_pdf(reps: list[Rep], on: date | None, name: str) -> HttpResponse:
    """Answer with letters as a PDF, in the caller's language."""
    language = "fr" if (get_language() or "").startswith("fr") else "en"
    content = letters_pdf(reps, on=on or timezone.localdate(), language=language)
    return attached(content, PDF, f"{name}.pdf")
