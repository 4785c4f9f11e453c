"""Reps, ownership in time, and scenarios with their territories and assignments."""

from django.db import models
from django.db.models import F, Q

from maillage.models.scoping import of_workspace, scoped


class Rep(models.Model):
    """A person who answers for accounts. ``capacity`` is in full-time equivalents."""

    workspace = of_workspace()
    external_id = models.CharField(max_length=100)
    name = models.CharField(max_length=150)
    email = models.EmailField(blank=True)
    active = models.BooleanField(default=True)
    seniority = models.CharField(max_length=20, blank=True)
    capacity = models.FloatField(default=1.0)
    country = models.CharField(max_length=2, default="US")
    state = models.CharField(max_length=3, blank=True)
    postal_code = models.CharField(max_length=10, blank=True)
    city = models.CharField(max_length=120, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    time_zone = models.CharField(max_length=40, blank=True)
    verticals = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list, blank=True)
    time_zones = models.JSONField(default=list, blank=True)
    manager = models.CharField(max_length=150, blank=True)

    objects = scoped()

    class Meta:
        """Bounds."""

        ordering = ["name", "external_id"]
        constraints = [
            models.UniqueConstraint(name="rep_id_once", fields=["workspace", "external_id"]),
            models.CheckConstraint(name="rep_capacity_positive", condition=Q(capacity__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name


class Ownership(models.Model):
    """Who is the accountable owner of an account from one date to another (end excluded)."""

    account = models.ForeignKey("maillage.Account", models.CASCADE, related_name="ownerships")
    rep = models.ForeignKey(Rep, models.PROTECT, related_name="ownerships")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    locked = models.BooleanField(default=False, help_text="a named account: designs leave it")
    reason = models.CharField(max_length=200, blank=True)

    objects = scoped("account__workspace")

    class Meta:
        """One open ownership per account."""

        constraints = [
            models.UniqueConstraint(
                name="ownership_one_open", fields=["account"], condition=Q(ends_on__isnull=True)
            ),
            models.CheckConstraint(
                name="ownership_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
            ),
        ]
        indexes = [models.Index(fields=["rep", "ends_on"])]

    def __str__(self) -> str:
        return f"{self.account} → {self.rep}"


class Scenario(models.Model):
    """An alignment being worked on, with what was asked and what came out."""

    workspace = of_workspace()
    name = models.CharField(max_length=120)
    unit_level = models.CharField(max_length=10, help_text="county, postal or account")
    geography_vintage = models.CharField(max_length=20)
    parameters = models.JSONField(default=dict)
    statistics = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = scoped()

    class Meta:
        """Newest first."""

        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="scenario_name_once", fields=["workspace", "name"])
        ]

    def __str__(self) -> str:
        return self.name


class Territory(models.Model):
    """One territory of a scenario, with the rep proposed for it."""

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="territories")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    colour = models.CharField(max_length=7)
    rep = models.ForeignKey(Rep, models.PROTECT, null=True, blank=True, related_name="territories")

    objects = scoped("scenario__workspace")

    class Meta:
        """Numbers are unique in a scenario."""

        ordering = ["number"]
        verbose_name_plural = "territories"
        constraints = [
            models.UniqueConstraint(name="territory_number_once", fields=["scenario", "number"])
        ]

    def __str__(self) -> str:
        return self.name


class UnitAssignment(models.Model):
    """A basic unit (county, postal code or account) assigned to one territory of a scenario."""

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="units")
    unit = models.CharField(max_length=100)
    territory = models.ForeignKey(Territory, models.CASCADE, related_name="units")

    objects = scoped("scenario__workspace")

    class Meta:
        """Each unit once per scenario."""

        constraints = [models.UniqueConstraint(name="unit_once", fields=["scenario", "unit"])]

    def __str__(self) -> str:
        return f"{self.unit} → {self.territory}"


class AccountAssignment(models.Model):
    """The owner a scenario proposes for an account, and the rule that decided."""

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="accounts")
    account = models.ForeignKey("maillage.Account", models.CASCADE, related_name="assignments")
    territory = models.ForeignKey(Territory, models.CASCADE, related_name="accounts", null=True)
    rep = models.ForeignKey(Rep, models.PROTECT, null=True, related_name="proposed_accounts")
    rule = models.CharField(max_length=20, help_text="territory, named, parent or unassigned")
    reason = models.CharField(max_length=200, blank=True)

    objects = scoped("scenario__workspace")

    class Meta:
        """Each account once per scenario."""

        constraints = [models.UniqueConstraint(name="account_once", fields=["scenario", "account"])]

    def __str__(self) -> str:
        return f"{self.account} → {self.rep}"
