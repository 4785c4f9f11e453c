"""Reps are asked about a scenario: until when, what they challenge, whether they accept (B-09)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from maillage.models.people import Membership
from maillage.models.scoping import scoped


class Consultation(models.Model):
    """A scenario open to reps until the end of a day."""

    scenario = models.ForeignKey("maillage.Scenario", models.CASCADE, related_name="consultations")
    message = models.TextField(blank=True)
    deadline = models.DateField()
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = scoped("scenario__workspace")

    class Meta:
        """Newest first; a scenario is open to reps once."""

        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="consultation_open_once",
                fields=["scenario"],
                condition=Q(closed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.scenario} ({date_format(self.deadline, 'SHORT_DATE_FORMAT')})"


class ChallengeReason(models.TextChoices):
    """Why a rep challenges a move."""

    RELATION = "relation", _("relationship with the customer")
    TRAVEL = "travel", _("travel")
    DEAL = "deal", _("ongoing deal")
    DATA = "data", _("wrong data")
    LANGUAGE = "language", _("language or vertical")
    OTHER = "other", _("another reason")


class ChallengeState(models.TextChoices):
    """How far a challenge is."""

    OPEN = "open", _("open")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Challenge(models.Model):
    """A rep asks that an account or a unit go to another rep than the scenario says.

    ``reference`` is the account's external id or the unit's code; ``revision`` the scenario's once
    an accepted challenge was applied.
    """

    class Subject(models.TextChoices):
        """What moves."""

        ACCOUNT = "account", _("account")
        UNIT = "unit", _("unit")

    scenario = models.ForeignKey("maillage.Scenario", models.CASCADE, related_name="challenges")
    rep = models.ForeignKey("maillage.Rep", models.PROTECT, related_name="challenges")
    subject = models.CharField(max_length=8, choices=Subject)
    reference = models.CharField(max_length=100)
    proposed = models.ForeignKey("maillage.Rep", models.PROTECT, null=True, related_name="+")
    wanted = models.ForeignKey("maillage.Rep", models.PROTECT, related_name="+")
    code = models.CharField(max_length=10, choices=ChallengeReason)
    text = models.TextField(max_length=4000)
    state = models.CharField(max_length=10, choices=ChallengeState, default=ChallengeState.OPEN)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="challenges")
    at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(null=True, blank=True)

    objects = scoped("scenario__workspace")

    class Meta:
        """Newest first; a rep has one open challenge of a thing."""

        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="challenge_open_once",
                fields=["scenario", "rep", "subject", "reference"],
                condition=Q(state="open"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()} {self.reference}"


class Acceptance(models.Model):
    """Whether a rep accepts their territory, as it was at a revision of the scenario."""

    scenario = models.ForeignKey("maillage.Scenario", models.CASCADE, related_name="acceptances")
    rep = models.ForeignKey("maillage.Rep", models.PROTECT, related_name="acceptances")
    revision = models.PositiveIntegerField()
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    objects = scoped("scenario__workspace")

    class Meta:
        """A rep accepts a scenario once, at its last revision."""

        constraints = [models.UniqueConstraint(name="acceptance_once", fields=["scenario", "rep"])]

    def __str__(self) -> str:
        return f"{self.rep}: {self.scenario}"
