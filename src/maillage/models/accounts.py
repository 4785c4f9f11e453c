"""Accounts with their place and their parents, and the touches recorded on them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.models.scoping import of_workspace, scoped


class Status(models.TextChoices):
    """Where an account stands commercially."""

    PROSPECT = "prospect", _("prospect")
    CUSTOMER = "customer", _("customer")
    DORMANT = "dormant", _("dormant")


class LocationSource(models.TextChoices):
    """Where an account's coordinates come from."""

    GIVEN = "given", _("given in the file")
    POSTAL = "postal", _("centre of the postal code")
    UNKNOWN = "unknown", _("not located")


class Cycle(models.TextChoices):
    """How long it takes from the first conversation to the sale (K-03)."""

    SHORT = "short", _("short cycle")
    MEDIUM = "medium", _("medium cycle")
    LONG = "long", _("long cycle")


class Decision(models.TextChoices):
    """Who decides on the other side (K-03)."""

    SINGLE = "single", _("one buyer")
    COMMITTEE = "committee", _("a committee")
    INFLUENCERS = "influencers", _("several influencers")


class Account(models.Model):
    """A company site that can be sold to, known by ``external_id`` in the source system."""

    workspace = of_workspace()
    external_id = models.CharField(max_length=100)
    name = models.CharField(max_length=255)
    status = models.CharField(max_length=10, choices=Status, default=Status.PROSPECT)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="sites")
    country = models.CharField(max_length=2, default="US")
    state = models.CharField(max_length=3, blank=True)
    county = models.CharField(max_length=5, blank=True)
    city = models.CharField(max_length=120, blank=True)
    postal_code = models.CharField(max_length=10, blank=True)
    street = models.CharField(max_length=255, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    location_source = models.CharField(
        max_length=8, choices=LocationSource, default=LocationSource.UNKNOWN
    )
    time_zone = models.CharField(max_length=40, blank=True)
    domain = models.CharField(max_length=255, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    industry = models.CharField(max_length=120, blank=True)
    naics = models.CharField(max_length=6, blank=True)
    segment = models.CharField(max_length=40, blank=True)
    employees = models.PositiveIntegerField(null=True, blank=True)
    revenue = models.FloatField(null=True, blank=True, help_text="sales made with it, per year")
    potential = models.FloatField(
        null=True, blank=True, help_text="sales possible with it, per year"
    )
    company_revenue = models.FloatField(
        null=True, blank=True, help_text="the company's own sales, to anybody, per year"
    )
    budget = models.FloatField(
        null=True, blank=True, help_text="what it says it can spend, per year"
    )
    visits_per_year = models.FloatField(null=True, blank=True)
    growth = models.FloatField(
        null=True, blank=True, help_text="expected over twelve months, 0.2 for 20 %"
    )
    sales_cycle = models.CharField(
        max_length=6, choices=Cycle, blank=True, help_text="empty when unknown"
    )
    decision = models.CharField(
        max_length=11, choices=Decision, blank=True, help_text="who decides; empty when unknown"
    )
    tags = models.JSONField(default=list, blank=True)
    products = models.JSONField(default=list, blank=True)
    personas = models.JSONField(default=list, blank=True)
    technologies = models.JSONField(default=list, blank=True)
    keywords = models.JSONField(default=list, blank=True)
    linkedin_url = models.CharField(max_length=255, blank=True)

    objects = scoped()

    class Meta:
        """Bounds and indexes."""

        indexes = [
            models.Index(fields=["workspace", "country", "state", "county"]),
            models.Index(fields=["workspace", "postal_code"]),
        ]
        constraints = [
            models.UniqueConstraint(name="account_id_once", fields=["workspace", "external_id"]),
            models.CheckConstraint(
                name="account_latitude_in_range",
                condition=Q(latitude__isnull=True) | Q(latitude__range=(-90, 90)),
            ),
            models.CheckConstraint(
                name="account_longitude_in_range",
                condition=Q(longitude__isnull=True) | Q(longitude__range=(-180, 180)),
            ),
            models.CheckConstraint(
                name="account_measures_not_negative",
                condition=(Q(revenue__isnull=True) | Q(revenue__gte=0))
                & (Q(potential__isnull=True) | Q(potential__gte=0))
                & (Q(visits_per_year__isnull=True) | Q(visits_per_year__gte=0)),
            ),
            models.CheckConstraint(
                name="account_size_not_negative",
                condition=(Q(company_revenue__isnull=True) | Q(company_revenue__gte=0))
                & (Q(budget__isnull=True) | Q(budget__gte=0)),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Touch(models.Model):
    """One recorded contact of a rep with an account."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="touches")
    rep = models.ForeignKey("maillage.Rep", models.PROTECT, related_name="touches")
    occurred_on = models.DateField()
    kind = models.CharField(max_length=40, blank=True)

    objects = scoped("account__workspace")

    class Meta:
        """The same contact is recorded once."""

        constraints = [
            models.UniqueConstraint(
                name="touch_once", fields=["account", "rep", "occurred_on", "kind"]
            )
        ]
        indexes = [models.Index(fields=["account", "-occurred_on"], name="touch_latest")]

    def __str__(self) -> str:
        return f"{self.rep} → {self.account} ({self.occurred_on:%Y-%m-%d})"
