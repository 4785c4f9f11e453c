"""Which account a lead works for, found again where the lead or the accounts change.

What somebody fixed by hand stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import batched
from threading import Lock
from typing import Any, Final

import pandas as pd
from django.db import transaction
from django.db.models import Count, Max
from django_scopes import get_scope

from maillage.core.accounts.duplicates.records import COLUMNS
from maillage.core.leads.matching import Directory, Match
from maillage.domain.leads.holding import hold
from maillage.domain.leads.storing import update_rows
from maillage.models import Account, Event, Lead

BY: Final = ("company", "domain", "country", "state", "city", "postal_code", "street")
"""Fields of a lead by which its account is found."""
ABOUT_ACCOUNTS: Final = ("account", "importrun", "merge")
AT_ONCE: Final = 500

type State = tuple[Any, ...]

_held: dict[int, tuple[State, Directory]] = {}
_matched: dict[int, State] = {}
_reading = Lock()


def state_of_accounts() -> State:
    """Name the state of the accounts: another one after each change."""
    events = Event.objects.filter(subject_type__in=ABOUT_ACCOUNTS)
    told = events.order_by("-pk").values_list("pk", flat=True).first()
    return (told, *Account.objects.aggregate(count=Count("pk"), last=Max("pk")).values())


def directory() -> Directory:
    """Give the accounts by all by which a lead may be found, read once until they change."""
    workspace, state = get_scope()["workspace"].pk, state_of_accounts()
    with _reading:
        known = _held.get(workspace)
        if known is None or known[0] != state:
            rows = Account.objects.order_by("pk").values_list("pk", "parent_id", *COLUMNS)
            table = pd.DataFrame(list(rows), columns=["key", "parent", *COLUMNS])
            known = _held[workspace] = (state, Directory(table))
        return known[1]


def matched(lead: Lead, accounts: Directory) -> bool:
    """Say in a row which account it works for, and by what; give whether that changed."""
    if lead.account_fixed:
        return False
    found = accounts.find({name: getattr(lead, name) for name in BY})
    before = (lead.account_id, lead.match)
    lead.account_id, lead.match = found.account, written(found)
    return before != (lead.account_id, lead.match)


def written(found: Match) -> dict[str, Any]:
    """Give a match as it is stored; nothing where there is none."""
    if not found.by:
        return {}
    return {
        "by": found.by,
        "place": found.place,
        "grade": found.grade,
        "candidates": list(found.candidates),
    }


def match_leads(leads: Iterable[Lead]) -> None:
    """Find the accounts of leads, as their rows are written afterwards."""
    asked = [each for each in leads if each.company or each.domain or each.match]
    if asked:
        accounts = directory()
        for each in asked:
            matched(each, accounts)


def rematch() -> int:
    """Find the accounts of all leads again where accounts changed; give how many leads changed."""
    workspace, state = get_scope()["workspace"].pk, state_of_accounts()
    if _matched.get(workspace) == state:
        return 0
    numbers = Lead.objects.filter(account_fixed=False, merged_into__isnull=True)
    changed = 0
    for some in batched(numbers.order_by("pk").values_list("pk", flat=True), AT_ONCE, strict=False):
        changed += rematch_some(some)
    _matched[workspace] = state
    return changed


@transaction.atomic
def rematch_some(numbers: Iterable[int]) -> int:
    """Find the accounts of some leads again."""
    hold()
    accounts = directory()
    leads = Lead.objects.filter(pk__in=numbers, account_fixed=False)
    changed = [each for each in leads if matched(each, accounts)]
    rows = [(each.account_id, each.match, each.pk) for each in changed]
    update_rows(Lead, ("account", "match"), rows)
    return len(rows)
