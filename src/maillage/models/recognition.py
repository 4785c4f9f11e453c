"""What reps name as their best accounts, and the schemes of their variable pay (N-01, N-02)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maillage.models.people import Membership
from maillage.models.scoping import of_workspace, scoped


class TopList(models.Model):
    """The accounts a rep holds for the most promising of a year."""

    rep = models.ForeignKey("maillage.Rep", models.CASCADE, related_name="top_lists")
    year = models.PositiveSmallIntegerField()
    changed_at = models.DateTimeField(auto_now=True)

    objects = scoped("rep__workspace")

    class Meta:
        """One for a rep and year."""

        ordering = ["-year", "rep__name", "pk"]
        constraints = [models.UniqueConstraint(name="top_list_once", fields=["rep", "year"])]

    def __str__(self) -> str:
        return f"{self.rep} {self.year}"


class TopAccount(models.Model):
    """One account of such a list, and why it is there."""

    top = models.ForeignKey(TopList, models.CASCADE, related_name="accounts")
    account = models.ForeignKey("maillage.Account", models.CASCADE, related_name="top_places")
    place = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=200, blank=True)

    objects = scoped("top__rep__workspace")

    class Meta:
        """The first first; an account is named once."""

        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(name="top_account_once", fields=["top", "account"]),
            models.CheckConstraint(name="top_account_place", condition=Q(place__range=(1, 10))),
        ]

    def __str__(self) -> str:
        return f"{self.place}. {self.account}"


class PayScheme(models.Model):
    """A version of the scheme of variable pay, in force from a day; it never changes.

    ``content`` is as :mod:`maillage.core.reviews.pay.scheme` reads it.
    """

    workspace = of_workspace()
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    starts_on = models.DateField()
    content = models.JSONField()
    by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = scoped()

    class Meta:
        """The latest first."""

        ordering = ["-starts_on", "-number"]
        constraints = [
            models.UniqueConstraint(name="pay_scheme_once", fields=["workspace", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"
