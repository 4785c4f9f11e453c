"""What is proposed to be changed in accounts, and what was said of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maillage.models.scoping import scoped


class ProposalState(models.TextChoices):
    """What was said of a proposal."""

    OPEN = "open", _("to be looked at")
    APPLIED = "applied", pgettext_lazy("a proposal", "applied")
    REFUSED = "refused", pgettext_lazy("a proposal", "refused")


class ProposedField(models.TextChoices):
    """What of an account a proposal is about; a parent is named by its id."""

    COUNTRY = "country", _("Country")
    STATE = "state", _("State")
    CITY = "city", _("City")
    POSTAL_CODE = "postal_code", _("Postal code")
    COUNTY = "county", _("County")
    PARENT = "parent", _("Parent")


class Proposal(models.Model):
    """A field of an account that should be otherwise: why, and how sure, from 0 to 1.

    ``grounds`` are the repairs of an address, or the levels at which a site and its parent agree.
    ``steps`` are the rows that applying it changed, as they were before and after.
    """

    account = models.ForeignKey("maillage.Account", models.CASCADE, related_name="proposals")
    field = models.CharField(max_length=12, choices=ProposedField)
    before = models.CharField(max_length=255, blank=True)
    after = models.CharField(max_length=255)
    grounds = models.JSONField(default=dict)
    confidence = models.FloatField()
    state = models.CharField(max_length=8, choices=ProposalState, default=ProposalState.OPEN)
    steps = models.JSONField(default=list)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = scoped("account__workspace")

    class Meta:
        """Surest first; one open proposal for a field of an account."""

        ordering = ["-confidence", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="proposal_open_once",
                fields=["account", "field"],
                condition=models.Q(state="open"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.before} → {self.after}"
