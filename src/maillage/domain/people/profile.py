"""How a person is called and addressed: their own business, the same in all workspaces."""

from __future__ import annotations

from maillage.models import User


def change_profile(*, user: User, name: str, language: str) -> User:
    """Change a person's name and language."""
    user.name, user.language = name.strip(), language
    user.save(update_fields=["name", "language"])
    return user
