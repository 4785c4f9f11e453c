"""Where events come from, and the events as they were acknowledged: never changed, never lost."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from maillage.models.scoping import of_workspace, scoped


class SourceKind(models.TextChoices):
    """How events of a source arrive."""

    REST = "rest", pgettext_lazy("source of leads", "REST API with a token")
    HUBSPOT = "hubspot", pgettext_lazy("source of leads", "HubSpot webhooks")
    SALESFORCE = "salesforce", pgettext_lazy("source of leads", "Salesforce outbound messages")
    HMAC = "hmac", pgettext_lazy("source of leads", "signed webhooks (HMAC)")
    FILE = "file", pgettext_lazy("source of leads", "files")
    MAILLAGE = "maillage", pgettext_lazy("source of leads", "recorded in Maillage")


class LeadSource(models.Model):
    """A system that tells of leads, known by its ``key``.

    Of the token of a REST source only the digest is kept, found by its ``prefix``; ``secret`` is
    what signatures are made with. ``settings`` holds what its kind needs: the organisation that
    must have sent it, names of fields.
    """

    workspace = of_workspace()
    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=SourceKind)
    prefix = models.CharField(max_length=12, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    secret = models.CharField(max_length=200, blank=True)
    settings = models.JSONField(default=dict, blank=True)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = scoped()

    class Meta:
        """By name; a key is given once."""

        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(name="lead_source_once", fields=["workspace", "key"]),
            models.UniqueConstraint(
                name="lead_source_token_once", fields=["prefix"], condition=~Q(prefix="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EventSubject(models.TextChoices):
    """What an event is told of."""

    LEAD = "lead", pgettext_lazy("subject of an event", "lead")
    CONTACT = "contact", pgettext_lazy("subject of an event", "contact")
    COMPANY = "company", pgettext_lazy("subject of an event", "company")


class LeadEvent(models.Model):
    """Something that was told of a lead, a contact or a company: what happened, or what is known.

    ``key`` is the source's own, so that what is sent twice is kept once. Events of the kind
    ``facts`` tell fields with their values in ``carried``; all others tell what happened, and what
    is carried with it. ``subject`` is the key of whom it is told of, as the source names them.
    ``digested_at`` is when scores and promises took it into account.
    """

    FACTS = "facts"

    workspace = of_workspace()
    source = models.ForeignKey(LeadSource, models.PROTECT, related_name="events", db_index=False)
    key = models.CharField(max_length=120)
    of = models.CharField(max_length=8, choices=EventSubject, default=EventSubject.LEAD)
    subject = models.CharField(max_length=120)
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    carried = models.JSONField(default=dict, blank=True)
    received_at = models.DateTimeField(auto_now_add=True)
    digested_at = models.DateTimeField(null=True, blank=True)

    objects = scoped()

    class Meta:
        """In the order of arrival; a key is kept once for a source."""

        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="lead_event_once", fields=["source", "key"])]
        indexes = [
            models.Index(fields=["source", "of", "subject"], name="lead_event_of_subject"),
            models.Index(
                fields=["workspace", "id"],
                name="lead_event_undigested",
                condition=Q(digested_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.subject})"


class EventAside(models.Model):
    """An event that could not be digested, since when and why; gone once it is tried again.

    Until then leads are added up without it.
    """

    event = models.OneToOneField(LeadEvent, models.CASCADE, related_name="aside")
    at = models.DateTimeField()
    why = models.CharField(max_length=500)

    objects = scoped("event__workspace")

    class Meta:
        """In the order in which they were set aside."""

        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.event}: {self.why}"
