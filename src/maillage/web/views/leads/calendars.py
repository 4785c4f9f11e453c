"""Business calendars: the company's, those of places and of reps, month by month."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from maillage.domain.leads.calendar_versions import (
    calendar_rows,
    give_up_calendar,
    given_up,
    save_calendar,
    versions_of,
    written_calendar,
)
from maillage.domain.leads.calendars import company_calendar
from maillage.domain.leads.opening_hours import month_of, shortages
from maillage.domain.leads.term_words import calendar_word
from maillage.errors import InputError
from maillage.interfaces.downloads import attached
from maillage.interfaces.exporters.leads.toml import TOML, as_toml
from maillage.interfaces.forms.leads.calendars import CalendarForm, ScopeForm
from maillage.interfaces.lists import calendar_versions as versions
from maillage.interfaces.lists import calendars as lists
from maillage.models import BusinessCalendar
from maillage.permissions import Action, may
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list
from maillage.web.terms import changed_rows, show_terms

LAST_MONTH = 12


def crumbs(request: HttpRequest) -> list[dict[str, str]]:
    """The way back to the calendars."""
    return [{"label": _("Calendars"), "url": address(request, "calendars")}]


@needs(Action.VIEW)
def calendars(request: HttpRequest) -> HttpResponse:
    """List the calendars, with the reps who share too little of them (X-16)."""
    edits = may(request.member, Action.EDIT_SCORING)
    new = {"label": _("New calendar"), "icon": "plus", "kind": "primary",
           "url": address(request, "calendar_new")}  # fmt: skip
    found = shortages(timezone.localdate().year)
    return show_list(
        request,
        lists.calendars(lambda row: address(request, "calendar", pk=row.pk)),
        calendar_rows(),
        "maillage/leads/calendars.html",
        short=lists.shortages(found) if found else None,
        ended=ended(request),
        header={
            "title": _("Calendars"),
            "lead": _("When leads can be called, and on whose clock deadlines run."),
            "actions": [new] if edits else [],
        },
    )


def ended(request: HttpRequest) -> dict[str, Any] | None:
    """The calendars that govern nothing any more, with a way to what they said."""
    rows = given_up()
    return versions.ended(rows, lambda row: address(request, "calendar", pk=row.pk)) or None


@needs(Action.VIEW)
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a calendar, month by month, with its versions; or one of these."""
    found = get_object_or_404(BusinessCalendar.objects.select_related("rep", "by__user"), pk=pk)
    if not found.content:
        return earlier(request, found)
    holds = calendar_rows().filter(pk=pk).exists()
    written = written_calendar(found)
    if request.GET.get("format") == "toml":
        return attached(as_toml(written).encode(), TOML, f"calendar-{found.key}.toml")
    first = month_asked(request)
    edits = holds and may(request.member, Action.EDIT_SCORING)
    there = address(request, "calendar_edit", pk=pk)
    change = {"label": _("Change"), "icon": "pencil", "url": there}
    context = {
        "found": found,
        "holds": holds,
        "versions": versions.versions(
            versions_of(found.key), lambda row: address(request, "calendar", pk=row.pk)
        ),
        "hours": lists.hours(found),
        "governs": lists.governs(found),
        "holidays": lists.holidays(found),
        "month": lists.month(month_of(written.read(), first.year, first.month)),
        "first": first,
        "before": moved(first, -1),
        "after": moved(first, 1),
        "ends": edits and found.key != company_calendar().key,
        "header": {
            "title": calendar_word(found),
            "crumbs": crumbs(request),
            "actions": [{"label": "TOML", "icon": "download", "url": "?format=toml"},
                        *([change] if edits else [])],
        },
    }  # fmt: skip
    return render(request, "maillage/leads/calendar.html", context)


def earlier(request: HttpRequest, found: BusinessCalendar) -> HttpResponse:
    """Go to what a calendar that was given up said last."""
    before = BusinessCalendar.objects.filter(key=found.key, version__lt=found.version)
    return redirect(address(request, "calendar", pk=before.latest("version").pk))


def month_asked(request: HttpRequest) -> date:
    """The first day of the month asked for; this month where none can be read."""
    try:
        return date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return timezone.localdate().replace(day=1)


def moved(first: date, months: int) -> str:
    """The month before or after, as it is asked for."""
    count = first.year * LAST_MONTH + first.month - 1 + months
    return f"{count // LAST_MONTH:04d}-{count % LAST_MONTH + 1:02d}"


@needs(Action.EDIT_SCORING)
def calendar_new(request: HttpRequest) -> HttpResponseBase:
    """Write a calendar of a place or a rep, from the company's."""
    form = CalendarForm(written_calendar(company_calendar()), request.POST or None)
    scope = ScopeForm(request.POST or None)
    sent = request.method == "POST" and not changed_rows(request)
    if sent and form.valid() & scope.is_valid():
        made = kept(request, form, **scope.cleaned_data)
        if made is not None:
            return redirect(address(request, "calendar", pk=made.pk))
    if sent and scope.errors and not form.problems:
        form.problems.append(_("Some fields cannot be read: see below."))
    return show_editor(request, form, _("New calendar"), address(request, "calendars"), scope)


@needs(Action.EDIT_SCORING)
def calendar_edit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Write the next version of a calendar."""
    found = get_object_or_404(calendar_rows(), pk=pk)
    form = CalendarForm(written_calendar(found), request.POST or None)
    if request.method == "POST" and not changed_rows(request) and form.valid():
        of = {"country": found.country, "state": found.state, "rep": found.rep}
        made = kept(request, form, **of)
        if made is not None:
            return redirect(address(request, "calendar", pk=made.pk))
    return show_editor(request, form, calendar_word(found), address(request, "calendar", pk=pk))


def kept(request: HttpRequest, form: CalendarForm, **of: Any) -> BusinessCalendar | None:
    """Keep what a form says; None where it cannot be, which the form then says."""
    try:
        made = save_calendar(written=form.written, by=request.member, **of)
    except InputError as error:
        form.problems.append(str(error))
        return None
    messages.success(request, _("Saved. What is owed already keeps its deadline."))
    return made


def show_editor(
    request: HttpRequest, form: CalendarForm, title: str, back: str, scope: Any = ()
) -> HttpResponse:
    """Show the form."""
    header = {"title": title, "crumbs": crumbs(request)}
    return show_terms(request, form, back=back, header=header, first=scope)


@require_POST
@needs(Action.EDIT_SCORING)
def calendar_give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a calendar govern nothing any more."""
    give_up_calendar(calendar=get_object_or_404(calendar_rows(), pk=pk), by=request.member)
    messages.success(request, _("The calendar governs nothing any more."))
    return redirect(address(request, "calendars"))
