"""Segmentations: ordered segments of accounts, each with what it asks of one."""

from __future__ import annotations

from django.db import models

from maillage.models.scoping import of_workspace, scoped


class Segmentation(models.Model):
    """One way to put accounts into segments; the first segment that fits has an account.

    ``segments`` are as :mod:`maillage.domain.accounts.segments.reading` reads them.
    """

    workspace = of_workspace()
    name = models.CharField(max_length=80)
    note = models.TextField(blank=True)
    segments = models.JSONField(default=list)
    changed_at = models.DateTimeField(auto_now=True)

    objects = scoped()

    class Meta:
        """By name, each once."""

        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(name="segmentation_name_once", fields=["workspace", "name"])
        ]

    def __str__(self) -> str:
        return self.name
