"""What the rows of a supplier's file tell, by the names an account's fields have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from maillage.core.accounts.industries import sure_code
from maillage.core.accounts.signals import SignalKind
from maillage.domain.accounts.signals import LONGEST_NAME, Seen
from maillage.domain.imports.batch import Batch
from maillage.domain.imports.enrichment.deciding import LISTS, SCALARS, empty
from maillage.domain.imports.stored import account_keys

HEADS = {
    "website": "domain",
    "hq_street": "street",
    "hq_city": "city",
    "hq_state": "state",
    "hq_postal_code": "postal_code",
    "hq_country": "country",
    "hq_phone": "phone",
}
"""What a file calls a field of an account."""

HELD = (*SCALARS, *LISTS, "country", "state", "city", "postal_code", "street")
MOST_EXAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Whose file it is, when its values were seen, and how far it may go.

    ``overwrite`` takes the file's value where it conflicts; ``add_new`` creates accounts of rows
    that are of none.
    """

    source: str
    seen_on: date
    overwrite: bool = False
    add_new: bool = False


def named(cells: Mapping[str, Any]) -> dict[str, Any]:
    """Give the cells of a row with the names they have on an account besides."""
    told = {name: cell for name, cell in cells.items() if not empty(cell)}
    told = told.pop("hq_location", {}) | told
    told |= {name: told[head] for head, name in HEADS.items() if head in told}
    if "revenue_thousands" in told and "company_revenue" not in told:
        told["company_revenue"] = 1000 * told["revenue_thousands"]
    if "naics" not in told and (code := sure_code(told.get("industry", ""))):
        told["naics"] = code.split("-")[0]
    return told


def note_industries(batch: Batch, cells: Mapping[int, Mapping[str, Any]]) -> None:
    """Say how many industries were read as codes, and which were not."""
    asked = [told for told in cells.values() if "industry" in told]
    read = [told for told in asked if sure_code(told["industry"])]
    lost = Counter(told["industry"] for told in asked if "naics" not in told)
    examples = ", ".join(name for name, _count in lost.most_common(MOST_EXAMPLES))
    batch.findings.assume(_("industries read as NAICS at the level that is sure"), len(read))
    batch.findings.assume(
        _("industries of no sure NAICS code, left unknown: %(examples)s") % {"examples": examples},
        lost.total(),
    )


def signals_told(told: Mapping[str, Mapping[str, Any]], terms: Terms) -> list[tuple[str, Seen]]:
    """Make signals of the technologies and intents told, with the id of the account of each."""
    found = []
    for account, values in told.items():
        names: list[tuple[SignalKind, str, float | None]] = [
            (SignalKind.TECHNOLOGY, name, None) for name in values.get("technologies", ())
        ]
        names += [
            (SignalKind.INTENT, values[name], values.get(f"{name}_score"))
            for name in ("intent", "second_intent")
            if name in values
        ]
        found += [
            (account, Seen(account=0, kind=kind, name=name, seen_on=terms.seen_on,
                           source=terms.source, strength=strength))
            for kind, name, strength in names
            if len(name) <= LONGEST_NAME
        ]  # fmt: skip
    return found


def with_keys(signals: Sequence[tuple[str, Seen]]) -> list[Seen]:
    """Give the signals of the accounts that are stored, with their keys."""
    keys = account_keys([*dict.fromkeys(account for account, _seen in signals)])
    return [replace(seen, account=keys[account]) for account, seen in signals if account in keys]


def listed(number: int, told: Mapping[str, Any]) -> dict[str, Any]:
    """Name a row of no account."""
    place = ", ".join(filter(None, (told.get("hq_city"), told.get("hq_state"))))
    return {
        "row": number,
        "company": told["company"],
        "website": told.get("website", ""),
        "place": place,
    }
