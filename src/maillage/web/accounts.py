"""Signing in: nobody makes an account by themselves; people are let in by a workspace."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
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


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: their secrets are kept encrypted with the installation's key."""

    def encrypt(self, text: str) -> str:
        """Encrypt a secret for the database."""
        return self.cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Read a secret of the database."""
        return self.cipher().decrypt(encrypted_text.encode()).decode()

    def cipher(self) -> Fernet:
        """Make the cipher of this installation."""
        digest = hashlib.sha256(b"second factor" + settings.SECRET_KEY.encode()).digest()
        return Fernet(base64.urlsafe_b64encode(digest))
