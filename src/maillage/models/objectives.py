"""The objective of a year, handed down from the company to its regions, teams and reps."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from maillage.models.people import Membership
from maillage.models.scoping import of_workspace, scoped


class ObjectiveYear(models.Model):
    """What the company is to sell in a year, and by which measures that is shared.

    ``mix`` says what each measure counts; ``version`` counts changes, for optimistic locking.
    """

    workspace = of_workspace()
    starts_on = models.DateField()
    total = models.DecimalField(max_digits=16, decimal_places=2)
    currency = models.CharField(max_length=10, blank=True)
    mix = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    objects = scoped()

    class Meta:
        """The latest year first; a year has one objective."""

        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(name="objective_year_once", fields=["workspace", "starts_on"]),
            models.CheckConstraint(name="objective_year_positive", condition=Q(total__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on.year}"


class Objective(models.Model):
    """What a part of the company is to sell: what it holds, and what was assigned beyond it.

    ``pinned`` is an amount it holds whatever it weighs; ``over`` the share it hands out beyond what
    it holds. A node with a rep gives the objective of their plan.
    """

    class Kind(models.TextChoices):
        """What a node is."""

        COMPANY = "company", pgettext_lazy("objective", "company")
        REGION = "region", pgettext_lazy("objective", "region")
        TEAM = "team", pgettext_lazy("objective", "team")
        TERRITORY = "territory", pgettext_lazy("objective", "territory")
        REP = "rep", pgettext_lazy("objective", "rep")

    year = models.ForeignKey(ObjectiveYear, models.CASCADE, related_name="nodes")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children")
    kind = models.CharField(max_length=9, choices=Kind)
    name = models.CharField(max_length=200)
    rep = models.ForeignKey("maillage.Rep", models.PROTECT, null=True, related_name="objectives")
    measures = models.JSONField(default=dict)
    pinned = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    over = models.DecimalField(max_digits=6, decimal_places=4, default=0)
    objective = models.DecimalField(max_digits=16, decimal_places=2)
    beyond = models.DecimalField(max_digits=16, decimal_places=2, default=0)

    objects = scoped("year__workspace")

    class Meta:
        """Parents before their children; names are given once, and one node is the company."""

        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="objective_name_once", fields=["year", "name"]),
            models.UniqueConstraint(
                name="objective_one_company", fields=["year"], condition=Q(parent__isnull=True)
            ),
            models.CheckConstraint(
                name="objective_not_negative",
                condition=Q(objective__gte=0)
                & Q(beyond__gte=0)
                & Q(over__gte=0)
                & (Q(pinned__isnull=True) | Q(pinned__gte=0)),
            ),
        ]

    def __str__(self) -> str:
        return self.name
