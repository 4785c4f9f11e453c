"""Workspaces, the people who work in them, their roles, and the tokens of their programs."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from maillage.models.scoping import of_workspace, scoped

RESERVED = ("accounts", "admin", "api", "health", "i18n", "new", "static", "www")


class Role(models.TextChoices):
    """What a person does in a workspace; permissions follow from it."""

    REP = "rep", _("rep")
    MANAGER = "manager", _("sales manager")
    DIRECTOR = "director", _("sales director")
    OPERATIONS = "operations", _("sales operations")
    MARKETING = "marketing", _("marketing")
    PARTNER_MANAGER = "partner_manager", _("partner manager")
    FINANCE = "finance", _("finance")
    READER = "reader", _("reader")


class Workspace(models.Model):
    """A company's data, apart from those of other companies in the same database."""

    slug = models.SlugField(
        max_length=40, unique=True, validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$")]
    )
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default="en")
    currency = models.CharField(max_length=3, default="USD")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Addresses of the application are no names of workspaces."""

        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="workspace_slug_not_reserved", condition=~Q(slug__in=RESERVED)
            )
        ]

    def __str__(self) -> str:
        return self.name


class People(BaseUserManager["User"]):
    """Makes users, who are known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make a user; without a password they can only sign in through an identity provider."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make a user who may use the administration pages."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """Find a user by e-mail address, whatever the case."""
        return self.get(email__iexact=username)


class User(AbstractUser):
    """A person who signs in, in one or more workspaces."""

    username = None
    first_name = None
    last_name = None
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = People()

    class Meta:
        """One account for an address, whatever its case."""

        ordering = ["name", "email"]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """Give the name shown to others."""
        return str(self)

    def get_short_name(self) -> str:
        """Give the first word of the name."""
        return str(self).split()[0]


class Membership(models.Model):
    """What a user is in a workspace: a role, and for a rep which rep."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role, default=Role.READER)
    rep = models.OneToOneField(
        "maillage.Rep", models.SET_NULL, null=True, blank=True, related_name="membership"
    )
    active = models.BooleanField(default=True)
    muted = models.JSONField(
        default=list, blank=True, help_text="kinds of messages this person does not want"
    )
    joined_at = models.DateTimeField(auto_now_add=True)
    left_address = models.EmailField(
        blank=True, help_text="address of the rep they were, where nobody writes to any more"
    )

    class Meta:
        """A user has one role in a workspace."""

        ordering = ["user__name", "user__email"]
        constraints = [
            models.UniqueConstraint(name="membership_once", fields=["workspace", "user"])
        ]

    def __str__(self) -> str:
        return str(self.user)


class ApiToken(models.Model):
    """A key with which a program acts for a member, within scopes. Only its digest is kept."""

    workspace = of_workspace()
    member = models.ForeignKey(Membership, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = scoped()

    class Meta:
        """Newest first."""

        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name
