"""Reps, ownership in time, and scenarios with their territories, assignments and history."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

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


class Stage(models.TextChoices):
    """How far a scenario is on its way into force."""

    DRAFT = "draft", _("draft")
    CONSULTATION = "consultation", _("consultation")
    APPROVAL = "approval", _("approval")
    APPROVED = "approved", _("approved")
    PUBLISHED = "published", _("published")
    ARCHIVED = "archived", _("archived")


class Scenario(models.Model):
    """An alignment being worked on, with what was asked and what came out.

    ``request`` is what was asked, whole; ``parameters`` and ``statistics`` sum up the last design.
    ``revision`` counts changes, for optimistic locking; ``state`` is renewed with each of them, so
    that what was computed from one state is never taken for another's. A branch knows its ``base``,
    the revision it left it at, and what the base's territories and accounts given by name were
    then (``fork``).
    """

    workspace = of_workspace()
    name = models.CharField(max_length=120)
    status = models.CharField(max_length=12, choices=Stage, default=Stage.DRAFT)
    owner = models.ForeignKey(
        "maillage.Membership", models.SET_NULL, null=True, blank=True, related_name="scenarios"
    )
    base = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="branches"
    )
    base_revision = models.PositiveIntegerField(null=True, blank=True)
    fork = models.JSONField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=0)
    state = models.UUIDField(default=uuid.uuid4, editable=False)
    accounts_from = models.CharField(
        max_length=60, blank=True, editable=False, help_text="what its accounts were derived from"
    )
    request = models.JSONField(default=dict, blank=True)
    exceptions = models.JSONField(
        default=dict, blank=True, help_text="accounts given to a rep by name: ids of both"
    )
    unit_level = models.CharField(max_length=10, help_text="county, postal or account")
    geography_vintage = models.CharField(max_length=20)
    parameters = models.JSONField(default=dict)
    statistics = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

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
    """A basic unit (county, postal code or account) of a scenario, and the territory it is in.

    ``locked`` units stay where they are. ``origin`` is the number of the territory the base had it
    in when a branch left it, 0 for none.
    """

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="units")
    unit = models.CharField(max_length=100)
    territory = models.ForeignKey(
        Territory, models.CASCADE, null=True, blank=True, related_name="units"
    )
    locked = models.BooleanField(default=False)
    origin = models.PositiveIntegerField(null=True, blank=True)

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


class Change(models.Model):
    """One step of editing a scenario, with all it takes to undo it and to do it again.

    ``payload`` holds pairs of before and after: ``units`` (unit: territory numbers, 0 for none),
    ``locks`` (unit: whether locked), ``territories`` (number: field: values), ``exceptions``
    (account: rep ids, "" for none), ``posts`` (number: a territory, None where it is not there) and
    ``request``.
    """

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="changes")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    payload = models.JSONField()
    by = models.ForeignKey(
        "maillage.Membership", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    undone = models.BooleanField(default=False)

    objects = scoped("scenario__workspace")

    class Meta:
        """In the order they were made."""

        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="change_number_once", fields=["scenario", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Comment(models.Model):
    """What somebody says of a scenario, or of a territory, an account or a unit in it.

    ``reference`` is the territory's number, the account's external id, or the unit's code.
    """

    class Subject(models.TextChoices):
        """What is spoken of."""

        SCENARIO = "scenario", _("scenario")
        TERRITORY = "territory", _("territory")
        ACCOUNT = "account", _("account")
        MOVE = "move", _("move")

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="comments")
    subject = models.CharField(max_length=10, choices=Subject, default=Subject.SCENARIO)
    reference = models.CharField(max_length=100, blank=True)
    text = models.TextField(max_length=4000)
    by = models.ForeignKey("maillage.Membership", models.PROTECT, related_name="comments")
    at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = scoped("scenario__workspace")

    class Meta:
        """In the order they were made."""

        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["scenario", "subject", "reference"])]

    def __str__(self) -> str:
        return self.text[:60]
