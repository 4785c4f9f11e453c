"""Background work that is no design: its page, and where it leads."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from maillage.interfaces.exporters.wording import number
from maillage.models import Job, Transfer
from maillage.permissions import Action
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.views.scenarios.jobs import kind_word, seen, shown


def after_giving(request: HttpRequest, done: Transfer | Job) -> HttpResponse:
    """Lead to what was given, or to the work that gives it."""
    if isinstance(done, Job):
        return redirect(address(request, "job", pk=done.pk))
    text = _("%(accounts)s accounts changed owner.")
    messages.success(request, text % {"accounts": number(done.figures["accounts"])})
    return redirect(address(request, "transfer", pk=done.pk))


@needs(Action.VIEW)
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a piece of work is, and where it led."""
    found = seen(request, pk)
    header = {
        "title": kind_word(found.kind),
        "lead": _("You can leave this page: the work goes on. All of it happens, or nothing."),
    }
    context = {"job": shown(found, request.member), "header": header}
    return render(request, "maillage/job.html", context)
