"""What suppliers of data tell of accounts: dated signals, and where each value came from."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from maillage.core.accounts.signals import SignalKind as Kind
from maillage.models.accounts import Account
from maillage.models.activity import ImportRun
from maillage.models.scoping import scoped


class SignalKind(models.TextChoices):
    """What a signal tells."""

    INTENT = Kind.INTENT, _("intent")
    TECHNOLOGY = Kind.TECHNOLOGY, _("technology")


class Signal(models.Model):
    """Something seen of an account on a day; from ``expires_on`` on it no longer counts.

    ``folded`` is the name as names are compared.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="signals")
    kind = models.CharField(max_length=10, choices=SignalKind)
    name = models.CharField(max_length=120)
    folded = models.CharField(max_length=120)
    strength = models.FloatField(null=True, blank=True, help_text="as its source measures it")
    seen_on = models.DateField()
    expires_on = models.DateField()
    source = models.CharField(max_length=80, blank=True)
    run = models.ForeignKey(ImportRun, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = scoped("account__workspace")

    class Meta:
        """The newest first; the same thing is seen once a day by a source."""

        ordering = ["-seen_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="signal_once", fields=["account", "kind", "folded", "source", "seen_on"]
            ),
            models.CheckConstraint(
                name="signal_expires_after_it_is_seen",
                condition=Q(expires_on__gt=F("seen_on")),
            ),
            models.CheckConstraint(
                name="signal_strength_not_negative",
                condition=Q(strength__isnull=True) | Q(strength__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.seen_on:%Y-%m-%d})"


class AccountFact(models.Model):
    """A value of an account that a supplier of data told: which, who, when, in which file."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="facts")
    field = models.CharField(max_length=30)
    value = models.JSONField()
    source = models.CharField(max_length=80)
    seen_on = models.DateField()
    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="+")

    objects = scoped("account__workspace")

    class Meta:
        """The newest first; a file tells each value once."""

        ordering = ["-seen_on", "-pk"]
        constraints = [
            models.UniqueConstraint(name="fact_once", fields=["run", "account", "field"])
        ]

    def __str__(self) -> str:
        return f"{self.field} ({self.source})"
