"""Signing in: nobody makes an account by themselves; people are let in by a workspace."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Local accounts, made by invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Refuse accounts nobody was invited to make."""
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Identity providers: they vouch for people who have been let in."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002
        """Refuse people no workspace has let in."""
        return False
