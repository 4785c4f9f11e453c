"""To whom leads go: rules in order, pools and their turn, absences, chat rooms, and a trial."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from maillage.domain.leads.away import (
    absences,
    add_absence,
    add_hook,
    chat_hooks,
    remove_absence,
    remove_hook,
)
from maillage.domain.leads.handing import Routed, route
from maillage.domain.leads.routing_terms import next_of, routing_now, set_routing
from maillage.domain.leads.term_words import condition_words
from maillage.domain.leads.words import passed_word
from maillage.domain.leads.written.routing import WrittenPool, WrittenRouting
from maillage.errors import ConflictError, InputError
from maillage.interfaces.forms.leads.routing import (
    AbsenceForm,
    RoomForm,
    RoutingRuleForm,
    SeatForm,
)
from maillage.interfaces.lists.lead_routing import told
from maillage.models import Lead, Rep, RoutingHow, RoutingPool, RoutingRule
from maillage.permissions import Action, may
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.taking import taken
from maillage.web.terms import changed_rows, show_terms


@needs(Action.VIEW)
def lead_routing(request: HttpRequest) -> HttpResponse:
    """Show rules, pools, absences and chat rooms, and who would get a lead."""
    return show(request)


def show(request: HttpRequest, *, filled: forms.Form | None = None) -> HttpResponse:
    """Show the page; where a form was refused, with it."""
    routes = may(request.member, Action.ROUTE_LEADS)
    own = None if routes else request.member.rep
    kinds: list[tuple[str, Any]] = [("absence_form", lambda: AbsenceForm(own=own))]
    if routes:
        kinds += [("seat_form", SeatForm), ("room_form", RoomForm)]
    elif own is None or not may(request.member, Action.WORK_LEADS):
        kinds = []
    blank = {name: make() for name, make in kinds}
    given = {name: filled for name, form in blank.items() if isinstance(filled, type(form))}
    written = routing_now()
    context = {
        "routes": routes,
        "rules": [rule_row(each, place, len(written.rules)) for place, each in
                  enumerate(written.rules)],
        "pools": [pool_row(each) for each in RoutingPool.objects.prefetch_related("members__rep")],
        "absences": [
            {"row": each, "theirs": routes or (own is not None and each.rep_id == own.pk)}
            for each in absences().filter(ends_at__gt=timezone.now())
        ],
        "rooms": [{"row": each, "told": told(each)} for each in chat_hooks()] if routes else [],
        "trial": trial(request),
        "asked": request.GET.get("lead", ""),
        "seen": written.fingerprint,
        "header": {
            "actions": actions(request) if routes else [],
            "title": _("To whom leads go"),
            "lead": _("The first rule that holds and finds somebody is taken; an owner comes before"
                      " those in turn."),
        },
    } | blank | given  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if filled is not None else HTTPStatus.OK
    return render(request, "maillage/leads/routing.html", context, status=status)


def actions(request: HttpRequest) -> list[dict[str, str]]:
    """What may be begun from here."""
    there = address(request, "lead_routing_rule")
    return [{"label": _("New rule"), "icon": "plus", "kind": "primary", "url": there}]


def rule_row(rule: Any, place: int, count: int) -> dict[str, Any]:
    """Show a rule."""
    conditions = [condition_words(each.model_dump(mode="json")) for each in rule.when]
    rep = Rep.objects.filter(external_id=rule.rep).first() if rule.rep else None
    return {
        "name": rule.name,
        "when": " · ".join(conditions) or _("all leads"),
        "how": RoutingHow(rule.how).label,
        "to": rule.pool or (rep.name if rep else ""),
        "active": rule.active,
        "first": place == 0,
        "last": place == count - 1,
    }


def pool_row(pool: RoutingPool) -> dict[str, Any]:
    """Show a pool with its seats and whose turn is next."""
    return {"name": pool.name, "seats": list(pool.members.all()), "next": next_of(pool)}


def trial(request: HttpRequest) -> dict[str, Any] | None:
    """Say who would get the lead that is asked for, and why not the others."""
    number = request.GET.get("lead", "")
    if not number.isdecimal() or len(number) > 9:
        return None
    lead = Lead.objects.filter(pk=int(number)).select_related("account").first()
    if lead is None:
        return {"lead": None}
    return explained(lead, route(lead=lead, now=timezone.now()))


def explained(lead: Lead, found: Routed) -> dict[str, Any]:
    """Show who gets a lead, by which rule, and why not the others."""
    reps = {str(each.pk): each.name for each in Rep.objects.all()}
    rules = {str(each.pk): each.name for each in RoutingRule.objects.all()}
    choice = found.choice
    passed: dict[tuple[str | None, str], list[str]] = {}
    for each in choice.passed:
        named = passed.setdefault((rules.get(each.rule), passed_word(each.why)), [])
        named += [reps[each.rep]] if each.rep in reps else []
    return {
        "lead": lead,
        "rep": reps.get(choice.rep),
        "rule": rules.get(choice.rule),
        "instead_of": reps.get(choice.instead_of),
        "contact_by": found.contact_by,
        "passed": [
            {"rule": rule, "why": why, "reps": named} for (rule, why), named in passed.items()
        ],
    }


def back(request: HttpRequest, said: str) -> HttpResponseBase:
    """Go back to the page and say what was done."""
    messages.success(request, said)
    return redirect(address(request, "lead_routing"))


def saved() -> str:
    """Say that the routing was changed."""
    return _("Saved: the rules hold for the next lead.")


def refusal(request: HttpRequest, written: WrittenRouting, seen: str) -> str:
    """Replace the routing, as long as it is what was seen; say why where that cannot be."""
    try:
        set_routing(written=written, by=request.member, seen=seen)
    except (ConflictError, InputError) as error:
        return str(error)
    return ""


@needs(Action.ROUTE_LEADS)
def lead_routing_rule(request: HttpRequest) -> HttpResponseBase:
    """Write a rule: a new one before those there are, or one of them anew."""
    written, name = routing_now(), request.GET.get("rule", "")
    seen, names = written.fingerprint, [each.name for each in written.rules]
    if name and name not in names:
        raise Http404
    place = names.index(name) if name else None
    form = RoutingRuleForm(None if place is None else written.rules[place], request.POST or None)
    if request.method == "POST" and not changed_rows(request) and form.valid():
        if place is None:
            written.rules.insert(0, form.written)
        else:
            active = {"active": written.rules[place].active}
            written.rules[place] = form.written.model_copy(update=active)
        refused = refusal(request, written, request.GET.get("seen") or seen)
        if not refused:
            return back(request, saved())
        form.problems.append(refused)
    there = address(request, "lead_routing")
    header = {
        "title": name or _("New rule"),
        "lead": "" if name else _("It comes before those there are; it can be moved down."),
        "crumbs": [{"label": _("To whom leads go"), "url": there}],
    }
    return show_terms(request, form, back=there, header=header)


@require_POST
@needs(Action.ROUTE_LEADS)
def lead_routing_change(request: HttpRequest) -> HttpResponseBase:
    """Move a rule up or down, switch it, or remove it."""
    written = routing_now()
    seen, names = written.fingerprint, [each.name for each in written.rules]
    name, act = request.POST.get("rule", ""), request.POST.get("act", "")
    if name in names:
        place = names.index(name)
        rule = written.rules.pop(place)
        if act == "switch":
            rule.active = not rule.active
        if act != "remove":
            step = {"up": -1, "down": 1}.get(act, 0)
            written.rules.insert(max(place + step, 0), rule)
        refused = refusal(request, written, seen)
        if refused:
            messages.error(request, refused)
            return redirect(address(request, "lead_routing"))
    return back(request, saved())


@require_POST
@needs(Action.ROUTE_LEADS)
def lead_routing_seat(request: HttpRequest) -> HttpResponseBase:
    """Give a rep a seat in a pool, change it, or take it away."""
    form = SeatForm(request.POST)
    if not form.is_valid():
        return show(request, filled=form)
    written = routing_now()
    seen = written.fingerprint
    name, rep = form.cleaned_data["pool"].strip(), form.cleaned_data["rep"].external_id
    pool = next((each for each in written.pools if each.name == name), None)
    if pool is None:
        pool = WrittenPool(name=name)
        written.pools.append(pool)
    pool.members = [each for each in pool.members if each.rep != rep]
    pool.members += [form.written] if form.written else []
    refused = refusal(request, written, seen)
    if refused:
        form.add_error(None, refused)
        return show(request, filled=form)
    return back(request, saved())


@require_POST
@needs(Action.WORK_LEADS)
def absence_new(request: HttpRequest) -> HttpResponseBase:
    """Note that a rep takes no leads for some time."""
    own = None if may(request.member, Action.ROUTE_LEADS) else request.member.rep
    form = AbsenceForm(request.POST, own=own)
    if not taken(form, add_absence, by=request.member):
        return show(request, filled=form)
    return back(request, _("Noted."))


@require_POST
@needs(Action.WORK_LEADS)
def absence_remove(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take an absence back."""
    remove_absence(absence=get_object_or_404(absences(), pk=pk), by=request.member)
    return back(request, _("The absence is taken back."))


@require_POST
@needs(Action.ROUTE_LEADS)
def chat_new(request: HttpRequest) -> HttpResponseBase:
    """Tell a chat room of leads."""
    form = RoomForm(request.POST)
    if not taken(form, add_hook, by=request.member):
        return show(request, filled=form)
    return back(request, _("The room is told from now on."))


@require_POST
@needs(Action.ROUTE_LEADS)
def chat_remove(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Tell a chat room nothing more."""
    remove_hook(hook=get_object_or_404(chat_hooks(), pk=pk), by=request.member)
    return back(request, _("The room is told nothing more."))
