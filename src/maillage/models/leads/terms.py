"""What both teams agree on, in versions: score models, calendars, promises, costs."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from maillage.models.people import Membership
from maillage.models.scoping import of_workspace, scoped


class ScoreModel(models.Model):
    """A version of the score model, as ``domain.leads.written.WrittenModel``.

    It holds from ``effective_from`` on once it is activated, until the next one does; the content
    of an activated one does not change.
    """

    workspace = of_workspace()
    version = models.PositiveIntegerField()
    content = models.JSONField()
    note = models.CharField(max_length=200, blank=True)
    effective_from = models.DateTimeField(null=True, blank=True)
    activated_at = models.DateTimeField(null=True, blank=True)
    activated_by = models.ForeignKey(
        Membership, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = scoped()

    class Meta:
        """The latest version first."""

        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(name="score_model_once", fields=["workspace", "version"]),
            models.CheckConstraint(
                name="score_model_active_from_a_day",
                condition=Q(activated_at__isnull=True) | Q(effective_from__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}"


class BusinessCalendar(models.Model):
    """A version of a calendar, as ``domain.leads.written.WrittenCalendar``.

    It governs the prospects of its ``country`` and ``state`` where these are given, a rep's own
    time where a rep is; the one without any of them is the company's.
    """

    workspace = of_workspace()
    key = models.SlugField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=120)
    rep = models.ForeignKey(
        "maillage.Rep", models.CASCADE, null=True, blank=True, related_name="calendars"
    )
    country = models.CharField(max_length=2, blank=True)
    state = models.CharField(max_length=3, blank=True)
    content = models.JSONField()
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = scoped()

    class Meta:
        """By key, the latest version first."""

        ordering = ["key", "-version"]
        constraints = [
            models.UniqueConstraint(
                name="business_calendar_once", fields=["workspace", "key", "version"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.version})"


class Whose(models.TextChoices):
    """Whose calendar governs a deadline (X-16); as ``core.leads.calendars.Whose``."""

    PROSPECT = "prospect", pgettext_lazy("calendar", "the prospect's")
    TERRITORY = "territory", pgettext_lazy("calendar", "the territory's")
    OWNER = "owner", pgettext_lazy("calendar", "the owner's")


class Agreement(models.Model):
    """A version of what marketing and sales promise each other: a list of ``WrittenPolicy``.

    ``reassign_on_breach`` names the policies on whose breach the lead goes to the next rep.
    """

    workspace = of_workspace()
    version = models.PositiveIntegerField()
    effective_from = models.DateTimeField()
    whose = models.CharField(max_length=9, choices=Whose, default=Whose.PROSPECT)
    policies = models.JSONField()
    reassign_on_breach = models.JSONField(default=list, blank=True)
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = scoped()

    class Meta:
        """The latest version first."""

        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(name="agreement_once", fields=["workspace", "version"])
        ]

    def __str__(self) -> str:
        return f"{self.version}"


class Predictor(models.Model):
    """A version of the predictive score: what was counted, from what, and how well it tells.

    ``fields`` say from when each is known; ``content`` holds the counts, ``calibration`` how
    predictions and outcomes compare on leads that were not learnt from.
    """

    workspace = of_workspace()
    version = models.PositiveIntegerField()
    fields = models.JSONField()
    content = models.JSONField()
    calibration = models.JSONField()
    active = models.BooleanField(default=False)
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = scoped()

    class Meta:
        """The latest version first; one is in use."""

        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(name="predictor_once", fields=["workspace", "version"]),
            models.UniqueConstraint(
                name="predictor_one_active", fields=["workspace"], condition=Q(active=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}"


class CostKind(models.TextChoices):
    """What was spent to win customers (I-08)."""

    MARKETING = "marketing", pgettext_lazy("cost", "marketing")
    SALES = "sales", pgettext_lazy("cost", "sales")


class AcquisitionCost(models.Model):
    """What marketing or sales cost in a period, in the currency of the workspace."""

    workspace = of_workspace()
    kind = models.CharField(max_length=9, choices=CostKind)
    starts_on = models.DateField()
    ends_on = models.DateField()
    amount = models.DecimalField(max_digits=16, decimal_places=2)

    objects = scoped()

    class Meta:
        """In time; a period has one amount of each kind."""

        ordering = ["starts_on", "kind"]
        constraints = [
            models.UniqueConstraint(
                name="acquisition_cost_once", fields=["workspace", "kind", "starts_on", "ends_on"]
            ),
            models.CheckConstraint(
                name="acquisition_cost_possible",
                condition=Q(amount__gte=0) & Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_on:%Y-%m}"
