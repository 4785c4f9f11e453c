"""What a person sees instead of a stack trace."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from maillage.errors import MaillageError
from maillage.interfaces.problems import status_of
from maillage.texts import _


def known_error(request: HttpRequest, error: MaillageError) -> HttpResponse:
    """Show an error raised on purpose, as a message of its own where only a part was asked for."""
    return show(request, status_of(error), error.message, error.remedy)


def show(request: HttpRequest, status: int, message: str, remedy: str = "") -> HttpResponse:
    """Show an error on a page of its own; to htmx, as a message."""
    part = "#message" if request.headers.get("HX-Request") else ""
    context = {"status": status, "message": message, "remedy": remedy, "back": back(request)}
    return render(request, f"maillage/error.html{part}", context, status=status)


def back(request: HttpRequest) -> str:
    """Give the page of ours from which something was sent, "" where there is none."""
    page = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()})
    return page if ours and request.method == "POST" else ""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer what cannot be read."""
    return show(request, 400, _("This request cannot be read."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer what is not allowed."""
    return show(request, 403, _("Your role does not allow this."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer what is not there, at least for this person."""
    return show(request, 404, _("There is no such page."), _("Check the address, or begin anew."))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours."""
    return show(
        request,
        500,
        _("Something unexpected happened. Nothing was changed."),
        _("Try again; if it happens again, tell whoever runs this server."),
    )
