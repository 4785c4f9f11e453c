"""The first pages: choosing a workspace, and who covers what."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from maillage.models import Membership


def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Tell a supervisor that the server and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def choose(request: HttpRequest) -> HttpResponse:
    """Lead a person to their workspace, or let them choose among several."""
    members = (
        Membership.objects.filter(user=request.user, active=True)
        .select_related("workspace")
        .order_by("workspace__name")
    )
    if len(members) == 1:
        return redirect("coverage", workspace=members[0].workspace.slug)
    return render(request, "maillage/choose.html", {"memberships": members})
