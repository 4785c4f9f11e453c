"""Sources of events: made, given a new secret, switched off, and known by what they send."""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable
from typing import Final

from django.core.cache import caches
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django_scopes import scopes_disabled

from maillage import audit
from maillage.domain.leads.events import OWN
from maillage.domain.people.tokens import digest
from maillage.errors import InputError
from maillage.models import LeadSource, Membership, SourceKind
from maillage.texts import _, quoted

MARK: Final = "mls"
BY_TOKEN: Final = (SourceKind.REST, SourceKind.SALESFORCE)
"""Kinds that show a token of ours; Salesforce, which signs nothing, in the address it calls."""

MADE: Final = tuple(kind for kind in SourceKind if kind != SourceKind.MAILLAGE)
HELD_SECONDS: Final = 5
"""How long a process takes a source for what it was: so long it can still send when it may not."""

KEY: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
ORGANISATION: Final = re.compile(r"00D[A-Za-z0-9]{12}([A-Za-z0-9]{3})?")


@transaction.atomic
def add_source(
    *,
    key: str,
    name: str,
    kind: str,
    by: str | Membership,
    secret: str = "",
    organisation: str = "",
) -> tuple[LeadSource, str]:
    """Make a source; give it with its token or secret, which is told this once.

    ``secret`` is the client secret of the HubSpot app that signs; ``organisation`` the id of the
    Salesforce organisation that sends.

    Raises
    ------
    InputError
        If the key is taken or none, the kind is none, or lacks what it needs.
    """
    if KEY.fullmatch(key) is None or not name.strip() or len(name) > 120:
        raise InputError(
            _("%(typed)s is no key and name of a source.")
            % {"typed": quoted(f"{key} {name}"[:60])},
            remedy=_("Use small letters, digits and hyphens in the key, up to 40; give it a name."),
        )
    if kind not in MADE:
        raise InputError(
            _("There is no kind of source %(kind)s.") % {"kind": quoted(kind)},
            remedy=_("Choose among %(choices)s.") % {"choices": ", ".join(MADE)},
        )
    if key == OWN:
        raise taken(key)
    source = LeadSource(key=key, name=name.strip(), kind=kind)
    told = _secure(source, secret)
    if kind == SourceKind.SALESFORCE:
        source.settings = {"organisation": _organisation(organisation)}
    try:
        with transaction.atomic():
            source.save()
    except IntegrityError as error:
        raise taken(key) from error
    after = {"key": key, "name": source.name, "kind": kind}
    audit.record(verb="lead_source.added", subject=source, by=by, after=after)
    return source, told


def taken(key: str) -> InputError:
    """Make the error for a key that is another source's; that of Maillage itself always is."""
    return InputError(
        _("There is a source with the key %(key)s.") % {"key": quoted(key)},
        remedy=_("Choose another key."),
    )


@transaction.atomic
def rotate_source(*, source: LeadSource, by: str | Membership, secret: str = "") -> str:
    """Give a source a new token or secret, told this once; the one before ends at once.

    Raises
    ------
    InputError
        If it has none, or HubSpot's is not given.
    """
    _forget(source)
    told = _secure(source, secret)
    if not told:
        raise InputError(
            _("A source of this kind has neither token nor secret."),
            remedy=_("Switch it off instead."),
        )
    source.save(update_fields=["prefix", "digest", "secret"])
    audit.record(verb="lead_source.rotated", subject=source, by=by, after={"key": source.key})
    return told


@transaction.atomic
def switch_source(*, source: LeadSource, active: bool, by: str | Membership) -> LeadSource:
    """Take no more events of a source, or take them again; those it told stay.

    Raises
    ------
    InputError
        If it is that of Maillage itself.
    """
    if source.kind == SourceKind.MAILLAGE:
        raise InputError(
            _("What is recorded in Maillage itself cannot be switched off."),
            remedy=_("Choose a source outside of Maillage."),
        )
    _forget(source)
    if source.active != active:
        source.active = active
        source.save(update_fields=["active"])
        verb = "lead_source.switched_on" if active else "lead_source.switched_off"
        audit.record(verb=verb, subject=source, by=by, after={"key": source.key})
    return source


def sources() -> QuerySet[LeadSource]:
    """All sources of the workspace, that of Maillage itself too."""
    found: QuerySet[LeadSource] = LeadSource.objects.select_related("workspace")
    return found


def source_by_token(text: str) -> LeadSource | None:
    """Find the source of a token, switched off ones too, in any workspace."""
    mark, _sep, rest = text.partition("_")
    prefix, _sep, secret = rest.partition("_")
    if mark != MARK or not prefix.isalnum():
        return None
    found = _held(_by_prefix(prefix), lambda: _first(prefix=prefix))
    if found is None or not hmac.compare_digest(found.digest, digest(secret)):
        return None
    return found


def source_by_key(*, workspace: str, key: str) -> LeadSource | None:
    """Find the source with a key in the workspace with a short name, switched off ones too."""
    return _held(_by_key(workspace, key), lambda: _first(workspace__slug=workspace, key=key))


def _secure(source: LeadSource, secret: str) -> str:
    """Give a source what proves that it is the sender; tell it in clear."""
    if source.kind in BY_TOKEN:
        made = secrets.token_urlsafe(32)
        source.prefix, source.digest = secrets.token_hex(4), digest(made)
        return f"{MARK}_{source.prefix}_{made}"
    if source.kind == SourceKind.HUBSPOT:
        source.secret = _client_secret(secret)
    elif source.kind == SourceKind.HMAC:
        source.secret = secrets.token_urlsafe(32)
    return source.secret


def _client_secret(text: str) -> str:
    cleaned = text.strip()
    if not 16 <= len(cleaned) <= 200 or not cleaned.isprintable():
        raise InputError(
            _("The client secret of the HubSpot app is missing, or is none."),
            remedy=_("Copy it from the page of the app in HubSpot: 16 to 200 characters."),
        )
    return cleaned


def _organisation(text: str) -> str:
    cleaned = text.strip()
    if ORGANISATION.fullmatch(cleaned) is None:
        raise InputError(
            _("%(typed)s is no id of a Salesforce organisation.") % {"typed": quoted(text[:60])},
            remedy=_("Copy it from the company information of Salesforce: 00D and more letters."),
        )
    return cleaned


def _first(**asked: str) -> LeadSource | None:
    with scopes_disabled():
        found: LeadSource | None = (
            LeadSource.objects.filter(**asked).select_related("workspace").first()
        )
    return found


def _held(name: str, find: Callable[[], LeadSource | None]) -> LeadSource | None:
    """Give a source found a few seconds ago; what is not found is looked for each time."""
    held = caches["process"].get(name)
    if held is None and (held := find()) is not None:
        caches["process"].set(name, held, HELD_SECONDS)
    return held  # type: ignore[no-any-return]


def _by_prefix(prefix: str) -> str:
    return f"lead-source-token-{digest(prefix)}"


def _by_key(workspace: str, key: str) -> str:
    return f"lead-source-key-{digest(f'{workspace}/{key}')}"


def _forget(source: LeadSource) -> None:
    caches["process"].delete_many(
        [_by_prefix(source.prefix), _by_key(source.workspace.slug, source.key)]
    )
