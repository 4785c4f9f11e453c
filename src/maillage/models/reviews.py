"""Reviews: when they are due, what they decided, and events that call for one (X-01, B-05)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from maillage.models.people import Membership
from maillage.models.scoping import of_workspace, scoped


class Layer(models.TextChoices):
    """What is reviewed; each layer has a timer of its own."""

    PLAN = "plan", _("plan")
    ASSIGNMENT = "assignment", _("assignment of accounts")
    STRUCTURE = "structure", _("structure of the territories")
    MEETING = "meeting", _("meeting of the team")


LAYERS = (Layer.PLAN, Layer.ASSIGNMENT, Layer.STRUCTURE)
"""What timers watch; meetings come again by a rhythm of their own."""


class Trigger(models.TextChoices):
    """What calls for a review beside the calendar (B-05)."""

    CALENDAR = "calendar", _("the calendar")
    MERGER = "merger", _("a merger")
    PRODUCT = "product", _("a new product")
    POTENTIAL = "potential", _("a change of potential")
    HEADCOUNT = "headcount", _("a reallocation of headcount")


class Cadence(models.Model):
    """How often a workspace reviews, in days and months (X-01).

    A change of all potential by ``potential_percent`` since ``potential_seen`` calls for a review.
    """

    workspace = of_workspace()
    plan_days = models.PositiveSmallIntegerField(default=42)
    assignment_days = models.PositiveSmallIntegerField(default=91)
    assignment_most_days = models.PositiveSmallIntegerField(default=183)
    structure_months = models.PositiveSmallIntegerField(default=24)
    trigger_days = models.PositiveSmallIntegerField(default=14)
    potential_percent = models.PositiveSmallIntegerField(default=10)
    potential_seen = models.FloatField(null=True, blank=True, editable=False)

    objects = scoped()

    class Meta:
        """One for a workspace; assignments are reviewed within six months at the latest (B-06)."""

        constraints = [
            models.UniqueConstraint(name="cadence_once", fields=["workspace"]),
            models.CheckConstraint(
                name="cadence_within_limits",
                condition=Q(plan_days__gt=0)
                & Q(assignment_days__gt=0)
                & Q(assignment_days__lte=F("assignment_most_days"))
                & Q(assignment_most_days__lte=183)
                & Q(structure_months__range=(1, 24)),
            ),
            models.CheckConstraint(
                name="cadence_potential_percent", condition=Q(potential_percent__range=(1, 100))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_days} / {self.assignment_days} / {self.structure_months}"


class Ritual(models.Model):
    """A meeting that comes again: the stand-up, the pipeline review, and so on (G-01 to G-04).

    ``first_on`` is the day of the first one, which the others follow; ``at`` is the time there in
    ``time_zone``; ``place`` a room or the address of a call. One that was given up is kept.
    """

    class Rhythm(models.TextChoices):
        """How often people meet, and what for."""

        DAILY = "daily", _("daily stand-up")
        WEEKLY = "weekly", _("weekly pipeline review")
        MONTHLY = "monthly", _("monthly strategy session")
        QUARTERLY = "quarterly", _("quarterly planning")

    workspace = of_workspace()
    rhythm = models.CharField(max_length=10, choices=Rhythm)
    first_on = models.DateField()
    at = models.TimeField()
    minutes = models.PositiveSmallIntegerField()
    time_zone = models.CharField(max_length=40)
    place = models.CharField(max_length=300, blank=True)
    active = models.BooleanField(default=True)
    changes = models.PositiveIntegerField(default=0, help_text="counts up, so calendars follow")

    objects = scoped()

    class Meta:
        """One of each rhythm; within a day."""

        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="ritual_once", fields=["workspace", "rhythm"]),
            models.CheckConstraint(
                name="ritual_within_a_day", condition=Q(minutes__range=(5, 720))
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_rhythm_display())


class Rollout(models.Model):
    """The ninety days in which a workspace takes up working together (G-08).

    ``done`` holds the day of each step that was ticked by hand, by its name.
    """

    workspace = of_workspace()
    starts_on = models.DateField()
    done = models.JSONField(default=dict)

    objects = scoped()

    class Meta:
        """One for a workspace."""

        constraints = [models.UniqueConstraint(name="rollout_once", fields=["workspace"])]

    def __str__(self) -> str:
        return date_format(self.starts_on, "SHORT_DATE_FORMAT")


class Review(models.Model):
    """A review that was held, or is to be; of one rep, or of all, or a meeting of a ritual.

    ``agenda`` and ``figures`` are what the data said when it was held.
    """

    workspace = of_workspace()
    layer = models.CharField(max_length=12, choices=Layer)
    trigger = models.CharField(max_length=12, choices=Trigger, default=Trigger.CALENDAR)
    rep = models.ForeignKey(
        "maillage.Rep", models.PROTECT, null=True, blank=True, related_name="reviews"
    )
    ritual = models.ForeignKey(
        Ritual, models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    due_on = models.DateField()
    note = models.TextField(blank=True)
    held_on = models.DateField(null=True, blank=True)
    next_on = models.DateField(null=True, blank=True)
    minutes = models.TextField(blank=True)
    agenda = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    flagged_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = scoped()

    class Meta:
        """What is due first comes first; a layer has one review to come for a rep, or for all."""

        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="review_to_come_once",
                fields=["workspace", "layer", "rep", "trigger"],
                condition=Q(held_on__isnull=True, rep__isnull=False),
            ),
            models.UniqueConstraint(
                name="review_of_all_to_come_once",
                fields=["workspace", "layer", "trigger"],
                condition=Q(held_on__isnull=True, rep__isnull=True, ritual__isnull=True),
            ),
            models.UniqueConstraint(
                name="meeting_to_come_once",
                fields=["ritual"],
                condition=Q(held_on__isnull=True, ritual__isnull=False),
            ),
            models.CheckConstraint(
                name="meeting_of_a_ritual",
                condition=Q(layer=Layer.MEETING, ritual__isnull=False)
                | (~Q(layer=Layer.MEETING) & Q(ritual__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        what = self.ritual or self.get_layer_display()
        return f"{what} ({date_format(self.due_on, 'SHORT_DATE_FORMAT')})"


class Decision(models.Model):
    """What a review decided: who does it, until when."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("open")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    review = models.ForeignKey(Review, models.CASCADE, related_name="decisions")
    text = models.TextField(max_length=4000)
    owner = models.ForeignKey(Membership, models.PROTECT, related_name="decisions")
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = scoped("review__workspace")

    class Meta:
        """What is due first comes first."""

        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
