"""The look of documents, and the words that plans use."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from maillage.api.calling import allowed
from maillage.domain.brand.keeping import brand_in_force, change_brand
from maillage.domain.brand.look import LONGEST_NAME, Brand, brand_of
from maillage.errors import InputError
from maillage.interfaces.glossary import terms
from maillage.interfaces.importers.logos import LARGEST, logo_of
from maillage.permissions import Action
from maillage.texts import _

router = Router(tags=["documents"])


class BrandView(Schema):
    """How the documents of the workspace look."""

    name: str = Field(description="Of the company.")
    colour: str = Field(description="Of headings.")
    accent: str = Field(description="Of bars and marks.")
    logo: str = Field(description="PNG in Base64, empty for none.")


class BrandChange(Schema):
    """How documents are to look; an empty colour is the usual one."""

    name: str = Field("", max_length=LONGEST_NAME)
    colour: str = Field("", max_length=40)
    accent: str = Field("", max_length=40)
    logo: str | None = Field(
        None,
        max_length=2 * LARGEST,
        description="PNG or SVG in Base64; empty for none; null leaves the one there is.",
    )


class GlossaryTerm(Schema):
    """A word, in the caller's language."""

    key: str
    name: str
    meaning: str


@router.get("/{workspace}/brand", response=BrandView)
@allowed(Action.MANAGE_WORKSPACE)
def read_brand(request: HttpRequest, workspace: str) -> Any:  # noqa: ARG001
    """Read how documents look."""
    return viewed(brand_in_force())


@router.put("/{workspace}/brand", response=BrandView)
@allowed(Action.MANAGE_WORKSPACE)
def write_brand(request: HttpRequest, workspace: str, brand: BrandChange) -> Any:  # noqa: ARG001
    """Say how documents are to look."""
    logo = brand_in_force().logo if brand.logo is None else decoded(brand.logo)
    chosen = brand_of(brand.name, brand.colour, brand.accent, logo)
    return viewed(change_brand(brand=chosen, by=request.member))


@router.get("/{workspace}/glossary", response=list[GlossaryTerm])
@allowed(Action.VIEW)
def read_glossary(request: HttpRequest, workspace: str) -> Any:  # noqa: ARG001
    """Explain the words that plans use."""
    return terms()


def viewed(brand: Brand) -> dict[str, str]:
    """A look as plain values."""
    logo = base64.b64encode(brand.logo).decode()
    return {"name": brand.name, "colour": brand.colour, "accent": brand.accent, "logo": logo}


def decoded(logo: str) -> bytes:
    """A logo that was sent, checked; empty for none.

    Raises
    ------
    InputError
        If it is no Base64.
    """
    try:
        sent = base64.b64decode(logo, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InputError(_("The logo is no Base64.")) from error
    return logo_of(sent) if sent else b""
