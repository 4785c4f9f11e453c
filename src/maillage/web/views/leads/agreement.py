"""The agreement of marketing and sales: its promises in words, and its versions."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from maillage.domain.leads.agreements import agree, agreements, terms_of
from maillage.domain.leads.differences import differences
from maillage.domain.leads.terms import agreement_at
from maillage.errors import InputError
from maillage.interfaces.downloads import attached
from maillage.interfaces.exporters.leads.toml import TOML, as_toml
from maillage.interfaces.forms.leads.agreements import AgreementForm
from maillage.interfaces.lists import agreements as lists
from maillage.interfaces.lists.differences import different
from maillage.models import Agreement
from maillage.permissions import Action, may
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list
from maillage.web.terms import changed_rows, show_terms


def crumbs(request: HttpRequest) -> list[dict[str, str]]:
    """The way back to the versions."""
    return [{"label": _("Agreement"), "url": address(request, "agreements")}]


def called(row: Agreement) -> str:
    """Name a version."""
    return _("Version %(number)d") % {"number": row.version}


@needs(Action.VIEW)
def agreements_list(request: HttpRequest) -> HttpResponse:
    """List the versions, under the promises that are in force."""
    now = timezone.now()
    row = agreement_at(now)[0]
    change = {"label": _("Change"), "icon": "pencil", "kind": "primary",
              "url": address(request, "agreement_new")}  # fmt: skip
    return show_list(
        request,
        lists.versions(lambda each: address(request, "agreement", pk=each.pk), now),
        agreements(),
        "maillage/leads/agreements.html",
        promises=lists.table(row),
        header={
            "title": _("Agreement"),
            "lead": _("What marketing and sales promise each other, in both directions."),
            "actions": [change] if may(request.member, Action.EDIT_SCORING) else [],
        },
    )


@needs(Action.VIEW)
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a version: its promises, and what differs from the one before."""
    found = get_object_or_404(agreements(), pk=pk)
    terms = terms_of(found)
    if request.GET.get("format") == "toml":
        return attached(as_toml(terms).encode(), TOML, f"agreement-{found.version}.toml")
    other = agreements().filter(version__lt=found.version).first()
    said = [differences(terms_of(each).model_dump(mode="json"), terms.model_dump(mode="json"))
            for each in (other,) if each]  # fmt: skip
    context = {
        "found": found,
        "badge": lists.state(found, timezone.now()),
        "tables": [
            lists.table(found),
            *(different(each, called(other), called(found)) for each in said),
        ],
        "header": {
            "title": called(found),
            "lead": found.note,
            "crumbs": crumbs(request),
            "actions": [{"label": "TOML", "icon": "download", "url": "?format=toml"}],
        },
    }
    return render(request, "maillage/leads/agreement.html", context)


@needs(Action.EDIT_SCORING)
def agreement_new(request: HttpRequest) -> HttpResponseBase:
    """Write a new version from the one in force, or another."""
    form = AgreementForm(terms_of(begun(request)), request.POST or None)
    if request.method == "POST" and not changed_rows(request) and form.valid():
        said = {name: form.head.cleaned_data[name] for name in ("effective_from", "note")}
        try:
            made = agree(written=form.written, by=request.member, now=timezone.now(), **said)
        except InputError as error:
            form.problems.append(str(error))
        else:
            messages.success(request, _("Saved. What is owed already keeps its deadline."))
            return redirect(address(request, "agreement", pk=made.pk))
    header = {"title": _("Change the agreement"), "crumbs": crumbs(request)}
    return show_terms(request, form, back=address(request, "agreements"), header=header)


def begun(request: HttpRequest) -> Agreement:
    """What a new version begins with: the version asked for, else the one in force."""
    asked = request.GET.get("from", "")
    known = asked.isdecimal() and len(asked) < 9
    found = agreements().filter(version=int(asked)).first() if known else None
    return found or agreement_at(timezone.now())[0]
