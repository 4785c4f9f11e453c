"""Forms of rows within rows, with what is wrong and what fields and events are called."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from maillage.domain.leads.vocabulary import vocabulary
from maillage.interfaces.forms.leads.trees import WrittenForm
from maillage.interfaces.forms.pay import SchemeForm


def changed_rows(request: HttpRequest) -> bool:
    """Whether a row is asked for, or one is to go: nothing is kept then."""
    return bool(request.POST.get("add") or request.POST.get("remove"))


def show_terms(
    request: HttpRequest,
    form: WrittenForm | SchemeForm,
    *,
    back: str,
    header: dict[str, Any],
    first: Iterable[Any] = (),
    template: str = "maillage/leads/terms_form.html",
    **context: Any,
) -> HttpResponse:
    """Show a form; ``first`` are fields before its own, ``back`` is where it is left to."""
    found = {
        "form": form,
        "fields": [*first, *form.head],
        "blocks": form.blocks(),
        "suggested": vocabulary() if form.suggests else None,
        "here": request.get_full_path(),
        "back": back,
        "header": header,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.problems else HTTPStatus.OK
    return render(request, template, found | context, status=status)
