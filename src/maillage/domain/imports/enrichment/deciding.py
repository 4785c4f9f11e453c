"""What a supplier tells against what is held: filled where empty, replaced where it is older.

- An empty value is filled.
- A value that an earlier file of a supplier told gives way to one seen on the same day or later.
- An industry gives way to a part of it.
- Any other value that differs is a conflict: what is held stays, unless all is to be overwritten.
- An address is one value: parts of two places are not mixed.
- Lists are added to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from maillage.core.accounts.duplicates.contacts import read_domain, read_phone
from maillage.core.accounts.signals import folded
from maillage.core.geography.states import city_key, state_code
from maillage.core.market.naics import is_within, read_code
from maillage.domain.accounts.signals import joined

ADDRESS = ("country", "state", "city", "postal_code", "street")
SCALARS = (
    "domain", "phone", "industry", "naics", "employees", "company_revenue", "linkedin_url",
)  # fmt: skip
LISTS = ("keywords",)


@dataclass(frozen=True, slots=True)
class Told:
    """A value told before: by whom does not matter, when does."""

    value: Any
    seen_on: date


@dataclass(frozen=True, slots=True)
class Conflict:
    """What a supplier tells that differs from what is held; ``taken`` where it is overwritten."""

    field: str
    held: Any
    told: Any
    taken: bool = False


@dataclass(slots=True)
class Decision:
    """The values taken for an account, and what conflicts."""

    taken: dict[str, Any] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)


def decide(
    held: Mapping[str, Any],
    told: Mapping[str, Any],
    earlier: Mapping[str, Told],
    *,
    seen_on: date,
    overwrite: bool,
) -> Decision:
    """Decide which told values an account takes.

    Parameters
    ----------
    held, told
        By the names of an account's fields; what is not known is empty or absent.
    earlier
        What suppliers told last of the account, by field.
    """
    found = Decision()
    for name in SCALARS:
        value = told.get(name)
        if empty(value) or same(name, held, told):
            continue
        stale = name in earlier and earlier[name].value == held[name]
        gives_way = (stale and earlier[name].seen_on <= seen_on) or finer(name, held, told)
        if not empty(held[name]) and not gives_way:
            found.conflicts.append(Conflict(name, held[name], value, overwrite))
            if not overwrite:
                continue
        found.taken[name] = value
    decide_address(found, held, told, overwrite=overwrite)
    for name in LISTS:
        more = joined(held[name], told.get(name) or ())
        if more != held[name]:
            found.taken[name] = more
    return found


def decide_address(
    found: Decision, held: Mapping[str, Any], told: Mapping[str, Any], *, overwrite: bool
) -> None:
    """Take an address where none is held, or complete it where both are the same place."""
    given = {name: told[name] for name in ADDRESS if not empty(told.get(name))}
    if not any(given.get(name) for name in ("city", "postal_code", "street")):
        return
    if all(empty(held[name]) for name in ("city", "postal_code", "street")):
        found.taken |= given
        return
    if same_place(held, given):
        found.taken |= {name: value for name, value in given.items() if empty(held[name])}
        return
    found.conflicts.append(Conflict("address", line(held), line(given), overwrite))
    if overwrite:
        found.taken |= dict.fromkeys(ADDRESS[1:], "") | given


def same_place(held: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    """Whether nothing in two addresses differs but their streets' spelling."""
    country = held["country"]
    state = given.get("state", "")
    parts = (
        (held["state"], state_code(state, country) or state),
        (city_key(held["city"]), city_key(given.get("city", ""))),
        (held["postal_code"][:5], given.get("postal_code", "")[:5]),
    )
    known = [(one, other) for one, other in parts if one and other]
    return bool(known) and all(one == other for one, other in known)


def line(address: Mapping[str, Any]) -> str:
    """Write an address on one line."""
    return ", ".join(str(address[name]) for name in reversed(ADDRESS) if address.get(name))


def same(name: str, held: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    """Whether a told value says no more than the held one."""
    was, now = held[name], told[name]
    if empty(was):
        return False
    if name == "domain":
        return read_domain(was) == read_domain(now)
    if name == "phone":
        country = held["country"]
        return was == now or (bool(a := read_phone(was, country)) and a == read_phone(now, country))
    if name == "naics":
        broad, fine = read_code(now), read_code(was)
        return broad is not None and fine is not None and is_within(fine, broad)
    if isinstance(was, str):
        return folded(was) == folded(now)
    return bool(was == now)


def finer(name: str, held: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    """Whether a told industry is a part of the held one."""
    if name != "naics":
        return False
    fine, broad = read_code(told[name]), read_code(held[name])
    return fine is not None and broad is not None and is_within(fine, broad)


def empty(value: Any) -> bool:
    """Whether nothing is known."""
    return value is None or value in ("", [])


def one_row(rows: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Any], list[str]]:
    """Join the rows of one account: the first value of each field, and the fields that differ."""
    whole: dict[str, Any] = {}
    differ = []
    for row in rows:
        for name, value in row.items():
            if empty(value):
                continue
            if isinstance(value, list):
                whole[name] = joined(whole.get(name, []), value)
            elif name not in whole:
                whole[name] = value
            elif whole[name] != value:
                differ.append(name)
    return whole, differ
