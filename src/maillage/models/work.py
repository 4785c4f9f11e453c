"""Background work that people watch and may stop."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from maillage.models.scoping import of_workspace, scoped


class Job(models.Model):
    """A long piece of work: how far it is, and what came of it.

    ``progress`` holds stage, share (0 to 1), seconds, and where known value, bound and gap.
    ``worker`` is the host and process that runs it.
    """

    class State(models.TextChoices):
        """Where it stands."""

        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")
        INTERRUPTED = "interrupted", _("interrupted")

    workspace = of_workspace()
    kind = models.CharField(max_length=20)
    scenario = models.ForeignKey(
        "maillage.Scenario", models.CASCADE, null=True, blank=True, related_name="jobs"
    )
    options = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    progress = models.JSONField(default=dict, blank=True)
    result = models.JSONField(default=dict, blank=True)
    message = models.TextField(blank=True)
    cancel_requested = models.BooleanField(default=False)
    by = models.ForeignKey(
        "maillage.Membership", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    worker = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = scoped()

    class Meta:
        """Newest first; one piece of work on a scenario at a time."""

        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="job_one_at_a_time",
                fields=["scenario"],
                condition=models.Q(state__in=["queued", "running"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def active(self) -> bool:
        """Whether it waits or runs."""
        return self.state in {self.State.QUEUED, self.State.RUNNING}
