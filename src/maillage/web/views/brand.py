"""How documents look, and the words that plans use."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from maillage.domain.brand.keeping import brand_in_force, change_brand
from maillage.interfaces.forms.brand import BrandForm
from maillage.interfaces.glossary import terms
from maillage.permissions import Action
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs


@needs(Action.MANAGE_WORKSPACE)
def brand(request: HttpRequest) -> HttpResponseBase:
    """Choose the name, the colours and the logo of documents."""
    found = brand_in_force()
    form = BrandForm(
        request.POST or None,
        request.FILES or None,
        before=found,
        initial={"name": found.name, "colour": found.colour, "accent": found.accent},
    )
    if request.method == "POST" and form.is_valid():
        change_brand(brand=form.cleaned_data["brand"], by=request.member)
        messages.success(request, _("Saved."))
        return redirect(address(request, "brand"))
    lead = _("What plans, slides and checklists look like.")
    if found.logo:
        lead = _("What plans, slides and checklists look like. There is a logo.")
    context = {
        "form": form,
        "header": {"title": _("Look of documents"), "lead": lead},
        "submit": _("Save"),
    }
    return render(request, "maillage/form.html", context, status=422 if form.errors else 200)


@needs(Action.VIEW)
def glossary(request: HttpRequest) -> HttpResponse:
    """Explain the words that plans use (M-06)."""
    header = {"title": _("Glossary"), "lead": _("The words that plans use, and what they mean.")}
    return render(request, "maillage/glossary.html", {"header": header, "terms": terms()})
