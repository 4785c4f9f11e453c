"""Making workspaces and finding the one to work in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import transaction
from django_scopes import scope

from maillage import audit, texts
from maillage.errors import InputError, NotFoundError
from maillage.models import Workspace
from maillage.models.people import RESERVED
from maillage.texts import _, quoted

FIRST = "main"


@transaction.atomic
def create_workspace(
    *, slug: str, name: str, language: str = "en", currency: str = "USD", by: str = ""
) -> Workspace:
    """Make an empty workspace; ``slug`` is its name in addresses.

    Raises
    ------
    InputError
        If the slug is taken, reserved, or has other characters than a-z, 0-9 and hyphens.
    """
    workspace = Workspace(slug=slug, name=name or slug, language=language, currency=currency)
    try:
        workspace.full_clean()
    except ValidationError as error:
        raise InputError(
            _("There can be no workspace %(slug)s.") % {"slug": quoted(slug)},
            remedy=_(
                "Choose another short name: small letters, digits and hyphens, not taken by another"
                " workspace, and none of %(reserved)s."
            )
            % {"reserved": ", ".join(RESERVED)},
        ) from error
    workspace.save()
    with scope(workspace=workspace):
        audit.record(verb="workspace.created", subject=workspace, by=by, after={"slug": slug})
    return workspace


def first_workspace() -> Workspace:
    """Give the oldest workspace, making one where there is none."""
    found = Workspace.objects.order_by("pk").first()
    return found or create_workspace(slug=FIRST, name="Maillage", language=texts.language())


def workspace_called(slug: str) -> Workspace:
    """Find a workspace by its short name; an empty one means the oldest.

    Raises
    ------
    NotFoundError
        If there is none, naming those there are.
    """
    if not slug:
        return first_workspace()
    found = Workspace.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Workspace.objects.order_by("slug").values_list("slug", flat=True))
        raise NotFoundError(
            _("There is no workspace %(slug)s.") % {"slug": quoted(slug)},
            remedy=_("Choose among: %(known)s.") % {"known": known},
        )
    return found


@contextmanager
def working_in(slug: str = "") -> Iterator[Workspace]:
    """Put a workspace in scope: all queries see its rows alone."""
    workspace = workspace_called(slug)
    with scope(workspace=workspace):
        yield workspace
