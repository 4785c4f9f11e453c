"""The people of the demonstration: one of each role, with a password of this installation."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from maillage.domain.people.members import add_member
from maillage.models import Membership, Rep, Role
from maillage.texts import _

DOMAIN = "demo.example"
FILE = "demo-password.txt"


@dataclass(frozen=True, slots=True)
class DemoPeople:
    """Who may sign in to the demonstration, all with one password."""

    addresses: dict[str, str]
    password: str


@transaction.atomic
def let_demo_people_in(*, by: str = "demo") -> DemoPeople:
    """Let one person of each role in, once; the rep is the first of the demonstration's."""
    password = demo_password()
    names = {
        Role.OPERATIONS: "Olga Ops",
        Role.DIRECTOR: "Denis Dir",
        Role.MANAGER: manager_of_reps(),
        Role.REP: "",
        Role.FINANCE: "Farah Fin",
        Role.MARKETING: "Marc Mark",
        Role.PARTNER_MANAGER: "Paula Part",
        Role.READER: "Rita Read",
    }
    addresses = {}
    for role, name in names.items():
        address = f"{role.value}@{DOMAIN}"
        addresses[role.value] = address
        if Membership.objects.filter(user__email=address, active=True).exists():
            continue
        rep = first_rep() if role is Role.REP else None
        add_member(
            email=address,
            role=role,
            name=name or (rep.name if rep else _("Rep")),
            password=password,
            rep=rep,
            by=by,
        )
    return DemoPeople(addresses, password)


def first_rep() -> Rep | None:
    """The first active rep that is no member yet."""
    return Rep.objects.filter(active=True, membership=None).order_by("external_id").first()


def manager_of_reps() -> str:
    """The name of the reps' manager, so that the demonstration's manager leads them."""
    found = Rep.objects.exclude(manager="").values_list("manager", flat=True).first()
    return found or "Max Man"


def demo_password() -> str:
    """Read the password of the demonstration, made up on first use and kept with its data."""
    file = Path(settings.DATA_DIR) / FILE
    if file.is_file():
        return file.read_text().strip()
    made = secrets.token_urlsafe(9)
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:  # noqa: PTH123 - with its mode from the start
        stream.write(made)
    return made
