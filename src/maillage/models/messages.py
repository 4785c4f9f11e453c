"""What people are written: one row for each e-mail, sent once."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from maillage.models.people import Membership
from maillage.models.scoping import of_workspace, scoped


class MessageKind(models.TextChoices):
    """What a message tells."""

    CONSULTATION = "consultation", _("a scenario that concerns me is open to reps")
    CHALLENGE = "challenge", _("a challenge of mine is answered")
    APPROVAL = "approval", _("a scenario waits for my approval")
    REVIEW = "review", _("a review is due")
    PLAN = "plan", _("a plan of mine, or of a rep I lead, moves on")
    LEAD = "lead", _("a lead is handed to me, or one of mine is told of")
    DEADLINE = "deadline", _("a deadline of a lead of mine, or of a rep I lead, comes or is missed")


class Message(models.Model):
    """One e-mail to somebody.

    ``about`` is what it tells of, once to an address; ``facts`` are the plain values its text is
    made of, in the reader's language, when it leaves.
    """

    class State(models.TextChoices):
        """How far it is; one whose sender was killed stays on its way."""

        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("on its way")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    workspace = of_workspace()
    kind = models.CharField(max_length=14, choices=MessageKind)
    about = models.CharField(max_length=60)
    member = models.ForeignKey(
        Membership, models.CASCADE, null=True, blank=True, related_name="messages"
    )
    name = models.CharField(max_length=150, blank=True)
    address = models.EmailField()
    language = models.CharField(max_length=5)
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    problem = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = scoped()

    class Meta:
        """Newest first; nobody is told the same thing twice."""

        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="message_once", fields=["workspace", "kind", "about", "address"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} → {self.address}"
