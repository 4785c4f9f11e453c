"""The ideal customer profile in versions, each signed by marketing and by sales (C-02)."""

from __future__ import annotations

import hashlib
import json

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from maillage.models.people import Membership
from maillage.models.scoping import of_workspace, scoped


class Team(models.TextChoices):
    """Who has to sign."""

    MARKETING = "marketing", _("marketing")
    SALES = "sales", _("sales")


class IcpVersion(models.Model):
    """One version of the profile; it holds from ``in_force_from`` until the next one begins.

    ``criteria`` are as :mod:`maillage.core.accounts.icp.criteria` reads them. Nothing changes any
    more once somebody has signed; ``in_force_from`` is set when both teams have.
    """

    workspace = of_workspace()
    number = models.PositiveIntegerField()
    criteria = models.JSONField()
    note = models.TextField(blank=True)
    wanted_on = models.DateField(help_text="when it shall begin at the earliest")
    in_force_from = models.DateField(null=True, blank=True)
    author = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = scoped()

    class Meta:
        """The latest first; numbers are given once, and nothing begins before it is wanted."""

        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(name="icp_number_once", fields=["workspace", "number"]),
            models.CheckConstraint(
                name="icp_begins_when_wanted",
                condition=Q(in_force_from__isnull=True) | Q(in_force_from__gte=F("wanted_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"ICP {self.number}"

    @property
    def fingerprint(self) -> str:
        """A mark of what it says, to tell whether it still is what somebody read."""
        said = json.dumps([self.criteria, self.note, self.wanted_on.isoformat()], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:24]


class IcpSignature(models.Model):
    """A person's signature for their team."""

    version = models.ForeignKey(IcpVersion, models.CASCADE, related_name="signatures")
    team = models.CharField(max_length=9, choices=Team)
    member = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(auto_now_add=True)

    objects = scoped("version__workspace")

    class Meta:
        """Each team signs once, and nobody for both."""

        ordering = ["signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="icp_team_signs_once", fields=["version", "team"]),
            models.UniqueConstraint(name="icp_person_signs_once", fields=["version", "member"]),
        ]

    def __str__(self) -> str:
        return f"{self.member} ({self.team})"
