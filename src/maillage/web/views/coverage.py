"""Who covers what, and where the holes are."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from maillage.domain.accounts.coverage import coverage_report
from maillage.permissions import Action
from maillage.web.guard import needs


@needs(Action.VIEW)
def coverage(request: HttpRequest) -> HttpResponse:
    """Show the coverage of the workspace today."""
    report = coverage_report(on=timezone.localdate(), country="")
    return render(request, "maillage/coverage.html", {"report": report})
