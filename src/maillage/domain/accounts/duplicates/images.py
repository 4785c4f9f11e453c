"""Rows as they were before and after a change, so that all of it can be taken back exactly."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, JSONField, Model

from maillage.errors import ConflictError
from maillage.texts import _

PLAIN = (bool, int, float, str)
CHANGED, DELETED, CREATED = "changed", "deleted", "created"


class Recorder:
    """Changes rows and remembers each: ``steps`` are plain values, in the order they were made."""

    def __init__(self) -> None:
        self.steps: list[dict[str, Any]] = []

    def change(self, row: Model, **fields: Any) -> None:
        """Change fields of a row that differ; nothing else of it is written."""
        before = image(row)
        for name, value in fields.items():
            setattr(row, name, value)
        after = image(row)
        changed = [name for name, value in after.items() if before[name] != value]
        if not changed:
            return
        rows_of(row).update(**{name: getattr(row, name) for name in changed})
        self._note(
            CHANGED,
            row,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )

    def delete(self, row: Model) -> None:
        """Delete a row that nothing refers to any more."""
        self._note(DELETED, row, before=image(row))
        rows_of(row).delete()

    def create(self, row: Model) -> None:
        """Write a new row."""
        row.save(force_insert=True)
        self._note(CREATED, row, after=image(row))

    def _note(self, what: str, row: Model, **images: Any) -> None:
        self.steps.append({"what": what, "table": row._meta.model_name, "key": row.pk} | images)


def rows_of(row: Model) -> Any:
    """The one row as a query."""
    return type(row)._base_manager.filter(pk=row.pk)


def image(row: Model) -> dict[str, Any]:
    """The columns of a row as plain values."""
    return {field.attname: plain(field, row) for field in row._meta.concrete_fields}


def step_between(before: dict[str, Any] | None, row: Model) -> dict[str, Any] | None:
    """Remember what became of a row that others wrote, None where nothing did.

    ``before`` is its image before, None where it was not there.
    """
    after, about = image(row), {"table": row._meta.model_name, "key": row.pk}
    if before is None:
        return {"what": CREATED, "after": after} | about
    changed = [name for name, value in after.items() if before[name] != value]
    if not changed:
        return None
    sides = {"before": before, "after": after}
    kept = {side: {name: values[name] for name in changed} for side, values in sides.items()}
    return {"what": CHANGED} | kept | about


def plain(field: Any, row: Model) -> Any:
    """The value of a column as JSON can hold it without loss."""
    value = field.value_from_object(row)
    if value is None or isinstance(value, PLAIN) or isinstance(field, (JSONField, ForeignKey)):
        return value
    return field.value_to_string(row)


def valued(model: type[Model], fields: dict[str, Any]) -> dict[str, Any]:
    """Columns as the database takes them."""
    by_column = {field.attname: field for field in model._meta.concrete_fields}
    return {
        name: value
        if value is None or isinstance(by_column[name], (JSONField, ForeignKey))
        else by_column[name].to_python(value)
        for name, value in fields.items()
    }


def take_back(steps: list[dict[str, Any]]) -> None:
    """Undo steps, the last first.

    Raises
    ------
    ConflictError
        If a row is no longer as the steps left it; some were undone then, and the caller's
        transaction is to be.
    """
    for step in reversed(steps):
        model = apps.get_model("maillage", step["table"])
        if step["what"] == DELETED:
            model(**valued(model, step["before"])).save_base(raw=True, force_insert=True)
            continue
        row = model._base_manager.filter(pk=step["key"]).first()
        refuse_other(row, step)
        if step["what"] == CREATED:
            rows_of(row).delete()
        else:
            rows_of(row).update(**valued(model, step["before"]))


def refuse_other(row: Model | None, step: dict[str, Any]) -> None:
    """Refuse to undo where a row was changed, moved or deleted since."""
    now = image(row) if row is not None else None
    if now is None or any(now[name] != value for name, value in step["after"].items()):
        raise ConflictError(
            _("What was done here has been changed since."),
            remedy=_("Undo the later changes first, or create the account again."),
        )
