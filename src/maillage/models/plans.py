"""Plans of reps: one for a year, in versions, on its way to be accepted by who leads them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maillage.models.people import Membership
from maillage.models.scoping import of_workspace, scoped


class PlanState(models.TextChoices):
    """How far a plan is between the rep and who leads them."""

    DRAFT = "draft", _("being written")
    PROPOSED = "proposed", pgettext_lazy("plan", "proposed")
    DISCUSSED = "discussed", pgettext_lazy("plan", "sent back")
    ACCEPTED = "accepted", pgettext_lazy("plan", "accepted")


class RepPlan(models.Model):
    """The plan of a rep for the year from ``starts_on``.

    ``content`` is the latest version as :class:`WrittenPlan` writes it. ``version`` is its number,
    for optimistic locking; ``in_force`` the number of the one that was accepted last, which holds
    while a later one is written. ``objective``, ``odds`` (of the weakest source) and ``findings``
    (how many) are those of the latest version.
    """

    workspace = of_workspace()
    rep = models.ForeignKey("maillage.Rep", models.PROTECT, related_name="plans")
    starts_on = models.DateField()
    name = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.DRAFT)
    content = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    in_force = models.PositiveIntegerField(null=True, blank=True)
    objective = models.DecimalField(max_digits=16, decimal_places=2)
    currency = models.CharField(max_length=10, blank=True)
    odds = models.FloatField(null=True, blank=True)
    findings = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True, help_text="why it was sent back, or is written anew")
    by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    proposed_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True, blank=True)
    discussed_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    discussed_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = scoped()

    class Meta:
        """The latest year first; a rep has one plan for a year, and an accepted one is in force."""

        ordering = ["-starts_on", "rep__name", "pk"]
        constraints = [
            models.UniqueConstraint(name="plan_of_a_year_once", fields=["rep", "starts_on"]),
            models.CheckConstraint(
                name="plan_accepted_is_in_force",
                condition=~Q(state="accepted") | Q(in_force__isnull=False, in_force=F("version")),
            ),
            models.CheckConstraint(
                name="plan_in_force_was_written",
                condition=Q(version__gt=0)
                & (Q(in_force__isnull=True) | Q(in_force__range=(1, F("version")))),
            ),
            models.CheckConstraint(name="plan_objective_positive", condition=Q(objective__gt=0)),
            models.CheckConstraint(
                name="plan_odds_are_odds",
                condition=Q(odds__isnull=True) | Q(odds__gte=0, odds__lte=1),
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.rep} {self.starts_on.year}"


class PlanVersion(models.Model):
    """What a plan said at one time; it never changes.

    ``changes`` are the differences to the version before; ``examined`` the odds of each source and
    what was found wrong when it was written, and once more when it was accepted.
    """

    plan = models.ForeignKey(RepPlan, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    changes = models.JSONField(default=list)
    examined = models.JSONField(default=dict)
    by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    accepted_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = scoped("plan__workspace")

    class Meta:
        """The latest first; who accepts it does so at a moment."""

        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(name="plan_version_once", fields=["plan", "number"]),
            models.CheckConstraint(
                name="plan_version_accepted_at",
                condition=Q(accepted_by__isnull=True) | Q(accepted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} ({self.number})"


class PlanNote(models.Model):
    """What is said of a plan, as it was at a version: to all who read it, or as coaching (G-05)."""

    class Kind(models.TextChoices):
        """Whom it is for; coaching is between a rep and who leads them."""

        REMARK = "remark", _("remark")
        COACHING = "coaching", _("coaching note")

    plan = models.ForeignKey(RepPlan, models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.REMARK)
    version = models.PositiveIntegerField()
    text = models.TextField(max_length=4000)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = scoped("plan__workspace")

    class Meta:
        """In the order they were made."""

        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
