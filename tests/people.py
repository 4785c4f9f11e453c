"""Members for tests: one per role, in the workspace in scope or in another."""

from __future__ import annotations

from django_scopes import get_scope, scope

from maillage.domain.people.members import add_member
from maillage.models import Membership, Rep, Workspace

PASSWORD = "a long enough password 7"


def member(role: str = "operations", *, name: str = "", rep: Rep | None = None) -> Membership:
    """Let a person into the workspace in scope."""
    number = Membership.objects.count()
    return add_member(
        email=f"{role}{number}@example.com",
        role=role,
        name=name or f"{role.title()} {number}",
        password=PASSWORD,
        rep=rep,
    )


def other_workspace(slug: str = "other") -> Workspace:
    """Make a second workspace."""
    return Workspace.objects.create(slug=slug, name=slug.title())


def member_elsewhere(role: str = "operations") -> Membership:
    """Let a person into another workspace than the one in scope."""
    assert "workspace" in get_scope()
    with scope(workspace=other_workspace()):
        return member(role)


def signed_in(client, member: Membership):
    """Give the client the session of a member."""
    client.force_login(member.user)
    return client
