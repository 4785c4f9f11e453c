"""Rules that give accounts to reps, roles beside the owner, claims, and what was given at once."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from maillage.models.scoping import of_workspace, scoped


class Basis(models.TextChoices):
    """What a rule rests on; habit is no objective criterion and is reported (A-27)."""

    COVERAGE = "coverage", _("place or market")
    POTENTIAL = "potential", _("potential")
    PURCHASES = "purchases", _("purchase history")
    COMPLEXITY = "complexity", _("complexity")
    VOLUME = "volume", _("target volume")
    HABIT = "habit", _("habit, seniority or preference")


class AssignmentRule(models.Model):
    """Which accounts go to whom, from one date to another (end excluded).

    Rules of a lower ``position`` come first; those of the same one are of equal standing. A rule
    gives to a rep, or to the rep of a territory. Unless it decides ``by_site``, parents and sites
    stay together.
    """

    workspace = of_workspace()
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=10)
    criteria = models.JSONField(default=dict)
    basis = models.CharField(max_length=12, choices=Basis, default=Basis.COVERAGE)
    rep = models.ForeignKey(
        "maillage.Rep", models.PROTECT, null=True, blank=True, related_name="rules"
    )
    territory = models.ForeignKey(
        "maillage.Territory", models.CASCADE, null=True, blank=True, related_name="rules"
    )
    by_site = models.BooleanField(default=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    active = models.BooleanField(default=True)

    objects = scoped()

    class Meta:
        """First the rules that come first; a rule gives to a rep or a territory, never to both."""

        ordering = ["position", "name", "pk"]
        constraints = [
            models.UniqueConstraint(name="rule_name_once", fields=["workspace", "name"]),
            models.CheckConstraint(
                name="rule_gives_to_one",
                condition=Q(rep__isnull=True, territory__isnull=False)
                | Q(rep__isnull=False, territory__isnull=True),
            ),
            models.CheckConstraint(
                name="rule_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Transfer(models.Model):
    """Accounts given at once: by rules, or by hand; it can be undone as a whole."""

    workspace = of_workspace()
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, help_text="rules or selection")
    starts_on = models.DateField()
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.CharField(max_length=150, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    figures = models.JSONField(default=dict)

    objects = scoped()

    class Meta:
        """Newest first."""

        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class TransferredAccount(models.Model):
    """One account of a transfer, with all its ownerships before and after."""

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="accounts")
    account = models.ForeignKey("maillage.Account", models.CASCADE, related_name="transfers")
    from_rep = models.ForeignKey("maillage.Rep", models.PROTECT, null=True, related_name="+")
    to_rep = models.ForeignKey("maillage.Rep", models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200)
    before = models.JSONField(default=list)
    after = models.JSONField(default=list)

    objects = scoped("transfer__workspace")

    class Meta:
        """Each account once per transfer."""

        constraints = [
            models.UniqueConstraint(name="transferred_account_once", fields=["transfer", "account"])
        ]

    def __str__(self) -> str:
        return f"{self.account} → {self.to_rep}"


class OverlayRole(models.TextChoices):
    """What somebody does on an account without being its owner."""

    SPECIALIST = "specialist", _("specialist")
    COORDINATOR = "coordinator", _("national coordinator")
    SDR = "sdr", _("sales development")
    SUPPORT = "support", _("support")


class Overlay(models.Model):
    """An additional role on an account, never its ownership, with a share of the credit."""

    account = models.ForeignKey("maillage.Account", models.CASCADE, related_name="overlays")
    rep = models.ForeignKey("maillage.Rep", models.PROTECT, related_name="overlays")
    role = models.CharField(max_length=12, choices=OverlayRole)
    share = models.FloatField(default=0.0, help_text="of the credit, in percent")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = scoped("account__workspace")

    class Meta:
        """In order of start."""

        ordering = ["starts_on", "pk"]
        indexes = [models.Index(fields=["account", "ends_on"])]
        constraints = [
            models.CheckConstraint(
                name="overlay_share_of_hundred", condition=Q(share__range=(0, 100))
            ),
            models.CheckConstraint(
                name="overlay_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rep} ({self.get_role_display()})"


class Winner(models.TextChoices):
    """Who is right where two reps claim an account."""

    OWNER = "owner", _("the owner of record")
    FIRST_TOUCH = "first_touch", _("who touched it first")
    RULES = "rules", _("who the rules give it to")
    MANAGER = "manager", _("whom the manager chooses")


class Policy(models.Model):
    """How a workspace settles who owns an account, pays for it, and chose its cut."""

    workspace = of_workspace()
    winner = models.CharField(max_length=12, choices=Winner, default=Winner.OWNER)
    escalate_days = models.PositiveSmallIntegerField(default=2)
    claim_days = models.PositiveSmallIntegerField(default=30)
    escalate_to = models.ForeignKey(
        "maillage.Membership", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    pay = models.TextField(blank=True)
    choice = models.JSONField(default=dict, blank=True)

    objects = scoped()

    class Meta:
        """One for a workspace."""

        constraints = [
            models.UniqueConstraint(name="policy_once", fields=["workspace"]),
            models.CheckConstraint(
                name="policy_escalates_before_the_end",
                condition=Q(escalate_days__lt=F("claim_days")),
            ),
        ]

    def __str__(self) -> str:
        return self.get_winner_display()


class ClaimState(models.TextChoices):
    """How far a claim is."""

    OPEN = "open", _("open")
    ESCALATED = "escalated", _("escalated")
    UPHELD = "upheld", _("upheld")
    REJECTED = "rejected", _("rejected")
    EXPIRED = "expired", _("expired")
    WITHDRAWN = "withdrawn", _("withdrawn")


PENDING = (ClaimState.OPEN, ClaimState.ESCALATED)


class ClaimReason(models.TextChoices):
    """Why a rep claims an account."""

    RELATION = "relation", _("I have worked with them before")
    TERRITORY = "territory", _("it lies in my territory")
    PARENT = "parent", _("it belongs to a group I look after")
    REFERRAL = "referral", _("they came to me")
    INACTIVE = "inactive", _("nobody works on it")
    OTHER = "other", _("another reason")


class Claim(models.Model):
    """A rep claims an account that somebody else owns, or nobody; a manager decides."""

    account = models.ForeignKey("maillage.Account", models.CASCADE, related_name="claims")
    claimant = models.ForeignKey("maillage.Rep", models.PROTECT, related_name="claims")
    against = models.ForeignKey(
        "maillage.Rep", models.PROTECT, null=True, blank=True, related_name="claims_against"
    )
    code = models.CharField(max_length=10, choices=ClaimReason)
    reason = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=ClaimState, default=ClaimState.OPEN)
    opened_at = models.DateTimeField()
    escalates_at = models.DateTimeField()
    due_at = models.DateTimeField()
    escalated_to = models.ForeignKey(
        "maillage.Membership", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decision = models.TextField(blank=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = scoped("account__workspace")

    class Meta:
        """Newest first; a rep has one pending claim on an account."""

        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="claim_pending_once",
                fields=["account", "claimant"],
                condition=Q(state__in=["open", "escalated"]),
            ),
            models.CheckConstraint(
                name="claim_escalates_before_due", condition=Q(escalates_at__lt=F("due_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claimant} → {self.account}"

    @property
    def pending(self) -> bool:
        """Whether somebody has still to decide."""
        return self.state in PENDING
