"""Accounts: the list, and everything about one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from maillage.domain.accounts.calling import CallTimes, call_times, home_of
from maillage.domain.accounts.holdings import accounts_at, in_force
from maillage.domain.accounts.icp.words import (
    answer_words,
    criterion_names,
)
from maillage.domain.accounts.outlook import coming
from maillage.domain.accounts.overlays import overlays_at, owner_share
from maillage.domain.accounts.ownership import give_account
from maillage.domain.accounts.portrait import facts_told, fit_told, signals_told
from maillage.domain.accounts.segments.words import account_told, growth_words
from maillage.domain.leads.inbox import of_account
from maillage.domain.words import field_names, touch_word, verb_word
from maillage.interfaces.exporters.wording import percent
from maillage.interfaces.forms.accounts import GiveForm
from maillage.interfaces.lists import accounts as lists
from maillage.interfaces.lists.icp import BADGES
from maillage.interfaces.lists.market import market_filters
from maillage.models import Account, Event, Rep, SignalKind
from maillage.permissions import Action
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.asked import day_asked, day_kept
from maillage.web.guard import needs
from maillage.web.lists import show_list
from maillage.web.selection import bulk
from maillage.web.taking import taken
from maillage.web.views.claims import claims_on

SHOWN = 20


@needs(Action.VIEW)
def accounts(request: HttpRequest) -> HttpResponse:
    """List the accounts on a day; a rep sees their own first."""
    on = day_asked(request)
    reps = list(Rep.objects.all())
    listing = lists.accounts(
        lambda row: address(request, "account", pk=row.pk),
        on,
        reps,
        bulk(request),
        market_filters(request.GET),
    )
    header = {"title": _("Accounts"), "lead": _("Who answers for each, since when.")}
    member = request.member
    mine = member.rep_id and not request.GET
    if mine:
        request.GET = request.GET.copy()
        request.GET["owner"] = str(member.rep_id)
    return show_list(
        request,
        listing,
        accounts_at(on),
        "maillage/accounts/list.html",
        kept=day_kept(request),
        header=header,
        on=on,
        today=timezone.localdate(),
    )


@needs(Action.VIEW)
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """Show everything about an account on a day."""
    return show_account(request, pk, GiveForm())


@require_POST
@needs(Action.EDIT_ACCOUNTS)
def account_give(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give an account another owner."""
    found = get_object_or_404(Account.objects.all(), pk=pk)
    form = GiveForm(request.POST)
    if taken(form, give_account, account=found, by=request.member):
        messages.success(request, _("Saved."))
        return redirect(address(request, "account", pk=pk))
    return show_account(request, pk, form)


def show_account(request: HttpRequest, pk: int, form: GiveForm) -> HttpResponse:
    """Show the page of an account with a form to give it away."""
    on = day_asked(request)
    found = get_object_or_404(accounts_at(on).select_related("parent"), pk=pk)
    context = {
        "account": found,
        "form": form,
        "on": on,
        "today": timezone.localdate(),
        "history": history(found, on),
        "sites": Account.objects.filter(parent=found).order_by("name")[:SHOWN],
        "touches": touches(found, on),
        "events": events(found),
        "overlays": overlays_at(on).filter(account=found),
        "owner_share": owner_share(found, on),
        "growth": percent(found.growth, 0),
        "coming": coming(account=found, on=on),
        "signals": signals_shown(found, on),
        "facts": facts_shown(found),
        "opportunities": opportunities(found, on),
        "leads": leads_shown(found),
        "placed": placed_shown(found, on),
        "header": {
            "title": found.name,
            "lead": ", ".join(filter(None, [found.city, found.state, found.country])),
            "crumbs": [{"label": _("Accounts"), "url": address(request, "accounts")}],
        },
    }
    status = 422 if form.errors else 200
    context |= claims_on(request, found) | fit_shown(found, on)
    context["calls"] = calls_shown(request, found)
    return render(request, "maillage/accounts/account.html", context, status=status)


def calls_shown(request: HttpRequest, account: Account) -> CallTimes | None:
    """Say what time it is there, and when a reader may call (A-02)."""
    now = timezone.localdate()
    owned = account.ownerships.filter(in_force(now)).select_related("rep").first()
    home = home_of(request.member, owned.rep if owned else None)
    return call_times(account=account, home=home, at=timezone.now())


def fit_shown(account: Account, on: date) -> dict[str, Any]:
    """Say how an account fits the profile in force on a day, criterion by criterion."""
    told = fit_told(account, on)
    if told is None:
        return {}
    words, names = answer_words(), criterion_names()
    findings = [
        each
        | {
            "criterion": names[each["criterion"]],
            "answer": words[each["answer"]],
            "badge": BADGES[each["answer"]],
        }
        for each in told["findings"]
    ]
    whole = {"answer": words[told["answer"]], "badge": BADGES[told["answer"]]}
    return {"fit": told | whole | {"findings": findings}}


def signals_shown(account: Account, on: date) -> list[dict[str, Any]]:
    """Give the last signals of an account until a day, and what each is called."""
    words = dict(SignalKind.choices)
    return [each | {"word": words[each["kind"]]} for each in signals_told(account, on, SHOWN)]


def facts_shown(account: Account) -> list[dict[str, Any]]:
    """Give who told the values an account holds, and what each is called."""
    names = field_names()
    return [
        each | {"name": names.get(each["field"], each["field"])} for each in facts_told(account)
    ]


def placed_shown(account: Account, on: date) -> dict[str, Any]:
    """Say what can still be sold to an account, and in which segments it is."""
    told = account_told(account, on)
    return {"growth": growth_words(told["growth"]), "segmentations": told["placements"]}


def touches(account: Account, on: date) -> list[dict[str, Any]]:
    """Give the last touches of an account until a day, and what each is called."""
    rows = account.touches.filter(occurred_on__lte=on).select_related("rep")
    latest = rows.order_by("-occurred_on", "-pk")[:SHOWN]
    return [{"touch": row, "word": touch_word(row.kind)} for row in latest]


def opportunities(account: Account, on: date) -> Any:
    """Give the opportunities of an account opened until a day, the newest first."""
    known = account.opportunities.filter(Q(opened_on__lte=on) | Q(opened_on__isnull=True))
    rows = known.select_related("rep").prefetch_related("entries")
    return rows.order_by("-opened_on", "-pk")[:SHOWN]


def leads_shown(account: Account) -> list[dict[str, Any]]:
    """Give the leads of an account as they stand now, what is due first, first."""
    now = timezone.now()
    rows = of_account(account)[:SHOWN]
    return [{"lead": row, "late": row.due is not None and row.due < now} for row in rows]


def events(account: Account) -> list[dict[str, Any]]:
    """Give what happened to an account last, and what each is called."""
    rows = Event.objects.filter(subject_type="account", subject_id=str(account.pk))[:SHOWN]
    return [{"event": row, "word": verb_word(row.verb)} for row in rows]


def history(account: Account, on: date) -> list[dict[str, Any]]:
    """Give every owner of an account, the latest first, saying which one holds on a day."""
    rows = account.ownerships.select_related("rep").order_by("-starts_on", "-pk")
    now = set(account.ownerships.filter(in_force(on)).values_list("pk", flat=True))
    return [{"ownership": row, "now": row.pk in now, "later": row.starts_on > on} for row in rows]
