"""API tokens: made once, shown once, kept as a digest."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django_scopes import scopes_disabled

from maillage import audit
from maillage.errors import InputError
from maillage.models import ApiToken, Membership
from maillage.texts import _, quoted

MARK = "mlg"
SCOPES = ("read", "write", "design", "admin")
LONGEST_DAYS = 366
SEEN_EVERY = timedelta(minutes=1)


@transaction.atomic
def create_token(
    *, member: Membership, name: str, scopes: Collection[str], days: int | None = 90
) -> tuple[ApiToken, str]:
    """Make a token for a member and give it with its secret text, which is not kept.

    Raises
    ------
    InputError
        If the name is empty, a scope is none, or it would last too long.
    """
    wrong = sorted(set(scopes) - set(SCOPES))
    if wrong or not scopes:
        raise InputError(
            _("There is no scope %(scope)s.") % {"scope": quoted(", ".join(wrong))},
            remedy=_("Choose among %(choices)s.") % {"choices": ", ".join(SCOPES)},
        )
    if not name.strip() or len(name) > 80:
        raise InputError(
            _("%(typed)s is no name.") % {"typed": quoted(name)},
            remedy=_("Write 1 to %(most)d characters.") % {"most": 80},
        )
    if days is not None and not 1 <= days <= LONGEST_DAYS:
        raise InputError(
            _("A token cannot last %(days)d days.") % {"days": days},
            remedy=_("Choose 1 to %(most)d days.") % {"most": LONGEST_DAYS},
        )
    prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        workspace=member.workspace,
        member=member,
        name=name.strip(),
        prefix=prefix,
        digest=digest(secret),
        scopes=sorted(set(scopes)),
        expires_at=None if days is None else timezone.now() + timedelta(days=days),
    )
    audit.record(
        verb="token.created", subject=token, by=member, after={"name": name, "scopes": token.scopes}
    )
    return token, f"{MARK}_{prefix}_{secret}"


def digest(secret: str) -> str:
    """Give what is kept of a secret: it is random and long, so that a plain hash suffices."""
    return hashlib.sha256(secret.encode()).hexdigest()


def token_of(text: str, *, now: datetime | None = None) -> ApiToken | None:
    """Find the valid token of a secret text, in any workspace; note when it was last used."""
    now = now or timezone.now()
    mark, _sep, rest = text.partition("_")
    prefix, _sep, secret = rest.partition("_")
    if mark != MARK:
        return None
    with scopes_disabled():
        token = (
            ApiToken.objects.filter(prefix=prefix, revoked_at=None, member__active=True)
            .select_related("member__user", "member__workspace", "member__rep", "workspace")
            .first()
        )
        if token is None or not hmac.compare_digest(token.digest, digest(secret)):
            return None
        if token.expires_at is not None and token.expires_at <= now:
            return None
        if not token.member.user.is_active:
            return None
        if token.last_used_at is None or now - token.last_used_at > SEEN_EVERY:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
        return token


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Membership) -> None:
    """End a token at once."""
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    audit.record(verb="token.revoked", subject=token, by=by, before={"name": token.name})
