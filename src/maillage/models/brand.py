"""How the documents of a workspace look."""

from __future__ import annotations

from django.db import models

from maillage.models.scoping import of_workspace, scoped


class Branding(models.Model):
    """Name, colours and logo of a company; the logo is a PNG picture, empty for none."""

    workspace = of_workspace()
    name = models.CharField(max_length=120, blank=True)
    colour = models.CharField(max_length=7)
    accent = models.CharField(max_length=7)
    logo = models.BinaryField(blank=True, default=b"")

    objects = scoped()

    class Meta:
        """One for a workspace."""

        constraints = [models.UniqueConstraint(name="branding_once", fields=["workspace"])]

    def __str__(self) -> str:
        return self.name
