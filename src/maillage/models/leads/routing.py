"""To whom leads go: rules, pools of reps in turn, and who is away."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from maillage.models.scoping import of_workspace, scoped


class RoutingPool(models.Model):
    """Reps who take leads in turn."""

    workspace = of_workspace()
    name = models.CharField(max_length=120)

    objects = scoped()

    class Meta:
        """By name."""

        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(name="routing_pool_once", fields=["workspace", "name"])
        ]

    def __str__(self) -> str:
        return self.name


class PoolMember(models.Model):
    """A rep in a pool: leads come in proportion to ``weight``, up to ``capacity`` open ones.

    ``taken`` counts the turns, as the even weighing of turns needs it.
    """

    pool = models.ForeignKey(RoutingPool, models.CASCADE, related_name="members")
    rep = models.ForeignKey("maillage.Rep", models.CASCADE, related_name="pools")
    weight = models.PositiveSmallIntegerField(default=1)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    taken = models.PositiveIntegerField(default=0)
    active = models.BooleanField(default=True)

    objects = scoped("pool__workspace")

    class Meta:
        """In the order they joined; a rep is once in a pool."""

        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="pool_member_once", fields=["pool", "rep"])]

    def __str__(self) -> str:
        return str(self.rep)


class RoutingHow(models.TextChoices):
    """How a rule chooses a rep."""

    TERRITORY = "territory", pgettext_lazy("routing", "owner of the account or the territory")
    POOL = "pool", pgettext_lazy("routing", "in turn within a pool")
    REP = "rep", pgettext_lazy("routing", "a named rep")


class RoutingRule(models.Model):
    """Which leads go where: the first active rule that holds and finds somebody is taken.

    ``when`` is a list of ``domain.leads.written.WrittenCondition``; without any it
    holds for all.
    """

    workspace = of_workspace()
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    when = models.JSONField(default=list, blank=True)
    how = models.CharField(max_length=9, choices=RoutingHow)
    pool = models.ForeignKey(RoutingPool, models.PROTECT, null=True, blank=True, related_name="+")
    rep = models.ForeignKey("maillage.Rep", models.PROTECT, null=True, blank=True, related_name="+")
    active = models.BooleanField(default=True)

    objects = scoped()

    class Meta:
        """In order; a rule names what its way needs."""

        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="routing_rule_complete",
                condition=Q(how="territory", pool__isnull=True, rep__isnull=True)
                | Q(how="pool", pool__isnull=False, rep__isnull=True)
                | Q(how="rep", pool__isnull=True, rep__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Absence(models.Model):
    """When a rep takes no leads, and who takes them instead."""

    rep = models.ForeignKey("maillage.Rep", models.CASCADE, related_name="absences")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=120, blank=True)
    substitute = models.ForeignKey(
        "maillage.Rep", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = scoped("rep__workspace")

    class Meta:
        """In time."""

        ordering = ["begins_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="absence_ends_later", condition=Q(ends_at__gt=F("begins_at"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.rep} ({self.begins_at:%Y-%m-%d})"
