"""Opportunities: what may be sold to whom by when, what came of it, and its stages."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from maillage.models.accounts import Account
from maillage.models.activity import ImportRun
from maillage.models.scoping import of_workspace, scoped


class Outcome(models.TextChoices):
    """What came of an opportunity."""

    OPEN = "open", pgettext_lazy("opportunity", "open")
    WON = "won", pgettext_lazy("opportunity", "won")
    LOST = "lost", pgettext_lazy("opportunity", "lost")


class Opportunity(models.Model):
    """A sale that may be made, known by ``external_id`` in the source system.

    ``stage`` is the last one it was in while open, as the source names it; ``source`` is one of
    ``existing``, ``new``, ``references``, ``partner``, or a text of the source system. ``amount``
    is in the currency of the workspace. ``run`` is the import that wrote it last.
    """

    workspace = of_workspace()
    external_id = models.CharField(max_length=100)
    account = models.ForeignKey(
        Account, models.CASCADE, null=True, blank=True, related_name="opportunities"
    )
    rep = models.ForeignKey("maillage.Rep", models.PROTECT, related_name="opportunities")
    name = models.CharField(max_length=200, blank=True)
    product = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=40, blank=True)
    amount = models.FloatField(null=True, blank=True)
    stage = models.CharField(max_length=60, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    expected_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=4, choices=Outcome, default=Outcome.OPEN)
    lost_reason = models.CharField(max_length=200, blank=True)
    run = models.ForeignKey(ImportRun, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = scoped()

    class Meta:
        """What is closed has its day; days and amounts that can be."""

        ordering = ["-opened_on", "external_id"]
        indexes = [
            models.Index(fields=["rep", "outcome", "closed_on"]),
            models.Index(fields=["workspace", "outcome", "closed_on"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="opportunity_id_once", fields=["workspace", "external_id"]
            ),
            models.CheckConstraint(
                name="opportunity_amount_not_negative",
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
            ),
            models.CheckConstraint(
                name="opportunity_closed_with_its_day",
                condition=Q(outcome=Outcome.OPEN, closed_on__isnull=True)
                | (~Q(outcome=Outcome.OPEN) & Q(closed_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="opportunity_outcome_known", condition=Q(outcome__in=Outcome.values)
            ),
            models.CheckConstraint(
                name="opportunity_closed_after_opening",
                condition=Q(closed_on__isnull=True)
                | Q(opened_on__isnull=True)
                | Q(closed_on__gte=F("opened_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.external_id


class StageEntry(models.Model):
    """The day an opportunity entered a stage."""

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="entries")
    stage = models.CharField(max_length=60)
    entered_on = models.DateField()

    objects = scoped("opportunity__workspace")

    class Meta:
        """In time; a stage is entered once a day."""

        ordering = ["entered_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="stage_entered_once", fields=["opportunity", "stage", "entered_on"]
            ),
            models.CheckConstraint(name="stage_entry_named", condition=~Q(stage="")),
        ]

    def __str__(self) -> str:
        return f"{self.stage} ({self.entered_on:%Y-%m-%d})"
