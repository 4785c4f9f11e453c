"""A plan proposed, sent back, accepted, opened again, restored, and talked about."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from maillage.domain.plans.deciding import accept_plan, discuss_plan, propose_plan, reopen_plan
from maillage.domain.plans.notes import add_note
from maillage.domain.plans.writing import restore_version
from maillage.errors import ConflictError, InputError
from maillage.interfaces.importers.plans.stored import stored_plan
from maillage.permissions import Action
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.views.plans.finding import number_sent, plan_seen
from maillage.web.views.plans.pages import show_plan


def done(
    request: HttpRequest, pk: int, act: Callable[..., object], said: str, **arguments: object
) -> HttpResponseBase:
    """Do something with a plan and show it; where it is refused, say why."""
    found = plan_seen(request, pk)
    try:
        act(plan=found, by=request.member, **arguments)
    except (InputError, ConflictError) as error:
        found.refresh_from_db()
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if isinstance(error, ConflictError):
            status = HTTPStatus.CONFLICT
        return show_plan(request, found, status=status, problem=str(error))
    messages.success(request, said)
    return redirect(address(request, "plan", pk=found.pk))


def words_sent(request: HttpRequest, name: str = "text") -> dict[str, object]:
    """The version its reader saw, and what they say, under the name it is asked for."""
    return {"seen": number_sent(request, "seen"), name: request.POST.get("text", "")}


@require_POST
@needs(Action.WRITE_PLAN)
def plan_propose(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Propose a plan to who leads the rep."""
    said = _("Proposed: who leads the rep is told.")
    return done(request, pk, propose_plan, said, **words_sent(request))


@require_POST
@needs(Action.ACCEPT_PLAN)
def plan_discuss(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send a plan back, and say why."""
    said = _("Sent back: the rep is told why.")
    return done(request, pk, discuss_plan, said, **words_sent(request, "reason"))


@require_POST
@needs(Action.ACCEPT_PLAN)
def plan_accept(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Accept a plan."""
    said = _("Accepted: the plan is in force.")
    return done(request, pk, accept_plan, said, read=stored_plan, **words_sent(request))


@require_POST
@needs(Action.WRITE_PLAN)
def plan_reopen(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Write an accepted plan anew."""
    said = _("Open again; what was accepted stays in force meanwhile.")
    return done(request, pk, reopen_plan, said, **words_sent(request, "reason"))


@require_POST
@needs(Action.WRITE_PLAN)
def plan_restore(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """Write an earlier version again."""
    said = _("Version %(number)d is restored as a new one.") % {"number": number}
    seen = number_sent(request, "seen")
    return done(request, pk, restore_version, said, number=number, read=stored_plan, seen=seen)


@require_POST
@needs(Action.COMMENT)
def plan_note(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say something of a plan."""
    kind, text = request.POST.get("kind", ""), request.POST.get("text", "")
    return done(request, pk, add_note, _("Said."), kind=kind, text=text)
