"""What happened: the activity log and the imports."""

from django.conf import settings
from django.db import models

from maillage.models.scoping import of_workspace, scoped


class Event(models.Model):
    """One semantic entry of the activity log: who did what to which object, and why."""

    workspace = of_workspace()
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor = models.CharField(max_length=150, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    request = models.UUIDField(
        null=True, blank=True, help_text="entries made by one request have it in common"
    )
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=100)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    reason = models.TextField(blank=True)

    objects = scoped()

    class Meta:
        """Newest first."""

        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["workspace", "subject_type", "subject_id"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject_type} {self.subject_id}"


class ImportRun(models.Model):
    """One file taken in: what it was, how its columns were read, what it changed."""

    workspace = of_workspace()
    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(auto_now_add=True)
    steps = models.JSONField(default=list, help_text="what it changed, for those to be undone")
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = scoped()

    class Meta:
        """Newest first."""

        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.file_name}"
