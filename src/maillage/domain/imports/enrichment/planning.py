"""Plans what a supplier's file would change: what is filled, replaced, new, and what conflicts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import pandas as pd
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from maillage.core.geography.lookup import Gazetteer
from maillage.domain.accounts.signals import LONGEST_SOURCE, Seen
from maillage.domain.imports.accounts import BLANKS, plan_accounts
from maillage.domain.imports.batch import Batch, Kind
from maillage.domain.imports.enrichment.deciding import (
    Conflict,
    Decision,
    Told,
    decide,
    one_row,
)
from maillage.domain.imports.enrichment.matching import SUPPLIER_ID, Match, read_book
from maillage.domain.imports.enrichment.telling import (
    HEADS,
    HELD,
    Terms,
    listed,
    named,
    note_industries,
    signals_told,
)
from maillage.domain.imports.merge import accepted, refuse_empty
from maillage.domain.imports.merged import follow_merges
from maillage.domain.imports.names import key
from maillage.domain.imports.plan import ImportPlan
from maillage.domain.imports.stored import stored_rows
from maillage.errors import InputError
from maillage.models import Account, AccountFact
from maillage.reference import gazetteer as shipped_gazetteer


@dataclass(slots=True, kw_only=True)
class Enrichment:
    """What a supplier's file tells beside the changes of accounts.

    ``matched`` counts the rows by how their account was found; ``new`` and ``unsure`` list rows of
    no account, ``conflicts`` what is told and not taken unless overwritten, by account. ``signals``
    are of accounts named by their ids; ``supplier_ids`` what the supplier calls them.
    """

    terms: Terms
    matched: Counter[str]
    new: list[dict[str, Any]]
    unsure: list[dict[str, Any]]
    conflicts: list[tuple[str, Conflict]]
    signals: list[tuple[str, Seen]]
    supplier_ids: dict[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Give all of it to machines."""
        return {
            "source": self.terms.source,
            "seen_on": self.terms.seen_on.isoformat(),
            "overwrite": self.terms.overwrite,
            "add_new": self.terms.add_new,
            "matched": dict(self.matched),
            "new": self.new,
            "unsure": self.unsure,
            "conflicts": [{"account": account} | asdict(each) for account, each in self.conflicts],
            "signals": len(self.signals),
        }


@dataclass(slots=True)
class Rows:
    """The rows of a file by account, in the order of the file."""

    of_account: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    matched: Counter[str] = field(default_factory=Counter)
    new: list[int] = field(default_factory=list)
    unsure: dict[int, Match] = field(default_factory=dict)


def plan_enrichment(
    *, batch: Batch, terms: Terms, gazetteer: Gazetteer | None = None
) -> ImportPlan:
    """Say what a supplier's file would change, and change nothing.

    Raises
    ------
    InputError
        If the source has no name, or the day is still to come.
    """
    check_terms(terms)
    batch = follow_merges(batch)
    refuse_empty(batch, "company")
    kept = accepted(batch, batch.rows)
    cells = dict(zip(kept.index, map(named, kept.to_dict("records")), strict=True))
    note_industries(batch, cells)
    found = sorted_rows(cells, terms)
    told = {
        account: joined_rows(batch, cells, numbers) for account, numbers in found.of_account.items()
    }
    decisions = decided(told, terms)
    fresh = new_accounts(batch, cells, found.new, terms) if terms.add_new else {}
    places = gazetteer or shipped_gazetteer()
    plan = plan_accounts(derived(batch, found, decisions, fresh), localdate(), places)
    everything = told | {account: values for account, (_row, values) in fresh.items()}
    plan.batch = batch
    plan.unchanged = len(found.of_account) - plan.updated
    plan.findings.problems.sort(key=lambda problem: problem.row)
    plan.enrichment = Enrichment(
        terms=terms,
        matched=found.matched,
        new=[listed(number, cells[number]) for number in found.new],
        unsure=[
            listed(number, cells[number]) | {"could_be": list(match.could_be)}
            for number, match in found.unsure.items()
        ],
        conflicts=[
            (account, each) for account, made in decisions.items() for each in made.conflicts
        ],
        signals=signals_told(everything, terms),
        supplier_ids={
            account: values[SUPPLIER_ID]
            for account, values in everything.items()
            if values.get(SUPPLIER_ID)
        },
    )
    return plan


def check_terms(terms: Terms) -> None:
    """Refuse a source without a name and a day still to come."""
    source = terms.source
    if not source.strip() or len(source) > LONGEST_SOURCE or not source.isprintable():
        raise InputError(
            _("The file does not show whose it is."),
            remedy=_("Name the supplier: --source NAME, at most %(most)d characters.")
            % {"most": LONGEST_SOURCE},
        )
    if terms.seen_on > localdate():
        raise InputError(
            _("The day %(day)s is still to come.") % {"day": terms.seen_on},
            remedy=_("Give the day the supplier wrote the file."),
        )


def sorted_rows(cells: Mapping[int, dict[str, Any]], terms: Terms) -> Rows:
    """Sort rows by the account they are of."""
    book, found = read_book(terms.source), Rows()
    for number, told in cells.items():
        match = book.match(told)
        if match.account:
            found.of_account[match.account].append(number)
            found.matched[match.how] += 1
        elif match.could_be:
            found.unsure[number] = match
        else:
            found.new.append(number)
    return found


def joined_rows(
    batch: Batch, cells: Mapping[int, Mapping[str, Any]], numbers: Sequence[int]
) -> dict[str, Any]:
    """Join the rows of one account; where they differ the first one counts, and that is said."""
    whole, differ = one_row([cells[number] for number in numbers])
    for name in {*differ} & {*HELD}:
        batch.findings.assume(
            _("%(field)s differs between rows of one account: the first row counts")
            % {"field": name}
        )
    return whole


def decided(told: Mapping[str, Mapping[str, Any]], terms: Terms) -> dict[str, Decision]:
    """Decide for each account which told values it takes."""
    ids = [*told]
    stored = stored_rows(Account.objects.all(), "external_id", ids, ["external_id", *HELD])
    held = {row["external_id"]: row for row in stored.to_dict("records")}
    earlier = told_earlier(ids)
    return {
        account: decide(
            held[account],
            values,
            earlier.get(account, {}),
            seen_on=terms.seen_on,
            overwrite=terms.overwrite,
        )
        for account, values in told.items()
    }


def told_earlier(accounts: Sequence[str]) -> dict[str, dict[str, Told]]:
    """Read what suppliers told last of accounts, by field."""
    names = ["account__external_id", "field", "value", "seen_on", "pk"]
    facts = stored_rows(AccountFact.objects.all(), "account__external_id", accounts, names)
    found: dict[str, dict[str, Told]] = defaultdict(dict)
    for account, name, value, seen_on, _key in facts.sort_values(["seen_on", "pk"]).to_numpy():
        found[account][name] = Told(value, seen_on)
    return found


def new_accounts(
    batch: Batch, cells: Mapping[int, dict[str, Any]], numbers: Sequence[int], terms: Terms
) -> dict[str, tuple[int, dict[str, Any]]]:
    """Name the accounts that rows of none would become: one for all rows of a company."""
    together: dict[str, list[int]] = defaultdict(list)
    for number in numbers:
        together[new_id(cells[number], terms.source)].append(number)
    return {
        account: (rows[0], joined_rows(batch, cells, rows)) for account, rows in together.items()
    }


def new_id(told: Mapping[str, Any], source: str) -> str:
    """Make the identifier of an account that only a supplier knows."""
    own = told.get("external_id")
    if own:
        return str(own)
    known = told.get(SUPPLIER_ID) or told.get("website") or key(told["company"]) or told["company"]
    return f"{key(source) or 'supplier'}-{known}"[:100]


def derived(
    batch: Batch,
    found: Rows,
    decisions: Mapping[str, Decision],
    fresh: Mapping[str, tuple[int, dict[str, Any]]],
) -> Batch:
    """Make the rows of accounts that the decisions come to."""
    rows = {
        found.of_account[account][0]: {"external_id": account} | made.taken
        for account, made in decisions.items()
    }
    for account, (number, told) in fresh.items():
        taken = {name: told[name] for name in HELD if name in told}
        rows[number] = {"external_id": account, "name": told["company"]} | taken
    names = ["external_id", "name", *(name for name in HELD if name in BLANKS)]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=None, dtype=object)
    table = table.reindex(columns=names).astype(object)
    columns = {HEADS.get(name, name): column for name, column in batch.columns.items()}
    return replace(
        batch,
        kind=Kind.ACCOUNTS,
        columns=columns | {"name": batch.columns["company"]},
        rows=table.where(table.notna(), None),
    )
