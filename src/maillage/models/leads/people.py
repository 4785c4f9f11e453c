"""Leads: who they are, where they stand, what they score, and how they were handed over."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from maillage.models.leads.intake import EventSubject, LeadEvent, LeadSource
from maillage.models.leads.terms import ScoreModel
from maillage.models.people import Membership
from maillage.models.scoping import of_workspace, scoped


class LeadLife(models.TextChoices):
    """Where a lead is in its life; the values are those of ``core.leads.lifecycle.Life``."""

    RAW = "raw", pgettext_lazy("life of a lead", "new")
    MQL = "mql", pgettext_lazy("life of a lead", "MQL")
    ACCEPTED = "accepted", pgettext_lazy("life of a lead", "accepted")
    REJECTED = "rejected", pgettext_lazy("life of a lead", "refused")
    SQL = "sql", pgettext_lazy("life of a lead", "SQL")
    OPPORTUNITY = "opportunity", pgettext_lazy("life of a lead", "opportunity")


class Lead(models.Model):
    """A person at a company who may become a customer, added up from events.

    Everything but ``account`` when ``account_fixed``, ``owner`` and ``version`` can be computed
    again from the events. ``dimensions`` are points by dimension of the model, ``reasons``,
    ``unknown`` and ``missing`` what the score rests on and lacks, as in ``core.leads.scoring``;
    ``match`` says by what the account was found, ``fit`` whether that fits the ideal customer
    profile in force (yes, no or unknown; empty without an account or a profile). The instants are
    those of the present life: since the lead was last recycled. ``merged_into`` is the lead this
    one turned out to be.
    """

    workspace = of_workspace()
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=200, blank=True)
    company = models.CharField(max_length=255, blank=True)
    domain = models.CharField(max_length=255, blank=True)
    country = models.CharField(max_length=2, blank=True)
    state = models.CharField(max_length=3, blank=True)
    city = models.CharField(max_length=120, blank=True)
    postal_code = models.CharField(max_length=10, blank=True)
    street = models.CharField(max_length=255, blank=True)
    time_zone = models.CharField(max_length=40, blank=True)
    account = models.ForeignKey(
        "maillage.Account", models.SET_NULL, null=True, blank=True, related_name="leads"
    )
    account_fixed = models.BooleanField(default=False)
    match = models.JSONField(default=dict, blank=True)
    fit = models.CharField(max_length=7, blank=True)
    owner = models.ForeignKey(
        "maillage.Rep", models.PROTECT, null=True, blank=True, related_name="leads"
    )
    life = models.CharField(max_length=11, choices=LeadLife, default=LeadLife.RAW)
    life_since = models.DateTimeField(null=True, blank=True)
    mql_at = models.DateTimeField(null=True, blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    contacted_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    rejected_at = models.DateTimeField(null=True, blank=True)
    rejected_why = models.CharField(max_length=200, blank=True)
    feedback_at = models.DateTimeField(null=True, blank=True)
    sql_at = models.DateTimeField(null=True, blank=True)
    opportunity_at = models.DateTimeField(null=True, blank=True)
    opportunity = models.ForeignKey(
        "maillage.Opportunity", models.SET_NULL, null=True, blank=True, related_name="leads"
    )
    recycled = models.PositiveSmallIntegerField(default=0)
    dimensions = models.JSONField(default=dict, blank=True)
    total = models.FloatField(default=0)
    potential = models.FloatField(default=0)
    predicted = models.FloatField(null=True, blank=True)
    band = models.CharField(max_length=8, blank=True)
    stage = models.CharField(max_length=60, blank=True)
    reasons = models.JSONField(default=list, blank=True)
    unknown = models.JSONField(default=list, blank=True)
    missing = models.JSONField(default=list, blank=True)
    model = models.ForeignKey(ScoreModel, models.PROTECT, null=True, blank=True, related_name="+")
    scored_at = models.DateTimeField(null=True, blank=True)
    last_event_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="merged"
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = scoped()

    class Meta:
        """The highest score first; what is refused has its reason."""

        ordering = ["-total", "-last_event_at", "pk"]
        indexes = [
            models.Index(fields=["workspace", "life", "-total"], name="lead_by_life"),
            models.Index(fields=["owner", "life"], name="lead_of_owner"),
            models.Index(fields=["workspace", "email"], name="lead_by_email"),
            models.Index(fields=["workspace", "-last_event_at"], name="lead_by_last_event"),
        ]
        constraints = [
            models.CheckConstraint(
                name="lead_refused_with_a_reason",
                condition=~Q(life=LeadLife.REJECTED) | ~Q(rejected_why=""),
            ),
            models.CheckConstraint(name="lead_life_known", condition=Q(life__in=LeadLife.values)),
        ]

    def __str__(self) -> str:
        return self.name or self.email or self.company or f"#{self.pk}"


class LeadIdentity(models.Model):
    """How a source names a lead: as itself, as a contact, or the company it works for.

    Companies of our own source are the domains at which a lead works.
    """

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="identities")
    source = models.ForeignKey(LeadSource, models.CASCADE, related_name="+")
    of = models.CharField(max_length=8, choices=EventSubject)
    subject = models.CharField(max_length=120)

    objects = scoped("lead__workspace")

    class Meta:
        """A lead has each name once; a company is that of many leads."""

        constraints = [
            models.UniqueConstraint(
                name="lead_identity_once", fields=["source", "of", "subject", "lead"]
            ),
            models.UniqueConstraint(
                name="lead_identity_of_one_person",
                fields=["source", "of", "subject"],
                condition=~Q(of=EventSubject.COMPANY),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.subject}"


class CompanyDomain(models.Model):
    """A domain on the internet that a company has, by what its source told of it."""

    source = models.ForeignKey(LeadSource, models.CASCADE, related_name="+")
    subject = models.CharField(max_length=120)
    domain = models.CharField(max_length=120, db_index=True)

    objects = scoped("source__workspace")

    class Meta:
        """A company has each domain once."""

        constraints = [
            models.UniqueConstraint(
                name="company_domain_once", fields=["source", "subject", "domain"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.domain}"


class ScoreSnapshot(models.Model):
    """What a lead scored when its total, band or stage changed, and why; never changed."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="snapshots")
    model = models.ForeignKey(ScoreModel, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    dimensions = models.JSONField(default=dict)
    total = models.FloatField()
    potential = models.FloatField()
    band = models.CharField(max_length=8, blank=True)
    stage = models.CharField(max_length=60, blank=True)
    reasons = models.JSONField(default=list)

    objects = scoped("lead__workspace")

    class Meta:
        """In time."""

        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.total:g} ({self.at:%Y-%m-%d %H:%M})"


class HandoffReason(models.TextChoices):
    """Why a lead went to this rep."""

    TERRITORY = "territory", pgettext_lazy("hand-off", "owns the territory or the account")
    ROUND_ROBIN = "round_robin", pgettext_lazy("hand-off", "was next in turn")
    NAMED = "named", pgettext_lazy("hand-off", "is named by a rule")
    REASSIGNED = "reassigned", pgettext_lazy("hand-off", "takes over after a missed deadline")
    BY_HAND = "by_hand", pgettext_lazy("hand-off", "was chosen by somebody")


class Handoff(models.Model):
    """A lead handed to a rep with its brief and the next best action (E-02).

    ``facts`` say how the rep was chosen; ``brief`` and ``next_action`` are plain values whose text
    is made in the reader's language. ``trigger`` is the event that made it an MQL (E-11).
    """

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="handoffs")
    rep = models.ForeignKey("maillage.Rep", models.PROTECT, related_name="handoffs")
    at = models.DateTimeField()
    why = models.CharField(max_length=11, choices=HandoffReason)
    facts = models.JSONField(default=dict, blank=True)
    brief = models.JSONField(default=dict)
    next_action = models.JSONField(default=dict)
    trigger = models.ForeignKey(LeadEvent, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = scoped("lead__workspace")

    class Meta:
        """The latest first."""

        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["rep", "-at"], name="handoff_of_rep")]

    def __str__(self) -> str:
        return f"{self.lead} → {self.rep}"
