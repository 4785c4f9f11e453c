"""Who can be told of leads: the members of the workspace, read once for many messages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django_scopes import get_scope

from maillage.core.leads.sla.policies import Direction
from maillage.domain.leads.calendars import Calendars, calendars_now
from maillage.domain.people.messages import Reader, has_left, of_member, of_rep
from maillage.models import Membership, Rep, Role
from maillage.permissions import leads


@dataclass(slots=True)
class Told:
    """Who is told: members, and reps or addresses who are none."""

    members: dict[int, Membership] = field(default_factory=dict)
    others: list[Reader] = field(default_factory=list)

    def add(self, members: Iterable[Membership]) -> None:
        """Tell members, each once."""
        self.members |= {each.pk: each for each in members}

    def add_reader(self, reader: Reader) -> None:
        """Tell a member, or who is none."""
        if reader.member is not None:
            self.add([reader.member])
        else:
            self.others.append(reader)

    @property
    def readers(self) -> list[Reader]:
        """All of them, as readers of e-mails."""
        return [*map(of_member, self.members.values()), *self.others]


@dataclass
class Audience:
    """The members of the workspace in scope who are active, and when reps work."""

    zones: dict[int, str] = field(default_factory=dict)

    @cached_property
    def members(self) -> list[Membership]:
        """All of them."""
        found = Membership.objects.filter(workspace=get_scope()["workspace"], active=True)
        return list(found.select_related("user", "workspace", "rep"))

    @cached_property
    def by_rep(self) -> dict[int, Membership]:
        """Those who are reps."""
        return {each.rep_id: each for each in self.members if each.rep_id}

    @cached_property
    def calendars(self) -> Calendars:
        """The calendars of the workspace."""
        return calendars_now()

    def in_role(self, role: str) -> list[Membership]:
        """Give those in a role."""
        return [each for each in self.members if each.role == role]

    def called(self, address: str) -> list[Membership]:
        """Give those with an e-mail address."""
        wanted = address.casefold()
        return [each for each in self.members if each.user.email.casefold() == wanted]

    def managers_of(self, rep: Rep | None) -> list[Membership]:
        """Give the managers whom the file of reps names for a rep."""
        found = self.in_role(Role.MANAGER)
        return [each for each in found if rep is not None and leads(each, rep)]

    def answerable(self) -> list[Membership]:
        """Give who answers for all reps: the directors; where there is none, operations."""
        return self.in_role(Role.DIRECTOR) or self.in_role(Role.OPERATIONS)

    def reader(self, rep: Rep) -> Reader:
        """Give a rep as a reader: the member they are, else at the address of the file."""
        member = self.by_rep.get(rep.pk)
        return of_member(member) if member else of_rep(rep)

    def zone(self, rep: Rep | None) -> str:
        """Give the time zone on whose clock a rep works."""
        if rep is None:
            return "UTC"
        if rep.pk not in self.zones:
            self.zones[rep.pk] = self.calendars.of_rep(rep)[1].zone
        return self.zones[rep.pk]

    def named(self, to: str, owner: Rep | None, direction: str) -> Told:
        """Find whom an alarm names: owner, manager, director, another role, or an address.

        What marketing owes is told to marketing; where a rep has no manager, the directors hear of
        it. Who has left is told nothing: what an owner is to hear goes to their manager then, and
        what an address was to hear to who answers for all reps.
        """
        told = Told()
        if "@" in to:
            members = self.called(to) or (self.answerable() if has_left(to) else [])
            told.add(members)
            told.others += [] if members else [Reader(to, to, get_scope()["workspace"].language)]
        elif to == "owner" and direction == Direction.MARKETING_TO_SALES:
            told.add(self.in_role(Role.MARKETING))
        elif to == "owner" and owner is not None and owner.active:
            told.add_reader(self.reader(owner))
        elif to in Role.values and to not in {Role.MANAGER, Role.DIRECTOR}:
            told.add(self.in_role(to))
        else:
            managers = [] if to == Role.DIRECTOR else self.managers_of(owner)
            told.add(managers or self.answerable())
        return told
