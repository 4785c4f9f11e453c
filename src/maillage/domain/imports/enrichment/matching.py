"""Which account a row of a supplier is of: by id, by domain, by name and place, else none.

1. The account's own id, where the file has a column for it.
2. The supplier's id, where an earlier file of the same supplier told it.
3. The registered domain, where one account has it; of several, the one at the row's place, else
   the head office the others are sites of.
4. The name, without its legal form, at the same city or postal code, unless domains differ.

What could be several accounts is of none, and listed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from maillage.core.accounts.duplicates.contacts import read_domain
from maillage.core.accounts.duplicates.names import read_name
from maillage.core.accounts.duplicates.places import read_postal
from maillage.core.geography.states import city_key, state_code
from maillage.models import Account, AccountFact

SUPPLIER_ID = "supplier_id"
COLUMNS = (
    "external_id", "name", "country", "state", "city", "postal_code", "domain",
    "parent__external_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where an account or a row is, each part comparable, "" where it is not known."""

    state: str
    city: str
    postal: str

    def agrees(self, other: Place) -> bool:
        """Whether both are in the same city or postal code, and in no different state."""
        if self.state and other.state and self.state != other.state:
            return False
        same_postal = bool(self.postal) and self.postal == other.postal
        return same_postal or (bool(self.city) and self.city == other.city)


@dataclass(frozen=True, slots=True)
class Known:
    """An account as rows are compared with it."""

    external_id: str
    name: str
    domain: str
    place: Place
    parent: str


@dataclass(frozen=True, slots=True)
class Match:
    """The account a row is of and how that was found; ``could_be`` where it is not sure."""

    account: str = ""
    how: str = ""
    could_be: tuple[str, ...] = ()


class Book:
    """The accounts of the workspace, found by what suppliers tell of them."""

    def __init__(self, accounts: Iterable[Known], supplier_ids: dict[str, str]) -> None:
        self.by_id = {each.external_id: each for each in accounts}
        self.supplier_ids = supplier_ids
        self.by_domain: dict[str, list[Known]] = defaultdict(list)
        self.by_name: dict[str, list[Known]] = defaultdict(list)
        for each in self.by_id.values():
            if each.domain:
                self.by_domain[each.domain].append(each)
            if name := read_name(each.name).compact:
                self.by_name[name].append(each)

    def match(self, row: dict[str, Any]) -> Match:
        """Find the account of a row."""
        if row.get("external_id") in self.by_id:
            return Match(row["external_id"], "id")
        known = self.supplier_ids.get(row.get(SUPPLIER_ID) or "", "")
        if known in self.by_id:
            return Match(known, SUPPLIER_ID)
        place, domain = place_of_row(row), read_domain(row.get("website") or "")
        if alike := self.by_domain.get(domain, []):
            return one_of(alike, place)
        return self.named(row["company"], place, domain)

    def named(self, name: str, place: Place, domain: str) -> Match:
        """Find the account of a name at a place."""
        alike = self.by_name.get(read_name(name).compact, [])
        open_ = [each for each in alike if not (domain and each.domain)]
        there = [each for each in open_ if each.place.agrees(place)]
        if len(there) == 1:
            return Match(there[0].external_id, "name")
        return Match(could_be=ids_of(there or alike))


def one_of(alike: Sequence[Known], place: Place) -> Match:
    """Choose among the accounts of a domain."""
    if len(alike) == 1:
        return Match(alike[0].external_id, "domain")
    there = [each for each in alike if each.place.agrees(place)]
    if len(there) == 1:
        return Match(there[0].external_id, "domain")
    group = {each.external_id for each in alike}
    heads = [each for each in alike if each.parent not in group]
    if len(heads) == 1 and not there:
        return Match(heads[0].external_id, "domain")
    return Match(could_be=ids_of(there or alike))


def ids_of(accounts: Iterable[Known]) -> tuple[str, ...]:
    """The ids of accounts, in order."""
    return tuple(sorted(each.external_id for each in accounts))


def read_book(source: str) -> Book:
    """Read the accounts of the workspace, and the ids an earlier file of a supplier told."""
    rows = Account.objects.order_by("pk").values(*COLUMNS).iterator(chunk_size=5_000)
    told = AccountFact.objects.filter(field=SUPPLIER_ID, source=source).order_by("seen_on", "pk")
    ids = dict(told.values_list("value", "account__external_id"))
    return Book([known(row) for row in rows], ids)


def known(row: dict[str, Any]) -> Known:
    """Make a stored account comparable."""
    place = Place(
        row["state"].upper(),
        city_key(row["city"]),
        read_postal(row["postal_code"], row["country"] or "US"),
    )
    domain, parent = read_domain(row["domain"]), row["parent__external_id"] or ""
    return Known(row["external_id"], row["name"], domain, place, parent)


def place_of_row(row: dict[str, Any]) -> Place:
    """Make the place of a row comparable."""
    country = row.get("hq_country") or "US"
    state = row.get("hq_state") or ""
    return Place(
        state_code(state, country) or state.upper(),
        city_key(row.get("hq_city") or ""),
        read_postal(row.get("hq_postal_code") or "", country),
    )
