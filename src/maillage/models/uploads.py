"""Files sent through the browser or the API, kept between the look at them and their import."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from maillage.models.scoping import of_workspace, scoped


class UploadKind(models.TextChoices):
    """What a file that is sent may hold."""

    ACCOUNTS = "accounts", _("Accounts")
    REPS = "reps", _("Reps")
    OWNERS = "owners", _("Owners")
    TOUCHES = "touches", _("Touches")
    SIGNALS = "signals", _("Signals")
    OPPORTUNITIES = "opportunities", _("Opportunities")
    LEAD_EVENTS = "lead_events", _("Events of leads")


class Upload(models.Model):
    """A file of one member: how it is to be read, what importing it would do, and what came of it.

    ``terms`` say how it is read; ``look`` is what was shown of it, empty until then. Once it is
    imported its content goes, and ``run`` or ``result`` say what became of it.
    """

    workspace = of_workspace()
    by = models.ForeignKey("maillage.Membership", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=UploadKind)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    terms = models.JSONField(default=dict, blank=True)
    look = models.JSONField(default=dict, blank=True)
    run = models.ForeignKey(
        "maillage.ImportRun", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    result = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)
    imported_at = models.DateTimeField(null=True, blank=True)

    objects = scoped()

    class Meta:
        """Newest first."""

        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.file_name
