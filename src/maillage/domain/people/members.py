"""People joining a workspace, changing role, and leaving."""

from __future__ import annotations

import pandas as pd
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django_scopes import get_scope

from maillage import audit
from maillage.errors import InputError, NotFoundError
from maillage.models import Membership, Rep, Role, User
from maillage.texts import _, quoted


@transaction.atomic
def add_member(
    *,
    email: str,
    role: str,
    name: str = "",
    password: str | None = None,
    rep: Rep | None = None,
    language: str = "",
    by: str | Membership = "",
) -> Membership:
    """Let a person into the workspace in scope, making their account where there is none yet.

    A new account without a password can be used through an identity provider, or once its person
    has asked for a new one on the sign-in page. The password, name and language of an account that
    exists stay: they belong to its person.

    Raises
    ------
    InputError
        If the address, the role or the password cannot be, the person is a member already, or the
        rep is another member.
    """
    address = email_address(email)
    check_role(role)
    user = User.objects.filter(email__iexact=address).first()
    if user is None:
        user = new_user(address, name, password, language)
    workspace = get_scope()["workspace"]
    former = Membership.objects.filter(workspace=workspace, user=user).first()
    if former is not None and former.active:
        raise InputError(
            _("%(person)s is a member already.") % {"person": address},
            remedy=_("Change the role instead."),
        )
    check_rep(rep, former)
    member = former or Membership(workspace=workspace, user=user)
    member.role, member.rep, member.active = role, rep, True
    member.save()
    after = {"email": address, "role": role, "rep": rep.external_id if rep else ""}
    audit.record(verb="member.added", subject=member, by=by, after=after)
    return member


def people_frame() -> pd.DataFrame:
    """List the people of the workspace in scope, former ones last.

    Columns: name · email · role · rep (external id or "") · active · joined_at.
    """
    rows = (
        Membership.objects.filter(workspace=get_scope()["workspace"])
        .order_by("-active", "user__name", "user__email")
        .values_list("user__name", "user__email", "role", "rep__external_id", "active", "joined_at")
    )
    columns = ["name", "email", "role", "rep", "active", "joined_at"]
    frame = pd.DataFrame.from_records(list(rows), columns=columns)
    return frame.assign(
        rep=frame["rep"].fillna(""), joined_at=[each.isoformat() for each in frame["joined_at"]]
    )


def rep_called(external_id: str) -> Rep:
    """Find a rep by id.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    known = Rep.objects.none() if "\0" in external_id else Rep.objects.all()
    found = known.filter(external_id=external_id).first()
    if found is None:
        raise NotFoundError(
            _("There is no rep %(rep)s.") % {"rep": quoted(external_id)},
            remedy=_("`maillage reps` lists them."),
        )
    return found


def email_address(text: str) -> str:
    """Check an e-mail address and write it in small letters.

    Raises
    ------
    InputError
        If it is none.
    """
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise InputError(
            _("%(typed)s is not an e-mail address.") % {"typed": quoted(text)},
            remedy=_("Write it like name@company.com."),
        ) from error
    return address


def check_role(role: str) -> None:
    """Refuse a role that is none.

    Raises
    ------
    InputError
        Naming the roles.
    """
    if role not in Role.values:
        raise InputError(
            _("There is no role %(role)s.") % {"role": quoted(role)},
            remedy=_("Choose among %(choices)s.") % {"choices": ", ".join(Role.values)},
        )


def check_rep(rep: Rep | None, member: Membership | None) -> None:
    """Refuse a rep that is another member already.

    Raises
    ------
    InputError
        If it is so.
    """
    holder = Membership.objects.filter(rep=rep).first() if rep else None
    if holder is not None and holder != member:
        raise InputError(
            _("The rep %(rep)s is %(member)s already.") % {"rep": rep, "member": holder},
            remedy=_("Choose another rep, or take the rep off that member first."),
        )


def new_user(address: str, name: str, password: str | None, language: str) -> User:
    """Make an account.

    Raises
    ------
    InputError
        If the password is too easy.
    """
    user = User(email=address, name=name.strip(), language=language)
    if password is not None:
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise InputError(
                " ".join(error.messages), remedy=_("Choose another password.")
            ) from error
    user.set_password(password)
    user.save()
    return user


@transaction.atomic
def change_member(
    *, member: Membership, role: str, rep: Rep | None, by: str | Membership
) -> Membership:
    """Give a member another role or rep.

    Raises
    ------
    InputError
        If the role is none, the rep is another member, or nobody would be left to manage people.
    """
    check_role(role)
    check_rep(rep, member)
    before = described(member)
    if role != Role.OPERATIONS:
        check_not_last(member)
    member.role, member.rep = role, rep
    member.save(update_fields=["role", "rep"])
    audit.record(
        verb="member.changed", subject=member, by=by, before=before, after=described(member)
    )
    return member


@transaction.atomic
def remove_member(*, member: Membership, by: str | Membership) -> None:
    """End a membership at once: what the person did stays in the log, their tokens end.

    Nobody writes to them any more, nor to the address by which the file of reps knows them.

    Raises
    ------
    InputError
        If nobody would be left to manage people.
    """
    check_not_last(member)
    before = described(member)
    member.left_address = member.rep.email if member.rep else ""
    member.active, member.rep = False, None
    member.save(update_fields=["active", "rep", "left_address"])
    audit.record(verb="member.removed", subject=member, by=by, before=before)


def check_not_last(member: Membership) -> None:
    """Refuse to leave a workspace without anybody of operations.

    Raises
    ------
    InputError
        If the member is the last one.
    """
    if member.role != Role.OPERATIONS:
        return
    others = Membership.objects.filter(
        workspace=member.workspace, role=Role.OPERATIONS, active=True
    ).exclude(pk=member.pk)
    if not others.exists():
        raise InputError(
            _("%(member)s is the last one who can manage people here.") % {"member": member},
            remedy=_("Give somebody else the role of sales operations first."),
        )


def described(member: Membership) -> dict[str, str]:
    """What the log keeps of a membership."""
    rep = member.rep.external_id if member.rep else ""
    return {"email": member.user.email, "role": member.role, "rep": rep}
