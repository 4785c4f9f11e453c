"""What the account of a lead tells of it: whether it fits the ideal customer profile (D-02)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from threading import Lock
from typing import Any, Final

from django.utils import timezone
from django_scopes import get_scope

from maillage.core.accounts.icp.criteria import read_icp
from maillage.core.accounts.icp.fit import Answer
from maillage.core.leads.happenings import Fact
from maillage.core.leads.happenings import Lead as Story
from maillage.domain.accounts.icp.matching import FIT, fits
from maillage.domain.accounts.icp.versions import icp_in_force
from maillage.domain.leads.matching import state_of_accounts
from maillage.models import Account, IcpVersion

FIELD: Final = "icp_match"
"""The field of a lead that score models ask."""

type State = tuple[Any, ...]

_held: dict[int, tuple[State, dict[int, str]]] = {}
_reading = Lock()


def profile_on(now: datetime) -> IcpVersion | None:
    """Give the ideal customer profile in force at an instant."""
    return icp_in_force(timezone.localdate(now))


def state_of_fits(profile: IcpVersion | None, on: date) -> State:
    """Name the state of what fits are made of: another one after each change."""
    return (profile.pk if profile else None, on, state_of_accounts())


def fits_of(accounts: Collection[int], *, now: datetime) -> dict[int, str]:
    """Give how accounts fit the profile in force, as values of ``Answer``; none without a profile.

    What was judged is remembered until accounts, profile or day change.
    """
    profile = profile_on(now)
    if profile is None or not accounts:
        return {}
    on, workspace = timezone.localdate(now), get_scope()["workspace"].pk
    state = state_of_fits(profile, on)
    with _reading:
        held = _held.get(workspace)
        known = held[1] if held and held[0] == state else {}
        if new := set(accounts) - known.keys():
            rows = Account.objects.filter(pk__in=new)
            known |= fits(read_icp(profile.criteria), rows, on=on)[FIT].to_dict()
        _held[workspace] = (state, known)
        return {each: known[each] for each in accounts if each in known}


def with_fit(story: Story, fit: str, profile: IcpVersion | None) -> Story:
    """Tell with a lead whether its account fits, known since it was first heard of.

    A source that tells it from the beginning is believed instead; one that tells it later is from
    then on. What is not known of an account tells nothing.
    """
    told = [each.at for each in (*story.facts, *story.happenings)]
    if not told or profile is None or fit not in {Answer.YES, Answer.NO}:
        return story
    first = min(told)
    if any(each.field == FIELD and each.at <= first for each in story.facts):
        return story
    fact = Fact(FIELD, fit == Answer.YES, first, f"ICP {profile.number}")
    return replace(story, facts=(*story.facts, fact))
