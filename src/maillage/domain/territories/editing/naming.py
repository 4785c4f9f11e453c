"""Accounts given to a rep by name in a scenario, wherever they lie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from maillage.domain.territories.editing.bench import Bench, bench_of
from maillage.domain.territories.editing.changes import Edit, Payload, change
from maillage.domain.territories.editing.deriving import owners_of
from maillage.domain.territories.editing.moves import pairs_of_moves
from maillage.domain.territories.request import Level
from maillage.errors import InputError
from maillage.models import Membership, Rep, Scenario
from maillage.texts import _


@dataclass(frozen=True, slots=True)
class Naming:
    """What giving accounts by name would do to a scenario at a revision.

    ``come_from`` are the reps who answer for those that change, "" for nobody, and how many.
    """

    revision: int
    come_from: tuple[tuple[str, int], ...]

    @property
    def changing(self) -> int:
        """How many accounts change."""
        return sum(count for _rep, count in self.come_from)


def naming(*, scenario: Scenario, accounts: Iterable[str], rep: Rep | None) -> Naming:
    """Say what :func:`name_accounts` would do, without doing it.

    Raises
    ------
    InputError
        If it could not be done.
    """
    bench = bench_of(scenario)
    payload = payload_of(bench, accounts, rep)
    changing = [*payload.get("exceptions", {}), *payload.get("units", {})]
    owners = owners_of(bench).owners
    now = dict(zip(owners["account"], owners["owner_after"], strict=True))
    names = dict(Rep.objects.values_list("external_id", "name"))
    held = Counter(names.get(now.get(account, ""), "") for account in changing)
    return Naming(revision=scenario.revision, come_from=tuple(held.most_common()))


def name_accounts(
    *,
    scenario: Scenario,
    accounts: Iterable[str],
    rep: Rep | None,
    revision: int,
    by: Membership,
) -> Edit:
    """Give accounts to a rep by name, as one step; None lets them follow their units again.

    Where the basic units are accounts, they go to the territory of the rep, or with None to none.

    Raises
    ------
    InputError
        If the rep has left; where units are accounts, also if one is locked or unknown, or the rep
        has no territory.
    ConflictError
        If somebody else changed the scenario since ``revision``.
    """
    listed = list(accounts)

    def drawn(bench: Bench) -> Payload:
        return payload_of(bench, listed, rep)

    return change(scenario=scenario, revision=revision, by=by, kind="exception", drawn=drawn)


def payload_of(bench: Bench, accounts: Iterable[str], rep: Rep | None) -> Payload:
    """The change that gives accounts to a rep: those that are so already are left out."""
    if rep is not None and not rep.active:
        raise InputError(_("%(rep)s has left.") % {"rep": rep}, remedy=_("Choose an active rep."))
    wanted = rep.external_id if rep else ""
    if bench.ground.request.level is Level.ACCOUNT:
        return {"units": pairs_of_moves(bench, {territory_of(bench, rep): list(accounts)})}
    before = {account: bench.exceptions.get(account, "") for account in accounts}
    return {
        "exceptions": {account: [now, wanted] for account, now in before.items() if now != wanted}
    }


def territory_of(bench: Bench, rep: Rep | None) -> int:
    """The number of the territory of a rep, 0 for nobody's.

    Raises
    ------
    InputError
        If they have none in this scenario.
    """
    if rep is None:
        return 0
    held = next((post.number for post in bench.posts if post.rep == rep.external_id), None)
    if held is None:
        raise InputError(
            _("%(rep)s has no territory in this scenario.") % {"rep": rep},
            remedy=_("Give them one first."),
        )
    return held
