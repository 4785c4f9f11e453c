"""Reps who are away, with who takes their leads; and the chat rooms that are told of leads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from maillage import audit
from maillage.domain.programs.posting import check_address
from maillage.errors import InputError, PermissionDeniedError
from maillage.models import Absence, ChatHook, ChatKind, Membership, MessageKind, Rep
from maillage.permissions import Action, is_own, may
from maillage.texts import _

LANGUAGES = ("en", "fr")


def absences() -> QuerySet[Absence]:
    """The absences of reps, the latest first."""
    found: QuerySet[Absence] = Absence.objects.select_related("rep", "substitute")
    return found.order_by("-ends_at", "pk")


def chat_hooks() -> QuerySet[ChatHook]:
    """The chat rooms that are told of leads."""
    found: QuerySet[ChatHook] = ChatHook.objects.select_related("rep").order_by("name", "pk")
    return found


def check_whose(by: Membership | str, rep: Rep) -> None:
    """Refuse who neither routes leads nor is that rep."""
    if isinstance(by, Membership) and not (may(by, Action.ROUTE_LEADS) or is_own(by, rep)):
        raise PermissionDeniedError(
            _("This is the absence of somebody else."),
            remedy=_("Ask who routes leads to note it."),
        )


@transaction.atomic
def add_absence(
    *, rep: Rep, begins_at: datetime, ends_at: datetime, substitute: Rep | None = None,
    reason: str = "", by: Membership | str,
) -> Absence:  # fmt: skip
    """Note that a rep takes no leads for some time, and who takes them instead.

    Raises
    ------
    InputError
        If it ends before it begins, or somebody replaces themselves.
    """
    check_whose(by, rep)
    if ends_at <= begins_at:
        raise InputError(_("An absence ends after it begins."), remedy=_("Check both instants."))
    if substitute == rep:
        raise InputError(_("Nobody replaces themselves."), remedy=_("Name another rep, or nobody."))
    made: Absence = Absence.objects.create(
        rep=rep, begins_at=begins_at, ends_at=ends_at, substitute=substitute,
        reason=reason.strip()[:120],
    )  # fmt: skip
    audit.record(verb="absence.added", subject=made, by=by, after=described(made))
    return made


@transaction.atomic
def remove_absence(*, absence: Absence, by: Membership | str) -> None:
    """Take an absence back."""
    check_whose(by, absence.rep)
    audit.record(verb="absence.removed", subject=absence, by=by, before=described(absence))
    absence.delete()


def described(absence: Absence) -> dict[str, str]:
    """An absence as the log keeps it."""
    return {
        "rep": absence.rep.external_id,
        "from": absence.begins_at.isoformat(),
        "until": absence.ends_at.isoformat(),
        "substitute": absence.substitute.external_id if absence.substitute else "",
    }


@transaction.atomic
def add_hook(
    *, name: str, kind: str, url: str, kinds: Sequence[str] = (), language: str = "en",
    rep: Rep | None = None, by: Membership | str,
) -> ChatHook:  # fmt: skip
    """Tell a chat room of leads: of some kinds of messages, or all; of one rep's, or all.

    Raises
    ------
    InputError
        If the address is none or inside this network, or a word is not known.
    """
    told = [MessageKind.LEAD.value, MessageKind.DEADLINE.value]
    for word, known in (
        (kind, ChatKind.values),
        (language, LANGUAGES),
        *((k, told) for k in kinds),
    ):
        if word not in known:
            raise InputError(
                _("%(word)s cannot be chosen for a chat room.") % {"word": word[:40]},
                remedy=_("Choose among %(choices)s.") % {"choices": ", ".join(known)},
            )
    if not name.strip():
        raise InputError(_("A chat room has a name."), remedy=_("Write it."))
    check_address(url)
    made: ChatHook = ChatHook.objects.create(
        name=name.strip()[:120], kind=kind, url=url, kinds=sorted(set(kinds)), language=language,
        rep=rep,
    )  # fmt: skip
    audit.record(verb="chat.added", subject=made, by=by, after={"name": made.name, "kind": kind})
    return made


@transaction.atomic
def remove_hook(*, hook: ChatHook, by: Membership | str) -> None:
    """Tell a chat room nothing more."""
    audit.record(verb="chat.removed", subject=hook, by=by, before={"name": hook.name})
    hook.delete()
