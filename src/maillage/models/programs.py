"""What programs need: answers that can be asked for twice, and events sent out."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maillage.models.people import Membership
from maillage.models.scoping import of_workspace, scoped


class KeptAnswer(models.Model):
    """The answer to a request with an idempotency key; without a status it is under way."""

    workspace = of_workspace()
    member = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, help_text="of the method, the address and the body")
    status = models.PositiveSmallIntegerField(null=True)
    content_type = models.CharField(max_length=80, blank=True)
    body = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    objects = scoped()

    class Meta:
        """A key is used once by a member."""

        constraints = [models.UniqueConstraint(name="kept_answer_once", fields=["member", "key"])]

    def __str__(self) -> str:
        return self.key


class Webhook(models.Model):
    """Where events of the workspace are sent, signed with a secret."""

    workspace = of_workspace()
    url = models.URLField(max_length=500)
    secret = models.CharField(max_length=64)
    verbs = models.JSONField(default=list, help_text="beginnings of verbs; none means all")
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = scoped()

    class Meta:
        """Oldest first."""

        ordering = ["pk"]

    def __str__(self) -> str:
        return self.url


class State(models.TextChoices):
    """How far a delivery is."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


class Delivery(models.Model):
    """One event on its way to one webhook."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    event = models.ForeignKey("maillage.Event", models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True, help_text="last HTTP status")
    problem = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    objects = scoped("webhook__workspace")

    class Meta:
        """An event goes once to a webhook."""

        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(name="delivery_once", fields=["webhook", "event"])]
        indexes = [
            models.Index(
                fields=["next_at"], name="delivery_waiting", condition=Q(state=State.WAITING)
            )
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.webhook}"
