"""What people do with a lead, from its page or from the inbox."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from maillage.domain.leads import acting
from maillage.domain.leads.assigning import assign
from maillage.errors import ConflictError, InputError
from maillage.interfaces.forms.leads.acting import (
    AccountForm,
    AssignForm,
    CallForm,
    ContactForm,
    FeedbackForm,
    LeadForm,
    PursueForm,
    RecycleForm,
    RefuseForm,
)
from maillage.permissions import Action
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.views.leads.page import lead_called, show_lead

Given = Callable[[Any], dict[str, Any]]


def done(
    request: HttpRequest, pk: int, kind: type[LeadForm], act: Callable[..., object], said: str, *,
    given: Given = lambda form: form.cleaned_data,
) -> HttpResponseBase:  # fmt: skip
    """Do with a lead what a form says, and go back; where it is refused, say why on its page."""
    found, form = lead_called(pk), kind(request.POST)
    if not form.is_valid():
        return show_lead(request, found, filled=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        act(member=request.member, lead=found, now=timezone.now(), **given(form))
    except (InputError, ConflictError) as error:
        conflict = isinstance(error, ConflictError)
        status = HTTPStatus.CONFLICT if conflict else HTTPStatus.UNPROCESSABLE_ENTITY
        return show_lead(request, lead_called(pk), problem=str(error), filled=form, status=status)
    messages.success(request, said)
    return redirect(back(request, pk))


def back(request: HttpRequest, pk: int) -> str:
    """Where the form was sent from: the inbox, or the page of the lead."""
    to = request.POST.get("next", "")
    if to and url_has_allowed_host_and_scheme(to, None) and to.startswith("/"):
        return to
    return address(request, "lead", pk=pk)


@require_POST
@needs(Action.WORK_LEADS)
def lead_contact(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Note that somebody contacted a lead."""
    return done(request, pk, ContactForm, acting.contact, _("Noted: the contact counts."))


@require_POST
@needs(Action.WORK_LEADS)
def lead_accept(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a lead on, for sales."""
    return done(request, pk, LeadForm, acting.accept, _("Accepted."))


@require_POST
@needs(Action.WORK_LEADS)
def lead_refuse(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Refuse a lead with a reason (E-06)."""
    said = _("Refused: marketing sees why.")
    return done(request, pk, RefuseForm, acting.refuse, said)


@require_POST
@needs(Action.WORK_LEADS)
def lead_feedback(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say how good a lead is (E-04)."""
    said = _("Thank you: marketing sees it.")
    return done(request, pk, FeedbackForm, acting.give_feedback, said)


@require_POST
@needs(Action.WORK_LEADS)
def lead_call(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Note a validation call and what was learnt (D-04)."""

    def given(form: CallForm) -> dict[str, Any]:
        kept = {name: form.cleaned_data[name] for name in ("version", "role", "note")}
        return kept | {"learnt": form.learnt}

    return done(request, pk, CallForm, acting.record_call, _("The call is noted."), given=given)


@require_POST
@needs(Action.WORK_LEADS)
def lead_qualify(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Make a lead an SQL, after a validation call (X-12)."""
    return done(request, pk, LeadForm, acting.make_sql, _("It is an SQL now."))


@require_POST
@needs(Action.WORK_LEADS)
def lead_pursue(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Make an SQL an opportunity."""

    def given(form: PursueForm) -> dict[str, Any]:
        kept = {name: form.cleaned_data[name] for name in ("version", "amount", "expected_on")}
        return kept | {"name": form.cleaned_data["title"]}

    said = _("The opportunity is made.")
    return done(request, pk, PursueForm, acting.make_opportunity, said, given=given)


@require_POST
@needs(Action.WORK_LEADS)
def lead_recycle(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give a refused lead back to marketing."""
    said = _("Given back to marketing.")
    return done(request, pk, RecycleForm, acting.recycle, said)


@require_POST
@needs(Action.ROUTE_LEADS)
def lead_assign(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give a lead to a rep by hand."""

    def given(form: AssignForm) -> dict[str, Any]:
        return {"rep": form.cleaned_data["rep"], "reason": form.cleaned_data["note"]}

    return done(request, pk, AssignForm, assign, _("Handed over: the rep is told."), given=given)


@require_POST
@needs(Action.WORK_LEADS)
def lead_account(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say which account a lead belongs to."""
    return done(request, pk, AccountForm, acting.fix_account, _("Saved."))
