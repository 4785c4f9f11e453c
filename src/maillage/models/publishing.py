"""What is asked of the steering committee, what it said, and what was put into force."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from maillage.models.people import Membership
from maillage.models.scoping import of_workspace, scoped


class Body(models.TextChoices):
    """The bodies of the steering committee (B-04)."""

    SALES = "sales", _("sales management")
    OPERATIONS = "operations", _("operations")
    FINANCE = "finance", _("finance")


class Submission(models.Model):
    """A scenario as it was put before the committee: one state of it, for one day.

    ``digest`` sums up its units, owners and day; accounts with a key above ``last_account`` came
    later and follow what was approved. ``publication`` was the last one then.
    """

    scenario = models.ForeignKey("maillage.Scenario", models.CASCADE, related_name="submissions")
    revision = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    last_account = models.BigIntegerField(default=0)
    publication = models.ForeignKey(
        "maillage.Publication", models.SET_NULL, null=True, related_name="+"
    )
    effective_on = models.DateField()
    figures = models.JSONField(default=dict)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="submissions")
    at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_because = models.TextField(blank=True)

    objects = scoped("scenario__workspace")

    class Meta:
        """Newest first; a scenario is before the committee once."""

        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="submission_open_once",
                fields=["scenario"],
                condition=Q(closed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.scenario} ({date_format(self.effective_on, 'SHORT_DATE_FORMAT')})"


class Approval(models.Model):
    """What one body said of a submission; nobody speaks for two bodies."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="approvals")
    body = models.CharField(max_length=12, choices=Body)
    approved = models.BooleanField()
    text = models.TextField(blank=True)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="approvals")
    at = models.DateTimeField(auto_now_add=True)

    objects = scoped("submission__scenario__workspace")

    class Meta:
        """Four eyes: a body says one thing, a person speaks once."""

        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(name="approval_body_once", fields=["submission", "body"]),
            models.UniqueConstraint(name="approval_person_once", fields=["submission", "by"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_body_display()}: {self.by}"


class Publication(models.Model):
    """A scenario put into force from a day on, with what that changed."""

    workspace = of_workspace()
    scenario = models.ForeignKey("maillage.Scenario", models.PROTECT, related_name="publications")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="publications")
    supersedes = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="superseded_by"
    )
    effective_on = models.DateField()
    later = models.CharField(max_length=4, blank=True, help_text="keep or drop planned changes")
    figures = models.JSONField(default=dict)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="publications")
    at = models.DateTimeField(auto_now_add=True)
    rolled_back_at = models.DateTimeField(null=True, blank=True)
    rolled_back_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = scoped()

    class Meta:
        """Newest first."""

        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.scenario} ({date_format(self.effective_on, 'SHORT_DATE_FORMAT')})"


class PublishedAccount(models.Model):
    """One account a publication changed, with its ownerships from that day on, before and after.

    A roll-back leaves those somebody changed since: they are not ``restored``.
    """

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="accounts")
    account = models.ForeignKey("maillage.Account", models.CASCADE, related_name="publications")
    from_rep = models.ForeignKey("maillage.Rep", models.PROTECT, null=True, related_name="+")
    to_rep = models.ForeignKey("maillage.Rep", models.PROTECT, null=True, related_name="+")
    rule = models.CharField(max_length=20)
    reason = models.CharField(max_length=200, blank=True)
    before = models.JSONField(default=list)
    after = models.JSONField(default=list)
    restored = models.BooleanField(default=False)

    objects = scoped("publication__workspace")

    class Meta:
        """Each account once per publication."""

        constraints = [
            models.UniqueConstraint(
                name="published_account_once", fields=["publication", "account"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} → {self.to_rep}"


class Letter(models.Model):
    """What a rep is told of a publication: sent once, even where sending is tried again."""

    class State(models.TextChoices):
        """How far it is; one whose sender was killed stays on its way."""

        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("on its way")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        NO_ADDRESS = "no_address", _("no e-mail address")
        CANCELLED = "cancelled", _("not needed any more")

    class Kind(models.TextChoices):
        """What it says."""

        PUBLISHED = "published", _("published")
        ROLLED_BACK = "rolled_back", _("rolled back")

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="letters")
    rep = models.ForeignKey("maillage.Rep", models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.PUBLISHED)
    address = models.EmailField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    problem = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = scoped("publication__workspace")

    class Meta:
        """A rep gets one letter of a kind about a publication."""

        ordering = ["rep__name", "pk"]
        constraints = [
            models.UniqueConstraint(name="letter_once", fields=["publication", "rep", "kind"])
        ]

    def __str__(self) -> str:
        return f"{self.publication} → {self.rep}"
