"""Sources of events: who may tell of leads, what to set up there, and an end to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from maillage.domain.leads.asides import asides, try_again
from maillage.domain.leads.sources import add_source, rotate_source, sources, switch_source
from maillage.errors import InputError
from maillage.interfaces.forms.leads.sources import LeadSourceForm, NewSecretForm
from maillage.interfaces.lead_examples import address_of, example_of
from maillage.interfaces.lists import lead_sources as lists
from maillage.models import LeadSource, SourceKind
from maillage.permissions import Action
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list
from maillage.web.selection import LONGEST_ASKED, keys


@needs(Action.MANAGE_SOURCES)
def lead_sources(request: HttpRequest) -> HttpResponse:
    """List who may tell events."""
    new = {
        "label": _("New source"),
        "icon": "plus",
        "kind": "primary",
        "url": address(request, "lead_source_new"),
    }
    set_aside = {"label": _("Events set aside"), "url": address(request, "lead_events_aside")}
    header = {
        "title": _("Sources of leads"),
        "lead": _("Systems that tell what happens to leads, and how they prove who they are."),
        "actions": [set_aside, new],
    }
    listing = lists.sources(lambda row: address(request, "lead_source", pk=row.pk))
    return show_list(request, listing, sources(), "maillage/list.html", header=header)


@needs(Action.MANAGE_SOURCES)
def lead_source_new(request: HttpRequest) -> HttpResponseBase:
    """Make a source, and show its token or secret this once."""
    form = LeadSourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made, told = add_source(**form.cleaned_data, by=request.member)
        except InputError as error:
            form.add_error(None, str(error))
        else:
            return page_of(request, made, told)
    context = {
        "form": form,
        "header": {"title": _("New source"), "crumbs": crumbs(request)},
        "submit": _("Make this source"),
        "back": address(request, "lead_sources"),
    }
    return render(request, "maillage/form.html", context, status=422 if form.errors else 200)


@needs(Action.MANAGE_SOURCES)
def lead_source(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a source: where it sends, an example, and how to end it."""
    return page_of(request, get_object_or_404(sources(), pk=pk))


@require_POST
@needs(Action.MANAGE_SOURCES)
def lead_source_rotate(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a source a new token or secret, and show it this once."""
    found = get_object_or_404(sources(), pk=pk)
    told = rotate_source(source=found, secret=request.POST.get("secret", ""), by=request.member)
    return page_of(request, found, told)


@require_POST
@needs(Action.MANAGE_SOURCES)
def lead_source_switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Take no more events of a source, or take them again."""
    found = get_object_or_404(sources(), pk=pk)
    switch_source(source=found, active=not found.active, by=request.member)
    messages.success(request, _("Saved."))
    return redirect(address(request, "lead_source", pk=pk))


@needs(Action.MANAGE_SOURCES)
def lead_events_aside(request: HttpRequest) -> HttpResponse:
    """List the events that could not be digested, with why."""
    header: dict[str, Any] = {
        "title": _("Events set aside"),
        "lead": _(
            "Nothing could be made of these events. Leads are added up without them until they"
            " are tried again."
        ),
        "crumbs": crumbs(request),
    }
    again = address(request, "lead_events_again")
    if asides().exists():
        everything = {"label": _("Try all again"), "icon": "rotate-ccw", "post": f"{again}?all=yes"}
        header["actions"] = [everything]
    return show_list(
        request,
        lists.asides(again=True),
        asides(),
        "maillage/leads/asides.html",
        header=header,
        again=again,
    )


@require_POST
@needs(Action.MANAGE_SOURCES)
def lead_events_again(request: HttpRequest) -> HttpResponse:
    """Have all events that are set aside tried again, or those that were selected."""
    only = None if "all" in request.GET else selected(request)
    count = try_again(only=only, by=request.member)
    messages.success(request, _("Events that are tried again: %(count)d.") % {"count": count})
    return redirect(address(request, "lead_events_aside"))


def selected(request: HttpRequest) -> list[int]:
    """The events that are ticked, or all that match what the list was asked."""
    asked = request.POST.get("matching", "")[:LONGEST_ASKED]
    if not asked:
        return keys(request.POST.getlist("aside"))
    found = lists.asides().of(asides(), QueryDict(asked), "").found
    return list(found.values_list("pk", flat=True))


def crumbs(request: HttpRequest) -> list[dict[str, str]]:
    """The way back to the list."""
    return [{"label": _("Sources of leads"), "url": address(request, "lead_sources")}]


def page_of(request: HttpRequest, source: LeadSource, told: str = "") -> HttpResponse:
    """Show a source; what was made for it is kept by nobody on the way."""
    context: dict[str, Any] = {
        "source": source,
        "secret": told,
        "address_told": address_of(source),
        "example": example_of(source),
        "ours": source.kind == SourceKind.MAILLAGE,
        "renewed": source.kind not in {SourceKind.FILE, SourceKind.MAILLAGE},
        "secret_form": NewSecretForm() if source.kind == SourceKind.HUBSPOT else None,
        "badge": lists.state(source),
        "header": {
            "title": source.name,
            "lead": f"{source.get_kind_display()} · {source.key}",
            "crumbs": crumbs(request),
        },
    }
    answer = render(request, "maillage/leads/source.html", context)
    if told:
        answer["Cache-Control"] = "no-store"
    return answer
