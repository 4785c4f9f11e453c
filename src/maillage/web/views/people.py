"""People, their roles, their tokens, and the activity log."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.views.decorators.http import require_POST

from maillage import texts
from maillage.domain.people.members import add_member, change_member, remove_member
from maillage.domain.people.message_words import subject_of
from maillage.domain.people.messages import choose_messages, wants
from maillage.domain.people.profile import change_profile
from maillage.domain.people.tokens import create_token, revoke_token
from maillage.errors import InputError
from maillage.interfaces.forms.people import (
    MemberForm,
    MessagesForm,
    NewMemberForm,
    ProfileForm,
    TokenForm,
)
from maillage.interfaces.lists import people as lists
from maillage.models import ApiToken, Event, Membership, Message, MessageKind
from maillage.permissions import Action
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list

SHOWN = 10


def people(request: HttpRequest) -> Any:
    """The members of the workspace."""
    return Membership.objects.filter(workspace=request.member.workspace).select_related(
        "user", "rep"
    )


@needs(Action.MANAGE_PEOPLE)
def members(request: HttpRequest) -> HttpResponse:
    """List the people of the workspace."""
    listing = lists.members(lambda row: address(request, "member", pk=row.pk))
    header = {
        "title": _("People"),
        "lead": _("Who may sign in to this workspace, and as what."),
        "actions": [
            {
                "label": _("Let somebody in"),
                "icon": "plus",
                "kind": "primary",
                "url": address(request, "member_new"),
            }
        ],
    }
    return show_list(request, listing, people(request), "maillage/list.html", header=header)


@needs(Action.MANAGE_PEOPLE)
def member_new(request: HttpRequest) -> HttpResponseBase:
    """Let a person in."""
    form = NewMemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            member = add_member(**form.cleaned_data, by=request.member)
        except InputError as error:
            form.add_error(None, str(error))
        else:
            text = _("%(person)s may sign in as %(role)s.")
            messages.success(request, text % {"person": member, "role": member.get_role_display()})
            return redirect(address(request, "members"))
    return render(
        request,
        "maillage/form.html",
        {
            "form": form,
            "header": {"title": _("Let somebody in"), "crumbs": [crumb(request)]},
            "submit": _("Let in"),
            "back": address(request, "members"),
        },
        status=422 if form.errors else 200,
    )


@needs(Action.MANAGE_PEOPLE)
def member(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change what a member is."""
    found = get_object_or_404(people(request), pk=pk)
    form = MemberForm(request.POST or None, initial={"role": found.role, "rep": found.rep})
    if request.method == "POST" and form.is_valid():
        try:
            change_member(member=found, **form.cleaned_data, by=request.member)
        except InputError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(address(request, "members"))
    return render(
        request,
        "maillage/people/member.html",
        {
            "form": form,
            "found": found,
            "header": {"title": str(found), "lead": found.user.email, "crumbs": [crumb(request)]},
            "submit": _("Save"),
            "back": address(request, "members"),
        },
        status=422 if form.errors else 200,
    )


def crumb(request: HttpRequest) -> dict[str, str]:
    """The way back to the list of people."""
    return {"label": _("People"), "url": address(request, "members")}


@require_POST
@needs(Action.MANAGE_PEOPLE)
def member_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """End a membership."""
    found = get_object_or_404(people(request), pk=pk, active=True)
    remove_member(member=found, by=request.member)
    messages.success(request, _("%(person)s has left this workspace.") % {"person": found})
    return redirect(address(request, "members"))


@needs(Action.VIEW_LOG)
def log(request: HttpRequest) -> HttpResponse:
    """Show what happened in the workspace."""
    verbs = list(Event.objects.order_by("verb").values_list("verb", flat=True).distinct())
    header = {"title": _("Activity"), "lead": _("Who changed what, when, and why.")}
    return show_list(
        request, lists.events(verbs), Event.objects.all(), "maillage/list.html", header=header
    )


@needs(Action.VIEW)
def me(request: HttpRequest) -> HttpResponseBase:
    """Show a person their own account: name, language, security, tokens."""
    user = request.user
    form = ProfileForm(
        request.POST or None,
        initial={"name": user.name, "language": user.language or texts.language()},
    )
    if request.method == "POST" and form.is_valid():
        change_profile(user=user, **form.cleaned_data)
        with translation.override(user.language):
            messages.success(request, _("Saved."))
        answer = redirect(address(request, "me"))
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax")
        return answer
    return render(request, "maillage/people/me.html", of_mine(request, form))


def of_mine(request: HttpRequest, form: ProfileForm, **more: Any) -> dict[str, Any]:
    """What the page of one's own account shows."""
    tokens = ApiToken.objects.filter(member=request.member, revoked_at=None)
    return {
        "form": form,
        "tokens": tokens,
        "token_form": TokenForm(),
        "messages_form": MessagesForm(
            initial={"kinds": [kind for kind in MessageKind.values if wants(request.member, kind)]}
        ),
        "written": written_to(request.member),
        "header": {"title": str(request.user), "lead": request.member.get_role_display()},
    } | more


def written_to(member: Membership) -> list[dict[str, Any]]:
    """The last messages a member was written."""
    rows = Message.objects.filter(member=member)[:SHOWN]
    return [{"message": row, "subject": subject_of(row)} for row in rows]


@require_POST
@needs(Action.COMMENT)
def messages_choose(request: HttpRequest) -> HttpResponse:
    """Choose which messages one gets."""
    form = MessagesForm(request.POST)
    if not form.is_valid():
        raise InputError(form.errors["kinds"][0])
    choose_messages(member=request.member, kinds=form.cleaned_data["kinds"])
    messages.success(request, _("Saved."))
    return redirect(address(request, "me"))


@require_POST
@needs(Action.USE_TOKENS)
def token_new(request: HttpRequest) -> HttpResponse:
    """Make a token and show its text, this once."""
    form = TokenForm(request.POST)
    profile = ProfileForm(
        initial={"name": request.user.name, "language": request.user.language or "en"}
    )
    secret = ""
    if form.is_valid():
        try:
            _token, secret = create_token(member=request.member, **form.cleaned_data)
            form = TokenForm()
        except InputError as error:
            form.add_error(None, str(error))
    context = of_mine(request, profile, token_form=form, secret=secret)
    answer = render(request, "maillage/people/me.html", context, status=422 if form.errors else 200)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@needs(Action.USE_TOKENS)
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own tokens."""
    found = get_object_or_404(ApiToken.objects.all(), pk=pk, member=request.member, revoked_at=None)
    revoke_token(token=found, by=request.member)
    messages.success(request, _("The token %(name)s has ended.") % {"name": found.name})
    return redirect(address(request, "me"))
