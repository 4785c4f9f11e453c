"""A branch goes back into its base: what each side changed since they parted, and what clashes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.db import transaction

from maillage import audit
from maillage.domain.territories.editing.bench import Bench
from maillage.domain.territories.editing.changes import Edit, Payload, change
from maillage.domain.territories.starting import NAMED, named_posts, remember_fork
from maillage.errors import InputError
from maillage.models import Membership, Scenario
from maillage.texts import _, ngettext, quoted

FIELDS = ("name", "rep")
ACCOUNT = "account:"

type Side = Literal["ours", "theirs"]
"""The base's value, or the branch's."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not the same on both sides.

    ``subject`` is a unit's code, a territory's number and field, such as ``3.name``, or an account
    given by name, such as ``account:A12`` · ``before`` what it was when they parted · ``ours`` in
    the base, ``theirs`` in the branch: territory numbers (0 for none) for units, texts for
    territories, and for accounts the ids of reps ("" where they follow their units).
    """

    subject: str
    before: int | str
    ours: int | str
    theirs: int | str

    @property
    def conflict(self) -> bool:
        """Whether both sides changed it, and not alike."""
        return self.before not in {self.ours, self.theirs}


@dataclass(frozen=True, slots=True)
class Merge:
    """Three-way differences of a branch and its base.

    ``incoming`` the branch alone changed · ``kept`` the base alone changed · ``conflicts`` both.
    """

    incoming: tuple[Difference, ...]
    kept: tuple[Difference, ...]
    conflicts: tuple[Difference, ...]


def base_of(branch: Scenario) -> Scenario:
    """The scenario a branch was taken from.

    Raises
    ------
    InputError
        If it is no branch, the base is gone, or has other territories now.
    """
    base = Scenario.objects.filter(pk=branch.base_id).first() if branch.base_id else None
    if base is None:
        raise InputError(
            _("The scenario %(name)s is no branch of another.") % {"name": branch.name},
            remedy=_("Branch a scenario first; a copy stands alone."),
        )
    if set(named_posts(base)) != set(named_posts(branch)):
        raise InputError(
            _("%(base)s and %(branch)s do not have the same territories.")
            % {"base": base.name, "branch": branch.name},
            remedy=_("Compare them instead."),
        )
    return base


def differences(*, branch: Scenario) -> Merge:
    """List what is not the same in a branch and its base, and who changed it since they parted.

    Raises
    ------
    InputError
        If it is no branch, or the two cannot be merged.
    """
    base = base_of(branch)
    found = [
        *unit_differences(branch, base),
        *territory_differences(branch, base),
        *account_differences(branch, base),
    ]
    clashes = tuple(each for each in found if each.conflict)
    return Merge(
        incoming=tuple(each for each in found if not each.conflict and each.ours == each.before),
        kept=tuple(each for each in found if not each.conflict and each.theirs == each.before),
        conflicts=clashes,
    )


def unit_differences(branch: Scenario, base: Scenario) -> list[Difference]:
    """Units that are not in the same territory."""
    ours = dict(base.units.values_list("unit", "territory__number"))
    rows = branch.units.order_by("unit").values_list("unit", "origin", "territory__number")
    return [
        Difference(unit, origin or 0, ours.get(unit) or 0, number or 0)
        for unit, origin, number in rows
        if (ours.get(unit) or 0) != (number or 0)
    ]


def territory_differences(branch: Scenario, base: Scenario) -> list[Difference]:
    """Names and reps of territories that are not the same."""
    ours, theirs = named_posts(base), named_posts(branch)
    return [
        Difference(
            f"{number}.{field}",
            branch.fork.get(number, {}).get(field, ""),
            ours[number][field],
            theirs[number][field],
        )
        for number in sorted(theirs, key=int)
        for field in FIELDS
        if ours[number][field] != theirs[number][field]
    ]


def account_differences(branch: Scenario, base: Scenario) -> list[Difference]:
    """Accounts that are not given to the same rep by name."""
    before, ours, theirs = branch.fork.get(NAMED, {}), base.exceptions, branch.exceptions
    return [
        Difference(
            f"{ACCOUNT}{account}",
            before.get(account, ""),
            ours.get(account, ""),
            theirs.get(account, ""),
        )
        for account in sorted(ours.keys() | theirs.keys())
        if ours.get(account, "") != theirs.get(account, "")
    ]


def merge_scenarios(
    *,
    branch: Scenario,
    choices: Mapping[str, Side],
    revision: int,
    by: Membership,
) -> Edit:
    """Bring what a branch changed into its base, as one change that can be undone.

    From then on the branch has changed nothing: what the base has of its own stays the base's.

    Parameters
    ----------
    choices
        For each conflict, by its subject, whose value to take; ``"*"`` speaks for all others.
    revision
        That of the base, when the differences were looked at.

    Raises
    ------
    InputError
        If it is no branch, a conflict is not decided, or a choice is none.
    ConflictError
        If somebody else changed the base since ``revision``.
    """
    base = base_of(branch)
    for side in set(choices.values()) - {"ours", "theirs"}:
        raise InputError(
            _("%(choice)s is no side.") % {"choice": quoted(side)},
            remedy=_("Choose ours or theirs."),
        )

    def drawn(bench: Bench) -> Payload:
        merge = differences(branch=branch)
        undecided = [
            each for each in merge.conflicts if each.subject not in choices and "*" not in choices
        ]
        if undecided:
            text = ngettext(
                "%(count)d conflict is not decided.",
                "%(count)d conflicts are not decided.",
                len(undecided),
            )
            raise InputError(
                text % {"count": len(undecided)}, remedy=_("Choose a side for each of them.")
            )
        taken = [
            each
            for each in merge.conflicts
            if choices.get(each.subject, choices.get("*")) == "theirs"
        ]
        return payload_of([*merge.incoming, *taken], bench)

    with transaction.atomic():
        edit = change(scenario=base, revision=revision, by=by, kind="merge", drawn=drawn)
        merged = Scenario.objects.get(pk=base.pk)
        remember_fork(branch=branch, base=merged, common=branch)
        audit.record(verb="scenario.merged", subject=base, by=by, after={"branch": branch.pk})
    return edit


def payload_of(taken: list[Difference], bench: Bench) -> Payload:
    """The change that takes the branch's values."""
    payload: Payload = {"units": {}, "territories": {}, "exceptions": {}}
    for each in taken:
        pair = [each.ours, each.theirs]
        number, dot, field = each.subject.rpartition(".")
        if each.subject in bench.place:
            payload["units"][each.subject] = pair
        elif each.subject.startswith(ACCOUNT):
            payload["exceptions"][each.subject.removeprefix(ACCOUNT)] = pair
        elif dot and field in FIELDS:
            payload["territories"].setdefault(number, {})[field] = pair
        else:
            payload["units"][each.subject] = pair
    return payload
