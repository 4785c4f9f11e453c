"""What is done with selected accounts beside giving them: a file, an owner in a scenario."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from maillage.domain.accounts.holdings import accounts_at
from maillage.domain.territories.editing.naming import Naming, name_accounts, naming
from maillage.errors import ConflictError, InputError
from maillage.interfaces.downloads import attached
from maillage.interfaces.exporters.wording import number
from maillage.interfaces.forms.ownership import ScenarioSelectedForm, SelectionForm
from maillage.interfaces.lists import accounts as lists
from maillage.interfaces.lists.files import KINDS, as_file
from maillage.models import Rep
from maillage.permissions import Action
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.selection import begun, crumb, show_form


@require_POST
@needs(Action.EXPORT)
def accounts_export(request: HttpRequest) -> HttpResponseBase:
    """Give the selected accounts as a file."""
    today = timezone.localdate()
    start = begun(request)
    if start is None:
        messages.warning(request, _("Select accounts first."))
        return redirect(address(request, "accounts"))
    chosen = SelectionForm(initial=start).chosen
    listing = lists.accounts(str, today, list(Rep.objects.all()))
    shown = listing.of(accounts_at(today).filter(pk__in=chosen.values("pk")), request.GET, "")
    kind = request.GET.get("format", "")
    kind = kind if kind in KINDS else "csv"
    content = as_file(shown.export(), kind, listing.caption)
    return attached(content, KINDS[kind], f"{listing.name}.{kind}")


@require_POST
@needs(Action.EDIT_SCENARIOS)
def accounts_scenario(request: HttpRequest) -> HttpResponseBase:
    """Give the selected accounts to a rep in a scenario, once it was shown what that does."""
    if "scenario" not in request.POST:
        start = begun(request)
        if start is None:
            messages.warning(request, _("Select accounts first."))
            return redirect(address(request, "accounts"))
        return show(request, ScenarioSelectedForm(initial=start))
    form = ScenarioSelectedForm(request.POST)
    if not form.is_valid():
        return show(request, form)
    asked = form.cleaned_data
    ids = [account.external_id for account in asked["accounts"]]
    try:
        if "confirmed" not in request.POST:
            found = naming(scenario=asked["scenario"], accounts=ids, rep=asked["rep"])
            return show(request, form, found)
        name_accounts(
            scenario=asked["scenario"],
            accounts=ids,
            rep=asked["rep"],
            revision=asked["revision"] if asked["revision"] is not None else -1,
            by=request.member,
        )
    except (InputError, ConflictError) as error:
        form.add_error(None, str(error))
        return show(request, form)
    messages.success(request, _("Done. Undo, in the scenario, takes it back."))
    return redirect(address(request, "scenario", pk=asked["scenario"].pk))


def show(
    request: HttpRequest, form: ScenarioSelectedForm, found: Naming | None = None
) -> HttpResponse:
    """Show the form, and what it would do to the scenario."""
    if found is not None:
        form.data = form.data.copy()
        form.data["revision"] = str(found.revision)
    context = {
        "header": {
            "title": _("Give the selected accounts in a scenario"),
            "lead": _("Nothing changes until the scenario is published."),
            "crumbs": [crumb(request)],
        },
        "action": address(request, "accounts_scenario"),
        "submit": _("Preview"),
        "changes": found is not None and found.changing,
        "table": None if found is None else summed(found),
    }
    return show_form(request, form, context)


def summed(found: Naming) -> dict[str, Any]:
    """Give a table of how many accounts come from whom."""
    rows = [
        {"key": name, "cells": [{"text": name or _("nobody")},
                                {"text": number(count), "number": True}]}
        for name, count in found.come_from
    ]  # fmt: skip
    return {
        "id": "changes",
        "caption": _("What would change in the scenario"),
        "columns": [{"label": _("Who answers for them there now")},
                    {"label": _("Accounts"), "number": True}],
        "rows": rows,
        "totals": [_("in all"), number(found.changing)],
        "empty": {"title": _("Nothing would change: it is so in the scenario.")},
    }  # fmt: skip
