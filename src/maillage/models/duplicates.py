"""Accounts that may be one, what was said of them, and what was merged."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maillage.models.scoping import of_workspace, scoped


class PairState(models.TextChoices):
    """What was said of a pair."""

    OPEN = "open", _("to be looked at")
    REFUSED = "refused", _("not a duplicate")


class DuplicatePair(models.Model):
    """Two accounts that may be one: the grade from 0 to 1, and how each field agrees.

    The account with the lower key comes first. A refused pair is never asked about again.
    """

    first = models.ForeignKey("maillage.Account", models.CASCADE, related_name="pairs_as_first")
    second = models.ForeignKey("maillage.Account", models.CASCADE, related_name="pairs_as_second")
    grade = models.FloatField()
    levels = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=PairState, default=PairState.OPEN)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = scoped("first__workspace")

    class Meta:
        """Surest first; two accounts are one pair."""

        ordering = ["-grade", "pk"]
        constraints = [
            models.UniqueConstraint(name="duplicate_pair_once", fields=["first", "second"]),
            models.CheckConstraint(
                name="duplicate_pair_in_order", condition=Q(first__lt=F("second"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} = {self.second}"


class Merge(models.Model):
    """Two accounts made one, with every row that changed as it was before and after.

    ``kept`` and ``gone`` are keys of accounts; the account that is gone lives in ``steps`` only.
    """

    workspace = of_workspace()
    kept = models.BigIntegerField()
    kept_code = models.CharField(max_length=100)
    gone = models.BigIntegerField()
    gone_code = models.CharField(max_length=100)
    name = models.CharField(max_length=255)
    grade = models.FloatField(null=True, blank=True)
    steps = models.JSONField(default=list)
    by = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = scoped()

    class Meta:
        """Newest first."""

        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.gone_code} → {self.kept_code}"
