"""What is owed to a lead by when: the events of each promise, and what was told of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from maillage.models.leads.people import Lead
from maillage.models.leads.terms import Agreement, BusinessCalendar
from maillage.models.scoping import of_workspace, scoped


class PromiseStatus(models.TextChoices):
    """Where a promise stands; as ``core.leads.sla.events.Status``."""

    WAITING = "waiting", pgettext_lazy("promise", "not begun")
    RUNNING = "running", pgettext_lazy("promise", "running")
    PAUSED = "paused", pgettext_lazy("promise", "paused")
    FULFILLED = "fulfilled", pgettext_lazy("promise", "kept")
    CANCELLED = "cancelled", pgettext_lazy("promise", "cancelled")


class Promise(models.Model):
    """What one policy of the agreement owes to one lead: what its events add up to.

    ``life`` counts how often the lead was recycled before. ``used_seconds`` is the time of the
    target that was used until ``running_since``; ``alarms`` how many warnings and escalations were
    given, ``next_at`` when the next one is due. Where the lead turned out to be another one with
    the same promise, this one is closed and kept with its events.
    """

    workspace = of_workspace()
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="promises")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="+")
    policy = models.CharField(max_length=200)
    direction = models.CharField(max_length=20)
    life = models.PositiveSmallIntegerField(default=0)
    calendar = models.ForeignKey(BusinessCalendar, models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(
        "maillage.Rep", models.PROTECT, null=True, blank=True, related_name="promises"
    )
    status = models.CharField(max_length=9, choices=PromiseStatus, default=PromiseStatus.WAITING)
    began_at = models.DateTimeField(null=True, blank=True)
    running_since = models.DateTimeField(null=True, blank=True)
    used_seconds = models.FloatField(default=0)
    original_due_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    breached = models.BooleanField(default=False)
    late_seconds = models.FloatField(default=0)
    incomplete = models.JSONField(default=list, blank=True, help_text="what its end should carry")
    alarms = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)

    objects = scoped()

    class Meta:
        """The first that is due, first; a policy owes a lead once in each of its lives."""

        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="promise_once", fields=["lead", "policy", "life"])
        ]
        indexes = [
            models.Index(
                fields=["workspace", "next_at"],
                name="promise_next_alarm",
                condition=Q(next_at__isnull=False),
            ),
            models.Index(fields=["workspace", "status", "due_at"], name="promise_by_status"),
            models.Index(fields=["owner", "status", "due_at"], name="promise_of_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.policy} ({self.lead})"


class PromiseEvent(models.Model):
    """One thing that happened to a promise, never changed: a ``core.leads.sla.SlaEvent``."""

    promise = models.ForeignKey(Promise, models.CASCADE, related_name="events")
    key = models.CharField(max_length=160)
    kind = models.CharField(max_length=10)
    at = models.DateTimeField()
    policy = models.CharField(max_length=200, blank=True)
    calendar = models.CharField(max_length=60, blank=True)
    version = models.PositiveIntegerField(default=0)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = scoped("promise__workspace")

    class Meta:
        """In time; an event is recorded once."""

        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(name="promise_event_once", fields=["promise", "key"])
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.at:%Y-%m-%d %H:%M})"


class PromiseAlarm(models.Model):
    """A warning or an escalation that was given, once: its place in the policy, and to whom."""

    promise = models.ForeignKey(Promise, models.CASCADE, related_name="given")
    place = models.PositiveSmallIntegerField()
    share = models.FloatField()
    to = models.CharField(max_length=120)
    due_at = models.DateTimeField()
    given_at = models.DateTimeField()

    objects = scoped("promise__workspace")

    class Meta:
        """In time; each alarm is given once."""

        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="promise_alarm_once", fields=["promise", "place"])
        ]

    def __str__(self) -> str:
        return f"{self.to} ({self.due_at:%Y-%m-%d %H:%M})"
