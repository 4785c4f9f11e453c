"""Every row belongs to one workspace; queries see the rows of the workspace in scope, no others."""

from __future__ import annotations

from typing import Any

from django.db import models
from django_scopes import ScopedManager, get_scope


class WorkspaceField(models.ForeignKey[Any, Any]):
    """The workspace a row belongs to: unless told otherwise, the one in scope.

    It is no default of the column: migrations run in no workspace.
    """

    def get_default(self) -> Any:
        """Give a new row the workspace in scope; without one it cannot be saved."""
        workspace = get_scope().get("workspace")
        return None if workspace is None else workspace.pk

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """Look like a plain foreign key to migrations."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs


def of_workspace() -> WorkspaceField:
    """Build the field that says which workspace a row belongs to."""
    return WorkspaceField("maillage.Workspace", models.CASCADE, editable=False, related_name="+")


def scoped(path: str = "workspace") -> models.Manager[Any]:
    """Build the manager of a model whose rows reach their workspace by ``path``."""
    manager: models.Manager[Any] = ScopedManager(workspace=path)
    return manager
