"""What people are told in the application and in their chat rooms, once each."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from maillage.models.messages import MessageKind
from maillage.models.people import Membership
from maillage.models.scoping import of_workspace, scoped


class Notice(models.Model):
    """What a member is told in the application, until they have read it.

    ``about`` is what it tells of, once to a member; ``facts`` are plain values its text is made of
    in the reader's language; ``path`` leads to it within the workspace.
    """

    workspace = of_workspace()
    member = models.ForeignKey(Membership, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=14, choices=MessageKind)
    about = models.CharField(max_length=80)
    facts = models.JSONField(default=dict)
    path = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = scoped()

    class Meta:
        """Newest first; nobody is told the same thing twice."""

        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="notice_once", fields=["member", "kind", "about"])
        ]
        indexes = [
            models.Index(fields=["member"], name="notice_unread", condition=Q(read_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} → {self.member}"


class ChatKind(models.TextChoices):
    """Where a chat room is."""

    SLACK = "slack", pgettext_lazy("chat", "Slack")
    TEAMS = "teams", pgettext_lazy("chat", "Microsoft Teams")


class ChatHook(models.Model):
    """The address at which a chat room takes messages, and which kinds it is told.

    It belongs to a rep's room where ``rep`` is given; otherwise it is told of everybody's leads.
    """

    workspace = of_workspace()
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=5, choices=ChatKind)
    url = models.URLField(max_length=500)
    kinds = models.JSONField(default=list, help_text="of messages; none means all")
    language = models.CharField(max_length=5, default="en")
    rep = models.ForeignKey(
        "maillage.Rep", models.CASCADE, null=True, blank=True, related_name="chat_hooks"
    )
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = scoped()

    class Meta:
        """By name."""

        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class ChatDelivery(models.Model):
    """A message on its way to a chat room, once for what it tells of."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", pgettext_lazy("chat", "waiting")
        SENT = "sent", pgettext_lazy("chat", "sent")
        FAILED = "failed", pgettext_lazy("chat", "failed")

    hook = models.ForeignKey(ChatHook, models.CASCADE, related_name="deliveries")
    kind = models.CharField(max_length=14, choices=MessageKind)
    about = models.CharField(max_length=80)
    facts = models.JSONField(default=dict)
    path = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = scoped("hook__workspace")

    class Meta:
        """Newest first; a room is told once."""

        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(name="chat_delivery_once", fields=["hook", "kind", "about"])
        ]
        indexes = [
            models.Index(
                fields=["next_at"], name="chat_delivery_waiting", condition=Q(state="waiting")
            )
        ]

    def __str__(self) -> str:
        return f"{self.about} → {self.hook}"
